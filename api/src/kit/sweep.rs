//! Daily removal of the kit files that are not needed: drawn long ago, or uploaded and in no version any more.

use super::queries;
use super::store::{FOLDER, Kits, SHARED, Stored, stored};
use crate::files::release;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use ground::blocking::blocking;
use ground::error::Error;
use ground::files::is_unfinished;
use ground::jobs::{Completion, Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Time for which a file that was drawn is kept. It is drawn again when somebody asks for it later.
const MADE_STAYS: TimeDelta = TimeDelta::days(30);
/// Time for which an uploaded file stays that belongs to no version: its upload may still be under way.
const SHARED_STAYS: TimeDelta = TimeDelta::days(1);

/// Job that sweeps the kit files and the expired links.
#[derive(Debug, Serialize, Deserialize)]
struct SweepKits {}

impl Kind for SweepKits {
    const NAME: &'static str = "kits.sweep";
}

/// Registers the daily sweep, at night in metropolitan France.
pub(super) fn jobs(jobs: Jobs, services: &Data<Services>, kits: &Data<Kits>) -> Jobs {
    let (services, kits) = (services.clone(), kits.clone());
    jobs.on_outside(move |_, SweepKits {}| {
        let (services, kits) = (services.clone(), kits.clone());
        async move {
            let removed = blocking(move || {
                let now = services.clock.now();
                services
                    .db
                    .write_now(|conn| queries::forget_expired(conn, now))?;
                let swept = sweep(&kits, now, || services.db.read_now(queries::contents))?;
                let before = now - SHARED_STAYS;
                services
                    .db
                    .write_now(|conn| release(conn, SHARED, &swept.shared, before))?;
                Ok(swept.removed)
            })
            .await?;
            tracing::info!(removed, "kit files that nobody needs were removed");
            Ok(Completion::plain())
        }
    })
    .every(Schedule::daily_at(3, 15), SweepKits {})
}

/// Result of a sweep.
#[derive(Debug, Default)]
struct Swept {
    /// Names of the shared files that stay.
    shared: HashSet<String>,
    /// Number of files removed.
    removed: usize,
}

/// Removes what is old enough; `used` returns the hashes of the contents of all versions.
///
/// # Errors
///
/// When `used` fails or the store cannot be read; files that were removed before stay removed.
fn sweep(
    kits: &Kits,
    now: DateTime<Utc>,
    used: impl FnOnce() -> Result<HashSet<String>, Error>,
) -> Result<Swept, Error> {
    // First, so that a file that is uploaded meanwhile is not in the list.
    let listed = kits.files().list(FOLDER)?;
    let used = used()?;
    let mut swept = Swept::default();
    for file in listed {
        let kind = stored(&file.name);
        let before = match kind {
            Stored::Made => Some(now - MADE_STAYS),
            Stored::Shared(hash) if !used.contains(hash) => Some(now - SHARED_STAYS),
            Stored::Other if is_unfinished(&file.name) => Some(now - SHARED_STAYS),
            Stored::Shared(_) | Stored::Other => None,
        };
        let is_shared = matches!(kind, Stored::Shared(_));
        let removed = match before {
            Some(before) => kits.files().remove_older(&file.name, before)?,
            None => false,
        };
        if removed {
            swept.removed += 1;
        } else if is_shared {
            swept.shared.insert(file.name);
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::EditionQuota;
    use ground::files::Files;
    use tempfile::TempDir;

    #[test]
    fn what_is_old_and_unused_is_removed() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        let kits = Kits::within(EditionQuota::UNBOUNDED, files, |_| None);
        let start = DateTime::UNIX_EPOCH;
        let now = start + TimeDelta::days(40);
        let used = kits.share(b"used", start).unwrap();
        kits.share(b"unused", start).unwrap();
        kits.share(b"just uploaded", now).unwrap();
        let (old, new) = ("0a".repeat(32), "0b".repeat(32));
        let name = |key: &str| format!("kits/made/{}/{key}", key.get(..2).unwrap());
        kits.files().store(&name(&old), b"x", start).unwrap();
        kits.files()
            .store(&name(&new), b"x", now - TimeDelta::days(29))
            .unwrap();

        let swept = sweep(&kits, now, || Ok(HashSet::from([used.clone()]))).unwrap();

        assert_eq!((swept.removed, swept.shared.len()), (2, 2));
        let left: Vec<_> = kits.files().list(FOLDER).unwrap();
        assert_eq!(left.len(), 3);
        assert!(kits.shared(&used).unwrap().is_some());
    }
}
