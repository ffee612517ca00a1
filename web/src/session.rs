//! Who is signed in.

use crate::api::{client, pending};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::{Account, Role};

/// What is known about the person in front of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// A session may be open from an earlier visit; the server is being asked.
    Unknown,
    /// Nobody is signed in.
    Visitor,
    /// Somebody is.
    SignedIn(Box<Account>),
}

/// The session, in the context of every page.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    presence: RwSignal<Presence>,
}

impl Session {
    /// Puts the session into the context, and takes up the one of an earlier visit.
    pub fn provide() -> Self {
        let hint = client::session_hint();
        let session = Self {
            presence: RwSignal::new(if hint {
                Presence::Unknown
            } else {
                Presence::Visitor
            }),
        };
        client::watch_end(move || session.presence.set(Presence::Visitor));
        if hint {
            let awaited = pending::await_one();
            spawn_local(async move {
                let _awaited = awaited;
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

    /// The session of the page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is known; reactive.
    pub fn presence(&self) -> Presence {
        self.presence.get()
    }

    /// Whether somebody with that role is signed in; reactive.
    pub fn has(&self, role: Role) -> bool {
        self.presence
            .with(|presence| matches!(presence, Presence::SignedIn(account) if account.has(role)))
    }

    /// Whether somebody who checks files is signed in; reactive.
    pub fn is_reviewer(&self) -> bool {
        self.presence.with(
            |presence| matches!(presence, Presence::SignedIn(account) if account.is_reviewer()),
        )
    }

    /// Takes note of who signed in.
    pub fn open(&self, account: Account) {
        self.presence.set(Presence::SignedIn(Box::new(account)));
    }
}
