//! A list of an edition: its items in order, each with buttons to move and remove it.

use super::conditions::subjects;
use super::draft::EditionDraft;
use super::kit_template::block_name;
use super::names::{id_of, label_of};
use super::sections::Places;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, focus_later};
use leptos::prelude::*;
use serde_json::Value;
use shared::place::Territory;

/// Members by which an item is called.
const NAMES: [&str; 7] = [
    "label",
    "name",
    "title",
    "service",
    "text",
    "territory",
    "field",
];

/// The list at a pointer.
#[component]
pub(super) fn Items(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    /// Text of the button that adds an item.
    add: &'static str,
    /// Value of a new item.
    blank: fn() -> Value,
    /// The controls of the item at a pointer.
    item: fn(EditionDraft, String) -> AnyView,
) -> impl IntoView {
    let add_id = add_id(&pointer);
    let (list, added) = (pointer.clone(), pointer);
    let append = Callback::new(move |_| {
        let at = draft.count(&added);
        draft.change_list(&added, |items| items.push(blank()));
        focus_later(item_id(&added, at));
    });
    view! {
        <ItemList draft pointer=list item/>
        <p class="edition-items__add" id=add_id tabindex="-1">
            <Button kind=ButtonKind::Secondary on_press=append>{add}</Button>
        </p>
    }
}

/// The items of the list at a pointer, without a way to add one.
#[component]
pub(super) fn ItemList(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    /// The controls of the item at a pointer.
    item: fn(EditionDraft, String) -> AnyView,
) -> impl IntoView {
    let builds = draft.builds_of(pointer.clone());
    view! {
        <ol class="edition-items">
            <For each=move || [builds.get()] key=|build| *build children=move |_| {
                let count = draft.count(&pointer);
                (0..count)
                    .map(|at| view! { <One draft list=pointer.clone() at count item/> })
                    .collect_view()
            }/>
        </ol>
    }
}

/// Id of the element around the ways to add an item; it has the focus once an item is removed.
pub(super) fn add_id(list: &str) -> String {
    format!("{}-add", id_of(list))
}

/// Id of an item.
pub(super) fn item_id(list: &str, at: usize) -> String {
    format!("{}-item", id_of(&format!("{list}/{at}")))
}

/// Name of an item in its heading: its text, or its number.
fn name_of(draft: EditionDraft, places: Option<Places>, pointer: &str, at: usize) -> String {
    let item = draft.followed(pointer);
    if let Some(name) = block_name(&item, at) {
        return name;
    }
    let text = match &item {
        Value::String(text) => Some(text.clone()),
        _ => NAMES.iter().find_map(|name| {
            let text = item.get(name).and_then(Value::as_str)?;
            (!text.is_empty()).then(|| in_words(draft, places, name, text))
        }),
    };
    let short = text.map(|text| text.chars().take(60).collect::<String>());
    let text = short.filter(|text| !text.is_empty());
    text.unwrap_or_else(|| t_args("edition.item", &[("n", &(at + 1))]))
}

/// The text of a member as the page shows it: a territory and the field of a condition by their names.
fn in_words(draft: EditionDraft, places: Option<Places>, member: &str, text: &str) -> String {
    let name = match member {
        "territory" => Territory::parse(text)
            .ok()
            .zip(places)
            .and_then(|(territory, places)| {
                places.with(|known| known.and_then(|known| known.name_of(&territory)))
            }),
        "field" => subjects(draft)
            .into_iter()
            .find(|subject| subject.value == text)
            .map(|subject| subject.label),
        _ => None,
    };
    name.unwrap_or_else(|| text.to_owned())
}

#[component]
fn One(
    draft: EditionDraft,
    list: String,
    at: usize,
    count: usize,
    item: fn(EditionDraft, String) -> AnyView,
) -> impl IntoView {
    let announcer = Announcer::expect();
    // The page of the standard texts names no territory.
    let places = use_context::<Places>();
    let pointer = format!("{list}/{at}");
    let name = {
        let pointer = pointer.clone();
        Memo::new(move |_| name_of(draft, places, &pointer, at))
    };
    let label =
        move |key: &'static str| Signal::derive(move || t_args(key, &[("name", &name.get())]));
    let swap = {
        let list = list.clone();
        move |to: usize| {
            let moved = name.get_untracked();
            draft.change_list(&list, |items| {
                if at < items.len() && to < items.len() {
                    items.swap(at, to);
                }
            });
            let place = to + 1;
            announcer.say(t_args(
                "edition.item.moved",
                &[("name", &moved), ("n", &place)],
            ));
            focus_later(item_id(&list, to));
        }
    };
    let (up, down) = (swap.clone(), swap);
    let remove = {
        let list = list.clone();
        Callback::new(move |_| {
            let gone = name.get_untracked();
            draft.change_list(&list, |items| {
                if at < items.len() {
                    items.remove(at);
                }
            });
            announcer.say(t_args("edition.item.removed", &[("name", &gone)]));
            focus_later(add_id(&list));
        })
    };
    view! {
        <li class="edition-item" id=item_id(&list, at) tabindex="-1" aria-label=move || name.get()>
            <div class="edition-item__fields">{item(draft, pointer)}</div>
            <div class="edition-item__ways">
                <Button
                    kind=ButtonKind::Quiet
                    disabled=at == 0
                    label=label("edition.item.up")
                    on_press=Callback::new(move |_| up(at.saturating_sub(1)))
                >"↑"</Button>
                <Button
                    kind=ButtonKind::Quiet
                    disabled={at + 1 == count}
                    label=label("edition.item.down")
                    on_press=Callback::new(move |_| down(at + 1))
                >"↓"</Button>
                <Button kind=ButtonKind::Quiet label=label("edition.item.remove") on_press=remove>
                    {t("edition.item.remove.text")}
                </Button>
            </div>
        </li>
    }
}

/// Heading of a list, with the fault of the whole list.
#[component]
pub(super) fn ListHead(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    let error = draft.error_at(&pointer);
    view! {
        <div class="edition-list-head" id=id_of(&pointer) tabindex="-1">
            <h3 class="edition-list-head__title">{label_of(&pointer)}</h3>
            {move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}
        </div>
    }
}
