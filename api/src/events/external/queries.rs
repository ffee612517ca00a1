//! SQL of the identifiers in other systems.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::external_ids;
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::event::ExternalId;
use shared::id::{AccountId, EventId};

/// Finds the event of an account.
pub(crate) fn find(
    conn: &mut Conn,
    owner: AccountId,
    external: &ExternalId,
) -> Result<Option<EventId>, Error> {
    let found: Option<SqlUuid> = external_ids::table
        .find((
            SqlUuid::from(owner),
            external.source.as_str(),
            external.key.as_str(),
        ))
        .select(external_ids::event_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// Stores the identifier of a new event.
///
/// When another transaction has stored the same one since, the caller's transaction is run again.
pub(crate) fn insert(
    conn: &mut Conn,
    owner: AccountId,
    external: &ExternalId,
    event: EventId,
) -> Result<(), Error> {
    diesel::insert_into(external_ids::table)
        .values((
            external_ids::owner_id.eq(SqlUuid::from(owner)),
            external_ids::source.eq(external.source.as_str()),
            external_ids::external_id.eq(external.key.as_str()),
            external_ids::event_id.eq(SqlUuid::from(event)),
        ))
        .execute(conn)?;
    Ok(())
}
