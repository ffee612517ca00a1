//! Copy of an unsaved form in local storage: changes made while the server was unreachable survive closing the page.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use shared::event::EventForm;
use shared::id::EventId;

/// An unsaved form, and the version it is based on.
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

/// Stores the copy. If the browser refuses storage, only this safeguard is lost.
pub(super) fn store(id: EventId, copy: &LocalCopy) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(copy)) {
        let _ = storage.set_item(&key(id), &text);
    }
}

/// Returns the stored copy; `None` when an earlier version of this page wrote it in another format.
pub(super) fn load(id: EventId) -> Option<LocalCopy> {
    let text = storage()?.get_item(&key(id)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Removes the copy once the server has it.
pub(super) fn remove(id: EventId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(id));
    }
}
