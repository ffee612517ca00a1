//! Blocking work, off the request threads.

use crate::error::Error;
use anyhow::Context as _;

/// Runs `work` on a thread of the blocking pool, inside the caller's tracing span.
///
/// # Errors
///
/// The error of `work`, or `Internal` when it panicked.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work))
        .await
        .context("blocking work")?
}
