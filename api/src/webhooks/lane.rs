//! The turn of a webhook: its messages, one after the other, as far as its receiver takes them.

use super::courier::{Parcel, Posted};
use super::message::{self, Message};
use super::rows::{DeliveryRow, WebhookRow};
use super::{STOPPED, Webhooks, entry, letters, queries, signing};
use crate::changes::{self, Most, Part, Reader, Written};
use crate::partner_spaces::queries as spaces;
use catalogue::Catalogue;
use chrono::{DateTime, TimeDelta, Utc};
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By};
use reqwest::StatusCode;
use shared::event::EventQuery;
use shared::id::{WebhookDeliveryId, WebhookId};
use shared::partner::{
    DeliveryKind, DeliveryState, WEBHOOK_BATCH_MAX, WEBHOOK_PATIENCE_HOURS, WebhookDelivery,
    WebhookState,
};
use shared::problem::Code;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Changes that are read at once.
const READ_AT_ONCE: usize = 50;
/// Size above which no further change is read, or put into a message, in bytes.
const PART_BYTES: usize = 512 << 10;
/// Attempts after which the progress is stored, and the time after which it is.
const STORED_AFTER: usize = 20;
const STORED_AFTER_TIME: Duration = Duration::from_millis(500);
/// Longest pause after the first failure; it doubles after each further one.
const FIRST_PAUSE_MS: i64 = 5_000;
/// Upper bound of a pause, also of one that a receiver asks for.
const LONGEST_PAUSE_MS: i64 = 2 * 3_600_000;
/// Time for which a receiver may fail.
const PATIENCE: TimeDelta = TimeDelta::hours(WEBHOOK_PATIENCE_HOURS as i64);

/// The pause after so many failures: half of the backoff to all of it, at random, so that receivers that failed together are not tried together.
fn pause(failures: i32) -> TimeDelta {
    let doublings = failures.saturating_sub(1).clamp(0, 20);
    let whole_ms = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    TimeDelta::milliseconds(fastrand::i64(whole_ms / 2..=whole_ms))
}

