//! `semaine demo`: fills an empty database with demonstration or benchmark data.

use super::{leave, say};
use crate::accounts::people;
use crate::app::Platform;
use crate::demo::{self, PASSWORD, SHOWN, volume};
use clap::Args;
use ground::clock::Clock;
use ground::config::Config;
use ground::telemetry;
use http::Services;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Create benchmark data instead: one open edition with this many labelled events
    #[arg(long, value_name = "NUMBER")]
    events: Option<usize>,
}

pub(super) fn run(args: &Demo) -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::start(&config.log)?;
    let now = Clock::system().now();
    // A clock of its own, since the events of the demonstration are spread over months.
    let platform = Platform::open(config, Clock::fixed(now))?;
    let style = ProgressStyle::with_template("{msg:32} {bar:40} {pos}/{len}")?;
    let mut bar = ProgressBar::hidden();
    let mut progress = |edition: &str, done: usize, all: usize| {
        if bar.message() != edition {
            bar = ProgressBar::new(all as u64)
                .with_style(style.clone())
                .with_message(edition.to_owned());
        }
        bar.set_position(done as u64);
        if done == all {
            bar.finish();
        }
    };
    let editions = match args.events {
        Some(events) => vec![volume::fill(
            &platform.services,
            now,
            events,
            &mut progress,
        )?],
        None => demo::fill(&platform.services, &platform.images, now, &mut progress)?.editions,
    };
    for (edition, files) in &editions {
        say(format_args!("edition {edition}: {files} event submissions"));
    }
    leave(&platform.services.db);
    Ok(ExitCode::SUCCESS)
}

/// Prints the accounts of the demonstration, if the database contains them.
pub(super) fn print_accounts(services: &Services) -> anyhow::Result<()> {
    let find = |email: &str| services.db.read_now(|conn| people::by_email(conn, email));
    if !SHOWN.iter().try_fold(true, |all, (email, _)| {
        find(email).map(|id| all && id.is_some())
    })? {
        return Ok(());
    }
    say(format_args!(
        "accounts of the demonstration, all with the password {PASSWORD}:"
    ));
    for (email, role) in SHOWN {
        say(format_args!("  {email:45} {role}"));
    }
    Ok(())
}
