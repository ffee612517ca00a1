//! Counts of the events of a list by what they have in common.
//!
//! Territories, terms and codes are counted by intersecting the sets of the catalogue, all in one pass; only places, points and times
//! read the events.

mod counter;
mod scans;

use super::parameters::Parameters;
use super::refusal::{Fault, Refusal};
use std::collections::HashSet;

/// Maximum number of aggregations of a request.
const MOST: usize = 30;
/// Number of values of an aggregation, if the client names none.
const SIZE: usize = 100;
/// Maximum number of values of an aggregation.
const SIZE_MAX: usize = 2_000;
/// Width of a cell of the map in pixels, and zoom level, if the client names none.
const RADIUS_PX: u32 = 40;
const ZOOM: u32 = 6;

/// Property by which events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cities,
    Regions,
    Departments,
    CountryCodes,
    Keywords,
    Languages,
    Accessibilities,
    Status,
    AttendanceModes,
    States,
    AddMethods,
    Locations,
    OriginAgendas,
    Relative,
    Valid,
    AdditionalFields,
    Geohash,
    Viewport,
    Timings,
    Timespan,
    /// Properties of OpenAgenda that no event has here: districts, members, source agendas.
    Nothing,
}

impl Kind {
    /// The kind of a word; `None` for one that is not known.
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "cities" | "adminLevels4" => Self::Cities,
            "regions" | "adminLevels1" => Self::Regions,
            "departments" | "adminLevels2" => Self::Departments,
            "countryCodes" => Self::CountryCodes,
            "keywords" => Self::Keywords,
            "languages" => Self::Languages,
            "accessibilities" => Self::Accessibilities,
            "status" => Self::Status,
            "attendanceModes" => Self::AttendanceModes,
            "states" => Self::States,
            "addMethods" => Self::AddMethods,
            "locations" => Self::Locations,
            "originAgendas" => Self::OriginAgendas,
            "relative" => Self::Relative,
            "valid" => Self::Valid,
            "additionalFields" | "af" => Self::AdditionalFields,
            "geohash" => Self::Geohash,
            "viewport" => Self::Viewport,
            "timings" => Self::Timings,
            "timespan" => Self::Timespan,
            "districts" | "adminLevels3" | "adminLevels5" | "adminLevels6" | "members"
            | "sourceAgendas" => Self::Nothing,
            _ => return None,
        })
    }
}

/// Length of the spans in which timings are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interval {
    Day,
    Week,
    Month,
    Year,
}

/// An aggregation that is asked for.
#[derive(Debug)]
struct Aggregation {
    key: String,
    kind: Kind,
    /// Code of an additional field.
    field: String,
    size: usize,
    /// Key under which the events without a value are counted.
    missing: Option<String>,
    zoom: u32,
    radius_px: u32,
    interval: Interval,
}

/// The aggregations that a request asks for, in its order.
#[derive(Debug)]
pub(super) struct Aggregations(Vec<Aggregation>);

/// True when a request asks for counts that change with the time alone.
pub(super) fn by_time(parameters: &Parameters) -> bool {
    let mut all = elements(parameters).into_iter().flatten();
    all.any(|(_, value)| value == "relative")
}

fn elements(parameters: &Parameters) -> Vec<Vec<(&str, &str)>> {
    let mut all = parameters.elements("aggregations");
    all.extend(parameters.elements("aggs"));
    all
}

impl Aggregations {
    /// Reads the aggregations. A kind that is not known is left out.
    ///
    /// # Errors
    ///
    /// When a number is none, or there are too many aggregations.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        let asked = elements(parameters);
        if asked.len() > MOST {
            return Err(wrong(format!("at most {MOST} at once")));
        }
        let limit = parameters.one("aggsSizeLimit").map(number).transpose()?;
        let mut all = asked
            .iter()
            .filter_map(|members| Aggregation::read(members, limit).transpose())
            .collect::<Result<Vec<_>, Refusal>>()?;
        // Each is a member of the answer: of two with one name, the last counts.
        let mut names = HashSet::new();
        all.reverse();
        all.retain(|one| names.insert(one.key.clone()));
        all.reverse();
        Ok(Self(all))
    }
}

