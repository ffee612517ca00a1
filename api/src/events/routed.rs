//! The way of an event to its review group, whenever it is submitted or its content changes.

use super::stored::StoredFile;
use crate::sharing::{self, Filed};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;

/// Gives an event to its group and a reviewer, after it was stored.
///
/// # Errors
///
/// When the database fails.
pub(super) fn route(conn: &mut Conn, now: DateTime<Utc>, file: &StoredFile) -> Result<(), Error> {
    let Some(content) = &file.content else {
        return Ok(());
    };
    let filed = Filed {
        event: file.id,
        edition: file.edition_id,
        content,
    };
    sharing::follow(conn, now, filed)
}
