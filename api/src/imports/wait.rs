//! Waiting for the work on an import.

use super::queries;
use ground::error::Error;
use http::Services;
use shared::id::{AccountId, ImportId};
use shared::import::Import;
use std::time::Duration;
use tokio::time::timeout;

/// Time for which a request waits; the work goes on afterwards.
const PATIENCE: Duration = Duration::from_secs(8);
/// Longest time before a commit of another instance is noticed.
const POLL: Duration = Duration::from_millis(250);
/// Shortest time between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// The import once the work on it is done, or as it is when the patience ends.
pub(super) async fn settled(
    services: &Services,
    owner: AccountId,
    id: ImportId,
) -> Result<Import, Error> {
    let look = || {
        services
            .db
            .read(move |conn| queries::presented(conn, owner, id))
    };
    let mut committed = services.db.committed();
    let done = timeout(PATIENCE, async {
        loop {
            committed.mark_unchanged();
            let import = look().await?;
            if !import.state.is_working() {
                return Ok(import);
            }
            tokio::time::sleep(PAUSE).await;
            // Both outcomes are fine: after a commit or a timeout, it is read again.
            let _ = timeout(POLL, committed.changed()).await;
        }
    })
    .await;
    match done {
        Ok(import) => import,
        Err(_elapsed) => look().await,
    }
}
