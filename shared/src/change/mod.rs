//! The stream of changes to the public events: its items, and the filters that it can follow.
//!
//! The stream tells of each event that changed once, in the order of the log, with its state of now: a reader who stores what
//! comes and deletes what is removed has the public events, wherever it began.

use crate::event::{EventQuery, PublishedEvent, When};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use serde::Serialize;

/// Kind of the log row by which an event gets its label, and so becomes public.
pub const EVENT_LABELLED: &str = "event.labelled";

/// Kind of the log row that stores an edition or a new version of it.
pub const EDITION_PUT: &str = "edition.put";

string_enum! {
    /// Action that a change asks of a reader. `created` and `updated` both carry the whole event, and are stored alike.
    ChangeKind {
        /// The event has become public since the reader was last complete.
        Created = "created",
        /// The event was public before, and has changed.
        Updated = "updated",
        /// The event is no longer public, or does not match the filters. A reader who never had it has nothing to do.
        Removed = "removed",
    }
}

string_enum! {
    /// Why an event was removed.
    RemovalReason {
        /// Its organiser withdrew it.
        Withdrawn = "withdrawn",
        /// Its label was revoked.
        Revoked = "revoked",
        /// It is hidden until a change of it is checked; it may come back.
        UnderReview = "under_review",
        /// It was submitted again after it had lost its label, and waits or was refused; it may come back.
        Unlabelled = "unlabelled",
        /// It is public, and does not match the filters of the stream.
        Filter = "filter",
    }
}

/// A change of a public event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change<'a> {
    /// Store the event (`created`, `updated`), or delete it (`removed`).
    pub kind: ChangeKind,
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition of the event.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Why the event was removed; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RemovalReason>,
    /// The event as it is now, without its next occurrence, exactly as a line of the dump; absent when it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<PublishedEvent<'a>>,
}

/// A part of the stream of changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePage<'a> {
    /// Changes in the order of the log, at most one for each event.
    pub items: Vec<Change<'a>>,
    /// Opaque cursor after these changes, for `since` of the next request with the same filters. Always there.
    pub cursor: String,
    /// True when more changes follow at once; false when the reader is complete.
    pub more: bool,
}

/// Bounds of the stream, as they are in force.
pub mod limits {
    /// Longest wait for a change in a request for a page, in seconds.
    pub const WAIT_S: u32 = 30;
    /// Seconds between two signs of life on an open event stream.
    pub const HEARTBEAT_S: u32 = 15;
    /// Seconds after which an event stream ends, to be opened again by its reader.
    pub const STREAM_S: u32 = 3_600;
    /// Event streams and waiting requests that an instance holds open at once.
    pub const OPEN_MOST: u32 = 2_000;
    /// Those of them that one client address may hold.
    pub const OPEN_PER_CLIENT: u32 = 100;
}

/// The parameters of a query that a stream cannot follow: an event would enter or leave their result without any change of its own,
/// as time passes. Empty when the stream can follow the query.
pub fn unsteady(query: &EventQuery) -> Vec<FieldProblem> {
    let fault = |name: &str, detail: &str| {
        FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
    };
    let mut faults = Vec::new();
    if query.available {
        faults.push(fault(
            "available",
            "depends on the time, which no change announces",
        ));
    }
    match query.when {
        None | Some(When::Week | When::Window) => {}
        Some(When::Today | When::Weekend | When::Past | When::Current | When::Upcoming) => {
            faults.push(fault(
                "when",
                "only `week` and `window`: the others depend on the time, which no change announces",
            ));
        }
    }
    if query.sort.is_some() {
        faults.push(fault("sort", "changes have the order of the log"));
    }
    faults
}

#[cfg(test)]
mod tests;
