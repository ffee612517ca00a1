//! Additional fields: what the edition asks beside the usual form, as organisers will see it.

use super::answer::AnswerPart;
use super::conditions::conditions;
use super::draft::EditionDraft;
use super::inputs::{CheckAt, SelectAt, TextAt};
use super::items::{Items, ListHead};
use crate::events::{AdditionalControl, step_title};
use crate::messages::t;
use crate::ui::{Choice, Disclosure};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::edition::AdditionalField;
use shared::event::Step;

#[component]
pub(super) fn AdditionalSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <p>{t("edition.additional.text")}</p>
        <ListHead draft pointer="/additional"/>
        <Items draft pointer="/additional" add=t("edition.additional.add") blank=new_field item=field/>
    }
}

fn new_field() -> Value {
    json!({ "key": "", "label": "", "step": "public", "answer": { "type": "line", "min": 1, "max": 100 } })
}

fn field(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let steps: Vec<Choice> = Step::ALL
        .iter()
        .filter(|step| **step != Step::Declaration)
        .map(|step| Choice::new(step.as_str(), step_title(*step)))
        .collect();
    let key = draft.text_at(&at("key"));
    let key = if draft.is_stored("/additional", "key", &key) {
        view! { <p class="edition-id">{t("edition.field.additional.key")} " " <code>{key}</code></p> }
            .into_any()
    } else {
        view! { <TextAt draft pointer=at("key")/> }.into_any()
    };
    view! {
        <TextAt draft pointer=at("label")/>
        {key}
        <TextAt draft pointer=at("help") optional=true/>
        <SelectAt draft pointer=at("step") choices=steps/>
        <AnswerPart draft field=pointer.clone()/>
        <div class="edition-checks">
            <CheckAt draft pointer=at("required")/>
            <CheckAt draft pointer=at("public")/>
            <CheckAt draft pointer=at("personal")/>
        </div>
        {conditions(draft, at("shownWhen"))}
        {conditions(draft, at("requiredWhen"))}
        <Disclosure title=t("edition.additional.preview") needed=Signal::stored(false)>
            <Preview draft pointer=pointer.clone()/>
        </Disclosure>
    }
    .into_any()
}

/// The field as organisers will see it.
#[component]
fn Preview(draft: EditionDraft, pointer: String) -> impl IntoView {
    let field = Memo::new(move |_| {
        serde_json::from_value::<AdditionalField>(draft.followed(&pointer)).ok()
    });
    move || match field.get() {
        Some(field) => view! {
            <div class="edition-preview">
                <AdditionalControl field/>
            </div>
        }
        .into_any(),
        None => view! { <p>{t("edition.additional.preview.none")}</p> }.into_any(),
    }
}
