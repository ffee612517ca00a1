use super::{AccessMode, AccessibilityFlag, AttendanceMode, LifeStatus};
use crate::id::EventId;
use crate::place::{Bounds, DepartmentCode, Position, RegionCode};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use crate::words::string_enum;
use chrono::NaiveDate;

/// Names and values of a query string, decoded, in order.
pub type Pairs = Vec<(&'static str, String)>;

/// Most values of one filter.
const VALUES_MAX: usize = 120;
/// Most characters that are searched for.
const TEXT_MAX_CHARS: usize = 200;
/// Widest circle around a point, in metres.
const RADIUS_MAX_M: u32 = 1_000_000;
/// Oldest age that is asked for, in years.
const AGE_MAX: u8 = 120;

string_enum! {
    /// A time that is named rather than dated. Days are those of the calendar of the event's place.
    When {
        /// Some occurrence meets the present day.
        Today = "today",
        /// Some occurrence meets the running or the coming Saturday and Sunday.
        Weekend = "weekend",
        /// Some occurrence meets the days of the week itself, which a territory may hold at other dates.
        Week = "week",
        /// Some occurrence meets the days in which an event may be labelled, which a territory may set apart.
        Window = "window",
        /// Nothing is still to come.
        Past = "past",
        /// An occurrence is under way.
        Current = "current",
        /// An occurrence is still to begin.
        Upcoming = "upcoming",
    }
}

string_enum! {
    /// The order of a list.
    SortOrder {
        /// What is still to come first, by its next occurrence; then what is over, the latest first.
        Next = "next",
        /// What answers best to the words that are searched for first.
        Relevance = "relevance",
        /// What is nearest to a point first; what has no place last.
        Distance = "distance",
    }
}

/// What one may ask of the public events: one struct for the address bar, the list, the map and the counts, so that they
/// cannot disagree.
///
/// Filters are cumulative; the values of one filter are alternatives, written with commas: `kind=company_visit,workshop`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventQuery {
    /// `q`: words to find, accents and case apart.
    pub text: Option<String>,
    /// `edition`: slug; the current edition when absent.
    pub edition: Option<String>,
    /// `region`: INSEE codes.
    pub regions: Vec<RegionCode>,
    /// `department`: INSEE codes.
    pub departments: Vec<DepartmentCode>,
    /// `kind`: terms of the edition.
    pub kinds: Vec<String>,
    /// `audience`: terms of the edition.
    pub audiences: Vec<String>,
    /// `topic`: terms of the edition.
    pub topics: Vec<String>,
    /// `sector`: terms of the edition.
    pub sectors: Vec<String>,
    /// `access`.
    pub access: Vec<AccessMode>,
    /// `attendance`.
    pub attendance: Vec<AttendanceMode>,
    /// `accessibility`: all that are given must be there.
    pub accessibility: Vec<AccessibilityFlag>,
    /// `status`.
    pub status: Vec<LifeStatus>,
    /// `from`: first day, in the event's own calendar.
    pub from: Option<NaiveDate>,
    /// `to`: last day, in the event's own calendar.
    pub to: Option<NaiveDate>,
    /// `when`: a time by its name.
    pub when: Option<When>,
    /// `age`: years of somebody who must be admitted.
    pub age: Option<u8>,
    /// `bbox`: west,south,east,north in degrees.
    pub bounds: Option<Bounds>,
    /// `near`: lon,lat in degrees; where distances are measured from.
    pub near: Option<Position>,
    /// `radius`: metres around `near`, edge included.
    pub radius_m: Option<u32>,
    /// `id`: these events alone; of every edition, unless one is named.
    pub ids: Vec<EventId>,
    /// `sort`; see [`EventQuery::order`].
    pub sort: Option<SortOrder>,
}

impl EventQuery {
    /// Width of the circle around a place until another one is chosen, in metres.
    pub const RADIUS_M: u32 = 20_000;

    /// How far « nearby » reaches around an event, in metres: wider, for a choice is what is wanted.
    const NEARBY_RADIUS_M: u32 = 50_000;

