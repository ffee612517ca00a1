//! SQL of the opinions of experts.

use super::rows::OpinionRow;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::expert_opinions;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::conversation::OpinionVerdict;
use shared::id::{EventId, OpinionId};

pub(crate) fn insert(conn: &mut Conn, row: &OpinionRow) -> Result<(), Error> {
    diesel::insert_into(expert_opinions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// All requests for opinions on an event submission, newest first, with the opinions that were given.
pub(crate) fn of_event(conn: &mut Conn, event: EventId) -> Result<Vec<OpinionRow>, Error> {
    Ok(expert_opinions::table
        .filter(expert_opinions::event_id.eq(SqlUuid::from(event)))
        .order(expert_opinions::id.desc())
        .select(OpinionRow::as_select())
        .load(conn)?)
}

/// A request for an opinion on an event submission.
pub(crate) fn find(
    conn: &mut Conn,
    event: EventId,
    id: OpinionId,
) -> Result<Option<OpinionRow>, Error> {
    Ok(expert_opinions::table
        .find(SqlUuid::from(id))
        .filter(expert_opinions::event_id.eq(SqlUuid::from(event)))
        .select(OpinionRow::as_select())
        .first(conn)
        .optional()?)
}

/// The request for an opinion whose link has a secret with this hash.
pub(crate) fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<OpinionRow>, Error> {
    Ok(expert_opinions::table
        .filter(expert_opinions::hash.eq(hash))
        .select(OpinionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Ends the validity of a link.
pub(crate) fn revoke(conn: &mut Conn, id: OpinionId, at: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(expert_opinions::table.find(SqlUuid::from(id)))
        .set(expert_opinions::revoked_at.eq(Some(SqlTime::from(at))))
        .execute(conn)?;
    Ok(())
}

/// Stores an opinion; it replaces the one that was given before with the same link.
pub(crate) fn give(
    conn: &mut Conn,
    id: OpinionId,
    verdict: OpinionVerdict,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(expert_opinions::table.find(SqlUuid::from(id)))
        .set((
            expert_opinions::verdict.eq(Some(verdict.as_str())),
            expert_opinions::text.eq(Some(text)),
            expert_opinions::given_at.eq(Some(SqlTime::from(at))),
        ))
        .execute(conn)?;
    Ok(())
}
