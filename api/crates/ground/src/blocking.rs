//! Work that blocks, off the threads that answer.

use crate::error::Error;
use anyhow::Context as _;

/// Runs `work` where it may block, in the caller's span.
///
/// # Errors
///
/// What `work` answers, or `Internal` when it panicked.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work))
        .await
        .context("blocking work")?
}
