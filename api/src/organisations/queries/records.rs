//! SQL of the records of organisations.

use crate::organisations::rows::OrganisationRow;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::organisations;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::OrganisationId;
use shared::organisation::{
    IdentifierKind, OrganisationDetails, OrganisationIdentifier, OrganisationName,
};
use std::collections::HashMap;

/// The organisation with this identifier, or the one that it was merged into.
pub(crate) fn find(conn: &mut Conn, id: OrganisationId) -> Result<Option<OrganisationRow>, Error> {
    let row = organisations::table
        .find(SqlUuid::from(id))
        .select(OrganisationRow::as_select())
        .first(conn)
        .optional()?;
    current(conn, row)
}

/// The organisation with this number, or the one that it was merged into.
pub(crate) fn by_identifier(
    conn: &mut Conn,
    identifier: &OrganisationIdentifier,
) -> Result<Option<OrganisationRow>, Error> {
    let row = organisations::table
        .filter(organisations::identifier.eq(identifier.as_str()))
        .select(OrganisationRow::as_select())
        .first(conn)
        .optional()?;
    current(conn, row)
}

/// Follows a merge, of which there is at most one: merging again moves the earlier ones along.
fn current(
    conn: &mut Conn,
    row: Option<OrganisationRow>,
) -> Result<Option<OrganisationRow>, Error> {
    let Some(row) = row else { return Ok(None) };
    let Some(into) = row.merged_into else {
        return Ok(Some(row));
    };
    let found = organisations::table.find(into);
    Ok(found
        .select(OrganisationRow::as_select())
        .first(conn)
        .optional()?)
}

/// Names of these organisations; unknown identifiers are left out.
pub(crate) fn names(
    conn: &mut Conn,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, OrganisationName>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OrganisationRow> = organisations::table
        .filter(organisations::id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))))
        .select(OrganisationRow::as_select())
        .load(conn)?;
    let named = rows.iter().map(|row| Ok((row.id(), row.named()?)));
    Ok(named.collect::<anyhow::Result<_>>()?)
}

/// Values of the filter `organiser` that select the events of an organisation: its identifier and its SIRET number, with those of
/// the records that were merged into it.
pub(crate) fn keys(conn: &mut Conn, row: &OrganisationRow) -> Result<Vec<String>, Error> {
    let merged: Vec<OrganisationRow> = organisations::table
        .filter(organisations::merged_into.eq(Some(row.id)))
        .order(organisations::id)
        .select(OrganisationRow::as_select())
        .load(conn)?;
    let mut keys = vec![row.id().to_string()];
    for one in std::iter::once(row).chain(&merged) {
        let identifier = one.identifier()?;
        if identifier.kind() == IdentifierKind::Siret {
            keys.push(identifier.into());
        }
    }
    Ok(keys)
}

/// Stores a new organisation.
pub(crate) fn insert(
    conn: &mut Conn,
    id: OrganisationId,
    identifier: &OrganisationIdentifier,
    details: OrganisationDetails,
    now: DateTime<Utc>,
) -> Result<OrganisationRow, Error> {
    let OrganisationDetails {
        name,
        kind,
        address,
        postal_code,
        insee,
    } = details;
    let row = OrganisationRow {
        id: id.into(),
        identifier: identifier.as_str().to_owned(),
        name,
        kind,
        address,
        postal_code,
        insee,
        version: 1,
        merged_into: None,
        created_at: now.into(),
        updated_at: now.into(),
    };
    diesel::insert_into(organisations::table)
        .values(&row)
        .execute(conn)?;
    Ok(row)
}

/// Replaces the details of an organisation.
pub(in crate::organisations) fn update(
    conn: &mut Conn,
    row: OrganisationRow,
    details: OrganisationDetails,
    now: DateTime<Utc>,
) -> Result<OrganisationRow, Error> {
    let OrganisationDetails {
        name,
        kind,
        address,
        postal_code,
        insee,
    } = details;
    let version = row.version + 1;
    diesel::update(organisations::table.find(row.id))
        .set((
            organisations::name.eq(&name),
            organisations::kind.eq(&kind),
            organisations::address.eq(&address),
            organisations::postal_code.eq(&postal_code),
            organisations::insee.eq(&insee),
            organisations::version.eq(version),
            organisations::updated_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(OrganisationRow {
        name,
        kind,
        address,
        postal_code,
        insee,
        version,
        updated_at: now.into(),
        ..row
    })
}
