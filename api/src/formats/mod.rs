//! The events in the formats that others read: calendars, feeds, tables, GeoJSON, a programme to print.
//!
//! All of them answer the query of the list and come from the catalogue in memory. Each is a [`Document`](document::Document),
//! a beginning, a part for each event and an end, which [`give`] sends whole or in chunks; its cost grows with what it holds
//! and with nothing else. Only the workbook is made as a whole.
//!
//! | Room | What is in it |
//! |---|---|
//! | `asked` | the query: filters, and what is a format's own |
//! | `collection` | the events, in order, and the words of their editions |
//! | `document`, `give` | chunks; tags, 304, what is kept |
//! | `calendar` | iCalendar |
//! | `feed` | Atom and JSON Feed |
//! | `table` | CSV, XLSX and their Table Schema |
//! | `geojson` | GeoJSON |
//! | `programme` | the programme to print, as a page and as PDF |

mod asked;
mod calendar;
mod collection;
mod document;
mod export_atom;
mod export_calendar;
mod export_csv;
mod export_event_calendar;
mod export_geojson;
mod export_json_feed;
mod export_programme;
mod export_xlsx;
mod feed;
mod geojson;
mod get_table_schema;
mod give;
mod print_programme;
mod programme;
mod table;
mod words;

pub use give::Exports;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

/// What the feature answers under the API.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(export_calendar::export_calendar)
        .service(export_event_calendar::export_event_calendar)
        .service(export_atom::export_atom)
        .service(export_json_feed::export_json_feed)
        .service(export_csv::export_csv)
        .service(export_xlsx::export_xlsx)
        .service(get_table_schema::get_table_schema)
        .service(export_geojson::export_geojson);
}

/// What it answers outside it.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(print_programme::print_programme)
        .service(export_programme::export_programme);
}

/// The sheet of styles of its page.
pub(crate) fn assets(cfg: &mut web::ServiceConfig) {
    cfg.route(
        programme::STYLES_PATH,
        web::get().to(print_programme::styles),
    );
}
