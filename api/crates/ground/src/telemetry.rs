//! The process log, on standard error.

use crate::config::{LogConfig, LogFormat};
use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error.
///
/// A line that cannot be written (a full disk, a closed pipe) is lost without further effect: by default the
/// library reports that on standard error too, and panics in the thread of the request when it cannot.
///
/// # Errors
///
/// When the filter is invalid, or logging has already been started.
pub fn start(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter).context("SEMAINE_LOG")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match config.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            // The list of spans contains it too.
            .with_current_span(false)
            .try_init(),
    }
    .map_err(|error| anyhow::anyhow!(error))
}
