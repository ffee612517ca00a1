//! What the value of a field says, apart from how it was typed: two forms with the same values make the same content.

use crate::calendar::parse_local_time;
use crate::edition::vocabulary::find;
use crate::edition::{Edition, FieldKey};
use crate::event::{AttendanceMode, EventForm, Field};
use crate::text::Limits;
use serde_json::{Map, Value, json};

/// The value of a field of a serialised form; `Null` when the field is empty, or not used beside the others.
pub(super) fn value_of(field: Field, form: &Value, edition: &Edition) -> Value {
    if !is_used(field, form, edition) {
        return Value::Null;
    }
    let Some(value) = form.pointer(field.pointer()) else {
        return Value::Null;
    };
    match field {
        Field::Occurrences => occurrences(value),
        Field::Topics
        | Field::Sectors
        | Field::Audiences
        | Field::Accessibility
        | Field::Constraints => set(value),
        Field::OrganiserSiret | Field::PlacePostalCode | Field::PlaceInsee => without_spaces(value),
        Field::Description | Field::Conditions | Field::ConstraintsNote | Field::PlaceAccess => {
            normal(value, Limits::prose(0, usize::MAX))
        }
        Field::OrganiserName
        | Field::OrganiserKind
        | Field::OrganiserContactName
        | Field::OrganiserContactEmail
        | Field::OrganiserContactPhone
        | Field::OrganiserOnBehalfOf
        | Field::OrganiserCoOrganisers
        | Field::Title
        | Field::Summary
        | Field::Kind
        | Field::KindOther
        | Field::FollowsTheme
        | Field::ImageFile
        | Field::ImageAlt
        | Field::ImageCredits
        | Field::ImageLicence
        | Field::ImageFocus
        | Field::AttendanceMode
        | Field::PlaceName
        | Field::PlaceAddress
        | Field::PlacePosition
        | Field::OnlineUrl
        | Field::AccessMode
        | Field::AgeMin
        | Field::AgeMax
        | Field::Free
        | Field::PublicBooking
        | Field::SchoolBooking
        | Field::ExpectedParticipants
        | Field::CommitmentsVersion => normal(value, Limits::line(0, usize::MAX)),
    }
}

/// The answer to an additional field; `Null` when there is none, or it is not asked beside the others.
pub(super) fn answer_of(key: FieldKey, form: &EventForm, edition: &Edition) -> Value {
    let Some(answer) = form.additional.get(key) else {
        return Value::Null;
    };
    let field = edition.additional_field(key);
    if field.is_some_and(|field| !field.is_shown(form, &edition.additional)) {
        return Value::Null;
    }
    // As it is stored, if it can be; the answer to a field that the edition does not have any more stays as it is.
    match field.and_then(|field| field.read(answer).ok()) {
        Some(read) => set(&json!(read)),
        None => set(&json!(answer)),
    }
}

/// False for a field that the content does not take from the form, because of another one.
fn is_used(field: Field, form: &Value, edition: &Edition) -> bool {
    let text = |field: Field| form.pointer(field.pointer()).and_then(Value::as_str);
    let mode = || text(Field::AttendanceMode).and_then(AttendanceMode::parse);
    match field {
        Field::KindOther => text(Field::Kind)
            .and_then(|kind| find(&edition.vocabularies.kinds, kind.trim()))
            .is_some_and(|term| term.other),
        Field::OnlineUrl => mode().is_some_and(AttendanceMode::has_link),
        Field::PlaceName
        | Field::PlaceAddress
        | Field::PlacePostalCode
        | Field::PlacePosition
        | Field::PlaceAccess => mode().is_none_or(AttendanceMode::has_place),
        Field::ImageAlt | Field::ImageCredits | Field::ImageLicence | Field::ImageFocus => form
            .pointer(Field::ImageFile.pointer())
            .is_some_and(|file| !file.is_null()),
        _ => true,
    }
}

/// The value with its texts as they are stored, and without what is empty.
fn normal(value: &Value, limits: Limits) -> Value {
    match value {
        Value::String(text) => match limits.read("", text) {
            Ok(None) => Value::Null,
            Ok(Some(text)) => Value::String(text),
            Err(_as_typed) => Value::String(text.clone()),
        },
        Value::Array(items) => {
            let items: Vec<Value> = items
                .iter()
                .map(|item| normal(item, limits))
                .filter(|item| !item.is_null())
                .collect();
            if items.is_empty() {
                Value::Null
            } else {
                Value::Array(items)
            }
        }
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| (name.clone(), normal(value, limits)))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if fields.is_empty() {
                Value::Null
            } else {
                Value::Object(fields)
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The terms of a list, whatever their order.
fn set(value: &Value) -> Value {
    match normal(value, Limits::line(0, usize::MAX)) {
        Value::Array(items) => {
            let mut terms: Vec<String> = items
                .iter()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect();
            terms.sort_unstable();
            terms.dedup();
            json!(terms)
        }
        value => value,
    }
}

fn without_spaces(value: &Value) -> Value {
    let text: String = value
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    if text.is_empty() {
        Value::Null
    } else {
        Value::String(text)
    }
}

/// The occurrences by time; a time that cannot be parsed stays as typed.
fn occurrences(value: &Value) -> Value {
    let mut rows: Vec<(String, String, Option<u64>)> = value
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            let time =
                |name: &str| time_of(row.get(name).and_then(Value::as_str).unwrap_or_default());
            let seats = row.get("capacity").and_then(Value::as_u64);
            (time("begin"), time("end"), seats)
        })
        .collect();
    rows.sort_unstable();
    json!(rows)
}

/// Start and end of every occurrence, sorted; a time that cannot be parsed stays as typed.
pub(super) fn times_of(form: &EventForm) -> Vec<(String, String)> {
    let mut times: Vec<_> = form
        .occurrences
        .iter()
        .map(|row| (time_of(&row.begin), time_of(&row.end)))
        .collect();
    times.sort_unstable();
    times
}

fn time_of(typed: &str) -> String {
    parse_local_time(typed).map_or_else(|_as_typed| typed.to_owned(), |time| time.to_string())
}
