//! Session of the user: unknown, visitor, signed in or ended.

use crate::api::client::{self, SessionChange};
use crate::api::pending;
use crate::device;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::{Account, Role};
use shared::id::AccountId;
use std::time::Duration;

/// Delay before the server is asked again who is signed in.
const RETRY: Duration = Duration::from_secs(15);
/// Time after which a server that does not answer counts as unreachable, while its answer is still waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// State of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// A session may remain from an earlier visit; the request is pending.
    Unknown,
    /// Somebody has signed in on this device earlier, and the server cannot be reached.
    Unreachable,
    /// Nobody is signed in.
    Visitor,
    /// A user is signed in.
    SignedIn(Box<Account>),
    /// The session of this user has ended without a sign-out.
    Ended(Box<Account>),
}

/// The session, available in the context of every page.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    presence: RwSignal<Presence>,
}

impl Session {
    /// Provides the session as a context, and restores the one of an earlier visit.
    pub fn provide() -> Self {
        let hint = client::session_hint();
        let session = Self {
            presence: RwSignal::new(if hint {
                Presence::Unknown
            } else {
                Presence::Visitor
            }),
        };
        client::on_session_change(move |change| session.follow(change));
        if hint {
            session.restore();
        }
        let online = window_event_listener(leptos::ev::online, move |_| {
            if *session.presence.read_untracked() == Presence::Unreachable {
                session.restore();
            }
        });
        on_cleanup(move || online.remove());
        provide_context(session);
        session
    }

    /// Returns the session from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks the server who is signed in; again after a while as long as it cannot be reached.
    pub fn restore(self) {
        let guard = pending::track_request();
        set_timeout(
            move || {
                if *self.presence.read_untracked() == Presence::Unknown {
                    self.presence.set(Presence::Unreachable);
                }
            },
            PATIENCE,
        );
        spawn_local(async move {
            let _guard = guard;
            match client::renew().await {
                Ok(Some(account)) => self.open(account),
                Ok(None) => {}
                Err(_) => {
                    if !matches!(*self.presence.read_untracked(), Presence::SignedIn(_)) {
                        self.presence.set(Presence::Unreachable);
                        set_timeout(move || self.retry(), RETRY);
                    }
                }
            }
        });
    }

    fn retry(self) {
        if *self.presence.read_untracked() == Presence::Unreachable {
            self.restore();
        }
    }

    fn follow(self, change: SessionChange) {
        match change {
            SessionChange::Renewed(account) => self.open(account),
            SessionChange::Ended => self.presence.update(|presence| {
                *presence = match std::mem::replace(presence, Presence::Visitor) {
                    Presence::SignedIn(account) | Presence::Ended(account) => {
                        Presence::Ended(account)
                    }
                    Presence::Unknown | Presence::Unreachable | Presence::Visitor => {
                        Presence::Visitor
                    }
                };
            }),
            SessionChange::SignedOut(account) => {
                device::erase_own(account);
                self.presence.set(Presence::Visitor);
            }
        }
    }

    /// State of the session; reactive.
    pub fn presence(&self) -> Presence {
        self.presence.get()
    }

    /// True when this account is signed in, or is the last one known while the server cannot be reached; reactive.
    pub fn is_open_for(&self, account: AccountId) -> bool {
        self.presence.with(|presence| match presence {
            Presence::SignedIn(signed_in) => signed_in.id == account,
            Presence::Unreachable => client::device_account() == Some(account),
            Presence::Unknown | Presence::Visitor | Presence::Ended(_) => false,
        })
    }

    /// Calls `then` each time that this account is signed in again, for what could not be read without a session.
    pub fn on_return(self, account: AccountId, then: impl Fn() + 'static) {
        Effect::new(move |was: Option<bool>| {
            let is = self.is_open_for(account);
            if was == Some(false) && is {
                untrack(&then);
            }
            is
        });
    }

    /// True when a user with the role is signed in; reactive.
    pub fn has(&self, role: Role) -> bool {
        self.presence
            .with(|presence| matches!(presence, Presence::SignedIn(account) if account.has(role)))
    }

    /// True when a user who reviews submissions is signed in; reactive.
    pub fn is_reviewer(&self) -> bool {
        self.presence.with(
            |presence| matches!(presence, Presence::SignedIn(account) if account.is_reviewer()),
        )
    }

    /// Stores the user who has signed in. A renewed session of the same user changes nothing.
    pub fn open(&self, account: Account) {
        let known = self.presence.with_untracked(
            |presence| matches!(presence, Presence::SignedIn(known) if **known == account),
        );
        if !known {
            self.presence.set(Presence::SignedIn(Box::new(account)));
        }
    }
}
