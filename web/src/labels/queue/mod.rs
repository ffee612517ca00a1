//! The review queue as a table: tabs with counters, filters, columns, saved views, selection of rows.

mod address;
mod batch;
mod chips;
mod columns;
mod export;
mod filters;
mod keys;
mod place;
mod row;
mod table;
mod tabs;
mod territories;
mod views;

pub(super) use address::Address;
pub(super) use territories::territories;

use crate::api::{CallError, Remote, queue};
use crate::layout::{Page, PageHead, RolePage, Width};
use crate::messages::{plural, t};
use crate::session::Session;
use crate::ui::{Empty, Loading, More, ProblemAlert};
use batch::BatchBar;
use chips::OtherFilters;
use columns::ColumnChoice;
use export::ExportButtons;
use filters::{FilterPanel, SearchForm};
use keys::KeysHint;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::account::{Account, Role};
use shared::id::EventId;
use shared::label::{QueueItem, QueuePage as Listed};
use std::collections::BTreeMap;
use table::QueueTable;
use tabs::Tabs;
use views::SavedViews;

/// Rows that the page asks for at a time.
const PER_REQUEST: u32 = 100;

/// Page of the review queue, for referents, coordinators and administrators.
#[component]
pub fn QueuePage() -> impl IntoView {
    let session = Session::expect();
    view! {
        <Page title=t("queue.title") width=Width::Wide>
            <PageHead title=t("queue.title")>
                <p>{t("queue.intro")}" "<a href="/labellisation/passes">{t("passes.link")}</a>" · "<a href="/groupes">{t("groups.link")}</a>{move || session.has(Role::Coordinator).then(|| view! { " · "<a href="/labellisation/retenues">{t("held.link")}</a> })}</p>
            </PageHead>
            <RolePage roles=&[Role::Referent, Role::Coordinator, Role::Administrator] then={|account| view! { <Queue account/> }}/>
        </Page>
    }
}

/// Rows that were loaded, and the query that they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Loaded {
    asked: Address,
    page: Listed,
}

/// State that the parts of the page share.
#[derive(Debug, Clone, Copy)]
struct Desk {
    address: Memo<Address>,
    /// Changes the address of the page, and so the list.
    go: Callback<Address>,
    loaded: Remote<Loaded>,
    items: Memo<Vec<QueueItem>>,
    /// Files that are chosen for a batch.
    chosen: RwSignal<BTreeMap<EventId, QueueItem>>,
}

impl Desk {
    fn new() -> Self {
        let params = use_query_map();
        let address = Memo::new(move |_| Address::of(&params.read()));
        let asked = Memo::new(move |_| address.read().asked());
        let loaded = Remote::new(move || load(asked.get()));
        let navigate = use_navigate();
        let go = Callback::new(move |next: Address| {
            let options = NavigateOptions {
                scroll: false,
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&next.href(), options);
        });
        let items = Memo::new(move |_| {
            loaded
                .value()
                .map(|loaded| loaded.page.items)
                .unwrap_or_default()
        });
        Self {
            address,
            go,
            loaded,
            items,
            chosen: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Changes the address by a link, unless the user opens it elsewhere.
    fn follow(self, event: &MouseEvent, next: impl FnOnce() -> Address) {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if !elsewhere && event.button() == 0 {
            event.prevent_default();
            self.go.run(next());
        }
    }
}

async fn load(asked: Address) -> Result<Loaded, CallError> {
    let mut page = queue::list_queue(&asked.query, asked.rows.min(PER_REQUEST), None).await?;
    loop {
        let shown = u32::try_from(page.items.len()).unwrap_or(u32::MAX);
        let rest = asked.rows.saturating_sub(shown).min(PER_REQUEST);
        let Some(cursor) = page.next_cursor.clone().filter(|_| rest > 0) else {
            return Ok(Loaded { asked, page });
        };
        let next = queue::list_queue(&asked.query, rest, Some(&cursor)).await?;
        page.items.extend(next.items);
        page.next_cursor = next.next_cursor;
    }
}

/// Content of the area of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Empty,
    Rows,
}

#[component]
fn Queue(account: Account) -> impl IntoView {
    let desk = Desk::new();
    let failure = move || match desk.loaded.get() {
        Some(Err(error)) => Some(error),
        Some(Ok(_)) | None => None,
    };
    let shown = Memo::new(move |_| match desk.loaded.value() {
        None => Shown::Nothing,
        Some(loaded) if loaded.page.items.is_empty() => Shown::Empty,
        Some(_) => Shown::Rows,
    });
    let total = Memo::new(move |_| desk.loaded.value().and_then(|loaded| loaded.page.total));
    let count = move || total.get().map(|total| plural("queue.count", total));
    let (decides, id) = (account.is_reviewer(), account.id);
    let session = Session::expect();
    session.on_return(id, move || {
        if matches!(desk.loaded.get(), Some(Err(_))) {
            desk.loaded.refetch();
        }
    });
    place::restore(desk);
    keys::listen();
    view! {
        <Tabs desk/>
        <SearchForm desk/>
        <div class="review-queue-tools">
            <FilterPanel desk account/>
            <ColumnChoice desk/>
            <SavedViews desk/>
        </div>
        <OtherFilters desk/>
        <div class="review-queue-line">
            <p class="queue-count" role="status">{count}</p>
            <ExportButtons desk/>
        </div>
        {decides.then(|| view! { <BatchBar desk account=id/> })}
        {move || failure().map(|error| view! { <ProblemAlert error retry=Callback::new(move |()| desk.loaded.refetch())/> })}
        {move || match shown.get() {
            Shown::Nothing if failure().is_some() => ().into_any(),
            Shown::Nothing => view! { <Loading lines=10/> }.into_any(),
            Shown::Empty => view! { <NoRows desk/> }.into_any(),
            Shown::Rows => view! { <QueueTable desk decides/> }.into_any(),
        }}
        <MoreRows desk/>
        <KeysHint/>
    }
}

#[component]
fn NoRows(desk: Desk) -> impl IntoView {
    let text = move || {
        if desk.address.read().query.is_filtered() {
            t("queue.empty.filtered")
        } else {
            t("queue.empty.text")
        }
    };
    view! { <Empty title=t("queue.empty.title") text=text()/> }
}

#[component]
fn MoreRows(desk: Desk) -> impl IntoView {
    let more = Memo::new(move |_| {
        let rest = desk
            .loaded
            .value()
            .is_some_and(|loaded| loaded.page.next_cursor.is_some());
        rest && desk.address.read().with_more().is_some()
    });
    let press = Callback::new(move |()| {
        let next = desk.address.read_untracked().with_more();
        if let Some(next) = next {
            desk.go.run(next);
        }
    });
    move || {
        more.get().then(|| {
            view! {
                <More
                    more=true
                    busy=Signal::derive(move || desk.loaded.is_loading())
                    shown=Signal::derive(move || plural("queue.shown", desk.items.read().len() as u64))
                    text=t("queue.more")
                    on_more=press
                />
            }
        })
    }
}
