//! All records, and what belongs to them.

use crate::organisations::rows::OrganisationRow;
use diesel::dsl::count_star;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    event_organisations, mandates, organisation_invitations, organisation_members, organisations,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::OrganisationId;
use std::collections::HashMap;

/// The records that were not merged into another.
pub(in crate::organisations) fn current(conn: &mut Conn) -> Result<Vec<OrganisationRow>, Error> {
    Ok(organisations::table
        .filter(organisations::merged_into.is_null())
        .select(OrganisationRow::as_select())
        .load(conn)?)
}

/// Number of events filed in the name of each of these organisations.
pub(in crate::organisations) fn files_of(
    conn: &mut Conn,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, u64>, Error> {
    let rows: Vec<(SqlUuid, i64)> = event_organisations::table
        .filter(
            event_organisations::organisation_id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))),
        )
        .group_by(event_organisations::organisation_id)
        .select((event_organisations::organisation_id, count_star()))
        .load(conn)?;
    Ok(counted(rows))
}

/// Number of members of each of these organisations.
pub(in crate::organisations) fn members_of(
    conn: &mut Conn,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, u64>, Error> {
    let rows: Vec<(SqlUuid, i64)> = organisation_members::table
        .filter(
            organisation_members::organisation_id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))),
        )
        .group_by(organisation_members::organisation_id)
        .select((organisation_members::organisation_id, count_star()))
        .load(conn)?;
    Ok(counted(rows))
}

fn counted(rows: Vec<(SqlUuid, i64)>) -> HashMap<OrganisationId, u64> {
    rows.into_iter()
        .map(|(id, number)| (id.into(), number.unsigned_abs()))
        .collect()
}

/// Accounts of the members of an organisation.
pub(in crate::organisations) fn accounts_of(
    conn: &mut Conn,
    id: OrganisationId,
) -> Result<Vec<SqlUuid>, Error> {
    Ok(organisation_members::table
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(id)))
        .select(organisation_members::account_id)
        .load(conn)?)
}

/// Number of open invitations to an organisation.
pub(in crate::organisations) fn invitations_of(
    conn: &mut Conn,
    id: OrganisationId,
    now: SqlTime,
) -> Result<u64, Error> {
    let open: i64 = organisation_invitations::table
        .filter(organisation_invitations::organisation_id.eq(SqlUuid::from(id)))
        .filter(organisation_invitations::used_at.is_null())
        .filter(organisation_invitations::expires_at.gt(now))
        .count()
        .get_result(conn)?;
    Ok(open.unsigned_abs())
}

/// Number of mandates that an organisation gave or holds.
pub(in crate::organisations) fn mandates_of(
    conn: &mut Conn,
    id: OrganisationId,
) -> Result<u64, Error> {
    let id = SqlUuid::from(id);
    let both: i64 = mandates::table
        .filter(mandates::company_id.eq(id).or(mandates::branch_id.eq(id)))
        .count()
        .get_result(conn)?;
    Ok(both.unsigned_abs())
}
