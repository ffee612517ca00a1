//! Vocabularies: terms to add, rename, order and end.

use super::draft::EditionDraft;
use super::inputs::{CheckAt, TextAt};
use super::items::{Items, ListHead};
use super::names::VOCABULARIES;
use crate::messages::t;
use leptos::prelude::*;
use serde_json::{Value, json};

#[component]
pub(super) fn VocabulariesSection(draft: EditionDraft) -> impl IntoView {
    let list = move |name: &'static str| {
        let pointer = format!("/vocabularies/{name}");
        view! {
            <ListHead draft pointer=pointer.clone()/>
            <Items draft pointer add=t("edition.term.add") blank=new_term item=term/>
        }
    };
    view! {
        <p>{t("edition.terms.text")}</p>
        {VOCABULARIES.into_iter().map(list).collect_view()}
    }
}

fn new_term() -> Value {
    json!({ "id": "", "label": "" })
}

fn term(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let list = pointer.split('/').nth(2).unwrap_or_default();
    let has_other = matches!(list, "kinds" | "sectors");
    view! {
        <TextAt draft pointer=at("label")/>
        <TextAt draft pointer=at("labelEn") optional=true/>
        <Identifier draft item=pointer.clone()/>
        {(list == "kinds").then(|| view! { <TextAt draft pointer=at("franceTravail") optional=true/> })}
        {(list == "imageLicences").then(|| view! { <TextAt draft pointer=at("url") optional=true kind="url"/> })}
        <div class="edition-checks">
            {has_other.then(|| view! { <CheckAt draft pointer=at("other")/> })}
            {(list == "audiences").then(|| view! { <CheckAt draft pointer=at("outsideProgramme")/> })}
            <CheckAt draft pointer=at("ended")/>
        </div>
    }
    .into_any()
}

/// The identifier of a term or partner: fixed once it is stored, as files name it.
#[component]
pub(super) fn Identifier(draft: EditionDraft, item: String) -> impl IntoView {
    let pointer = format!("{item}/id");
    let (list, _) = item.rsplit_once('/').unwrap_or_default();
    let id = draft.text_at(&pointer);
    if draft.is_stored(list, "id", &id) {
        view! { <p class="edition-id">{t("edition.field.term.id")} " " <code>{id}</code></p> }
            .into_any()
    } else {
        view! { <TextAt draft pointer/> }.into_any()
    }
}
