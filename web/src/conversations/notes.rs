use super::talk::Talk;
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, Remote, conversations};
use crate::clock;
use crate::events::summary::Prose;
use crate::messages::{field_problem, t};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, Fetched, ProblemAlert, TextArea, fault_at, faults_of,
    field_of, focus,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::conversation::{NOTE_MAX_CHARS, ReviewNote, ReviewNoteForm};
use shared::id::EventId;

/// Element id of the text of a note.
const TEXT: &str = "note-text";

/// Internal notes of the reviewers on a file.
#[component]
pub fn Notes(
    id: EventId,
    zone: Tz,
    talk: Talk,
    /// True for whoever may write one.
    writes: bool,
) -> impl IntoView {
    let notes = Remote::<Vec<ReviewNote>>::new(move || conversations::list_review_notes(id));
    view! {
        <section class="conversation" aria-labelledby="notes-internes">
            <h2 class="conversation__title ds-sr-only" id="notes-internes">{t("note.title")}</h2>
            <p>{t("note.text")}</p>
            <Fetched of=notes lines=3 then={move |all: Vec<ReviewNote>| list(all, zone)}/>
            {writes.then(|| view! { <NoteForm id talk notes/> })}
        </section>
    }
}

fn list(notes: Vec<ReviewNote>, zone: Tz) -> AnyView {
    if notes.is_empty() {
        return view! { <p>{t("note.none")}</p> }.into_any();
    }
    let item = move |note: ReviewNote| {
        let author = note.author.unwrap_or_else(|| t("note.nobody").to_owned());
        view! {
            <li class="conversation__message">
                <p class="conversation__head">
                    <strong>{author}</strong>
                    <time datetime=note.written_at.to_rfc3339()>{clock::moment_in(note.written_at, zone)}</time>
                </p>
                <Prose text=note.text/>
            </li>
        }
    };
    view! { <ol class="conversation__list">{notes.into_iter().map(item).collect_view()}</ol> }
        .into_any()
}

#[component]
fn NoteForm(id: EventId, talk: Talk, notes: Remote<Vec<ReviewNote>>) -> impl IntoView {
    let announcer = Announcer::expect();
    let sending = Mutation::<ReviewNote>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(sending.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let once = OnceSignedIn::new(talk.account);
    let send = Callback::new(move |()| {
        let text = talk.note.get_untracked();
        let form = ReviewNoteForm { text: text.clone() };
        sending.clear();
        let wrong = form.check().err().unwrap_or_default();
        let wrong: Vec<Fault> = wrong
            .iter()
            .map(|fault| Fault::new(field_of(&fault.pointer), field_problem(fault)))
            .collect();
        let is_wrong = !wrong.is_empty();
        found.set(wrong);
        if is_wrong {
            focus(TEXT);
            return;
        }
        let key = talk.note_key.of(&text);
        let request = conversations::add_review_note(talk.account, id, text, key);
        once.send(sending, request, move |note| {
            talk.note_key.done();
            talk.note.set(String::new());
            notes.update(|all| all.push(note));
            announcer.say(t("note.added"));
            focus(TEXT);
        });
    });
    once.repeats(send);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! {
        <form class="stack conversation__form" novalidate aria-label=t("note.write") on:submit=submit>
            <TextArea id=TEXT label=t("note.write") value=talk.note rows=3 max_chars=NOTE_MAX_CHARS error=fault_at(faults, "text")/>
            {move || once.error(sending).filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div><WaitsForPassword of=once/><Button submit=true kind=ButtonKind::Secondary busy=Signal::derive(move || sending.is_pending())>{t("note.add")}</Button></div>
        </form>
    }
}