    /// How many events the page of an event shows of those nearby.
    pub const NEARBY_SHOWN: u32 = 3;

    /// The names of its parameters, in the order in which [`EventQuery::to_pairs`] writes them.
    pub const PARAMETERS: &[&str] = &[
        "q",
        "edition",
        "region",
        "department",
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

    /// Asks for what is around a point, the nearest first, in place of a box.
    pub fn around(&mut self, point: Position) {
        self.near = Some(point);
        self.radius_m = self.radius_m.or(Some(Self::RADIUS_M));
        self.sort = Some(SortOrder::Distance);
        self.bounds = None;
    }

    /// What is around an event of an edition, the nearest first; the event itself is among them.
    pub fn nearby(edition: &str, place: Position) -> Self {
        let mut query = Self {
            edition: Some(edition.to_owned()),
            radius_m: Some(Self::NEARBY_RADIUS_M),
            ..Self::default()
        };
        query.around(place);
        query
    }

    /// The order that is asked for: without `sort`, by relevance where words are searched for, else by the next occurrence.
    pub fn order(&self) -> SortOrder {
        self.sort.unwrap_or_else(|| self.usual_order())
    }

    /// The order when none is asked for.
    pub fn usual_order(&self) -> SortOrder {
        if self.text.is_some() {
            SortOrder::Relevance
        } else {
            SortOrder::Next
        }
    }

    /// The orders that can be asked for.
    pub fn orders(&self) -> Vec<SortOrder> {
        let mut orders = SortOrder::ALL.to_vec();
        orders.retain(|order| self.lacks(*order).is_none());
        orders
    }

    /// The parameter that the order goes by, when the query lacks it: relevance needs words, and distance a point.
    fn lacks(&self, order: SortOrder) -> Option<&'static str> {
        match order {
            SortOrder::Next => None,
            SortOrder::Relevance => self.text.is_none().then_some("q"),
            SortOrder::Distance => self.near.is_none().then_some("near"),
        }
    }

