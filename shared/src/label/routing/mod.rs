//! Routing: which review group gets an event submission.
//!
//! A rule names a place, a kind of event and an attendance mode, or some of them, and holds for a file that meets all that it names.
//! Of the rules that hold, the most specific one decides. The order is that of their places, narrowest first: commune (an
//! arrondissement before its city), EPCI, department, region, anywhere. Of two rules for the same place, one that names a kind of
//! event comes first; of these, one that names an attendance mode. Two rules with the same conditions cannot exist, so there are no ties.
//!
//! A rule is stored under its [`RoutingRule::key`]. The keys that can decide on a file are few ([`RoutingSubject::candidates`]), and
//! their order is that above: the database is asked for them, and [`RoutingIndex`] looks them up.

mod lines;
#[cfg(test)]
mod tests;

pub use lines::{
    LineOutcome, LineProblem, LineResult, LinesForm, LinesImport, LinesTooLarge, WrittenLine,
    commune_on,
};

use crate::event::AttendanceMode;
use crate::place::{DepartmentCode, EpciCode, InseeCode, InvalidCode, RegionCode};
use crate::problem::{Code, FieldProblem};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// Place that a rule names. Serialised as `commune:69259`, `epci:200046977`, `department:69` or `region:84`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RoutedPlace {
    /// A commune, by INSEE code; a city stands for its arrondissements too.
    Commune(InseeCode),
    /// The communes of an EPCI, by SIREN.
    Epci(EpciCode),
    /// The communes of a department, by INSEE code.
    Department(DepartmentCode),
    /// The communes of a region, by INSEE code.
    Region(RegionCode),
}

impl RoutedPlace {
    /// Parses `commune:69259`, `epci:200046977`, `department:69` or `region:84`.
    ///
    /// # Errors
    ///
    /// [`InvalidCode`] for anything else. Whether the place exists is not checked: that needs the gazetteer.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        match text.split_once(':') {
            Some(("commune", code)) => InseeCode::parse(code).map(Self::Commune),
            Some(("epci", code)) => EpciCode::parse(code).map(Self::Epci),
            Some(("department", code)) => DepartmentCode::parse(code).map(Self::Department),
            // Any other text is not a code of a region either.
            Some(("region", code)) => RegionCode::parse(code).map(Self::Region),
            _ => RegionCode::parse(text).map(Self::Region),
        }
    }
}

impl fmt::Display for RoutedPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commune(code) => write!(f, "commune:{code}"),
            Self::Epci(code) => write!(f, "epci:{code}"),
            Self::Department(code) => write!(f, "department:{code}"),
            Self::Region(code) => write!(f, "region:{code}"),
        }
    }
}

impl TryFrom<String> for RoutedPlace {
    type Error = InvalidCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RoutedPlace> for String {
    fn from(place: RoutedPlace) -> Self {
        place.to_string()
    }
}

/// Written manually: the derived schema would describe the variants of the enum, but it is serialised as a string.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for RoutedPlace {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(
                "`commune:<code>`, `epci:<SIREN>`, `department:<code>` or `region:<code>`.",
            ))
            .examples(["epci:200046977"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for RoutedPlace {
    fn name() -> std::borrow::Cow<'static, str> {
        "RoutedPlace".into()
    }
}

/// Conditions of a routing rule: a file must meet all that are given.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoutingRule {
    /// Place of the event: `commune:69259`, `epci:200046977`, `department:69`, `region:84`; anywhere when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<RoutedPlace>,
    /// Term of the edition's `kinds` vocabulary; any kind when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub kind: Option<String>,
    /// Attendance mode; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<AttendanceMode>,
}

/// Maximum length of a kind in a rule, in characters.
const KIND_MAX_CHARS: usize = 60;

impl RoutingRule {
    /// Maximum number of rules of one group.
    pub const MOST: usize = 5_000;

    /// The conditions as one text, the same for equal rules: `commune:69259|company_visit|on_site`.
    pub fn key(&self) -> String {
        let place = self.place.as_ref().map(ToString::to_string);
        let attendance = self.attendance.map_or("", AttendanceMode::as_str);
        format!(
            "{}|{}|{attendance}",
            place.unwrap_or_default(),
            self.kind.as_deref().unwrap_or_default()
        )
    }

