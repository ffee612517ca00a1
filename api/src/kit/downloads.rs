//! Counts the downloads of each file of a kit.

use super::queries;
use http::Services;
use shared::id::EventId;

/// Key under which downloads of whole kits are counted.
pub(super) const ARCHIVE: &str = "archive";

/// Counts a download. A database that cannot be written does not keep anybody from the file.
pub(super) async fn count(services: &Services, event: EventId, file: String) {
    let counted = services
        .db
        .write(move |conn| queries::count(conn, event, &file))
        .await;
    if let Err(error) = counted {
        tracing::warn!(
            error = format!("{error:?}"),
            event = event.to_string(),
            "a download was not counted"
        );
    }
}