impl Aggregation {
    fn read(members: &[(&str, &str)], limit: Option<u32>) -> Result<Option<Self>, Refusal> {
        let member = |names: [&str; 2]| {
            let mut given = members.iter();
            given
                .find(|(name, _)| names.contains(name))
                .map(|(_, value)| *value)
        };
        let plain = members.iter().find(|(name, _)| name.is_empty());
        let plain = plain.map(|(_, value)| *value);
        let word = plain
            .or_else(|| member(["type", "t"]))
            .or_else(|| member(["key", "k"]));
        let Some(kind) = word.and_then(Kind::parse) else {
            return Ok(None);
        };
        let counted = |names| member(names).map(number).transpose();
        let size = counted(["size", "s"])?.or(limit);
        let size = size.map_or(SIZE, |size| usize::try_from(size).unwrap_or(SIZE_MAX));
        let key = member(["key", "k"]).or(plain).or(word).unwrap_or_default();
        Ok(Some(Self {
            key: key.chars().take(100).collect(),
            kind,
            field: member(["field", "f"]).unwrap_or_default().to_owned(),
            size: size.min(SIZE_MAX),
            missing: member(["missing", "m"]).map(|text| text.chars().take(100).collect()),
            zoom: counted(["zoom", "z"])?.unwrap_or(ZOOM),
            radius_px: counted(["radius", "r"])?.unwrap_or(RADIUS_PX),
            interval: match member(["interval", "i"]) {
                Some("week") => Interval::Week,
                Some("month") => Interval::Month,
                Some("year") => Interval::Year,
                _ => Interval::Day,
            },
        }))
    }
}

fn number(text: &str) -> Result<u32, Refusal> {
    text.parse()
        .map_err(|_not_a_number| wrong("sizes, zoom and radius are whole numbers".to_owned()))
}

fn wrong(message: String) -> Refusal {
    Refusal::invalid(Fault::new("aggregations", "aggregations.invalid", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Aggregations {
        let parameters = Parameters::of_query(query).unwrap();
        Aggregations::read(&parameters).unwrap()
    }

    #[test]
    fn short_and_long_names_mean_the_same() {
        let read = read(
            "aggregations[0][k]=city&aggregations[0][t]=cities&aggregations[1][type]=geohash&aggregations[1][size]=2000&aggregations[1][zoom]=6&aggs[]=regions&aggs[]=nonsense",
        );
        let all: Vec<_> = read
            .0
            .iter()
            .map(|one| (one.key.as_str(), one.kind))
            .collect();

        assert_eq!(
            all,
            [
                ("city", Kind::Cities),
                ("geohash", Kind::Geohash),
                ("regions", Kind::Regions)
            ]
        );
        assert_eq!((read.0[1].size, read.0[1].zoom), (2_000, 6));
    }

    #[test]
    fn of_two_with_one_name_the_last_counts() {
        let read = read("aggs[]=cities&aggs[]=regions&aggs[2][k]=cities&aggs[2][t]=departments");
        let all: Vec<_> = read.0.iter().map(|one| one.kind).collect();

        assert_eq!(all, [Kind::Regions, Kind::Departments]);
    }

    #[test]
    fn numbers_are_strict_and_bounded() {
        let refused =
            |query: &str| Aggregations::read(&Parameters::of_query(query).unwrap()).is_err();
        assert!(refused(
            "aggregations[0][type]=cities&aggregations[0][size]=many"
        ));
        assert!(refused(&"aggregations[]=cities&".repeat(MOST + 1)));
        assert_eq!(read("aggs=cities&aggsSizeLimit=999999").0[0].size, SIZE_MAX);
    }
}
