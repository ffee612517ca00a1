//! The review queue: its list, the place of a file in it, its exports, saved views, marks of reading, and batches.

use super::CallError;
use super::client::{self, Method, call};
use shared::id::{AccountId, EventId, QueueViewId};
use shared::label::{
    BatchForm, BatchOutcome, BatchUndoForm, BatchUndoOutcome, NewQueueView, OverviewTable,
    QueueOverview, QueuePage, QueuePosition, QueueQuery, QueueView, ReadingMark,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

impl ExportFormat {
    /// End of the name of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Returns one page of the queue; with all counters when there is no cursor.
pub async fn list_queue(
    query: &QueueQuery,
    limit: u32,
    cursor: Option<&str>,
) -> Result<QueuePage, CallError> {
    let limit = limit.to_string();
    let other = cursor.map_or(("count", "true"), |cursor| ("cursor", cursor));
    let search = query.to_search_with([("limit", limit.as_str()), other]);
    client::get(format!("/labels/queue?{search}")).await
}

/// Returns the place of a file in the list of a query.
pub async fn get_queue_position(
    query: QueueQuery,
    event: EventId,
) -> Result<QueuePosition, CallError> {
    let event = event.to_string();
    let search = query.to_search_with([("event", event.as_str())]);
    client::get(format!("/labels/queue/position?{search}")).await
}

/// Returns the table of a query as a file.
pub async fn export_queue(query: QueueQuery, format: ExportFormat) -> Result<Vec<u8>, CallError> {
    let (extension, search) = (format.extension(), query.to_search());
    call(Method::GET, format!("/labels/queue.{extension}?{search}"))
        .download()
        .await
}

/// Returns the overview of the reviews, with the edition and the territory of the query.
pub async fn get_overview(query: &QueueQuery) -> Result<QueueOverview, CallError> {
    client::get(format!("/labels/overview?{}", query.to_search())).await
}

/// Returns a table of the overview as a file.
pub async fn export_overview(
    query: QueueQuery,
    table: OverviewTable,
) -> Result<Vec<u8>, CallError> {
    let search = query.to_search_with([("table", table.as_str())]);
    call(Method::GET, format!("/labels/overview.csv?{search}"))
        .download()
        .await
}

/// Returns the saved views of the user.
pub async fn list_queue_views() -> Result<Vec<QueueView>, CallError> {
    client::get("/labels/queue/views").await
}

/// Saves a view, in place of one of the same name.
pub async fn save_queue_view(view: NewQueueView) -> Result<QueueView, CallError> {
    call(Method::POST, "/labels/queue/views")
        .json(&view)
        .read()
        .await
        .map(|answer| answer.body)
}

/// Deletes a saved view.
pub async fn delete_queue_view(id: QueueViewId) -> Result<(), CallError> {
    call(Method::DELETE, format!("/labels/queue/views/{id}"))
        .execute()
        .await
}

/// Labels several files at once, in the name of this account only, and returns the outcome for each.
pub async fn label_events(account: AccountId, batch: BatchForm) -> Result<BatchOutcome, CallError> {
    call(Method::POST, "/labels/queue/decisions")
        .in_the_name_of(account)
        .json(&batch)
        .read()
        .await
        .map(|answer| answer.body)
}

/// Undoes a batch before it takes effect, in the name of this account only.
pub async fn undo_label_events(
    account: AccountId,
    form: BatchUndoForm,
) -> Result<BatchUndoOutcome, CallError> {
    call(Method::POST, "/labels/queue/decisions/undo")
        .in_the_name_of(account)
        .json(&form)
        .read()
        .await
        .map(|answer| answer.body)
}

/// Says that the user reads a file; returns the others who do.
pub async fn open_reading(id: EventId) -> Result<ReadingMark, CallError> {
    call(Method::PUT, format!("/labels/events/{id}/reading"))
        .read()
        .await
        .map(|answer| answer.body)
}

/// Says that the user does not read a file any more.
pub async fn close_reading(id: EventId) -> Result<(), CallError> {
    call(Method::DELETE, format!("/labels/events/{id}/reading"))
        .execute()
        .await
}
