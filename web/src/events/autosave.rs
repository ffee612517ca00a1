//! Autosave: after a pause in typing, and on leaving a field, a step or the page. It never overwrites a change made elsewhere.

use super::draft::Draft;
use super::local_copy::{self, LocalCopy};
use crate::api::{CallError, Versioned, events};
use crate::clock;
use crate::messages::{call_error, t, t_args};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::event::{EventFile, EventForm};
use shared::id::EventId;
use shared::problem::Code;
use std::time::Duration;

/// Delay after the last keystroke before the form is saved.
const DEBOUNCE: Duration = Duration::from_millis(1_500);
/// Delays before each retry, in seconds, while the server is unreachable; the last one repeats.
const RETRY_DELAYS_S: [u64; 4] = [3, 8, 20, 45];

/// State of the autosave.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SaveState {
    /// The server has every change. Holds the time of the last save from this page, if any.
    Saved(Option<String>),
    /// There are unsaved changes.
    Dirty,
    /// A save is in progress.
    Running,
    /// The server is unreachable; a retry is scheduled.
    Waiting,
    /// The server rejected the save; a retry would not help.
    Refused(CallError),
    /// The submission was changed elsewhere; the user must choose a version.
    Conflict,
}

/// Saves a draft automatically.
#[derive(Debug, Clone, Copy)]
pub(super) struct Autosave {
    pub(super) id: EventId,
    pub(super) draft: Draft,
    /// The submission as last returned by the server.
    pub(super) file: RwSignal<EventFile>,
    /// The form as last saved on the server.
    stored: RwSignal<EventForm>,
    etag: RwSignal<String>,
    pub(super) state: RwSignal<SaveState>,
    /// The version on the server, during a conflict.
    pub(super) theirs: RwSignal<Option<Versioned<EventFile>>>,
    /// The local form, after the version on the server has replaced it.
    pub(super) set_aside: RwSignal<Option<EventForm>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    failures: StoredValue<usize>,
    running: StoredValue<bool>,
    when_saved: StoredValue<Option<Callback<String>>>,
}

/// The version of a response: its `ETag`, or the number in the body if there is none.
pub(super) fn etag_of(answer: &Versioned<EventFile>) -> String {
    answer
        .etag
        .clone()
        .unwrap_or_else(|| format!("\"{}\"", answer.body.version))
}

