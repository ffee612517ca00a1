//! Storage on this device: local storage, and memory where the browser refuses storage.
//!
//! Keys that begin with [`own`] belong to an account; signing out erases them.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::{document, window, window_event_listener_untyped};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::AccountId;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, HtmlDocument};

/// Media types under which a fragment of HTML is copied.
const FORMATS: [&str; 2] = ["text/html", "text/plain"];
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

/// The value stored under a key; `None` when there is none.
pub fn read(key: &str) -> Option<String> {
    MEMORY
        .with_borrow(|memory| memory.get(key).cloned())
        .or_else(|| storage()?.get_item(key).ok().flatten())
}

/// Removes the value stored under a key, if there is one.
pub fn remove(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.remove(key));
    if let Some(storage) = storage() {
        // A browser that refuses storage has nothing to remove.
        let _ = storage.remove_item(key);
    }
}

/// Stores a value as JSON; the default value is removed instead.
pub fn keep<T: Serialize + Default + PartialEq>(key: &str, value: &T) {
    if *value == T::default() {
        remove(key);
    } else if let Ok(text) = serde_json::to_string(value) {
        write(key, &text);
    }
}

/// The value that [`keep`] stored; the default value where there is none, or one that this version cannot read.
pub fn kept<T: DeserializeOwned + Default>(key: &str) -> T {
    let text = read(key);
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
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

/// True when what an account has typed survives reloading the page: what the server does not have, and what was set aside.
pub fn words_last(account: AccountId) -> bool {
    let typed = ["words.", "aside.", "typed.", "unsent.", "verdicts."]
        .map(|part| format!("{}{part}", own(account)));
    let is_typed = |key: &String| typed.iter().any(|prefix| key.starts_with(prefix));
    MEMORY.with_borrow(|memory| !memory.keys().any(is_typed))
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

/// The clipboard; `None` in a browser without one, or outside a secure context.
fn clipboard() -> Option<web_sys::Clipboard> {
    let navigator = window().navigator();
    let part = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    (!part.is_undefined()).then(|| navigator.clipboard())
}

/// Copies a text; returns false when the browser refuses.
pub async fn copy(text: &str) -> bool {
    let Some(clipboard) = clipboard() else {
        return false;
    };
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Copies a fragment of HTML, so that it can be pasted as formatted text and as markup; returns false when the browser refuses.
///
/// The older way goes first: Chromium parses HTML that a page writes to the clipboard under the policy of this page, which refuses its
/// inline styles and reports each of them.
pub async fn copy_html(html: &str) -> bool {
    if copy_formats(html, Some(html)) {
        return true;
    }
    match html_item(html) {
        Some(written) => JsFuture::from(written).await.is_ok(),
        // Without formats, as older browsers.
        None => copy(html).await,
    }
}

/// Copies a text, and HTML for where formatted text is pasted, while a click is handled or shortly after; returns false when the
/// browser refuses.
///
/// The event of copying takes both as they are.
pub fn copy_formats(text: &str, html: Option<&str>) -> bool {
    let copied = Rc::new(Cell::new(false));
    let listening = {
        let copied = Rc::clone(&copied);
        let (text, html) = (text.to_owned(), html.map(str::to_owned));
        window_event_listener_untyped("copy", move |event| {
            let data = event
                .dyn_ref::<ClipboardEvent>()
                .and_then(ClipboardEvent::clipboard_data);
            let Some(data) = data else { return };
            let plain = data.set_data("text/plain", &text);
            let formatted = html
                .as_ref()
                .map_or(Ok(()), |html| data.set_data("text/html", html));
            event.prevent_default();
            copied.set(plain.is_ok() && formatted.is_ok());
        })
    };
    let command = || {
        document()
            .dyn_into::<HtmlDocument>()
            .is_ok_and(|document| document.exec_command("copy").unwrap_or(false))
            && copied.get()
    };
    let done = command() || with_selection(command);
    listening.remove();
    done
}

/// Runs a command while the page is selected: some browsers copy only a selection.
fn with_selection(command: impl Fn() -> bool) -> bool {
    let selection = window().get_selection().ok().flatten();
    let Some((selection, body)) = selection.zip(document().body()) else {
        return false;
    };
    let done = selection.select_all_children(&body).is_ok() && command();
    // Without ranges there is nothing to remove.
    let _ = selection.remove_all_ranges();
    done
}

fn html_item(html: &str) -> Option<Promise> {
    let formats = Object::new();
    for media_type in FORMATS {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(media_type);
        let parts = Array::of1(&html.into());
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
        Reflect::set(&formats, &media_type.into(), &blob).ok()?;
    }
    let make = Reflect::get(&window(), &"ClipboardItem".into()).ok()?;
    let item =
        Reflect::construct(&make.dyn_into::<Function>().ok()?, &Array::of1(&formats)).ok()?;
    let clipboard = clipboard()?;
    let write: Function = Reflect::get(&clipboard, &"write".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let written = write.call1(&clipboard, &Array::of1(&item)).ok()?;
    written.dyn_into().ok()
}

/// The address of a picture that contains it.
pub fn data_url(media_type: &str, bytes: &[u8]) -> String {
    // Each character stands for one byte.
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let encoded = window().btoa(&text).unwrap_or_default();
    format!("data:{media_type};base64,{encoded}")
}
