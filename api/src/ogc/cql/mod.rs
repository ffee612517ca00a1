//! Filters in CQL2 (OGC 21-065r2), as text and as JSON: the classes `basic-cql2`, `advanced-comparison-operators`,
//! `case-insensitive-comparison` and `basic-spatial-functions`.
//!
//! An expression is true, false, or neither where it compares a value that an event does not have; a filter admits the events for
//! which it is true. Values of different kinds are not compared but refused. A moment compared with a day is its day in the local
//! time of the event.

mod json;
mod pattern;
mod text;

use super::crs::{Area, Crs, MetricBox};
use super::queryables::{GEOMETRY, Kind, Queryable, Value};
use catalogue::Entry;
use chrono::{DateTime, FixedOffset, NaiveDate};
use pattern::Pattern;
use shared::place::{Bounds, Position};
use std::borrow::Cow;
use std::cmp::Ordering;
use unicase::UniCase;

/// Longest filter.
const BYTES_MAX: usize = 4_000;
/// Deepest nesting of expressions.
const DEPTH_MAX: usize = 20;
/// Most comparisons and other predicates of a filter, each of which is tried on every event.
const PREDICATES_MAX: usize = 50;
/// Most values in the lists of a filter: the departments twice.
const VALUES_MAX: usize = 200;
/// Most patterns of a filter, and properties in `CASEI`: for each, a text of every event is read character by character.
const TEXTS_MAX: usize = 20;

/// Encoding of a filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    #[default]
    Text,
    Json,
}

impl Encoding {
    /// The values of `filter-lang`, the default first.
    pub(super) const WORDS: [&str; 2] = [Self::Text.word(), Self::Json.word()];

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Text, Self::Json]
            .into_iter()
            .find(|encoding| encoding.word() == word)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Text => "cql2-text",
            Self::Json => "cql2-json",
        }
    }
}

/// A filter, with the text it was parsed from.
#[derive(Debug, PartialEq)]
pub(super) struct Filter {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// System of the geometries in the filter.
    pub(super) crs: Crs,
    expression: Expression,
}

impl Filter {
    /// Parses a filter.
    ///
    /// # Errors
    ///
    /// Place and cause of the first fault, in English.
    pub(super) fn parse(text: &str, encoding: Encoding, crs: Crs) -> Result<Self, String> {
        if text.len() > BYTES_MAX {
            return Err(format!("longer than {BYTES_MAX} bytes"));
        }
        let builder = Builder {
            crs,
            predicates: 0,
            values: 0,
            texts: 0,
        };
        let expression = match encoding {
            Encoding::Text => text::parse(text, builder),
            Encoding::Json => json::parse(text, builder),
        }?;
        Ok(Self {
            text: text.to_owned(),
            encoding,
            crs,
            expression,
        })
    }

    pub(super) fn admits(&self, entry: &Entry) -> bool {
        self.expression.outcome(entry) == Some(true)
    }
}

