use super::fields;
use super::submission_page::Stale;
use crate::api::{Mutation, Versioned, client, events, late_passes};
use crate::clock;
use crate::messages::t;
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert, TextField, fault_at, faults_of};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::edition::{EditionStatus, EditionSummary};
use shared::event::{EventFile, EventForm, NewEvent, Step};
use shared::label::{Action, LabelState};

/// The place to enter the code of a late pass; nothing before the deadline, and where nothing can be submitted.
#[component]
pub(super) fn LatePassForm(
    file: EventFile,
    /// Version of the submission.
    etag: RwSignal<String>,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let late = clock::now() > file.dates.deadline
        && file.state != LabelState::CorrectionRequested
        && file.allowed.contains(&Action::Submit);
    let complete = file.validation.submittable;
    late.then(|| {
        view! {
            <section class="stack" aria-labelledby="late-title">
                <h2 class="file__side-title" id="late-title">{t("late.title")}</h2>
                <p>{t("late.text")}</p>
                {if complete {
                    view! { <CodeForm file etag on_change reload/> }.into_any()
                } else {
                    view! { <p>{t("late.incomplete")}</p> }.into_any()
                }}
            </section>
        }
    })
}

/// Starts a submission after the deadline, for somebody who has a late pass; nothing where no edition takes place.
#[component]
pub(super) fn LateStart(editions: Vec<EditionSummary>) -> impl IntoView {
    let now = clock::now();
    let late = editions.into_iter().find(|edition| {
        edition.deadline < now
            && matches!(
                edition.status,
                EditionStatus::Open | EditionStatus::Closed | EditionStatus::Running
            )
    });
    let creating = Mutation::<EventFile>::new();
    // One key for the page: pressing twice, or again after a lost response, creates one submission.
    let key = StoredValue::new(client::new_key());
    let navigate = use_navigate();
    late.map(|edition| {
        let create = move |_| {
            let navigate = navigate.clone();
            let request = NewEvent {
                edition: edition.slug.clone(),
                form: EventForm::default(),
            };
            creating.send(events::create_event(request, key.get_value()), move |file| {
                let form = fields::step_href(file.id, Step::Organiser);
                navigate(&form, NavigateOptions::default());
            });
        };
        view! {
            <div class="stack">
                <p>{t("late.start.text")}</p>
                <div>
                    <Button kind=ButtonKind::Secondary busy=Signal::derive(move || creating.is_pending()) on_press=Callback::new(create)>
                        {t("late.start.action")}
                    </Button>
                </div>
                {move || creating.error().map(|error| view! { <ProblemAlert error/> })}
            </div>
        }
    })
}

#[component]
fn CodeForm(
    file: EventFile,
    etag: RwSignal<String>,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let id = file.id;
    let announcer = Announcer::expect();
    let code = RwSignal::new(String::new());
    let submitting = Mutation::<Versioned<EventFile>>::new();
    let faults = Signal::derive(move || {
        submitting
            .error()
            .as_ref()
            .map(faults_of)
            .unwrap_or_default()
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = late_passes::submit_late(id, etag.get_untracked(), code.get_untracked());
        submitting.send(request, move |answer| {
            announcer.say(t("form.submit.done"));
            on_change.run(answer);
        });
    };
    let refusal = move || {
        submitting
            .error()
            .filter(|error| {
                faults_of(error)
                    .iter()
                    .all(|fault| fault.field != "latePass")
            })
            .map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <TextField
                id="latePass"
                label=t("late.code")
                hint=t("late.code.hint")
                value=code
                autocomplete="off"
                size=24
                error=fault_at(faults, "latePass")
            />
            {refusal}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || submitting.is_pending())>{t("late.action")}</Button>
            </div>
        </form>
    }
}
