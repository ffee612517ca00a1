//! Texts typed outside the form of a submission, which stores its own: they are in the session storage of the tab while the
//! page is loaded afresh, and return once the fields are there again.

use crate::clock;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, Storage,
};

/// Key of the typed texts in the session storage.
const KEY: &str = "semaine.typed";
/// End of the path of the form of a submission.
const OWN_COPY: &str = "/modifier";
/// Time between two looks for the fields.
const LOOK: Duration = Duration::from_millis(100);
/// Number of these looks: a page that takes longer has other fields.
const LOOKS: u32 = 300;
/// Maximum number of fields that are kept.
const MAX_FIELDS: usize = 200;
/// Fields whose value is text. Passwords and files are not kept.
const FIELDS: &str = "main textarea[id], main select[id], main input[id]:not([type=password], [type=file], [type=hidden], [type=checkbox], [type=radio], [type=submit])";
/// Fields that are checked or not.
const CHOICES: &str = "main input[id][type=checkbox], main input[id][type=radio]";

#[derive(Debug, Default, Serialize, Deserialize)]
struct TypedFields {
    path: String,
    /// Element id and value of each field.
    texts: Vec<(String, String)>,
    /// Element ids of what is checked.
    checked: Vec<String>,
    /// Element id of the field with the focus.
    focused: Option<String>,
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn path() -> Option<String> {
    window().location().pathname().ok()
}

/// The elements that match a selector.
fn all(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    let found = (0..count).filter_map(|index| found.as_ref()?.item(index)?.dyn_into().ok());
    found.take(MAX_FIELDS).collect()
}

/// Keeps what is typed on this page until it is loaded afresh.
pub(super) fn keep() {
    let Some(path) = path().filter(|path| !path.ends_with(OWN_COPY)) else {
        return;
    };
    let texts = all(FIELDS).into_iter().filter_map(|field| {
        let text = value(&field)?;
        (!text.is_empty()).then(|| (field.id(), text))
    });
    let checked = all(CHOICES)
        .into_iter()
        .filter_map(|field| field.dyn_into::<HtmlInputElement>().ok())
        .filter(HtmlInputElement::checked)
        .map(|field| field.id());
    let kept = TypedFields {
        path,
        texts: texts.collect(),
        checked: checked.collect(),
        focused: document()
            .active_element()
            .map(|element| element.id())
            .filter(|id| !id.is_empty()),
    };
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
        // Without storage, what was typed there is lost, as with any reload.
        let _ = storage.set_item(KEY, &text);
    }
}

/// Gives back what was kept, as soon as the fields are there.
pub(super) fn give_back() {
    let Some(storage) = storage() else { return };
    let Some(text) = storage.get_item(KEY).ok().flatten() else {
        return;
    };
    let _ = storage.remove_item(KEY);
    let Ok(kept) = serde_json::from_str::<TypedFields>(&text) else {
        return;
    };
    if path().as_deref() != Some(kept.path.as_str()) {
        return;
    }
    spawn_local(async move {
        let TypedFields {
            path: own,
            mut texts,
            mut checked,
            focused,
        } = kept;
        for _ in 0..LOOKS {
            let done = texts.is_empty() && checked.is_empty();
            if done || path().as_deref() != Some(own.as_str()) {
                break;
            }
            texts.retain(|(id, text)| !fill(id, text));
            checked.retain(|id| !check(id));
            clock::pause(LOOK).await;
        }
        if let Some(field) = focused.and_then(|id| by_id(&id)?.dyn_into::<HtmlElement>().ok()) {
            // A field that cannot be focused is still filled.
            let _ = field.focus();
        }
    });
}

/// The field with this id in the application, not in the page of the server that it replaces.
fn by_id(id: &str) -> Option<Element> {
    let selector = format!("#app main [id=\"{}\"]", id.replace(['"', '\\'], ""));
    document().query_selector(&selector).ok().flatten()
}

fn value(field: &Element) -> Option<String> {
    if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
        Some(field.value())
    } else if let Some(field) = field.dyn_ref::<HtmlTextAreaElement>() {
        Some(field.value())
    } else {
        field
            .dyn_ref::<HtmlSelectElement>()
            .map(HtmlSelectElement::value)
    }
}

/// Fills a field as its user would; false when it is not there yet.
fn fill(id: &str, text: &str) -> bool {
    let Some(field) = by_id(id) else { return false };
    if value(&field).as_deref() == Some(text) {
        return true;
    }
    if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
        field.set_value(text);
    } else if let Some(field) = field.dyn_ref::<HtmlTextAreaElement>() {
        field.set_value(text);
    } else if let Some(field) = field.dyn_ref::<HtmlSelectElement>() {
        field.set_value(text);
    }
    if let Ok(Some(fold)) = field.closest("details") {
        let _ = fold.set_attribute("open", "");
    }
    for kind in ["input", "change"] {
        let bubbling = EventInit::new();
        bubbling.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict(kind, &bubbling) {
            let _ = field.dispatch_event(&event);
        }
    }
    true
}

/// Checks a field as its user would; false when it is not there yet.
fn check(id: &str) -> bool {
    let Some(field) = by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return false;
    };
    if !field.checked() {
        field.click();
    }
    true
}
