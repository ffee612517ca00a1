use super::{AccessMode, AccessibilityFlag, AttendanceMode, LifeStatus};
use crate::id::EventId;
use crate::place::{
    Bounds, DepartmentCode, EpciCode, IndustryCode, InseeCode, Position, RegionCode, Territory,
};
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, fold};
use crate::words::string_enum;
use chrono::NaiveDate;

/// Faults in the parameters of a query: each fault once, with `/name` as its pointer, and at most
/// [`QueryFaults::MOST`] of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFaults(pub Vec<FieldProblem>);

impl std::fmt::Display for QueryFaults {
    /// `name: detail` of a single fault; the number of several.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_slice() {
            [fault] => {
                let name = fault.pointer.trim_start_matches('/');
                write!(f, "{name}: {}", fault.detail)
            }
            faults if faults.len() < Self::MOST => {
                write!(f, "{} parameters are refused", faults.len())
            }
            _ => write!(f, "{} parameters are refused, or more", Self::MOST),
        }
    }
}

impl std::error::Error for QueryFaults {}

impl QueryFaults {
    /// Maximum number of faults in a response: a query of a thousand wrong names is not worth a longer one.
    pub const MOST: usize = 20;

    /// Collects the first [`Self::MOST`] different faults.
    pub fn of(faults: impl IntoIterator<Item = FieldProblem>) -> Self {
        let mut told = Self(Vec::new());
        for fault in faults {
            if told.0.len() == Self::MOST {
                break;
            }
            told.add(fault);
        }
        told
    }

    /// Adds a fault, unless it is in the list already or the list is full. Returns false when the list is full.
    pub fn add(&mut self, fault: FieldProblem) -> bool {
        if self.0.len() < Self::MOST && !self.0.contains(&fault) {
            self.0.push(fault);
        }
        self.0.len() < Self::MOST
    }

    /// True when a fault concerns the parameter of that name.
    pub fn names(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|fault| fault.pointer.strip_prefix('/') == Some(name))
    }
}

/// Parameter names and decoded values of a query string, in order.
pub type Pairs = Vec<(&'static str, String)>;

/// Maximum number of values of one filter.
const VALUES_MAX: usize = 120;
/// Maximum length of the search text, in characters.
const TEXT_MAX_CHARS: usize = 200;

string_enum! {
    /// A named period relative to the current time; days are those of the event's place.
    When {
        /// An occurrence falls on the current day.
        Today = "today",
        /// An occurrence falls on the current or next Saturday or Sunday.
        Weekend = "weekend",
        /// An occurrence falls in the official week, whose dates may differ by territory.
        Week = "week",
        /// An occurrence falls in the labelling window, whose dates may differ by territory.
        Window = "window",
        /// All occurrences are over.
        Past = "past",
        /// An occurrence is under way.
        Current = "current",
        /// An occurrence has not started yet.
        Upcoming = "upcoming",
    }
}

string_enum! {
    /// Sort order of an event list.
    SortOrder {
        /// Events with an occurrence to come first, by their next occurrence; then past events, most recent first.
        Next = "next",
        /// Best match with the search text first.
        Relevance = "relevance",
        /// Nearest to a point first; events without a place last.
        Distance = "distance",
    }
}

/// Query of the public event list: filters and sort order. The URL, the list, the map and the facets all use it, so
/// that they always agree.
///
/// Filters are combined with AND, the comma-separated values of one filter with OR (but see `accessibility`):
/// `kind=company_visit,workshop`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventQuery {
    /// `q`: search text, matched without regard to accents and case.
    pub text: Option<String>,
    /// `edition`: slug; the current edition when absent.
    pub edition: Option<String>,
    /// `region`: INSEE codes of regions.
    pub regions: Vec<RegionCode>,
    /// `department`: INSEE codes of departments.
    pub departments: Vec<DepartmentCode>,
    /// `commune`: INSEE codes; a city with arrondissements includes them.
    pub communes: Vec<InseeCode>,
    /// `epci`: SIREN of intercommunal bodies, whose communes are searched.
    pub epci: Vec<EpciCode>,
    /// `industrialTerritory`: identifiers of the programme "Territoires d'industrie", whose communes are searched.
    pub industrial_territories: Vec<IndustryCode>,
    /// `kind`: terms of the edition's `kinds` vocabulary.
    pub kinds: Vec<String>,
    /// `audience`: terms of the edition's `audiences` vocabulary.
    pub audiences: Vec<String>,
    /// `topic`: terms of the edition's `topics` vocabulary.
    pub topics: Vec<String>,
    /// `sector`: terms of the edition's `sectors` vocabulary.
    pub sectors: Vec<String>,
    /// `access`: admission rules, such as `registration`.
    pub access: Vec<AccessMode>,
    /// `attendance`: attendance modes, such as `online`.
    pub attendance: Vec<AttendanceMode>,
    /// `accessibility`: the venue must be accessible for all of these.
    pub accessibility: Vec<AccessibilityFlag>,
    /// `status`: life statuses, such as `cancelled`.
    pub status: Vec<LifeStatus>,
    /// `from`: first day, in the calendar of the event's place.
    pub from: Option<NaiveDate>,
    /// `to`: last day, in the calendar of the event's place.
    pub to: Option<NaiveDate>,
    /// `when`: named period, such as `weekend`.
    pub when: Option<When>,
    /// `age`: age in years that must be admitted.
    pub age: Option<u8>,
    /// `bbox`: west,south,east,north in degrees.
    pub bounds: Option<Bounds>,
    /// `near`: lon,lat in degrees; origin of distances.
    pub near: Option<Position>,
    /// `radius`: maximum distance from `near`, in metres, inclusive.
    pub radius_m: Option<u32>,
    /// `id`: only these events; from all editions unless `edition` is given.
    pub ids: Vec<EventId>,
    /// `sort`: sort order; for the default see [`EventQuery::order`].
    pub sort: Option<SortOrder>,
}

