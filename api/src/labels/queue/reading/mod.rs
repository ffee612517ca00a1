//! Marks of readers: the page of a file renews its mark while it is open, and the mark expires by itself.
//!
//! Marks are not logged: they say nothing about the file, and nobody is kept from anything by one.

mod close;
mod open;
pub(super) mod queries;

use super::reviewers::Own;
use super::sort_key::Key;
use http::register::ServiceConfig;
use shared::id::EventId;
use shared::text::fold;
use std::collections::HashMap;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(open::open_reading)
        .service(close::close_reading);
}

/// The others who read files now, who opened a file first before those who opened it later; and what is the caller's, read with them.
#[derive(Debug, Default)]
pub(super) struct Readers {
    read: HashMap<EventId, Named>,
    own: Own,
}

/// Readers of a file.
#[derive(Debug, Default)]
struct Named {
    names: Vec<String>,
    /// Folded name of the first one.
    sorted: String,
}

impl Readers {
    /// Collects readers, given in the order in which they opened their files.
    pub(super) fn of_all(readers: impl IntoIterator<Item = (EventId, String)>) -> Self {
        let mut found: HashMap<EventId, Named> = HashMap::new();
        for (event, name) in readers {
            let named = found.entry(event).or_default();
            if named.names.is_empty() {
                named.sorted = fold(&name);
            }
            named.names.push(name);
        }
        Self {
            read: found,
            own: Own::default(),
        }
    }

    /// The same for a caller.
    pub(super) fn seen_by(self, own: Own) -> Self {
        Self { own, ..self }
    }

    /// Account, groups and conflicts of the caller.
    pub(super) const fn own(&self) -> &Own {
        &self.own
    }

    /// Names of the readers of a file.
    pub(super) fn of(&self, event: EventId) -> &[String] {
        self.read
            .get(&event)
            .map_or(&[], |named| named.names.as_slice())
    }

    /// The files that are read.
    pub(super) fn events(&self) -> impl Iterator<Item = EventId> {
        self.read.keys().copied()
    }

    /// The value by which a file is sorted.
    pub(super) fn key(&self, event: EventId) -> Key<'_> {
        self.read
            .get(&event)
            .map_or(Key::Nothing, |named| Key::Text(&named.sorted))
    }
}
