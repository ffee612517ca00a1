//! Line about saving in the foot of the form, in a place of its own.

use super::autosave::{Autosave, SaveState};
use super::local_copy::Keeping;
use crate::api::CallError;
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::problem::Code;

/// Sentence about the storage of the words that the server does not have.
pub(super) fn kept_where(keeping: Keeping) -> &'static str {
    match keeping {
        Keeping::Device => t("form.saving.kept.device"),
        Keeping::Tab => t("form.saving.kept.tab"),
    }
}

/// Reason why a save waits for another attempt.
fn waiting(error: &CallError) -> &'static str {
    match error {
        CallError::Offline => t("form.saving.offline"),
        CallError::Unreadable => t("form.saving.unreadable"),
        CallError::Problem(problem) if problem.code == Code::TooManyRequests => {
            t("form.saving.busy")
        }
        CallError::Network | CallError::Problem(_) => t("form.saving.unreachable"),
    }
}

/// Sentence about a save that needs attention; `None` while saving goes as it should.
fn trouble(state: &SaveState) -> Option<&'static str> {
    match state {
        SaveState::Slow => Some(t("form.saving.slow")),
        SaveState::Waiting(error) => Some(waiting(error)),
        SaveState::Refused(_) => Some(t("form.saving.refused")),
        SaveState::SignedOut => Some(t("form.saving.signed_out")),
        SaveState::Saved(_) | SaveState::Dirty | SaveState::Running => None,
    }
}

/// State of the autosave, in lines that are always visible and never change their height.
#[component]
pub(super) fn SaveStatus(of: Autosave) -> impl IntoView {
    let disputed = move || !of.disputed.read().is_empty();
    let unreadable = Memo::new(move |_| !of.draft.unreadable().is_empty());
    let online = RwSignal::new(window().navigator().on_line());
    let up = window_event_listener(leptos::ev::online, move |_| online.set(true));
    let down = window_event_listener(leptos::ev::offline, move |_| online.set(false));
    on_cleanup(move || {
        up.remove();
        down.remove();
    });
    let quiet = move || match of.state.get() {
        SaveState::Saved(_) if disputed() => String::new(),
        SaveState::Saved(_) if !online.get() => t("form.saving.and_offline").to_owned(),
        SaveState::Saved(_) if unreadable.get() => t("form.saving.but_numbers").to_owned(),
        SaveState::Saved(Some(time)) => t_args("form.saving.saved_at", &[("time", &time)]),
        SaveState::Saved(None) => t("form.saving.saved").to_owned(),
        SaveState::Dirty | SaveState::Running => t("form.saving.running").to_owned(),
        SaveState::Slow | SaveState::Waiting(_) | SaveState::Refused(_) | SaveState::SignedOut => {
            String::new()
        }
    };
    // Screen readers announce only states that need attention: a message every two seconds would drown the rest.
    let loud = move || match of.state.with(trouble) {
        Some(trouble) => format!("{trouble} {}", kept_where(of.keeping.get())),
        None if disputed() && matches!(*of.state.read(), SaveState::Saved(_)) => {
            t("form.saving.but_disputed").to_owned()
        }
        None => String::new(),
    };
    view! {
        <div class="saving">
            <p class="saving__quiet">{quiet}</p>
            <p class="saving__loud" role="status">{loud}</p>
        </div>
    }
}
