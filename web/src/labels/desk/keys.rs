//! Keys of the desk. They do nothing while somebody types, a dialog is open or the session has ended, and can be switched off.

use super::state::Desk;
use crate::device;
use crate::messages::{t, t_of};
use crate::ui::{Checkbox, Dialog};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::criterion::Criterion;
use wasm_bindgen::JsCast;

/// Key in the storage of the device under which the keys are switched off.
const OFF: &str = "semaine.desk.keys.off";

/// The keys and the ends of the keys of their messages, in the order in which they are shown.
const SHOWN: [(&str, &str); 9] = [
    ("J", "next"),
    ("K", "previous"),
    ("1 – 4", "verdict"),
    ("L", "label"),
    ("C", "correct"),
    ("R", "refuse"),
    ("A", "accept_change"),
    ("U", "undo"),
    ("?", "help"),
];

/// Types of an input into which nothing is typed.
const NOT_TYPED: [&str; 4] = ["radio", "checkbox", "button", "submit"];

/// True when the key goes into a field.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return false;
    };
    if element.is_content_editable() {
        return true;
    }
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => {
            let kind = element.get_attribute("type").unwrap_or_default();
            !NOT_TYPED.contains(&kind.as_str())
        }
        _ => false,
    }
}

fn is_dialog_open() -> bool {
    let open = document().query_selector("dialog[open]");
    open.ok().flatten().is_some()
}

/// Performs the action of a key; false when it has none.
fn perform(desk: Desk, key: &str, help: RwSignal<bool>) -> bool {
    match key {
        "j" | "J" => desk.go_next(),
        "k" | "K" => desk.go_previous(),
        "l" | "L" => desk.label(),
        "c" | "C" => desk.ask_correction(),
        // A labelled event has no decision of its own to refuse.
        "a" | "A" if untrack(|| desk.may_recheck()) => desk.recheck.accepting.set(true),
        "r" | "R" if untrack(|| desk.may_recheck()) => desk.recheck.refusing.set(true),
        "r" | "R" => desk.refuse(),
        "u" | "U" => desk.undo(),
        "?" => help.set(true),
        "1" | "2" | "3" | "4" => {
            let number = key.parse::<usize>().unwrap_or_default();
            let Some(criterion) = number.checked_sub(1).and_then(|at| Criterion::ALL.get(at))
            else {
                return false;
            };
            desk.turn(*criterion);
        }
        _ => return false,
    }
    true
}

/// Listens to the keys of the desk for as long as the file is open.
pub(super) fn listen(desk: Desk, help: RwSignal<bool>, on: RwSignal<bool>) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let with_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        let ignored = !on.get_untracked()
            || with_modifier
            || event.repeat()
            || event.default_prevented()
            || is_typing(&event)
            || is_dialog_open()
            || !untrack(|| desk.is_signed_in());
        if !ignored && perform(desk, &event.key(), help) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// True unless the user has switched the keys off on this device.
pub(super) fn are_on() -> bool {
    device::read(OFF).is_none()
}

/// The keys, and the switch.
#[component]
pub(super) fn KeysDialog(help: RwSignal<bool>, on: RwSignal<bool>) -> impl IntoView {
    let switch = move |ticked: bool| {
        if ticked {
            device::remove(OFF);
        } else {
            device::write(OFF, "1");
        }
    };
    let line = |(key, name): &(&'static str, &'static str)| {
        view! {
            <dt><kbd class="desk-key">{*key}</kbd></dt>
            <dd>{t_of("desk.keys", name)}</dd>
        }
    };
    view! {
        <Dialog id="touches" open=help title=t("desk.keys.title")>
            <dl class="desk-keys">{SHOWN.iter().map(line).collect_view()}</dl>
            <Checkbox id="touches-actives" label=t("desk.keys.on") hint=t("desk.keys.on.hint") checked=on on_change=Callback::new(switch)/>
        </Dialog>
    }
}
