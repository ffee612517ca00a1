//! Storage of the favourites:
//!
//! ```json
//! { "version": 1, "events": [{ "id": "0195…", "kind": "Visite d’entreprise", "event": { … } }] }
//! ```
//!
//! `event` is the event as lists show it (`EventSummary`), so that the page of favourites works offline. If a newer page cannot
//! parse it, it is dropped and fetched again by its id.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::event::EventSummary;
use shared::id::EventId;

/// Local storage key.
const KEY: &str = "semaine.favourites";
/// Version of the stored format.
const VERSION: u32 = 1;
/// Maximum number of favourites: as many ids as one request of the list accepts.
pub(super) const MOST: usize = 120;

/// A favourite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    pub(super) id: EventId,
    /// Name of its kind.
    pub(super) kind: String,
    /// Latest known data; none when it can no longer be parsed.
    pub(super) event: Option<EventSummary>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    events: Vec<WrittenEvent>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEvent {
    id: EventId,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    event: Value,
}

fn read(text: &str) -> Vec<Kept> {
    let written: Option<Written> = serde_json::from_str(text).ok();
    let events = written.map(|written| written.events).unwrap_or_default();
    events
        .into_iter()
        .map(|WrittenEvent { id, kind, event }| Kept {
            id,
            kind,
            event: serde_json::from_value(event).ok(),
        })
        .collect()
}

fn write(kept: &[Kept]) -> String {
    let events = kept
        .iter()
        .map(|Kept { id, kind, event }| WrittenEvent {
            id: *id,
            kind: kind.clone(),
            event: serde_json::to_value(event).unwrap_or_default(),
        })
        .collect();
    let written = Written {
        version: VERSION,
        events,
    };
    serde_json::to_string(&written).expect("ids and texts are written without fail")
}

/// The favourites of this device, available in the context of every page.
#[derive(Debug, Clone, Copy)]
pub struct Favourites {
    kept: RwSignal<Vec<Kept>>,
}

impl Favourites {
    /// Provides the favourites as a context, and applies changes made in other tabs.
    pub fn provide() {
        let this = Self {
            kept: RwSignal::new(stored()),
        };
        provide_context(this);
        let elsewhere = window_event_listener(leptos::ev::storage, move |event| {
            // The event has no key when the whole storage was cleared.
            if event.key().is_none_or(|key| key == KEY) {
                this.kept.set(stored());
            }
        });
        on_cleanup(move || elsewhere.remove());
    }

    /// Returns the favourites from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Number of favourites.
    pub fn count(self) -> usize {
        self.kept.read().len()
    }

    /// Whether an event is a favourite.
    pub fn has(self, id: EventId) -> bool {
        self.kept.read().iter().any(|kept| kept.id == id)
    }

    /// Every favourite, in the order of addition.
    pub(super) fn all(self) -> Vec<Kept> {
        self.kept.get()
    }

    /// Adds an event, or removes it. Returns false when the maximum is reached.
    pub(super) fn toggle(self, event: &EventSummary, kind: &str) -> bool {
        let mut kept = stored();
        let before = kept.len();
        kept.retain(|other| other.id != event.id);
        if kept.len() == before {
            if before >= MOST {
                return false;
            }
            kept.push(Kept {
                id: event.id,
                kind: kind.to_owned(),
                event: Some(event.clone()),
            });
        }
        self.set(kept);
        true
    }

    /// Removes an event.
    pub(super) fn remove(self, id: EventId) {
        let mut kept = stored();
        kept.retain(|other| other.id != id);
        self.set(kept);
    }

    /// Updates the stored data of these events.
    pub(super) fn refresh(self, events: &[EventSummary]) {
        let mut kept = stored();
        let before = kept.clone();
        for one in &mut kept {
            if let Some(event) = events.iter().find(|event| event.id == one.id) {
                one.event = Some(event.clone());
            }
        }
        if kept != before {
            self.set(kept);
        }
    }

    fn set(self, kept: Vec<Kept>) {
        if let Some(storage) = storage() {
            // If the browser refuses storage, the favourites last until the page is closed.
            let _ = storage.set_item(KEY, &write(&kept));
        }
        self.kept.set(kept);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn stored() -> Vec<Kept> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    text.map(|text| read(&text)).unwrap_or_default()
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
    fn what_is_written_is_read_back() {
        let text =
            json!({ "version": 1, "events": [{ "id": ID, "kind": "Visite", "event": event() }] })
                .to_string();

        let kept = read(&text);

        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].event.as_ref().unwrap().title, "Visite");
        assert_eq!(read(&write(&kept)), kept);
    }

    #[test]
    fn an_event_that_cannot_be_read_keeps_its_id() {
        let text = json!({ "version": 2, "events": [{ "id": ID, "event": { "form": "new" } }, { "id": ID }] }).to_string();

        let kept = read(&text);

        assert_eq!(kept.len(), 2);
        assert!(
            kept.iter()
                .all(|kept| kept.event.is_none() && kept.id.to_string() == ID)
        );
    }

    #[test]
    fn what_is_no_list_of_favourites_is_none() {
        for text in ["", "[]", "{}", "{\"version\":1}", "nonsense"] {
            assert_eq!(read(text), []);
        }
    }
}