impl Webhooks {
    /// Sends what a webhook was not told yet, until its receiver has everything or fails, or others are to have their turn.
    pub(super) async fn turn(&self, id: WebhookId) -> Result<(), Error> {
        self.handed(|handed| handed.remove(&id));
        let taken = self
            .services
            .write(move |conn, services| {
                let Some(row) = queries::take(conn, id, services.clock.now())? else {
                    return Ok(None);
                };
                let asked = queries::waiting(conn, row.id)?;
                Ok(Some((row, asked)))
            })
            .await?;
        let Some((row, asked)) = taken else {
            return Ok(());
        };
        let reader = match changes::present(&self.services, &self.live, row.reader()?).await {
            Ok(reader) => reader,
            // This instance is behind: it, or one that is not, has another look.
            Err(error) if error.code() == Code::Unavailable => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut lane = Lane::new(self, row, reader);
        let ran = lane.run(asked).await;
        lane.store().await?;
        ran
    }

    /// Posts a message to the receiver of a webhook, signed by each of its secrets.
    async fn post(&self, row: &WebhookRow, message: &Message) -> Result<Posted, Error> {
        let now = self.services.clock.now();
        let numbers = row.secret_numbers(now).into_iter();
        let keys: Vec<_> = numbers
            .map(|number| signing::key(&self.services.secrets, row.id(), number))
            .collect();
        let parcel = Parcel {
            url: &row.url,
            message: &message.id,
            seconds: now.timestamp(),
            keys: &keys,
            body: &message.body,
        };
        self.courier.post(&parcel).await
    }

    /// Posts a message that tells nothing, whatever the state of the webhook is.
    ///
    /// # Errors
    ///
    /// `not_found` when the webhook was deleted meanwhile; or when the database fails.
    pub(super) async fn test(&self, row: &WebhookRow) -> Result<WebhookDelivery, Error> {
        let id = WebhookDeliveryId(ids::new(&self.services.clock));
        let (kind, since) = (DeliveryKind::Test, self.services.clock.now());
        let message = Message {
            id: message::id_of_delivery(id),
            kind,
            events: Vec::new(),
            body: message::body(kind, since, &[], None)?,
            since,
            end: None,
        };
        let posted = self.post(row, &message).await?;
        let attempt = attempt(row, id, &message, 1, since, &posted)?;
        let shown = attempt.shown()?;
        let webhook = row.id;
        self.services
            .write(move |conn, _| {
                if !queries::exists(conn, webhook)? {
                    return Err(Error::not_found());
                }
                queries::note(conn, std::slice::from_ref(&attempt), &[])
            })
            .await?;
        Ok(shown)
    }
}

/// The row of an attempt.
fn attempt(
    row: &WebhookRow,
    id: WebhookDeliveryId,
    message: &Message,
    number: i32,
    at: DateTime<Utc>,
    posted: &Posted,
) -> Result<DeliveryRow, Error> {
    let state = match posted.fault {
        None => DeliveryState::Delivered,
        Some(_) => DeliveryState::Failed,
    };
    Ok(DeliveryRow {
        id: id.into(),
        webhook_id: row.id,
        message: message.id.clone(),
        kind: message.kind.as_str().to_owned(),
        events: SqlJson::of(&message.events)?,
        attempt: number,
        state: state.as_str().to_owned(),
        at: at.into(),
        duration_ms: Some(i32::try_from(posted.duration.as_millis()).unwrap_or(i32::MAX)),
        status: posted.status.map(|status| status.as_u16().into()),
        fault: posted.fault.map(|fault| fault.as_str().to_owned()),
        request_head: Some(posted.request_head.clone()),
        answer_head: posted.answer_head.clone(),
    })
}

/// A webhook whose turn it is.
struct Lane<'a> {
    webhooks: &'a Webhooks,
    row: WebhookRow,
    /// `None` when they name nothing that this release knows.
    filters: Option<EventQuery>,
    /// The receiver with what it has taken, and as it is stored: whoever sends a message again begins there.
    reader: Reader,
    stored: Reader,
    /// Changes that were read and are not sent yet.
    pending: VecDeque<Written>,
    /// Attempts that are not stored yet: messages of the stream, and those that somebody asked for.
    noted: Vec<DeliveryRow>,
    asked: Vec<DeliveryRow>,
    /// Why it was stopped, until that is stored.
    stopped: Option<WebhookState>,
    is_changed: bool,
    stored_at: Instant,
    until: Instant,
}