#[derive(Debug, PartialEq)]
enum Expression {
    Truth(bool),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Compare(Operand, Comparison, Operand),
    OneOf(Operand, Vec<Operand>),
    Like(Operand, Pattern),
    IsNull(&'static Queryable),
    HasNoGeometry,
    Intersects(Place),
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Property(&'static Queryable),
    /// A text whose case does not count.
    Folded(&'static Queryable),
    Geometry,
    Text(String),
    /// Any other value.
    Value(Value<'static>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

/// A box, or a point as a box without extent.
#[derive(Debug, PartialEq)]
enum Place {
    Degrees(Bounds),
    Metres(MetricBox),
}

impl Expression {
    /// `None` when a value that decides it is missing.
    fn outcome(&self, entry: &Entry) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Not(inner) => inner.outcome(entry).map(|truth| !truth),
            Self::All(parts) => Self::outcome_of(parts, entry, false),
            Self::Any(parts) => Self::outcome_of(parts, entry, true),
            Self::Compare(left, comparison, right) => {
                let order = order(&left.value(entry)?, &right.value(entry)?)?;
                Some(comparison.admits(order))
            }
            Self::OneOf(operand, values) => {
                let found = operand.value(entry)?;
                let mut outcome = Some(false);
                for value in values {
                    match value.value(entry).and_then(|one| order(&found, &one)) {
                        Some(Ordering::Equal) => return Some(true),
                        Some(Ordering::Less | Ordering::Greater) => {}
                        None => outcome = None,
                    }
                }
                outcome
            }
            Self::Like(operand, pattern) => match operand.value(entry)? {
                Value::Text(text) => Some(pattern.matches(&text)),
                Value::Number(_) | Value::Truth(_) | Value::Moment(_) | Value::Day(_) => None,
            },
            Self::IsNull(property) => Some(property.value(entry).is_none()),
            Self::HasNoGeometry => Some(entry.event.venue.is_none()),
            Self::Intersects(place) => {
                let venue = entry.event.venue.as_ref()?;
                Some(place.contains(venue.position))
            }
        }
    }

    /// One part with the `decisive` outcome decides.
    fn outcome_of(parts: &[Self], entry: &Entry, decisive: bool) -> Option<bool> {
        let mut outcome = Some(!decisive);
        for part in parts {
            match part.outcome(entry) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => outcome = None,
            }
        }
        outcome
    }
}

impl Operand {
    fn value<'a>(&'a self, entry: &'a Entry) -> Option<Value<'a>> {
        match self {
            Self::Property(property) => property.value(entry),
            Self::Folded(property) => property.value(entry).map(|value| match value {
                Value::Text(text) => Value::Text(fold(&text).into()),
                other => other,
            }),
            Self::Geometry => None,
            Self::Text(text) => Some(Value::Text(Cow::Borrowed(text))),
            Self::Value(value) => Some(value.clone()),
        }
    }

    /// `None` for the geometry, which nothing is compared with.
    fn kind(&self) -> Option<Kind> {
        match self {
            Self::Property(property) | Self::Folded(property) => Some(property.kind()),
            Self::Geometry => None,
            Self::Text(_) => Some(Kind::Text),
            Self::Value(value) => Some(value.kind()),
        }
    }

    fn property(name: &str) -> Result<Self, String> {
        if name == GEOMETRY {
            return Ok(Self::Geometry);
        }
        Queryable::named(name).map(Self::Property).ok_or_else(|| {
            let name: String = name.chars().take(60).collect();
            format!("`{name}` is not a queryable of the collection")
        })
    }

    /// A text, for comparisons in which its case does not count.
    fn folded(self) -> Result<Self, String> {
        match self {
            Self::Property(property) | Self::Folded(property) if property.kind() == Kind::Text => {
                Ok(Self::Folded(property))
            }
            Self::Text(text) => Ok(Self::Text(fold(&text))),
            Self::Property(_) | Self::Folded(_) | Self::Geometry | Self::Value(_) => {
                Err("CASEI takes a text, or a property that is one".to_owned())
            }
        }
    }

    fn number(number: f64) -> Result<Self, String> {
        if number.is_finite() {
            Ok(Self::Value(Value::Number(number)))
        } else {
            Err("the number is too large".to_owned())
        }
    }

    /// A day as 2018-03-26.
    fn day(text: &str) -> Result<Self, String> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10)
            .map(|day| Self::Value(Value::Day(day)))
            .ok_or_else(|| "a day is written as 2018-03-26".to_owned())
    }

    /// A moment as 2018-03-26T09:00:00Z.
    fn moment(text: &str) -> Result<Self, String> {
        DateTime::<FixedOffset>::parse_from_rfc3339(text)
            .map(|moment| Self::Value(Value::Moment(moment)))
            .map_err(|_unreadable| "a moment is written as 2018-03-26T09:00:00Z".to_owned())
    }
}

