//! Storage of the favourites:
//!
//! ```json
//! { "version": 1, "events": [{ "id": "0195…", "kind": "Visite d’entreprise", "event": { … } }] }
//! ```
//!
//! `event` is the event as lists show it (`EventSummary`), so that the page of favourites works offline. If a newer page
//! cannot parse it, it is dropped and fetched again by its id.

use crate::device;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::event::EventSummary;
use shared::id::EventId;

/// Key in local storage.
const KEY: &str = "semaine.favourites";
/// Version of the stored format.
const VERSION: u32 = 1;
/// Maximum number of favourites: as many ids as one request of the list accepts.
pub(super) const MAX_FAVOURITES: usize = 120;

/// A favourite with the data to show it offline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Favourite {
    pub(super) id: EventId,
    /// French label of the event's kind.
    pub(super) kind: String,
    /// Latest known data; `None` when they can no longer be parsed.
    pub(super) event: Option<EventSummary>,
}

#[derive(Serialize, Deserialize)]
struct StoredFavourites {
    version: u32,
    events: Vec<StoredFavourite>,
}

#[derive(Serialize, Deserialize)]
struct StoredFavourite {
    id: EventId,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    event: Value,
}

fn parse(text: &str) -> Vec<Favourite> {
    let document: Option<StoredFavourites> = serde_json::from_str(text).ok();
    let events = document.map(|document| document.events).unwrap_or_default();
    events
        .into_iter()
        .map(|StoredFavourite { id, kind, event }| Favourite {
            id,
            kind,
            event: serde_json::from_value(event).ok(),
        })
        .collect()
}

fn serialize(favourites: &[Favourite]) -> String {
    let events = favourites
        .iter()
        .map(|Favourite { id, kind, event }| StoredFavourite {
            id: *id,
            kind: kind.clone(),
            event: serde_json::to_value(event).unwrap_or_default(),
        })
        .collect();
    let document = StoredFavourites {
        version: VERSION,
        events,
    };
    serde_json::to_string(&document).expect("ids and texts always serialise")
}

/// The favourites of this device, available in the context of every page.
#[derive(Debug, Clone, Copy)]
pub struct Favourites {
    favourites: RwSignal<Vec<Favourite>>,
}

impl Favourites {
    /// Provides the favourites as a context, and applies changes made in other tabs.
    pub fn provide() {
        let this = Self {
            favourites: RwSignal::new(load()),
        };
        provide_context(this);
        let listener = window_event_listener(leptos::ev::storage, move |event| {
            // The event has no key when the whole storage was cleared.
            if event.key().is_none_or(|key| key == KEY) {
                this.favourites.set(load());
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// Returns the favourites from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Number of favourites; reactive.
    pub fn count(self) -> usize {
        self.favourites.read().len()
    }

    /// True when an event is a favourite.
    pub fn has(self, id: EventId) -> bool {
        self.favourites
            .read()
            .iter()
            .any(|favourite| favourite.id == id)
    }

    /// Every favourite, in the order of addition.
    pub(super) fn all(self) -> Vec<Favourite> {
        self.favourites.get()
    }

    /// Adds an event, or removes it. Returns false when the maximum is reached.
    pub(super) fn toggle(self, event: &EventSummary, kind: &str) -> bool {
        let mut favourites = load();
        let before = favourites.len();
        favourites.retain(|other| other.id != event.id);
        if favourites.len() == before {
            if before >= MAX_FAVOURITES {
                return false;
            }
            favourites.push(Favourite {
                id: event.id,
                kind: kind.to_owned(),
                event: Some(event.clone()),
            });
        }
        self.set(favourites);
        true
    }

    /// Removes an event; does nothing when it is not a favourite.
    pub(super) fn remove(self, id: EventId) {
        let mut favourites = load();
        favourites.retain(|other| other.id != id);
        self.set(favourites);
    }

    /// Updates the stored data of these events.
    pub(super) fn refresh(self, events: &[EventSummary]) {
        let mut favourites = load();
        let before = favourites.clone();
        for favourite in &mut favourites {
            if let Some(event) = events.iter().find(|event| event.id == favourite.id) {
                favourite.event = Some(event.clone());
            }
        }
        if favourites != before {
            self.set(favourites);
        }
    }

    fn set(self, favourites: Vec<Favourite>) {
        // If the browser refuses storage, the favourites last until the page is closed.
        device::write(KEY, &serialize(&favourites));
        self.favourites.set(favourites);
    }
}

fn load() -> Vec<Favourite> {
    device::read(KEY)
        .map(|text| parse(&text))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "01958f5e-0000-7000-8000-000000000001";

    fn event() -> Value {
        json!({
            "id": ID, "edition": "2018", "slug": "visite", "lifeStatus": "scheduled", "title": "Visite", "summary": "Une visite",
            "kind": "company_visit", "audiences": [], "attendanceMode": "on_site", "accessMode": "open", "organiser": "Fonderie",
            "timezone": "Europe/Paris", "firstBegin": "2018-03-27T10:00:00+02:00", "lastEnd": "2018-03-27T11:00:00+02:00",
            "occurrenceCount": 1, "updatedAt": "2018-03-01T10:00:00Z"
        })
    }

    #[test]
    fn favourites_round_trip() {
        let text =
            json!({ "version": 1, "events": [{ "id": ID, "kind": "Visite", "event": event() }] })
                .to_string();

        let favourites = parse(&text);

        assert_eq!(favourites.len(), 1);
        assert_eq!(favourites[0].event.as_ref().unwrap().title, "Visite");
        assert_eq!(parse(&serialize(&favourites)), favourites);
    }

    #[test]
    fn an_event_that_cannot_be_parsed_keeps_its_id() {
        let text = json!({ "version": 2, "events": [{ "id": ID, "event": { "form": "new" } }, { "id": ID }] }).to_string();

        let favourites = parse(&text);

        assert_eq!(favourites.len(), 2);
        assert!(
            favourites
                .iter()
                .all(|favourite| favourite.event.is_none() && favourite.id.to_string() == ID)
        );
    }

    #[test]
    fn an_invalid_document_holds_no_favourites() {
        for text in ["", "[]", "{}", "{\"version\":1}", "nonsense"] {
            assert_eq!(parse(text), []);
        }
    }
}
