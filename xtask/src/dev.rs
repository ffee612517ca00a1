//! The development loop: build, serve, and repeat on every change.
//!
//! A debug server reads `dist/` from the disk, so a change to the web application only needs a page reload.

use crate::{Profile, bundle, files, workspace};
use anyhow::Context;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(500);

/// Sources of the bundle.
const WEB: [&str; 9] = [
    "web/src",
    "web/styles",
    "web/public",
    "web/docs",
    "web/embed",
    "web/locales",
    "web/index.html",
    "web/boot.js",
    "shared/src",
];
/// Sources of the server.
const SERVER: [&str; 9] = [
    "api/src",
    "api/crates",
    "api/templates",
    // The server-rendered pages use the application's messages.
    "web/locales",
    "data",
    "shared/src",
    "migrations",
    "api/Cargo.toml",
    "Cargo.lock",
];

/// Builds and serves until interrupted.
pub(crate) fn watch(database: &str) -> anyhow::Result<()> {
    print_failure(bundle::build(Profile::Dev));
    let mut server = start(database);
    let (mut web, mut api) = (newest(&WEB)?, newest(&SERVER)?);
    eprintln!("dev: watching; Ctrl-C stops");
    loop {
        thread::sleep(PAUSE);
        let (web_now, api_now) = (newest(&WEB)?, newest(&SERVER)?);
        if web_now != web {
            web = web_now;
            print_failure(bundle::build(Profile::Dev));
        }
        if api_now != api {
            api = api_now;
            if let Some(mut running) = server.take() {
                running.kill().context("cannot stop the server")?;
                running.wait()?;
            }
            server = start(database);
        }
    }
}

/// Prints a failure and goes on: the next change may repair it.
fn print_failure(result: anyhow::Result<()>) {
    if let Err(error) = result {
        eprintln!("dev: {error:#}");
    }
}

/// Builds the server, fills its database on the first run, and starts it; `None` when one of these fails.
fn start(database: &str) -> Option<Child> {
    let binary = workspace::target().join("debug/semaine");
    let built = succeeds(Command::new(workspace::cargo()).args(["build", "--bin", "semaine"]));
    let fill = workspace::root().join("scripts/demo.sh");
    if !(built && succeeds(Command::new(fill).arg(&binary).arg(database))) {
        eprintln!("dev: the server is not running; the next change starts it again");
        return None;
    }
    Command::new(&binary)
        .arg("serve")
        .current_dir(workspace::root())
        .env("SEMAINE_DATABASE_URL", database)
        .env("SEMAINE_OPEN_OUTBOX", "true")
        .spawn()
        .inspect_err(|error| eprintln!("dev: {error}"))
        .ok()
}

fn succeeds(command: &mut Command) -> bool {
    command
        .current_dir(workspace::root())
        .status()
        .is_ok_and(|status| status.success())
}

/// Number of files under `places` and latest modification time. The number makes a removed file count as a change.
fn newest(places: &[&str]) -> anyhow::Result<(usize, SystemTime)> {
    let mut newest = (0, SystemTime::UNIX_EPOCH);
    for place in places {
        let path = workspace::root().join(place);
        let found = if path.is_file() {
            vec![path]
        } else {
            files::list(&path)?
        };
        for file in found {
            // A file removed between the two calls is left out, so the number changes.
            if let Ok(written) = file.metadata().and_then(|meta| meta.modified()) {
                newest = (newest.0 + 1, newest.1.max(written));
            }
        }
    }
    Ok(newest)
}
