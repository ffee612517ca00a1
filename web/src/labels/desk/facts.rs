//! The facts of a file that bear on each criterion, with a button to point at a field that must be corrected.

use super::state::Desk;
use crate::dates;
use crate::events::summary::{FieldValue, FieldValueView, field_value};
use crate::messages::{plural, t, t_args};
use leptos::prelude::*;
use shared::criterion::Criterion;
use shared::event::{Field, FormField};

/// Occurrences that are listed on the card of the dates.
const OCCURRENCES_SHOWN: usize = 3;

/// Fields that bear on a criterion, the most telling first.
const fn fields_of(criterion: Criterion) -> &'static [Field] {
    match criterion {
        Criterion::Dates => &[Field::Occurrences],
        Criterion::Audience => &[
            Field::Audiences,
            Field::AccessMode,
            Field::AgeMin,
            Field::AgeMax,
        ],
        Criterion::Industry => &[
            Field::Title,
            Field::Kind,
            Field::KindOther,
            Field::Summary,
            Field::Description,
        ],
        Criterion::Free => &[Field::Free, Field::Conditions],
    }
}

/// The first items of a long list, and the number of the others.
fn shortened(value: FieldValue) -> FieldValue {
    match value {
        FieldValue::List(mut items) if items.len() > OCCURRENCES_SHOWN => {
            let rest = items.len() - OCCURRENCES_SHOWN;
            items.truncate(OCCURRENCES_SHOWN);
            items.push(plural("form.said.more", rest as u64));
            FieldValue::List(items)
        }
        value => value,
    }
}

/// A button that adds a field to the correction request, or removes it.
#[component]
pub(super) fn PointButton(desk: Desk, field: FormField) -> impl IntoView {
    let name = desk.name_of(field);
    let ask = t_args("desk.point", &[("field", &name)]);
    let undo = t_args("desk.point.undo", &[("field", &name)]);
    let pressed = move || desk.is_pointed_at(field);
    move || {
        let (ask, undo) = (ask.clone(), undo.clone());
        desk.may(shared::label::Action::RequestCorrection).then(|| {
            view! {
                <button
                    class="desk-point"
                    type="button"
                    aria-label=move || if pressed() { undo.clone() } else { ask.clone() }
                    on:click=move |_| desk.toggle_point(field)
                >
                    {move || if pressed() { t("desk.point.on") } else { t("desk.point.off") }}
                </button>
            }
        })
    }
}

/// One fact with its button.
#[component]
pub(super) fn Fact(desk: Desk, field: FormField, value: FieldValue) -> impl IntoView {
    // A field that the edition does not have any more cannot be corrected.
    let is_known = desk.edition.with_value(|edition| {
        let mut known = FormField::all(edition);
        known.any(|known| known == field)
    });
    view! {
        <div class="desk-fact" class:desk-fact--pointed=move || desk.is_pointed_at(field)>
            <dt class="desk-fact__name">{desk.name_of(field)}</dt>
            <dd class="desk-fact__value"><FieldValueView field_value=value/></dd>
            {is_known.then(|| view! { <dd class="desk-fact__point"><PointButton desk field/></dd> })}
        </div>
    }
}

/// The facts that bear on a criterion.
#[component]
pub(super) fn Facts(desk: Desk, criterion: Criterion) -> impl IntoView {
    let form = Memo::new(move |_| {
        let sheet = desk.sheet.read();
        let file = &sheet.body.file;
        (file.form.clone(), file.commune.clone(), file.dates.window)
    });
    move || {
        let (form, commune, window) = form.get();
        let facts: Vec<(FormField, FieldValue)> = desk.edition.with_value(|edition| {
            fields_of(criterion)
                .iter()
                .filter_map(|field| {
                    let value = field_value(*field, &form, edition, commune.as_ref())?;
                    Some((FormField::Standard(*field), shortened(value)))
                })
                .collect()
        });
        let admissible = (criterion == Criterion::Dates).then(|| {
            view! {
                <div class="desk-fact">
                    <dt class="desk-fact__name">{t("desk.window")}</dt>
                    <dd class="desk-fact__value">{dates::window(window)}</dd>
                </div>
            }
        });
        view! {
            <dl class="desk-facts">
                {admissible}
                {facts.into_iter().map(|(field, value)| view! { <Fact desk field value/> }).collect_view()}
            </dl>
        }
    }
}
