//! Changes since the last filing, field by field, beside the corrections that were requested.

use super::state::Desk;
use crate::events::summary::{FieldValueView, Prose, form_field_value};
use crate::messages::{t, t_of};
use crate::ui::Tag;
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{Decision, FormField};
use shared::label::{Action, CorrectionReason, PreviousFiling};

/// A field that has changed or was asked to be corrected.
struct Change {
    field: FormField,
    changed: bool,
    /// True when it was asked to be corrected, with what was wrong with it.
    asked: bool,
    reason: Option<CorrectionReason>,
}

fn changes_of(changed: &[FormField], asked: Option<&Decision>, edition: &Edition) -> Vec<Change> {
    let is_asked = |field: FormField| {
        asked.is_some_and(|asked| {
            asked
                .fields
                .iter()
                .any(|pointer| *pointer == field.pointer())
        })
    };
    let known: Vec<FormField> = FormField::all(edition).collect();
    let asked_for = asked.into_iter().flat_map(|asked| &asked.fields);
    let mut retired: Vec<FormField> = asked_for
        .filter_map(|pointer| FormField::at(pointer))
        .chain(changed.iter().copied())
        .filter(|field| !known.contains(field))
        .collect();
    retired.sort_unstable_by_key(|field| field.key());
    retired.dedup();
    known
        .into_iter()
        .chain(retired)
        .filter(|field| changed.contains(field) || is_asked(*field))
        .map(|field| Change {
            field,
            changed: changed.contains(&field),
            asked: is_asked(field),
            reason: asked.and_then(|asked| {
                let mut points = asked.points.iter();
                points
                    .find(|point| point.field == field)
                    .map(|point| point.reason)
            }),
        })
        .collect()
}

/// The changes since the last filing.
#[component]
pub(super) fn Changes(desk: Desk) -> impl IntoView {
    let previous = desk.background.with_value(|background| {
        let background = background.as_ref()?;
        background.previous.clone()
    });
    let sheet = desk.sheet.get_untracked();
    let file = sheet.body.file;
    let asked = file
        .decisions
        .iter()
        .find(|decision| decision.action == Action::RequestCorrection)
        .cloned();
    let message = asked.as_ref().map(|asked| {
        let text = asked.comment.clone();
        view! {
            <p class="desk-changes__asked">{t("desk.changes.asked")}</p>
            <blockquote class="asked__message"><Prose text/></blockquote>
        }
    });
    let Some(PreviousFiling { form, commune, .. }) = previous else {
        return view! { {message} <p>{t("desk.changes.unknown")}</p> }.into_any();
    };
    let changes = desk
        .edition
        .with_value(|edition| changes_of(&form.differences(&file.form), asked.as_ref(), edition));
    if changes.is_empty() {
        return view! { {message} <p>{t("desk.changes.none")}</p> }.into_any();
    }
    let line = |change: Change| {
        let Change {
            field,
            changed,
            asked,
            reason,
        } = change;
        let (before, now) = desk.edition.with_value(|edition| {
            (
                form_field_value(field, &form, edition, commune.as_ref()),
                form_field_value(field, &file.form, edition, file.commune.as_ref()),
            )
        });
        let value = |value: Option<crate::events::summary::FieldValue>| match value {
            Some(field_value) => view! { <FieldValueView field_value/> }.into_any(),
            None => t("desk.changes.empty").into_any(),
        };
        let tag = asked.then(|| {
            let text = match reason {
                Some(reason) => t_of("desk.changes.asked_for", reason.as_str()),
                None => t("desk.changes.asked_field").to_owned(),
            };
            view! { <Tag>{text}</Tag> }
        });
        view! {
            <tr>
                <th scope="row">{desk.name_of(field)} " " {tag}</th>
                <td data-title=t("desk.changes.before")>{value(before)}</td>
                <td data-title=t("desk.changes.now")>{if changed { value(now) } else { t("desk.changes.same").into_any() }}</td>
            </tr>
        }
    };
    view! {
        {message}
        <table class="desk-changes">
            <caption class="ds-sr-only">{t("desk.tab.changes")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("desk.changes.field")}</th>
                    <th scope="col">{t("desk.changes.before")}</th>
                    <th scope="col">{t("desk.changes.now")}</th>
                </tr>
            </thead>
            <tbody>{changes.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
