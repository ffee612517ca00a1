//! Keeps the catalogue of this instance up with the log.

use super::Live;
use http::Services;
use std::sync::Arc;
use std::time::Duration;

/// How long another instance's change may go unnoticed.
const POLL: Duration = Duration::from_millis(200);
/// Pause after the database did not answer.
const RETRY: Duration = Duration::from_secs(1);

/// Builds the catalogue, then advances it until nobody holds it any more: at once after a commit of this process,
/// by looking at the log after one of another.
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
                    // Late or at once, the log is read again.
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
