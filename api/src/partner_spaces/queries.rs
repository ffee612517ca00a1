//! SQL of spaces and their members.

use super::rows::{InvitationRow, MemberRow, SpaceRow, open_of};
use crate::accounts::people;
use crate::invitations::Row as _;
use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Conn;
use ground::db::schema::{accounts, api_keys, grants, partner_members, partner_spaces, webhooks};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::account::{Grant, Role};
use shared::id::{AccountId, PartnerSpaceId};
use shared::partner::{PartnerMember, PartnerSpacePeople, SPACES_MAX, WebhookState};
use shared::place::Territory;
use std::collections::HashMap;

/// Finds a space by its identifier, whoever asks.
pub(crate) fn find(conn: &mut Conn, id: PartnerSpaceId) -> Result<Option<SpaceRow>, Error> {
    Ok(partner_spaces::table
        .find(SqlUuid::from(id))
        .select(SpaceRow::as_select())
        .first(conn)
        .optional()?)
}

/// All spaces by name.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<SpaceRow>, Error> {
    Ok(partner_spaces::table
        .order((partner_spaces::name, partner_spaces::id))
        .limit(i64::try_from(SPACES_MAX).unwrap_or(i64::MAX))
        .select(SpaceRow::as_select())
        .load(conn)?)
}

/// Spaces of a person by name.
pub(super) fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<SpaceRow>, Error> {
    Ok(partner_members::table
        .inner_join(partner_spaces::table)
        .filter(partner_members::account_id.eq(SqlUuid::from(account)))
        .order((partner_spaces::name, partner_spaces::id))
        .limit(i64::try_from(SPACES_MAX).unwrap_or(i64::MAX))
        .select(SpaceRow::as_select())
        .load(conn)?)
}

/// Counts the open spaces of all partners.
pub(super) fn number(conn: &mut Conn) -> Result<usize, Error> {
    let counted: i64 = partner_spaces::table.count().get_result(conn)?;
    Ok(usize::try_from(counted).unwrap_or(usize::MAX))
}

/// The space of a partner, open or closed.
pub(super) fn of_partner(conn: &mut Conn, partner: &str) -> Result<Option<SpaceRow>, Error> {
    Ok(partner_spaces::table
        .filter(partner_spaces::partner.eq(partner))
        .select(SpaceRow::as_select())
        .first(conn)
        .optional()?)
}

