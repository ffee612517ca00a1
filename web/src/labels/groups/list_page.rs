use super::absences::Absences;
use super::conflicts::Conflicts;
use super::create::CreateGroup;
use super::route::RouteForm;
use crate::api::{CallError, Remote, editions, groups};
use crate::clock;
use crate::layout::{Page, PageHead, RolePage, Width};
use crate::messages::{plural, t};
use crate::ui::{
    Choice, Empty, PageRequest, PagedList, ProblemAlert, Select, Tag, TextField, Tone,
};
use leptos::prelude::*;
use shared::account::{Account, Role};
use shared::edition::{EditionStatus, EditionSummary};
use shared::label::{GroupRole, ReviewGroupSummary};
use shared::paging::Page as Listed;
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(250);

/// The groups of an edition, and what concerns the reviewers themselves.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let above = view! { <p><a href="/labellisation">{t("passes.back")}</a></p> }.into_any();
    view! {
        <Page title=t("groups.title") width=Width::Text>
            <PageHead title=t("groups.title") above=above>
                <p>{t("groups.intro")}</p>
            </PageHead>
            <RolePage
                roles=&[Role::Referent, Role::Coordinator, Role::Administrator]
                then={|account| view! { <Parts account/> }}
            />
        </Page>
    }
}

/// The editions whose groups are shown, the current one first.
async fn known_editions() -> Result<Vec<EditionSummary>, CallError> {
    let current = editions::get_config().await?.current_edition;
    let mut known = editions::list_editions().await?;
    known.retain(|edition| edition.status != EditionStatus::Archived);
    known.sort_by_key(|edition| Some(&edition.slug) != current.as_ref());
    Ok(known)
}

#[component]
fn Parts(account: Account) -> impl IntoView {
    let known = Remote::<Vec<EditionSummary>>::new(known_editions);
    let edition = RwSignal::new(String::new());
    let choices = Signal::derive(move || -> Vec<Choice> {
        let known = known.value().unwrap_or_default();
        known
            .into_iter()
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect()
    });
    Effect::new(move |_| {
        let first = choices.with(|choices| choices.first().map(|choice| choice.value.clone()));
        if let (true, Some(first)) = (edition.with_untracked(String::is_empty), first) {
            edition.set(first);
        }
    });
    let coordinates = account.has(Role::Coordinator) || account.has(Role::Administrator);
    view! {
        <div class="stack">
            {move || known.get().and_then(Result::err).map(|error| view! { <ProblemAlert error/> })}
            <Select id="edition" label=t("passes.edition") value=edition choices filter=true/>
            <section class="stack" aria-labelledby="groups-list">
                <h2 id="groups-list" tabindex="-1">{t("groups.list")}</h2>
                <Groups edition/>
                {coordinates.then(|| view! { <CreateGroup edition/> })}
            </section>
            <section class="stack" aria-labelledby="groups-route">
                <h2 id="groups-route">{t("groups.route")}</h2>
                <RouteForm edition/>
            </section>
            <section class="stack" aria-labelledby="groups-absences">
                <h2 id="groups-absences" tabindex="-1">{t("groups.absences")}</h2>
                <Absences/>
            </section>
            {account.is_reviewer().then(|| view! {
                <section class="stack" aria-labelledby="groups-conflicts">
                    <h2 id="groups-conflicts" tabindex="-1">{t("groups.conflicts")}</h2>
                    <Conflicts account=account.id/>
                </section>
            })}
        </div>
    }
}

#[component]
fn Groups(edition: RwSignal<String>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let words = clock::after_typing(typed, PAUSE);
    let first = Remote::<Listed<ReviewGroupSummary>>::new(move || {
        let (edition, words) = (edition.get(), words.get());
        async move {
            if edition.is_empty() {
                return Ok(Listed {
                    items: Vec::new(),
                    next_cursor: None,
                    total: None,
                });
            }
            groups::list_review_groups(&edition, &words, None).await
        }
    });
    let more = move |cursor: String| -> PageRequest<ReviewGroupSummary> {
        let (edition, words) = (edition.get_untracked(), words.get_untracked());
        Box::pin(async move { groups::list_review_groups(&edition, &words, Some(cursor)).await })
    };
    view! {
        <TextField id="groups-search" label=t("groups.search") value=typed kind="search" filter=true/>
        <PagedList
            first
            more
            key=|group: &ReviewGroupSummary| group.id
            row=|group: ReviewGroupSummary| view! { <One group/> }
            class="review-groups"
            shown="groups.shown"
            none=|| view! { <Empty title=t("groups.none") text=t("groups.none.text")/> }
            action=t("passes.more")
        />
    }
}

#[component]
fn One(group: ReviewGroupSummary) -> impl IntoView {
    let role = group.role.map(|role| match role {
        GroupRole::Leads => t("groups.role.leads"),
        GroupRole::Reviews => t("groups.role.reviews"),
    });
    view! {
        <li class="review-groups__one">
            <a class="review-groups__name" href=format!("/groupes/{}", group.id)>{group.name}</a>
            {group.default.then(|| view! { <Tag tone=Signal::stored(Tone::Info)>{t("groups.default")}</Tag> })}
            {role.map(|role| view! { <Tag tone=Signal::stored(Tone::Good)>{role}</Tag> })}
            <span class="review-groups__counts">
                {plural("groups.members.count", group.members)}" · "{plural("groups.rules.count", group.rules)}" · "{plural("groups.open.count", group.open_files)}
            </span>
        </li>
    }
}
