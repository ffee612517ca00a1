//! The communication kit of a labelled event: the files of the edition, the files made for the event, the texts to copy, and the links
//! by which others fetch them.
//!
//! Whoever may read the event submission sees its kit ([`opened`]), as long as the label stands and the event takes place. A file is drawn
//! when it is first asked for, or by the job that the label starts ([`prepare`]), and kept under a name made of all that is drawn
//! ([`store`]): a change of the event or of the edition leads to another name, and the old file is swept. The files that all kits share
//! are in [`assets`]. One of the pictures is for everybody ([`social`]).

mod archive;
mod assets;
mod contents;
mod downloads;
mod file;
mod links;
mod logos;
mod opened;
mod page;
mod prepare;
mod queries;
mod respond;
mod rows;
pub(crate) mod social;
mod store;
mod studio;
mod sweep;
mod texts;
mod thumbnail;
mod watch;
mod zip;

pub use store::Kits;

use crate::catalogue::Live;
use crate::images::Images;
use actix_web::web::Data;
use ground::jobs::Jobs;
use http::Services;
use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(page::get_kit)
        .service(file::get_kit_file)
        .service(archive::get_kit_archive);
    links::routes(cfg);
    assets::routes(cfg);
}

/// Routes outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(social::get_sharing_picture);
}

/// Registers the preparation of kits, the letters about new files, and the daily sweep.
pub(crate) fn jobs(
    jobs: Jobs,
    services: &Data<Services>,
    kits: &Data<Kits>,
    live: &Data<Live>,
    images: &Data<Images>,
    prepares: bool,
) -> Jobs {
    let jobs = prepare::jobs(jobs, services, kits, live, images, prepares);
    let jobs = assets::announcement(jobs, services);
    sweep::jobs(jobs, services, kits)
}
