use crate::api::{Mutation, Versioned, events};
use crate::messages::{t, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, ProblemAlert, Select, TextArea, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::event::{EventFile, LifeStatus, LifeStatusForm, limits};

/// Form that sets the life status of a labelled event, and its note.
#[component]
pub(super) fn LifeForm(
    file: EventFile,
    /// Version of the submission.
    etag: RwSignal<String>,
    /// Called with the changed submission.
    on_change: Callback<Versioned<EventFile>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let status = RwSignal::new(file.life_status.to_string());
    let note = RwSignal::new(file.life_note.unwrap_or_default());
    let saving = Mutation::<Versioned<EventFile>>::new();
    let faults = Signal::derive(move || saving.error().as_ref().map(faults_of).unwrap_or_default());
    let choices: Vec<Choice> = LifeStatus::ALL
        .iter()
        .map(|status| Choice::new(status.as_str(), t_of("file.life", status.as_str())))
        .collect();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(status) = LifeStatus::parse(&status.read_untracked()) else {
            return;
        };
        let form = LifeStatusForm {
            status,
            note: note.get_untracked(),
        };
        saving.send(
            events::set_life_status(file.id, etag.get_untracked(), form),
            move |answer| {
                announcer.say(t("file.life.done"));
                on_change.run(answer);
            },
        );
    };
    let refusal = move || {
        saving
            .error()
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <ProblemAlert error/> })
    };
    view! {
        <form class="stack life" novalidate on:submit=send>
            <Select id="status" label=t("file.life.label") value=status choices error=fault_at(faults, "status")/>
            <TextArea
                id="note"
                label=t("file.life.note")
                hint=t("file.life.note.hint")
                value=note
                rows=2
                optional=true
                max_chars=limits::NOTE.max
                error=fault_at(faults, "note")
            />
            {refusal}
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || saving.is_pending())>{t("file.life.action")}</Button></div>
        </form>
    }
}
