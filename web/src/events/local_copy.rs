//! A copy of an unsaved form in this browser: what was typed while the server was out of reach survives the page.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use shared::event::EventForm;
use shared::id::EventId;

/// What was typed, and on which version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LocalCopy {
    pub(super) etag: String,
    pub(super) form: EventForm,
}

fn key(id: EventId) -> String {
    format!("semaine.form.{id}")
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Keeps what is typed. A browser that refuses storage only loses this net.
pub(super) fn keep(id: EventId, copy: &LocalCopy) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(copy)) {
        let _ = storage.set_item(&key(id), &text);
    }
}

/// What was kept. A copy that an older version of this page wrote and that no longer fits counts as none.
pub(super) fn find(id: EventId) -> Option<LocalCopy> {
    let text = storage()?.get_item(&key(id)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Forgets it: the server has it.
pub(super) fn forget(id: EventId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(id));
    }
}
