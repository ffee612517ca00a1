use super::draft::EditionDraft;
use super::names::{id_of, label_of};
use crate::messages::{t, t_of};
use crate::ui::{Checkbox, Choice, Select};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::edition::kit::{HiddenParts, KitFont, KitKey, KitPart};

const FONT: &str = "/kit/font";
const HIDDEN: &str = "/kit/hidden";

/// Sets a member of the kit, which an edition without changes does not have.
pub(super) fn set(draft: EditionDraft, pointer: &str, new: Option<Value>) {
    if draft.at("/kit").is_null() {
        draft.set("/kit", Some(json!({})));
    }
    draft.set(pointer, new);
}

/// The font of the files of the edition.
#[component]
pub(super) fn FontField(draft: EditionDraft) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(FONT));
    let fonts = KitFont::ALL.iter();
    let choices: Vec<Choice> = fonts
        .map(|font| Choice::new(font.as_str(), font.family()))
        .collect();
    let change = Callback::new(move |chosen: String| {
        let chosen = Some(chosen).filter(|chosen| !chosen.is_empty());
        set(draft, FONT, chosen.map(Value::String));
    });
    view! {
        <Select
            id=id_of(FONT)
            label=label_of(FONT)
            value
            choices
            placeholder=t("edition.kit.font.default")
            error=draft.error_at(FONT)
            filter=true
            on_change=change
        />
    }
}

/// Parts of a file that it shows, each with a box; `file` is its key.
#[component]
pub(super) fn PartBoxes(draft: EditionDraft, file: RwSignal<String>) -> impl IntoView {
    let boxes = move || {
        let of = file.get().parse::<KitKey>().ok()?;
        let parts = KitPart::ALL.iter().copied();
        Some(
            parts
                .map(|part| view! { <PartBox draft of part/> })
                .collect_view(),
        )
    };
    view! {
        <fieldset class="choices">
            <legend class="choices__legend">{t("edition.kit.parts")}</legend>
            <p class="field__hint">{t("edition.kit.parts.hint")}</p>
            {boxes}
        </fieldset>
    }
}

#[component]
fn PartBox(draft: EditionDraft, of: KitKey, part: KitPart) -> impl IntoView {
    let mut hidden = hidden(draft).into_iter();
    let hides = hidden.any(|item| item.file == of && item.parts.contains(&part));
    let shown = RwSignal::new(!hides);
    let change = Callback::new(move |shows: bool| show(draft, of, part, shows));
    view! {
        <Checkbox
            id=format!("kit-{of}-{part}")
            label=t_of("edition.kit.part", part.as_str())
            checked=shown
            on_change=change
        />
    }
}

/// Parts that the draft hides. An entry that cannot be read hides nothing, and is refused when the edition is saved.
fn hidden(draft: EditionDraft) -> Vec<HiddenParts> {
    serde_json::from_value(draft.at(HIDDEN)).unwrap_or_default()
}

/// Shows or hides a part of a file.
fn show(draft: EditionDraft, of: KitKey, part: KitPart, shows: bool) {
    let all = changed(hidden(draft), of, part, shows);
    set(draft, HIDDEN, (!all.is_empty()).then(|| json!(all)));
}

fn changed(mut all: Vec<HiddenParts>, of: KitKey, part: KitPart, shows: bool) -> Vec<HiddenParts> {
    for item in all.iter_mut().filter(|item| item.file == of) {
        item.parts.retain(|other| *other != part);
    }
    if !shows {
        match all.iter_mut().find(|item| item.file == of) {
            Some(item) => item.parts.push(part),
            None => all.push(HiddenParts {
                file: of,
                parts: vec![part],
            }),
        }
    }
    all.retain(|item| !item.parts.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_hidden_once_and_shown_again() {
        let (poster, badges) = ("poster-a4".parse().unwrap(), "badges".parse().unwrap());

        let one = changed(Vec::new(), poster, KitPart::Logos, false);
        let same = changed(one.clone(), poster, KitPart::Logos, false);
        let two = changed(one.clone(), poster, KitPart::Code, false);
        let other = changed(two.clone(), badges, KitPart::Code, false);
        let back = changed(other.clone(), poster, KitPart::Logos, true);
        let none = changed(one.clone(), poster, KitPart::Logos, true);

        assert_eq!(one[0].parts, [KitPart::Logos]);
        assert_eq!(same, one);
        assert_eq!(two[0].parts, [KitPart::Logos, KitPart::Code]);
        assert_eq!(other.len(), 2);
        assert_eq!(back[0].parts, [KitPart::Code]);
        assert_eq!(back[1], other[1]);
        assert_eq!(none, []);
    }
}
