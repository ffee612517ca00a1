//! Outlines of the departments: the metropole above, a row of overseas departments below, each at its own scale.

use super::line::{Point, simplified};
use serde::Deserialize;
use shared::place::{DepartmentCode, Position};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Width and height of the drawing in SVG units.
pub(super) const SIZE: (i32, i32) = (1000, 1150);

/// Base map of the site; its layer `departements` has one polygon per department.
const BASE_MAP: &str = include_str!("../../../../data/geo/base/france.topojson");

/// Maximum deviation of a simplified outline in units: less than a pixel when the drawing is about 500 pixels wide.
const TOLERANCE: f64 = 1.4;
/// Minimum area of an island, in square units.
const SMALLEST_AREA: f64 = 6.0;
/// Reference latitude for the aspect ratio: a degree of longitude is shorter than a degree of latitude away from the
/// equator.
const MIDDLE_OF_THE_METROPOLE_DEG: f64 = 46.5;
/// Upper edge of the row of overseas departments, and the size of each cell.
const ROW_TOP: f64 = 1000.0;
const CELL: (f64, f64) = (150.0, 140.0);
const CELL_STEP: f64 = 205.0;

/// A department with its outline.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) code: DepartmentCode,
    /// SVG path (attribute `d`).
    pub(super) path: String,
    /// West, north, east, south in SVG units.
    pub(super) bounds: [i32; 4],
}

/// Outlines of all departments, and the projection that they use.
#[derive(Debug)]
pub(super) struct France {
    departments: Vec<Drawn>,
    zones: Vec<Zone>,
}

/// An area of the country with its position in the drawing.
#[derive(Debug, Clone, Copy)]
struct Zone {
    /// West, south, east, north in degrees.
    degrees: [f64; 4],
    /// Units per degree of longitude and of latitude.
    scale: (f64, f64),
    /// Position of the north-west corner.
    origin: Point,
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(i32, i32)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: Point,
    translate: Point,
}

#[derive(Deserialize)]
struct Objects {
    departements: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    properties: Properties,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Deserialize)]
struct Properties {
    dep: DepartmentCode,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i32>>),
    MultiPolygon(Vec<Vec<Vec<i32>>>),
}

impl Shape {
    /// The rings of the polygon, holes included: each a list of arc numbers, negative when reversed.
    fn rings(&self) -> Vec<&Vec<i32>> {
        match self {
            Self::Polygon(rings) => rings.iter().collect(),
            Self::MultiPolygon(polygons) => polygons.iter().flatten().collect(),
        }
    }
}

impl France {
    /// The drawing, computed on first use.
    pub(super) fn embedded() -> &'static Self {
        static FRANCE: LazyLock<France> = LazyLock::new(|| {
            let topology =
                serde_json::from_str(BASE_MAP).expect("the base map is TopoJSON, as a test says");
            France::of(&topology)
        });
        &FRANCE
    }

    pub(super) fn departments(&self) -> &[Drawn] {
        &self.departments
    }

    /// Projects a position into the drawing; `None` outside the drawn areas.
    pub(super) fn project(&self, position: Position) -> Option<Point> {
        let point = (position.lon(), position.lat());
        let zone = self.zones.iter().find(|zone| zone.holds(point))?;
        Some(zone.project(point))
    }

    fn of(topology: &Topology) -> Self {
        let arcs = degrees(topology);
        let zones = zones(&topology.objects.departements.geometries, &arcs);
        let arcs: Vec<Vec<Point>> = arcs
            .iter()
            .map(|arc| {
                let zone = arc
                    .first()
                    .and_then(|point| zones.iter().find(|zone| zone.holds(*point)));
                let line: Vec<Point> = zone
                    .map(|zone| arc.iter().map(|point| zone.project(*point)).collect())
                    .unwrap_or_default();
                simplified(&line, TOLERANCE)
            })
            .collect();
        let departments = topology
            .objects
            .departements
            .geometries
            .iter()
            .map(|geometry| drawn(geometry, &arcs))
            .collect();
        Self { departments, zones }
    }
}

impl Zone {
    fn holds(&self, (lon, lat): Point) -> bool {
        let [west, south, east, north] = self.degrees;
        (west..=east).contains(&lon) && (south..=north).contains(&lat)
    }