impl Autosave {
    /// Starts to watch a draft of `answer`, and restores changes that an earlier visit could not save.
    pub(super) fn new(answer: &Versioned<EventFile>) -> Self {
        let draft = Draft::new(&answer.body.form);
        let this = Self {
            id: answer.body.id,
            draft,
            file: RwSignal::new(answer.body.clone()),
            // The draft normalises a form. Comparing normalised forms ensures that opening a form saves nothing.
            stored: RwSignal::new(untrack(|| draft.form())),
            etag: RwSignal::new(etag_of(answer)),
            state: RwSignal::new(SaveState::Saved(None)),
            theirs: RwSignal::new(None),
            set_aside: RwSignal::new(None),
            timer: StoredValue::new(None),
            failures: StoredValue::new(0),
            running: StoredValue::new(false),
            when_saved: StoredValue::new(None),
        };
        this.recover(answer);
        Effect::new(move |_| this.note_change(&draft.form()));
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if document().hidden() {
                this.flush();
            }
        });
        let online = window_event_listener(leptos::ev::online, move |_| this.flush());
        on_cleanup(move || {
            hidden.remove();
            online.remove();
            this.leave();
        });
        this
    }

    fn recover(self, answer: &Versioned<EventFile>) {
        let Some(copy) = local_copy::load(self.id) else {
            return;
        };
        if copy.form == *self.stored.read_untracked() {
            local_copy::remove(self.id);
            return;
        }
        self.draft.fill(&copy.form);
        if copy.etag != etag_of(answer) {
            self.theirs.set(Some(answer.clone()));
            self.state.set(SaveState::Conflict);
        }
    }

    fn note_change(self, form: &EventForm) {
        if *form == *self.stored.read_untracked() {
            return;
        }
        local_copy::store(
            self.id,
            &LocalCopy {
                etag: self.etag.get_untracked(),
                form: form.clone(),
            },
        );
        if matches!(*self.state.read_untracked(), SaveState::Conflict) {
            return;
        }
        if !self.running.get_value() {
            self.state.set(SaveState::Dirty);
        }
        self.after(DEBOUNCE);
    }

    fn after(self, pause: Duration) {
        self.clear_timer();
        let timer = set_timeout_with_handle(move || self.flush(), pause);
        self.timer.set_value(timer.ok());
    }

    fn clear_timer(self) {
        self.timer.try_update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
    }

    /// Saves now, if anything has changed.
    pub(super) fn flush(self) {
        self.clear_timer();
        let conflict = matches!(*self.state.read_untracked(), SaveState::Conflict);
        if conflict || self.running.get_value() {
            return;
        }
        let form = untrack(|| self.draft.form());
        if form == *self.stored.read_untracked() {
            self.settled();
            return;
        }
        self.running.set_value(true);
        self.state.set(SaveState::Running);
        let (id, etag) = (self.id, self.etag.get_untracked());
        spawn_local(async move {
            let outcome = events::save_event(id, etag, form.clone()).await;
            self.handle_response(form, outcome);
        });
    }

    /// Calls `then` with the submission's version once every change is saved; never if saving fails.
    pub(super) fn when_saved(self, then: Callback<String>) {
        self.when_saved.set_value(Some(then));
        self.flush();
    }

    fn settled(self) {
        if !matches!(*self.state.read_untracked(), SaveState::Saved(_)) {
            self.state.set(SaveState::Saved(None));
        }
        if let Some(then) = self.when_saved.try_update_value(Option::take).flatten() {
            then.run(self.etag.get_untracked());
        }
    }

    fn handle_response(self, sent: EventForm, outcome: Result<Versioned<EventFile>, CallError>) {
        if self.state.is_disposed() {
            if let Ok(answer) = outcome {
                saved_after_leaving(self.id, &sent, &answer);
            }
            return;
        }
        self.running.set_value(false);
        match outcome {
            Ok(answer) => {
                self.failures.set_value(0);
                self.etag.set(etag_of(&answer));
                self.file.set(answer.body);
                let typed_on = untrack(|| self.draft.form()) != sent;
                self.stored.set(sent);
                if typed_on {
                    self.state.set(SaveState::Dirty);
                    if self.when_saved.read_value().is_some() {
                        self.flush();
                    } else {
                        self.after(DEBOUNCE);
                    }
                } else {
                    local_copy::remove(self.id);
                    self.state.set(SaveState::Saved(Some(clock::time_here())));
                    self.settled();
                }
            }
            Err(error) if error.code() == Some(Code::PreconditionFailed) => {
                self.handle_conflict();
            }
            Err(error) => {
                self.when_saved.set_value(None);
                if error.is_temporary() {
                    let failures = self.failures.get_value();
                    self.failures.set_value(failures + 1);
                    let wait = RETRY_DELAYS_S
                        .get(failures)
                        .or(RETRY_DELAYS_S.last())
                        .copied()
                        .unwrap_or_default();
                    self.state.set(SaveState::Waiting);
                    self.after(Duration::from_secs(wait));
                } else {
                    self.state.set(SaveState::Refused(error));
                }
            }
        }
    }

    /// Loads the version saved by another tab or device, and asks the user to choose.
    pub(super) fn handle_conflict(self) {
        self.when_saved.set_value(None);
        self.running.set_value(true);
        let id = self.id;
        spawn_local(async move {
            let answer = events::get_event(id).await;
            if self.state.is_disposed() {
                return;
            }
            self.running.set_value(false);
            match answer {
                Ok(answer) => {
                    let mine = untrack(|| self.draft.form());
                    if answer.body.form == mine {
                        // Both versions are equal: there is nothing to choose.
                        self.adopt(answer, mine);
                        self.state.set(SaveState::Saved(None));
                    } else {
                        self.theirs.set(Some(answer));
                        self.state.set(SaveState::Conflict);
                    }
                }
                Err(error) if error.is_temporary() => {
                    self.state.set(SaveState::Waiting);
                    self.after(DEBOUNCE);
                }
                Err(error) => self.state.set(SaveState::Refused(error)),
            }
        });
    }

    fn adopt(self, answer: Versioned<EventFile>, stored: EventForm) {
        self.etag.set(etag_of(&answer));
        self.stored.set(stored);
        self.file.set(answer.body);
    }

    /// Resolves a conflict in favour of the local form.
    pub(super) fn keep_mine(self) {
        let Some(answer) = self.theirs.try_update(Option::take).flatten() else {
            return;
        };
        let form = answer.body.form.clone();
        self.adopt(answer, form);
        self.state.set(SaveState::Dirty);
        self.flush();
    }

    /// Resolves a conflict in favour of the server's version; the local form is set aside and can be restored.
    pub(super) fn take_theirs(self) {
        let Some(answer) = self.theirs.try_update(Option::take).flatten() else {
            return;
        };
        self.set_aside.set(Some(untrack(|| self.draft.form())));
        self.draft.fill(&answer.body.form);
        let form = untrack(|| self.draft.form());
        self.adopt(answer, form);
        local_copy::remove(self.id);
        self.state.set(SaveState::Saved(None));
    }

    /// Restores the form that was set aside.
    pub(super) fn restore_set_aside(self) {
        if let Some(form) = self.set_aside.try_update(Option::take).flatten() {
            self.draft.fill(&form);
        }
    }

    /// Takes over the response of another call, such as a submission for review.
    pub(super) fn apply_response(self, answer: Versioned<EventFile>) {
        self.etag.set(etag_of(&answer));
        self.file.set(answer.body);
    }

    /// On leaving the page, sends unsaved changes once more without waiting for the response.
    fn leave(self) {
        self.clear_timer();
        let form = untrack(|| self.draft.form());
        let unsaved = form != *self.stored.read_untracked();
        let conflict = matches!(*self.state.read_untracked(), SaveState::Conflict);
        if !unsaved || conflict || self.running.get_value() {
            return;
        }
        let (id, etag) = (self.id, self.etag.get_untracked());
        spawn_local(async move {
            if let Ok(answer) = events::save_event(id, etag, form.clone()).await {
                saved_after_leaving(id, &form, &answer);
            }
        });
    }
}

