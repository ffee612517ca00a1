use super::gazetteer::Gazetteer;
use super::row::Row;
use serde::Deserialize;
use shared::place::{Commune, InseeCode, Position};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Number of nearest town halls whose departments are searched: the communes around a point, one of which contains
/// it.
const NEIGHBOURS: usize = 20;
/// Maximum distance of those town halls, in metres.
const FARTHEST_M: f64 = 200_000.0;
/// Radius of the first search for those town halls, in metres.
const FIRST_RADIUS_M: f64 = 8_000.0;

/// The contours of the communes of each department, read and decoded when they are first needed.
#[derive(Debug)]
pub struct Contours {
    /// The TopoJSON of a department; `None` where there is none.
    read: fn(&str) -> Option<Vec<u8>>,
    departments: RwLock<BTreeMap<&'static str, Arc<[Contour]>>>,
}

impl Contours {
    /// Contours that `read` returns as TopoJSON by the code of the department, as in `data/geo/communes`.
    pub const fn new(read: fn(&str) -> Option<Vec<u8>>) -> Self {
        Self {
            read,
            departments: RwLock::new(BTreeMap::new()),
        }
    }

    /// The contours of a department; none where there are no contours, as overseas.
    fn of(&self, department: &'static str) -> Arc<[Contour]> {
        let known = self
            .departments
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(department)
            .cloned();
        known.unwrap_or_else(|| {
            let topology = (self.read)(department)
                .and_then(|bytes| serde_json::from_slice::<Topology>(&bytes).ok());
            let contours: Arc<[Contour]> = topology.iter().flat_map(contours).collect();
            self.departments
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(department, Arc::clone(&contours));
            contours
        })
    }
}

/// The rings of a commune, islands and holes alike, on the grid of its department.
#[derive(Debug)]
struct Contour {
    insee: String,
    grid: Transform,
    /// West, south, east, north on the grid.
    bounds: [i32; 4],
    rings: Vec<Vec<(i32, i32)>>,
}

