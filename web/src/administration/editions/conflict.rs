//! Conflict between the changes of two people at the same time: the choice between both.

use super::draft::EditionDraft;
use super::names::label_of;
use super::preview::Changes;
use crate::messages::{t, t_args};
use crate::ui::{Choice, Notice, RadioGroup, Tone};
use leptos::prelude::*;
use serde_json::Value;
use shared::edition::{EditionChange, ManagedEdition, disputed_value};

const MINE: &str = "mine";
const THEIRS: &str = "theirs";

/// A property that both changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Disputed {
    pointer: String,
    mine: Value,
    theirs: Value,
}

/// The outcome of laying both changes over each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overlap {
    /// Changes that the other person has stored.
    theirs: Vec<EditionChange>,
    disputed: Vec<Disputed>,
}

impl Overlap {
    /// Lays what was typed over what is stored now, which the draft continues from.
    pub(super) fn of(draft: EditionDraft, theirs: ManagedEdition) -> Self {
        let mine = draft.json();
        let changes = draft
            .stored
            .with_untracked(|stored| stored.edition.changes_to(&theirs.edition));
        let merge = draft.merge_over(theirs);
        let other = draft
            .stored
            .with_untracked(|stored| serde_json::to_value(&stored.edition).unwrap_or_default());
        let disputed = merge.disputed.into_iter().map(|pointer| Disputed {
            mine: disputed_value(&mine, &pointer),
            theirs: disputed_value(&other, &pointer),
            pointer,
        });
        Self {
            theirs: changes,
            disputed: disputed.collect(),
        }
    }
}

/// Says what the other person changed, and asks about what both changed.
#[component]
pub(super) fn Choose(draft: EditionDraft, overlap: Overlap) -> impl IntoView {
    let Overlap { theirs, disputed } = overlap;
    let text = if disputed.is_empty() {
        t("edition.conflict.merged")
    } else {
        t("edition.conflict.disputed")
    };
    view! {
        <Notice tone=Tone::Warning title=t("edition.conflict.title")>
            <p>{text}</p>
        </Notice>
        {disputed.into_iter().map(|it| view! { <One draft disputed=it/> }).collect_view()}
        <details class="edition-effect">
            <summary class="edition-effect__title">{t("edition.conflict.theirs")}</summary>
            <Changes changes=theirs/>
        </details>
    }
}

#[component]
fn One(draft: EditionDraft, disputed: Disputed) -> impl IntoView {
    let Disputed {
        pointer,
        mine,
        theirs,
    } = disputed;
    let value = RwSignal::new(MINE.to_owned());
    let choices = vec![
        Choice::new(MINE, t("edition.conflict.mine")).with_hint(shown(&mine)),
        Choice::new(THEIRS, t("edition.conflict.other")).with_hint(shown(&theirs)),
    ];
    let legend = t_args("edition.conflict.choose", &[("name", &label_of(&pointer))]);
    let id = format!("{}-conflict", super::names::id_of(&pointer));
    let choose = Callback::new(move |side: String| {
        let value = if side == MINE { &mine } else { &theirs };
        draft.set(&pointer, (!value.is_null()).then(|| value.clone()));
        draft.rebuild("");
    });
    view! { <RadioGroup id legend value choices on_change=choose/> }
}

/// A value in a line: a text as it is, a list by its number of items.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => t("edition.changes.nothing").to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            crate::messages::plural("edition.conflict.items", items.len() as u64)
        }
        other => other.to_string().chars().take(120).collect(),
    }
}
