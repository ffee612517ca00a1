//! Files that the kits of an edition share, and the templates of the others, for those who manage the edition.

mod announce;
mod create;
mod delete;
mod downloads;
mod list;
mod order;
mod preview;
mod template;
mod update;
mod upload;
mod versions;

pub(super) use announce::jobs as announcement;

use crate::editions::queries::by_slug;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{By, Entry, Subject};
use http::register::ServiceConfig;
use http::{Actor, Slug};
use shared::account::Role;
use shared::edition::Edition;
use shared::id::EditionId;
use std::sync::Arc;

/// Kind: the shared files of the kits of an edition changed.
const CHANGED: &str = "edition.kit_changed";

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_kit_assets)
        .service(create::create_kit_asset)
        .service(update::update_kit_asset)
        .service(delete::delete_kit_asset)
        .service(order::order_kit_assets)
        .service(upload::upload_kit_version)
        .service(versions::get_kit_version)
        .service(versions::delete_kit_version)
        .service(announce::announce_kit_assets)
        .service(downloads::get_kit_downloads)
        .service(preview::preview_kit)
        .service(template::get_kit_template);
}

/// Finds an edition by its slug.
///
/// # Errors
///
/// `not_found` when there is none.
fn found(conn: &mut Conn, slug: &Slug) -> Result<(EditionId, Arc<Edition>), Error> {
    by_slug(conn, slug)?.ok_or_else(Error::not_found)
}

/// Log entry about a change of the shared files.
fn entry(actor: &Actor, edition: EditionId, change: &str) -> Entry {
    let role = if actor.account.has(Role::Administrator) {
        Role::Administrator
    } else {
        Role::Coordinator
    };
    Entry {
        by: By::Person(actor.account.id, role),
        subject: Subject::Edition(edition),
        edition: Some(edition),
        kind: CHANGED,
        payload: serde_json::json!({ "change": change }),
    }
}
