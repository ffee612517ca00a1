//! `semaine openapi`: the document of `openapi.yaml`.

use super::say;
use crate::app;
use std::process::ExitCode;

pub(super) fn run() -> anyhow::Result<ExitCode> {
    say(serde_saphyr::to_string(&app::document())?.trim_end());
    Ok(ExitCode::SUCCESS)
}
