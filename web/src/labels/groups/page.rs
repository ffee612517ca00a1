use super::members::Members;
use super::name::NameForm;
use super::rules::Rules;
use crate::api::{Remote, groups};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, problem, t};
use crate::ui::{Empty, Followed, Tag, Tone};
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
    view! { <Followed of=group lines=8 then={move |shown: Signal<ReviewGroup>| view! { <Parts shown group/> }}/> }
}

/// The parts of a group. Each is made anew when what it shows has changed, so that what is typed in another one stays.
#[component]
fn Parts(shown: Signal<ReviewGroup>, group: Remote<ReviewGroup>) -> impl IntoView {
    let id = shown.with_untracked(|shown| shown.summary.id);
    let version = Memo::new(move |_| shown.with(|shown| shown.summary.version));
    let members = Signal::derive(move || shown.with(|shown| shown.members.clone()));
    let rights = Memo::new(move |_| shown.with(|shown| (shown.editable, shown.manageable)));
    let rules = Memo::new(move |_| {
        shown.with(|shown| {
            let names = shown.place_names.clone();
            (shown.rules.clone(), names, shown.editable)
        })
    });
    let settings = Memo::new(move |_| {
        shown.with(|shown| {
            let summary = &shown.summary;
            shown
                .editable
                .then(|| (summary.name.clone(), summary.default))
        })
    });
    let is_default = move || shown.with(|shown| shown.summary.default);
    view! {
        <div class="stack">
            <h2 id=HEADING tabindex="-1">{move || shown.with(|shown| shown.summary.name.clone())}</h2>
            <p class="review-groups__counts">
                {move || is_default().then(|| view! { <Tag tone=Signal::stored(Tone::Info)>{t("groups.default")}</Tag>" " })}
                {move || plural("groups.open.count", shown.with(|shown| shown.summary.open_files))}
            </p>
            {move || {
                let (editable, manageable) = rights.get();
                view! { <Members id version members manageable editable group/> }
            }}
            {move || {
                // Read, since a memo that is only tracked is never computed, and so never changes.
                rules.with(|_| ());
                view! { <Rules shown=shown.get_untracked() version group/> }
            }}
            {move || settings.get().map(|_| {
                let summary = shown.with_untracked(|shown| shown.summary.clone());
                view! { <NameForm summary version group/> }
            })}
        </div>
    }
}
