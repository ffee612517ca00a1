use super::StateTag;
use crate::api::labels::{self, QueueQuery};
use crate::api::{Mutation, Remote, places};
use crate::clock;
use crate::dates;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{plural, t, t_args};
use crate::ui::{Checkbox, Choice, Empty, Fetched, More, ProblemAlert, Select, Tag, Tone};
use crate::url;
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::account::{Account, Role};
use shared::label::{LabelState, QueueItem};
use shared::paging::Page as Listed;
use shared::place::{Territories, Territory};

/// Names of the query parameters.
const TERRITORY: &str = "territoire";
const STATE: &str = "etat";
const OVERDUE: &str = "retard";

/// The review queue: submissions awaiting a decision, by due date.
#[component]
pub fn QueuePage() -> impl IntoView {
    view! {
        <Page title=t("queue.title")>
            <PageHead title=t("queue.title")>
                <p>{t("queue.intro")}</p>
                <p><a href="/labellisation/passes">{t("passes.link")}</a></p>
            </PageHead>
            <SignedIn roles=&[Role::Referent, Role::Coordinator, Role::Administrator] then={|account| view! { <Queue account/> }}/>
        </Page>
    }
}

#[component]
fn Queue(account: Account) -> impl IntoView {
    let query = use_query_map();
    let query = Memo::new(move |_| {
        let query = query.read();
        QueueQuery {
            territory: query.get(TERRITORY).unwrap_or_default(),
            state: query
                .get(STATE)
                .unwrap_or_else(|| LabelState::Submitted.to_string()),
            overdue: query.get(OVERDUE).is_some(),
            cursor: None,
        }
    });
    let first = Remote::<(QueueQuery, Listed<QueueItem>)>::new(move || {
        let query = query.get();
        async move {
            labels::list_queue(query.clone())
                .await
                .map(|page| (query, page))
        }
    });
    view! {
        <Filters account query/>
        <Fetched of=first lines=10 then={|(query, page): (QueueQuery, Listed<QueueItem>)| view! { <Items query page/> }}/>
    }
}

/// Filters of the queue, stored in the URL.
#[component]
fn Filters(account: Account, query: Memo<QueueQuery>) -> impl IntoView {
    let names = Remote::<Territories>::new(places::list_territories);
    let territory = RwSignal::new(query.read_untracked().territory.clone());
    let state = RwSignal::new(query.read_untracked().state.clone());
    let overdue = RwSignal::new(query.read_untracked().overdue);
    // Navigating back or forward changes the URL without this form.
    Effect::new(move |_| {
        let query = query.get();
        territory.set(query.territory);
        state.set(query.state);
        overdue.set(query.overdue);
    });
    let navigate = use_navigate();
    let apply = Callback::new(move |()| {
        let mut parts = vec![format!("{STATE}={}", state.read_untracked())];
        if !territory.read_untracked().is_empty() {
            parts.push(format!(
                "{TERRITORY}={}",
                url::encode(&territory.read_untracked())
            ));
        }
        if overdue.get_untracked() {
            parts.push(format!("{OVERDUE}=1"));
        }
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&format!("/labellisation?{}", parts.join("&")), options);
    });
    let choices = Signal::derive(move || territories(&account, names.value().as_ref()));
    let states: Vec<Choice> = LabelState::ALL
        .iter()
        .filter(|state| **state != LabelState::Draft)
        .map(|state| Choice::new(state.as_str(), super::state_name(*state)))
        .collect();
    view! {
        <section class="queue-filters" aria-label=t("queue.filters")>
            {move || (choices.read().len() > 1).then(|| view! {
                <Select
                    id="territoire"
                    label=t("queue.territory")
                    value=territory
                    choices=choices
                    placeholder=t("queue.territory.all")
                    on_change=Callback::new(move |_| apply.run(()))
                />
            })}
            <Select id="etat" label=t("queue.state") value=state choices=states on_change=Callback::new(move |_| apply.run(()))/>
            <Checkbox id="retard" label=t("queue.only_overdue") checked=overdue on_change=Callback::new(move |_| apply.run(()))/>
        </section>
    }
}

/// The territories to choose from: a referent's own, or all of them for other roles.
pub(super) fn territories(account: &Account, names: Option<&Territories>) -> Vec<Choice> {
    let Some(names) = names else {
        return Vec::new();
    };
    let all = names
        .regions
        .iter()
        .map(|region| (Territory::Region(region.code.clone()), region.name.clone()))
        .chain(names.departments.iter().map(|department| {
            let name = format!("{} ({})", department.name, department.code);
            (Territory::Department(department.code.clone()), name)
        }));
    let whole = account.has(Role::Coordinator)
        || account.has(Role::Administrator)
        || account
            .grants
            .iter()
            .any(|grant| grant.territory == Territory::National);
    let region_of = |territory: &Territory| match territory {
        Territory::Department(code) => names
            .departments
            .iter()
            .find(|department| department.code == *code)
            .map(|department| department.region.clone()),
        Territory::National | Territory::Region(_) => None,
    };
    all.filter(|(territory, _)| {
        whole
            || account
                .grants
                .iter()
                .filter(|grant| grant.role == Role::Referent)
                .any(|grant| {
                    grant.territory == *territory
                        || region_of(territory)
                            .is_some_and(|region| grant.territory == Territory::Region(region))
                })
    })
    .map(|(territory, name)| Choice::new(territory.to_string(), name))
    .collect()
}

