//! SQL of the routing rules.

use diesel::prelude::*;
use ground::db::schema::routing_rules;
use ground::db::types::SqlUuid;
use ground::db::{Conn, cached_list};
use ground::error::Error;
use ground::on;
use shared::id::{EditionId, ReviewGroupId};
use shared::label::RoutingRule;
use std::collections::HashMap;

/// The rules of a group by their conditions.
pub(crate) fn of_group(conn: &mut Conn, group: ReviewGroupId) -> Result<Vec<RoutingRule>, Error> {
    let keys: Vec<String> = routing_rules::table
        .filter(routing_rules::group_id.eq(SqlUuid::from(group)))
        .order(routing_rules::conditions)
        .select(routing_rules::conditions)
        .load(conn)?;
    Ok(keys
        .iter()
        .filter_map(|key| RoutingRule::of_key(key))
        .collect())
}

/// All rules of an edition, with their groups.
pub(crate) fn of_edition(
    conn: &mut Conn,
    edition: EditionId,
) -> Result<Vec<(RoutingRule, ReviewGroupId)>, Error> {
    let rows: Vec<(String, SqlUuid)> = routing_rules::table
        .filter(routing_rules::edition_id.eq(SqlUuid::from(edition)))
        .select((routing_rules::conditions, routing_rules::group_id))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(key, group)| Some((RoutingRule::of_key(&key)?, group.into())))
        .collect())
}

/// The groups of the rules with these keys, by key.
pub(crate) fn with_keys(
    conn: &mut Conn,
    edition: EditionId,
    keys: &[String],
) -> Result<HashMap<String, ReviewGroupId>, Error> {
    let mut found = HashMap::new();
    for keys in keys.chunks(super::BATCH) {
        let rules = routing_rules::table
            .filter(routing_rules::edition_id.eq(SqlUuid::from(edition)))
            .filter(routing_rules::conditions.eq_any(keys))
            .select((routing_rules::conditions, routing_rules::group_id));
        let rows: Vec<(String, SqlUuid)> = cached_list(keys.len(), rules).load(conn)?;
        found.extend(rows.into_iter().map(|(key, group)| (key, group.into())));
    }
    Ok(found)
}

/// Adds rules with these keys to a group.
pub(crate) fn insert(
    conn: &mut Conn,
    edition: EditionId,
    group: ReviewGroupId,
    keys: &[String],
) -> Result<(), Error> {
    for keys in keys.chunks(super::BATCH) {
        let rows: Vec<_> = keys
            .iter()
            .map(|key| {
                (
                    routing_rules::edition_id.eq(SqlUuid::from(edition)),
                    routing_rules::conditions.eq(key),
                    routing_rules::group_id.eq(SqlUuid::from(group)),
                )
            })
            .collect();
        on!(&mut *conn, c => diesel::insert_into(routing_rules::table).values(rows).execute(c)?);
    }
    Ok(())
}

/// Removes the rules with these keys.
pub(crate) fn delete(conn: &mut Conn, edition: EditionId, keys: &[String]) -> Result<(), Error> {
    for keys in keys.chunks(super::BATCH) {
        let rows = routing_rules::table
            .filter(routing_rules::edition_id.eq(SqlUuid::from(edition)))
            .filter(routing_rules::conditions.eq_any(keys));
        diesel::delete(rows).execute(conn)?;
    }
    Ok(())
}

/// Number of rules of each group.
pub(crate) fn counts(
    conn: &mut Conn,
    groups: &[ReviewGroupId],
) -> Result<HashMap<ReviewGroupId, u64>, Error> {
    let rows: Vec<SqlUuid> = routing_rules::table
        .filter(routing_rules::group_id.eq_any(groups.iter().copied().map(SqlUuid::from)))
        .select(routing_rules::group_id)
        .load(conn)?;
    let mut counts = HashMap::new();
    for group in rows {
        *counts.entry(group.into()).or_default() += 1;
    }
    Ok(counts)
}
