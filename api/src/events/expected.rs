//! What is expected of organisers: loads what [`Expectation`] depends on.

use super::file::commune_of_place;
use super::series;
use crate::editions;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{decisions, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use serde::Deserialize;
use shared::edition::Edition;
use shared::event::{EventFileSummary, Expectation, PlaceForm};
use shared::id::EventId;
use shared::label::{Action, LabelState};
use shared::place::Commune;
use std::collections::HashMap;
use std::sync::Arc;

/// The part of a stored form that says where the event takes place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Placed {
    place: PlaceForm,
}

/// Adds to each summary what is expected of its organiser, and the other events of its series.
pub(super) fn complete(
    conn: &mut Conn,
    items: &mut [EventFileSummary],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let editions: HashMap<String, Arc<Edition>> = editions::queries::all(conn)?
        .into_iter()
        .map(|(_, edition)| (edition.slug.clone(), edition))
        .collect();
    let open: Vec<EventId> = items
        .iter()
        .filter(|item| is_open(item.state))
        .filter(|item| {
            let edition = editions.get(&item.edition);
            edition.is_some_and(|edition| edition.is_writable())
        })
        .map(|item| item.id)
        .collect();
    let (communes, asked) = (communes(conn, &open)?, asked_at(conn, &open)?);
    let mut series = series::of_events(conn, items.iter().map(|item| item.id))?;
    for item in items {
        item.series = series.remove(&item.id).unwrap_or_default();
        let (Some(commune), Some(edition)) = (communes.get(&item.id), editions.get(&item.edition))
        else {
            continue;
        };
        let place = (
            commune.as_ref().map(|commune| &commune.department),
            commune.as_ref().map(|commune| &commune.region),
        );
        let asked_at = asked.get(&item.id).copied();
        item.expected = Expectation::of(item.state, edition, place, asked_at, now);
    }
    Ok(())
}

/// True in the states in which an organiser may have something to do.
const fn is_open(state: LabelState) -> bool {
    matches!(state, LabelState::Draft | LabelState::CorrectionRequested)
}

/// The commune in the form of each event, as it was last saved.
fn communes(conn: &mut Conn, ids: &[EventId]) -> Result<HashMap<EventId, Option<Commune>>, Error> {
    let rows: Vec<(SqlUuid, SqlJson)> = events::table
        .filter(events::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .select((events::id, events::form))
        .load(conn)?;
    let place = |(id, form): (SqlUuid, SqlJson)| {
        let Placed { place } = form.read()?;
        Ok((id.into(), commune_of_place(&place)))
    };
    Ok(rows
        .into_iter()
        .map(place)
        .collect::<serde_json::Result<_>>()?)
}

/// Time of the last correction request of each event.
pub(super) fn asked_at(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashMap<EventId, DateTime<Utc>>, Error> {
    let rows: Vec<(SqlUuid, SqlTime)> = decisions::table
        .filter(decisions::event_id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .filter(decisions::action.eq(Action::RequestCorrection.as_str()))
        .order(decisions::decided_at)
        .select((decisions::event_id, decisions::decided_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, at)| (id.into(), at.0)).collect())
}