    fn project(&self, (lon, lat): Point) -> Point {
        let [west, _, _, north] = self.degrees;
        (
            (lon - west).mul_add(self.scale.0, self.origin.0),
            (north - lat).mul_add(self.scale.1, self.origin.1),
        )
    }
}

/// Decodes the arcs into degrees; each point is delta-encoded against the previous one.
fn degrees(topology: &Topology) -> Vec<Vec<Point>> {
    let Transform { scale, translate } = &topology.transform;
    topology
        .arcs
        .iter()
        .map(|arc| {
            arc.iter()
                .scan((0, 0), |at, step| {
                    *at = (at.0 + step.0, at.1 + step.1);
                    Some((
                        f64::from(at.0).mul_add(scale.0, translate.0),
                        f64::from(at.1).mul_add(scale.1, translate.1),
                    ))
                })
                .collect()
        })
        .collect()
}

/// The metropole across the full width, and one cell per overseas department.
fn zones(geometries: &[Geometry], arcs: &[Vec<Point>]) -> Vec<Zone> {
    let overseas = |geometry: &&Geometry| geometry.properties.dep.is_overseas();
    let metropole = bounds(geometries.iter().filter(|one| !overseas(one)), arcs);
    let narrower = MIDDLE_OF_THE_METROPOLE_DEG.to_radians().cos();
    let across = f64::from(SIZE.0) / (metropole[2] - metropole[0]);
    let mut zones = vec![Zone {
        degrees: metropole,
        scale: (across, across / narrower),
        origin: (0.0, 0.0),
    }];
    let mut left = 0.0;
    for geometry in geometries.iter().filter(overseas) {
        let degrees = bounds(std::iter::once(geometry), arcs);
        let [west, south, east, north] = degrees;
        let narrower = f64::midpoint(south, north).to_radians().cos();
        let scale = (CELL.0 / ((east - west) * narrower)).min(CELL.1 / (north - south));
        zones.push(Zone {
            degrees,
            scale: (scale * narrower, scale),
            origin: (left, ROW_TOP),
        });
        left += CELL_STEP;
    }
    zones
}

/// West, south, east, north of some departments in degrees.
fn bounds<'g>(geometries: impl Iterator<Item = &'g Geometry>, arcs: &[Vec<Point>]) -> [f64; 4] {
    geometries
        .flat_map(|geometry| geometry.shape.rings())
        .flatten()
        .flat_map(|arc| arc_points(arcs, *arc))
        .fold(
            [f64::MAX, f64::MAX, f64::MIN, f64::MIN],
            |[west, south, east, north], (lon, lat)| {
                [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
            },
        )
}

/// The points of an arc, reversed when its number is negative.
fn arc_points(arcs: &[Vec<Point>], arc: i32) -> Vec<Point> {
    let forwards = arc >= 0;
    let index = usize::try_from(if forwards { arc } else { !arc }).unwrap_or_default();
    let mut points = arcs.get(index).cloned().unwrap_or_default();
    if !forwards {
        points.reverse();
    }
    points
}

fn drawn(geometry: &Geometry, arcs: &[Vec<Point>]) -> Drawn {
    let mut rings: Vec<Vec<(i32, i32)>> = geometry
        .shape
        .rings()
        .into_iter()
        .map(|ring| whole(ring.iter().flat_map(|arc| arc_points(arcs, *arc))))
        .collect();
    rings.sort_by(|a, b| area(b).total_cmp(&area(a)));
    // The largest ring always stays, so that every department is drawn.
    let mut place = 0;
    rings.retain(|ring| {
        place += 1;
        ring.len() > 2 && (place == 1 || area(ring) >= SMALLEST_AREA)
    });
    let bounds = rings.iter().flatten().fold(
        [i32::MAX, i32::MAX, i32::MIN, i32::MIN],
        |[west, north, east, south], (x, y)| {
            [west.min(*x), north.min(*y), east.max(*x), south.max(*y)]
        },
    );
    Drawn {
        code: geometry.properties.dep.clone(),
        path: rings.iter().map(|ring| path(ring)).collect(),
        bounds,
    }
}

/// The points of a ring rounded to whole units, without consecutive duplicates.
fn whole(points: impl Iterator<Item = Point>) -> Vec<(i32, i32)> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the drawing is some 1000 units wide"
    )]
    let mut ring: Vec<_> = points
        .map(|(x, y)| (x.round() as i32, y.round() as i32))
        .collect();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// Area of a ring, regardless of its orientation.