impl EventQuery {
    /// Default search radius, in metres.
    pub const RADIUS_M: u32 = 20_000;

    /// Search radii that are offered for a choice, in metres.
    pub const RADII_M: [u32; 6] = [5_000, 10_000, 20_000, 50_000, 100_000, 200_000];

    /// Maximum search radius, in metres.
    pub const RADIUS_MAX_M: u32 = 1_000_000;

    /// Maximum age that can be searched for, in years.
    pub const AGE_MAX: u8 = 120;

    /// Search radius around an event for nearby events, in metres; wider than the default, to offer a choice.
    const NEARBY_RADIUS_M: u32 = 50_000;

    /// Number of nearby events shown on an event page.
    pub const NEARBY_SHOWN: u32 = 3;

    /// Parameter names, in the order in which [`EventQuery::to_pairs`] writes them.
    pub const PARAMETERS: &[&str] = &[
        "q",
        "edition",
        "region",
        "department",
        "commune",
        "epci",
        "industrialTerritory",
        "kind",
        "audience",
        "topic",
        "sector",
        "access",
        "attendance",
        "accessibility",
        "status",
        "from",
        "to",
        "when",
        "age",
        "bbox",
        "near",
        "radius",
        "id",
        "sort",
    ];

    /// Searches around a point, nearest first, instead of in a bounding box.
    pub fn around(&mut self, point: Position) {
        self.near = Some(point);
        self.radius_m = self.radius_m.or(Some(Self::RADIUS_M));
        self.sort = Some(SortOrder::Distance);
        self.bounds = None;
    }

    /// Removes the filters by region, department, commune and groups of communes.
    pub fn leave_places(&mut self) {
        self.regions.clear();
        self.departments.clear();
        self.communes.clear();
        self.epci.clear();
        self.industrial_territories.clear();
    }

    /// Removes the point that distances are measured from, and what requires it.
    pub fn leave_point(&mut self) {
        self.near = None;
        self.radius_m = None;
        self.sort = self.sort.filter(|sort| *sort != SortOrder::Distance);
    }

    /// Removes every filter by place: territories, communes, the circle and the bounding box.
    pub fn go_anywhere(&mut self) {
        self.leave_places();
        self.leave_point();
        self.bounds = None;
    }

    /// Searches in a territory instead of other territories, around a point or in a bounding box.
    pub fn within(&mut self, territory: Territory) {
        self.go_anywhere();
        match territory {
            Territory::Region(code) => self.regions.push(code),
            Territory::Department(code) => self.departments.push(code),
            Territory::National => {}
        }
    }

    /// Searches in a commune instead of any other place.
    pub fn in_commune(&mut self, code: InseeCode) {
        self.go_anywhere();
        self.communes.push(code);
    }

    /// Searches around a commune, at `point`, instead of within it or at any other place.
    pub fn around_commune(&mut self, point: Position, radius_m: u32) {
        self.go_anywhere();
        self.radius_m = Some(radius_m);
        self.around(point);
    }

