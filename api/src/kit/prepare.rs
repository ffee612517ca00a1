//! Preparation of the kit of an event that was labelled, in the background.

use super::contents::Contents;
use super::opened::is_open;
use super::store::{Kits, Patience};
use crate::catalogue::Live;
use crate::events::PrepareKit;
use crate::events::queries as files;
use crate::images::Images;
use actix_web::web::Data;
use ground::jobs::{Completion, Failure, Jobs};
use http::Services;
use shared::kit::KitVariant;

/// Registers the preparation, one kit at a time. Without `prepares`, nothing is done for the kits that are due.
pub(super) fn jobs(
    jobs: Jobs,
    services: &Data<Services>,
    kits: &Data<Kits>,
    live: &Data<Live>,
    images: &Data<Images>,
    prepares: bool,
) -> Jobs {
    let state = (services.clone(), kits.clone(), live.clone(), images.clone());
    jobs.on_outside(move |_, job: PrepareKit| {
        let (services, kits, live, images) = state.clone();
        async move {
            if !prepares {
                return Ok(Completion::plain());
            }
            prepare(&services, &kits, &live, &images, job).await
        }
    })
}

async fn prepare(
    services: &Data<Services>,
    kits: &Data<Kits>,
    live: &Data<Live>,
    images: &Data<Images>,
    job: PrepareKit,
) -> Result<Completion, Failure> {
    let file = services
        .db
        .read(move |conn| files::find(conn, job.event))
        .await?;
    // The label may have ended since.
    let Some(file) = file.filter(|file| is_open(file).is_ok()) else {
        return Ok(Completion::plain());
    };
    let contents = Contents::of(live, images, kits, &services.site.url, &file).await?;
    for item in contents.items() {
        for variant in item.variants {
            if variant != KitVariant::Press {
                let now = services.clock.now();
                contents
                    .read(kits, &item.key, variant, now, Patience::Job)
                    .await?;
            }
        }
    }
    Ok(Completion::plain())
}
