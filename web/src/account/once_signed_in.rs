//! What the user sends while the session has ended, or as it ends: it waits for the password, and is sent then.

use crate::api::{CallError, Mutation};
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::Announcer;
use leptos::prelude::*;
use shared::id::AccountId;
use shared::problem::Code;

/// Sends what the user asks for in the name of one account: now, or once the account is signed in again. What waits is sent once, as it is
/// by then, however often it was asked for; leaving the page gives it up. So does another account that gets the page, and it is told.
#[derive(Clone, Copy)]
pub struct OnceSignedIn {
    is_open: Signal<bool>,
    waits: RwSignal<bool>,
    action: StoredValue<Option<Callback<()>>>,
}

impl OnceSignedIn {
    /// Waits for this account. Say with [`Self::repeats`] what is done once it is signed in.
    pub fn new(account: AccountId) -> Self {
        let (session, announcer) = (Session::expect(), Announcer::expect());
        let once = Self::when(Signal::derive(move || session.is_open_for(account)));
        Effect::new(move |_| {
            if once.is_open.get() {
                once.go_on();
            }
        });
        on_cleanup(move || {
            let waits = once.waits.try_get_untracked() == Some(true);
            let presence = untrack(|| session.presence());
            if let Some(other) = other_than(account, &presence).filter(|_| waits) {
                announcer.say(t_args("session.again.dropped", &[("other", &other)]));
            }
        });
        once
    }

    fn when(is_open: Signal<bool>) -> Self {
        Self {
            is_open,
            waits: RwSignal::new(false),
            action: StoredValue::new(None),
        }
    }

    /// Action that reads the typed text and calls [`Self::send`].
    pub fn repeats(self, action: Callback<()>) {
        self.action.set_value(Some(action));
    }

    /// Sends a request, unless the session has ended: then the action waits. So it does when the server says that the session has ended.
    pub fn send<T, F>(self, sending: Mutation<T>, request: F, then: impl FnOnce(T) + 'static)
    where
        T: Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, CallError>> + 'static,
    {
        if untrack(|| sending.is_pending()) || self.holds() {
            return;
        }
        let request = async move {
            let outcome = request.await;
            if let Err(error) = &outcome {
                self.note(error);
            }
            outcome
        };
        sending.send(request, then);
    }

    /// Closes a modal dialog when the session ends, because the password could not be typed beside it. Afterwards it is opened again, unless
    /// what it has confirmed is sent then; and so it is when the server refuses that.
    pub fn follow_dialog<T>(self, sending: Mutation<T>, open: RwSignal<bool>)
    where
        T: Clone + Send + Sync + 'static,
    {
        let was_open = StoredValue::new(false);
        Effect::new(move |was: Option<bool>| {
            let is = self.is_open.get();
            if was == Some(true) && !is {
                was_open.set_value(open.get_untracked());
                open.set(false);
            } else if was == Some(false) && is {
                let is_sent = untrack(|| self.is_waiting() || sending.is_pending());
                if was_open.get_value() && !is_sent {
                    open.set(true);
                }
            }
            is
        });
        Effect::new(move |_| {
            if self.error(sending).is_some() && self.is_open.get_untracked() {
                open.set(true);
            }
        });
    }

    /// True when the session has ended: the action waits from now on.
    pub fn holds(self) -> bool {
        let is_open = self.is_open.get_untracked();
        if !is_open {
            self.waits.set(true);
        }
        !is_open
    }

    /// Lets the action wait when the session has ended with this error. While the session is open, such an error is one like others.
    fn note(self, error: &CallError) {
        let ended = matches!(
            error.code(),
            Some(Code::Unauthenticated | Code::InvalidToken | Code::SessionEnded)
        );
        // Nothing waits on a page that was left.
        if ended && self.is_open.try_get_untracked() == Some(false) {
            self.waits.try_set(true);
        }
    }

    /// Lets nothing wait any more.
    pub fn give_up(self) {
        self.waits.set(false);
    }

    /// Sends what waits.
    fn go_on(self) {
        if self.waits.get_untracked() {
            self.waits.set(false);
            if let Some(action) = self.action.get_value() {
                untrack(|| action.run(()));
            }
        }
    }

    /// True while the action waits for the password; reactive.
    pub fn is_waiting(self) -> bool {
        self.waits.get()
    }

    /// The error of the last request; none while it waits to be sent again. Reactive.
    pub fn error<T: Clone + Send + Sync + 'static>(
        self,
        sending: Mutation<T>,
    ) -> Option<CallError> {
        sending.error().filter(|_| !self.is_waiting())
    }
}

