//! SQL of the drafts that are reminded of.

use super::rows::EventRow;
use super::stored::StoredFile;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{draft_reminders, events};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use std::collections::HashSet;
use std::sync::Arc;

/// Owners of drafts in an edition, after `after` in the order of their identifiers, at most `limit`.
pub(super) fn owners(
    conn: &mut Conn,
    edition: EditionId,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<AccountId>, Error> {
    let mut query = events::table
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .filter(events::state.eq(LabelState::Draft.as_str()))
        .select(events::owner_id)
        .distinct()
        .order(events::owner_id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(events::owner_id.gt(SqlUuid::from(after)));
    }
    let owners: Vec<SqlUuid> = query.load(conn)?;
    Ok(owners.into_iter().map(Into::into).collect())
}

/// The drafts of a person in an edition, oldest first.
pub(super) fn of(
    conn: &mut Conn,
    (id, edition): (EditionId, &Arc<Edition>),
    owner: AccountId,
) -> Result<Vec<StoredFile>, Error> {
    let rows = events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::edition_id.eq(SqlUuid::from(id)))
        .filter(events::state.eq(LabelState::Draft.as_str()))
        .order(events::id)
        .select(EventRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| row.into_file(Arc::clone(edition)))
        .collect::<anyhow::Result<_>>()?)
}

/// The reminders of these drafts that were sent: draft and days before the deadline.
pub(super) fn reminded(
    conn: &mut Conn,
    drafts: &[StoredFile],
) -> Result<HashSet<(EventId, i32)>, Error> {
    let ids: Vec<SqlUuid> = drafts.iter().map(|draft| draft.id.into()).collect();
    let rows: Vec<(SqlUuid, i32)> = draft_reminders::table
        .filter(draft_reminders::event_id.eq_any(ids))
        .select((draft_reminders::event_id, draft_reminders::days_before))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, days)| (id.into(), days))
        .collect())
}

/// Notes that a draft was reminded of. The database refuses to note the same reminder twice.
pub(super) fn note_reminder(
    conn: &mut Conn,
    draft: EventId,
    days_before: i32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(draft_reminders::table)
        .values((
            draft_reminders::event_id.eq(SqlUuid::from(draft)),
            draft_reminders::days_before.eq(days_before),
            draft_reminders::sent_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}
