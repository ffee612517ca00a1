use super::gazetteer::Gazetteer;
use super::row::Row;
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::place::{Commune, InseeCode, Position};
use std::collections::BTreeMap;
use std::iter;
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
    /// The file of a department; `None` where there is none.
    read: fn(&str) -> Option<Vec<u8>>,
    departments: RwLock<BTreeMap<&'static str, Option<Arc<Department>>>>,
}

impl Contours {
    /// Contours that `read` returns by the code of the department, as in `data/geo/communes`.
    pub const fn new(read: fn(&str) -> Option<Vec<u8>>) -> Self {
        Self {
            read,
            departments: RwLock::new(BTreeMap::new()),
        }
    }

    /// The contours of a department; none where there are no contours, as overseas.
    fn of(&self, code: &'static str) -> Option<Arc<Department>> {
        let known = self
            .departments
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(code)
            .cloned();
        known.unwrap_or_else(|| {
            let file = (self.read)(code)
                .and_then(|bytes| serde_json::from_slice::<PackedDepartment>(&bytes).ok());
            let department = file.as_ref().map(|file| Arc::new(unpack(file)));
            self.departments
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(code, department.clone());
            department
        })
    }
}

/// A point on the grid of a department.
type Point = (u16, u16);

/// The lines between the communes of a department, each of which is stored once, and the communes.
#[derive(Debug)]
struct Department {
    grid: Transform,
    arcs: Vec<Box<[Point]>>,
    contours: Vec<Contour>,
}

/// The lines around a commune, its islands and its holes alike.
#[derive(Debug)]
struct Contour {
    insee: String,
    /// West, south, east, north on the grid.
    bounds: [u16; 4],
    /// Numbers of arcs of the department.
    arcs: Box<[usize]>,
}

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

impl Department {
    fn edges(&self, contour: &Contour) -> impl Iterator<Item = (Point, Point)> {
        contour
            .arcs
            .iter()
            .filter_map(move |number| self.arcs.get(*number))
            .flat_map(|line| line.iter().copied().zip(line.iter().copied().skip(1)))
    }

