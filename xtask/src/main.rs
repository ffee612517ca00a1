//! Build tasks that cargo alone does not know.
//!
//! `cargo run -p xtask -- web` makes the web bundle in `dist/`; `cargo run -p xtask -- dev` rebuilds and restarts at every change.
#![expect(
    clippy::print_stderr,
    reason = "a build tool tells the terminal what it is doing"
)]

mod bundle;
mod compress;
mod dev;
mod files;
mod icons;
mod page;
mod sources;
mod styles;
mod wasm;
mod words;
mod worker;
mod workspace;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Build tasks of the platform of the Semaine de l'Industrie")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Makes the web bundle in `dist/`.
    Web {
        /// Fast to build and readable in the browser's tools, but large.
        #[arg(long)]
        dev: bool,
    },
    /// Builds, serves, and does both again at every change of a source.
    Dev {
        /// Where the server keeps its data; a demonstration is made there when nothing is.
        #[arg(long, default_value = "var/demo.sqlite")]
        database: String,
    },
}

/// How much care the bundle gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Web { dev: true } => bundle::make(Profile::Dev),
        Task::Web { dev: false } => bundle::make(Profile::Release),
        Task::Dev { database } => dev::watch(&database),
    }
}