/// Handles a save whose response arrived after its page was left: changes made since then stay in the local copy, based
/// on the new version.
fn saved_after_leaving(id: EventId, sent: &EventForm, answer: &Versioned<EventFile>) {
    match local_copy::load(id) {
        Some(copy) if copy.form != *sent => {
            local_copy::store(
                id,
                &LocalCopy {
                    etag: etag_of(answer),
                    form: copy.form,
                },
            );
        }
        _ => local_copy::remove(id),
    }
}

/// State of the autosave, in a line that is always visible.
#[component]
pub(super) fn SaveStatus(of: Autosave) -> impl IntoView {
    let unannounced = move || match of.state.get() {
        SaveState::Saved(Some(time)) => t_args("form.saving.saved_at", &[("time", &time)]),
        SaveState::Saved(None) => t("form.saving.saved").to_owned(),
        SaveState::Dirty | SaveState::Running => t("form.saving.running").to_owned(),
        SaveState::Waiting | SaveState::Refused(_) | SaveState::Conflict => String::new(),
    };
    // Screen readers announce only states that need attention: a message every two seconds would drown the rest.
    let announced = move || match of.state.get() {
        SaveState::Waiting => t("form.saving.waiting").to_owned(),
        SaveState::Refused(error) => {
            t_args("form.saving.refused", &[("reason", &call_error(&error))])
        }
        SaveState::Conflict => t("form.saving.conflict").to_owned(),
        SaveState::Saved(_) | SaveState::Dirty | SaveState::Running => String::new(),
    };
    view! {
        <div class="saving" class:saving--trouble=move || !announced().is_empty()>
            <p class="saving__quiet">{unannounced}</p>
            <p class="saving__loud" role="status">{announced}</p>
        </div>
    }
}
