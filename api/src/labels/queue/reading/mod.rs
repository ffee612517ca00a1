//! Who reads which file now: a mark that the page of the file renews while it is open, and that expires by itself.
//!
//! Marks are not logged: they say nothing about the file, and nobody is kept from anything by one.

mod close;
mod open;
pub(super) mod queries;

use super::order::Key;
use shared::id::EventId;
use shared::text::fold;
use std::collections::HashMap;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(open::open_reading)
        .service(close::close_reading);
}

/// The others who read files now, who opened a file first before those who opened it later.
#[derive(Debug, Default)]
pub(super) struct Readers(HashMap<EventId, Named>);

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
        Self(found)
    }

    /// Names of the readers of a file.
    pub(super) fn of(&self, event: EventId) -> &[String] {
        self.0
            .get(&event)
            .map_or(&[], |named| named.names.as_slice())
    }

    /// The files that are read.
    pub(super) fn events(&self) -> impl Iterator<Item = EventId> {
        self.0.keys().copied()
    }

    /// The value by which a file is sorted.
    pub(super) fn key(&self, event: EventId) -> Key<'_> {
        self.0
            .get(&event)
            .map_or(Key::Nothing, |named| Key::Text(&named.sorted))
    }
}