    /// Reads a key; `None` for any other text.
    pub fn of_key(key: &str) -> Option<Self> {
        let mut parts = key.split('|');
        let (place, kind, attendance) = (parts.next()?, parts.next()?, parts.next()?);
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let place = match place {
            "" => None,
            place => Some(RoutedPlace::parse(place).ok()?),
        };
        let attendance = match attendance {
            "" => None,
            attendance => Some(AttendanceMode::parse(attendance)?),
        };
        parts.next().is_none().then_some(Self {
            place,
            kind: given(kind),
            attendance,
        })
    }

    /// True for a rule without conditions: the default group stands for it.
    pub const fn is_empty(&self) -> bool {
        self.place.is_none() && self.kind.is_none() && self.attendance.is_none()
    }

    /// Checks a rule at `pointer`, against the kinds of the edition and the places of the gazetteer.
    ///
    /// # Errors
    ///
    /// A fault for each condition that is not one, and for a rule without conditions.
    pub fn check(
        &self,
        pointer: &str,
        kinds: &[&str],
        exists: impl FnOnce(&RoutedPlace) -> bool,
    ) -> Vec<FieldProblem> {
        let mut faults = Vec::new();
        if self.is_empty() {
            let detail = "a rule needs a place, a kind or an attendance mode";
            faults.push(FieldProblem::new(pointer, Code::Required, detail));
        }
        if let Some(place) = &self.place
            && !exists(place)
        {
            let detail = "there is no such place";
            faults.push(FieldProblem::new(
                format!("{pointer}/place"),
                Code::UnknownValue,
                detail,
            ));
        }
        if let Some(kind) = &self.kind
            && (kind.chars().count() > KIND_MAX_CHARS || !kinds.contains(&kind.as_str()))
        {
            let detail = "not a kind of the edition";
            faults.push(FieldProblem::new(
                format!("{pointer}/kind"),
                Code::UnknownValue,
                detail,
            ));
        }
        faults
    }
}

/// Properties of a file by which the rules find its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingSubject {
    /// The commune of the event; absent for an online event.
    pub commune: Option<InseeCode>,
    /// The EPCI of the commune.
    pub epci: Option<EpciCode>,
    /// The department responsible for the event.
    pub department: Option<DepartmentCode>,
    /// The region of that department.
    pub region: Option<RegionCode>,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// Attendance mode of the event.
    pub attendance: AttendanceMode,
}

impl RoutingSubject {
    /// All rules that hold for the file, the most specific first: at most 24.
    pub fn candidates(&self) -> impl Iterator<Item = RoutingRule> + '_ {
        let city = self.commune.as_ref().and_then(InseeCode::city);
        let places = [
            self.commune.clone().map(RoutedPlace::Commune),
            city.map(RoutedPlace::Commune),
            self.epci.clone().map(RoutedPlace::Epci),
            self.department.clone().map(RoutedPlace::Department),
            self.region.clone().map(RoutedPlace::Region),
        ];
        let places = places.into_iter().flatten().map(Some).chain([None]);
        places
            .flat_map(move |place| {
                let kinds = [Some(&self.kind), None];
                kinds.map(|kind| (place.clone(), kind.cloned()))
            })
            .flat_map(move |(place, kind)| {
                let modes = [Some(self.attendance), None];
                modes.map(|attendance| RoutingRule {
                    place: place.clone(),
                    kind: kind.clone(),
                    attendance,
                })
            })
            .filter(|rule| !rule.is_empty())
    }
}

/// Rules by their conditions, each with its target.
#[derive(Debug, Clone)]
pub struct RoutingIndex<T> {
    rules: HashMap<RoutingRule, T>,
}

impl<T> RoutingIndex<T> {
    /// Indexes rules; of two with the same conditions the last one stays.
    pub fn of(rules: impl IntoIterator<Item = (RoutingRule, T)>) -> Self {
        Self {
            rules: rules.into_iter().collect(),
        }
    }

    /// The rule that decides on a file, and its target.
    pub fn route(&self, file: &RoutingSubject) -> Option<(&RoutingRule, &T)> {
        file.candidates()
            .find_map(|rule| self.rules.get_key_value(&rule))
    }

    /// Number of rules, which have different conditions.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// True without any rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
