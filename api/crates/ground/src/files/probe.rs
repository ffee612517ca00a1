//! Probes a file store, and names the faults that it finds.

use super::{Files, Kind};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Folder of the files that the probe stores and removes.
const FOLDER: &str = "probe";
const CONTENT: &[u8] = b"Stored by `semaine serve` at its start, and removed at once.\n";
/// Time of the file of the probe: one that no store would give it.
const LONG_AGO: TimeDelta = TimeDelta::days(400);

pub(super) fn probe(files: &Files, now: DateTime<Utc>) -> anyhow::Result<Vec<&'static str>> {
    let mut faults = Vec::new();
    let name = format!("{FOLDER}/{}", Uuid::new_v4().simple());
    files.store(&name, CONTENT, now - LONG_AGO)?;
    if files.read(&name)?.as_deref() != Some(CONTENT) {
        faults.push("a file that was stored is not read as it was");
    }
    if !files.list(FOLDER)?.iter().any(|file| file.name == name) {
        faults.push("a file that was stored is not listed at once: a file that is uploaded while unused files are removed can be lost");
    }
    if files.remove_older(&name, now - LONG_AGO)? {
        faults.push("a file is removed although it is not older than asked");
    }
    let is_old = now - LONG_AGO + TimeDelta::days(1);
    if !files.remove_older(&name, is_old)? {
        faults.push(
            "the time of a file is not kept with it: unused files are removed by the time at which the store received them",
        );
        files.remove_older(&name, DateTime::<Utc>::MAX_UTC)?;
    }
    if files.read(&name)?.is_some() || files.list(FOLDER)?.iter().any(|file| file.name == name) {
        faults.push("a file that was removed is still there");
    }
    if let Kind::Objects(objects) = &files.0
        && !objects.creates_once(&format!("{name}-once"))?
    {
        faults.push(
            "a second creation of a file is not refused (If-None-Match): harmless, since files are named by their content",
        );
    }
    Ok(faults)
}
