//! Autosave: after a pause in typing, and on leaving a field, a step or the page. It never overwrites a change made elsewhere
//! ([`super::reconcile`]), and writes only in the name of the account that opened the form.

use super::draft::Draft;
use super::local_copy::{Aside, Keeping, KeptFile, Place, SENT_MAX, Words, fingerprint};
use super::working_copy::{self, WorkingCopy};
use crate::api::{CallError, Versioned};
use crate::clock;
use crate::messages::t;
use crate::session::Session;
use crate::ui::Announcer;
use leptos::ev::BeforeUnloadEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edition::Edition;
use shared::event::{EventFile, EventForm, FormField};
use shared::id::AccountId;
use shared::problem::Code;
use std::time::Duration;

/// Delay after the last keystroke before the form is saved.
pub(super) const DEBOUNCE: Duration = Duration::from_millis(1_500);
/// Delays before each retry, in seconds, while the server is unreachable; the last one repeats.
const RETRY_DELAYS_S: [u64; 4] = [3, 8, 20, 45];
/// Time after which the page says that a save takes long.
const SLOW: Duration = Duration::from_secs(6);

/// How far the server has the changes of the form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SaveState {
    /// The server has every change. Holds the time of the last save from this page, if any.
    Saved(Option<String>),
    /// There are unsaved changes.
    Dirty,
    /// A save is in progress.
    Running,
    /// A save is in progress and takes long.
    Slow,
    /// The server is unreachable; a retry is scheduled.
    Waiting(CallError),
    /// The server rejected the save; a retry would not help.
    Refused(CallError),
    /// The session has ended, or another account is signed in.
    SignedOut,
}

/// A submission that is opened for editing.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) answer: Versioned<EventFile>,
    /// The event as the public sees it, when its change is edited.
    pub(super) labelled: Option<EventFile>,
    pub(super) edition: Edition,
    /// Address of the account.
    pub(super) email: String,
    /// True when the server was unreachable and the file comes from this device.
    pub(super) from_copy: bool,
}