#[component]
fn Items(query: QueueQuery, page: Listed<QueueItem>) -> impl IntoView {
    let total = page.total;
    let items = RwSignal::new(page.items);
    let cursor = RwSignal::new(page.next_cursor);
    let loading = Mutation::<Listed<QueueItem>>::new();
    let filtered = query.overdue
        || !query.territory.is_empty()
        || query.state != LabelState::Submitted.as_str();
    let more = move |()| {
        let query = QueueQuery {
            cursor: cursor.get_untracked(),
            ..query.clone()
        };
        loading.send(labels::list_queue(query), move |page| {
            cursor.set(page.next_cursor);
            items.update(|items| items.extend(page.items));
        });
    };
    let count = move || plural("queue.count", total.unwrap_or(items.read().len() as u64));
    let none = if filtered {
        t("queue.empty.filtered")
    } else {
        t("queue.empty.text")
    };
    view! {
        <p class="queue-count" role="status">{count}</p>
        {move || if items.read().is_empty() {
            view! { <Empty title=t("queue.empty.title") text=none/> }.into_any()
        } else {
            view! { <Table items/> }.into_any()
        }}
        {move || cursor.read().is_some().then(|| {
            let more = more.clone();
            view! {
                <More
                    more=true
                    busy=Signal::derive(move || loading.is_pending())
                    shown=Signal::derive(move || plural("queue.shown", items.read().len() as u64))
                    text=t("queue.more")
                    on_more=Callback::new(more)
                />
            }
        })}
        {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// A table; on narrow screens each row is displayed as a card, with the same texts and ARIA roles.
#[component]
fn Table(items: RwSignal<Vec<QueueItem>>) -> impl IntoView {
    let head = |text: &'static str| view! { <th scope="col" role="columnheader">{text}</th> };
    view! {
        <table class="queue" role="table">
            <caption class="ds-sr-only">{t("queue.caption")}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {head(t("queue.due"))}
                    {head(t("queue.event"))}
                    {head(t("queue.place"))}
                    {head(t("queue.begins"))}
                    {head(t("queue.state"))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || items.get() key=|item| item.id children=|item| view! { <Row item/> }/>
            </tbody>
        </table>
    }
}

#[component]
fn Row(item: QueueItem) -> impl IntoView {
    let QueueItem {
        id,
        edition: _,
        title,
        organiser,
        kind: _,
        city,
        department,
        region: _,
        state,
        submitted_at,
        due_at,
        recheck,
        overdue,
        urgent,
        first_begin,
    } = item;
    let zone = department
        .as_ref()
        .map_or(Tz::Europe__Paris, shared::place::DepartmentCode::zone);
    let day =
        |at: chrono::DateTime<chrono::Utc>| dates::short_day(at.with_timezone(&zone).date_naive());
    let place = match (city, department) {
        (Some(city), Some(department)) => format!("{city} ({department})"),
        (Some(city), None) => city,
        (None, Some(department)) => t_args("queue.online_in", &[("department", &department)]),
        (None, None) => t("queue.online").to_owned(),
    };
    let due = due_at.map_or_else(|| t("queue.no_due").to_owned(), day);
    let filed = t_args("queue.filed", &[("at", &clock::day_in(submitted_at, zone))]);
    view! {
        <tr role="row" class="queue__row">
            <td role="cell" data-title=t("queue.due")>
                <span class="queue__due">{due}</span>
                {overdue.then(|| view! { <Tag tone=Signal::stored(Tone::Bad)>{t("queue.overdue")}</Tag> })}
                {urgent.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("queue.urgent")}</Tag> })}
            </td>
            <td role="cell" class="queue__event" data-title=t("queue.event")>
                <a class="queue__link" href=format!("/labellisation/{id}")>{title}</a>
                <span class="queue__detail">{organiser}</span>
                <span class="queue__detail">{filed}</span>
            </td>
            <td role="cell" data-title=t("queue.place")>{place}</td>
            <td role="cell" data-title=t("queue.begins")>{day(first_begin)}</td>
            <td role="cell" data-title=t("queue.state")>
                <StateTag state/>
                {recheck.then(|| view! { <Tag tone=Signal::stored(Tone::Info)>{t("queue.recheck")}</Tag> })}
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::account::Grant;
    use shared::place::{Department, Region};

    fn account(role: Role, territory: &str) -> Account {
        Account {
            id: "0190a1b2-0000-7000-8000-000000000001".parse().unwrap(),
            email: "camille@example.org".to_owned(),
            name: "Camille".to_owned(),
            verified: true,
            grants: vec![Grant {
                role,
                territory: Territory::parse(territory).unwrap(),
            }],
        }
    }

    fn names() -> Territories {
        let region = |code: &str, name: &str| Region {
            code: code.parse().unwrap(),
            name: name.to_owned(),
        };
        let department = |code: &str, region: &str| Department {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            region: region.parse().unwrap(),
        };
        Territories {
            regions: vec![
                region("84", "Auvergne-Rhône-Alpes"),
                region("04", "La Réunion"),
            ],
            departments: vec![
                department("69", "84"),
                department("38", "84"),
                department("974", "04"),
            ],
        }
    }

    #[test]
    fn a_referent_chooses_within_their_territory() {
        let values = |account: &Account| -> Vec<String> {
            territories(account, Some(&names()))
                .into_iter()
                .map(|choice| choice.value)
                .collect()
        };
        assert_eq!(
            values(&account(Role::Referent, "region:84")),
            ["region:84", "department:69", "department:38"]
        );
        assert_eq!(
            values(&account(Role::Referent, "department:974")),
            ["department:974"]
        );
        assert_eq!(values(&account(Role::Coordinator, "national")).len(), 5);
    }
}