fn area(ring: &[(i32, i32)]) -> f64 {
    let after = ring.iter().cycle().skip(1);
    let twice: i64 = ring
        .iter()
        .zip(after)
        .map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a million square units")]
    let twice = twice as f64;
    twice.abs() / 2.0
}

/// The ring as a closed SVG path with relative coordinates.
fn path(ring: &[(i32, i32)]) -> String {
    let mut path = String::new();
    let mut at = (0, 0);
    for (place, point) in ring.iter().enumerate() {
        let (dx, dy) = (point.0 - at.0, point.1 - at.1);
        let sign = match place {
            0 => "M",
            1 => "l",
            _ if dx < 0 => "",
            _ => " ",
        };
        // A minus sign separates two numbers by itself. Writing to a String cannot fail.
        let parted = if dy < 0 { "" } else { " " };
        let _ = write!(path, "{sign}{dx}{parted}{dy}");
        at = *point;
    }
    path.push('z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::place::InseeCode;

    #[test]
    fn every_department_has_an_outline() {
        let france = France::embedded();

        assert_eq!(france.departments().len(), 101);
        for drawn in france.departments() {
            let [west, north, east, south] = drawn.bounds;
            assert!(
                west >= -1 && north >= -1 && east <= SIZE.0 + 1 && south <= SIZE.1,
                "{}: {:?}",
                drawn.code,
                drawn.bounds
            );
            assert!(east - west > 4 && south - north > 4, "{}", drawn.code);
        }
    }

    /// True when a point is within a department: a line from it crosses the rings an odd number of times.
    fn has(topology: &Topology, department: &str, (lon, lat): Point) -> bool {
        let arcs = degrees(topology);
        let all = &topology.objects.departements.geometries;
        let geometry = all
            .iter()
            .find(|it| it.properties.dep.as_str() == department)
            .unwrap();
        let crossings = |ring: &Vec<i32>| {
            let points: Vec<Point> = ring
                .iter()
                .flat_map(|arc| arc_points(&arcs, *arc))
                .collect();
            let edges = points.iter().zip(points.iter().cycle().skip(1));
            edges
                .filter(|(a, b)| (a.1 > lat) != (b.1 > lat))
                .filter(|(a, b)| lon < (b.0 - a.0) * (lat - a.1) / (b.1 - a.1) + a.0)
                .count()
        };
        let rings = geometry.shape.rings();
        rings.into_iter().map(crossings).sum::<usize>() % 2 == 1
    }

    /// Communes that have no contour in the source of the departments (`data/geo/build/departments.py`).
    #[rstest]
    #[case::within_the_department("01", (5.65372, 46.0038))]
    #[case::beside_another_hole("62", (2.03007, 50.36629))]
    #[case::between_two_departments("22", (-2.31665, 48.49174))]
    #[case::between_two_others("93", (2.3614, 48.9664))]
    #[case::between_three("79", (0.16655, 46.09991))]
    #[case::at_the_border_of_the_country("25", (6.49627, 46.99896))]
    fn the_departments_have_no_holes(#[case] department: &str, #[case] point: Point) {
        let topology: Topology = serde_json::from_str(BASE_MAP).unwrap();
        let all = topology.objects.departements.geometries.iter();
        let found: Vec<&str> = all
            .map(|geometry| geometry.properties.dep.as_str())
            .filter(|other| has(&topology, other, point))
            .collect();

        assert_eq!(found, [department]);
    }

    /// `code lat lon metres tirage`; those drawn as `trou` are one for each former commune without a contour.
    const POINTS: &str = include_str!("../../../../data/geo/points.tsv");

    #[test]
    fn every_hole_is_filled() {
        let topology: Topology = serde_json::from_str(BASE_MAP).unwrap();
        let holes: Vec<&str> = POINTS.lines().filter(|it| it.ends_with("\ttrou")).collect();
        let open = holes.iter().filter(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let department = InseeCode::parse(cells[0]).unwrap().department();
            let point = (cells[2].parse().unwrap(), cells[1].parse().unwrap());
            !has(&topology, department.as_str(), point)
        });
        let open: Vec<_> = open.collect();

        assert_eq!(holes.len(), 64);
        assert!(open.is_empty(), "{open:#?}");
    }

    #[test]
    fn paths_are_written_compactly() {
        assert_eq!(path(&[(10, 10), (14, 8), (12, 20)]), "M10 10l4-2-2 12z");
    }
}
