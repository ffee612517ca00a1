//! SQL of the members of review groups.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, review_group_members};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{AccountId, ReviewGroupId};
use shared::label::GroupRole;
use std::collections::HashMap;

/// A member of a group.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) role: GroupRole,
}

fn role(text: &str) -> Result<GroupRole, Error> {
    Ok(GroupRole::parse(text).context("role in a group")?)
}

/// Members of a group, by name; disabled accounts are left out.
pub(crate) fn of_group(conn: &mut Conn, group: ReviewGroupId) -> Result<Vec<Member>, Error> {
    let rows: Vec<(SqlUuid, String, String)> = review_group_members::table
        .inner_join(accounts::table)
        .filter(review_group_members::group_id.eq(SqlUuid::from(group)))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name, review_group_members::role))
        .load(conn)?;
    rows.into_iter()
        .map(|(account, name, stored)| {
            Ok(Member {
                account: account.into(),
                name,
                role: role(&stored)?,
            })
        })
        .collect()
}

/// The groups of an account, with its role in each.
pub(crate) fn groups_of(
    conn: &mut Conn,
    account: AccountId,
) -> Result<HashMap<ReviewGroupId, GroupRole>, Error> {
    let rows: Vec<(SqlUuid, String)> = review_group_members::table
        .filter(review_group_members::account_id.eq(SqlUuid::from(account)))
        .select((review_group_members::group_id, review_group_members::role))
        .load(conn)?;
    rows.into_iter()
        .map(|(group, stored)| Ok((group.into(), role(&stored)?)))
        .collect()
}

/// The accounts that belong to any of these groups.
pub(crate) fn of_groups(
    conn: &mut Conn,
    groups: &[ReviewGroupId],
) -> Result<Vec<AccountId>, Error> {
    let rows: Vec<SqlUuid> = review_group_members::table
        .filter(review_group_members::group_id.eq_any(groups.iter().copied().map(SqlUuid::from)))
        .select(review_group_members::account_id)
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Number of members of each group.
pub(crate) fn counts(
    conn: &mut Conn,
    groups: &[ReviewGroupId],
) -> Result<HashMap<ReviewGroupId, u64>, Error> {
    let rows: Vec<SqlUuid> = review_group_members::table
        .inner_join(accounts::table)
        .filter(accounts::disabled_at.is_null())
        .filter(review_group_members::group_id.eq_any(groups.iter().copied().map(SqlUuid::from)))
        .select(review_group_members::group_id)
        .load(conn)?;
    let mut counts = HashMap::new();
    for group in rows {
        *counts.entry(group.into()).or_default() += 1;
    }
    Ok(counts)
}

/// The role of an account in a group.
pub(crate) fn role_of(
    conn: &mut Conn,
    group: ReviewGroupId,
    account: AccountId,
) -> Result<Option<GroupRole>, Error> {
    let found: Option<String> = review_group_members::table
        .find((SqlUuid::from(group), SqlUuid::from(account)))
        .select(review_group_members::role)
        .first(conn)
        .optional()?;
    found.as_deref().map(role).transpose()
}

/// Adds a member to a group.
pub(crate) fn insert(
    conn: &mut Conn,
    group: ReviewGroupId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(review_group_members::table)
        .values((
            review_group_members::group_id.eq(SqlUuid::from(group)),
            review_group_members::account_id.eq(SqlUuid::from(account)),
            review_group_members::role.eq(GroupRole::Reviews.as_str()),
            review_group_members::since.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives a member another role.
pub(crate) fn set_role(
    conn: &mut Conn,
    group: ReviewGroupId,
    account: AccountId,
    role: GroupRole,
) -> Result<(), Error> {
    let member = review_group_members::table.find((SqlUuid::from(group), SqlUuid::from(account)));
    diesel::update(member)
        .set(review_group_members::role.eq(role.as_str()))
        .execute(conn)?;
    Ok(())
}

/// Removes a member; returns false when there is none.
pub(crate) fn remove(
    conn: &mut Conn,
    group: ReviewGroupId,
    account: AccountId,
) -> Result<bool, Error> {
    let member = review_group_members::table.find((SqlUuid::from(group), SqlUuid::from(account)));
    Ok(diesel::delete(member).execute(conn)? > 0)
}
