//! The command `semaine log-head`.

use super::say;
use crate::app::Platform;
use crate::opendata::log_head;
use anyhow::Context as _;
use ground::log;
use std::process::ExitCode;

pub(super) fn run(platform: &Platform) -> anyhow::Result<ExitCode> {
    let head = platform.services.db.read_now(log::head)?;
    let head = head.context("the log is empty")?;
    say(log_head::sign(&platform.keys, &head)?);
    Ok(ExitCode::SUCCESS)
}
