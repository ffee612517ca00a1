//! OGC collections: their events and their metadata.

use super::crs::Crs;
use super::link::Link;
use super::matching::entries;
use super::{CRS84, GEO_JSON, HTML, QUERYABLES, ROOT, SCHEMA, texts};
use crate::addresses;
use catalogue::{Catalogue, Entry};
use chrono::{DateTime, Utc};
use ground::error::Error;
use messages::t;
use serde::Serialize;
use shared::edition::Edition;
use shared::event::EventQuery;
use std::sync::Arc;
use utoipa::ToSchema;

/// Id of the collection of all editions; the collection of one edition appends a hyphen and its slug.
pub(super) const EVENTS: &str = "events";

/// Temporal reference system: the Gregorian calendar in UTC.
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// A collection of labelled events.
#[derive(Debug, Clone)]
pub(super) struct Collection<'a> {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    /// The editions whose events it contains.
    pub(super) editions: Vec<&'a Arc<Edition>>,
}

impl<'a> Collection<'a> {
    /// All collections: first the one of all editions, then one per edition, latest first.
    pub(super) fn all(catalogue: &'a Catalogue) -> Vec<Self> {
        let mut editions: Vec<_> = catalogue.editions().collect();
        editions.sort_by(|a, b| (b.opens_at, &b.slug).cmp(&(a.opens_at, &a.slug)));
        let whole = Self {
            id: EVENTS.to_owned(),
            title: t("ogc.all").to_owned(),
            description: t("ogc.all.description").to_owned(),
            editions: editions.clone(),
        };
        let each = editions.into_iter().map(|edition| {
            let (title, description) = texts::of_edition(edition);
            Self {
                id: format!("{EVENTS}-{}", edition.slug),
                title,
                description,
                editions: vec![edition],
            }
        });
        std::iter::once(whole).chain(each).collect()
    }

    /// Finds a collection by its id.
    ///
    /// # Errors
    ///
    /// `not_found` when there is none.
    pub(super) fn find(catalogue: &'a Catalogue, id: &str) -> Result<Self, Error> {
        Self::all(catalogue)
            .into_iter()
            .find(|collection| collection.id == id)
            .ok_or_else(Error::not_found)
    }

    /// The edition with this slug, if the collection contains it.
    pub(super) fn edition(&self, slug: &str) -> Option<&'a Edition> {
        self.editions
            .iter()
            .find(|edition| edition.slug == slug)
            .map(|edition| -> &'a Edition { edition })
    }

    /// Absolute URL of the collection.
    pub(super) fn address(&self, site: &str) -> String {
        format!("{site}{ROOT}/collections/{}", self.id)
    }

    /// Link to the properties that a filter may name.
    pub(super) fn queryables(&self, site: &str) -> Link {
        let address = format!("{}/queryables", self.address(site));
        Link::new(QUERYABLES, SCHEMA, address, t("ogc.queryables"))
    }

    /// Metadata of the collection.
    ///
    /// # Errors
    ///
    /// As [`entries`].
    pub(super) fn describe(
        &self,
        catalogue: &Arc<Catalogue>,
        site: &str,
    ) -> Result<CollectionDescription, Error> {
        let here = self.address(site);
        let entries = entries(catalogue, &self.editions, &EventQuery::default())?;
        let mut extent = ExtentBuilder::default();
        for entry in &entries {
            extent.add(entry);
        }
        let mut links = Vec::from(Link::self_and_alternate(&here, super::JSON));
        links.extend([
            Link::new("items", GEO_JSON, format!("{here}/items"), t("ogc.items")),
            Link::new(
                "items",
                HTML,
                format!("{here}/items?f=html"),
                t("ogc.items_page"),
            ),
            self.queryables(site),
            Link::licence(),
        ]);
        if let [edition] = self.editions.as_slice()
            && self.id != EVENTS
        {
            let file = format!("{site}{}", addresses::geo_json_dump(&edition.slug));
            links.push(Link::new(
                "enclosure",
                "application/gzip",
                file,
                t("ogc.dump"),
            ));
        }
        Ok(CollectionDescription {
            id: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            item_type: "feature",
            item_count: entries.len(),
            crs: Crs::uris(),
            storage_crs: Crs::default().uri(),
            extent: extent.finish(),
            links,
        })
    }
}

/// A collection of events.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OgcCollection)]
pub(super) struct CollectionDescription {
    /// Identifier, used in URLs.
    #[schema(example = "events-2018")]
    pub(super) id: String,
    /// Title of the collection, in French.
    pub(super) title: String,
    /// Description of the collection, in French.
    pub(super) description: String,
    /// Type of the items: always `feature`.
    item_type: &'static str,
    /// Number of events in the collection.
    pub(super) item_count: usize,
    /// Coordinate reference systems that `crs` and `bbox-crs` may name; the first one is the default, WGS 84 with longitude first.
    pub(super) crs: [&'static str; Crs::ALL.len()],
    /// Coordinate reference system in which the positions are stored; answers in it contain them unchanged.
    storage_crs: &'static str,
    /// Spatial and temporal extent; absent when the collection is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extent: Option<CollectionExtent>,
    /// Links to the items, the licence and other representations.
    pub(super) links: Vec<Link>,
}

/// Spatial and temporal extent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcExtent)]
pub(super) struct CollectionExtent {
    /// Bounding box; absent when no event has a venue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spatial: Option<SpatialExtent>,
    /// Time interval of the events.
    pub(super) temporal: TemporalExtent,
}

/// Bounding box of all points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcSpatialExtent)]
pub(super) struct SpatialExtent {
    /// One box: west, south, east, north in degrees.
    pub(super) bbox: [[f64; 4]; 1],
    /// Coordinate reference system of the box.
    crs: &'static str,
}

/// Interval from the first beginning to the last end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcTemporalExtent)]
pub(super) struct TemporalExtent {
    /// One interval: begin and end.
    pub(super) interval: [[DateTime<Utc>; 2]; 1],
    /// Temporal reference system: the Gregorian calendar.
    trs: &'static str,
}

/// Accumulates the extent, event by event.
#[derive(Debug, Default)]
struct ExtentBuilder {
    bbox: Option<[f64; 4]>,
    interval: Option<[DateTime<Utc>; 2]>,
}

impl ExtentBuilder {
    fn add(&mut self, entry: &Entry) {
        let occurrences = &entry.event.occurrences;
        let (begin, end) = (
            occurrences.first_begin().to_utc(),
            occurrences.last_end().to_utc(),
        );
        self.interval = Some(match self.interval {
            Some([first, last]) => [first.min(begin), last.max(end)],
            None => [begin, end],
        });
        if let Some(venue) = &entry.event.venue {
            let (lon, lat) = (venue.position.lon(), venue.position.lat());
            self.bbox = Some(match self.bbox {
                Some([west, south, east, north]) => {
                    [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
                }
                None => [lon, lat, lon, lat],
            });
        }
    }

    fn finish(self) -> Option<CollectionExtent> {
        self.interval.map(|interval| CollectionExtent {
            spatial: self.bbox.map(|bbox| SpatialExtent {
                bbox: [bbox],
                crs: CRS84,
            }),
            temporal: TemporalExtent {
                interval: [interval],
                trs: GREGORIAN,
            },
        })
    }
}