    /// The commune of the query, if it names exactly one: the one that a field for a place shows.
    pub fn only_commune(&self) -> Option<&InseeCode> {
        match self.communes.as_slice() {
            [only] if self.near.is_none() => Some(only),
            _ => None,
        }
    }

    /// Query for the events around an event of an edition, nearest first; the results include the event itself.
    pub fn nearby(edition: &str, place: Position) -> Self {
        let mut query = Self {
            edition: Some(edition.to_owned()),
            radius_m: Some(Self::NEARBY_RADIUS_M),
            ..Self::default()
        };
        query.around(place);
        query
    }

    /// Sort order of the results: `sort` if given, else the default.
    pub fn order(&self) -> SortOrder {
        self.sort.unwrap_or_else(|| self.usual_order())
    }

    /// Sort order without `sort`: relevance when there is a search text, else the next occurrence.
    pub fn usual_order(&self) -> SortOrder {
        if self.text.is_some() {
            SortOrder::Relevance
        } else {
            SortOrder::Next
        }
    }

    /// Key of the message that explains an empty list and suggests a next step.
    pub fn empty_reason(&self) -> &'static str {
        let has_words = |text: &String| !fold(text).is_empty();
        if self.text.as_ref().is_none_or(has_words) {
            "explorer.empty.text"
        } else {
            "explorer.empty.no_word"
        }
    }

    /// True when the query selects all events of an edition: many clients share that answer, so it is worth caching.
    pub fn is_whole_edition(&self) -> bool {
        *self
            == Self {
                edition: self.edition.clone(),
                ..Self::default()
            }
    }

    /// Sort orders that this query can use.
    pub fn orders(&self) -> Vec<SortOrder> {
        let mut orders = SortOrder::ALL.to_vec();
        orders.retain(|order| self.missing_parameter(*order).is_none());
        orders
    }

    /// Name of the parameter that the sort order requires and the query does not have: `q` for relevance, `near` for
    /// distance.
    fn missing_parameter(&self, order: SortOrder) -> Option<&'static str> {
        match order {
            SortOrder::Next => None,
            SortOrder::Relevance => self.text.is_none().then_some("q"),
            SortOrder::Distance => self.near.is_none().then_some("near"),
        }
    }

    /// Parses the name-value pairs of a query string. Empty values count as absent.
    ///
    /// # Errors
    ///
    /// Every unknown name ([`Code::UnknownParameter`]) and invalid value ([`Code::InvalidParameter`]), with `/name` as
    /// its pointer.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryFaults> {
        let mut query = Self::default();
        let mut faults = QueryFaults(Vec::new());
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            if !Self::PARAMETERS.contains(&name) {
                let excerpt: String = name.chars().take(60).collect();
                let more = faults.add(FieldProblem::new(
                    format!("/{excerpt}"),
                    Code::UnknownParameter,
                    "unknown parameter",
                ));
                if more {
                    continue;
                }
                return Err(faults);
            }
            if seen.contains(&name) {
                faults.add(invalid(
                    name,
                    "given more than once; separate several values with commas",
                ));
                continue;
            }
            seen.push(name);
            if let Err(fault) = query.set_parameter(name, value.trim()) {
                faults.add(fault);
            }
        }
        if let (Some(from), Some(to)) = (query.from, query.to)
            && from > to
        {
            faults.add(invalid("to", "must not be earlier than `from`"));
        }
        if query.near.is_none() && query.radius_m.is_some() {
            faults.add(invalid("radius", "requires `near`"));
        }
        if let Some(order) = query.sort
            && let Some(parameter) = query.missing_parameter(order)
        {
            faults.add(invalid(
                "sort",
                &format!("`{order}` requires `{parameter}`"),
            ));
        }
        if faults.0.is_empty() {
            Ok(query)
        } else {
            Err(faults)
        }
    }

    /// Parses the name-value pairs of a bookmarked or shared address, and drops what cannot be parsed: an old or
    /// damaged link still shows a list. Unknown names are ignored, repeated ones are joined, and what depends on a
    /// dropped value is dropped with it.
    pub fn parse_leniently<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in pairs {
            let Some(name) = Self::PARAMETERS
                .iter()
                .copied()
                .find(|known| *known == name)
            else {
                continue;
            };
            let value = value.trim();
            match values.iter_mut().find(|(known, _)| *known == name) {
                _ if value.is_empty() => {}
                Some((_, joined)) => {
                    joined.push(',');
                    joined.push_str(value);
                }
                None => values.push((name, value.to_owned())),
            }
        }
        // Each round drops one value at least.
        loop {
            let pairs = values.iter().map(|(name, value)| (*name, value.as_str()));
            let faults = match Self::parse(pairs) {
                Ok(query) => return query,
                Err(faults) => faults,
            };
            let before = values.len();
            values.retain(|(name, _)| !faults.names(name));
            if values.len() == before {
                return Self::default();
            }
        }
    }

    /// The query without the parameters that `faults` names, and without what depends on them.
    #[must_use]
    pub fn without(&self, faults: &QueryFaults) -> Self {
        let pairs = self.to_pairs();
        let right = pairs.iter().filter(|(name, _)| !faults.names(name));
        Self::parse_leniently(right.map(|(name, value)| (*name, value.as_str())))
    }

    /// The query string in canonical order, percent-encoded, with plain commas; empty for a query without
    /// parameters.
    pub fn to_search(&self) -> String {
        self.to_search_with([])
    }

    /// The query string followed by other parameters.
    pub fn to_search_with<'a>(
        &self,
        others: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.to_pairs()).extend_pairs(others);
        // A comma needs no encoding in a query (RFC 3986, 3.4), and separates values here.
        pairs.finish().replace("%2C", ",")
    }

    fn set_parameter(&mut self, name: &str, value: &str) -> Result<(), FieldProblem> {
        if value.is_empty() {
            return Ok(());
        }
        match name {
            "q" => {
                self.text = Limits::line(1, TEXT_MAX_CHARS)
                    .read("/q", value)
                    .map_err(|fault| invalid(name, &fault.detail))?;
            }
            "edition" => self.edition = Some(identifier(name, value)?),
            "region" => self.regions = values(name, value, |code| RegionCode::parse(code).ok())?,
            "department" => {
                self.departments = values(name, value, |code| DepartmentCode::parse(code).ok())?;
            }
            "commune" => self.communes = values(name, value, |code| InseeCode::parse(code).ok())?,
            "epci" => self.epci = values(name, value, |code| EpciCode::parse(code).ok())?,
            "industrialTerritory" => {
                self.industrial_territories =
                    values(name, value, |code| IndustryCode::parse(code).ok())?;
            }
            "kind" => self.kinds = values(name, value, |id| identifier(name, id).ok())?,
            "audience" => self.audiences = values(name, value, |id| identifier(name, id).ok())?,
            "topic" => self.topics = values(name, value, |id| identifier(name, id).ok())?,
            "sector" => self.sectors = values(name, value, |id| identifier(name, id).ok())?,
            "access" => self.access = values(name, value, AccessMode::parse)?,
            "attendance" => self.attendance = values(name, value, AttendanceMode::parse)?,
            "accessibility" => self.accessibility = values(name, value, AccessibilityFlag::parse)?,
            "status" => self.status = values(name, value, LifeStatus::parse)?,
            "from" => self.from = Some(parse_date(name, value)?),
            "to" => self.to = Some(parse_date(name, value)?),
            "when" => self.when = Some(parse_value(name, value, When::parse)?),
            "age" => {
                let years = value.parse().ok().filter(|years| *years <= Self::AGE_MAX);
                self.age = Some(years.ok_or_else(|| {
                    invalid(name, &format!("must be 0 to {} years", Self::AGE_MAX))
                })?);
            }
            "near" => {
                self.near = Some(
                    Position::parse(value).map_err(|error| invalid(name, &error.to_string()))?,
                );
            }
            "radius" => {
                let metres = value
                    .parse()
                    .ok()
                    .filter(|metres| (1..=Self::RADIUS_MAX_M).contains(metres));
                self.radius_m = Some(metres.ok_or_else(|| {
                    invalid(name, &format!("must be 1 to {} metres", Self::RADIUS_MAX_M))
                })?);
            }
            "id" => self.ids = values(name, value, |id| id.parse().ok())?,
            "sort" => self.sort = Some(parse_value(name, value, SortOrder::parse)?),
            _ => {
                self.bounds =
                    Some(Bounds::parse(value).map_err(|error| invalid(name, &error.to_string()))?);
            }
        }
        Ok(())
    }

    /// The query as name-value pairs in canonical form: each parameter at most once, values sorted, absent parameters
    /// left out. Equal queries yield equal pairs.
    pub fn to_pairs(&self) -> Pairs {
        let Self {
            text,
            edition,
            regions,
            departments,
            communes,
            epci,
            industrial_territories,
            kinds,
            audiences,
            topics,
            sectors,
            access,
            attendance,
            accessibility,
            status,
            from,
            to,
            when,
            age,
            bounds,
            near,
            radius_m,
            ids,
            sort,
        } = self;
        let mut pairs: Pairs = Vec::new();
        let mut push = |name: &'static str, value: Option<String>| {
            pairs.extend(value.map(|value| (name, value)));
        };
        push("q", text.clone());
        push("edition", edition.clone());
        push("region", joined(regions));
        push("department", joined(departments));
        push("commune", joined(communes));
        push("epci", joined(epci));
        push("industrialTerritory", joined(industrial_territories));
        push("kind", joined(kinds));
        push("audience", joined(audiences));
        push("topic", joined(topics));
        push("sector", joined(sectors));
        push("access", joined(access));
        push("attendance", joined(attendance));
        push("accessibility", joined(accessibility));
        push("status", joined(status));
        push("from", from.map(|date| date.to_string()));
        push("to", to.map(|date| date.to_string()));
        push("when", when.map(|when| when.to_string()));
        push("age", age.map(|years| years.to_string()));
        push("bbox", bounds.map(|bounds| bounds.to_string()));
        push("near", near.map(|point| point.to_string()));
        push("radius", radius_m.map(|metres| metres.to_string()));
        push("id", joined(ids));
        push("sort", sort.map(|sort| sort.to_string()));
        pairs
    }
}

