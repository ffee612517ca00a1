//! SQL of the identifiers in other systems.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::external_ids;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::on;
use shared::event::{ExternalId, ExternalKey, Source};
use shared::id::{AccountId, EventId, ImportId};
use std::collections::HashMap;

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

/// Finds the events of an account with these identifiers in a system.
pub(crate) fn find_all(
    conn: &mut Conn,
    owner: AccountId,
    source: &Source,
    keys: &[&str],
) -> Result<HashMap<String, EventId>, Error> {
    let rows: Vec<(String, SqlUuid)> = external_ids::table
        .filter(external_ids::owner_id.eq(SqlUuid::from(owner)))
        .filter(external_ids::source.eq(source.as_str()))
        .filter(external_ids::external_id.eq_any(keys))
        .select((external_ids::external_id, external_ids::event_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(key, id)| (key, id.into())).collect())
}

#[derive(Debug, Insertable)]
#[diesel(table_name = external_ids)]
struct ImportedRow<'a> {
    owner_id: SqlUuid,
    source: &'a str,
    external_id: &'a str,
    event_id: SqlUuid,
    import_id: Option<SqlUuid>,
}

/// Stores the identifiers of new events from an import; at most some thousands.
pub(crate) fn insert_all(
    conn: &mut Conn,
    owner: AccountId,
    source: &Source,
    import: ImportId,
    events: &[(ExternalKey, EventId)],
) -> Result<(), Error> {
    let rows: Vec<ImportedRow<'_>> = events
        .iter()
        .map(|(key, event)| ImportedRow {
            owner_id: owner.into(),
            source: source.as_str(),
            external_id: key.as_str(),
            event_id: (*event).into(),
            import_id: Some(import.into()),
        })
        .collect();
    on!(conn, c => diesel::insert_into(external_ids::table).values(&rows).execute(c)?);
    Ok(())
}
