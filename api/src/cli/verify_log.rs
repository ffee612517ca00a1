//! `semaine verify-log`: verifies the hash chain of the audit log.

use super::say;
use anyhow::Context as _;
use clap::Args;
use ground::log;
use http::Services;
use std::process::ExitCode;

/// Head to compare the log with.
#[derive(Debug, Args)]
pub(super) struct VerifyLog {
    /// Head of the log as printed by an earlier run; without it, rows removed from the end are not detected
    #[arg(long, value_name = "NUMBER:HASH", value_parser = read_head)]
    head: Option<(i64, String)>,
}

fn read_head(text: &str) -> anyhow::Result<(i64, String)> {
    let (seq, hash) = text.split_once(':').context("must be NUMBER:HASH")?;
    Ok((
        seq.parse().context("must begin with a number")?,
        hash.to_owned(),
    ))
}

pub(super) fn run(services: &Services, args: &VerifyLog) -> anyhow::Result<ExitCode> {
    let noted = args.head.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
    let report = services.db.read_now(|conn| log::verify(conn, noted))?;
    say(format_args!("valid rows: {}", report.sound));
    say(format_args!("head: {}:{}", report.sound, report.head));
    Ok(match report.error {
        None => {
            say("the log is valid");
            ExitCode::SUCCESS
        }
        Some(fault) => {
            say(format_args!("BROKEN: {fault}"));
            ExitCode::FAILURE
        }
    })
}