/// Address of the account that is signed in, when it is another one.
fn other_than(account: AccountId, presence: &Presence) -> Option<String> {
    match presence {
        Presence::SignedIn(other) if other.id != account => Some(other.email.clone()),
        Presence::SignedIn(_)
        | Presence::Unknown
        | Presence::Unreachable
        | Presence::Visitor
        | Presence::Ended(_) => None,
    }
}

/// Says that what was asked for waits for the password.
#[component]
pub fn WaitsForPassword(of: OnceSignedIn) -> impl IntoView {
    view! {
        <div role="status">{move || of.is_waiting().then(|| view! { <p>{t("session.again.waits")}</p> })}</div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::account::Account;
    use shared::letter::Language;
    use shared::problem::Problem;

    /// A session that is open or not, what waits for it, and the number of times that something was sent.
    fn with_session(is_open: bool) -> (RwSignal<bool>, OnceSignedIn, RwSignal<u32>) {
        let (session, sent) = (RwSignal::new(is_open), RwSignal::new(0));
        let once = OnceSignedIn::when(session.into());
        once.repeats(Callback::new(move |()| {
            if !once.holds() {
                sent.update(|sent| *sent += 1);
            }
        }));
        (session, once, sent)
    }

    fn account(number: u128) -> Account {
        Account {
            id: AccountId(uuid::Uuid::from_u128(number)),
            email: format!("{number}@example.org"),
            name: "Camille".to_owned(),
            verified: true,
            grants: Vec::new(),
            language: Language::DEFAULT,
        }
    }

    fn refusal(code: Code) -> CallError {
        CallError::Problem(Box::new(Problem::new(code)))
    }

    #[test]
    fn what_is_asked_for_without_a_session_is_sent_once_afterwards() {
        let owner = Owner::new();
        owner.set();
        let (session, once, sent) = with_session(false);
        for _ in 0..2 {
            assert!(once.holds());
        }
        assert!(once.is_waiting());

        session.set(true);
        once.go_on();
        once.go_on();

        assert_eq!(sent.get_untracked(), 1);
        assert!(!once.is_waiting());
    }

    #[test]
    fn what_the_end_of_the_session_refuses_is_sent_again() {
        let owner = Owner::new();
        owner.set();
        let (session, once, sent) = with_session(true);
        once.note(&refusal(Code::InvalidToken));
        assert!(!once.is_waiting(), "the session is open");

        session.set(false);
        once.note(&refusal(Code::TooManyRequests));
        assert!(!once.is_waiting(), "another reason");
        once.note(&refusal(Code::Unauthenticated));
        assert!(once.is_waiting());

        session.set(true);
        once.go_on();
        assert_eq!(sent.get_untracked(), 1);
    }

    #[test]
    fn what_is_given_up_is_not_sent() {
        let owner = Owner::new();
        owner.set();
        let (session, once, sent) = with_session(false);
        assert!(once.holds());
        once.give_up();

        session.set(true);
        once.go_on();

        assert_eq!(sent.get_untracked(), 0);
    }

    #[test]
    fn only_another_account_that_is_signed_in_is_told() {
        let own = account(1);
        let signed_in = |account: Account| Presence::SignedIn(Box::new(account));
        assert_eq!(other_than(own.id, &signed_in(account(1))), None);
        assert_eq!(
            other_than(own.id, &Presence::Ended(Box::new(account(2)))),
            None
        );
        assert_eq!(other_than(own.id, &Presence::Visitor), None);
        let other = other_than(own.id, &signed_in(account(2)));
        assert_eq!(other.as_deref(), Some("2@example.org"));
    }

    #[test]
    fn a_session_that_ends_again_lets_it_wait_again() {
        let owner = Owner::new();
        owner.set();
        let (_, once, sent) = with_session(false);
        assert!(once.holds());

        once.go_on();

        assert_eq!(sent.get_untracked(), 0);
        assert!(once.is_waiting());
    }
}