    /// Reads the pairs of a query string. Empty values count as absent.
    ///
    /// # Errors
    ///
    /// Every unknown name ([`Code::UnknownParameter`]) and impossible value ([`Code::InvalidParameter`]), with `/name` as its
    /// pointer.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut query = Self::default();
        let mut faults = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            if !Self::PARAMETERS.contains(&name) {
                let shown: String = name.chars().take(60).collect();
                faults.push(FieldProblem::new(
                    format!("/{shown}"),
                    Code::UnknownParameter,
                    "not a parameter of this resource",
                ));
                continue;
            }
            if seen.contains(&name) {
                faults.push(invalid(
                    name,
                    "given twice; separate several values with commas",
                ));
                continue;
            }
            seen.push(name);
            if let Err(fault) = query.set(name, value.trim()) {
                faults.push(fault);
            }
        }
        if let (Some(from), Some(to)) = (query.from, query.to)
            && from > to
        {
            faults.push(invalid("to", "before `from`"));
        }
        if query.near.is_none() && query.radius_m.is_some() {
            faults.push(invalid("radius", "needs `near`"));
        }
        if let Some(order) = query.sort
            && let Some(parameter) = query.lacks(order)
        {
            faults.push(invalid("sort", &format!("`{order}` needs `{parameter}`")));
        }
        if faults.is_empty() {
            Ok(query)
        } else {
            Err(faults)
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), FieldProblem> {
        if value.is_empty() {
            return Ok(());
        }
        match name {
            "q" => {
                self.text = Limits::line(1, TEXT_MAX_CHARS)
                    .read("/q", value)
                    .map_err(|fault| invalid(name, &fault.detail))?;
            }
            "edition" => self.edition = Some(word(name, value)?),
            "region" => self.regions = list(name, value, |code| RegionCode::parse(code).ok())?,
            "department" => {
                self.departments = list(name, value, |code| DepartmentCode::parse(code).ok())?;
            }
            "kind" => self.kinds = list(name, value, |id| word(name, id).ok())?,
            "audience" => self.audiences = list(name, value, |id| word(name, id).ok())?,
            "topic" => self.topics = list(name, value, |id| word(name, id).ok())?,
            "sector" => self.sectors = list(name, value, |id| word(name, id).ok())?,
            "access" => self.access = list(name, value, AccessMode::parse)?,
            "attendance" => self.attendance = list(name, value, AttendanceMode::parse)?,
            "accessibility" => self.accessibility = list(name, value, AccessibilityFlag::parse)?,
            "status" => self.status = list(name, value, LifeStatus::parse)?,
            "from" => self.from = Some(date(name, value)?),
            "to" => self.to = Some(date(name, value)?),
            "when" => self.when = Some(one(name, value, When::parse)?),
            "age" => {
                let years = value.parse().ok().filter(|years| *years <= AGE_MAX);
                self.age =
                    Some(years.ok_or_else(|| invalid(name, &format!("0 to {AGE_MAX} years")))?);
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
                    .filter(|metres| (1..=RADIUS_MAX_M).contains(metres));
                self.radius_m = Some(
                    metres.ok_or_else(|| invalid(name, &format!("1 to {RADIUS_MAX_M} metres")))?,
                );
            }
            "id" => self.ids = list(name, value, |id| id.parse().ok())?,
            "sort" => self.sort = Some(one(name, value, SortOrder::parse)?),
            _ => {
                self.bounds =
                    Some(Bounds::parse(value).map_err(|error| invalid(name, &error.to_string()))?);
            }
        }
        Ok(())
    }

    /// The query as pairs: each parameter at most once, values sorted, absent ones left out. Two queries that ask the same
    /// give the same pairs.
    pub fn to_pairs(&self) -> Pairs {
        let Self {
            text,
            edition,
            regions,
            departments,
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

fn word(name: &str, text: &str) -> Result<String, FieldProblem> {
    let ok = !text.is_empty()
        && text.len() <= 60
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    if ok {
        Ok(text.to_owned())
    } else {
        Err(invalid(name, "a–z, 0–9, _ and - only"))
    }
}

fn date(name: &str, text: &str) -> Result<NaiveDate, FieldProblem> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10);
    date.ok_or_else(|| invalid(name, "a date is written 2018-03-26"))
}

fn one<T>(name: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, FieldProblem> {
    let shown: String = text.chars().take(40).collect();
    parse(text).ok_or_else(|| invalid(name, &format!("`{shown}` is not a value of this parameter")))
}

fn list<T: PartialEq>(
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
        let shown: String = part.chars().take(40).collect();
        let value = parse(part)
            .ok_or_else(|| invalid(name, &format!("`{shown}` is not a value of this parameter")))?;
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
    fn a_query_comes_back_in_one_order() {
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
        let shown: Vec<_> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            shown,
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
    fn every_wrong_parameter_is_named() {
        let faults = EventQuery::parse([
            ("colour", "red"),
            ("attendance", "on_site,by_post"),
            ("from", "2018-02-30"),
            ("bbox", "1,2,3"),
        ])
        .unwrap_err();
        let named: Vec<_> = faults
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
    fn what_needs_something_else_says_so() {
        for (wrong, at) in [
            (("radius", "5000"), "/radius"),
            (("sort", "distance"), "/sort"),
            (("sort", "relevance"), "/sort"),
            (("near", "200,1"), "/near"),
            (("age", "121"), "/age"),
            (("id", "17"), "/id"),
        ] {
            let faults = EventQuery::parse([wrong]).unwrap_err();
            assert_eq!(faults[0].pointer, at);
        }
    }

    #[test]
    fn an_order_is_offered_where_it_can_be_told() {
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
    fn words_are_answered_by_relevance_unless_another_order_is_asked_for() {
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
        fn any_pairs_are_read_or_refused(name in 0usize..EventQuery::PARAMETERS.len(), value in "\\PC{0,30}") {
            let name = EventQuery::PARAMETERS[name];
            if let Ok(query) = EventQuery::parse([(name, value.as_str())]) {
                let pairs = query.to_pairs();
                let again = EventQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
                prop_assert_eq!(again.to_pairs(), pairs);
            }
        }
    }
}
