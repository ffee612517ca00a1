//! The inner loop: build, serve, and again at every change.
//!
//! The server of a debug build reads `dist/` from the disk, so a change of the web application only needs a reload of the page.

use crate::{Profile, bundle, files, workspace};
use anyhow::Context;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(500);

/// Sources of the bundle and of the server.
const WEB: [&str; 7] = [
    "web/src",
    "web/styles",
    "web/public",
    "web/locales",
    "web/index.html",
    "web/boot.js",
    "shared/src",
];
const SERVER: [&str; 9] = [
    "api/src",
    "api/crates",
    "api/templates",
    // The pages that can be read without the application have its words.
    "web/locales",
    "data",
    "shared/src",
    "migrations",
    "api/Cargo.toml",
    "Cargo.lock",
];

/// Builds and serves until the person stops it.
pub(crate) fn watch(database: &str) -> anyhow::Result<()> {
    say_failure(bundle::make(Profile::Dev));
    let mut server = start(database);
    let (mut web, mut api) = (newest(&WEB)?, newest(&SERVER)?);
    eprintln!("dev: watching; Ctrl-C stops");
    loop {
        thread::sleep(PAUSE);
        let (web_now, api_now) = (newest(&WEB)?, newest(&SERVER)?);
        if web_now != web {
            web = web_now;
            say_failure(bundle::make(Profile::Dev));
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

/// A failure is said and waited out: the next change may repair it.
fn say_failure(result: anyhow::Result<()>) {
    if let Err(error) = result {
        eprintln!("dev: {error:#}");
    }
}

/// Builds the server, fills its database the first time, and starts it; `None` when one of these failed.
fn start(database: &str) -> Option<Child> {
    let binary = workspace::target().join("debug/semaine");
    let built = succeeds(Command::new(workspace::cargo()).args(["build", "--bin", "semaine"]));
    let fill = workspace::root().join("scripts/demo.sh");
    if !(built && succeeds(Command::new(fill).arg(&binary).arg(database))) {
        eprintln!("dev: the server is not running; it is tried again at the next change");
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

/// When anything under `places` was last written, and how many files there are: a removed file counts too.
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
            // A file that vanishes between the two calls is a change that the count shows.
            if let Ok(written) = file.metadata().and_then(|meta| meta.modified()) {
                newest = (newest.0 + 1, newest.1.max(written));
            }
        }
    }
    Ok(newest)
}
