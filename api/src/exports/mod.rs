//! Exports: the public lists in the document [`formats`], with the filters of the list.
//!
//! [`respond`] sends a document whole or in chunks, with its entity tag.

mod elsewhere;
mod export_atom;
mod export_calendar;
mod export_csv;
mod export_event_calendar;
mod export_france_travail;
mod export_geojson;
mod export_json_feed;
mod export_programme;
mod export_rss;
mod export_xlsx;
mod get_table_schema;
mod query;

mod print_programme;
mod respond;
mod turns;

pub(crate) use elsewhere::{Export, send};
pub use respond::Exports;

use actix_web::web;
use formats::programme;
use http::register::ServiceConfig;

/// Registers the operations under the API's prefix.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(export_calendar::export_calendar)
        .service(export_event_calendar::export_event_calendar)
        .service(export_atom::export_atom)
        .service(export_rss::export_rss)
        .service(export_json_feed::export_json_feed)
        .service(export_csv::export_csv)
        .service(export_xlsx::export_xlsx)
        .service(get_table_schema::get_table_schema)
        .service(export_geojson::export_geojson)
        .service(export_france_travail::export_france_travail);
}

/// Registers the operations outside the API's prefix.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(print_programme::print_programme)
        .service(export_programme::export_programme);
}

/// Serves the stylesheet of the programme.
pub(crate) fn assets(cfg: &mut web::ServiceConfig) {
    cfg.route(
        programme::STYLES_PATH,
        web::get().to(print_programme::styles),
    );
}
