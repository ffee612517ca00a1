//! SQL of the people and of the invitations to a role.

use crate::accounts::rows::{AccountRow, GrantRow};
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, events, grants, role_invitations, sign_ins};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::account::{Grant, PersonState, Role};
use shared::id::AccountId;
use shared::place::Territory;
use std::collections::HashMap;

/// Filters of the list that the database applies.
#[derive(Debug, Clone, Default)]
pub(super) struct PeopleQuery {
    /// Only accounts created before this one.
    pub(super) before: Option<AccountId>,
    /// Only accounts with each of these roles.
    pub(super) roles: Vec<Role>,
    /// Only accounts with a role in this territory; it is that of the first of [`Self::roles`], if there is one.
    pub(super) territory: Option<Territory>,
    pub(super) state: Option<PersonState>,
    pub(super) limit: i64,
}

/// Accounts that were not erased, the latest first.
pub(super) fn people(conn: &mut Conn, wanted: &PeopleQuery) -> Result<Vec<AccountRow>, Error> {
    let mut query = accounts::table
        .filter(accounts::erased_at.is_null())
        .order(accounts::id.desc())
        .limit(wanted.limit)
        .select(AccountRow::as_select())
        .into_boxed();
    if let Some(before) = wanted.before {
        query = query.filter(accounts::id.lt(SqlUuid::from(before)));
    }
    for role in &wanted.roles {
        let holders = grants::table
            .filter(grants::role.eq(role.as_str()))
            .select(grants::account_id);
        query = query.filter(accounts::id.eq_any(holders));
    }
    if let Some(territory) = &wanted.territory {
        let role = wanted.roles.first().map(|role| role.as_str());
        let territory = territory.to_string();
        let held = grants::table.filter(grants::territory.eq(territory));
        query = match role {
            Some(role) => query.filter(
                accounts::id.eq_any(
                    held.filter(grants::role.eq(role))
                        .select(grants::account_id),
                ),
            ),
            None => query.filter(accounts::id.eq_any(held.select(grants::account_id))),
        };
    }
    match wanted.state {
        None => {}
        Some(PersonState::Enabled) => query = query.filter(accounts::disabled_at.is_null()),
        Some(PersonState::Disabled) => query = query.filter(accounts::disabled_at.is_not_null()),
        Some(PersonState::NeverSignedIn) => {
            let signed_in = sign_ins::table.filter(sign_ins::account_id.eq(accounts::id));
            query = query
                .filter(accounts::disabled_at.is_null())
                .filter(not(exists(signed_in)));
        }
    }
    Ok(query.load(conn)?)
}

/// The roles of these accounts.
pub(super) fn grants_of(
    conn: &mut Conn,
    accounts: &[SqlUuid],
) -> Result<HashMap<AccountId, Vec<Grant>>, Error> {
    let rows: Vec<GrantRow> = grants::table
        .filter(grants::account_id.eq_any(accounts.iter().copied()))
        .order((grants::role, grants::territory))
        .select(GrantRow::as_select())
        .load(conn)?;
    let mut found: HashMap<AccountId, Vec<Grant>> = HashMap::new();
    for row in rows {
        let account = row.account_id.into();
        found.entry(account).or_default().push(row.into_grant()?);
    }
    Ok(found)
}

/// Time of the last sign-in of these accounts.
pub(super) fn last_sign_ins(
    conn: &mut Conn,
    accounts: &[SqlUuid],
) -> Result<HashMap<AccountId, SqlTime>, Error> {
    let rows: Vec<(SqlUuid, SqlTime)> = sign_ins::table
        .filter(sign_ins::account_id.eq_any(accounts.iter().copied()))
        .select((sign_ins::account_id, sign_ins::last_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(account, at)| (account.into(), at))
        .collect())
}

/// The row of an account that was not erased.
pub(super) fn row(conn: &mut Conn, id: AccountId) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::erased_at.is_null())
        .select(AccountRow::as_select())
        .first(conn)
        .optional()
}

/// Number of event submissions that an account owns.
pub(super) fn files_of(conn: &mut Conn, id: AccountId) -> Result<u64, Error> {
    let files: i64 = events::table
        .filter(events::owner_id.eq(SqlUuid::from(id)))
        .count()
        .get_result(conn)?;
    Ok(files.unsigned_abs())
}

/// Removes a role; returns false when the account does not have it.
pub(super) fn delete_grant(conn: &mut Conn, id: AccountId, grant: &Grant) -> QueryResult<bool> {
    let key = (
        SqlUuid::from(id),
        grant.role.as_str().to_owned(),
        grant.territory.to_string(),
    );
    let removed = diesel::delete(grants::table.find(key)).execute(conn)?;
    Ok(removed == 1)
}

