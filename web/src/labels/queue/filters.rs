use super::{Desk, territories};
use crate::api::{CallError, Remote, editions, groups, places};
use crate::messages::{plural, t, t_of};
use crate::ui::{Button, ButtonKind, Checkbox, Choice, Disclosure, Select, TextField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::Account;
use shared::edition::{EditionStatus, EditionSummary, Term, Vocabularies};
use shared::id::ReviewGroupId;
use shared::label::{QueueColumn, QueueQuery, QueueShare, ReviewGroupSummary};
use shared::place::{Territories, Territory};

/// Id of the search field, which `/` focuses.
pub(super) const SEARCH: &str = "chercher";

/// Search by title, organiser, commune or reference.
#[component]
pub(super) fn SearchForm(desk: Desk) -> impl IntoView {
    let words = RwSignal::new(String::new());
    // Navigating back or forward changes the address without this form.
    let given = Memo::new(move |_| desk.address.read().query.q.clone().unwrap_or_default());
    Effect::new(move |_| words.set(given.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = words.get_untracked().trim().to_owned();
        let next = desk
            .address
            .get_untracked()
            .with(|query| query.q = Some(typed).filter(|typed| !typed.is_empty()));
        desk.go.run(next);
    };
    view! {
        <form class="review-queue-search" role="search" aria-label=t("queue.search.label") on:submit=submit>
            <TextField id=SEARCH label=t("queue.search") value=words kind="search" filter=true/>
            <Button kind=ButtonKind::Secondary submit=true>{t("queue.search.action")}</Button>
        </form>
    }
}

/// One filter: an empty value does not filter.
#[derive(Clone, Copy)]
struct Filter {
    id: &'static str,
    label: &'static str,
    all: &'static str,
    read: fn(&QueueQuery) -> String,
    write: fn(&mut QueueQuery, String),
}

fn first(values: &[String]) -> String {
    values.first().cloned().unwrap_or_default()
}

fn as_list(value: String) -> Vec<String> {
    Some(value)
        .filter(|value| !value.is_empty())
        .into_iter()
        .collect()
}

const TERRITORY: Filter = Filter {
    id: "territoire",
    label: "queue.territory",
    all: "queue.territory.all",
    read: |query| {
        query
            .territory
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    },
    write: |query, value| query.territory = Territory::parse(&value).ok(),
};
const EDITION: Filter = Filter {
    id: "edition",
    label: "queue.edition",
    all: "queue.edition.all",
    read: |query| query.edition.clone().unwrap_or_default(),
    write: |query, value| query.edition = Some(value).filter(|value| !value.is_empty()),
};
const KIND: Filter = Filter {
    id: "type",
    label: "queue.kind",
    all: "queue.all",
    read: |query| first(&query.kind),
    write: |query, value| query.kind = as_list(value),
};
const AUDIENCE: Filter = Filter {
    id: "public",
    label: "queue.audience",
    all: "queue.all",
    read: |query| first(&query.audience),
    write: |query, value| query.audience = as_list(value),
};
const SECTOR: Filter = Filter {
    id: "filiere",
    label: "queue.sector",
    all: "queue.all",
    read: |query| first(&query.sector),
    write: |query, value| query.sector = as_list(value),
};
const SHARE: Filter = Filter {
    id: "partage",
    label: "queue.share",
    all: "queue.share.all",
    read: |query| {
        query
            .share
            .map(|share| share.to_string())
            .unwrap_or_default()
    },
    write: |query, value| query.share = QueueShare::parse(&value),
};
const GROUP: Filter = Filter {
    id: "groupe",
    label: "queue.group",
    all: "queue.group.all",
    read: |query| {
        query
            .group
            .first()
            .map(ToString::to_string)
            .unwrap_or_default()
    },
    write: |query, value| query.group = value.parse::<ReviewGroupId>().into_iter().collect(),
};
const SORT: Filter = Filter {
    id: "tri",
    label: "queue.sort",
    all: "queue.sort.due",
    read: |query| {
        query
            .sort
            .filter(|column| *column != QueueColumn::Due)
            .map(|column| column.to_string())
            .unwrap_or_default()
    },
    write: |query, value| query.sort = QueueColumn::parse(&value),
};

/// Number of filters in the panel that are set.
fn set(query: &QueueQuery) -> u64 {
    let lists = [&query.kind, &query.audience, &query.sector];
    let lists = lists.into_iter().filter(|list| !list.is_empty()).count();
    let others = [
        query.territory.is_some(),
        query.edition.is_some(),
        query.urgent.is_some(),
        query.unread.is_some(),
        query.soon.is_some(),
        query.duplicate.is_some(),
        query.share.is_some(),
        !query.group.is_empty(),
        !query.assignee.is_empty(),
    ];
    (lists + others.into_iter().filter(|set| *set).count()) as u64
}

/// Filters and order, folded until they are needed.
#[component]
pub(super) fn FilterPanel(desk: Desk, account: Account) -> impl IntoView {
    let names = Remote::<Territories>::new(places::list_territories);
    let known = Remote::<Vec<EditionSummary>>::new(editions::list_editions);
    let edition = Memo::new(move |_| desk.address.read().query.edition.clone());
    let words = Remote::<Vocabularies>::new(move || vocabularies(edition.get()));
    let territories = Signal::derive(move || territories(&account, names.value().as_ref()));
    let editions = Signal::derive(move || {
        let editions = known.value().unwrap_or_default().into_iter();
        editions
            .filter(|edition| edition.status != EditionStatus::Draft)
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect()
    });
    let terms = move |list: fn(Vocabularies) -> Vec<Term>| {
        Signal::derive(move || -> Vec<Choice> {
            let terms = words.value().map(list).unwrap_or_default();
            terms
                .into_iter()
                .map(|term| Choice::new(term.id, term.label))
                .collect()
        })
    };
    let orders: Vec<Choice> = QueueColumn::ALL
        .iter()
        .filter(|column| column.is_sortable() && **column != QueueColumn::Due)
        .map(|column| Choice::new(column.as_str(), t_of("queue.column", column.as_str())))
        .collect();
    let shares: Vec<Choice> = QueueShare::ALL
        .iter()
        .map(|share| Choice::new(share.as_str(), t_of("queue.share", share.as_str())))
        .collect();
    let known_groups = Remote::<Vec<ReviewGroupSummary>>::new(move || groups_of(edition.get()));
    let groups = Signal::derive(move || -> Vec<Choice> {
        let groups = known_groups.value().unwrap_or_default();
        groups
            .into_iter()
            .map(|group| Choice::new(group.id.to_string(), group.name))
            .collect()
    });
    let count = Memo::new(move |_| set(&desk.address.read().query));
    let hint = Signal::derive(move || {
        let count = count.get();
        (count > 0).then(|| plural("queue.filters.set", count))
    });
    view! {
        <Disclosure title=t("queue.filters") hint needed=Signal::derive(move || { count.get() > 0 })>
            <div class="review-queue-filters">
                <FilterSelect desk filter=SHARE choices=Signal::stored(shares)/>
                <FilterSelect desk filter=GROUP choices=groups/>
                <FilterSelect desk filter=TERRITORY choices=territories/>
                <FilterSelect desk filter=KIND choices=terms(|words| words.kinds)/>
                <FilterSelect desk filter=AUDIENCE choices=terms(|words| words.audiences)/>
                <FilterSelect desk filter=SECTOR choices=terms(|words| words.sectors)/>
                <FilterSelect desk filter=EDITION choices=editions/>
                <FilterSelect desk filter=SORT choices=Signal::stored(orders)/>
                <FilterBox desk id="urgents" label="queue.only_urgent" read={|query| query.urgent} write={|query, only| query.urgent = only}/>
                <FilterBox desk id="non-lus" label="queue.only_unread" read={|query| query.unread} write={|query, only| query.unread = only}/>
                <FilterBox desk id="bientot" label="queue.only_soon" read={|query| query.soon} write={|query, only| query.soon = only}/>
                <FilterBox desk id="doublons" label="queue.only_duplicates" read={|query| query.duplicate} write={|query, only| query.duplicate = only}/>
                <FilterBox desk id="decroissant" label="queue.descending" read={|query| query.descending} write={|query, only| query.descending = only}/>
            </div>
        </Disclosure>
    }
}

/// The vocabularies of an edition; those of the current one without an edition.
async fn vocabularies(edition: Option<String>) -> Result<Vocabularies, CallError> {
    let edition = match edition {
        Some(edition) => edition,
        None => editions::get_config()
            .await?
            .current_edition
            .unwrap_or_default(),
    };
    editions::list_vocabularies(&edition).await
}

/// The first groups of an edition, those of the caller before the others; of the current edition without one.
async fn groups_of(edition: Option<String>) -> Result<Vec<ReviewGroupSummary>, CallError> {
    let edition = match edition {
        Some(edition) => edition,
        None => match editions::get_config().await?.current_edition {
            Some(current) => current,
            None => return Ok(Vec::new()),
        },
    };
    let mut found = groups::list_review_groups(&edition, "", None).await?.items;
    found.sort_by_key(|group| group.role.is_none());
    Ok(found)
}

#[component]
fn FilterSelect(desk: Desk, filter: Filter, choices: Signal<Vec<Choice>>) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let given = Memo::new(move |_| (filter.read)(&desk.address.read().query));
    Effect::new(move |_| value.set(given.get()));
    let change = Callback::new(move |_: String| {
        let chosen = value.get_untracked();
        let next = desk
            .address
            .get_untracked()
            .with(|query| (filter.write)(query, chosen));
        desk.go.run(next);
    });
    view! { <Select id=filter.id label=t(filter.label) value choices placeholder=t(filter.all) filter=true on_change=change/> }
}

#[component]
fn FilterBox(
    desk: Desk,
    id: &'static str,
    label: &'static str,
    read: fn(&QueueQuery) -> Option<bool>,
    write: fn(&mut QueueQuery, Option<bool>),
) -> impl IntoView {
    let checked = RwSignal::new(false);
    let given = Memo::new(move |_| read(&desk.address.read().query) == Some(true));
    Effect::new(move |_| checked.set(given.get()));
    let change = Callback::new(move |only: bool| {
        let next = desk
            .address
            .get_untracked()
            .with(|query| write(query, only.then_some(true)));
        desk.go.run(next);
    });
    view! { <Checkbox id label=t(label) checked on_change=change/> }
}
