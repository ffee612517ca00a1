use crate::events::fields;
use crate::events::summary::{FieldValue, FieldValueView, form_field_value};
use crate::messages::{plural, t};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{EventForm, FormField};
use shared::place::Commune;

/// The two versions of a form that are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// The form as it was labelled, and its commune.
    pub before: (EventForm, Option<Commune>),
    /// The changed form, and its commune.
    pub after: (EventForm, Option<Commune>),
    /// The fields that differ, in the order of the form.
    pub fields: Vec<FormField>,
}

/// The differences field by field; of lists, only the removed and the added entries.
#[component]
pub fn Difference(
    sides: Sides,
    /// Edition whose vocabularies name the values.
    edition: Edition,
) -> impl IntoView {
    let Sides {
        before,
        after,
        fields: changed,
    } = sides;
    if changed.is_empty() {
        return view! { <p>{t("change.difference.none")}</p> }.into_any();
    }
    let row = |field: FormField| {
        let value = |(form, commune): &(EventForm, Option<Commune>)| {
            form_field_value(field, form, &edition, commune.as_ref())
        };
        let (old, new) = (value(&before), value(&after));
        let unchanged = match (&old, &new) {
            (Some(FieldValue::List(old)), Some(FieldValue::List(new))) => {
                new.iter().filter(|item| old.contains(item)).count()
            }
            _ => 0,
        };
        let (old, new) = (
            without(old.clone(), new.as_ref()),
            without(new, old.as_ref()),
        );
        let same = (unchanged > 0).then(|| {
            view! { <p class="difference__same">{plural("change.difference.same", unchanged as u64)}</p> }
        });
        view! {
            <tr role="row" class="difference__row">
                <th role="rowheader" scope="row" class="difference__field">{fields::name(field, &edition)}</th>
                <td role="cell" data-title=t("change.difference.before")><Side value=old/></td>
                <td role="cell" data-title=t("change.difference.after")><Side value=new/>{same}</td>
            </tr>
        }
    };
    let head = |text: &'static str| view! { <th role="columnheader" scope="col">{text}</th> };
    view! {
        <table role="table" class="difference">
            <caption class="ds-sr-only">{t("change.difference.caption")}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {head(t("change.difference.field"))}
                    {head(t("change.difference.before"))}
                    {head(t("change.difference.after"))}
                </tr>
            </thead>
            <tbody role="rowgroup">{changed.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The value without the items of a list that the other one has too.
fn without(value: Option<FieldValue>, other: Option<&FieldValue>) -> Option<FieldValue> {
    match (value, other) {
        (Some(FieldValue::List(items)), Some(FieldValue::List(others))) => {
            let own: Vec<String> = items
                .into_iter()
                .filter(|item| !others.contains(item))
                .collect();
            (!own.is_empty()).then_some(FieldValue::List(own))
        }
        (value, _) => value,
    }
}

#[component]
fn Side(value: Option<FieldValue>) -> impl IntoView {
    match value {
        Some(field_value) => view! { <FieldValueView field_value/> }.into_any(),
        None => view! { <span class="difference__empty">{t("change.difference.empty")}</span> }
            .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> FieldValue {
        FieldValue::List(items.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn of_lists_only_the_difference_is_shown() {
        let (old, new) = (list(&["lundi", "mardi"]), list(&["mardi", "jeudi"]));

        assert_eq!(
            without(Some(old.clone()), Some(&new)),
            Some(list(&["lundi"]))
        );
        assert_eq!(without(Some(new), Some(&old)), Some(list(&["jeudi"])));
        assert_eq!(without(Some(old.clone()), Some(&old)), None);
        assert_eq!(without(Some(old.clone()), None), Some(old));
    }
}
