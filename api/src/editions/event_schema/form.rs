//! The fields that every edition has.

use super::values::{
    having, many_of, not_empty, object, one_of, optional_text, text, vocabulary, written,
};
use super::{additional, conditions};
use serde_json::{Value, json};
use shared::calendar::{MAX_CAPACITY, MAX_OCCURRENCES};
use shared::edition::Edition;
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, limits};

/// A local time, such as `2018-03-26T09:30`.
const LOCAL_TIME: &str = "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}";

/// Members that a submission needs whatever the others are.
const REQUIRED: [&str; 12] = [
    "organiser",
    "title",
    "summary",
    "description",
    "kind",
    "attendanceMode",
    "occurrences",
    "audiences",
    "accessMode",
    "free",
    "expectedParticipants",
    "commitmentsVersion",
];

/// Schema of the form of an edition; `address` is its own URL.
pub(crate) fn schema(edition: &Edition, address: &str) -> Value {
    let mut all_of = conditions::standard(edition);
    all_of.extend(conditions::additional(edition));
    let form = object(members(edition), &REQUIRED);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": edition.name,
    });
    if let (Some(all), Value::Object(form)) = (schema.as_object_mut(), form) {
        all.extend(form);
        all.insert("allOf".to_owned(), all_of.into());
    }
    schema
}

fn members(edition: &Edition) -> Vec<(&'static str, Value)> {
    let words = &edition.vocabularies;
    let mut members = event(edition);
    members.extend(when_and_where());
    members.extend([
        ("organiser", organiser(edition)),
        (
            "audiences",
            json!({
                "minItems": 1,
                "allOf": [many_of(&one_of(vocabulary(&words.audiences)), words.audiences.len())]
            }),
        ),
        (
            "accessMode",
            mode("access_mode", AccessMode::ALL.iter().map(|it| it.as_str())),
        ),
        ("ageMin", age()),
        ("ageMax", age()),
        ("free", json!({ "const": true })),
        ("conditions", optional_text(limits::NOTE)),
        ("publicBooking", booking()),
        ("schoolBooking", booking()),
        (
            "accessibility",
            json!({
                "type": "array",
                "items": mode("accessibility", AccessibilityFlag::ALL.iter().map(|it| it.as_str()))
            }),
        ),
        (
            "constraints",
            many_of(
                &one_of(vocabulary(&words.constraints)),
                words.constraints.len(),
            ),
        ),
        ("constraintsNote", optional_text(limits::NOTE)),
        (
            "expectedParticipants",
            json!({ "type": "integer", "minimum": 1, "maximum": limits::PARTICIPANTS }),
        ),
        ("additional", additional::answers(edition)),
        (
            "commitmentsVersion",
            json!({ "const": edition.commitments.version }),
        ),
    ]);
    members
}

fn mode(feature: &str, ids: impl Iterator<Item = &'static str>) -> Value {
    one_of(ids.map(|id| (id, messages::t_of(feature, id), false)))
}

fn age() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": limits::AGE })
}

fn organiser(edition: &Edition) -> Value {
    object(
        [
            ("name", text(limits::NAME)),
            (
                "kind",
                one_of(vocabulary(&edition.vocabularies.organiser_kinds)),
            ),
            ("siret", written("^\\s*([0-9]\\s*){0,14}$")),
            ("contactName", text(limits::NAME)),
            ("contactEmail", written("@")),
            ("contactPhone", written("")),
            ("onBehalfOf", optional_text(limits::NAME)),
            (
                "coOrganisers",
                json!({
                    "type": "array",
                    "items": optional_text(limits::NAME),
                    "maxItems": limits::CO_ORGANISERS
                }),
            ),
        ],
        &["name", "kind", "contactName", "contactEmail"],
    )
}

fn event(edition: &Edition) -> Vec<(&'static str, Value)> {
    let words = &edition.vocabularies;
    vec![
        ("title", text(limits::TITLE)),
        ("summary", text(limits::SUMMARY)),
        ("description", text(limits::DESCRIPTION)),
        ("kind", one_of(vocabulary(&words.kinds))),
        ("kindOther", optional_text(limits::PRECISION)),
        (
            "topics",
            many_of(&one_of(vocabulary(&words.topics)), words.topics.len()),
        ),
        (
            "sectors",
            many_of(&one_of(vocabulary(&words.sectors)), limits::SECTORS),
        ),
        ("followsTheme", json!({ "type": "boolean" })),
        ("image", image(edition)),
    ]
}

/// Texts without an image are refused, and an image without texts.
fn image(edition: &Edition) -> Value {
    let number = |most: u32| json!({ "type": "integer", "minimum": 0, "maximum": most });
    let file = object(
        [
            ("id", written("^[0-9a-f]{64}$")),
            ("width", number(u32::MAX)),
            ("height", number(u32::MAX)),
        ],
        &["id", "width", "height"],
    );
    let licences = &edition.vocabularies.image_licences;
    let none = ("", "", false);
    let mut image = object(
        [
            ("file", file),
            ("alt", optional_text(limits::IMAGE_ALT)),
            ("credits", optional_text(limits::IMAGE_CREDITS)),
            (
                "licence",
                one_of([none].into_iter().chain(vocabulary(licences))),
            ),
            (
                "focus",
                object([("x", number(100)), ("y", number(100))], &["x", "y"]),
            ),
        ],
        &[],
    );
    if let Some(members) = image.as_object_mut() {
        let texts = [having("alt", &not_empty()), having("credits", &not_empty())];
        members.insert("if".to_owned(), json!({ "required": ["file"] }));
        members.insert("then".to_owned(), json!({ "allOf": texts }));
        let empty = json!({ "maxLength": 0 });
        members.insert(
            "else".to_owned(),
            json!({ "properties": { "alt": empty, "credits": empty } }),
        );
    }
    image
}

fn when_and_where() -> Vec<(&'static str, Value)> {
    let degrees = |most: i32| json!({ "type": "number", "minimum": -most, "maximum": most });
    let place = object(
        [
            ("name", optional_text(limits::VENUE_NAME)),
            ("address", optional_text(limits::ADDRESS)),
            ("postalCode", written("^\\s*([0-9]{5})?\\s*$")),
            ("insee", written("^\\s*([0-9][0-9AB][0-9]{3})?\\s*$")),
            (
                "position",
                object(
                    [("lon", degrees(180)), ("lat", degrees(90))],
                    &["lon", "lat"],
                ),
            ),
            ("access", optional_text(limits::ACCESS)),
        ],
        &[],
    );
    let occurrence = object(
        [
            ("begin", written(LOCAL_TIME)),
            ("end", written(LOCAL_TIME)),
            (
                "capacity",
                json!({ "type": "integer", "minimum": 1, "maximum": MAX_CAPACITY }),
            ),
        ],
        &["begin", "end"],
    );
    vec![
        (
            "attendanceMode",
            mode(
                "attendance_mode",
                AttendanceMode::ALL.iter().map(|it| it.as_str()),
            ),
        ),
        ("place", place),
        ("onlineUrl", written("")),
        (
            "occurrences",
            json!({
                "type": "array",
                "items": occurrence,
                "minItems": 1,
                "maxItems": MAX_OCCURRENCES
            }),
        ),
    ]
}

fn booking() -> Value {
    object(
        [
            ("url", written("")),
            ("email", written("^\\s*$|@")),
            ("phone", written("")),
            (
                "deadline",
                written("^\\s*([0-9]{4}-[0-9]{2}-[0-9]{2})?\\s*$"),
            ),
        ],
        &[],
    )
}
