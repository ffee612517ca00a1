use super::members::Members;
use super::name::NameForm;
use super::rules::Rules;
use crate::api::{Remote, groups};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, problem, t};
use crate::ui::{Empty, Fetched, Tag, Tone};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::Role;
use shared::id::ReviewGroupId;
use shared::label::ReviewGroup;
use shared::problem::Code;

/// Element id of the heading, which takes the focus when a pressed button is gone.
pub(super) const HEADING: &str = "group-name";

/// A group with its members and rules.
#[component]
pub fn GroupPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id").unwrap_or_default();
        id.parse::<ReviewGroupId>().ok()
    });
    view! {
        <Page title=t("groups.one") width=Width::Text>
            <PageHead title=t("groups.one")>
                <p><a href="/groupes">{t("groups.back")}</a></p>
            </PageHead>
            <SignedIn
                roles=&[Role::Referent, Role::Coordinator, Role::Administrator]
                then={move |_| move || match id.get() {
                    Some(id) => view! { <Shown id/> }.into_any(),
                    None => view! { <Empty title=problem(Code::NotFound, None)/> }.into_any(),
                }}
            />
        </Page>
    }
}

#[component]
fn Shown(id: ReviewGroupId) -> impl IntoView {
    let group = Remote::<ReviewGroup>::new(move || groups::get_review_group(id));
    view! { <Fetched of=group lines=8 then={move |shown: ReviewGroup| view! { <Parts shown group/> }}/> }
}

#[component]
fn Parts(shown: ReviewGroup, group: Remote<ReviewGroup>) -> impl IntoView {
    let summary = shown.summary.clone();
    let (editable, manageable) = (shown.editable, shown.manageable);
    let name_form = editable.then(|| {
        let summary = summary.clone();
        view! { <NameForm summary group/> }
    });
    view! {
        <div class="stack">
            <h2 id=HEADING tabindex="-1">{summary.name.clone()}</h2>
            <p class="review-groups__counts">
                {summary.default.then(|| view! { <Tag tone=Signal::stored(Tone::Info)>{t("groups.default")}</Tag>" " })}
                {plural("groups.open.count", summary.open_files)}
            </p>
            <Members id=summary.id version=summary.version members=shown.members.clone() manageable editable group/>
            <Rules shown group/>
            {name_form}
        </div>
    }
}
