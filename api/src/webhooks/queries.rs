//! SQL of webhooks and of attempts to deliver.

use super::rows::{DeliveryRow, Progress, WebhookRow, known};
use crate::changes::Reader;
use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{webhook_deliveries, webhooks};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::{PartnerSpaceId, WebhookDeliveryId, WebhookId};
use shared::partner::{DeliveryState, WEBHOOK_REPLAYS_MAX, WebhookState};

/// Rows of one `INSERT`: 13 columns each, far below the 65,535 parameters of PostgreSQL.
const INSERTED_AT_ONCE: usize = 500;
/// Maximum number of identifiers in one statement.
const AT_ONCE: usize = 500;

/// The webhooks of a space, oldest first.
pub(super) fn of_space(conn: &mut Conn, space: PartnerSpaceId) -> Result<Vec<WebhookRow>, Error> {
    Ok(webhooks::table
        .filter(webhooks::partner_id.eq(SqlUuid::from(space)))
        .order((webhooks::created_at, webhooks::id))
        .select(WebhookRow::as_select())
        .load(conn)?)
}

/// A webhook of a space.
pub(super) fn find(
    conn: &mut Conn,
    space: PartnerSpaceId,
    id: WebhookId,
) -> Result<Option<WebhookRow>, Error> {
    Ok(webhooks::table
        .find(SqlUuid::from(id))
        .filter(webhooks::partner_id.eq(SqlUuid::from(space)))
        .select(WebhookRow::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert(conn: &mut Conn, row: &WebhookRow) -> Result<(), Error> {
    diesel::insert_into(webhooks::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Deletes a webhook with its deliveries.
pub(super) fn delete(conn: &mut Conn, id: SqlUuid) -> Result<(), Error> {
    diesel::delete(webhooks::table.find(id)).execute(conn)?;
    Ok(())
}

/// Sets the state by hand: what failed is tried again at once, and the patience with the receiver begins anew.
pub(super) fn switch(conn: &mut Conn, id: SqlUuid, state: WebhookState) -> Result<(), Error> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::state.eq(state.as_str()),
            webhooks::failures.eq(0),
            webhooks::failing_since.eq(None::<SqlTime>),
            webhooks::next_at.eq(None::<SqlTime>),
            webhooks::epoch.eq(webhooks::epoch + 1_i64),
        ))
        .execute(conn)?;
    Ok(())
}

/// Sets the number of the secret, and until when the one before signs too.
pub(super) fn rotate(
    conn: &mut Conn,
    id: SqlUuid,
    number: i32,
    old_until: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::secret_number.eq(number),
            webhooks::old_secret_until.eq(old_until.map(SqlTime::from)),
            webhooks::epoch.eq(webhooks::epoch + 1_i64),
        ))
        .execute(conn)?;
    Ok(())
}

/// Sets the position in the stream by hand. Messages get other identifiers than before, so that no receiver takes them for repetitions.
pub(super) fn go_to(conn: &mut Conn, id: SqlUuid, reader: Reader) -> Result<(), Error> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::reader.eq(SqlJson::of(&reader)?),
            webhooks::known.eq(known(reader)),
            webhooks::run.eq(webhooks::run + 1),
            webhooks::message.eq(None::<String>),
            webhooks::message_since.eq(None::<SqlTime>),
            webhooks::message_changes.eq(0),
            webhooks::next_at.eq(None::<SqlTime>),
            webhooks::epoch.eq(webhooks::epoch + 1_i64),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a webhook for delivery, unless it is not active or its next attempt is not due. Whoever took it before stores nothing more.
pub(super) fn take(
    conn: &mut Conn,
    id: WebhookId,
    now: DateTime<Utc>,
) -> Result<Option<WebhookRow>, Error> {
    let due = webhooks::next_at
        .is_null()
        .or(webhooks::next_at.le(SqlTime::from(now)));
    let taken = diesel::update(
        webhooks::table
            .find(SqlUuid::from(id))
            .filter(webhooks::state.eq(WebhookState::Active.as_str()))
            .filter(due),
    )
    .set(webhooks::epoch.eq(webhooks::epoch + 1_i64))
    .execute(conn)?;
    if taken == 0 {
        return Ok(None);
    }
    Ok(webhooks::table
        .find(SqlUuid::from(id))
        .select(WebhookRow::as_select())
        .first(conn)
        .optional()?)
}

