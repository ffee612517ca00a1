//! Events that lie close together on a map of some zoom, as one point.

use super::entry::Entry;
use super::index::Catalogue;
use foldhash::{HashMap, HashMapExt as _};
use roaring::RoaringBitmap;
use shared::place::Position;
use std::sync::Arc;

/// Deepest zoom of a map.
pub const ZOOM_MAX: u8 = 24;
/// A cell is this part of a tile of its zoom, as a power of two: 64 of the 512 pixels that a map draws a tile with, so that
/// the points of two neighbours do not cover each other.
const CELLS_PER_TILE: u8 = 3;
/// Coordinates are added up in whole parts of a degree: the sum is the same in whichever order.
const PARTS_PER_DEGREE: f64 = 1e7;
/// Decimals of the corners of a box, which are rounded outwards.
const CORNER_PARTS: f64 = 1e5;

/// A place, and the square of the Mercator map in which it lies at the deepest zoom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    place: Position,
    column: u32,
    row: u32,
}

impl Spot {
    pub(super) fn of(place: Position) -> Self {
        let side = f64::from(1u32 << (ZOOM_MAX + CELLS_PER_TILE));
        let height = place.lat().to_radians().sin();
        let down = 0.5 - ((1.0 + height) / (1.0 - height)).ln() / (4.0 * std::f64::consts::PI);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "held between nought and the side of the map, which is 2²⁷"
        )]
        let whole = |part: f64| (part * side).clamp(0.0, side - 1.0) as u32;
        Self {
            place,
            column: whole(place.lon() / 360.0 + 0.5),
            row: whole(down),
        }
    }

    /// The cell at that zoom: row and column.
    pub(super) fn cell(self, zoom: u8) -> (u32, u32) {
        let shift = ZOOM_MAX - zoom.min(ZOOM_MAX);
        (self.row >> shift, self.column >> shift)
    }
}

/// The events of one cell.
struct Cluster {
    count: i64,
    /// Sums of longitudes and latitudes, in parts of a degree.
    sums: (i64, i64),
    /// West, south, east, north.
    edges: [f64; 4],
    /// Slot of one of them.
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
        self.sums.0 += parts(lon);
        self.sums.1 += parts(lat);
        let [west, south, east, north] = self.edges;
        self.edges = [west.min(lon), south.min(lat), east.max(lon), north.max(lat)];
    }

    /// The middle of its events, which is inside its box.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a degree has ten million parts, and a float 53 bits"
    )]
    fn middle(&self) -> (f64, f64) {
        let mean = |sum: i64| (sum / self.count) as f64 / PARTS_PER_DEGREE;
        let [west, south, east, north] = self.edges;
        (
            mean(self.sums.0).clamp(west, east),
            mean(self.sums.1).clamp(south, north),
        )
    }
}

/// Rounds up to five decimals, so that a box never shrinks.
fn outwards(degrees: f64) -> f64 {
    let nearest = (degrees * CORNER_PARTS).round();
    if nearest / CORNER_PARTS < degrees {
        (nearest + 1.0) / CORNER_PARTS
    } else {
        nearest / CORNER_PARTS
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "180 degrees are less than 2³¹ parts"
)]
fn parts(degrees: f64) -> i64 {
    (degrees * PARTS_PER_DEGREE).round() as i64
}

/// What a map of some zoom shows in one cell.
#[derive(Debug)]
pub enum Spotted<'a> {
    /// One event alone.
    Event(&'a Arc<Entry>),
    /// Several events.
    Cluster {
        /// Zoom, column and row of the cell.
        cell: (u8, u32, u32),
        /// How many events.
        count: i64,
        /// Longitude and latitude in the middle of the events, inside their box.
        middle: (f64, f64),
        /// West, south, east and north of the events, rounded outwards to five decimals.
        bbox: [f64; 4],
    },
}

impl Catalogue {
    /// The events of the slots that have a place, one item a cell of that zoom, from north to south and west to east.
    pub fn clusters(&self, slots: &RoaringBitmap, zoom: u8) -> Vec<Spotted<'_>> {
        let mut cells: HashMap<(u32, u32), Cluster> = HashMap::new();
        for slot in slots {
            if let Some(spot) = self.spot(slot) {
                cells
                    .entry(spot.cell(zoom))
                    .or_insert_with(|| Cluster::new(slot, spot.place))
                    .add(spot.place);
            }
        }
        let mut cells: Vec<_> = cells.into_iter().collect();
        cells.sort_unstable_by_key(|(cell, _)| *cell);
        cells
            .into_iter()
            .map(|((row, column), cluster)| {
                let only = (cluster.count == 1).then(|| self.entry(cluster.first));
                if let Some(entry) = only.flatten() {
                    return Spotted::Event(entry);
                }
                let [west, south, east, north] = cluster.edges;
                Spotted::Cluster {
                    cell: (zoom, column, row),
                    count: cluster.count,
                    middle: cluster.middle(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    // The corner of four tiles, and the last cell before the antimeridian and the end of the map.
    #[case(0.0, 0.0, 0, (4, 4))]
    #[case(180.0, -89.9, 0, (7, 7))]
    #[case(-180.0, 90.0, 0, (0, 0))]
    // Lyon: tile 5/16/11.
    #[case(4.8357, 45.764, 5, (11 * 8 + 3, 16 * 8 + 3))]
    fn a_place_lies_in_one_cell(
        #[case] lon: f64,
        #[case] lat: f64,
        #[case] zoom: u8,
        #[case] cell: (u32, u32),
    ) {
        let place = Position::new(lon, lat).unwrap();
        assert_eq!(Spot::of(place).cell(zoom), cell);
    }
}
