//! The command line, with one file per subcommand.

mod demo;
mod edition;
mod import;
mod log_head;
mod openapi;
mod serve;
mod sweep_images;
mod user;
mod verify_log;

use crate::app::Platform;
use clap::{Parser, Subcommand};
use ground::clock::Clock;
use ground::config::Config;
use ground::db::Db;
use ground::telemetry;
use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

/// Platform of the Semaine de l'Industrie
///
/// Configuration comes from the environment; see the README for the table.
#[derive(Debug, Parser)]
#[command(name = "semaine", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site and the API
    Serve,
    /// Fill an empty database with demonstration data
    Demo(demo::Demo),
    /// Import events from another system
    #[command(subcommand)]
    Import(import::Source),
    /// Manage accounts: create, grant, list
    #[command(subcommand)]
    User(user::UserCommand),
    /// Manage editions: list, put
    #[command(subcommand)]
    Edition(edition::EditionCommand),
    /// Verify the hash chain of the log, and compare it with signed heads
    VerifyLog(verify_log::VerifyLog),
    /// Print the signed head of the log, to be kept outside the database
    LogHead,
    /// Remove images and documents that no event has used for a week
    SweepImages,
    /// Print the OpenAPI document as YAML
    Openapi,
}

/// Executes the command.
///
/// # Errors
///
/// When the command fails; the message is for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Openapi => openapi::run(),
        Command::Serve => with_platform(serve::run),
        Command::Demo(args) => demo::run(&args),
        Command::Import(source) => with_platform(|platform| import::run(&platform, &source)),
        Command::User(command) => with_platform(|platform| user::run(&platform, &command)),
        Command::Edition(command) => {
            with_platform(|platform| edition::run(&platform.services, &command))
        }
        Command::SweepImages => with_platform(|platform| sweep_images::run(&platform)),
        Command::VerifyLog(args) => with_platform(|platform| verify_log::run(&platform, &args)),
        Command::LogHead => with_platform(|platform| log_head::run(&platform)),
    }
}

/// Opens what every command except `openapi` needs, and leaves a database that is one file.
fn with_platform(
    run: impl FnOnce(Platform) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::start(&config.log)?;
    let platform = Platform::open(config, Clock::system())?;
    let db = platform.services.db.clone();
    let ended = run(platform)?;
    leave(&db);
    Ok(ended)
}

/// Leaves an SQLite database as one file, which can then be copied or moved alone.
fn leave(db: &Db) {
    if let Err(error) = db.checkpoint() {
        tracing::warn!(
            error = format!("{error:#}"),
            "the write-ahead log stays beside the database file"
        );
    }
}

/// Prints a line to standard output; a closed pipe is ignored.
fn say(line: impl Display) {
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// Prints an error with its whole chain of causes to standard error.
pub fn complain(error: &anyhow::Error) {
    let _closed = writeln!(std::io::stderr(), "semaine: {error:#}");
}
