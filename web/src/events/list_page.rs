use super::fields;
use super::filed_for::FiledForLine;
use super::late_pass::LateStart;
use super::local_copy::Place;
use super::own::{
    Archive, DeadlineCalendarSection, ExpectedFiles, FilteredFiles, Progress, expectation,
    series_links, title_of,
};
use super::together::{ReceivedInvitations, SharingTag};
use crate::api::{CallError, Mutation, Remote, accounts, client, editions, events};
use crate::clock;
use crate::dates;
use crate::labels::StateTag;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Fetched, LinkButton, Notice, ProblemAlert, Select, Tag,
    Tone,
};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::Account;
use shared::edition::{Edition, EditionSummary};
use shared::event::{
    DuplicateEvent, EventFile, EventFileSummary, EventForm, LifeStatus, NewEvent, Step,
};
use shared::id::EventId;
use shared::label::LabelState;

/// Groups of the list, most urgent for the organiser first.
pub(super) const GROUPS: [(&str, &[LabelState]); 4] = [
    (
        "file.group.todo",
        &[LabelState::Draft, LabelState::CorrectionRequested],
    ),
    ("file.group.checked", &[LabelState::Submitted]),
    ("file.group.labelled", &[LabelState::Labelled]),
    (
        "file.group.over",
        &[
            LabelState::Refused,
            LabelState::Withdrawn,
            LabelState::Revoked,
        ],
    ),
];

/// The list of an organiser's own event submissions.
#[component]
pub fn ListPage() -> impl IntoView {
    view! {
        <Page title=t("file.list.title")>
            <PageHead title=t("file.list.title")>
                <p>{t("file.list.intro")}</p>
            </PageHead>
            <SignedIn then={|account| view! { <OwnEvents account/> }}/>
        </Page>
    }
}

#[component]
fn OwnEvents(account: Account) -> impl IntoView {
    let known = Remote::<Vec<EditionSummary>>::new(editions::list_editions);
    view! {
        <div class="stack">
            {(!account.verified).then(|| view! { <Unverified email=account.email.clone()/> })}
            <Fetched of=known lines=2 then={move |editions: Vec<EditionSummary>| view! { <NewFile editions account=account.clone()/> }}/>
        </div>
        <ReceivedInvitations/>
        <ExpectedFiles/>
        <Fetched of=known lines=8 then={|editions: Vec<EditionSummary>| view! {
            <FilteredFiles editions=editions.clone()/>
            <Archive editions/>
        }}/>
        <DeadlineCalendarSection/>
    }
}

