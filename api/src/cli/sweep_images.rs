//! `semaine sweep-images`: removes unused images.

use super::say;
use crate::app::Platform;
use crate::events::queries;
use crate::images::sweep;
use std::process::ExitCode;

pub(super) fn run(platform: &Platform) -> anyhow::Result<ExitCode> {
    let services = &platform.services;
    let swept = sweep::sweep(&platform.images, services.clock.now(), || {
        services.db.read_now(queries::images)
    })?;
    say(format_args!(
        "files removed: {} ({} bytes); kept: {}",
        swept.removed, swept.removed_bytes, swept.kept
    ));
    Ok(ExitCode::SUCCESS)
}
