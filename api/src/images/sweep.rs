//! Removal of images that no event uses.

use super::store::{FOLDER, Images, Shape, image_of};
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::files::{FileInfo, is_unfinished};
use ground::jobs::{Completion, Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::event::ImageId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// Time for which an unused image is retained: its uploader may still be writing, offline for days.
const UNUSED_STAYS: TimeDelta = TimeDelta::days(7);

/// Job that sweeps the images.
#[derive(Debug, Serialize, Deserialize)]
struct SweepImages {}

impl Kind for SweepImages {
    const NAME: &'static str = "images.sweep";
}

/// Registers the daily sweep, at night in metropolitan France; `shown` returns the images that any form or content
/// of an event refers to.
pub(crate) fn jobs(
    jobs: Jobs,
    services: &Data<Services>,
    images: &Data<Images>,
    shown: fn(&mut Conn) -> Result<HashSet<ImageId>, Error>,
) -> Jobs {
    let (services, images) = (services.clone(), images.clone());
    jobs.on_outside(move |_, SweepImages {}| {
        let (services, images) = (services.clone(), images.clone());
        async move {
            let sweep_now = move || {
                Ok(sweep(&images, services.clock.now(), || {
                    services.db.read_now(shown)
                })?)
            };
            let swept = blocking(sweep_now).await?;
            tracing::info!(
                removed = swept.removed,
                removed_bytes = swept.removed_bytes,
                kept = swept.kept,
                "unused pictures were removed"
            );
            Ok(Completion::plain())
        }
    })
    .every(Schedule::daily_at(2, 30), SweepImages {})
}

/// Result of a sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Number of files retained.
    pub(crate) kept: usize,
    /// Number of files removed.
    pub(crate) removed: usize,
    /// Total size of the removed files, in bytes.
    pub(crate) removed_bytes: u64,
}

impl Swept {
    fn count(&mut self, file: &FileInfo, removed: bool) {
        if removed {
            self.removed += 1;
            self.removed_bytes += file.bytes;
        } else {
            self.kept += 1;
        }
    }
}

/// Removes images that no event has used for a week, and unfinished files. `shown` returns the images that any form or
/// content of an event refers to.
///
/// May run while the server does: uploading an image or saving a form with it resets its age, which is checked again right
/// before removal.
///
/// # Errors
///
/// When `shown` fails or the folder cannot be read; files that were removed before stay removed.
pub(crate) fn sweep(
    images: &Images,
    now: DateTime<Utc>,
    shown: impl FnOnce() -> Result<HashSet<ImageId>, Error>,
) -> anyhow::Result<Swept> {
    let before = now - UNUSED_STAYS;
    let files = images.files();
    // List the files first, so that images uploaded later are not in the list.
    let listed = files.list(FOLDER)?;
    let shown = shown()?;
    let mut swept = Swept::default();
    let mut pictures: BTreeMap<ImageId, Vec<(Shape, FileInfo)>> = BTreeMap::new();
    for file in listed {
        match image_of(&file.name) {
            Some((id, shape)) => pictures.entry(id).or_default().push((shape, file)),
            None if is_unfinished(&file.name) => {
                swept.count(&file, files.remove_older(&file.name, before)?);
            }
            None => swept.count(&file, false),
        }
    }
    for (id, mut variants) in pictures {
        // Largest width first: only its age is reset, and while it exists the others must exist too.
        variants.sort_by_key(|(shape, _)| Reverse(*shape));
        let mut stays = shown.contains(&id) || variants.iter().any(|(_, file)| file.at >= before);
        for (_, file) in variants {
            stays = stays || !files.remove_older(&file.name, before)?;
            swept.count(&file, !stays);
        }
    }
    Ok(swept)
}
