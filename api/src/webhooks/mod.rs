//! Webhooks of partners: each change of the public events, posted to the receivers that partners name (Standard Webhooks).
//!
//! A webhook is a reader of the stream of changes ([`crate::changes`]) whose position is stored. Nothing waits in a queue: whoever was not
//! told yet is told from the catalogue, so a receiver that was down for a day gets each event that changed meanwhile once, as it is now, in
//! the order of the log. Each webhook has at most one job at a time ([`lane`]): its messages follow each other, those of different webhooks do
//! not wait for each other. [`follow`](follow::follow) enqueues the jobs. Progress is stored every few messages; after a crash, those in between are
//! sent again with the same identifiers.

mod address;
mod courier;
mod delete;
mod deliveries;
mod follow;
mod lane;
mod letters;
mod list;
mod make;
mod message;
mod queries;
mod replay;
mod rotate;
mod rows;
mod signing;
mod switch;
mod trial;
pub(crate) mod usage;

pub use follow::follow;

use crate::catalogue::Live;
use crate::partner_spaces::access::{Seat, open_seat, seat};
use actix_web::web::Data;
use chrono::TimeDelta;
use courier::Courier;
use ground::config::WebhooksConfig;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Completion, Failure, Jobs, Kind, Schedule};
use ground::log::{By, Entry, Subject};
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;
use http::{Actor, Services};
use rows::WebhookRow;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::id::{PartnerSpaceId, WebhookId};
use shared::partner::WEBHOOK_LOG_DAYS;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const MADE: &str = "platform.webhook_made";
const ROTATED: &str = "platform.webhook_rotated";
const PAUSED: &str = "platform.webhook_paused";
const RESUMED: &str = "platform.webhook_resumed";
const REPLAYED: &str = "platform.webhook_replayed";
const STOPPED: &str = "platform.webhook_stopped";
const DELETED: &str = "platform.webhook_deleted";

/// Messages that one person sends by hand.
const BY_HAND: Limit = Limit {
    what: "webhook_by_hand",
    window: TimeDelta::hours(1),
    per_person: 60,
    per_machine: UNLIMITED,
};
/// Time for which a webhook that was handed to the jobs is not looked at again.
const HANDED: Duration = Duration::from_secs(30);
/// Deliveries that are forgotten in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

/// Bounds of the deliveries.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Longest wait for the head of an answer, connection included.
    pub patience: Duration,
    /// Time after which the job of a webhook lets others pass.
    pub turn: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(10),
            turn: Duration::from_secs(20),
        }
    }
}

/// Delivers the messages of all webhooks.
pub struct Webhooks {
    services: Data<Services>,
    live: Data<Live>,
    courier: Courier,
    bounds: Bounds,
    /// Webhooks that this instance handed to the jobs, until one begins.
    handed: Mutex<HashMap<WebhookId, Instant>>,
    over: AtomicBool,
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhooks")
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

impl Webhooks {
    /// Webhooks of this instance, which sends nothing before its jobs run.
    ///
    /// # Errors
    ///
    /// When the address of the proxy is none.
    pub fn new(
        services: Data<Services>,
        live: Data<Live>,
        config: &WebhooksConfig,
        bounds: Bounds,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            courier: Courier::new(config, bounds.patience)?,
            services,
            live,
            bounds,
            handed: Mutex::default(),
            over: AtomicBool::new(false),
        })
    }

    /// Lets each job end after the message that it is sending.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn handed<T>(&self, use_it: impl FnOnce(&mut HashMap<WebhookId, Instant>) -> T) -> T {
        let mut handed = self.handed.lock().unwrap_or_else(PoisonError::into_inner);
        use_it(&mut handed)
    }
}

/// Job that sends what a webhook was not told yet.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Deliver {
    webhook: WebhookId,
}

impl Kind for Deliver {
    const NAME: &'static str = "webhooks.deliver";
    /// Most wait for receivers, of which some may be slow.
    const PARALLEL: usize = 128;
}