/// Stores the progress of whoever took the webhook at an epoch; false when somebody changed it, or took it, since.
pub(super) fn store(
    conn: &mut Conn,
    id: SqlUuid,
    epoch: i64,
    progress: &Progress,
) -> Result<bool, Error> {
    let held = webhooks::table.find(id).filter(webhooks::epoch.eq(epoch));
    Ok(diesel::update(held).set(progress.clone()).execute(conn)? == 1)
}

/// A webhook that has nothing to tell up to a version.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    id: SqlUuid,
    epoch: i64,
    before: i64,
    reader: SqlJson,
    known: i64,
}

impl Passed {
    /// The webhook of a row with its new position.
    ///
    /// # Errors
    ///
    /// When the position has no JSON form, which its type rules out.
    pub(super) fn of(row: &WebhookRow, reader: Reader) -> serde_json::Result<Self> {
        Ok(Self {
            id: row.id,
            epoch: row.epoch,
            before: row.known,
            reader: SqlJson::of(&reader)?,
            known: known(reader),
        })
    }
}

/// Stores the new position of a webhook, unless it has moved meanwhile.
pub(super) fn pass(conn: &mut Conn, passed: &Passed) -> Result<(), Error> {
    let held = webhooks::table
        .find(passed.id)
        .filter(webhooks::epoch.eq(passed.epoch))
        .filter(webhooks::known.eq(passed.before));
    diesel::update(held)
        .set((
            webhooks::reader.eq(passed.reader.clone()),
            webhooks::known.eq(passed.known),
        ))
        .execute(conn)?;
    Ok(())
}

/// True when a webhook exists, in any state.
pub(super) fn exists(conn: &mut Conn, id: SqlUuid) -> Result<bool, Error> {
    let found: i64 = webhooks::table.find(id).count().get_result(conn)?;
    Ok(found > 0)
}

/// The active webhooks that may have something to send: events have changed since a version, or somebody asked for a message again.
pub(super) fn due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    changed: i64,
    limit: i64,
) -> Result<Vec<(WebhookRow, bool)>, Error> {
    let asked: Vec<SqlUuid> = webhook_deliveries::table
        .filter(webhook_deliveries::state.eq(DeliveryState::Waiting.as_str()))
        .select(webhook_deliveries::webhook_id)
        .distinct()
        .load(conn)?;
    let due = webhooks::next_at
        .is_null()
        .or(webhooks::next_at.le(SqlTime::from(now)));
    let behind = webhooks::known
        .lt(changed)
        .or(webhooks::id.eq_any(asked.clone()));
    let rows: Vec<WebhookRow> = webhooks::table
        .filter(webhooks::state.eq(WebhookState::Active.as_str()))
        .filter(due)
        .filter(behind)
        .order((webhooks::known, webhooks::id))
        .limit(limit)
        .select(WebhookRow::as_select())
        .load(conn)?;
    let with_asked = |row: WebhookRow| {
        let asked = asked.contains(&row.id);
        (row, asked)
    };
    Ok(rows.into_iter().map(with_asked).collect())
}

/// True when [`due`] finds this webhook.
pub(super) fn is_due(
    conn: &mut Conn,
    id: WebhookId,
    now: DateTime<Utc>,
    changed: i64,
) -> Result<bool, Error> {
    let due = webhooks::next_at
        .is_null()
        .or(webhooks::next_at.le(SqlTime::from(now)));
    let known: Option<i64> = webhooks::table
        .find(SqlUuid::from(id))
        .filter(webhooks::state.eq(WebhookState::Active.as_str()))
        .filter(due)
        .select(webhooks::known)
        .first(conn)
        .optional()?;
    let Some(known) = known else { return Ok(false) };
    Ok(known < changed || !waiting(conn, id.into())?.is_empty())
}