impl Comparison {
    fn parse(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" => Self::Equal,
            "<>" => Self::NotEqual,
            "<" => Self::Less,
            ">" => Self::Greater,
            "<=" => Self::LessOrEqual,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
            Self::LessOrEqual => order.is_le(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The text by Unicode's full case folding.
fn fold(text: &str) -> String {
    UniCase::new(text).to_folded_case()
}

/// `None` for values of different kinds, which [`comparable`] refuses.
fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Truth(left), Value::Truth(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
        (Value::Day(left), Value::Day(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Day(right)) => Some(left.date_naive().cmp(right)),
        (Value::Day(left), Value::Moment(right)) => Some(left.cmp(&right.date_naive())),
        _ => None,
    }
}

impl Place {
    fn contains(&self, position: Position) -> bool {
        match self {
            Self::Degrees(bounds) => bounds.contains(position),
            Self::Metres(area) => area.contains(position),
        }
    }
}

/// Makes the predicates of a filter, for both encodings.
#[derive(Debug)]
struct Builder {
    crs: Crs,
    predicates: usize,
    values: usize,
    texts: usize,
}

impl Builder {
    fn count(&mut self) -> Result<(), String> {
        self.predicates += 1;
        if self.predicates > PREDICATES_MAX {
            return Err(format!("more than {PREDICATES_MAX} predicates"));
        }
        Ok(())
    }

    fn count_text(&mut self) -> Result<(), String> {
        self.texts += 1;
        if self.texts > TEXTS_MAX {
            return Err(format!(
                "more than {TEXTS_MAX} patterns and properties in CASEI"
            ));
        }
        Ok(())
    }

    fn count_folded(&mut self, operand: &Operand) -> Result<(), String> {
        if matches!(operand, Operand::Folded(_)) {
            self.count_text()?;
        }
        Ok(())
    }

    fn compare(
        &mut self,
        left: Operand,
        comparison: Comparison,
        right: Operand,
    ) -> Result<Expression, String> {
        self.count()?;
        comparable(&left, &right)?;
        self.count_folded(&left)?;
        self.count_folded(&right)?;
        Ok(Expression::Compare(left, comparison, right))
    }

    /// Two comparisons: a value between larger ones and smaller ones is none.
    fn between(
        &mut self,
        operand: Operand,
        low: Operand,
        high: Operand,
    ) -> Result<Expression, String> {
        let above = self.compare(operand.clone(), Comparison::GreaterOrEqual, low)?;
        let below = self.compare(operand, Comparison::LessOrEqual, high)?;
        Ok(Expression::All(vec![above, below]))
    }

    /// Days and moments in the list may be texts, as the standard's tests have them.
    fn one_of(&mut self, operand: Operand, values: Vec<Operand>) -> Result<Expression, String> {
        self.count()?;
        self.values += values.len();
        if values.is_empty() {
            return Err("the list has no value".to_owned());
        }
        if self.values > VALUES_MAX {
            return Err(format!("more than {VALUES_MAX} values in lists"));
        }
        self.count_folded(&operand)?;
        let is_time = operand.kind() == Some(Kind::Time);
        let mut read = Vec::with_capacity(values.len());
        for value in values {
            let value = match value {
                Operand::Text(text) if is_time => {
                    Operand::moment(&text).or_else(|_cause| Operand::day(&text))?
                }
                other => other,
            };
            comparable(&operand, &value)?;
            self.count_folded(&value)?;
            read.push(value);
        }
        Ok(Expression::OneOf(operand, read))
    }

    fn like(&mut self, operand: Operand, pattern: &Operand) -> Result<Expression, String> {
        self.count()?;
        if operand.kind() != Some(Kind::Text) {
            return Err("only a text is like a pattern".to_owned());
        }
        self.count_text()?;
        self.count_folded(&operand)?;
        match pattern {
            Operand::Text(pattern) => Ok(Expression::Like(operand, Pattern::parse(pattern)?)),
            Operand::Property(_) | Operand::Folded(_) | Operand::Geometry | Operand::Value(_) => {
                Err("a pattern is a text, or CASEI of one".to_owned())
            }
        }
    }

    fn is_null(&mut self, operand: &Operand) -> Result<Expression, String> {
        self.count()?;
        match operand {
            Operand::Property(property) | Operand::Folded(property) => {
                Ok(Expression::IsNull(property))
            }
            Operand::Geometry => Ok(Expression::HasNoGeometry),
            Operand::Text(_) | Operand::Value(_) => Err("only a property can be null".to_owned()),
        }
    }

    /// The geometry meets a point of two or three numbers.
    fn meets_point(&mut self, numbers: &[f64]) -> Result<Expression, String> {
        match *numbers {
            [x, y] | [x, y, _] => self.meets_box(&[x, y, x, y]),
            _ => Err("a point has two or three numbers".to_owned()),
        }
    }

    /// The geometry meets a box of four or six numbers.
    fn meets_box(&mut self, numbers: &[f64]) -> Result<Expression, String> {
        self.count()?;
        let numbers: Vec<_> = numbers.iter().map(f64::to_string).collect();
        let place = match Area::parse(&numbers.join(","), self.crs) {
            Some(Area::Degrees(edges)) => Bounds::parse(&edges).ok().map(Place::Degrees),
            Some(Area::Metres(area)) => Some(Place::Metres(area)),
            None => None,
        };
        place.map(Expression::Intersects).ok_or_else(|| {
            "the numbers are not those of a place in the system of `filter-crs`".to_owned()
        })
    }
}

/// Refuses values of different kinds, and the geometry.
fn comparable(left: &Operand, right: &Operand) -> Result<(), String> {
    match (left.kind(), right.kind()) {
        (None, _) | (_, None) => Err("a geometry cannot be compared".to_owned()),
        (left, right) if left != right => Err(
            "the values are of different kinds: 'text', 12, TRUE, or DATE('2018-03-26') and TIMESTAMP('2018-03-26T09:00:00Z')"
                .to_owned(),
        ),
        _ => Ok(()),
    }
}

/// One part, or several joined.
fn joined(parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match <[Expression; 1]>::try_from(parts) {
        Ok([only]) => only,
        Err(parts) => join(parts),
    }
}

fn check_depth(depth: usize) -> Result<(), String> {
    if depth > DEPTH_MAX {
        return Err(format!("nested more than {DEPTH_MAX} deep"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(text: &str, encoding: Encoding) -> Result<Expression, String> {
        Filter::parse(text, encoding, Crs::default()).map(|filter| filter.expression)
    }

    #[rstest]
    #[case("TRUE", "true")]
    #[case("NOT false", r#"{"op":"not","args":[false]}"#)]
    #[case("region = '84'", r#"{"op":"=","args":[{"property":"region"},"84"]}"#)]
    #[case(
        "\"region\"<>'84'",
        r#"{"op":"<>","args":[{"property":"region"},"84"]}"#
    )]
    #[case(
        "12.5 >= age_min",
        r#"{"op":">=","args":[12.5,{"property":"age_min"}]}"#
    )]
    #[case(
        "age_max < -1.5E1",
        r#"{"op":"<","args":[{"property":"age_max"},-15]}"#
    )]
    #[case("city Is Null", r#"{"op":"isNull","args":[{"property":"city"}]}"#)]
    #[case(
        "geometry is not null",
        r#"{"op":"not","args":[{"op":"isNull","args":[{"property":"geometry"}]}]}"#
    )]
    #[case(
        "begin <= DATE('2018-03-26')",
        r#"{"op":"<=","args":[{"property":"begin"},{"date":"2018-03-26"}]}"#
    )]
    #[case(
        "end > TIMESTAMP('2018-03-26T09:00:00Z')",
        r#"{"op":">","args":[{"property":"end"},{"timestamp":"2018-03-26T09:00:00Z"}]}"#
    )]
    #[case(
        "TRUE OR FALSE AND NOT (TRUE OR FALSE)",
        r#"{"op":"or","args":[true,{"op":"and","args":[false,{"op":"not","args":[{"op":"or","args":[true,false]}]}]}]}"#
    )]
    #[case(
        "S_INTERSECTS(geometry, POINT(4.5 45))",
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[4.5,45]}]}"#
    )]
    #[case(
        "s_intersects(bbox(4,45,0,5,46,9), geometry)",
        r#"{"op":"s_intersects","args":[{"bbox":[4,45,5,46]},{"property":"geometry"}]}"#
    )]
    #[case(
        "title NOT LIKE 'Visite%'",
        r#"{"op":"not","args":[{"op":"like","args":[{"property":"title"},"Visite%"]}]}"#
    )]
    #[case(
        "CaseI(title) like casei('L''USINE %')",
        r#"{"op":"like","args":[{"op":"casei","args":[{"property":"title"}]},{"op":"casei","args":["l'usine %"]}]}"#
    )]
    #[case(
        "age_min BETWEEN 6 AND 12.5 AND TRUE",
        r#"{"op":"and","args":[{"op":"between","args":[{"property":"age_min"},6,12.5]},true]}"#
    )]
    #[case(
        "age_min not between 6 and 12",
        r#"{"op":"not","args":[{"op":"between","args":[{"property":"age_min"},6,12]}]}"#
    )]
    #[case(
        "region IN ('84', '11')",
        r#"{"op":"in","args":[{"property":"region"},["84","11"]]}"#
    )]
    #[case(
        "begin not in ('2018-03-26T09:00:00Z', DATE('2018-03-27'))",
        r#"{"op":"not","args":[{"op":"in","args":[{"property":"begin"},[{"timestamp":"2018-03-26T09:00:00Z"},"2018-03-27"]]}]}"#
    )]
    #[case(
        "casei(city) = CASEI(CASEI('LYON'))",
        r#"{"op":"=","args":[{"op":"casei","args":[{"property":"city"}]},"lyon"]}"#
    )]
    #[case(
        "CASEI(city) IS NULL",
        r#"{"op":"isNull","args":[{"property":"city"}]}"#
    )]
    fn both_encodings_say_the_same(#[case] text: &str, #[case] json: &str) {
        assert_eq!(
            read(text, Encoding::Text).unwrap(),
            read(json, Encoding::Json).unwrap()
        );
    }

    #[rstest]
    #[case(r"title = 'L''usine'", "L'usine")]
    #[case(r"title = 'L\'usine'", "L'usine")]
    #[case(r"title = 'a\\b\tc'", "a\\b\tc")]
    #[case(r"title = 'a\%b\_c'", r"a\%b\_c")]
    #[case("title = ''", "")]
    fn a_text_may_contain_quotes(#[case] filter: &str, #[case] text: &str) {
        let title = Queryable::named("title").unwrap();

        assert_eq!(
            read(filter, Encoding::Text).unwrap(),
            Expression::Compare(
                Operand::Property(title),
                Comparison::Equal,
                Operand::Text(text.to_owned())
            )
        );
    }

    #[rstest]
    #[case("region = 84", "character 1: the values are of different kinds")]
    #[case(
        "region = '84' AND colour = 'red'",
        "character 19: `colour` is not a queryable"
    )]
    #[case("region = '84' region", "character 15: AND, OR or the end")]
    #[case("region =", "character 9: a property or a value")]
    #[case("region", "character 7: =, <>,")]
    #[case("(TRUE", "character 6: ) is expected")]
    #[case("title = 'visite", "character 9: the text does not end")]
    #[case("age_min = 1+2", "character 11: the number cannot be read")]
    #[case("age_min = -inf", "character 11: the number cannot be read")]
    #[case("title CONTAINS 'v'", "character 7: =, <>,")]
    #[case("title NOT 'v'", "character 11: LIKE, BETWEEN or IN")]
    #[case("title LIKE city", "character 1: a pattern is a text")]
    #[case("age_min LIKE '1%'", "character 1: only a text is like")]
    #[case(r"title LIKE 'a\\'", "character 1: the pattern ends")]
    #[case("age_min BETWEEN 1 OR 2", "character 19: AND is expected")]
    #[case(
        "TRUE AND age_min BETWEEN 1 AND '2'",
        "character 10: the values are of different"
    )]
    #[case("region IN '84'", "character 11: ( is expected")]
    #[case("region IN ()", "character 12: a property or a value")]
    #[case("region IN ('84' '11')", "character 17: ) is expected")]
    #[case("region IN ('84', 11)", "character 1: the values are of different")]
    #[case("begin IN ('26/03/2018')", "character 1: a day is written")]
    #[case("CASEI(age_min) = '1'", "character 1: CASEI takes a text")]
    #[case("CASEI title = 'v'", "character 7: ( is expected")]
    #[case("title ! 'v'", "character 7: `!` is not expected")]
    #[case("begin = DATE('26/03/2018')", "character 9: a day is written")]
    #[case("begin = TIMESTAMP('2018-03-26')", "character 9: a moment is written")]
    #[case(
        "begin = '2018-03-26'",
        "character 1: the values are of different kinds"
    )]
    #[case("geometry = 'x'", "character 1: a geometry cannot be compared")]
    #[case("'x' IS NULL", "character 1: only a property can be null")]
    #[case(
        "S_INTERSECTS(geometry, POINT(4))",
        "character 1: a point has two or three"
    )]
    #[case(
        "S_INTERSECTS(geometry, POINT(4 91))",
        "character 1: the numbers are not"
    )]
    #[case(
        "S_INTERSECTS(geometry, geometry)",
        "character 1: the geometry and a point"
    )]
    #[case(
        "S_INTERSECTS(title, POINT(4 45))",
        "character 14: the geometry, POINT"
    )]
    #[case("", "character 1: a property or a value")]
    fn a_fault_in_a_text_is_located(#[case] filter: &str, #[case] fault: &str) {
        let told = read(filter, Encoding::Text).unwrap_err();

        assert!(told.starts_with(fault), "{told}");
    }

    #[rstest]
    #[case("region = '84'", "no JSON")]
    #[case("12", "an object with `op` and `args`, or a truth value")]
    #[case(r#"{"op":"and"}"#, "an object with the members `op`")]
    #[case(
        r#"{"op":"contains","args":[{"property":"title"},"v"]}"#,
        "`contains` is not an operator"
    )]
    #[case(
        r#"{"op":"like","args":[{"property":"title"},{"property":"city"}]}"#,
        "a pattern is a text"
    )]
    #[case(
        r#"{"op":"between","args":[{"property":"age_min"},1]}"#,
        "`between` is not an operator here"
    )]
    #[case(
        r#"{"op":"in","args":[{"property":"region"},"84"]}"#,
        "at /args/1: a list of values"
    )]
    #[case(
        r#"{"op":"in","args":[{"property":"region"},[]]}"#,
        "the list has no value"
    )]
    #[case(
        r#"{"op":"in","args":[{"property":"region"},["84",{"property":"colour"}]]}"#,
        "at /args/1/1: `colour`"
    )]
    #[case(
        r#"{"op":"=","args":[{"op":"casei","args":[{"property":"age_min"}]},"1"]}"#,
        "at /args/0: CASEI takes a text"
    )]
    #[case(
        r#"{"op":"and","args":[true,{"op":"=","args":[{"property":"colour"},1]}]}"#,
        "at /args/1/args/0: `colour`"
    )]
    #[case(
        r#"{"op":"not","args":[{"op":"=","args":[{"property":"region"},84]}]}"#,
        "at /args/0: the values"
    )]
    #[case(
        r#"{"op":"=","args":[{"property":"region"},null]}"#,
        "at /args/1: a property or a value"
    )]
    #[case(r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[]}]}"#, "a GeoJSON point")]
    fn a_fault_in_json_is_located(#[case] filter: &str, #[case] fault: &str) {
        let told = read(filter, Encoding::Json).unwrap_err();

        assert!(told.starts_with(fault), "{told}");
    }

    #[rstest]
    #[case("København", "KØBENHAVN")]
    #[case("Énergie", "éNERGIE")]
    #[case("Straße", "STRASSE")]
    #[case("ΟΔΟΣ", "οδος")]
    fn case_does_not_count_in_folded_texts(#[case] one: &str, #[case] other: &str) {
        assert_eq!(fold(one), fold(other));
    }

    #[test]
    fn length_depth_and_number_are_bounded() {
        let deep = |depth: usize| format!("{}TRUE{}", "(".repeat(depth), ")".repeat(depth));
        assert!(read(&deep(DEPTH_MAX), Encoding::Text).is_ok());
        assert!(read(&deep(DEPTH_MAX + 1), Encoding::Text).is_err());
        assert!(
            read(
                &format!("{}TRUE", "NOT ".repeat(DEPTH_MAX + 1)),
                Encoding::Text
            )
            .is_err()
        );
        let nested = |depth: usize| {
            let open = r#"{"op":"not","args":["#.repeat(depth);
            format!("{open}true{}", "]}".repeat(depth))
        };
        assert!(read(&nested(DEPTH_MAX), Encoding::Json).is_ok());
        assert!(read(&nested(DEPTH_MAX + 1), Encoding::Json).is_err());
        let many = |predicates: usize| vec!["age_min > 1"; predicates].join(" OR ");
        assert!(read(&many(PREDICATES_MAX), Encoding::Text).is_ok());
        assert!(read(&many(PREDICATES_MAX + 1), Encoding::Text).is_err());
        let list = |values: usize| format!("age_min IN ({})", vec!["1"; values].join(","));
        assert!(read(&list(VALUES_MAX), Encoding::Text).is_ok());
        assert!(read(&list(VALUES_MAX + 1), Encoding::Text).is_err());
        let patterns = |texts: usize| vec!["title LIKE '%a%'"; texts].join(" OR ");
        assert!(read(&patterns(TEXTS_MAX), Encoding::Text).is_ok());
        assert!(read(&patterns(TEXTS_MAX + 1), Encoding::Text).is_err());
        let both = |texts: usize| vec!["CASEI(title) LIKE 'a%'"; texts / 2].join(" OR ");
        assert!(read(&both(TEXTS_MAX), Encoding::Text).is_ok());
        assert!(read(&both(TEXTS_MAX + 2), Encoding::Text).is_err());
        let cities = |texts: usize| format!("title IN ({})", vec!["CASEI(city)"; texts].join(","));
        assert!(read(&cities(TEXTS_MAX), Encoding::Text).is_ok());
        assert!(read(&cities(TEXTS_MAX + 1), Encoding::Text).is_err());
        let folded = |depth: usize| {
            let open = "CASEI(".repeat(depth);
            format!("{open}title{} = 'a'", ")".repeat(depth))
        };
        assert!(read(&folded(DEPTH_MAX), Encoding::Text).is_ok());
        assert!(read(&folded(DEPTH_MAX + 1), Encoding::Text).is_err());
        let folded = |depth: usize| {
            let open = r#"{"op":"casei","args":["#.repeat(depth);
            let close = "]}".repeat(depth);
            format!(r#"{{"op":"=","args":["a",{open}"a"{close}]}}"#)
        };
        assert!(read(&folded(DEPTH_MAX), Encoding::Json).is_ok());
        assert!(read(&folded(DEPTH_MAX + 1), Encoding::Json).is_err());
        let long = |bytes: usize| format!("title = '{}'", "x".repeat(bytes - 10));
        assert!(read(&long(BYTES_MAX), Encoding::Text).is_ok());
        assert!(read(&long(BYTES_MAX + 1), Encoding::Text).is_err());
    }
}