impl<'a> Lane<'a> {
    fn new(webhooks: &'a Webhooks, row: WebhookRow, reader: Reader) -> Self {
        Self {
            filters: row.filters(),
            webhooks,
            row,
            reader,
            stored: reader,
            pending: VecDeque::new(),
            noted: Vec::new(),
            asked: Vec::new(),
            stopped: None,
            is_changed: false,
            stored_at: Instant::now(),
            until: Instant::now() + webhooks.bounds.turn,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped.is_some() || self.webhooks.is_over() || Instant::now() >= self.until
    }

    async fn run(&mut self, asked: Vec<DeliveryRow>) -> Result<(), Error> {
        let Some(filters) = self.filters.clone() else {
            self.stop(WebhookState::InvalidFilters);
            return Ok(());
        };
        for row in asked {
            if self.is_over() {
                return Ok(());
            }
            self.send_again(&filters, row).await?;
            if !self.store().await? {
                return Ok(());
            }
        }
        while !self.is_over() {
            let catalogue = self.webhooks.live.get()?;
            let next = self.next(&catalogue, &filters);
            let Some(message) = self.unless_invalid(next)?.flatten() else {
                return Ok(());
            };
            if !self.send(message).await? || (self.is_to_be_stored() && !self.store().await?) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The value, or `None` and the end of the turn when the filters name what is not public any more.
    fn unless_invalid<T>(&mut self, read: Result<T, Error>) -> Result<Option<T>, Error> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.code() == Code::InvalidParameter => {
                self.stop(WebhookState::InvalidFilters);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The next message; `None` when the receiver has everything.
    fn next(
        &mut self,
        catalogue: &Catalogue,
        filters: &EventQuery,
    ) -> Result<Option<Message>, Error> {
        let services = &self.webhooks.services;
        let batch = self.row.batch();
        // One that failed has the same changes again, unless one of them has changed since.
        let failed = usize::try_from(self.row.message_changes).unwrap_or_default();
        let most = if failed > 0 { failed.min(batch) } else { batch };
        if self.pending.is_empty() {
            let most = Most {
                changes: (READ_AT_ONCE / most).max(1) * most,
                bytes: PART_BYTES,
            };
            let part = Part::read(catalogue, filters, self.reader, most, &services.site.url)?;
            self.pending = part.changes.into();
            if self.pending.is_empty() && part.end != self.reader {
                self.reader = part.end;
                self.is_changed = true;
            }
        }
        let changes = self.take(most);
        let Some(last) = changes.last() else {
            return Ok(None);
        };
        let (kind, end) = (DeliveryKind::Changes, last.reader);
        let id = message::id_of(self.row.id(), self.row.run, &changes);
        let again = self.row.message.as_ref().is_some_and(|it| *it == id);
        let since = self.row.message_since.filter(|_| again);
        let since = since.map_or_else(|| services.clock.now(), |at| at.0);
        // Another attempt may read another version, and more changes behind these.
        let position = self.stored.up_to(last.place);
        let cursor = services
            .cursors
            .after(&changes::stream(filters), &position)?;
        Ok(Some(Message {
            body: message::body(kind, since, &changes, Some(cursor.as_str()))?,
            events: changes.iter().map(|change| change.place.id).collect(),
            id,
            kind,
            since,
            end: Some(end),
        }))
    }

    /// The next changes, at most `most` and as many as fit into a message.
    fn take(&mut self, most: usize) -> Vec<Written> {
        let mut taken = Vec::new();
        let mut bytes = 0;
        while taken.len() < most
            && bytes < PART_BYTES
            && let Some(change) = self.pending.pop_front()
        {
            bytes += change.json.get().len();
            taken.push(change);
        }
        taken
    }

    /// Sends a message of the stream; returns whether the receiver took it.
    async fn send(&mut self, message: Message) -> Result<bool, Error> {
        let posted = self.webhooks.post(&self.row, &message).await?;
        let now = self.webhooks.services.clock.now();
        let id = WebhookDeliveryId(ids::new(&self.webhooks.services.clock));
        let number = self.row.failures.saturating_add(1);
        let attempt = attempt(&self.row, id, &message, number, now, &posted)?;
        self.noted.push(attempt);
        self.is_changed = true;
        let is_taken = posted.fault.is_none();
        if is_taken {
            self.succeeded(now, message.end);
        } else {
            self.failed(now, message, &posted);
        }
        Ok(is_taken)
    }

    fn succeeded(&mut self, now: DateTime<Utc>, end: Option<Reader>) {
        self.reader = end.unwrap_or(self.reader);
        let row = &mut self.row;
        row.message = None;
        row.message_since = None;
        row.message_changes = 0;
        row.failures = 0;
        row.failing_since = None;
        row.next_at = None;
        row.delivered_at = Some(now.into());
    }

    fn failed(&mut self, now: DateTime<Utc>, message: Message, posted: &Posted) {
        let row = &mut self.row;
        row.message_changes = i32::try_from(message.events.len()).unwrap_or(i32::MAX);
        row.message = Some(message.id);
        row.message_since = Some(message.since.into());
        row.failures = row.failures.saturating_add(1);
        let since = row.failing_since.get_or_insert(now.into()).0;
        if posted.status == Some(StatusCode::GONE) {
            self.stop(WebhookState::Gone);
        } else if now - since >= PATIENCE {
            self.stop(WebhookState::Failing);
        } else {
            let asked = posted.retry_after.unwrap_or_default();
            let longest = TimeDelta::milliseconds(LONGEST_PAUSE_MS);
            let next = now + pause(row.failures).max(asked.min(longest));
            row.next_at = Some(next.min(since + PATIENCE).into());
        }
    }

    /// Sends the events of an earlier message as they are now. A failure is told, and does not hold up the others.
    async fn send_again(&mut self, filters: &EventQuery, row: DeliveryRow) -> Result<(), Error> {
        let events = row.events()?;
        let changes = if events.is_empty() {
            Vec::new()
        } else {
            let catalogue = self.webhooks.live.get()?;
            let these = EventQuery {
                ids: events.clone(),
                ..filters.clone()
            };
            let most = Most {
                changes: WEBHOOK_BATCH_MAX.into(),
                bytes: usize::MAX,
            };
            let site = &self.webhooks.services.site.url;
            let read = Part::read(&catalogue, &these, Reader::forgetful(), most, site);
            let Some(part) = self.unless_invalid(read)? else {
                return Ok(());
            };
            part.changes
        };
        let (kind, since) = (DeliveryKind::Replay, row.at.0);
        let message = Message {
            id: row.message.clone(),
            kind,
            events,
            body: message::body(kind, since, &changes, None)?,
            since,
            end: None,
        };
        let posted = self.webhooks.post(&self.row, &message).await?;
        let now = self.webhooks.services.clock.now();
        let attempt = attempt(&self.row, row.id(), &message, row.attempt, now, &posted)?;
        self.asked.push(attempt);
        self.is_changed = true;
        if posted.fault.is_none() {
            self.row.delivered_at = Some(now.into());
        } else if posted.status == Some(StatusCode::GONE) {
            self.stop(WebhookState::Gone);
        }
        Ok(())
    }

    fn stop(&mut self, state: WebhookState) {
        state.as_str().clone_into(&mut self.row.state);
        self.row.next_at = None;
        self.stopped = Some(state);
        self.is_changed = true;
    }

    fn is_to_be_stored(&self) -> bool {
        self.noted.len() >= STORED_AFTER || self.stored_at.elapsed() >= STORED_AFTER_TIME
    }

    /// Stores the attempts and the progress; false when somebody changed the webhook meanwhile, and the turn is over.
    async fn store(&mut self) -> Result<bool, Error> {
        if !self.is_changed {
            return Ok(true);
        }
        let progress = self.row.progress(self.reader)?;
        let noted = std::mem::take(&mut self.noted);
        let asked = std::mem::take(&mut self.asked);
        let (row, stopped) = (self.row.clone(), self.stopped);
        let held = self
            .webhooks
            .services
            .write(move |conn, services| {
                if stopped.is_some() {
                    // Before any row, as whoever changes a webhook by hand does.
                    log::hold(conn)?;
                }
                let held = queries::store(conn, row.id, row.epoch, &progress)?;
                if held || queries::exists(conn, row.id)? {
                    queries::note(conn, &noted, &asked)?;
                }
                if held && let Some(state) = stopped {
                    let space = spaces::find(conn, row.space())?;
                    let space = space.ok_or_else(Error::not_found)?;
                    let entry = entry(space.partner(), row.id(), STOPPED, By::System);
                    log::append(conn, services.clock.now(), &entry)?;
                    letters::tell(conn, services, &row, state)?;
                }
                Ok(held)
            })
            .await?;
        self.is_changed = false;
        self.stopped = self.stopped.filter(|_| !held);
        self.stored_at = Instant::now();
        if held {
            self.stored = self.reader;
        } else {
            // Another turn begins from what is stored.
            self.pending.clear();
        }
        if !held || stopped.is_some() {
            self.until = Instant::now();
        }
        Ok(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_its_bound_and_differs() {
        let bounds = |failures: i32, whole_ms: i64| {
            for _ in 0..100 {
                let pause = pause(failures).num_milliseconds();
                assert!((whole_ms / 2..=whole_ms).contains(&pause), "{pause}");
            }
        };

        bounds(1, 5_000);
        bounds(2, 10_000);
        bounds(5, 80_000);
        bounds(12, LONGEST_PAUSE_MS);
        bounds(i32::MAX, LONGEST_PAUSE_MS);
        let some: std::collections::BTreeSet<_> = (0..100).map(|_| pause(12)).collect();
        assert!(some.len() > 1);
    }

    #[test]
    fn two_days_have_enough_attempts() {
        let mut waited = TimeDelta::zero();
        let mut attempts = 1;
        while waited < PATIENCE {
            waited += pause(attempts);
            attempts += 1;
        }

        assert!((25..80).contains(&attempts), "{attempts}");
    }
}
