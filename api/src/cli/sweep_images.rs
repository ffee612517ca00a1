//! `semaine sweep-images`: removes unused images and documents.

use super::say;
use crate::app::Platform;
use crate::documents::DocumentShelf;
use crate::events::uploads;
use crate::files::sweep;
use crate::images::ImageShelf;
use std::process::ExitCode;

pub(super) fn run(platform: &Platform) -> anyhow::Result<ExitCode> {
    let Platform {
        services, files, ..
    } = platform;
    let now = services.clock.now();
    let images = sweep::<ImageShelf>(files, now, || services.db.read_now(uploads::images))?;
    let documents =
        sweep::<DocumentShelf>(files, now, || services.db.read_now(uploads::documents))?;
    say(format_args!(
        "files removed: {} ({} bytes); kept: {}",
        images.removed + documents.removed,
        images.removed_bytes + documents.removed_bytes,
        images.kept + documents.kept
    ));
    Ok(ExitCode::SUCCESS)
}
