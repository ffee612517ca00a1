//! Which labelled events have a proposed change that waits for a decision.

use ground::db::Conn;
use ground::error::Error;
use shared::id::EventId;
use std::collections::HashSet;

/// The events among `ids` with a proposed change that waits for a decision; `None` as long as changes cannot be proposed, and
/// then the tab has neither files nor a number.
///
/// It is called when the log says that the events have changed: a proposal and its decision must be logged.
pub(super) fn waiting(_: &mut Conn, _: &[EventId]) -> Result<Option<HashSet<EventId>>, Error> {
    Ok(None)
}