/// The messages of a webhook that somebody asked for again, in the order in which they were asked for.
pub(super) fn waiting(conn: &mut Conn, id: SqlUuid) -> Result<Vec<DeliveryRow>, Error> {
    Ok(webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(id))
        .filter(webhook_deliveries::state.eq(DeliveryState::Waiting.as_str()))
        .order(webhook_deliveries::id)
        .limit(i64::try_from(WEBHOOK_REPLAYS_MAX).unwrap_or(i64::MAX))
        .select(DeliveryRow::as_select())
        .load(conn)?)
}

/// Stores attempts; those that waited replace their rows.
pub(super) fn note(
    conn: &mut Conn,
    rows: &[DeliveryRow],
    asked: &[DeliveryRow],
) -> Result<(), Error> {
    for row in asked {
        diesel::update(webhook_deliveries::table.find(row.id))
            .set(row.clone())
            .execute(conn)?;
    }
    for rows in rows.chunks(INSERTED_AT_ONCE) {
        let _inserted: usize = on!(
            &mut *conn, c =>
            diesel::insert_into(webhook_deliveries::table)
                .values(rows)
                .execute(c)?,
            // Without a network, one statement per row costs little.
            rows.iter()
                .map(|row| {
                    diesel::insert_into(webhook_deliveries::table)
                        .values(row)
                        .execute(c)
                })
                .sum::<QueryResult<usize>>()?
        );
    }
    Ok(())
}

/// Finds a delivery by its identifier among those of one webhook.
pub(super) fn delivery(
    conn: &mut Conn,
    webhook: SqlUuid,
    id: WebhookDeliveryId,
) -> Result<Option<DeliveryRow>, Error> {
    Ok(webhook_deliveries::table
        .find(SqlUuid::from(id))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .select(DeliveryRow::as_select())
        .first(conn)
        .optional()?)
}

/// At most `limit` deliveries of a webhook, newest first, before one of them.
pub(super) fn deliveries(
    conn: &mut Conn,
    webhook: SqlUuid,
    before: Option<WebhookDeliveryId>,
    limit: i64,
) -> Result<Vec<DeliveryRow>, Error> {
    let mut query = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .order(webhook_deliveries::id.desc())
        .limit(limit)
        .select(DeliveryRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(webhook_deliveries::id.lt(SqlUuid::from(before)));
    }
    Ok(query.load(conn)?)
}

/// Number of the attempts of webhooks from a time until another, by webhook and outcome.
pub(super) fn attempts(
    conn: &mut Conn,
    webhooks: &[SqlUuid],
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<(WebhookId, DeliveryState, u64)>, Error> {
    let rows: Vec<(SqlUuid, String, i64)> = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq_any(webhooks.to_vec()))
        .filter(webhook_deliveries::at.ge(SqlTime::from(from)))
        .filter(webhook_deliveries::at.lt(SqlTime::from(until)))
        .group_by((webhook_deliveries::webhook_id, webhook_deliveries::state))
        .select((
            webhook_deliveries::webhook_id,
            webhook_deliveries::state,
            count_star(),
        ))
        .load(conn)?;
    let known = |(id, state, number): (SqlUuid, String, i64)| {
        let state = DeliveryState::parse(&state)?;
        Some((id.into(), state, number.unsigned_abs()))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Deletes at most `limit` deliveries from before a time; returns their number.
pub(super) fn forget(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> Result<usize, Error> {
    let ids: Vec<SqlUuid> = webhook_deliveries::table
        .filter(webhook_deliveries::at.lt(SqlTime::from(before)))
        .limit(limit)
        .select(webhook_deliveries::id)
        .load(conn)?;
    for ids in ids.chunks(AT_ONCE) {
        let old = webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(ids.to_vec()));
        diesel::delete(old).execute(conn)?;
    }
    Ok(ids.len())
}
