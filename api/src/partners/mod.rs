//! Partners of an edition: the public directory, and the work on it.
//!
//! The partners are a part of the edition. They are set as a whole by the coordination, which sets nothing else of an edition, and are
//! public with it.

mod get;
mod list;
mod logo;
mod set;

use ground::db::Conn;
use ground::error::Error;
use http::Slug;
use http::register::ServiceConfig;
use shared::edition::Edition;
use shared::id::EditionId;
use shared::partner::ManagedPartners;
use std::sync::Arc;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_partners)
        .service(get::get_managed_partners)
        .service(set::set_partners)
        .service(logo::upload_partner_logo);
}

/// Finds an edition, public or not, with its version.
///
/// # Errors
///
/// `not_found` when there is none.
fn found(conn: &mut Conn, slug: &Slug) -> Result<(EditionId, i32, Arc<Edition>), Error> {
    crate::editions::queries::versioned(conn, slug)?.ok_or_else(Error::not_found)
}

fn shown(version: i32, edition: &Edition) -> ManagedPartners {
    ManagedPartners {
        version,
        kinds: edition.vocabularies.partner_kinds.clone(),
        partners: edition.partners.clone(),
    }
}
