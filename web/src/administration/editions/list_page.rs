use super::create::CreateEdition;
use crate::administration::{READERS, Way};
use crate::api::{Remote, revisions};
use crate::dates;
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Empty, Fetched, Tag, Tone};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::account::{Account, Role};
use shared::edition::{EditionStatus, ManagedEditionSummary};

/// All editions, and the creation of the next one.
#[component]
pub fn EditionsPage() -> impl IntoView {
    view! {
        <Page title=t("editions.title") width=Width::Text>
            <PageHead title=t("editions.title")><Way/></PageHead>
            <SignedIn roles=READERS then=|account: Account| view! { <Editions account/> }/>
        </Page>
    }
}

#[component]
fn Editions(account: Account) -> impl IntoView {
    let editions = Remote::<Vec<ManagedEditionSummary>>::new(revisions::list_managed_editions);
    let writes = account.has(Role::Administrator);
    let shown = move |editions: Vec<ManagedEditionSummary>| {
        if editions.is_empty() {
            return view! { <Empty title=t("editions.none")/> }.into_any();
        }
        let list = editions.iter().cloned().map(edition_item).collect_view();
        view! {
            <div class="stack">
                <ul class="administration">{list}</ul>
                {writes.then(|| view! { <CreateEdition editions/> })}
            </div>
        }
        .into_any()
    };
    view! { <Fetched of=editions lines=6 then=shown/> }
}

fn edition_item(edition: ManagedEditionSummary) -> impl IntoView {
    let ManagedEditionSummary {
        slug,
        name,
        status,
        week,
        deadline,
        events,
    } = edition;
    view! {
        <li class="administration__section">
            <A href=format!("/administration/editions/{slug}") attr:class="administration__link">{name}</A>
            <p class="cluster">
                <Tag tone=Signal::stored(tone(status))>{t_of("edition.status", status.as_str())}</Tag>
                <span>{plural("editions.events", events)}</span>
            </p>
            <p class="administration__text">{dates::window(week)}</p>
            <p class="administration__text">{t_args("editions.deadline", &[("at", &dates::moment(deadline))])}</p>
        </li>
    }
}

const fn tone(status: EditionStatus) -> Tone {
    match status {
        EditionStatus::Draft | EditionStatus::Archived => Tone::Neutral,
        EditionStatus::Open | EditionStatus::Running => Tone::Good,
        EditionStatus::Closed => Tone::Info,
        EditionStatus::Postponed => Tone::Warning,
        EditionStatus::Cancelled => Tone::Bad,
    }
}
