//! Keeps this instance's catalogue in step with the audit log.

use super::Live;
use http::Services;
use std::sync::Arc;
use std::time::Duration;

/// Longest time before a change by another instance is noticed.
const POLL: Duration = Duration::from_millis(200);
/// Delay before the next attempt after a database error.
const RETRY: Duration = Duration::from_secs(1);

/// Builds the catalogue, then advances it until it is dropped: immediately after a commit of this process, and by polling
/// the log for commits of other processes.
///
/// # Panics
///
/// Outside a Tokio runtime.
pub fn follow(services: &Services, live: &Arc<Live>) {
    let held = Arc::downgrade(live);
    let (db, clock) = (services.db.clone(), services.clock.clone());
    let mut committed = db.committed();
    tokio::spawn(async move {
        while let Some(live) = held.upgrade() {
            let done = live.advance(&db, clock.now()).await;
            drop(live);
            match done {
                Ok(()) => {
                    // Both outcomes are fine: after a notification or a timeout, the log is read again.
                    let _ = tokio::time::timeout(POLL, committed.changed()).await;
                }
                Err(error) => {
                    tracing::error!(error = %error, "the catalogue was not advanced");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    });
}