fn invalid(name: &str, detail: &str) -> FieldProblem {
    FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
}

fn identifier(name: &str, text: &str) -> Result<String, FieldProblem> {
    let ok = !text.is_empty()
        && text.len() <= 60
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    if ok {
        Ok(text.to_owned())
    } else {
        Err(invalid(
            name,
            "must be at most 60 characters of a–z, 0–9, _ and -",
        ))
    }
}

fn parse_date(name: &str, text: &str) -> Result<NaiveDate, FieldProblem> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10);
    date.ok_or_else(|| invalid(name, "must be an existing date such as 2018-03-26"))
}

fn parse_value<T>(
    name: &str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, FieldProblem> {
    let excerpt: String = text.chars().take(40).collect();
    parse(text).ok_or_else(|| invalid(name, &format!("`{excerpt}` is not an allowed value")))
}

fn values<T: PartialEq>(
    name: &str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, FieldProblem> {
    let mut values = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let excerpt: String = part.chars().take(40).collect();
        let value = parse(part)
            .ok_or_else(|| invalid(name, &format!("`{excerpt}` is not an allowed value")))?;
        if !values.contains(&value) {
            values.push(value);
        }
        if values.len() > VALUES_MAX {
            return Err(invalid(name, "too many values"));
        }
    }
    Ok(values)
}

fn joined<T: ToString>(values: &[T]) -> Option<String> {
    let mut words: Vec<String> = values.iter().map(ToString::to_string).collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| words.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_query_round_trips_in_canonical_order() {
        let query = EventQuery::parse([
            ("kind", "workshop,company_visit,workshop"),
            ("q", "  soudure  à l'arc "),
            ("region", "84"),
            ("from", "2018-03-26"),
            ("bbox", "4,45,5,46"),
            ("topic", ""),
        ])
        .unwrap();
        let pairs = query.to_pairs();
        let excerpt: Vec<_> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            excerpt,
            [
                "q=soudure à l'arc",
                "region=84",
                "kind=company_visit,workshop",
                "from=2018-03-26",
                "bbox=4,45,5,46"
            ]
        );
        let again =
            EventQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
        assert_eq!(again.to_pairs(), pairs);
    }

    #[test]
    fn every_invalid_parameter_is_reported() {
        let faults = EventQuery::parse([
            ("colour", "red"),
            ("attendance", "on_site,by_post"),
            ("from", "2018-02-30"),
            ("bbox", "1,2,3"),
        ])
        .unwrap_err();
        let named: Vec<_> = faults
            .0
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(
            named,
            [
                ("/colour", Code::UnknownParameter),
                ("/attendance", Code::InvalidParameter),
                ("/from", Code::InvalidParameter),
                ("/bbox", Code::InvalidParameter)
            ]
        );
        assert!(EventQuery::parse([("from", "2018-03-27"), ("to", "2018-03-26")]).is_err());
        assert!(EventQuery::parse([("kind", "workshop"), ("kind", "contest")]).is_err());
    }

    #[test]
    fn an_invalid_value_is_reported_at_its_parameter() {
        for (wrong, at) in [
            (("radius", "5000"), "/radius"),
            (("sort", "distance"), "/sort"),
            (("sort", "relevance"), "/sort"),
            (("near", "200,1"), "/near"),
            (("age", "121"), "/age"),
            (("id", "17"), "/id"),
            (("commune", "Lyon"), "/commune"),
            (("epci", "69"), "/epci"),
            (("industrialTerritory", "lyon"), "/industrialTerritory"),
        ] {
            let faults = EventQuery::parse([wrong]).unwrap_err();
            assert!(faults.names(at.trim_start_matches('/')), "{faults}");
        }
    }

    #[test]
    fn a_damaged_address_keeps_what_can_be_read() {
        let read =
            |pairs: &[(&str, &str)]| EventQuery::parse_leniently(pairs.iter().copied()).to_search();

        assert_eq!(
            read(&[("kind", "workshop"), ("from", "hier"), ("utm_source", "x")]),
            "kind=workshop"
        );
        assert_eq!(
            read(&[("kind", "workshop"), ("kind", "company_visit"), ("q", " ")]),
            "kind=company_visit,workshop"
        );
        assert_eq!(
            read(&[
                ("q", "soudure à l’arc"),
                ("near", "ici"),
                ("radius", "20000"),
                ("sort", "distance"),
            ]),
            "q=soudure+%C3%A0+l%E2%80%99arc"
        );
    }

    #[test]
    fn a_query_without_its_faults_drops_what_depends_on_them() {
        let query = EventQuery::parse_leniently([
            ("near", "4.83,45.76"),
            ("radius", "20000"),
            ("sort", "distance"),
            ("kind", "siesta"),
        ]);
        let fault = |name: &str| QueryFaults(vec![invalid(name, "no")]);

        assert_eq!(
            query.without(&fault("kind")).to_search(),
            "near=4.83,45.76&radius=20000&sort=distance"
        );
        assert_eq!(query.without(&fault("near")).to_search(), "kind=siesta");
    }

    #[test]
    fn only_usable_sort_orders_are_offered() {
        let orders = |pairs: &[(&str, &str)]| {
            let query = EventQuery::parse(pairs.iter().copied()).unwrap();
            query.orders()
        };

        assert_eq!(orders(&[]), [SortOrder::Next]);
        assert_eq!(
            orders(&[("q", "soudure")]),
            [SortOrder::Next, SortOrder::Relevance]
        );
        assert_eq!(
            orders(&[("near", "4.8,45.7")]),
            [SortOrder::Next, SortOrder::Distance]
        );
    }

    #[test]
    fn a_text_search_sorts_by_relevance_by_default() {
        let order =
            |pairs: &[(&str, &str)]| EventQuery::parse(pairs.iter().copied()).unwrap().order();
        assert_eq!(order(&[]), SortOrder::Next);
        assert_eq!(order(&[("q", "soudure")]), SortOrder::Relevance);
        assert_eq!(
            order(&[("q", "soudure"), ("sort", "next")]),
            SortOrder::Next
        );
        assert_eq!(
            order(&[("near", "4.8,45.7"), ("sort", "distance")]),
            SortOrder::Distance
        );
    }

    proptest! {
        #[test]
        fn any_accepted_pairs_round_trip(name in 0usize..EventQuery::PARAMETERS.len(), value in "\\PC{0,30}") {
            let name = EventQuery::PARAMETERS[name];
            if let Ok(query) = EventQuery::parse([(name, value.as_str())]) {
                let pairs = query.to_pairs();
                let again = EventQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
                prop_assert_eq!(again.to_pairs(), pairs);
            }
        }
    }

    #[test]
    fn a_flood_of_wrong_parameters_is_told_in_short() {
        let names: Vec<String> = (0..30_000).map(|number| format!("p{number}")).collect();
        let flood = names.iter().map(|name| (name.as_str(), "x"));
        let repeated = std::iter::repeat_n(("colour", "red"), 30_000);

        let many = EventQuery::parse(flood).unwrap_err();
        let one = EventQuery::parse(repeated).unwrap_err();

        assert_eq!(many.0.len(), QueryFaults::MOST);
        assert_eq!(many.0[19].pointer, "/p19");
        assert_eq!(many.to_string(), "20 parameters are refused, or more");
        assert_eq!(one.to_string(), "colour: unknown parameter");
    }
}
