//! `semaine sweep-images`.

use super::say;
use crate::app::State;
use crate::images::sweep;
use std::process::ExitCode;

pub(super) fn run(state: &State) -> anyhow::Result<ExitCode> {
    let swept = sweep::sweep(state)?;
    say(format_args!(
        "files removed: {} ({} bytes); kept: {}",
        swept.removed, swept.removed_bytes, swept.kept
    ));
    Ok(ExitCode::SUCCESS)
}
