//! Saves the answers on the criteria by themselves, as the form of an organiser is saved: after a pause, and on leaving the file.
//!
//! What the server does not have is kept on the device, a negative answer without its comment included.

use super::draft::Draft;
use super::visit::Sheet;
use crate::api::{CallError, labels};
use crate::clock;
use crate::device;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::criterion::{Answer, AssessmentForm};
use shared::id::{AccountId, EventId};
use shared::problem::Code;
use std::time::Duration;

/// Delay after the last change before the answers are saved.
const PAUSE: Duration = Duration::from_millis(700);
/// Delay before a save is tried again while the server does not answer.
const RETRY: Duration = Duration::from_secs(4);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum SaveState {
    /// Nothing was changed on this page.
    Untouched,
    /// The server has every answer, since this time.
    Saved(String),
    /// There are unsaved answers.
    Dirty,
    /// A save is in progress.
    Running,
    /// The server does not answer; the save is tried again.
    Waiting,
    /// The server rejected the save.
    Refused(CallError),
}

/// Saves the answers of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saving {
    account: AccountId,
    id: EventId,
    drafts: StoredValue<Vec<Draft>>,
    etag: RwSignal<String>,
    pub(super) state: RwSignal<SaveState>,
    running: StoredValue<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    when_idle: StoredValue<Option<Callback<()>>>,
    /// True while the answers may be stored.
    open: Signal<bool>,
    /// Called with the sheet after a save.
    on_saved: Callback<Sheet>,
    /// Called when the submission has changed meanwhile.
    on_stale: Callback<CallError>,
}

/// The file and the signals that saving its answers depends on.
pub(super) struct Place {
    pub(super) account: AccountId,
    pub(super) id: EventId,
    pub(super) drafts: StoredValue<Vec<Draft>>,
    pub(super) etag: RwSignal<String>,
    pub(super) open: Signal<bool>,
    pub(super) on_saved: Callback<Sheet>,
    pub(super) on_stale: Callback<CallError>,
}

impl Saving {
    /// Restores what an earlier visit could not save, and watches the answers.
    pub(super) fn new(place: Place) -> Self {
        let Place {
            account,
            id,
            drafts,
            etag,
            open,
            on_saved,
            on_stale,
        } = place;
        let this = Self {
            account,
            id,
            drafts,
            etag,
            state: RwSignal::new(SaveState::Untouched),
            running: StoredValue::new(false),
            timer: StoredValue::new(None),
            when_idle: StoredValue::new(None),
            open,
            on_saved,
            on_stale,
        };
        this.restore();
        Effect::new(move |_| {
            let unsaved = drafts
                .get_value()
                .iter()
                .inspect(|draft| draft.disputed.track())
                .filter(|draft| draft.is_changed())
                .filter_map(Draft::answer)
                .collect::<Vec<_>>();
            this.keep(&unsaved);
            if !unsaved.is_empty() && open.get() {
                if !this.running.get_value() {
                    this.state.set(SaveState::Dirty);
                }
                this.after(PAUSE);
            }
        });
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if document().hidden() {
                this.flush();
            }
        });
        let online = window_event_listener(leptos::ev::online, move |_| this.flush());
        on_cleanup(move || {
            hidden.remove();
            online.remove();
            this.clear_timer();
        });
        this
    }

    fn key(self) -> String {
        format!("{}verdicts.{}", device::own(self.account), self.id)
    }

    /// The answers that the server does not have, as they are kept on the device.
    pub(super) fn words(self) -> Option<String> {
        device::read(&self.key())
    }

    /// Puts back answers that the server does not have, for the next opening of the file.
    pub(super) fn put_back(account: AccountId, id: EventId, words: &str) {
        let key = format!("{}verdicts.{id}", device::own(account));
        device::write(&key, words);
    }

    fn keep(self, unsaved: &[Answer]) {
        if unsaved.is_empty() {
            device::remove(&self.key());
        } else if let Ok(text) = serde_json::to_string(unsaved) {
            device::write(&self.key(), &text);
        }
    }

    /// Forgets the answers that are kept on the device, after a decision has stored them.
    pub(super) fn forget(self) {
        self.clear_timer();
        device::remove(&self.key());
    }

    fn restore(self) {
        let kept = self.words();
        let answers: Vec<Answer> = kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        for answer in &answers {
            let drafts = self.drafts.get_value();
            if let Some(draft) = drafts.iter().find(|one| one.criterion == answer.criterion) {
                draft.restore(answer);
            }
        }
    }

    fn after(self, pause: Duration) {
        self.clear_timer();
        let timer = set_timeout_with_handle(move || self.flush(), pause);
        self.timer.set_value(timer.ok());
    }

    fn clear_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Answers that can be stored now.
    fn outgoing(self) -> Vec<Answer> {
        untrack(|| {
            self.drafts
                .get_value()
                .iter()
                .filter(|draft| draft.is_changed() && !draft.disputed.get())
                .filter(|draft| draft.fault().is_none())
                .filter_map(Draft::answer)
                .collect()
        })
    }

    /// Saves now, if there is anything to save.
    pub(super) fn flush(self) {
        if self.state.is_disposed() {
            return;
        }
        self.clear_timer();
        if self.running.get_value() || !self.open.get_untracked() {
            return;
        }
        let answers = self.outgoing();
        if answers.is_empty() {
            self.idle();
            return;
        }
        self.running.set_value(true);
        self.state.set(SaveState::Running);
        let (id, etag) = (self.id, self.etag.get_untracked());
        spawn_local(async move {
            let outcome = labels::assess_event(id, etag, AssessmentForm { answers }).await;
            self.handle(outcome);
        });
    }

    fn handle(self, outcome: Result<Sheet, CallError>) {
        if self.state.is_disposed() {
            return;
        }
        self.running.set_value(false);
        match outcome {
            Ok(sheet) => {
                self.state.set(SaveState::Saved(clock::time_here()));
                self.on_saved.run(sheet);
                self.idle();
            }
            Err(error) if error.is_temporary() => {
                self.state.set(SaveState::Waiting);
                self.after(RETRY);
                self.idle();
            }
            Err(error) => {
                let stale = matches!(
                    error.code(),
                    Some(Code::PreconditionFailed | Code::IllegalMove | Code::DecisionPending)
                );
                if stale {
                    self.state.set(SaveState::Dirty);
                    self.on_stale.run(error);
                } else {
                    self.state.set(SaveState::Refused(error));
                }
                self.when_idle.set_value(None);
            }
        }
    }

    fn idle(self) {
        if let Some(then) = self.when_idle.try_update_value(Option::take).flatten() {
            then.run(());
        }
    }

    /// Calls `then` once no save is in progress: a decision needs the version that the save returns.
    pub(super) fn when_idle(self, then: Callback<()>) {
        self.clear_timer();
        if self.running.get_value() {
            self.when_idle.set_value(Some(then));
        } else {
            then.run(());
        }
    }
}
