//! Spatial index of the events of an edition.

use super::entry::Entry;
use geo_index::kdtree::{KDTree, KDTreeBuilder, KDTreeIndex as _};
use roaring::RoaringBitmap;
use shared::place::{Bounds, Position};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tree is rebuilt after more than this many changes plus one for every [`POINTS_PER_CHANGE`] points of the tree; until
/// then the changes are scanned one by one.
const MIN_CHANGES: usize = 64;
const POINTS_PER_CHANGE: usize = 16;
/// Mean radius of the Earth in metres, as in [`Position::distance_m`].
const EARTH_RADIUS_M: f64 = 6_371_008.8;
/// Margin in degrees around the box of a circle: about 10 cm, far more than the rounding error.
const MARGIN: f64 = 1e-6;

/// A static tree of positions, and the changes since it was built.
#[derive(Debug, Clone, Default)]
pub(super) struct Space {
    tree: Option<Arc<Tree>>,
    /// Slots whose points in the tree are outdated.
    gone: RoaringBitmap,
    /// Slots and positions that are not in the tree.
    added: Vec<(u32, Position)>,
}

struct Tree {
    index: KDTree<f64>,
    /// Slots and positions, by their number in the index.
    points: Vec<(u32, Position)>,
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tree")
            .field("points", &self.points.len())
            .finish_non_exhaustive()
    }
}

impl Space {
    /// Applies removed and added events.
    pub(super) fn change(&mut self, gone: &RoaringBitmap, added: &BTreeMap<u32, Arc<Entry>>) {
        self.gone |= gone;
        self.added.retain(|(slot, _)| !gone.contains(*slot));
        let places = added
            .iter()
            .filter_map(|(slot, entry)| Some((*slot, entry.position()?)));
        self.added.extend(places);
        let indexed = self.tree.as_ref().map_or(0, |tree| tree.points.len());
        let changes = self.added.len() + usize::try_from(self.gone.len()).unwrap_or(usize::MAX);
        if changes > MIN_CHANGES + indexed / POINTS_PER_CHANGE {
            self.rebuild();
        }
    }

    /// Rebuilds the tree with all changes.
    fn rebuild(&mut self) {
        let gone = std::mem::take(&mut self.gone);
        let mut points = std::mem::take(&mut self.added);
        let old = self.tree.take();
        let indexed = old.iter().flat_map(|tree| &tree.points);
        points.extend(indexed.filter(|(slot, _)| !gone.contains(*slot)));
        if points.is_empty() {
            return;
        }
        let count = u32::try_from(points.len()).expect("the number of events fits in u32");
        let mut builder = KDTreeBuilder::<f64>::new(count);
        for (_, place) in &points {
            builder.add(place.lon(), place.lat());
        }
        self.tree = Some(Arc::new(Tree {
            index: builder.finish(),
            points,
        }));
    }

    /// The events in a box, edges included.
    pub(super) fn inside(&self, bounds: Bounds) -> RoaringBitmap {
        let [west, south, east, north] = bounds.edges();
        let boxes = if west <= east {
            vec![[west, south, east, north]]
        } else {
            vec![[west, south, 180.0, north], [-180.0, south, east, north]]
        };
        self.found(&boxes, |place| bounds.contains(place))
    }

    /// The events at most `radius_m` metres from a point.
    pub(super) fn around(&self, point: Position, radius_m: u32) -> RoaringBitmap {
        let radius_m = f64::from(radius_m);
        self.found(&boxes_around(point, radius_m), |place| {
            point.distance_m(place) <= radius_m
        })
    }

    fn found(&self, boxes: &[[f64; 4]], holds: impl Fn(Position) -> bool) -> RoaringBitmap {
        let mut slots: Vec<u32> = self
            .tree
            .iter()
            .flat_map(|tree| {
                boxes
                    .iter()
                    .flat_map(|[west, south, east, north]| {
                        tree.index.range(*west, *south, *east, *north)
                    })
                    .filter_map(|number| tree.points.get(number as usize))
            })
            .filter(|(slot, place)| holds(*place) && !self.gone.contains(*slot))
            .chain(self.added.iter().filter(|(_, place)| holds(*place)))
            .map(|(slot, _)| *slot)
            .collect();
        slots.sort_unstable();
        slots.into_iter().collect()
    }
}

/// Boxes that contain a circle: two if it crosses the antimeridian.
fn boxes_around(point: Position, radius_m: f64) -> Vec<[f64; 4]> {
    let angle = (radius_m / EARTH_RADIUS_M).min(std::f64::consts::PI);
    let d_lat = angle.to_degrees() + MARGIN;
    let (south, north) = (point.lat() - d_lat, point.lat() + d_lat);
    if south <= -90.0 || north >= 90.0 {
        // The circle contains a pole, and therefore spans all longitudes.
        return vec![[-180.0, south.max(-90.0), 180.0, north.min(90.0)]];
    }
    let d_lon = (angle.sin() / point.lat().to_radians().cos())
        .min(1.0)
        .asin()
        .to_degrees()
        + MARGIN;
    let (west, east) = (point.lon() - d_lon, point.lon() + d_lon);
    if west < -180.0 {
        vec![
            [west + 360.0, south, 180.0, north],
            [-180.0, south, east, north],
        ]
    } else if east > 180.0 {
        vec![
            [west, south, 180.0, north],
            [-180.0, south, east - 360.0, north],
        ]
    } else {
        vec![[west, south, east, north]]
    }
}
