//! Hands webhooks to the jobs when there is something to send.

use super::queries::Passed;
use super::{Deliver, HANDED, Webhooks, queries};
use crate::changes::is_complete;
use ground::error::Error;
use shared::id::WebhookId;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Time between two looks when nothing changes: for attempts that are due, and for changes by other instances that this one has not seen.
const POLL: Duration = Duration::from_secs(1);
/// Shortest time between two looks: changes that follow each other closely are told together.
const BREATH: Duration = Duration::from_millis(50);
/// Webhooks of one look; the others come with the next one.
const AT_ONCE: i64 = 1_000;

/// Looks for webhooks with something to send after each change of the catalogue, and again each second, until they are dropped.
///
/// # Panics
///
/// Outside a Tokio runtime.
pub fn follow(webhooks: &Arc<Webhooks>) {
    let held = Arc::downgrade(webhooks);
    let mut versions = webhooks.live.versions();
    tokio::spawn(async move {
        while let Some(webhooks) = held.upgrade() {
            if let Err(error) = webhooks.look().await {
                tracing::error!(error = %error, "the webhooks were not looked through");
            }
            drop(webhooks);
            // Both outcomes are fine: after a change or a timeout, the webhooks are looked through again.
            let _ = timeout(POLL, versions.next()).await;
            sleep(BREATH).await;
        }
    });
}

impl Webhooks {
    async fn look(&self) -> Result<(), Error> {
        // Until it is built, nobody can be told anything.
        let Ok(catalogue) = self.live.get() else {
            return Ok(());
        };
        let (now, changed) = (self.services.clock.now(), catalogue.last_visible_change());
        let due = self
            .services
            .db
            .read(move |conn| queries::due(conn, now, changed, AT_ONCE))
            .await?;
        self.handed(|handed| handed.retain(|_, since| since.elapsed() < HANDED));
        let mut behind: Vec<WebhookId> = Vec::new();
        let mut passed: Vec<Passed> = Vec::new();
        for (row, is_asked) in due {
            if self.handed(|handed| handed.contains_key(&row.id())) {
                continue;
            }
            let (Some(filters), Ok(reader)) = (row.filters(), row.reader()) else {
                behind.push(row.id());
                continue;
            };
            // Filters that are invalid by now are the matter of the job, which also waits until this instance is no longer behind.
            let is_behind = reader.is_ahead_of(&catalogue)
                || !is_complete(&catalogue, &filters, reader).unwrap_or(false);
            if is_asked || is_behind {
                behind.push(row.id());
            } else {
                let end = reader.at_the_end_of(catalogue.version());
                passed.push(Passed::of(&row, end)?);
            }
        }
        if behind.is_empty() && passed.is_empty() {
            return Ok(());
        }
        let handed = self
            .services
            .write(move |conn, services| {
                for passed in &passed {
                    queries::pass(conn, passed)?;
                }
                let mut handed = Vec::new();
                for id in &behind {
                    if Deliver::enqueue(conn, services, *id)? {
                        handed.push(*id);
                    }
                }
                Ok(handed)
            })
            .await?;
        let now = Instant::now();
        self.handed(|known| known.extend(handed.into_iter().map(|id| (id, now))));
        Ok(())
    }
}
