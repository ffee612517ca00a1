//! Work on editions: creation of the next one from the last, and storage of new versions, with their effects on the events that
//! were filed. The coordination sets the standard texts alone, on which no event depends.

mod create;
mod get;
mod history;
mod list;
mod preview;
mod queries;
mod save;
mod set_texts;
mod weigh;

use ground::error::Error;
use http::Slug;
use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_managed_editions)
        .service(create::create_edition)
        .service(get::get_managed_edition)
        .service(save::save_edition)
        .service(set_texts::set_standard_texts)
        .service(preview::preview_edition)
        .service(history::list_edition_history);
}

/// Finds an edition, public or not, with its version.
///
/// # Errors
///
/// `not_found` when there is none.
fn found(conn: &mut ground::db::Conn, slug: &Slug) -> Result<queries::Stored, Error> {
    queries::stored(conn, slug)?.ok_or_else(Error::not_found)
}
