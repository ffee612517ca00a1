//! `semaine edition`: lists and stores editions.

use super::say;
use crate::editions::{self, queries};
use anyhow::Context as _;
use clap::Subcommand;
use ground::error::Error;
use http::Services;
use shared::edition::Edition;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Subcommand of `edition`, one per action.
#[derive(Debug, Subcommand)]
pub(super) enum EditionCommand {
    /// List all editions, including hidden ones
    List,
    /// Create an edition from a JSON file, or replace its data
    Put {
        /// JSON file with the edition
        file: PathBuf,
    },
}

pub(super) fn run(services: &Services, command: &EditionCommand) -> anyhow::Result<ExitCode> {
    match command {
        EditionCommand::List => {
            for (_, edition) in services.db.read_now(queries::all)? {
                say(format_args!(
                    "{}\t{}\t{} – {}\t{}",
                    edition.slug,
                    edition.status,
                    edition.week.first(),
                    edition.week.last(),
                    edition.name
                ));
            }
        }
        EditionCommand::Put { file } => {
            let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
            let edition: Edition = serde_json::from_str(&text)
                .with_context(|| format!("{} is not an edition", file.display()))?;
            match services
                .db
                .write_now(|conn| editions::put(conn, &services.clock, &edition))
            {
                Ok(put) if put.changed => say(format_args!("edition {} stored", edition.slug)),
                Ok(_) => say(format_args!("edition {} unchanged", edition.slug)),
                Err(Error::Rejected(refusal)) => {
                    for fault in &refusal.errors {
                        if fault.pointer.is_empty() {
                            say(&fault.detail);
                        } else {
                            say(format_args!("{}: {}", fault.pointer, fault.detail));
                        }
                    }
                    anyhow::bail!("the edition has faults and was not stored");
                }
                Err(error @ Error::Internal(_)) => return Err(error.into()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
