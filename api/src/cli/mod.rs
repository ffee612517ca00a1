//! The command line: one file a subcommand.

mod demo;
mod edition;
mod import;
mod openapi;
mod serve;
mod sweep_images;
mod user;
mod verify_log;

use crate::app::Platform;
use clap::{Parser, Subcommand};
use ground::clock::Clock;
use ground::config::Config;
use ground::telemetry;
use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

/// The platform of the « Semaine de l'Industrie ».
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
    /// Fill an empty database with the demonstration
    Demo(demo::Demo),
    /// Bring in what was filed elsewhere
    #[command(subcommand)]
    Import(import::Source),
    /// People: create, grant, list
    #[command(subcommand)]
    User(user::UserCommand),
    /// Editions: list, put
    #[command(subcommand)]
    Edition(edition::EditionCommand),
    /// Hold every row of the log against the one before it
    VerifyLog(verify_log::VerifyLog),
    /// Remove the pictures that no event has shown for a week
    SweepImages,
    /// Print the OpenAPI document as YAML
    Openapi,
}

/// Does what the command line asks.
///
/// # Errors
///
/// When it cannot be done; the message is for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Openapi => openapi::run(),
        Command::Serve => serve::run(open()?),
        Command::Demo(asked) => demo::run(&asked),
        Command::Import(source) => import::run(&open()?.services, &source),
        Command::User(command) => user::run(&open()?, &command),
        Command::Edition(command) => edition::run(&open()?.services, &command),
        Command::SweepImages => sweep_images::run(&open()?),
        Command::VerifyLog(asked) => verify_log::run(&open()?.services, &asked),
    }
}

/// What every command but `openapi` needs: configuration, log of the process, database.
fn open() -> anyhow::Result<Platform> {
    let config = Config::from_env()?;
    telemetry::start(&config.log)?;
    Platform::open(config, Clock::system())
}

/// Writes a line for the person at the terminal; a closed pipe is not our failure.
fn say(line: impl Display) {
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// Writes what went wrong, whole chain, to standard error.
pub fn complain(error: &anyhow::Error) {
    let _closed = writeln!(std::io::stderr(), "semaine: {error:#}");
}