impl Deliver {
    /// Enqueues the job unless it waits or runs already; returns whether it did.
    fn enqueue(conn: &mut Conn, services: &Services, webhook: WebhookId) -> Result<bool, Error> {
        let key = webhook.to_string();
        let job = jobs::enqueue_once(conn, &services.clock, &key, &Self { webhook })?;
        Ok(job.is_some())
    }
}

/// Job that forgets old deliveries.
#[derive(Debug, Serialize, Deserialize)]
struct Forget {}

impl Kind for Forget {
    const NAME: &'static str = "webhooks.forget";
    const BATCH: u16 = 1;
}

/// Registers the jobs of the feature.
pub(crate) fn jobs(jobs: Jobs, webhooks: &Data<Webhooks>) -> Jobs {
    let (delivering, forgetting) = (webhooks.clone(), webhooks.clone());
    jobs.on_outside(move |_, job: Deliver| deliver(delivering.clone(), job.webhook))
        .on(move |conn, Forget {}| forget(conn, &forgetting.services))
        .every(Schedule::daily_at(3, 50), Forget {})
}

async fn deliver(webhooks: Data<Webhooks>, id: WebhookId) -> Result<Completion, Failure> {
    webhooks.turn(id).await?;
    // The job ends in the transaction in which it looks once more, so that no change is passed over.
    Ok(Completion::writing(move |conn| {
        let Ok(catalogue) = webhooks.live.get() else {
            return Ok(());
        };
        let (services, changed) = (&webhooks.services, catalogue.last_visible_change());
        if queries::is_due(conn, id, services.clock.now(), changed)? {
            Deliver::enqueue(conn, services, id)?;
        }
        Ok(())
    }))
}

fn forget(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let before = services.clock.now() - TimeDelta::days(WEBHOOK_LOG_DAYS.into());
    let forgotten = queries::forget(conn, before, FORGOTTEN_AT_ONCE)?;
    if i64::try_from(forgotten).is_ok_and(|forgotten| forgotten == FORGOTTEN_AT_ONCE) {
        jobs::enqueue(conn, &services.clock, &Forget {})?;
    }
    Ok(())
}

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_webhooks)
        .service(make::make_webhook)
        .service(delete::delete_webhook)
        .service(switch::switch_webhook)
        .service(rotate::rotate_webhook_secret)
        .service(trial::test_webhook)
        .service(replay::replay_webhook)
        .service(deliveries::list_webhook_deliveries)
        .service(replay::replay_webhook_delivery);
}

/// Finds a webhook in a space that the caller reaches.
///
/// # Errors
///
/// `not_found`
fn found(
    conn: &mut Conn,
    actor: &Actor,
    space: PartnerSpaceId,
    id: WebhookId,
) -> Result<(Seat, WebhookRow), Error> {
    let seat = seat(conn, actor, space)?;
    let row = queries::find(conn, space, id)?.ok_or_else(Error::not_found)?;
    Ok((seat, row))
}

/// Finds a webhook as [`found`] does, in a space that is open, and stays so until the caller's transaction ends.
///
/// # Errors
///
/// `not_found`, `space_closed`
fn found_open(
    conn: &mut Conn,
    actor: &Actor,
    space: PartnerSpaceId,
    id: WebhookId,
) -> Result<(Seat, WebhookRow), Error> {
    let seat = open_seat(conn, actor, space)?;
    let row = queries::find(conn, space, id)?.ok_or_else(Error::not_found)?;
    Ok((seat, row))
}

/// Log entry about a webhook of a partner.
fn entry(partner: &str, webhook: WebhookId, kind: &'static str, by: By) -> Entry {
    Entry {
        by,
        subject: Subject::Platform,
        edition: None,
        kind,
        payload: json!({ "partner": partner, "webhook": webhook }),
    }
}