impl Contour {
    /// True when a line from the point to the east crosses the rings an odd number of times.
    fn contains(&self, position: Position) -> bool {
        let x = (position.lon() - self.grid.translate.0) / self.grid.scale.0;
        let y = (position.lat() - self.grid.translate.1) / self.grid.scale.1;
        let [west, south, east, north] = self.bounds.map(f64::from);
        if !(west..=east).contains(&x) || !(south..=north).contains(&y) {
            return false;
        }
        let crossings = self.rings.iter().flat_map(|ring| {
            let edges = ring.iter().zip(ring.iter().skip(1));
            edges.filter(move |(from, to)| {
                let (x1, y1) = (f64::from(from.0), f64::from(from.1));
                let (x2, y2) = (f64::from(to.0), f64::from(to.1));
                (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
            })
        });
        crossings.count() % 2 == 1
    }
}

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

impl Contour {
    /// Distance of a position in metres: 0 inside, else to the nearest point of the rings, on a plane around the position.
    fn distance_m(&self, position: Position) -> f64 {
        if self.contains(position) {
            return 0.0;
        }
        let east_m = DEGREE_M * position.lat().to_radians().cos();
        let place = |point: &(i32, i32)| {
            let lon = self.grid.translate.0 + self.grid.scale.0 * f64::from(point.0);
            let lat = self.grid.translate.1 + self.grid.scale.1 * f64::from(point.1);
            (
                (lon - position.lon()) * east_m,
                (lat - position.lat()) * DEGREE_M,
            )
        };
        let edges = self
            .rings
            .iter()
            .flat_map(|ring| ring.iter().zip(ring.iter().skip(1)));
        edges
            .map(|(from, to)| from_origin(place(from), place(to)))
            .fold(f64::INFINITY, f64::min)
    }
}

/// Distance of the origin from the line between two points.
fn from_origin((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> f64 {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx.mul_add(dx, dy * dy);
    let along = if length > 0.0 {
        (-(x1.mul_add(dx, y1 * dy)) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    along.mul_add(dx, x1).hypot(along.mul_add(dy, y1))
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(i32, i32)>>,
    objects: BTreeMap<String, Layer>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Layer {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(flatten)]
    shape: Shape,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i32>>),
    MultiPolygon(Vec<Vec<Vec<i32>>>),
}

#[derive(Deserialize)]
struct Properties {
    code: String,
}

fn contours(topology: &Topology) -> Vec<Contour> {
    let geometries = topology.objects.values().flat_map(|it| &it.geometries);
    let contour = |geometry: &Geometry| {
        let rings: Vec<Vec<(i32, i32)>> = match &geometry.shape {
            Shape::Polygon(rings) => rings.iter().map(|arcs| ring(topology, arcs)).collect(),
            Shape::MultiPolygon(polygons) => {
                let rings = polygons.iter().flatten();
                rings.map(|arcs| ring(topology, arcs)).collect()
            }
        };
        let all = || rings.iter().flatten();
        Some(Contour {
            insee: geometry.properties.code.clone(),
            grid: topology.transform,
            bounds: [
                all().map(|point| point.0).min()?,
                all().map(|point| point.1).min()?,
                all().map(|point| point.0).max()?,
                all().map(|point| point.1).max()?,
            ],
            rings,
        })
    };
    geometries.filter_map(contour).collect()
}

/// The points of a ring of arcs, each of which holds steps from one point to the next; `!n` is arc `n` from its end.
fn ring(topology: &Topology, arcs: &[i32]) -> Vec<(i32, i32)> {
    let mut points = Vec::new();
    for &number in arcs {
        let forwards = if number < 0 { !number } else { number };
        let steps = usize::try_from(forwards)
            .ok()
            .and_then(|place| topology.arcs.get(place));
        let mut at = (0, 0);
        let steps = steps.into_iter().flatten();
        let mut line: Vec<_> = steps
            .map(|step| {
                at = (at.0 + step.0, at.1 + step.1);
                at
            })
            .collect();
        if number < 0 {
            line.reverse();
        }
        // An arc begins where the one before ends.
        points.extend(line.into_iter().skip(usize::from(!points.is_empty())));
    }
    points
}

impl Gazetteer {
    /// The commune of a position, and the distance of its town hall in metres: the one whose contour contains it, or else the one
    /// with the nearest town hall. In Paris, Lyon and Marseille it is the arrondissement with the nearest town hall.
    pub fn commune_at(&self, position: Position, contours: &Contours) -> (Commune, f64) {
        let Some(commune) = self.containing(position, contours) else {
            return self.nearest(position);
        };
        let arrondissements = self.with_arrondissements(&commune.insee);
        let rows = arrondissements
            .iter()
            .filter_map(|code| self.row(self.row_of(code.as_str())?))
            .filter(|row| !row.has_arrondissements())
            .map(|row| (row, row.position.distance_m(position)));
        rows.min_by(|(_, one), (_, other)| one.total_cmp(other))
            .map_or_else(
                || self.nearest(position),
                |(row, distance_m)| (self.to_commune(row), distance_m),
            )
    }

    /// Distance of a position from a commune in metres: 0 inside its contour, else to the contour; where there is none, to the town
    /// hall. An arrondissement has the contour of its city. `None` when no commune has this code.
    pub fn distance_from(
        &self,
        insee: &InseeCode,
        position: Position,
        contours: &Contours,
    ) -> Option<f64> {
        let row = self.row(self.row_of(insee.as_str())?)?;
        let city = insee.city();
        let own = |contour: &&Contour| {
            contour.insee == insee.as_str()
                || city
                    .as_ref()
                    .is_some_and(|city| contour.insee == city.as_str())
        };
        let of_department = contours.of(row.department);
        let distance_m = of_department.iter().find(own).map_or_else(
            || row.position.distance_m(position),
            |contour| contour.distance_m(position),
        );
        Some(distance_m)
    }

    fn containing(&self, position: Position, contours: &Contours) -> Option<Commune> {
        let mut departments: Vec<&'static str> = Vec::new();
        for row in self.neighbours(position) {
            if !departments.contains(&row.department) {
                departments.push(row.department);
            }
        }
        departments.into_iter().find_map(|department| {
            let of_department = contours.of(department);
            let contour = of_department.iter().find(|it| it.contains(position))?;
            let row = self.row(self.row_of(&contour.insee)?)?;
            Some(self.to_commune(row))
        })
    }

    /// The communes with the nearest town halls, nearest first.
    fn neighbours(&self, position: Position) -> Vec<&Row> {
        let mut radius_m = FIRST_RADIUS_M;
        loop {
            let rows = self.around(position, radius_m);
            if rows.len() < NEIGHBOURS && radius_m < FARTHEST_M {
                radius_m *= 2.0;
                continue;
            }
            let mut rows: Vec<_> = rows
                .into_iter()
                .filter_map(|place| self.row(place))
                .map(|row| (row.position.distance_m(position), row))
                .collect();
            rows.sort_by(|(one, _), (other, _)| one.total_cmp(other));
            return rows.into_iter().map(|(_, row)| row).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of communes, with the distance to the border in metres: `code lat lon metres tirage`. From IGN ADMIN EXPRESS COG 2018,
    /// brought to the communes of 2026 (Licence Ouverte 2.0).
    const POINTS: &str = include_str!("../tests/points.tsv");

    static CONTOURS: Contours = Contours::new(|department| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../data/geo/communes");
        std::fs::read(format!("{folder}/{department}.json")).ok()
    });

    fn at(lat: f64, lon: f64) -> String {
        let position = Position::new(lon, lat).unwrap();
        let (commune, _) = Gazetteer::embedded().commune_at(position, &CONTOURS);
        commune.insee.to_string()
    }

    #[test]
    fn points_lie_in_their_commune() {
        let (mut right, mut wrong) = (0, Vec::new());
        for line in POINTS.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |cell: usize| cells[cell].parse::<f64>().unwrap();
            let position = Position::new(number(2), number(1)).unwrap();
            let (found, _) = Gazetteer::embedded().commune_at(position, &CONTOURS);
            let whole = Gazetteer::embedded().city_of(&found.insee);
            let found = whole.unwrap_or(found).insee.to_string();
            if found == cells[0] {
                right += 1;
            } else {
                wrong.push((line, found));
            }
        }
        // The contours are simplified: of 290 points, drawn at 10 m and more from the border, they miss six, all within 250 m of it.
        assert_eq!(right + wrong.len(), 290);
        assert!(wrong.len() <= 6, "{wrong:#?}");
        for (line, found) in &wrong {
            let cells: Vec<&str> = line.split('\t').collect();
            let metres: u32 = cells[3].parse().unwrap();
            assert!(metres <= 250 && cells[4] != "trou", "{line} {found}");
            let position = Position::new(cells[2].parse().unwrap(), cells[1].parse().unwrap());
            let own = InseeCode::parse(cells[0]).unwrap();
            let away = Gazetteer::embedded().distance_from(&own, position.unwrap(), &CONTOURS);
            assert!(away.is_some_and(|away| away <= 400.0), "{line} {away:?}");
        }
    }

    /// Nearly all positions are those of town halls, which come from another source than the contours.
    #[test]
    fn town_halls_lie_in_their_commune() {
        let gazetteer = Gazetteer::embedded();
        let whole = |insee: &InseeCode| insee.city().unwrap_or_else(|| insee.clone());
        let (mut count, mut wrong) = (0, Vec::new());
        for row in &gazetteer.rows {
            if CONTOURS.of(row.department).is_empty() {
                continue;
            }
            count += 1;
            let own = gazetteer.to_commune(row);
            let (found, _) = gazetteer.commune_at(row.position, &CONTOURS);
            if whole(&found.insee) != whole(&own.insee) {
                let away = gazetteer.distance_from(&own.insee, row.position, &CONTOURS);
                wrong.push((own, found, away.unwrap()));
            }
        }

        let codes: Vec<_> = wrong
            .iter()
            .map(|(own, found, away)| (own.insee.as_str(), found.insee.as_str(), away))
            .collect();
        // What the data has in December 2026: 192 of 34,920, of which nine in another department and one in another region.
        assert!(count > 34_900, "{count}");
        assert!(wrong.len() <= 200, "{codes:#?}");
        let elsewhere = |other: fn(&Commune, &Commune) -> bool| {
            wrong
                .iter()
                .filter(|(own, found, _)| other(own, found))
                .count()
        };
        assert!(elsewhere(|own, found| own.department != found.department) <= 9);
        assert!(elsewhere(|own, found| own.region != found.region) <= 1);
        // Far from the contour of its commune, the position of the town hall is in doubt.
        let far = codes.iter().filter(|(.., away)| **away > 500.0);
        assert!(far.count() <= 4, "{codes:#?}");
    }

    #[test]
    fn a_point_where_there_is_no_contour_has_the_nearest_commune() {
        assert_eq!(at(-17.5347, -149.5684), "98735");
        assert_eq!(at(46.7791, -56.1773), "97502");
        assert_eq!(
            at(43.0, 4.0),
            Gazetteer::embedded()
                .nearest(Position::new(4.0, 43.0).unwrap())
                .0
                .insee
                .to_string()
        );
    }

    #[test]
    fn a_position_has_a_distance_from_a_commune() {
        let from = |insee: &str, lat: f64, lon: f64| {
            let insee = InseeCode::parse(insee).unwrap();
            let position = Position::new(lon, lat).unwrap();
            Gazetteer::embedded().distance_from(&insee, position, &CONTOURS)
        };
        // Within the contour, also of a large commune far from its town hall, and of the city of an arrondissement.
        assert_eq!(from("69259", 45.6977, 4.8869), Some(0.0));
        assert_eq!(from("13004", 43.52, 4.70), Some(0.0));
        assert_eq!(from("75112", 48.8566, 2.3125), Some(0.0));
        // Lyon lies some kilometres north of Vénissieux; Paris far away.
        let lyon = from("69259", 45.7640, 4.8357).unwrap();
        assert!((2_000.0..8_000.0).contains(&lyon), "{lyon}");
        let paris = from("69259", 48.8566, 2.3522).unwrap();
        assert!((380_000.0..400_000.0).contains(&paris), "{paris}");
        // Without a contour, the town hall counts.
        assert!(from("98735", -17.5347, -149.5684).unwrap() < 10_000.0);
        assert_eq!(from("69999", 45.0, 4.0), None);
    }

    #[test]
    fn the_distance_from_a_line_is_that_of_its_nearest_point() {
        assert!((from_origin((3.0, -5.0), (3.0, 5.0)) - 3.0).abs() < 1e-9);
        assert!((from_origin((3.0, 4.0), (9.0, 12.0)) - 5.0).abs() < 1e-9);
        assert!((from_origin((3.0, 4.0), (3.0, 4.0)) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn an_arrondissement_is_found_in_its_city() {
        assert_eq!(at(48.8566, 2.3125), "75107");
        assert_eq!(at(45.7600, 4.8600), "69383");
    }
}
