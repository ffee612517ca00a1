//! The end of the session: the desk stays as it is, and asks for the password.

use super::reasons::Reasoned;
use super::state::Desk;
use crate::account::SessionOver;
use crate::layout::focus_title;
use leptos::prelude::*;
use shared::id::AccountId;
use shared::label::{Action, DecisionKind};

/// Asks for the password once the session has ended.
#[component]
pub(super) fn SessionEnd(account: AccountId) -> impl IntoView {
    let on_back = Callback::new(move |()| {
        request_animation_frame(focus_title);
    });
    view! { <SessionOver account leave="/labellisation" on_back/> }
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
