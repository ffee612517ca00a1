//! `semaine verify-log`: verifies the hash chain of the audit log.

use super::say;
use crate::app::Platform;
use crate::opendata::log_head;
use anyhow::Context as _;
use clap::Args;
use ground::log;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Head to compare the log with.
#[derive(Debug, Args)]
pub(super) struct VerifyLog {
    /// File with signed heads of the log, one per line, as `log-head` prints and `/opendata/log-head.jws` returns them; the log is
    /// compared with them, and always with the head that the server keeps daily
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
}

pub(super) fn run(platform: &Platform, args: &VerifyLog) -> anyhow::Result<ExitCode> {
    let Platform {
        files,
        services,
        keys,
        ..
    } = platform;
    let mut heads = Vec::new();
    if let Some(path) = &args.head {
        let context = || path.display().to_string();
        let text = fs::read_to_string(path).with_context(context)?;
        heads.extend(log_head::read(keys, &text).with_context(context)?);
    }
    heads.extend(log_head::kept(files, keys)?);
    let report = services.db.read_now(|conn| log::verify(conn, &heads))?;
    say(format_args!("valid rows: {}", report.sound));
    say(format_args!("head: {}:{}", report.sound, report.head));
    say(match heads.iter().map(|head| head.seq).max() {
        Some(last) => format!(
            "compared with {} signed heads, up to row {last}",
            heads.len()
        ),
        None => {
            "not compared with a signed head: rows removed from the end are not detected".to_owned()
        }
    });
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
