use super::{Progress, expectation, title_of};
use crate::api::events::{self, OwnQuery};
use crate::api::{Mutation, Remote, organisations};
use crate::clock;
use crate::dates;
use crate::events::list_page::{FileCard, GROUPS, UnreadTag, next_step};
use crate::labels::StateTag;
use crate::messages::{plural, t};
use crate::ui::{
    Button, ButtonKind, Choice, Empty, Fetched, More, ProblemAlert, RowTable, Select, TextField,
};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::edition::{EditionStatus, EditionSummary};
use shared::event::EventFileSummary;
use shared::label::LabelState;
use shared::organisation::{OwnOrganisation, OwnOrganisations};
use shared::paging::Page as Listed;

/// Names of the query parameters.
const WORDS: &str = "q";
const STATE: &str = "etat";
const EDITION: &str = "edition";
const ORGANISATION: &str = "organisation";
/// From so many files on they are shown in a table.
const CARDS_MAX: u64 = 12;

/// Filters in the address of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Filters {
    words: String,
    /// Group of states, as the end of the key of its title; empty for all.
    group: String,
    edition: String,
    /// UUID of an organisation; empty for one's own files.
    organisation: String,
}

impl Filters {
    fn query(&self) -> OwnQuery {
        let group = GROUPS
            .iter()
            .find(|(title, _)| name_of(title) == self.group);
        OwnQuery {
            words: self.words.clone(),
            states: group.map_or(&[], |(_, states)| states),
            edition: self.edition.clone(),
            organisation: self.organisation.clone(),
            // The archive has the others, unless one of its editions is asked for.
            archived: self.edition.is_empty().then_some(false),
            cursor: None,
        }
    }
}

/// Name of a group of states in the address, from the key of its title.
fn name_of(title: &str) -> &str {
    title.rsplit('.').next().unwrap_or(title)
}

/// The organiser's files, with filters for state, edition and words. Few are shown as cards in groups, many in a table.
#[component]
pub fn FilteredFiles(editions: Vec<EditionSummary>) -> impl IntoView {
    let address = use_query_map();
    let filters = Memo::new(move |_| {
        let address = address.read();
        Filters {
            words: address.get(WORDS).unwrap_or_default(),
            group: address.get(STATE).unwrap_or_default(),
            edition: address.get(EDITION).unwrap_or_default(),
            organisation: address.get(ORGANISATION).unwrap_or_default(),
        }
    });
    let first = Remote::<(Filters, Listed<EventFileSummary>)>::new(move || {
        let filters = filters.get();
        async move {
            let page = events::list_events(filters.query()).await?;
            Ok((filters, page))
        }
    });
    view! {
        <FilterForm filters editions/>
        <Fetched of=first lines=8 then={|(filters, page): (Filters, Listed<EventFileSummary>)| view! { <Files filters page/> }}/>
    }
}

#[component]
fn FilterForm(filters: Memo<Filters>, editions: Vec<EditionSummary>) -> impl IntoView {
    let (words, group, edition, organisation) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    // Navigating back or forward changes the address without this form.
    Effect::new(move |_| {
        let filters = filters.get();
        words.set(filters.words);
        group.set(filters.group);
        edition.set(filters.edition);
        organisation.set(filters.organisation);
    });
    let navigate = use_navigate();
    let apply = Callback::new(move |()| {
        let parts = [
            (WORDS, words),
            (STATE, group),
            (EDITION, edition),
            (ORGANISATION, organisation),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(name, value)| (name, value.get_untracked()))
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", url::encode(value.trim())))
            .collect();
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&format!("/mes-evenements?{}", parts.join("&")), options);
    });
    let groups: Vec<Choice> = GROUPS
        .iter()
        .map(|(title, _)| Choice::new(name_of(title), t(title)))
        .collect();
    let editions: Vec<Choice> = editions
        .into_iter()
        .filter(|edition| edition.status != EditionStatus::Draft)
        .map(|edition| Choice::new(edition.slug, edition.name))
        .collect();
    let own = Remote::<OwnOrganisations>::new(organisations::list_organisations);
    let organisations = move || {
        let items = own.value().map(|own| own.items).unwrap_or_default();
        let choices = items
            .into_iter()
            .map(|OwnOrganisation { organisation, .. }| {
                Choice::new(organisation.id.to_string(), organisation.details.name)
            });
        choices.collect::<Vec<Choice>>()
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        apply.run(());
    };
    view! {
        <form class="own-filters" role="search" aria-label=t("file.filters") on:submit=submit>
            <TextField id="mots" label=t("file.filters.words") value=words kind="search" filter=true/>
            <Select
                id="etat"
                label=t("file.filters.state")
                value=group
                choices=groups
                placeholder=t("file.filters.state.all")
                filter=true
                on_change=Callback::new(move |_| apply.run(()))
            />
            <Select
                id="edition-filtree"
                label=t("file.filters.edition")
                value=edition
                choices=editions
                placeholder=t("file.filters.edition.all")
                filter=true
                on_change=Callback::new(move |_| apply.run(()))
            />
            {move || {
                let choices = organisations();
                (!choices.is_empty()).then(|| view! {
                    <Select
                        id="organisation-filtree"
                        label=t("file.filters.organisation")
                        value=organisation
                        choices=choices
                        placeholder=t("file.filters.organisation.own")
                        filter=true
                        on_change=Callback::new(move |_| apply.run(()))
                    />
                })
            }}
            <Button kind=ButtonKind::Secondary submit=true>{t("file.filters.action")}</Button>
        </form>
    }
}