/// Opens a closed space again, under a name.
pub(super) fn reopen(conn: &mut Conn, id: SqlUuid, name: &str) -> Result<(), Error> {
    diesel::update(partner_spaces::table.find(id))
        .set((
            partner_spaces::name.eq(name),
            partner_spaces::closed_at.eq(None::<SqlTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Closes a space: revokes its keys, stops its webhooks, and withdraws the open invitations; returns false when it is closed already. Whoever
/// delivers messages of a webhook at the moment stores nothing more.
pub(super) fn close(
    conn: &mut Conn,
    id: SqlUuid,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let open = partner_spaces::table
        .find(id)
        .filter(partner_spaces::closed_at.is_null());
    let closed = diesel::update(open)
        .set(partner_spaces::closed_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    if closed == 0 {
        return Ok(false);
    }
    let keys = api_keys::table
        .filter(api_keys::partner_id.eq(id))
        .filter(api_keys::revoked_at.is_null());
    diesel::update(keys)
        .set((
            api_keys::revoked_at.eq(Some(SqlTime::from(now))),
            api_keys::revoked_by.eq(Some(SqlUuid::from(by))),
        ))
        .execute(conn)?;
    diesel::update(webhooks::table.filter(webhooks::partner_id.eq(id)))
        .set((
            webhooks::state.eq(WebhookState::Closed.as_str()),
            webhooks::failures.eq(0),
            webhooks::failing_since.eq(None::<SqlTime>),
            webhooks::next_at.eq(None::<SqlTime>),
            webhooks::epoch.eq(webhooks::epoch + 1_i64),
        ))
        .execute(conn)?;
    diesel::delete(open_of(id)).execute(conn)?;
    Ok(true)
}

pub(super) fn insert(conn: &mut Conn, row: &SpaceRow) -> Result<(), Error> {
    diesel::insert_into(partner_spaces::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Number of members of each space that has any.
pub(super) fn numbers_of_members(conn: &mut Conn) -> Result<HashMap<PartnerSpaceId, u64>, Error> {
    let rows: Vec<(SqlUuid, i64)> = partner_members::table
        .group_by(partner_members::partner_id)
        .select((partner_members::partner_id, count_star()))
        .load(conn)?;
    let number = |(id, number): (SqlUuid, i64)| (id.into(), number.unsigned_abs());
    Ok(rows.into_iter().map(number).collect())
}

/// True when a person belongs to a space.
pub(crate) fn is_member(
    conn: &mut Conn,
    id: PartnerSpaceId,
    account: AccountId,
) -> Result<bool, Error> {
    let found: i64 = partner_members::table
        .find((SqlUuid::from(id), SqlUuid::from(account)))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// The members of a space, in the order in which they came.
pub(crate) fn members(conn: &mut Conn, id: PartnerSpaceId) -> Result<Vec<AccountId>, Error> {
    let found: Vec<SqlUuid> = partner_members::table
        .filter(partner_members::partner_id.eq(SqlUuid::from(id)))
        .order((partner_members::since, partner_members::account_id))
        .select(partner_members::account_id)
        .load(conn)?;
    Ok(found.into_iter().map(AccountId::from).collect())
}

/// Makes a person a member, with the role that comes with it.
pub(super) fn join(
    conn: &mut Conn,
    clock: &Clock,
    id: PartnerSpaceId,
    account: AccountId,
) -> Result<(), Error> {
    if is_member(conn, id, account)? {
        return Ok(());
    }
    diesel::insert_into(partner_members::table)
        .values(MemberRow {
            partner_id: id.into(),
            account_id: account.into(),
            since: SqlTime::from(clock.now()),
        })
        .execute(conn)?;
    let grant = Grant {
        role: Role::Partner,
        territory: Territory::National,
    };
    people::grant(conn, clock, account, &grant)?;
    Ok(())
}

/// Ends a membership with the API keys that the person made there, and the role with the last one; returns false when there is none. `by` is who
/// ends it.
pub(super) fn leave(
    conn: &mut Conn,
    id: PartnerSpaceId,
    account: AccountId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let member = (SqlUuid::from(id), SqlUuid::from(account));
    if diesel::delete(partner_members::table.find(member)).execute(conn)? == 0 {
        return Ok(false);
    }
    let made = api_keys::table
        .filter(api_keys::partner_id.eq(SqlUuid::from(id)))
        .filter(api_keys::account_id.eq(SqlUuid::from(account)))
        .filter(api_keys::revoked_at.is_null());
    diesel::update(made)
        .set((
            api_keys::revoked_at.eq(Some(SqlTime::from(now))),
            api_keys::revoked_by.eq(Some(SqlUuid::from(by))),
        ))
        .execute(conn)?;
    let others: i64 = partner_members::table
        .filter(partner_members::account_id.eq(SqlUuid::from(account)))
        .count()
        .get_result(conn)?;
    if others == 0 {
        let role = grants::table
            .filter(grants::account_id.eq(SqlUuid::from(account)))
            .filter(grants::role.eq(Role::Partner.as_str()));
        diesel::delete(role).execute(conn)?;
    }
    Ok(true)
}

/// True when a member of the space has an address with this key.
pub(super) fn holds(conn: &mut Conn, id: PartnerSpaceId, email_key: &str) -> Result<bool, Error> {
    let found: i64 = partner_members::table
        .inner_join(accounts::table)
        .filter(partner_members::partner_id.eq(SqlUuid::from(id)))
        .filter(accounts::email_key.eq(email_key))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// A space with its people, as `caller` sees them.
pub(super) fn people(
    conn: &mut Conn,
    space: &SpaceRow,
    caller: AccountId,
    now: DateTime<Utc>,
) -> Result<PartnerSpacePeople, Error> {
    let found: Vec<(SqlUuid, String, SqlTime)> = partner_members::table
        .inner_join(accounts::table)
        .filter(partner_members::partner_id.eq(space.id))
        .order((partner_members::since, partner_members::account_id))
        .select((
            partner_members::account_id,
            accounts::name,
            partner_members::since,
        ))
        .load(conn)?;
    let members = found
        .into_iter()
        .map(|(account, name, since)| PartnerMember {
            account: account.into(),
            name,
            since: since.0,
            you: AccountId::from(account) == caller,
        });
    let invitations = InvitationRow::open(conn, space.id, now)?.into_iter();
    Ok(PartnerSpacePeople {
        space: space.shown(),
        members: members.collect(),
        invitations: invitations.map(InvitationRow::shown).collect(),
    })
}
