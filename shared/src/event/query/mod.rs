mod faults;
mod parse;
mod write;

pub use faults::QueryFaults;
pub use write::Pairs;

use super::{AccessMode, AccessibilityFlag, AttendanceMode, LifeStatus};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::place::{
    Bounds, DepartmentCode, EpciCode, IndustryCode, InseeCode, Position, RegionCode, Territory,
};
use crate::text::fold;
use chrono::{Days, NaiveDate};

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
    /// `organiser`: slugs of organisations, as [`Organiser::slugs`](super::Organiser::slugs) writes them.
    pub organisers: Vec<String>,
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
    /// `available`: only events with an occurrence, not over yet, that admits people.
    pub available: bool,
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

    /// Radius around a commune for the events that the home page shows, in metres.
    pub const SOON_RADIUS_M: u32 = 30_000;

    /// Number of events that the home page shows.
    pub const SOON_SHOWN: usize = 6;

    /// Maximum number of events that a map loads at once; more are clustered by the server.
    pub const MAP_POINTS_MAX: u64 = 8_000;

    /// Parameter names, in the order in which [`EventQuery::to_pairs`] writes them.
    pub const PARAMETERS: &[&str] = &[
        "q",
        "edition",
        "region",
        "department",
        "commune",
        "epci",
        "industrialTerritory",
        "organiser",
        "kind",
        "audience",
        "topic",
        "sector",
        "access",
        "attendance",
        "accessibility",
        "status",
        "available",
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

    /// True when both queries search at the same place, whatever the radius.
    pub fn is_where(&self, other: &Self) -> bool {
        self.regions == other.regions
            && self.departments == other.departments
            && self.communes == other.communes
            && self.epci == other.epci
            && self.industrial_territories == other.industrial_territories
            && self.bounds == other.bounds
            && self.near == other.near
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

    /// Query for the events of an edition that one can still go to: around a point, nearest first, or anywhere, soonest first.
    pub fn soon(edition: &str, place: Option<Position>) -> Self {
        let mut query = Self {
            edition: Some(edition.to_owned()),
            available: true,
            ..Self::default()
        };
        if let Some(place) = place {
            query.around_commune(place, Self::SOON_RADIUS_M);
        }
        query
    }

    /// The same, for seven days that begin with `first`.
    #[must_use]
    pub fn in_week_from(self, first: NaiveDate) -> Self {
        Self {
            from: Some(first),
            to: first.checked_add_days(Days::new(6)),
            ..self
        }
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

    /// Address of the page that requests an alert about new events of this search.
    pub fn alert_address(&self) -> String {
        match self.to_search() {
            search if search.is_empty() => "/alertes".to_owned(),
            search => format!("/alertes?{search}"),
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_where_their_filters_by_place_are() {
        let whole = EventQuery::default();
        let about = EventQuery {
            text: Some("soudure".to_owned()),
            radius_m: Some(5_000),
            ..EventQuery::default()
        };
        let near = EventQuery {
            near: Some(Position::new(4.84, 45.76).unwrap()),
            ..EventQuery::default()
        };
        let mut region = EventQuery::default();
        region.within(Territory::Region(RegionCode::parse("84").unwrap()));

        assert!(whole.is_where(&about));
        assert!(!whole.is_where(&near));
        assert!(!region.is_where(&whole) && region.is_where(&region));
    }

    #[test]
    fn a_week_has_seven_days() {
        let first = NaiveDate::from_ymd_opt(2018, 3, 26).unwrap();
        let query = EventQuery::soon("2018", None).in_week_from(first);
        assert_eq!(
            query.to_search(),
            "edition=2018&available=true&from=2018-03-26&to=2018-04-01"
        );
        let around = EventQuery::soon("2018", Position::new(4.8357, 45.764).ok());
        assert_eq!(
            (around.radius_m, around.order()),
            (Some(EventQuery::SOON_RADIUS_M), SortOrder::Distance)
        );
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
}
