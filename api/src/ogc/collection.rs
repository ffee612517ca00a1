//! What a collection holds, and how it is told.

use super::link::Link;
use super::matching::entries;
use super::{CRS84, GEO_JSON, HTML, ROOT, words};
use crate::addresses;
use catalogue::{Catalogue, Entry};
use chrono::{DateTime, Utc};
use ground::error::Error;
use serde::Serialize;
use shared::edition::Edition;
use shared::event::EventQuery;
use std::sync::Arc;
use utoipa::ToSchema;

/// The collection of all editions; that of one edition bears its slug after a hyphen.
pub(super) const EVENTS: &str = "events";

/// The Gregorian calendar in UTC.
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// A collection: which events, under which name.
#[derive(Debug, Clone)]
pub(super) struct Collection<'a> {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    /// The editions that it holds.
    pub(super) editions: Vec<&'a Arc<Edition>>,
}

impl<'a> Collection<'a> {
    /// All of them: that of all editions, then those of each, the latest first.
    pub(super) fn all(catalogue: &'a Catalogue) -> Vec<Self> {
        let mut editions: Vec<_> = catalogue.editions().collect();
        editions.sort_by(|a, b| (b.opens_at, &b.slug).cmp(&(a.opens_at, &a.slug)));
        let (title, description) = words::ALL;
        let whole = Self {
            id: EVENTS.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            editions: editions.clone(),
        };
        let each = editions.into_iter().map(|edition| {
            let (title, description) = words::of_edition(edition);
            Self {
                id: format!("{EVENTS}-{}", edition.slug),
                title,
                description,
                editions: vec![edition],
            }
        });
        std::iter::once(whole).chain(each).collect()
    }

    /// The one of that name.
    ///
    /// # Errors
    ///
    /// `not_found`.
    pub(super) fn find(catalogue: &'a Catalogue, id: &str) -> Result<Self, Error> {
        Self::all(catalogue)
            .into_iter()
            .find(|collection| collection.id == id)
            .ok_or_else(Error::not_found)
    }

    /// Whether it holds the events of that edition.
    pub(super) fn edition(&self, slug: &str) -> Option<&'a Edition> {
        self.editions
            .iter()
            .find(|edition| edition.slug == slug)
            .map(|edition| -> &'a Edition { edition })
    }

    /// Its address.
    pub(super) fn address(&self, site: &str) -> String {
        format!("{site}{ROOT}/collections/{}", self.id)
    }

    /// What is told of it.
    ///
    /// # Errors
    ///
    /// As [`entries`].
    pub(super) fn described(&self, catalogue: &Arc<Catalogue>, site: &str) -> Result<Told, Error> {
        let here = self.address(site);
        let entries = entries(catalogue, self, &EventQuery::default())?;
        let mut extent = Extent::default();
        for entry in &entries {
            extent.take(entry);
        }
        let mut links = Vec::from(Link::both_forms(&here, super::JSON));
        links.extend([
            Link::new("items", GEO_JSON, format!("{here}/items"), words::ITEMS),
            Link::new(
                "items",
                HTML,
                format!("{here}/items?f=html"),
                words::ITEMS_PAGE,
            ),
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
                words::DUMP,
            ));
        }
        Ok(Told {
            id: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            item_type: "feature",
            item_count: entries.len(),
            crs: [CRS84],
            extent: extent.told(),
            links,
        })
    }
}

/// A collection of events.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OgcCollection)]
pub(super) struct Told {
    /// Its name in addresses.
    #[schema(example = "events-2018")]
    pub(super) id: String,
    /// Title, in French.
    pub(super) title: String,
    /// Description, in French.
    pub(super) description: String,
    /// `feature`.
    item_type: &'static str,
    /// How many events it holds.
    pub(super) item_count: usize,
    /// Coordinate reference systems of the answers.
    #[schema(min_items = 1, max_items = 1)]
    crs: [&'static str; 1],
    /// What it covers; absent as long as it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extent: Option<Covered>,
    /// Where its items are.
    pub(super) links: Vec<Link>,
}

/// What a collection covers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcExtent)]
pub(super) struct Covered {
    /// In space; absent where nothing has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spatial: Option<Spatial>,
    /// In time.
    pub(super) temporal: Temporal,
}

/// The box around all points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcSpatialExtent)]
pub(super) struct Spatial {
    /// One box: west, south, east, north in degrees.
    pub(super) bbox: [[f64; 4]; 1],
    /// Its coordinate reference system.
    crs: &'static str,
}

/// The time from the first beginning to the last end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcTemporalExtent)]
pub(super) struct Temporal {
    /// One interval: begin and end.
    pub(super) interval: [[DateTime<Utc>; 2]; 1],
    /// Its calendar.
    trs: &'static str,
}

/// What has been seen so far.
#[derive(Debug, Default)]
struct Extent {
    bbox: Option<[f64; 4]>,
    interval: Option<[DateTime<Utc>; 2]>,
}

impl Extent {
    fn take(&mut self, entry: &Entry) {
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

    fn told(self) -> Option<Covered> {
        self.interval.map(|interval| Covered {
            spatial: self.bbox.map(|bbox| Spatial {
                bbox: [bbox],
                crs: CRS84,
            }),
            temporal: Temporal {
                interval: [interval],
                trs: GREGORIAN,
            },
        })
    }
}
