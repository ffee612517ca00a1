//! Clusters of events that are close together on a map, at each zoom level.

use super::entry::Entry;
use super::index::Catalogue;
use foldhash::{HashMap, HashMapExt as _};
use roaring::RoaringBitmap;
use shared::place::Position;
use std::sync::Arc;

/// Coordinates are summed as integers, this many per degree, so that the sum does not depend on the order.
const UNITS_PER_DEGREE: f64 = 1e7;
/// Units per degree to which the corners of a box are rounded outwards: five decimals.
const CORNER_UNITS: f64 = 1e5;

/// Sums and box of the events in one cell.
struct Cluster {
    count: i64,
    /// Sums of the longitudes and latitudes, in 1e-7 degrees.
    sums: (i64, i64),
    /// West, south, east, north.
    edges: [f64; 4],
    /// Slot of the first event.
    first: u32,
}

impl Cluster {
    fn new(slot: u32, place: Position) -> Self {
        Self {
            count: 0,
            sums: (0, 0),
            edges: [place.lon(), place.lat(), place.lon(), place.lat()],
            first: slot,
        }
    }

    fn add(&mut self, place: Position) {
        let (lon, lat) = (place.lon(), place.lat());
        self.count += 1;
        self.sums.0 += units(lon);
        self.sums.1 += units(lat);
        let [west, south, east, north] = self.edges;
        self.edges = [west.min(lon), south.min(lat), east.max(lon), north.max(lat)];
    }

    /// Mean longitude and latitude of the events, which is inside their box.
    #[expect(
        clippy::cast_precision_loss,
        reason = "180 degrees are 1.8e9 units, and an f64 has 53 bits of precision"
    )]
    fn mean_position(&self) -> (f64, f64) {
        let mean = |sum: i64| (sum / self.count) as f64 / UNITS_PER_DEGREE;
        let [west, south, east, north] = self.edges;
        (
            mean(self.sums.0).clamp(west, east),
            mean(self.sums.1).clamp(south, north),
        )
    }
}

/// Rounds up to five decimals, so that a box never shrinks.
fn outwards(degrees: f64) -> f64 {
    let nearest = (degrees * CORNER_UNITS).round();
    if nearest / CORNER_UNITS < degrees {
        (nearest + 1.0) / CORNER_UNITS
    } else {
        nearest / CORNER_UNITS
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "180 degrees are less than 2³¹ units"
)]
fn units(degrees: f64) -> i64 {
    (degrees * UNITS_PER_DEGREE).round() as i64
}

/// The content of one map cell.
#[derive(Debug)]
pub enum MapItem<'a> {
    /// A cell with one event.
    Event(&'a Arc<Entry>),
    /// A cell with several events, drawn as one marker.
    Cluster {
        /// Zoom level, column and row of the cell.
        cell: (u8, u32, u32),
        /// Number of events in the cell.
        count: i64,
        /// Mean longitude and latitude of the events, inside `bbox`.
        middle: (f64, f64),
        /// West, south, east and north of the events in degrees, rounded outwards to five decimals.
        bbox: [f64; 4],
    },
}

impl Catalogue {
    /// The events of `slots` that have a venue, one item per cell of a zoom level, from north to south and west to east.
    pub fn clusters(&self, slots: &RoaringBitmap, zoom: u8) -> Vec<MapItem<'_>> {
        let mut cells: HashMap<(u32, u32), Cluster> = HashMap::new();
        for slot in slots {
            if let Some(point) = self.map_point(slot) {
                cells
                    .entry(point.cell(zoom))
                    .or_insert_with(|| Cluster::new(slot, point.place))
                    .add(point.place);
            }
        }
        let mut cells: Vec<_> = cells.into_iter().collect();
        cells.sort_unstable_by_key(|(cell, _)| *cell);
        cells
            .into_iter()
            .map(|((row, column), cluster)| {
                let only = (cluster.count == 1).then(|| self.entry(cluster.first));
                if let Some(entry) = only.flatten() {
                    return MapItem::Event(entry);
                }
                let [west, south, east, north] = cluster.edges;
                MapItem::Cluster {
                    cell: (zoom, column, row),
                    count: cluster.count,
                    middle: cluster.mean_position(),
                    bbox: [
                        -outwards(-west),
                        -outwards(-south),
                        outwards(east),
                        outwards(north),
                    ],
                }
            })
            .collect()
    }
}
