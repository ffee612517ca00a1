//! OGC API – Features, part 1 (OGC 17-069r4): the labelled events for geographic information systems.
//!
//! `/ogc` opens in QGIS, GDAL (`OAPIF:`) and `OWSLib` as it is. `events` is the collection of all public editions, for those
//! who keep one layer over the years; `events-<edition>` is the layer of one year, with its own extent in space and time.
//!
//! **Order and pages.** By id, which does not depend on the time of the day, so that a reader who follows `next` meets each
//! event once, whatever is labelled or withdrawn meanwhile. The cursor in `next` is sealed for its collection and filters.
//!
//! **Filters.** Each property that the list filters by is a parameter of the same name, with the words of
//! [`EventQuery`](shared::event::EventQuery). What depends on the present moment is left out; `datetime` asks for moments.
//!
//! **Geometry.** A point, WGS 84, longitude before latitude; none for what is online only, which `bbox` leaves out.

mod collection;
mod conformance;
mod definition;
mod document;
mod feature;
mod format;
mod get_collection;
mod get_item;
mod instant;
mod landing_page;
mod link;
mod list_collections;
mod list_items;
mod matching;
mod page;
mod parameters;
mod words;

pub(crate) use definition::OPEN_API_3_0;
pub(crate) use feature::write_features;
pub(crate) use format::Format;
pub(crate) use link::Link;
pub(crate) use page::{Cell, Page, Table};
pub(crate) use parameters::FormParam;

use utoipa_actix_web::service_config::ServiceConfig;

/// Where it lives.
pub(crate) const ROOT: &str = crate::addresses::OGC;

/// WGS 84, longitude before latitude.
pub(crate) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// RFC 7946.
const GEO_JSON: &str = "application/geo+json";
const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// What the feature answers.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(landing_page::get_ogc_landing_page)
        .service(conformance::get_ogc_conformance)
        .service(definition::get_ogc_definition)
        .service(list_collections::list_ogc_collections)
        .service(get_collection::get_ogc_collection)
        .service(list_items::list_ogc_items)
        .service(get_item::get_ogc_item);
}
