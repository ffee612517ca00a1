//! Removal of the images of events that were deleted.

use super::store::{Images, folder, image_of};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Completion, Jobs, Kind};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::event::ImageId;
use std::cmp::Reverse;
use std::collections::HashSet;

/// Job that removes images, unless an event uses them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetImages {
    /// Identifiers of the images.
    pub(crate) images: Vec<ImageId>,
    /// An image that was uploaded or saved at this time or later stays: somebody else is using it.
    pub(crate) before: DateTime<Utc>,
}

impl Kind for ForgetImages {
    const NAME: &'static str = "images.forget";
    const BATCH: u16 = 1;
}

/// Registers the removal; `shown` returns the images that any form or content of an event refers to.
pub(crate) fn jobs(
    jobs: Jobs,
    services: &Data<Services>,
    images: &Data<Images>,
    shown: fn(&mut Conn) -> Result<HashSet<ImageId>, Error>,
) -> Jobs {
    let (services, images) = (services.clone(), images.clone());
    jobs.on_outside(move |_, job: ForgetImages| {
        let (services, images) = (services.clone(), images.clone());
        async move {
            blocking(move || {
                let shown = services.db.read_now(shown)?;
                Ok(forget(&images, &job, &shown)?)
            })
            .await?;
            Ok(Completion::plain())
        }
    })
}

fn forget(images: &Images, job: &ForgetImages, shown: &HashSet<ImageId>) -> anyhow::Result<()> {
    let files = images.files();
    for id in job.images.iter().filter(|id| !shown.contains(*id)) {
        let mut variants: Vec<_> = files
            .list(&folder(id))?
            .into_iter()
            .filter_map(|file| Some((image_of(&file.name)?.1, file.name)))
            .collect();
        // Largest width first: only its age is reset, and while it exists the others must exist too.
        variants.sort_by_key(|(shape, _)| Reverse(*shape));
        for (_, name) in variants {
            if !files.remove_older(&name, job.before)? {
                break;
            }
        }
    }
    Ok(())
}
