//! The end of the session: the desk stays as it is, and asks for the password.

use super::reasons::Reasoned;
use super::state::Desk;
use crate::account::{SessionStrip, SignInAgain};
use crate::device;
use crate::layout::focus_title;
use crate::messages::t;
use crate::session::{Presence, Session};
use leptos::prelude::*;
use shared::id::AccountId;
use shared::label::{Action, DecisionKind};

/// Sentence about the storage of what a reviewer has typed.
pub(super) fn kept_where(account: AccountId) -> &'static str {
    if device::words_last(account) {
        t("form.saving.kept.device")
    } else {
        t("form.saving.kept.tab")
    }
}

/// Asks for the password once the session has ended.
#[component]
pub(super) fn SessionEnd(account: AccountId) -> impl IntoView {
    let session = Session::expect();
    let later = RwSignal::new(false);
    let email = Memo::new(move |_| match session.presence() {
        Presence::Ended(ended) if ended.id == account => Some(ended.email),
        _ => None,
    });
    Effect::new(move |_| {
        if email.get().is_none() {
            later.set(false);
        }
    });
    let kept = Signal::derive(move || kept_where(account));
    let on_back = Callback::new(move |()| {
        request_animation_frame(focus_title);
    });
    move || {
        let email = email.get()?;
        Some(if later.get() {
            view! { <SessionStrip later/> }.into_any()
        } else {
            view! { <SignInAgain account email kept leave="/labellisation" later on_back/> }
                .into_any()
        })
    }
}

/// The dialogs of the desk that are open.
#[derive(Debug, Clone, Copy, Default)]
struct Dialogs {
    action: Option<Action>,
    overriding: Option<DecisionKind>,
    reasoning: Option<Reasoned>,
    accepting: bool,
    refusing: bool,
}

impl Dialogs {
    fn of(desk: Desk) -> Self {
        Self {
            action: desk.context.open.get_untracked(),
            overriding: desk.deciding.overriding.get_untracked(),
            reasoning: desk.reasoning.get_untracked(),
            accepting: desk.recheck.accepting.get_untracked(),
            refusing: desk.recheck.refusing.get_untracked(),
        }
    }

    fn show(self, desk: Desk) {
        desk.context.open.set(self.action);
        desk.deciding.overriding.set(self.overriding);
        desk.reasoning.set(self.reasoning);
        desk.recheck.accepting.set(self.accepting);
        desk.recheck.refusing.set(self.refusing);
    }
}

/// Closes the dialogs when the session ends, because the password could not be typed beside a modal one. Once the account is signed in
/// again, they are opened as they were, and what the server refused meanwhile is not shown any more.
pub(super) fn follow(desk: Desk, help: RwSignal<bool>) {
    let closed = StoredValue::new(Dialogs::default());
    Effect::new(move |was: Option<bool>| {
        let is = desk.is_signed_in();
        if was == Some(true) && !is {
            closed.set_value(Dialogs::of(desk));
            Dialogs::default().show(desk);
            help.set(false);
        } else if was == Some(false) && is {
            desk.deciding.hindrance.set(None);
            desk.deciding.sending.clear();
            desk.reading.clear();
            closed.get_value().show(desk);
        }
        is
    });
}
