//! An edition as an agenda of OpenAgenda v2.

use super::event::{LANGUAGE, Origin};
use super::json::Fields;
use super::place::PLACE_SET;
use super::{Agendas, NETWORK};
use catalogue::{Catalogue, EditionRecord};
use chrono::{DateTime, Utc};
use ground::error::Error;
use messages::t;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::event::{EventQuery, When};
use std::sync::Arc;

/// The edition behind a number, with what its events say of it.
///
/// # Errors
///
/// When the agenda has no JSON form, which its types do not allow.
pub(super) fn origin(
    agendas: &Agendas,
    edition: &Arc<Edition>,
    record: &EditionRecord,
) -> Result<Origin, Error> {
    let short = json!({ "uid": record.uid, "title": edition.name, "image": null });
    let full = json!({
        "uid": record.uid,
        "title": edition.name,
        "slug": edition.slug,
        "description": edition.theme,
        "image": null,
        "url": address(edition, &agendas.site),
        "official": 1,
    });
    Ok(Origin {
        edition: Arc::clone(edition),
        fields: agendas.fields.of(edition),
        short: raw(&short)?,
        full: raw(&full)?,
    })
}

fn raw(value: &Value) -> Result<Box<RawValue>, Error> {
    Ok(to_raw_value(value)?)
}

/// Page with the events of an edition.
fn address(edition: &Edition, site: &str) -> String {
    format!("{site}/evenements?edition={}", edition.slug)
}

/// The members of an agenda in a list.
pub(super) fn listed(edition: &Edition, record: &EditionRecord, site: &str) -> Value {
    json!({
        "uid": record.uid,
        "title": edition.name,
        "slug": edition.slug,
        "description": edition.theme,
        "url": address(edition, site),
        "official": true,
        "networkUid": NETWORK,
        "locationSetUid": PLACE_SET,
        "image": null,
        "private": 0,
        "indexed": 1,
        "createdAt": record.created_at,
        "updatedAt": record.updated_at,
    })
}

/// All members of an agenda, with its schema if it is `detailed`.
///
/// # Errors
///
/// When the catalogue cannot be searched.
pub(super) fn whole(
    agendas: &Agendas,
    catalogue: &Arc<Catalogue>,
    (edition, record): (&Arc<Edition>, &EditionRecord),
    detailed: bool,
    now: DateTime<Utc>,
) -> Result<Value, Error> {
    let count = |when| -> Result<u64, Error> {
        let query = EventQuery {
            when,
            ..of_edition(edition)
        };
        Ok(catalogue.find(&query, now)?.total())
    };
    let total = count(None)?;
    let mut agenda = listed(edition, record, &agendas.site);
    let more = json!({
        // A number here, unlike in the list.
        "official": 1,
        "officializedAt": record.created_at,
        "memberSchemaId": null,
        "settings": { "translation": { "languages": [LANGUAGE] } },
        "summary": {
            "publishedEvents": {
                "passed": count(Some(When::Past))?,
                "current": count(Some(When::Current))?,
                "upcoming": count(Some(When::Upcoming))?,
            },
            "languages": { "fr": total },
        },
    });
    merge(&mut agenda, more);
    if detailed {
        let more = json!({
            "network": { "uid": NETWORK, "title": t("site.name") },
            "locationSet": { "uid": PLACE_SET, "title": t("site.name") },
            "schema": agendas.fields.of(edition).schema(),
        });
        merge(&mut agenda, more);
    }
    Ok(agenda)
}

/// Adds members to an object.
pub(super) fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

/// The query for all events of an edition.
pub(super) fn of_edition(edition: &Edition) -> EventQuery {
    EventQuery {
        edition: Some(edition.slug.clone()),
        ..EventQuery::default()
    }
}

/// The wanted members of a small object.
pub(super) fn only(value: Value, fields: Fields<'_>) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter_map(|(name, value)| {
                    let below = fields.within(&name)?;
                    Some((name, only(value, below)))
                })
                .collect(),
        ),
        other => other,
    }
}
