//! Invitations to organisations.

use crate::organisations::rows::InvitationRow;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, organisation_invitations};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{AccountId, InvitationId, OrganisationId};
use shared::organisation::OpenMemberInvitation;

/// The invitations to an organisation that were not accepted, expired or not.
#[diesel::dsl::auto_type(no_type_alias)]
fn open_of(organisation: SqlUuid) -> _ {
    organisation_invitations::table
        .filter(organisation_invitations::organisation_id.eq(organisation))
        .filter(organisation_invitations::used_at.is_null())
}

/// Stores an invitation. An earlier one to the same address gives way to it.
pub(in crate::organisations) fn store(conn: &mut Conn, row: &InvitationRow) -> Result<(), Error> {
    let replaced =
        open_of(row.organisation_id).filter(organisation_invitations::email_key.eq(&row.email_key));
    diesel::delete(replaced).execute(conn)?;
    diesel::insert_into(organisation_invitations::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The open invitations to an organisation.
pub(in crate::organisations) fn open(
    conn: &mut Conn,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenMemberInvitation>, Error> {
    let rows: Vec<InvitationRow> = open_of(organisation.into())
        .filter(organisation_invitations::expires_at.ge(SqlTime::from(now)))
        .order(organisation_invitations::id)
        .select(InvitationRow::as_select())
        .load(conn)?;
    let open = rows.into_iter().map(InvitationRow::open);
    Ok(open.collect::<anyhow::Result<_>>()?)
}

/// The open invitations to an address.
pub(in crate::organisations) fn open_to(
    conn: &mut Conn,
    email_key: &str,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<InvitationRow>, Error> {
    Ok(organisation_invitations::table
        .filter(organisation_invitations::email_key.eq(email_key))
        .filter(organisation_invitations::used_at.is_null())
        .filter(organisation_invitations::expires_at.ge(SqlTime::from(now)))
        .order(organisation_invitations::id)
        .limit(limit)
        .select(InvitationRow::as_select())
        .load(conn)?)
}

/// The invitation whose secret has this hash.
pub(in crate::organisations) fn by_hash(
    conn: &mut Conn,
    hash: &str,
) -> Result<Option<InvitationRow>, Error> {
    Ok(organisation_invitations::table
        .filter(organisation_invitations::hash.eq(hash))
        .select(InvitationRow::as_select())
        .first(conn)
        .optional()?)
}

/// Finds an invitation to an organisation that was not accepted.
pub(in crate::organisations) fn find_open(
    conn: &mut Conn,
    organisation: OrganisationId,
    id: InvitationId,
) -> Result<Option<InvitationRow>, Error> {
    Ok(open_of(organisation.into())
        .filter(organisation_invitations::id.eq(SqlUuid::from(id)))
        .select(InvitationRow::as_select())
        .first(conn)
        .optional()?)
}

/// Deletes an invitation that was not accepted; returns false when it was accepted or deleted already.
pub(in crate::organisations) fn delete(conn: &mut Conn, id: SqlUuid) -> Result<bool, Error> {
    let unused = organisation_invitations::table
        .filter(organisation_invitations::id.eq(id))
        .filter(organisation_invitations::used_at.is_null());
    Ok(diesel::delete(unused).execute(conn)? == 1)
}

/// Deletes the invitations that nobody has accepted, when an organisation has no members any more.
pub(in crate::organisations) fn delete_open(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<(), Error> {
    diesel::delete(open_of(organisation.into())).execute(conn)?;
    Ok(())
}

/// Marks an invitation as accepted; returns false when it was accepted or deleted already.
pub(in crate::organisations) fn use_up(
    conn: &mut Conn,
    id: SqlUuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let unused = organisation_invitations::table
        .filter(organisation_invitations::id.eq(id))
        .filter(organisation_invitations::used_at.is_null());
    let used = diesel::update(unused)
        .set(organisation_invitations::used_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    Ok(used == 1)
}

/// Deletes invitations that expired before that time.
pub(in crate::organisations) fn forget(
    conn: &mut Conn,
    before: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::delete(
        organisation_invitations::table
            .filter(organisation_invitations::expires_at.lt(SqlTime::from(before))),
    )
    .execute(conn)?;
    Ok(())
}

/// Name of the person of an account; empty once the account was erased.
pub(in crate::organisations) fn name_of(
    conn: &mut Conn,
    account: AccountId,
) -> Result<String, Error> {
    Ok(accounts::table
        .find(SqlUuid::from(account))
        .select(accounts::name)
        .first(conn)?)
}
