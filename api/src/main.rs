//! `semaine`: server and command-line tools of the platform of the Semaine de l'Industrie.

use api::cli::Cli;
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match api::cli::run(cli) {
        Ok(code) => code,
        Err(error) => {
            api::cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
