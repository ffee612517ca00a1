//! Counts of the requests with each key, for the figures that its partner sees.
//!
//! They are counted in memory and added to the database once a minute, those of each instance to those of the others, and when the server
//! stops in order. What was counted since is lost when the process is killed. Nothing is counted but the key, the day and the outcome.

use super::usage::{Cell, Class, add, day_of};
use actix_web::http::StatusCode;
use actix_web::web::Data;
use ground::error::Error;
use http::Services;
use shared::id::ApiKeyId;
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// Time between two additions to the database.
const PERIOD: Duration = Duration::from_mins(1);

type Counts = HashMap<Cell, u32>;

/// Counts the requests of this instance.
pub struct Tally {
    services: Data<Services>,
    counts: Mutex<Counts>,
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").finish_non_exhaustive()
    }
}

impl Tally {
    /// A tally with nothing counted. [`follow`] adds to the database what it counts.
    pub fn new(services: Data<Services>) -> Self {
        Self {
            services,
            counts: Mutex::default(),
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request that only reads (`is_read`), or not, with the status of its answer.
    pub fn count(&self, key: ApiKeyId, is_read: bool, status: StatusCode) {
        let day = day_of(self.services.clock.now());
        let class = Class::of(is_read, status);
        self.note(Cell { key, day, class }, 1);
    }

    fn note(&self, cell: Cell, number: u32) {
        let mut counts = self.counts();
        let count = counts.entry(cell).or_default();
        *count = count.saturating_add(number);
    }

    /// Adds to the database what was counted since the last time; what it does not take is added the next time.
    ///
    /// # Errors
    ///
    /// When the database fails. If it does not tell whether it took them, the requests may count twice.
    pub async fn write(&self) -> Result<(), Error> {
        let mut counted: Vec<(Cell, u32)> = mem::take(&mut *self.counts()).into_iter().collect();
        if counted.is_empty() {
            return Ok(());
        }
        // In one order on every instance, so that none waits for another that waits for it.
        counted.sort_unstable();
        let counted: Arc<[(Cell, u32)]> = counted.into();
        let rows = Arc::clone(&counted);
        let written = self.services.db.write(move |conn| add(conn, &rows)).await;
        if written.is_err() {
            for (cell, number) in &*counted {
                self.note(*cell, *number);
            }
        }
        written
    }
}

/// Adds what is counted to the database each minute, until the tally is dropped.
///
/// # Panics
///
/// Outside a Tokio runtime.
pub fn follow(tally: &Arc<Tally>) {
    let held = Arc::downgrade(tally);
    tokio::spawn(async move {
        loop {
            sleep(PERIOD).await;
            let Some(tally) = held.upgrade() else { return };
            if let Err(error) = tally.write().await {
                tracing::warn!(error = %error, "the requests with API keys were not counted; they are with the next ones");
            }
        }
    });
}
