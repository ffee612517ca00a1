use super::{EventQuery, QueryFaults, SortOrder, When};
use crate::event::{AccessMode, AccessibilityFlag, AttendanceMode, LifeStatus};
use crate::place::{
    Bounds, DepartmentCode, EpciCode, IndustryCode, InseeCode, Position, RegionCode,
};
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, SLUG_MAX_CHARS};
use chrono::NaiveDate;

/// Maximum number of values of one filter.
const VALUES_MAX: usize = 120;
/// Maximum length of the search text, in characters.
const TEXT_MAX_CHARS: usize = 200;

impl EventQuery {
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

    /// The query with another search text; `None` when that is empty or too long.
    pub fn with_text(&self, text: &str) -> Option<Self> {
        let text = Limits::line(1, TEXT_MAX_CHARS).read("/q", text).ok()??;
        Some(Self {
            text: Some(text),
            ..self.clone()
        })
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
            "organiser" => self.organisers = values(name, value, organiser)?,
            "kind" => self.kinds = values(name, value, |id| identifier(name, id).ok())?,
            "audience" => self.audiences = values(name, value, |id| identifier(name, id).ok())?,
            "topic" => self.topics = values(name, value, |id| identifier(name, id).ok())?,
            "sector" => self.sectors = values(name, value, |id| identifier(name, id).ok())?,
            "access" => self.access = values(name, value, AccessMode::parse)?,
            "attendance" => self.attendance = values(name, value, AttendanceMode::parse)?,
            "accessibility" => self.accessibility = values(name, value, AccessibilityFlag::parse)?,
            "status" => self.status = values(name, value, LifeStatus::parse)?,
            "available" => {
                let is_available = value.parse();
                self.available =
                    is_available.map_err(|_not_a_bool| invalid(name, "must be true or false"))?;
            }
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
}

fn invalid(name: &str, detail: &str) -> FieldProblem {
    FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
}

/// A slug as [`crate::text::slug`] writes them.
fn organiser(text: &str) -> Option<String> {
    let ok = (1..=SLUG_MAX_CHARS).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    ok.then(|| text.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

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
            (("available", "yes"), "/available"),
            (("epci", "69"), "/epci"),
            (("industrialTerritory", "lyon"), "/industrialTerritory"),
            (("organiser", "Fonderie Durand"), "/organiser"),
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