/// Explains the limits of an unverified account, and sends the verification mail again.
#[component]
fn Unverified(
    /// Address that is not verified yet.
    email: String,
) -> impl IntoView {
    let resending = Mutation::<()>::new();
    let outcome = move || {
        match resending.value() {
        Some(()) => view! {
            <p role="status">{t_args("file.unverified.sent", &[("email", &email)])}</p>
        }
        .into_any(),
        None => view! {
            {resending.error().map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button
                    kind=ButtonKind::Secondary
                    busy=Signal::derive(move || resending.is_pending())
                    on_press=Callback::new(move |_| resending.send(accounts::request_verification(), |()| ()))
                >
                    {t("file.unverified.action")}
                </Button>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <Notice tone=Tone::Warning title=t("file.unverified.title")>
            <div class="stack">
                <p>{t("file.unverified.text")}</p>
                {outcome}
            </div>
        </Notice>
    }
}

/// A draft that was just created.
#[derive(Debug, Clone)]
struct NewDraft {
    file: EventFile,
    /// The answers that it began with.
    prefilled: EventForm,
    /// The first step in which something is missing.
    first_step: Step,
}

/// States of files whose answers are worth repeating: all but drafts, of which an import leaves many.
const FILED: &[LabelState] = &[
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
    LabelState::Refused,
    LabelState::Withdrawn,
    LabelState::Revoked,
];

/// Creates a draft that begins with the answers of the account and of the person's last file.
async fn new_file(account: Account, edition: String, key: String) -> Result<NewDraft, CallError> {
    let (latest, edition) = futures_util::future::try_join(
        events::list_events(events::OwnQuery {
            states: FILED,
            ..events::OwnQuery::default()
        }),
        editions::get_edition(&edition),
    )
    .await?;
    let last = latest.items.iter().max_by_key(|file| file.updated_at);
    let last = match last {
        Some(file) => Some(events::get_event(file.id).await?.body.form),
        None => None,
    };
    let form = EventForm::prefilled(&account.name, &account.email, last.as_ref(), &edition);
    let request = NewEvent {
        edition: edition.slug.clone(),
        form: form.clone(),
    };
    let file = events::create_event(request, key).await?;
    Ok(NewDraft {
        first_step: first_open_step(&file, &edition),
        file,
        prefilled: form,
    })
}

/// The first step in which something is missing.
fn first_open_step(file: &EventFile, edition: &Edition) -> Step {
    let faults = &file.validation.problems;
    Step::ALL
        .iter()
        .copied()
        .find(|step| fields::of_step(faults, *step, edition) > 0)
        .unwrap_or(Step::Organiser)
}

/// Creates an event submission in an edition that accepts them.
#[component]
fn NewFile(
    editions: Vec<EditionSummary>,
    /// The person who files.
    account: Account,
) -> impl IntoView {
    let now = clock::now();
    let late = editions.clone();
    let open: Vec<EditionSummary> = editions
        .into_iter()
        .filter(|edition| edition.takes_filings_somewhere(now))
        .collect();
    let Some(first) = open.first().cloned() else {
        return view! { <Notice tone=Tone::Info title=t("file.none_open.title")><p>{t("file.none_open.text")}</p></Notice> <LateStart editions=late/> }.into_any();
    };
    let edition = RwSignal::new(first.slug);
    let choices: Vec<Choice> = open
        .iter()
        .map(|edition| Choice::new(edition.slug.clone(), edition.name.clone()))
        .collect();
    let several = choices.len() > 1;
    let creating = Mutation::<NewDraft>::new();
    // One key for the page: pressing twice, or again after a lost response, creates one submission.
    let key = StoredValue::new(client::new_key());
    let navigate = use_navigate();
    let create = move |_| {
        let navigate = navigate.clone();
        let request = new_file(account.clone(), edition.get_untracked(), key.get_value());
        let account = account.id;
        creating.send(request, move |created| {
            let NewDraft {
                file,
                prefilled,
                first_step,
            } = created;
            let place = Place {
                account,
                id: file.id,
            };
            place.note_prefilled(&prefilled);
            navigate(
                &fields::step_href(file.id, first_step),
                NavigateOptions::default(),
            );
        });
    };
    let deadline = move || {
        let slug = edition.get();
        open.iter()
            .find(|edition| edition.slug == slug)
            .map(|edition| {
                let later = edition.last_deadline.filter(|_| edition.deadline < now);
                let (key, at) = if let Some(later) = later {
                    ("file.new.deadline.later", dates::moment(later))
                } else {
                    let at = clock::moment_in(edition.deadline, Tz::Europe__Paris);
                    ("file.new.deadline", at)
                };
                t_args(key, &[("edition", &edition.name), ("at", &at)])
            })
    };
    view! {
        <section class="new-file" aria-label=t("file.new.title")>
            {several.then(|| view! {
                <Select
                    id="edition"
                    label=t("file.new.edition")
                    value=edition
                    choices=choices
                    on_change=Callback::new(move |_| key.set_value(client::new_key()))
                />
            })}
            <Button busy=Signal::derive(move || creating.is_pending()) on_press=Callback::new(create)>{t("file.new.action")}</Button>
            <LinkButton kind=ButtonKind::Secondary href="/mes-evenements/importer">{t("import.link")}</LinkButton>
            <p class="new-file__deadline">{deadline}</p>
            {move || creating.error().map(|error| view! { <ProblemAlert error/> })}
        </section>
    }
    .into_any()
}

/// Description of a submission's next step.
pub(super) fn next_step(file: &EventFileSummary) -> String {
    match (file.state, file.due_at) {
        (LabelState::Submitted, Some(due)) if due < clock::now() => {
            let day = clock::day_in(due, file.zone());
            t_args("file.next.submitted.late", &[("day", &day)])
        }
        (LabelState::Submitted, Some(due)) => t_args(
            "file.next.submitted.due",
            &[("day", &clock::day_in(due, file.zone()))],
        ),
        (state, _) => t_of("file.next", state.as_str()),
    }
}

/// Number of messages of the referent that nobody has read, with a link to them; nothing for none.
#[component]
pub(super) fn UnreadTag(id: EventId, unread: u32) -> impl IntoView {
    (unread > 0).then(|| {
        view! {
            <a class="own__unread" href=format!("/mes-evenements/{id}#conversation")>{plural("file.unread", unread.into())}</a>
        }
    })
}

#[component]
pub(super) fn FileCard(file: EventFileSummary) -> impl IntoView {
    let next = expectation(&file).unwrap_or_else(|| next_step(&file));
    let others = series_links(&file.series);
    let zone = file.zone();
    let EventFileSummary {
        id,
        edition,
        title,
        state,
        life_status,
        slug,
        first_begin,
        department: _,
        due_at: _,
        sharing,
        filed_for,
        unread_messages,
        reported,
        updated_at,
        expected: _,
        series: _,
    } = file;
    let title = title_of(&title);
    let editable = state.is_editable();
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let copying = Mutation::<EventFile>::new();
    let key = StoredValue::new(client::new_key());
    let copy = move |_| {
        let navigate = navigate.clone();
        copying.send(
            events::duplicate_event(id, DuplicateEvent::default(), key.get_value()),
            move |copy| {
                announcer.say(t("file.duplicate.done"));
                navigate(
                    &fields::step_href(copy.id, Step::Organiser),
                    NavigateOptions::default(),
                );
            },
        );
    };
    let when =
        first_begin.map(|at| t_args("file.first_begin", &[("at", &clock::moment_in(at, zone))]));
    let changed = t_args(
        "file.updated",
        &[("at", &clock::moment_in(updated_at, zone))],
    );
    let (named, copied) = (title.clone(), title.clone());
    view! {
        <article class="own">
            <div class="cluster">
                <StateTag state/>
                <SharingTag sharing/>
                <UnreadTag id unread=unread_messages/>
                {(life_status != LifeStatus::Scheduled).then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t_of("file.life", life_status.as_str())}</Tag> })}
            </div>
            <h3 class="own__title"><a href=format!("/mes-evenements/{id}")>{title}</a></h3>
            <Progress state reported/>
            <FiledForLine filed_for/>
            <p class="own__next">{next}</p>
            {(!others.is_empty()).then(|| view! {
                <p class="own__series">
                    {others.into_iter().map(|(href, text)| view! { <a href=href>{text}</a> }).collect_view()}
                </p>
            })}
            <p class="own__facts">{when.map(|when| view! { <span>{when}</span> })}<span>{changed}</span></p>
            <div class="cluster own__actions">
                {(editable && state != LabelState::Withdrawn).then(|| view! {
                    <LinkButton kind=ButtonKind::Secondary href=fields::step_href(id, Step::Organiser)>
                        {t("file.edit")}<span class="ds-sr-only">{format!(" « {named} »")}</span>
                    </LinkButton>
                })}
                {slug.filter(|_| state == LabelState::Labelled).map(|slug| view! {
                    <a href=format!("/evenements/{edition}/{slug}")>{t("file.public_page")}</a>
                })}
                <Button
                    kind=ButtonKind::Quiet
                    busy=Signal::derive(move || copying.is_pending())
                    label=t_args("file.duplicate.label", &[("title", &copied)])
                    on_press=Callback::new(copy)
                >
                    {t("file.duplicate")}
                </Button>
            </div>
            {move || copying.error().map(|error| view! { <ProblemAlert error/> })}
        </article>
    }
}