/// Disables or enables an account.
pub(super) fn set_disabled(
    conn: &mut Conn,
    id: AccountId,
    disabled_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(SqlUuid::from(id)))
        .set((
            accounts::disabled_at.eq(disabled_at.map(SqlTime::from)),
            accounts::updated_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)
        .map(drop)
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = role_invitations)]
pub(super) struct RoleInvitationRow {
    pub(super) id: SqlUuid,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) role: String,
    pub(super) territory: String,
    pub(super) hash: String,
    pub(super) invited_by: SqlUuid,
    pub(super) created_at: SqlTime,
    pub(super) expires_at: SqlTime,
    pub(super) used_at: Option<SqlTime>,
}

impl RoleInvitationRow {
    /// The role and territory that it gives.
    ///
    /// # Errors
    ///
    /// When a stored value is unknown.
    pub(super) fn grant(&self) -> anyhow::Result<Grant> {
        GrantRow {
            account_id: self.invited_by,
            role: self.role.clone(),
            territory: self.territory.clone(),
            granted_at: self.created_at,
        }
        .into_grant()
    }
}

/// Stores an invitation in place of an open one to the same address with the same role and territory.
pub(super) fn store(conn: &mut Conn, row: &RoleInvitationRow) -> QueryResult<()> {
    let earlier = role_invitations::table
        .filter(role_invitations::email_key.eq(&row.email_key))
        .filter(role_invitations::role.eq(&row.role))
        .filter(role_invitations::territory.eq(&row.territory))
        .filter(role_invitations::used_at.is_null());
    diesel::delete(earlier).execute(conn)?;
    diesel::insert_into(role_invitations::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// The invitation with this secret, accepted or not.
pub(super) fn by_hash(conn: &mut Conn, hash: &str) -> QueryResult<Option<RoleInvitationRow>> {
    role_invitations::table
        .filter(role_invitations::hash.eq(hash))
        .select(RoleInvitationRow::as_select())
        .first(conn)
        .optional()
}

/// The invitation with this identifier that nobody has accepted.
pub(super) fn open(conn: &mut Conn, id: SqlUuid) -> QueryResult<Option<RoleInvitationRow>> {
    role_invitations::table
        .find(id)
        .filter(role_invitations::used_at.is_null())
        .select(RoleInvitationRow::as_select())
        .first(conn)
        .optional()
}

/// The invitations that can still be accepted, newest first.
pub(super) fn open_ones(
    conn: &mut Conn,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<RoleInvitationRow>> {
    role_invitations::table
        .filter(role_invitations::used_at.is_null())
        .filter(role_invitations::expires_at.gt(SqlTime::from(now)))
        .order(role_invitations::id.desc())
        .limit(limit)
        .select(RoleInvitationRow::as_select())
        .load(conn)
}

/// Uses an invitation up; returns false when it was used, revoked or has expired.
pub(super) fn use_up(conn: &mut Conn, id: SqlUuid, now: DateTime<Utc>) -> QueryResult<bool> {
    let open = role_invitations::table
        .find(id)
        .filter(role_invitations::used_at.is_null())
        .filter(role_invitations::expires_at.gt(SqlTime::from(now)));
    let used = diesel::update(open)
        .set(role_invitations::used_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    Ok(used == 1)
}

/// Deletes an invitation that nobody has accepted.
pub(super) fn delete_open(conn: &mut Conn, id: SqlUuid) -> QueryResult<bool> {
    let open = role_invitations::table
        .find(id)
        .filter(role_invitations::used_at.is_null());
    Ok(diesel::delete(open).execute(conn)? == 1)
}

/// Deletes the invitations that expired before `before`, accepted or not.
pub(in crate::accounts) fn forget_invitations(
    conn: &mut Conn,
    before: DateTime<Utc>,
) -> Result<(), Error> {
    let old =
        role_invitations::table.filter(role_invitations::expires_at.lt(SqlTime::from(before)));
    diesel::delete(old).execute(conn)?;
    Ok(())
}

/// Names of accounts; those of erased ones are empty.
pub(super) fn names(conn: &mut Conn, ids: &[SqlUuid]) -> Result<HashMap<SqlUuid, String>, Error> {
    let rows: Vec<(SqlUuid, String)> = accounts::table
        .filter(accounts::id.eq_any(ids.iter().copied()))
        .select((accounts::id, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
