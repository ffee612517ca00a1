//! The signed head of the log: evidence outside the database of where the log ended.
//!
//! A hash chain does not show that rows were removed from its end, or that it was written anew as a whole. A head that somebody
//! kept does: it is signed, so that its keeper can prove where it comes from. The server publishes the present head, and keeps
//! one in the folder of its files every day, with which `semaine verify-log` compares the log.

use crate::accounts::keys::Keys;
use actix_web::web::Data;
use anyhow::{Context as _, ensure};
use ground::blocking::blocking;
use ground::error::Error;
use ground::files::Files;
use ground::jobs::{Completion, Jobs, Kind, Schedule};
use ground::log::{self, Head};
use http::Services;
use serde::{Deserialize, Serialize};

/// Name of the kept file, and of the published one below [`super::ROOT`].
pub(crate) const FILE: &str = "log-head.jws";
/// `typ` of the signed statement.
const TYPE: &str = "semaine-log-head+jws";

/// The head as a compact JWS; the same head always gives the same text.
///
/// # Errors
///
/// When it cannot be signed.
pub(crate) fn sign(keys: &Keys, head: &Head) -> Result<String, Error> {
    keys.sign_statement(TYPE, head)
}

/// Reads signed heads, one per line.
///
/// # Errors
///
/// When there is none, or a line is not a head that was signed with this key; the message names the line.
pub(crate) fn read(keys: &Keys, text: &str) -> anyhow::Result<Vec<Head>> {
    let lines = text.lines().map(str::trim).enumerate();
    let heads: Vec<Head> = lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, line)| {
            keys.read_statement(TYPE, line)
                .with_context(|| format!("line {} is not a signed head of the log", index + 1))
        })
        .collect::<Result<_, _>>()?;
    ensure!(
        !heads.is_empty(),
        "there is no signed head of the log in it"
    );
    Ok(heads)
}

/// The head that the server kept last; `None` before the first.
///
/// # Errors
///
/// When the file cannot be read, or is not a head that was signed with this key.
pub(crate) fn kept(files: &Files, keys: &Keys) -> anyhow::Result<Option<Head>> {
    let Some(bytes) = files.read(FILE)? else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes).with_context(|| format!("file {FILE}"))?;
    let heads = read(keys, text).with_context(|| format!("file {FILE}"))?;
    Ok(heads.into_iter().next_back())
}

/// Keeps the present head in place of the last one.
///
/// # Errors
///
/// When the log does not contain the last one any more, which then stays as evidence; or when the database or the files fail.
pub(crate) fn keep(services: &Services, keys: &Keys, files: &Files) -> anyhow::Result<()> {
    let last = kept(files, keys)?;
    let (head, contained) = services.db.read_now(|conn| {
        let contained = match &last {
            Some(last) => log::holds(conn, last)?,
            None => true,
        };
        Ok((log::head(conn)?, contained))
    })?;
    let named = last.map_or(0, |last| last.seq);
    ensure!(
        contained,
        "row {named} of the log is not the one that the file {FILE} names; `semaine verify-log` tells more"
    );
    if let Some(head) = head {
        let signed = sign(keys, &head)?;
        files.store(FILE, format!("{signed}\n").as_bytes(), services.clock.now())?;
    }
    Ok(())
}

#[derive(Debug, Serialize, Deserialize)]
struct KeepLogHead {}

impl Kind for KeepLogHead {
    const NAME: &'static str = "log.keep_head";
}

/// Registers the daily keeping of the head.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>, keys: &Data<Keys>, files: Files) -> Jobs {
    let (services, keys) = (services.clone(), keys.clone());
    jobs.on_outside(move |_, KeepLogHead {}| {
        let (services, keys, files) = (services.clone(), keys.clone(), files.clone());
        async move {
            blocking(move || Ok(keep(&services, &keys, &files)?)).await?;
            Ok(Completion::plain())
        }
    })
    .every(Schedule::daily_at(2, 0), KeepLogHead {})
}
