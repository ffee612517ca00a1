//! SQL of the calendars of deadlines.

use crate::editions::queries as edition_queries;
use crate::events::expected;
use crate::events::rows::EventRow;
use crate::events::stored::StoredFile;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, deadline_calendars, events};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Events that a calendar has at most.
const EVENTS_MAX: i64 = 500;

/// Serial number of the address of a person's calendar.
pub(super) fn serial(conn: &mut Conn, account: AccountId) -> Result<Option<Uuid>, Error> {
    let found: Option<SqlUuid> = deadline_calendars::table
        .find(SqlUuid::from(account))
        .select(deadline_calendars::serial)
        .first(conn)
        .optional()?;
    Ok(found.map(|serial| serial.0))
}

/// Gives a person's calendar a new address.
pub(super) fn replace(
    conn: &mut Conn,
    account: AccountId,
    serial: Uuid,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let values = (
        deadline_calendars::serial.eq(SqlUuid(serial)),
        deadline_calendars::hash.eq(hash),
        deadline_calendars::created_at.eq(SqlTime::from(now)),
    );
    let replaced = diesel::update(deadline_calendars::table.find(SqlUuid::from(account)))
        .set(values)
        .execute(conn)?;
    if replaced == 0 {
        diesel::insert_into(deadline_calendars::table)
            .values((
                deadline_calendars::account_id.eq(SqlUuid::from(account)),
                values.0,
                values.1,
                values.2,
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Removes the address of a person's calendar.
pub(super) fn remove(conn: &mut Conn, account: AccountId) -> Result<(), Error> {
    diesel::delete(deadline_calendars::table.find(SqlUuid::from(account))).execute(conn)?;
    Ok(())
}

/// The person whose calendar has an address with this secret, by its hash.
pub(super) fn owner(conn: &mut Conn, hash: &str) -> Result<Option<AccountId>, Error> {
    let found: Option<SqlUuid> = deadline_calendars::table
        .inner_join(accounts::table)
        .filter(deadline_calendars::hash.eq(hash))
        .filter(accounts::disabled_at.is_null())
        .select(deadline_calendars::account_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// An event, with the time of its last correction request.
pub(super) type Pending = (StoredFile, Option<DateTime<Utc>>);

/// The person's events that wait for something, in editions that are under way, oldest first.
pub(super) fn pending(conn: &mut Conn, owner: AccountId) -> Result<Vec<Pending>, Error> {
    let editions: HashMap<EditionId, Arc<Edition>> = edition_queries::all(conn)?
        .into_iter()
        .filter(|(_, edition)| edition.is_writable())
        .collect();
    let states = [
        LabelState::Draft,
        LabelState::Submitted,
        LabelState::CorrectionRequested,
    ];
    let rows: Vec<EventRow> = events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::edition_id.eq_any(editions.keys().copied().map(SqlUuid::from)))
        .filter(events::state.eq_any(states.map(LabelState::as_str)))
        .order(events::id)
        .limit(EVENTS_MAX)
        .select(EventRow::as_select())
        .load(conn)?;
    let ids: Vec<EventId> = rows.iter().map(|row| row.id.into()).collect();
    let asked = expected::asked_at(conn, &ids)?;
    rows.into_iter()
        .map(|row| {
            let edition = editions
                .get(&row.edition_id.into())
                .context("its edition")?;
            let at = asked.get(&row.id.into()).copied();
            Ok((row.into_file(Arc::clone(edition))?, at))
        })
        .collect()
}
