//! Storage on this device: local storage, and memory where the browser refuses storage.
//!
//! Keys that begin with [`own`] belong to an account; signing out erases them.

use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, window};
use shared::id::AccountId;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast as _;

/// Prefix of what belongs to any account.
const OWN: &str = "semaine.own.";
/// Session storage key of the name of this tab.
const TAB: &str = "semaine.tab";

thread_local! {
    /// Values that the browser did not store; they last as long as the tab.
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Stores a value. Returns false when the browser refuses: the value then lasts as long as the tab.
pub fn write(key: &str, text: &str) -> bool {
    let stored = storage().is_some_and(|storage| storage.set_item(key, text).is_ok());
    MEMORY.with_borrow_mut(|memory| {
        if stored {
            memory.remove(key);
        } else {
            memory.insert(key.to_owned(), text.to_owned());
        }
    });
    stored
}

/// Reads a value.
pub fn read(key: &str) -> Option<String> {
    MEMORY
        .with_borrow(|memory| memory.get(key).cloned())
        .or_else(|| storage()?.get_item(key).ok().flatten())
}

/// Removes a value.
pub fn remove(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.remove(key));
    if let Some(storage) = storage() {
        // A browser that refuses storage has nothing to remove.
        let _ = storage.remove_item(key);
    }
}

/// The keys with a prefix, in no particular order.
pub fn keys(prefix: &str) -> Vec<String> {
    let mut keys: Vec<String> = MEMORY.with_borrow(|memory| {
        memory
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect()
    });
    if let Some(storage) = storage() {
        let length = storage.length().unwrap_or_default();
        let stored = (0..length)
            .filter_map(|index| storage.key(index).ok().flatten())
            .filter(|key| key.starts_with(prefix) && !keys.contains(key));
        let stored: Vec<String> = stored.collect();
        keys.extend(stored);
    }
    keys
}

/// Prefix of what belongs to an account.
pub fn own(account: AccountId) -> String {
    format!("{OWN}{account}.")
}

/// Erases what belongs to an account; to any account if it is unknown which one has signed in.
pub fn erase_own(account: Option<AccountId>) {
    for key in keys(&account.map_or_else(|| OWN.to_owned(), own)) {
        remove(&key);
    }
}

/// True when an account has typed something that the server does not have.
pub fn has_words(account: AccountId) -> bool {
    !keys(&format!("{}words.", own(account))).is_empty()
}

/// True when everything that an account has typed and the server does not have survives reloading the page.
pub fn words_last(account: AccountId) -> bool {
    let words = format!("{}words.", own(account));
    MEMORY.with_borrow(|memory| !memory.keys().any(|key| key.starts_with(&words)))
}

/// A name of this tab that survives reloading the page; another one for each page where the browser refuses storage.
pub fn tab() -> String {
    thread_local! {
        static NAME: String = named_tab();
    }
    NAME.with(Clone::clone)
}

fn named_tab() -> String {
    let storage = window().session_storage().ok().flatten();
    let known = storage
        .as_ref()
        .and_then(|storage| storage.get_item(TAB).ok().flatten());
    known.unwrap_or_else(|| {
        let name = uuid::Uuid::new_v4().simple().to_string();
        if let Some(storage) = storage {
            let _ = storage.set_item(TAB, &name);
        }
        name
    })
}

/// Saves bytes as a file, as a link to one would. Returns `None` when the browser refuses.
pub fn save_as(bytes: &[u8], name: &str) -> Option<()> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).ok()?;
    let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link = document()
        .create_element("a")
        .ok()?
        .dyn_into::<web_sys::HtmlAnchorElement>()
        .ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&address).ok()
}
