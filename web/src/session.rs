//! Session of the user: unknown, visitor or signed in.

use crate::api::{client, pending};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::{Account, Role};

/// State of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// A session may remain from an earlier visit; the request is pending.
    Unknown,
    /// Nobody is signed in.
    Visitor,
    /// A user is signed in.
    SignedIn(Box<Account>),
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
        client::on_session_end(move || session.presence.set(Presence::Visitor));
        if hint {
            let guard = pending::track_request();
            spawn_local(async move {
                let _guard = guard;
                session
                    .presence
                    .set(client::renew().await.map_or(Presence::Visitor, |account| {
                        Presence::SignedIn(Box::new(account))
                    }));
            });
        }
        provide_context(session);
        session
    }

    /// Returns the session from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// State of the session; reactive.
    pub fn presence(&self) -> Presence {
        self.presence.get()
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

    /// Stores the user who has signed in.
    pub fn open(&self, account: Account) {
        self.presence.set(Presence::SignedIn(Box::new(account)));
    }
}