#[component]
fn Files(filters: Filters, page: Listed<EventFileSummary>) -> impl IntoView {
    let filtered = filters != Filters::default();
    let total = page.total.unwrap_or(page.items.len() as u64);
    let files = RwSignal::new(page.items);
    let cursor = RwSignal::new(page.next_cursor);
    let loading = Mutation::<Listed<EventFileSummary>>::new();
    let more = Callback::new(move |()| {
        let query = OwnQuery {
            cursor: cursor.get_untracked(),
            ..filters.query()
        };
        loading.send(events::list_events(query), move |page| {
            cursor.set(page.next_cursor);
            files.update(|files| files.extend(page.items));
        });
    });
    let list = if total > CARDS_MAX {
        view! { <Table files/> }.into_any()
    } else if total == 0 && filtered {
        view! { <Empty title=t("file.list.none.title") text=t("file.list.none.text")/> }.into_any()
    } else if total == 0 {
        view! { <Empty title=t("file.list.empty.title") text=t("file.list.empty.text")/> }
            .into_any()
    } else {
        view! { <Cards files/> }.into_any()
    };
    view! {
        <p class="queue-count" role="status">{plural("file.list.count", total)}</p>
        {list}
        <Show when=move || cursor.read().is_some()>
            <More
                more=true
                busy=Signal::derive(move || loading.is_pending())
                shown=Signal::derive(move || plural("file.list.shown", files.read().len() as u64))
                text=t("file.list.more")
                on_more=more
            />
        </Show>
        {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// Cards in groups by what comes next.
#[component]
fn Cards(files: RwSignal<Vec<EventFileSummary>>) -> impl IntoView {
    let group = move |(title, states): (&'static str, &'static [LabelState])| {
        let of_group: Vec<EventFileSummary> = files
            .read()
            .iter()
            .filter(|file| states.contains(&file.state))
            .cloned()
            .collect();
        (!of_group.is_empty()).then(|| view! {
            <section class="own-group">
                <h2>{t(title)}" "<span class="own-group__count">{of_group.len()}</span></h2>
                <ul class="own-list">
                    {of_group.into_iter().map(|file| view! { <li><FileCard file/></li> }).collect_view()}
                </ul>
            </section>
        })
    };
    move || GROUPS.iter().copied().map(group).collect_view()
}

/// A table; on narrow screens each row is displayed as a card, with the same texts and ARIA roles.
#[component]
fn Table(files: RwSignal<Vec<EventFileSummary>>) -> impl IntoView {
    let head = |text: &'static str| view! { <th scope="col" role="columnheader">{text}</th> };
    let head = view! {
        {head(t("file.table.event"))}
        {head(t("file.table.state"))}
        {head(t("file.table.next"))}
        {head(t("file.table.begins"))}
    }
    .into_any();
    view! {
        <RowTable class="queue" caption=t("file.table.caption") head>
            <For each=move || files.get() key=|file| file.id children=|file| view! { <Row file/> }/>
        </RowTable>
    }
}

#[component]
fn Row(file: EventFileSummary) -> impl IntoView {
    let next = expectation(&file).unwrap_or_else(|| next_step(&file));
    let zone = file.zone();
    let day =
        |at: chrono::DateTime<chrono::Utc>| dates::short_day(at.with_timezone(&zone).date_naive());
    let begins = file
        .first_begin
        .map_or_else(|| t("file.table.no_date").to_owned(), day);
    let changed = crate::messages::t_args(
        "file.updated",
        &[("at", &clock::moment_in(file.updated_at, zone))],
    );
    view! {
        <tr role="row" class="queue__row">
            <td role="cell" class="queue__event" data-title=t("file.table.event")>
                <a class="queue__link" href=format!("/mes-evenements/{}", file.id)>{title_of(&file.title)}</a>
                <span class="queue__detail">{changed}</span>
            </td>
            <td role="cell" data-title=t("file.table.state")><StateTag state=file.state/><UnreadTag id=file.id unread=file.unread_messages/><Progress state=file.state reported=file.reported/></td>
            <td role="cell" data-title=t("file.table.next")>{next}</td>
            <td role="cell" data-title=t("file.table.begins")>{begins}</td>
        </tr>
    }
}