/// Saves a draft automatically.
#[derive(Debug, Clone, Copy)]
pub(super) struct Autosave {
    pub(super) place: Place,
    pub(super) draft: Draft,
    /// The form of the draft.
    pub(super) form: Memo<EventForm>,
    pub(super) edition: StoredValue<Edition>,
    /// Address of the account that opened the form.
    pub(super) email: StoredValue<String>,
    /// The submission as last returned by the server.
    pub(super) file: RwSignal<EventFile>,
    /// The event as the public sees it, when its change is edited and the server has answered.
    pub(super) labelled: RwSignal<Option<EventFile>>,
    /// The form as the server has it: the base of the next merge.
    pub(super) stored: RwSignal<EventForm>,
    pub(super) etag: RwSignal<String>,
    pub(super) state: RwSignal<SaveState>,
    /// Place where typed words are stored that the server does not have.
    pub(super) keeping: RwSignal<Keeping>,
    /// Fields that were changed here and elsewhere; until the user chooses, the server keeps its value.
    pub(super) disputed: RwSignal<Vec<FormField>>,
    /// Values that the user did not choose.
    pub(super) aside: RwSignal<Vec<Aside>>,
    /// Place where these are stored.
    pub(super) aside_keeping: RwSignal<Keeping>,
    /// True while the file comes from this device and was not compared with the server's.
    pub(super) from_copy: RwSignal<bool>,
    pub(super) running: StoredValue<bool>,
    /// Fingerprints of the forms that were sent without a known outcome.
    pub(super) sent: StoredValue<Vec<u64>>,
    session: Session,
    announcer: Announcer,
    timer: StoredValue<Option<TimeoutHandle>>,
    attempts: StoredValue<u32>,
    failures: StoredValue<usize>,
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
    /// Starts to watch a draft of a submission, and restores what an earlier visit could not save.
    pub(super) fn new(opened: &Opened, account: AccountId) -> Self {
        let file = &opened.answer.body;
        let draft = Draft::new(&file.form, &opened.edition.additional);
        let session = Session::expect();
        let this = Self {
            place: Place {
                account,
                id: file.id,
            },
            draft,
            form: Memo::new(move |_| draft.form()),
            edition: StoredValue::new(opened.edition.clone()),
            email: StoredValue::new(opened.email.clone()),
            file: RwSignal::new(file.clone()),
            labelled: RwSignal::new(opened.labelled.clone()),
            // The draft normalises a form. Comparing normalised forms ensures that opening a form saves nothing.
            stored: RwSignal::new(untrack(|| draft.form())),
            etag: RwSignal::new(etag_of(&opened.answer)),
            state: RwSignal::new(SaveState::Saved(None)),
            keeping: RwSignal::new(Keeping::Device),
            disputed: RwSignal::new(Vec::new()),
            aside: RwSignal::new(Vec::new()),
            aside_keeping: RwSignal::new(Keeping::Device),
            from_copy: RwSignal::new(opened.from_copy),
            running: StoredValue::new(false),
            sent: StoredValue::new(Vec::new()),
            session,
            announcer: Announcer::expect(),
            timer: StoredValue::new(None),
            attempts: StoredValue::new(0),
            failures: StoredValue::new(0),
            when_saved: StoredValue::new(None),
        };
        this.recover();
        if opened.from_copy {
            this.after(DEBOUNCE);
        } else {
            this.keep_file();
        }
        // What is no number is in no form, and changes none.
        let texts = Memo::new(move |_| draft.unreadable_texts());
        Effect::new(move |_| {
            texts.track();
            this.note_change(&this.form.read());
        });
        Effect::new(move |before: Option<bool>| {
            let open = session.is_open_for(account);
            match before {
                Some(false) if open => this.flush(),
                Some(true) if !open && this.is_unsaved() => this.state.set(SaveState::SignedOut),
                _ => {}
            }
            open
        });
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if document().hidden() {
                this.flush();
            }
        });
        let online = window_event_listener(leptos::ev::online, move |_| this.flush());
        let closing = window_event_listener(leptos::ev::beforeunload, move |event| {
            this.warn_before_closing(&event);
        });
        on_cleanup(move || {
            hidden.remove();
            online.remove();
            closing.remove();
            this.leave();
        });
        this
    }

    /// Asks before closing a page with something that is kept nowhere else.
    fn warn_before_closing(self, event: &BeforeUnloadEvent) {
        let words_here = self.keeping.get_untracked() == Keeping::Tab && self.is_unsaved();
        if words_here || self.aside_keeping.get_untracked() == Keeping::Tab {
            event.prevent_default();
        }
    }

    /// True when the form changes a labelled event.
    pub(super) fn is_change(self) -> bool {
        working_copy::is_change(&self.file.read_untracked())
    }

    /// True when this page has something that the server does not have.
    pub(super) fn is_unsaved(self) -> bool {
        self.lacks(&untrack(|| self.draft.form()))
    }

    /// True when the server does not have all of this form of the draft, or of what is no number in it.
    fn lacks(self, form: &EventForm) -> bool {
        *form != *self.stored.read_untracked()
            || !untrack(|| self.draft.unreadable_texts()).is_empty()
    }

    /// True when requests go out in the name of the account that opened the form.
    pub(super) fn is_signed_in(self) -> bool {
        untrack(|| self.session.is_open_for(self.place.account))
    }

    /// The form to save: without the fields that wait for a choice, and the answers that are asked only beside them.
    pub(super) fn outgoing(self) -> EventForm {
        let form = untrack(|| self.draft.form()).with_fields(
            &self.disputed.read_untracked(),
            &self.stored.read_untracked(),
        );
        self.edition
            .with_value(|edition| form.with_asked_answers(&edition.additional))
    }

    fn note_change(self, form: &EventForm) {
        if !self.lacks(form) {
            // What was typed and taken back must not return with the page.
            if self.place.own_words().is_some() {
                self.keep_words(form);
                self.after(DEBOUNCE);
            }
            return;
        }
        self.keep_words(form);
        if *form == *self.stored.read_untracked() {
            return;
        }
        if !self.is_signed_in() {
            self.state.set(SaveState::SignedOut);
            return;
        }
        let waiting = matches!(*self.state.read_untracked(), SaveState::Waiting(_));
        if !self.running.get_value() && !waiting {
            self.state.set(SaveState::Dirty);
        }
        self.after(DEBOUNCE);
    }

    pub(super) fn keep_words(self, form: &EventForm) {
        let keeping = self.place.keep_words(&Words {
            etag: self.etag.get_untracked(),
            base: Some(self.stored.get_untracked()),
            form: form.clone(),
            disputed: self.disputed.get_untracked(),
            sent: self.sent.get_value(),
            texts: untrack(|| self.draft.unreadable_texts()),
        });
        if *self.keeping.read_untracked() != keeping {
            self.keeping.set(keeping);
        }
    }

    pub(super) fn keep_file(self) {
        self.place.keep_file(&KeptFile {
            email: self.email.get_value(),
            at: clock::now().timestamp_millis(),
            etag: self.etag.get_untracked(),
            file: self.file.get_untracked(),
            edition: self.edition.get_value(),
        });
    }

    pub(super) fn after(self, pause: Duration) {
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
        // Fields that are removed with the page lose the focus, and say so, after the signals are gone.
        if self.state.is_disposed() {
            return;
        }
        self.clear_timer();
        if self.running.get_value() {
            return;
        }
        if self.from_copy.get_untracked() {
            self.catch_up();
            return;
        }
        let form = self.outgoing();
        if form == *self.stored.read_untracked() {
            self.settled();
            return;
        }
        if !self.is_signed_in() {
            self.when_saved.set_value(None);
            self.state.set(SaveState::SignedOut);
            return;
        }
        self.start();
        self.sent.update_value(|sent| {
            sent.push(fingerprint(&form));
            let surplus = sent.len().saturating_sub(SENT_MAX);
            sent.drain(..surplus);
        });
        self.keep_words(&untrack(|| self.draft.form()));
        let (place, etag) = (self.place, self.etag.get_untracked());
        let change = self.is_change();
        spawn_local(async move {
            let outcome = working_copy::save(place, change, etag, form.clone()).await;
            self.handle_response(form, outcome);
        });
    }

    /// Notes that a request has begun; says so, unless the user already reads that the server does not answer.
    pub(super) fn start(self) {
        self.running.set_value(true);
        self.attempts.update_value(|attempts| *attempts += 1);
        if !matches!(*self.state.read_untracked(), SaveState::Waiting(_)) {
            self.state.set(SaveState::Running);
        }
        let attempt = self.attempts.get_value();
        set_timeout(
            move || {
                if self.attempts.try_get_value() == Some(attempt)
                    && *self.state.read_untracked() == SaveState::Running
                {
                    self.state.set(SaveState::Slow);
                }
            },
            SLOW,
        );
    }

    /// Calls `then` with the submission's version once every change is saved; never if saving fails.
    pub(super) fn when_saved(self, then: Callback<String>) {
        self.when_saved.set_value(Some(then));
        self.flush();
    }

    /// Notes that the server has everything but the disputed fields.
    pub(super) fn settled(self) {
        if !matches!(*self.state.read_untracked(), SaveState::Saved(_)) {
            self.state.set(SaveState::Saved(None));
        }
        if !self.disputed.read_untracked().is_empty() {
            self.give_up(t("form.conflict.first"));
            return;
        }
        if !self.is_unsaved() {
            self.place.forget_words();
        }
        if let Some(then) = self.when_saved.try_update_value(Option::take).flatten() {
            then.run(self.etag.get_untracked());
        }
    }

    /// Forgets what was to happen after saving, and says why.
    fn give_up(self, reason: &'static str) {
        if self
            .when_saved
            .try_update_value(Option::take)
            .flatten()
            .is_some()
        {
            self.announcer.say(reason);
        }
    }

    fn handle_response(self, sent: EventForm, outcome: Result<WorkingCopy, CallError>) {
        if self.state.is_disposed() {
            if let Ok(saved) = outcome {
                saved_after_leaving(self.place, sent, &saved.answer);
            }
            return;
        }
        self.running.set_value(false);
        match outcome {
            Ok(WorkingCopy { answer, labelled }) => {
                self.failures.set_value(0);
                self.labelled.set(labelled);
                self.sent.set_value(Vec::new());
                self.etag.set(etag_of(&answer));
                self.file.set(answer.body);
                self.stored.set(sent);
                self.keep_file();
                if self.is_unsaved() {
                    self.keep_words(&untrack(|| self.draft.form()));
                }
                if self.outgoing() == *self.stored.read_untracked() {
                    self.state.set(SaveState::Saved(Some(clock::time_here())));
                    self.settled();
                } else {
                    self.state.set(SaveState::Dirty);
                    if self.when_saved.read_value().is_some() {
                        self.flush();
                    } else {
                        self.after(DEBOUNCE);
                    }
                }
            }
            Err(error) if error.code() == Some(Code::PreconditionFailed) => self.catch_up(),
            Err(error) => self.fail(error),
        }
    }

    /// Says why a request failed, and tries again where that may help.
    pub(super) fn fail(self, error: CallError) {
        self.give_up(t("form.submit.later"));
        if !self.is_signed_in() {
            self.state.set(SaveState::SignedOut);
        } else if error.is_temporary() {
            let failures = self.failures.get_value();
            self.failures.set_value(failures + 1);
            let wait = RETRY_DELAYS_S
                .get(failures)
                .or(RETRY_DELAYS_S.last())
                .copied()
                .unwrap_or_default();
            if self.is_unsaved() {
                self.state.set(SaveState::Waiting(error));
            }
            self.after(Duration::from_secs(wait));
        } else {
            self.state.set(SaveState::Refused(error));
        }
    }

    /// Takes over the response to filing the submission: this device does not need its copies any more.
    pub(super) fn filed(self, answer: Versioned<EventFile>) {
        self.etag.set(etag_of(&answer));
        self.file.set(answer.body);
        self.place.forget();
    }

    /// On leaving the page, sends unsaved changes once more without waiting for the response.
    fn leave(self) {
        self.clear_timer();
        let form = self.outgoing();
        let unsaved = form != *self.stored.read_untracked();
        let known = !self.from_copy.get_untracked();
        if !unsaved || !known || self.running.get_value() || !self.is_signed_in() {
            return;
        }
        let (place, etag) = (self.place, self.etag.get_untracked());
        let change = self.is_change();
        spawn_local(async move {
            let saved = working_copy::save(place, change, etag, form.clone()).await;
            if let Ok(saved) = saved {
                saved_after_leaving(place, form, &saved.answer);
            }
        });
    }
}

/// Handles a save whose response arrived after its page was left: changes made since then stay on this device, based on the
/// new version.
fn saved_after_leaving(place: Place, sent: EventForm, answer: &Versioned<EventFile>) {
    match place.own_words() {
        Some(words) if words.form != sent => {
            place.keep_words(&Words {
                etag: etag_of(answer),
                base: Some(sent),
                sent: Vec::new(),
                ..words
            });
        }
        _ => place.forget_words(),
    }
}
