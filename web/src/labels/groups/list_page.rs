use super::absences::Absences;
use super::conflicts::Conflicts;
use super::create::CreateGroup;
use super::route::RouteForm;
use crate::api::{CallError, Mutation, Remote, editions, groups};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, t};
use crate::ui::{Choice, Empty, More, ProblemAlert, Select, Tag, TextField, Tone};
use leptos::prelude::*;
use shared::account::{Account, Role};
use shared::edition::{EditionStatus, EditionSummary};
use shared::label::{GroupRole, ReviewGroupSummary};
use shared::paging::Page as Listed;

/// The groups of an edition, and what concerns the reviewers themselves.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let above = view! { <p><a href="/labellisation">{t("passes.back")}</a></p> }.into_any();
    view! {
        <Page title=t("groups.title") width=Width::Text>
            <PageHead title=t("groups.title") above=above>
                <p>{t("groups.intro")}</p>
            </PageHead>
            <SignedIn
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
                    <Conflicts/>
                </section>
            })}
        </div>
    }
}

#[component]
fn Groups(edition: RwSignal<String>) -> impl IntoView {
    let words = RwSignal::new(String::new());
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
    let shown = RwSignal::new(Vec::<ReviewGroupSummary>::new());
    let cursor = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if let Some(page) = first.value() {
            shown.set(page.items);
            cursor.set(page.next_cursor);
        }
    });
    let loading = Mutation::<Listed<ReviewGroupSummary>>::new();
    let more = Callback::new(move |()| {
        let (edition, words) = (edition.get_untracked(), words.get_untracked());
        let next = cursor.get_untracked();
        let request = async move { groups::list_review_groups(&edition, &words, next).await };
        loading.send(request, move |page| {
            cursor.set(page.next_cursor);
            shown.update(|shown| shown.extend(page.items));
        });
    });
    view! {
        <TextField id="groups-search" label=t("groups.search") value=words kind="search" filter=true/>
        {move || first.get().and_then(Result::err).map(|error| view! { <ProblemAlert error/> })}
        {move || if shown.read().is_empty() {
            first.get().map(|_| view! { <Empty title=t("groups.none") text=t("groups.none.text")/> }).into_any()
        } else {
            view! {
                <ul class="review-groups">
                    <For each=move || shown.get() key=|group| (group.id, group.version, group.open_files) children=|group| view! { <One group/> }/>
                </ul>
            }
            .into_any()
        }}
        {move || cursor.read().is_some().then(|| view! {
            <More
                more=true
                busy=Signal::derive(move || loading.is_pending())
                shown=Signal::derive(move || plural("groups.shown", shown.read().len() as u64))
                text=t("passes.more")
                on_more=more
            />
        })}
        {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
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