    /// True when a line from the point to the east crosses the contour an odd number of times.
    fn contains(&self, contour: &Contour, position: Position) -> bool {
        let x = (position.lon() - self.grid.translate.0) / self.grid.scale.0;
        let y = (position.lat() - self.grid.translate.1) / self.grid.scale.1;
        let [west, south, east, north] = contour.bounds.map(f64::from);
        if !(west..=east).contains(&x) || !(south..=north).contains(&y) {
            return false;
        }
        let crossings = self.edges(contour).filter(|(from, to)| {
            let (x1, y1) = (f64::from(from.0), f64::from(from.1));
            let (x2, y2) = (f64::from(to.0), f64::from(to.1));
            (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        });
        crossings.count() % 2 == 1
    }

    /// Distance of a position from a commune in metres: 0 inside, else to the nearest point of its contour, on a plane around the
    /// position.
    fn distance_m(&self, contour: &Contour, position: Position) -> f64 {
        if self.contains(contour, position) {
            return 0.0;
        }
        let east_m = DEGREE_M * position.lat().to_radians().cos();
        let place = |point: Point| {
            let lon = self.grid.translate.0 + self.grid.scale.0 * f64::from(point.0);
            let lat = self.grid.translate.1 + self.grid.scale.1 * f64::from(point.1);
            (
                (lon - position.lon()) * east_m,
                (lat - position.lat()) * DEGREE_M,
            )
        };
        self.edges(contour)
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

/// A file of `data/geo/communes`; its NOTICE describes the shape.
#[derive(Deserialize)]
struct PackedDepartment {
    transform: Transform,
    arcs: String,
    /// Code, label on the map, and rings.
    communes: Vec<(String, IgnoredAny, String)>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

fn unpack(file: &PackedDepartment) -> Department {
    let arcs = unpack_arcs(&file.arcs);
    let mut directed = 0_i32;
    let contours = file.communes.iter().filter_map(|(insee, _, rings)| {
        let steps = rings.split([';', ',']).flat_map(numbers);
        let own = steps.filter_map(|step| {
            directed = directed.wrapping_add(step);
            // The lowest bit is the direction.
            usize::try_from(directed >> 1).ok()
        });
        let own: Box<[usize]> = own.collect();
        let points = || own.iter().filter_map(|number| arcs.get(*number)).flatten();
        Some(Contour {
            insee: insee.clone(),
            bounds: [
                points().map(|point| point.0).min()?,
                points().map(|point| point.1).min()?,
                points().map(|point| point.0).max()?,
                points().map(|point| point.1).max()?,
            ],
            arcs: own,
        })
    });
    let contours = contours.collect();
    Department {
        grid: file.transform,
        arcs,
        contours,
    }
}

/// Lines of steps from one point to the next; the first step leads there from the end of the line before.
fn unpack_arcs(text: &str) -> Vec<Box<[Point]>> {
    let mut at = (0_i32, 0_i32);
    let lines = text.split(' ').map(|line| {
        let mut steps = numbers(line);
        let points = iter::from_fn(|| {
            at.0 = at.0.wrapping_add(steps.next()?);
            at.1 = at.1.wrapping_add(steps.next()?);
            Some((u16::try_from(at.0).ok()?, u16::try_from(at.1).ok()?))
        });
        points.collect::<Box<[Point]>>()
    });
    lines.collect()
}

/// The numbers of a text: five bits in each character, the lowest first, and a sixth when more follow; the sign in the lowest bit.
fn numbers(text: &str) -> impl Iterator<Item = i32> {
    let (mut number, mut shift) = (0_i32, 0);
    text.bytes().filter_map(move |character| {
        let bits = i32::from(character) - 63;
        number |= (bits & 31).checked_shl(shift).unwrap_or(0);
        if bits & 32 != 0 {
            shift += 5;
            return None;
        }
        let (read, half) = (number, number >> 1);
        (number, shift) = (0, 0);
        Some(if read & 1 == 0 { half } else { !half })
    })
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
        let department = contours.of(row.department);
        let to_contour = department.as_deref().and_then(|department| {
            let contour = department.contours.iter().find(own)?;
            Some(department.distance_m(contour, position))
        });
        Some(to_contour.unwrap_or_else(|| row.position.distance_m(position)))
    }

    fn containing(&self, position: Position, contours: &Contours) -> Option<Commune> {
        let mut departments: Vec<&'static str> = Vec::new();
        for row in self.neighbours(position) {
            if !departments.contains(&row.department) {
                departments.push(row.department);
            }
        }
        departments.into_iter().find_map(|code| {
            let department = contours.of(code)?;
            let mut all = department.contours.iter();
            let contour = all.find(|contour| department.contains(contour, position))?;
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
    const POINTS: &str = include_str!("../../../../data/geo/points.tsv");

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
        // The contours are simplified to 50 m: of points drawn at 10 m and more from the border, they miss eight, all within 50 m of it.
        assert_eq!(right + wrong.len(), 2_764);
        assert!(wrong.len() <= 8, "{wrong:#?}");
        for (line, found) in &wrong {
            let cells: Vec<&str> = line.split('\t').collect();
            let metres: u32 = cells[3].parse().unwrap();
            assert!(metres <= 50 && cells[4] != "trou", "{line} {found}");
            let position = Position::new(cells[2].parse().unwrap(), cells[1].parse().unwrap());
            let own = InseeCode::parse(cells[0]).unwrap();
            let away = Gazetteer::embedded().distance_from(&own, position.unwrap(), &CONTOURS);
            assert!(away.is_some_and(|away| away <= 50.0), "{line} {away:?}");
        }
    }

    #[test]
    fn every_commune_of_a_department_with_contours_has_one() {
        let lacks = |row: &&Row| {
            let insee = InseeCode::parse(row.insee).unwrap();
            let own = insee.city().unwrap_or(insee);
            CONTOURS.of(row.department).is_some_and(|department| {
                let mut codes = department.contours.iter().map(|it| it.insee.as_str());
                !codes.any(|code| code == own.as_str())
            })
        };
        let lacking = Gazetteer::embedded().rows.iter().filter(lacks);
        let lacking: Vec<_> = lacking.map(|row| row.insee).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    /// Nearly all positions are those of town halls, which come from another source than the contours.
    #[test]
    fn town_halls_lie_in_their_commune() {
        let gazetteer = Gazetteer::embedded();
        let whole = |insee: &InseeCode| insee.city().unwrap_or_else(|| insee.clone());
        let (mut count, mut wrong) = (0, Vec::new());
        for row in &gazetteer.rows {
            if CONTOURS.of(row.department).is_none() {
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
        // What the data has in December 2026: 101 of 34,920, of which four in another department.
        assert!(count > 34_900, "{count}");
        assert!(wrong.len() <= 101, "{codes:#?}");
        let elsewhere = |other: fn(&Commune, &Commune) -> bool| {
            wrong
                .iter()
                .filter(|(own, found, _)| other(own, found))
                .count()
        };
        assert!(elsewhere(|own, found| own.department != found.department) <= 4);
        assert_eq!(elsewhere(|own, found| own.region != found.region), 0);
        // Far from the contour of its commune, the position of the town hall would be in doubt.
        assert!(codes.iter().all(|(.., away)| **away < 500.0), "{codes:#?}");
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
    fn a_file_that_cannot_be_read_is_none() {
        let contours = Contours::new(|_| Some(b"[]".to_vec()));
        let position = Position::new(4.8869, 45.6977).unwrap();

        let (found, _) = Gazetteer::embedded().commune_at(position, &contours);

        assert_eq!(found.insee.as_str(), "69259");
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(numbers("?@A").collect::<Vec<_>>(), [0, -1, 1]);
        // The example of the format of encoded polylines.
        let pair: Vec<_> = numbers("_p~iF~ps|U").collect();
        assert_eq!(pair, [3_850_000, -12_020_000]);
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
