//! Resolves conflicts between two tabs or devices that changed the same submission.

use super::autosave::Autosave;
use super::fields;
use super::summary::field_value;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, Dialog, Notice, Tone};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{EventForm, Field};
use shared::place::Commune;

/// The fields in which two forms differ, in the order of the form.
fn differences(mine: &EventForm, theirs: &EventForm) -> Vec<Field> {
    let (Ok(mine), Ok(theirs)) = (serde_json::to_value(mine), serde_json::to_value(theirs)) else {
        return Vec::new();
    };
    Field::ALL
        .iter()
        .copied()
        .filter(|field| mine.pointer(field.pointer()) != theirs.pointer(field.pointer()))
        .collect()
}

/// Asks which version to keep, and shows every differing field in both versions.
#[component]
pub(super) fn ConflictDialog(
    /// Autosave that detected the conflict.
    of: Autosave,
    /// Edition whose vocabularies name the values.
    edition: StoredValue<Edition>,
    /// Commune selected in the local form.
    commune: RwSignal<Option<Commune>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(of.theirs.read().is_some()));
    let rows = move || {
        let Some(theirs) = of.theirs.get() else {
            return Vec::new();
        };
        let mine = untrack(|| of.draft.form());
        let other_commune = theirs.body.commune.clone();
        differences(&mine, &theirs.body.form)
            .into_iter()
            .map(|field| {
                let text = |form: &EventForm, commune: Option<&Commune>| {
                    edition
                        .with_value(|edition| field_value(field, form, edition, commune))
                        .map_or_else(|| t("form.conflict.nothing").to_owned(), |field_value| field_value.brief())
                };
                view! {
                    <tr>
                        <th scope="row">{fields::label(field)}</th>
                        <td data-title=t("form.conflict.mine")>{text(&mine, commune.read_untracked().as_ref())}</td>
                        <td data-title=t("form.conflict.theirs")>{text(&theirs.body.form, other_commune.as_ref())}</td>
                    </tr>
                }
            })
            .collect()
    };
    view! {
        <Dialog id="conflit" open title=t("form.conflict.title")>
            <p>{t("form.conflict.text")}</p>
            <table class="compare">
                <thead>
                    <tr>
                        <th scope="col">{t("form.conflict.field")}</th>
                        <th scope="col">{t("form.conflict.mine")}</th>
                        <th scope="col">{t("form.conflict.theirs")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p>{t("form.conflict.promise")}</p>
            <div class="cluster">
                <Button on_press=Callback::new(move |_| of.keep_mine())>{t("form.conflict.keep")}</Button>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| of.take_theirs())>{t("form.conflict.take")}</Button>
            </div>
        </Dialog>
        // The dialog can be closed without a choice. Nothing is saved until the user reopens it here.
        {move || {
            let waiting = of.theirs.read().is_some() && !open.get();
            waiting.then(|| view! {
                <Notice tone=Tone::Warning title=t("form.conflict.title")>
                    <p>{t("form.conflict.waiting")}</p>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(true))>{t("form.conflict.compare")}</Button>
                </Notice>
            })
        }}
        {move || of.set_aside.read().is_some().then(|| view! {
            <Notice tone=Tone::Info title=t("form.set_aside.title")>
                <p>{t("form.set_aside.text")}</p>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| of.restore_set_aside())>{t("form.set_aside.restore")}</Button>
            </Notice>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_fields_that_differ_are_compared() {
        let mine = EventForm {
            title: "Visite".to_owned(),
            free: Some(true),
            ..EventForm::default()
        };
        let mut theirs = EventForm {
            title: "Visite".to_owned(),
            ..EventForm::default()
        };
        theirs.place.name = "Atelier".to_owned();
        assert_eq!(differences(&mine, &theirs), [Field::PlaceName, Field::Free]);
        assert!(differences(&mine, &mine).is_empty());
    }
}
