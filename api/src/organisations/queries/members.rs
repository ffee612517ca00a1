//! SQL of the members of organisations.

use crate::organisations::rows::{self, MemberRow, OrganisationRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, organisation_members, organisations};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{AccountId, OrganisationId};
use shared::organisation::{Member, OrganisationRole};

/// Role of a person in an organisation; `None` for anybody but its members.
pub(crate) fn role_of(
    conn: &mut Conn,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<Option<OrganisationRole>, Error> {
    let stored: Option<String> = organisation_members::table
        .find((SqlUuid::from(organisation), SqlUuid::from(account)))
        .select(organisation_members::role)
        .first(conn)
        .optional()?;
    let role = stored.map(|stored| rows::role(&stored));
    Ok(role.transpose()?)
}

/// The organisations of a person, by name.
pub(crate) fn of_account(
    conn: &mut Conn,
    account: AccountId,
) -> Result<Vec<(OrganisationRow, OrganisationRole)>, Error> {
    let found: Vec<(OrganisationRow, String)> = organisation_members::table
        .inner_join(organisations::table)
        .filter(organisation_members::account_id.eq(SqlUuid::from(account)))
        .order((organisations::name, organisations::id))
        .select((OrganisationRow::as_select(), organisation_members::role))
        .load(conn)?;
    let organisations = found
        .into_iter()
        .map(|(row, stored)| Ok((row, rows::role(&stored)?)));
    Ok(organisations.collect::<anyhow::Result<_>>()?)
}

/// Number of organisations that a person belongs to.
pub(in crate::organisations) fn number_of(
    conn: &mut Conn,
    account: AccountId,
) -> Result<usize, Error> {
    let counted: i64 = organisation_members::table
        .filter(organisation_members::account_id.eq(SqlUuid::from(account)))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(counted).unwrap_or(usize::MAX))
}

/// The members with their names, in the order in which they came, as `caller` sees them.
pub(in crate::organisations) fn named(
    conn: &mut Conn,
    organisation: OrganisationId,
    caller: AccountId,
) -> Result<Vec<Member>, Error> {
    let found: Vec<(SqlUuid, String, String, SqlTime)> = organisation_members::table
        .inner_join(accounts::table)
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(organisation)))
        .order((
            organisation_members::since,
            organisation_members::account_id,
        ))
        .select((
            organisation_members::account_id,
            accounts::name,
            organisation_members::role,
            organisation_members::since,
        ))
        .load(conn)?;
    let members = found.into_iter().map(|(account, name, stored, since)| {
        Ok(Member {
            account: account.into(),
            name,
            role: rows::role(&stored)?,
            since: since.0,
            you: AccountId::from(account) == caller,
        })
    });
    Ok(members.collect::<anyhow::Result<_>>()?)
}

/// Accounts of the members who manage an organisation, in the order in which they came.
pub(in crate::organisations) fn managers(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<Vec<AccountId>, Error> {
    let found: Vec<SqlUuid> = organisation_members::table
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(organisation)))
        .filter(organisation_members::role.eq(OrganisationRole::Manages.as_str()))
        .order((
            organisation_members::since,
            organisation_members::account_id,
        ))
        .select(organisation_members::account_id)
        .load(conn)?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Number of members of an organisation.
pub(in crate::organisations) fn count(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<usize, Error> {
    let counted: i64 = organisation_members::table
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(organisation)))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(counted).unwrap_or(usize::MAX))
}

/// Makes a person a member, or gives a member another role.
pub(in crate::organisations) fn put(
    conn: &mut Conn,
    organisation: OrganisationId,
    account: AccountId,
    role: OrganisationRole,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let member = (SqlUuid::from(organisation), SqlUuid::from(account));
    let changed = diesel::update(organisation_members::table.find(member))
        .set(organisation_members::role.eq(role.as_str()))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(organisation_members::table)
            .values(MemberRow {
                organisation_id: organisation.into(),
                account_id: account.into(),
                role: role.as_str().to_owned(),
                since: now.into(),
            })
            .execute(conn)?;
    }
    Ok(())
}

/// Removes a member; returns false when the person is none.
pub(in crate::organisations) fn remove(
    conn: &mut Conn,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<bool, Error> {
    let member = (SqlUuid::from(organisation), SqlUuid::from(account));
    let removed = diesel::delete(organisation_members::table.find(member)).execute(conn)?;
    Ok(removed == 1)
}

/// True when a member with this role has the address with that key.
pub(in crate::organisations) fn holds(
    conn: &mut Conn,
    organisation: OrganisationId,
    email_key: &str,
    role: OrganisationRole,
) -> Result<bool, Error> {
    let counted: i64 = organisation_members::table
        .inner_join(accounts::table)
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(organisation)))
        .filter(organisation_members::role.eq(role.as_str()))
        .filter(accounts::email_key.eq(email_key))
        .count()
        .get_result(conn)?;
    Ok(counted > 0)
}
