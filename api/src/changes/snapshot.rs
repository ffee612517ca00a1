//! The way from a dump of an edition to the stream of its changes.

use super::PATH;
use super::parameters::stream;
use super::reader::Reader;
use catalogue::Catalogue;
use ground::error::Error;
use http::{API, Services};
use shared::event::EventQuery;

/// The `Link` header of a file with all events of an edition as of a version: to what changed after it (`monitor`, RFC 5989).
///
/// # Errors
///
/// When the position has no JSON form, which its type rules out.
pub(crate) fn link(
    services: &Services,
    catalogue: &Catalogue,
    edition: &str,
) -> Result<String, Error> {
    let filters = EventQuery {
        edition: Some(edition.to_owned()),
        ..EventQuery::default()
    };
    let reader = Reader::complete(catalogue.version());
    let cursor = services.cursors.after(&stream(&filters), &reader)?;
    let query = filters.to_search_with([("since", cursor.as_str())]);
    Ok(format!("<{API}{PATH}?{query}>; rel=\"monitor\""))
}
