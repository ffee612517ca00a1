//! SQL of the second looks.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{accounts, events, second_looks};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use shared::id::{AccountId, EventId};
use std::collections::HashSet;

/// Request that another reviewer decide on a file, with its note.
#[derive(Debug)]
pub(in crate::labels) struct SecondLookRequest {
    pub(in crate::labels) by: AccountId,
    pub(in crate::labels) name: String,
    pub(in crate::labels) note: String,
    pub(in crate::labels) at: DateTime<Utc>,
}

/// The second look at a file in this round.
pub(super) fn find(
    conn: &mut Conn,
    event: EventId,
    round: u32,
) -> Result<Option<SecondLookRequest>, Error> {
    let round = i32::try_from(round).context("round")?;
    let found: Option<(SqlUuid, String, String, SqlTime)> = second_looks::table
        .inner_join(accounts::table)
        .filter(second_looks::event_id.eq(SqlUuid::from(event)))
        .filter(second_looks::round.eq(round))
        .select((
            second_looks::asked_by,
            accounts::name,
            second_looks::note,
            second_looks::asked_at,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(by, name, note, at)| SecondLookRequest {
        by: by.into(),
        name,
        note,
        at: at.0,
    }))
}

/// Stores that somebody asks for a second look, in place of one of an earlier round.
pub(super) fn insert(
    conn: &mut Conn,
    (event, round): (EventId, u32),
    by: AccountId,
    note: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    delete(conn, event)?;
    diesel::insert_into(second_looks::table)
        .values((
            second_looks::event_id.eq(SqlUuid::from(event)),
            second_looks::round.eq(i32::try_from(round).context("round")?),
            second_looks::asked_by.eq(SqlUuid::from(by)),
            second_looks::note.eq(note),
            second_looks::asked_at.eq(SqlTime::from(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the second look at a file, if there is one.
pub(super) fn delete(conn: &mut Conn, event: EventId) -> Result<(), Error> {
    diesel::delete(second_looks::table.find(SqlUuid::from(event))).execute(conn)?;
    Ok(())
}

/// The events among `ids` for whose round a second look was asked.
pub(in crate::labels) fn asked_among(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashSet<EventId>, Error> {
    let asked = second_looks::table
        .inner_join(events::table)
        .filter(second_looks::event_id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .filter(second_looks::round.eq(events::round))
        .select(second_looks::event_id);
    let found: Vec<SqlUuid> = cached_list(ids.len(), asked).load(conn)?;
    Ok(found.into_iter().map(EventId::from).collect())
}
