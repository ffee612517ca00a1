//! SQL of the review groups.

use super::{assignments, members, rules};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{review_defaults, review_groups};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use shared::id::{AccountId, EditionId, ReviewGroupId};
use shared::label::{GroupRole, NamedGroup};
use shared::problem::Code;
use shared::text::fold;
use std::collections::HashMap;

/// A group as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = review_groups)]
struct Row {
    id: SqlUuid,
    edition_id: SqlUuid,
    name: String,
    name_key: String,
    version: i32,
}

/// A review group of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: ReviewGroupId,
    pub(crate) edition: EditionId,
    pub(crate) name: String,
    /// The name by which it is sorted.
    pub(crate) key: String,
    pub(crate) version: i32,
}

impl From<Row> for Group {
    fn from(row: Row) -> Self {
        let Row {
            id,
            edition_id,
            name,
            name_key,
            version,
        } = row;
        Self {
            id: id.into(),
            edition: edition_id.into(),
            name,
            key: name_key,
            version,
        }
    }
}

impl Group {
    /// Identifier and name of the group.
    pub(crate) fn named(&self) -> NamedGroup {
        NamedGroup {
            id: self.id,
            name: self.name.clone(),
        }
    }
}

/// The group with this identifier; `None` when it does not exist.
pub(crate) fn find(conn: &mut Conn, id: ReviewGroupId) -> Result<Option<Group>, Error> {
    let row: Option<Row> = review_groups::table
        .find(SqlUuid::from(id))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Into::into))
}

/// At most `limit` groups of an edition after a name, by name, whose names contain `words`.
pub(crate) fn list(
    conn: &mut Conn,
    edition: EditionId,
    words: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Group>, Error> {
    // The folded text has letters, digits and spaces only.
    let pattern = format!("%{}%", fold(words));
    let rows: Vec<Row> = review_groups::table
        .filter(review_groups::edition_id.eq(SqlUuid::from(edition)))
        .filter(review_groups::name_key.gt(after.unwrap_or_default()))
        .filter(review_groups::name_key.like(pattern))
        .order(review_groups::name_key)
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Names of these groups; unknown identifiers are left out.
pub(crate) fn names(
    conn: &mut Conn,
    ids: &[ReviewGroupId],
) -> Result<HashMap<ReviewGroupId, String>, Error> {
    let mut found = HashMap::new();
    for ids in ids.chunks(super::BATCH) {
        let named = review_groups::table
            .filter(review_groups::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
            .select((review_groups::id, review_groups::name));
        let rows: Vec<(SqlUuid, String)> = cached_list(ids.len(), named).load(conn)?;
        found.extend(rows.into_iter().map(|(id, name)| (id.into(), name)));
    }
    Ok(found)
}

/// Number of groups of an edition.
pub(crate) fn count(conn: &mut Conn, edition: EditionId) -> Result<i64, Error> {
    Ok(review_groups::table
        .filter(review_groups::edition_id.eq(SqlUuid::from(edition)))
        .count()
        .get_result(conn)?)
}

/// Stores a new group; two groups of an edition with the same name violate a constraint.
pub(crate) fn insert(conn: &mut Conn, group: &Group, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::insert_into(review_groups::table)
        .values((
            review_groups::id.eq(SqlUuid::from(group.id)),
            review_groups::edition_id.eq(SqlUuid::from(group.edition)),
            review_groups::name.eq(&group.name),
            review_groups::name_key.eq(&group.key),
            review_groups::version.eq(group.version),
            review_groups::created_at.eq(SqlTime::from(now)),
            review_groups::updated_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Stores the next version of a group.
///
/// # Errors
///
/// `precondition_failed` when somebody else has changed it since it was read.
pub(crate) fn update(
    conn: &mut Conn,
    group: &Group,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let read = review_groups::table
        .find(SqlUuid::from(group.id))
        .filter(review_groups::version.eq(group.version));
    let stored = diesel::update(read)
        .set((
            review_groups::name.eq(name),
            review_groups::name_key.eq(fold(name)),
            review_groups::version.eq(group.version + 1),
            review_groups::updated_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    if stored == 0 {
        return Err(Error::rejected(Code::PreconditionFailed));
    }
    Ok(())
}

/// Removes a group with its members and rules.
pub(crate) fn delete(conn: &mut Conn, id: ReviewGroupId) -> Result<(), Error> {
    diesel::delete(review_groups::table.find(SqlUuid::from(id))).execute(conn)?;
    Ok(())
}

/// The default group of an edition.
pub(crate) fn default_of(
    conn: &mut Conn,
    edition: EditionId,
) -> Result<Option<ReviewGroupId>, Error> {
    let found: Option<SqlUuid> = review_defaults::table
        .find(SqlUuid::from(edition))
        .select(review_defaults::group_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// Makes a group the default one of its edition, or ends that.
pub(crate) fn set_default(conn: &mut Conn, group: &Group, default: bool) -> Result<(), Error> {
    let known = review_defaults::table.find(SqlUuid::from(group.edition));
    if default {
        diesel::delete(known).execute(conn)?;
        diesel::insert_into(review_defaults::table)
            .values((
                review_defaults::edition_id.eq(SqlUuid::from(group.edition)),
                review_defaults::group_id.eq(SqlUuid::from(group.id)),
            ))
            .execute(conn)?;
    } else {
        diesel::delete(known.filter(review_defaults::group_id.eq(SqlUuid::from(group.id))))
            .execute(conn)?;
    }
    Ok(())
}

/// Numbers and roles that a list of groups shows beside their names.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) members: HashMap<ReviewGroupId, u64>,
    pub(crate) rules: HashMap<ReviewGroupId, u64>,
    pub(crate) waiting: HashMap<ReviewGroupId, u64>,
    /// Role of the caller in each group.
    pub(crate) roles: HashMap<ReviewGroupId, GroupRole>,
}

/// Counts what groups have.
pub(crate) fn counts(
    conn: &mut Conn,
    ids: &[ReviewGroupId],
    caller: AccountId,
) -> Result<Counts, Error> {
    Ok(Counts {
        members: members::counts(conn, ids)?,
        rules: rules::counts(conn, ids)?,
        waiting: assignments::waiting_in(conn, ids)?,
        roles: members::groups_of(conn, caller)?,
    })
}
