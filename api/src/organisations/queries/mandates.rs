//! Mandates of one organisation to file for another.

use crate::organisations::rows::{MandateRow, OrganisationRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{mandates, organisations};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::OrganisationId;
use shared::organisation::Mandate;

/// The mandate of a branch organisation for a company, asked for or given.
pub(in crate::organisations) fn find(
    conn: &mut Conn,
    company: OrganisationId,
    branch: OrganisationId,
) -> Result<Option<MandateRow>, Error> {
    Ok(mandates::table
        .find((SqlUuid::from(company), SqlUuid::from(branch)))
        .select(MandateRow::as_select())
        .first(conn)
        .optional()?)
}

/// Stores a request for a mandate.
pub(in crate::organisations) fn request(
    conn: &mut Conn,
    company: OrganisationId,
    branch: OrganisationId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(mandates::table)
        .values(MandateRow {
            company_id: company.into(),
            branch_id: branch.into(),
            requested_at: now.into(),
            accepted_at: None,
        })
        .execute(conn)?;
    Ok(())
}

/// Gives a mandate that was asked for; returns false when it was not, or was given already.
pub(in crate::organisations) fn accept(
    conn: &mut Conn,
    company: OrganisationId,
    branch: OrganisationId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let asked = mandates::table
        .filter(mandates::company_id.eq(SqlUuid::from(company)))
        .filter(mandates::branch_id.eq(SqlUuid::from(branch)))
        .filter(mandates::accepted_at.is_null());
    let given = diesel::update(asked)
        .set(mandates::accepted_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    Ok(given == 1)
}

/// Removes a mandate or the request for it; returns false when there is none.
pub(in crate::organisations) fn end(
    conn: &mut Conn,
    company: OrganisationId,
    branch: OrganisationId,
) -> Result<bool, Error> {
    let mandate = (SqlUuid::from(company), SqlUuid::from(branch));
    Ok(diesel::delete(mandates::table.find(mandate)).execute(conn)? == 1)
}

/// Removes all mandates of an organisation, on either side, when it has no members any more.
pub(in crate::organisations) fn end_all(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<(), Error> {
    let id = SqlUuid::from(organisation);
    let either = mandates::company_id.eq(id).or(mandates::branch_id.eq(id));
    diesel::delete(mandates::table.filter(either)).execute(conn)?;
    Ok(())
}

/// Organisations that file for a company, or have asked to, by name.
pub(in crate::organisations) fn given(
    conn: &mut Conn,
    company: OrganisationId,
) -> Result<Vec<Mandate>, Error> {
    let rows: Vec<(MandateRow, OrganisationRow)> = mandates::table
        .inner_join(organisations::table.on(organisations::id.eq(mandates::branch_id)))
        .filter(mandates::company_id.eq(SqlUuid::from(company)))
        .order((organisations::name, organisations::id))
        .select((MandateRow::as_select(), OrganisationRow::as_select()))
        .load(conn)?;
    presented(&rows)
}

/// Companies for which an organisation files, or has asked to, by name.
pub(in crate::organisations) fn held(
    conn: &mut Conn,
    branch: OrganisationId,
) -> Result<Vec<Mandate>, Error> {
    let rows: Vec<(MandateRow, OrganisationRow)> = mandates::table
        .inner_join(organisations::table.on(organisations::id.eq(mandates::company_id)))
        .filter(mandates::branch_id.eq(SqlUuid::from(branch)))
        .order((organisations::name, organisations::id))
        .select((MandateRow::as_select(), OrganisationRow::as_select()))
        .load(conn)?;
    presented(&rows)
}

fn presented(rows: &[(MandateRow, OrganisationRow)]) -> Result<Vec<Mandate>, Error> {
    let mandates = rows.iter().map(|(row, other)| row.with(other));
    Ok(mandates.collect::<anyhow::Result<_>>()?)
}
