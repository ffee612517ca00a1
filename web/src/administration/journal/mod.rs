//! The log: its filters and rows, and its verification.

mod address;
mod row;
mod verification;

use super::{READERS, Way};
use crate::api::{Remote, administration, places};
use crate::history;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{t, t_of};
use crate::ui::{
    Button, ButtonKind, Choice, Empty, PageRequest, PagedList, Select, TextField, focus_later,
};
use address::Filters;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use row::Row;
use shared::account::{Account, Role};
use shared::log::{LogRow, LogSubjectKind};
use shared::paging;
use shared::place::Territories;
use verification::Verification;

/// The log for the coordination; administrators also have it verified.
#[component]
pub fn LogPage() -> impl IntoView {
    view! {
        <Page title=t("journal.title")>
            <PageHead title=t("journal.title") above={view! { <Way/> }.into_any()}><p>{t("journal.intro")}</p></PageHead>
            <SignedIn roles=READERS then=|account: Account| view! {
                {account.has(Role::Administrator).then(|| view! { <Verification/> })}
                <Log/>
            }/>
        </Page>
    }
}

#[component]
fn Log() -> impl IntoView {
    let query = use_query_map();
    let filters = Memo::new(move |_| Filters::read(&query.read()));
    let navigate = use_navigate();
    let go = Callback::new(move |filters: Filters| {
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&filters.address(), options);
    });
    let names = Remote::<Territories>::new(places::list_territories);
    let first = Remote::<paging::Page<LogRow>>::new(move || {
        let parameters = filters.get().parameters();
        async move { administration::list_log(&parameters, None).await }
    });
    let more = move |cursor: String| -> PageRequest<LogRow> {
        let parameters = filters.get_untracked().parameters();
        Box::pin(async move { administration::list_log(&parameters, Some(cursor)).await })
    };
    view! {
        <section class="administration-part" aria-labelledby="journal-list">
            <h2 id="journal-list" tabindex="-1">{t("journal.list")}</h2>
            <Fields filters go/>
            <PagedList
                first
                more
                key=|row: &LogRow| row.seq
                row=move |row: LogRow| view! { <Row row names/> }
                class="administration-log"
                shown="journal.shown"
                none=|| view! { <Empty title=t("journal.none")/> }
                action=t("journal.more")
            />
        </section>
    }
}

/// The filters, which are the address of the page.
#[component]
fn Fields(filters: Memo<Filters>, go: Callback<Filters>) -> impl IntoView {
    let (subject_kind, kind) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (since, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let now = filters.get();
        let word = now.subject_kind.map(LogSubjectKind::as_str);
        subject_kind.set(word.unwrap_or_default().to_owned());
        kind.set(now.kind.unwrap_or_default());
        since.set(now.since.map(|day| day.to_string()).unwrap_or_default());
        until.set(now.until.map(|day| day.to_string()).unwrap_or_default());
    });
    let take = move || {
        let now = filters.get_untracked();
        go.run(Filters {
            subject_kind: LogSubjectKind::parse(&subject_kind.get_untracked()),
            kind: Some(kind.get_untracked()).filter(|kind| !kind.is_empty()),
            since: since.get_untracked().parse().ok(),
            until: until.get_untracked().parse().ok(),
            ..now
        });
    };
    let subjects: Vec<Choice> = LogSubjectKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.as_str(), t_of("journal.subject", kind.as_str())))
        .collect();
    let changes: Vec<Choice> = history::kinds()
        .into_iter()
        .map(|(kind, words)| Choice::new(kind, words))
        .collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        take();
    };
    view! {
        <form class="administration-filters" role="search" on:submit=submit on:change=move |_| take()>
            <Select id="journal-subject" label=t("journal.subject_kind") value=subject_kind choices=subjects placeholder=t("journal.any_subject") filter=true/>
            <Select id="journal-change" label=t("journal.change") value=kind choices=changes placeholder=t("journal.any_change") filter=true/>
            <TextField id="journal-since" label=t("journal.since") value=since kind="date" filter=true/>
            <TextField id="journal-until" label=t("journal.until") value=until kind="date" filter=true/>
        </form>
        <p class="administration-chosen" role="status">
            {move || filters.read().actor.map(|_| t("journal.one_actor"))}" "
            {move || filters.read().subject.map(|_| t("journal.one_subject"))}
        </p>
        {move || (*filters.read() != Filters::default()).then(|| view! {
            <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| {
                go.run(Filters::default());
                focus_later("journal-list");
            })>{t("journal.clear")}</Button>
        })}
    }
}
