//! Build tasks beyond cargo's own.
//!
//! `cargo run -p xtask -- web` builds the web bundle in `dist/`; `cargo run -p xtask -- dev` rebuilds and restarts on every change.
#![expect(
    clippy::print_stderr,
    reason = "a build tool reports its progress on the terminal"
)]

mod bundle;
mod compress;
mod dev;
mod embed;
mod files;
mod icons;
mod messages;
mod page;
mod sources;
mod styles;
mod wasm;
mod worker;
mod workspace;

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(about = "Build tasks of the platform of the Semaine de l'Industrie")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the web bundle in `dist/`.
    Web {
        #[arg(long, value_enum, default_value_t = Profile::Release)]
        profile: Profile,
    },
    /// Builds and serves, and repeats both whenever a source changes.
    Dev {
        /// SQLite database of the server; filled with demonstration data when it does not exist.
        #[arg(long, default_value = "var/demo.sqlite")]
        database: String,
    },
}

/// Optimisation and compression of the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Fast to build and readable in the browser's tools, but large and slow.
    Dev,
    /// Fast to build, for a browser on this machine.
    Served,
    /// As small as possible, for browsers on the network.
    Release,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Web { profile } => bundle::build(profile),
        Task::Dev { database } => dev::watch(&database),
    }
}
