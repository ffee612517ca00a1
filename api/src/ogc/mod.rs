//! OGC API – Features, parts 1 to 3 (OGC 17-069r4, 18-058r1, 19-079r2): the labelled events for geographic information systems.
//!
//! `/ogc` opens in QGIS, GDAL (`OAPIF:`) and `OWSLib` without configuration. `events` is the collection of all public
//! editions, for a layer that is used over several years; `events-<edition>` is the collection of one edition, with its own
//! spatial and temporal extent.
//!
//! **Order and pagination.** Items are ordered by id, which does not depend on the time of the request, so that a client
//! that follows `next` sees each event once, even if others are labelled or withdrawn meanwhile. The cursor in `next` is
//! bound to its collection and filters.
//!
//! **Filters.** Each filterable property is a query parameter of the same name, with the values of
//! [`EventQuery`](shared::event::EventQuery). Filters that depend on the current time are left out; `datetime` covers them.
//! `filter` is tried on the events that the others leave.
//!
//! **Geometry.** A point in WGS 84, longitude before latitude, or in the system that `crs` names. Online-only events have none,
//! and `bbox` excludes them. A box in a projected system contains the events whose projected position it contains: its edges
//! are no parallels and meridians.

mod collection;
mod conformance;
mod cql;
mod crs;
mod definition;
mod document;
mod feature;
mod format;
mod get_collection;
mod get_item;
mod get_queryables;
mod instant;
mod landing_page;
mod link;
mod list_collections;
mod list_items;
mod matching;
mod page;
mod parameters;
mod query;
mod queryables;
mod texts;

pub(crate) use definition::OPEN_API_3_0;
pub(crate) use feature::{COLLECTION_FRAME, write_features};
pub(crate) use format::Format;
pub(crate) use link::Link;
pub(crate) use page::{Cell, Page, Table};
pub(crate) use parameters::FormParam;

use formats::geojson::TYPE as GEO_JSON;
use http::register::ServiceConfig;

/// Root path of the service.
pub(crate) const ROOT: &str = crate::addresses::OGC;

/// URI of WGS 84 with longitude before latitude.
pub(crate) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

const JSON: &str = "application/json";
const HTML: &str = "text/html";
const SCHEMA: &str = "application/schema+json";

/// Relation of a collection and its items to the properties that a filter may name.
const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(landing_page::get_ogc_landing_page)
        .service(conformance::get_ogc_conformance)
        .service(definition::get_ogc_definition)
        .service(list_collections::list_ogc_collections)
        .service(get_collection::get_ogc_collection)
        .service(get_queryables::get_ogc_queryables)
        .service(list_items::list_ogc_items)
        .service(get_item::get_ogc_item);
}
