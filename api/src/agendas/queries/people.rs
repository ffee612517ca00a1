//! SQL of the people of an agenda, and of the systems that its events come from.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    account_uids, accounts, events, external_ids, grants, organisation_members, organisations,
};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::account::Role;
use shared::id::{AccountId, EditionId};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Roles of those who belong to every agenda.
const EVERYWHERE: [&str; 3] = [
    Role::Referent.as_str(),
    Role::Coordinator.as_str(),
    Role::Administrator.as_str(),
];

/// Maximum number of systems that are read.
const SOURCES_MAX: i64 = 10_000;

/// A person as OpenAgenda lists the members of an agenda.
#[derive(Debug, Clone)]
pub(in super::super) struct Member {
    pub(in super::super) uid: i64,
    pub(in super::super) name: String,
    pub(in super::super) email: String,
    /// Roles that were granted; `organiser` is implicit.
    pub(in super::super) roles: Vec<Role>,
    /// Name of an organisation that the person belongs to.
    pub(in super::super) organisation: Option<String>,
}

/// The number of an account.
pub(in super::super) fn account_uid(conn: &mut Conn, account: AccountId) -> Result<i64, Error> {
    Ok(account_uids::table
        .filter(account_uids::account_id.eq(SqlUuid::from(account)))
        .select(account_uids::uid)
        .first(conn)?)
}

/// The accounts that review or coordinate, or submitted an event to an edition.
macro_rules! members {
    ($edition:expr) => {{
        let granted = grants::table
            .filter(grants::role.eq_any(EVERYWHERE))
            .select(grants::account_id);
        let filed = events::table
            .filter(events::edition_id.eq(SqlUuid::from($edition)))
            .filter(events::submitted_at.is_not_null())
            .select(events::owner_id);
        accounts::table
            .inner_join(account_uids::table)
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::id.eq_any(granted).or(accounts::id.eq_any(filed)))
            .into_boxed()
    }};
}

/// Number of the members of an edition.
pub(in super::super) fn count(conn: &mut Conn, edition: EditionId) -> Result<i64, Error> {
    Ok(members!(edition).count().get_result(conn)?)
}

/// The members of an edition by number, behind `after`, at most `limit`.
pub(in super::super) fn members(
    conn: &mut Conn,
    edition: EditionId,
    after: i64,
    limit: i64,
) -> Result<Vec<Member>, Error> {
    let rows: Vec<(i64, SqlUuid, String, String)> = members!(edition)
        .filter(account_uids::uid.gt(after))
        .order(account_uids::uid)
        .limit(limit)
        .select((
            account_uids::uid,
            accounts::id,
            accounts::name,
            accounts::email,
        ))
        .load(conn)?;
    let ids: Vec<SqlUuid> = rows.iter().map(|(_, id, ..)| *id).collect();
    let granted: Vec<(SqlUuid, String)> = grants::table
        .filter(grants::account_id.eq_any(ids.clone()))
        .select((grants::account_id, grants::role))
        .load(conn)?;
    let mut roles: HashMap<Uuid, Vec<Role>> = HashMap::new();
    for (id, role) in granted {
        roles.entry(id.0).or_default().extend(Role::parse(&role));
    }
    let belonging: Vec<(SqlUuid, String)> = organisation_members::table
        .inner_join(organisations::table)
        .filter(organisation_members::account_id.eq_any(ids))
        .order((organisation_members::since.desc(), organisations::id))
        .select((organisation_members::account_id, organisations::name))
        .load(conn)?;
    let mut named: HashMap<Uuid, String> = belonging
        .into_iter()
        .map(|(id, name)| (id.0, name))
        .collect();
    let members = rows.into_iter().map(|(uid, id, name, email)| Member {
        uid,
        name,
        email,
        roles: roles.remove(&id.0).unwrap_or_default(),
        organisation: named.remove(&id.0),
    });
    Ok(members.collect())
}

/// Names of other systems from which submitted events of an edition come, sorted; at most [`SOURCES_MAX`] of each kind.
pub(in super::super) fn sources(
    conn: &mut Conn,
    edition: EditionId,
) -> Result<BTreeSet<String>, Error> {
    let edition = SqlUuid::from(edition);
    let named: Vec<String> = external_ids::table
        .inner_join(events::table)
        .filter(events::edition_id.eq(edition))
        .filter(events::submitted_at.is_not_null())
        .select(external_ids::source)
        .distinct()
        .limit(SOURCES_MAX)
        .load(conn)?;
    let imported: Vec<Option<String>> = events::table
        .filter(events::edition_id.eq(edition))
        .filter(events::submitted_at.is_not_null())
        .filter(events::external_source.is_not_null())
        .select(events::external_source)
        .distinct()
        .limit(SOURCES_MAX)
        .load(conn)?;
    // Sorted here: the database has an order of its own.
    Ok(named
        .into_iter()
        .chain(imported.into_iter().flatten())
        .collect())
}
