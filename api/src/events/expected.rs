//! Tasks of the organisers: loads the facts on which [`Expectation`] depends.

use super::commune::commune_of_place;
use super::series;
use crate::editions::queries as edition_queries;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{decisions, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use serde::Deserialize;
use shared::edition::Edition;
use shared::event::{AttendanceMode, EventFileSummary, Expectation, PlaceForm};
use shared::id::EventId;
use shared::label::{Action, LabelState};
use shared::place::Commune;
use std::collections::HashMap;
use std::sync::Arc;

/// The part of a stored form that says where the event takes place, and whether anywhere.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Placed {
    attendance_mode: Option<AttendanceMode>,
    place: PlaceForm,
}

/// Where an event takes place, as it was last saved.
#[derive(Debug)]
struct Venue {
    online: bool,
    commune: Option<Commune>,
}

/// Adds to each summary what is expected of its organiser, the department whose clock applies, and the other events of its
/// series.
pub(super) fn complete(
    conn: &mut Conn,
    items: &mut [EventFileSummary],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let editions: HashMap<String, Arc<Edition>> = edition_queries::all(conn)?
        .into_iter()
        .map(|(_, edition)| (edition.slug.clone(), edition))
        .collect();
    let is_due = |item: &EventFileSummary| {
        let edition = editions.get(&item.edition);
        is_open(item.state) && edition.is_some_and(|edition| edition.is_writable())
    };
    let ids = |wanted: &dyn Fn(&EventFileSummary) -> bool| -> Vec<EventId> {
        let wanted = items.iter().filter(|item| wanted(item));
        wanted.map(|item| item.id).collect()
    };
    let asked = asked_at(conn, &ids(&is_due))?;
    // The clock of an online event is that of Paris wherever its organiser is.
    let placed = ids(&|item| is_due(item) || item.zone() != Tz::Europe__Paris);
    let venues = venues(conn, &placed)?;
    let mut series = series::of_events(conn, items.iter().map(|item| item.id))?;
    for item in items {
        item.series = series.remove(&item.id).unwrap_or_default();
        let (Some(venue), Some(edition)) = (venues.get(&item.id), editions.get(&item.edition))
        else {
            continue;
        };
        let commune = venue.commune.as_ref();
        let due = is_due(item);
        if venue.online {
            item.department = None;
        } else if due && let Some(commune) = commune {
            item.department = Some(commune.department.clone());
        }
        if !due {
            continue;
        }
        let place = (
            commune.map(|commune| &commune.department),
            commune.map(|commune| &commune.region),
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

/// The venue in the form of each event.
fn venues(conn: &mut Conn, ids: &[EventId]) -> Result<HashMap<EventId, Venue>, Error> {
    let rows: Vec<(SqlUuid, SqlJson)> = events::table
        .filter(events::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .select((events::id, events::form))
        .load(conn)?;
    let venue = |(id, form): (SqlUuid, SqlJson)| {
        let placed: Placed = form.read()?;
        let venue = Venue {
            online: placed.attendance_mode == Some(AttendanceMode::Online),
            commune: commune_of_place(&placed.place),
        };
        Ok((id.into(), venue))
    };
    Ok(rows
        .into_iter()
        .map(venue)
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
        .order((decisions::round, decisions::id))
        .select((decisions::event_id, decisions::decided_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, at)| (id.into(), at.0)).collect())
}
