//! Strict parsing of the query of a request: each parameter is known, given once, and valid; or the error names it.
//!
//! A list is comma separated (`kind=company_visit,open_day`) and parsed into a `Vec`. An empty value counts as
//! absent.

use crate::error::ApiError;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use ground::error::Error;
use serde::Deserialize;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, IntoDeserializer, Visitor};
use shared::event::{EventQuery, QueryFaults};
use shared::problem::{Code, FieldProblem};
use std::collections::BTreeSet;
use std::fmt;
use std::future::{Ready, ready};

/// A `T` parsed from the query; `T` should derive `Deserialize` with `deny_unknown_fields`.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string()).map(Self).map_err(ApiError))
    }
}

/// The query of a resource that takes no parameter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The query as pairs, in order, percent-decoded; for callers with parsing rules of their own.
///
/// # Errors
///
/// `bad_request` when it cannot be decoded.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Error> {
    web::Query::<Vec<(String, String)>>::from_query(query)
        .map(web::Query::into_inner)
        .map_err(|_unreadable| {
            Error::rejected(Code::BadRequest).because("the query cannot be read")
        })
}

/// Parses a query.
///
/// # Errors
///
/// `unknown_parameter` or `invalid_parameter`, at `/<name>`.
pub fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    let pairs = pairs(query)?;
    let mut seen = BTreeSet::new();
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !seen.insert(name.clone())) {
        return Err(invalid(
            name,
            "the parameter is given twice; lists are comma separated",
        ));
    }
    let given = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, Value(value)));
    serde_path_to_error::deserialize(MapDeserializer::<_, Fault>::new(given)).map_err(|error| {
        let name = error
            .path()
            .iter()
            .next()
            .map(ToString::to_string)
            .unwrap_or_default();
        match error.into_inner() {
            Fault::Unknown(name) => unknown(&name),
            Fault::Missing(name) => invalid(name, "the parameter is required"),
            Fault::Other(detail) => invalid(&name, &detail),
        }
    })
}

/// The error for an unknown parameter.
pub fn unknown(name: &str) -> Error {
    refusal(
        Code::UnknownParameter,
        name,
        "the parameter is not known here",
    )
}

/// The error for a parameter with an invalid value.
pub fn invalid(name: &str, detail: &str) -> Error {
    refusal(Code::InvalidParameter, name, detail)
}

fn refusal(code: Code, name: &str, detail: &str) -> Error {
    let name: String = name.chars().take(60).collect();
    Error::rejected(code)
        .because(format!("{name}: {detail}"))
        .at(FieldProblem::new(format!("/{name}"), code, detail))
}

/// Event filters and a route's own parameters, split from one query.
///
/// An own parameter that is given twice is a fault; an empty value counts as absent. [`Split::finish`] reports the
/// faults at once, those of the own parameters first.
#[derive(Debug)]
pub struct Split {
    own: Vec<(&'static str, String)>,
    filters: Vec<(String, String)>,
    faults: Vec<FieldProblem>,
}

impl Split {
    /// Splits `query`; `own` are the names of the route's own parameters.
    ///
    /// # Errors
    ///
    /// `bad_request` when the query cannot be decoded.
    pub fn of(query: &str, own: &[&'static str]) -> Result<Self, Error> {
        let mut split = Self {
            own: Vec::new(),
            filters: Vec::new(),
            faults: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        for (name, value) in pairs(query)? {
            let Some(known) = own.iter().copied().find(|known| *known == name) else {
                split.filters.push((name, value));
                continue;
            };
            let value = value.trim();
            if !seen.insert(known) {
                if split.faults.len() < QueryFaults::MOST {
                    split.fault(known, "given twice");
                }
            } else if !value.is_empty() {
                split.own.push((known, value.to_owned()));
            }
        }
        split
            .own
            .sort_by_key(|(name, _)| own.iter().position(|known| known == name));
        Ok(split)
    }

    /// The value of an own parameter; `None` when it is absent.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The own parameters that are given, in the order of their names in [`Split::of`].
    pub fn into_own(self) -> Vec<(&'static str, String)> {
        self.own
    }

    /// The value of an own parameter, parsed by `read`; an error of `read` is recorded as a fault.
    pub fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
        detail: &str,
    ) -> Option<T> {
        let value = read(self.own(name)?);
        if value.is_none() {
            self.fault(name, detail);
        }
        value
    }

    /// As [`Split::read`]; an absent parameter is a fault.
    pub fn require<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
        detail: &str,
    ) -> Option<T> {
        if self.own(name).is_none() {
            self.fault(name, detail);
        }
        self.read(name, read, detail)
    }

    /// Records a fault of an own parameter.
    pub fn fault(&mut self, name: &str, detail: &str) {
        self.faults.push(FieldProblem::new(
            format!("/{name}"),
            Code::InvalidParameter,
            detail,
        ));
    }

    /// Adds a parameter to the filters.
    pub fn filter(&mut self, name: &str, value: String) {
        self.filters.push((name.to_owned(), value));
    }

    /// Drops the filters, for a route that ignores parameters that it does not know.
    pub fn ignore_filters(&mut self) {
        self.filters.clear();
    }

    /// Rejects the filters for whose names `known` returns false.
    pub fn only(&mut self, known: impl Fn(&str) -> bool) {
        let (kept, refused): (Vec<_>, Vec<_>) = std::mem::take(&mut self.filters)
            .into_iter()
            .partition(|(name, _)| known(name));
        self.filters = kept;
        self.faults
            .extend(refused.iter().take(QueryFaults::MOST).map(|(name, _)| {
                let excerpt: String = name.chars().take(60).collect();
                FieldProblem::new(
                    format!("/{excerpt}"),
                    Code::UnknownParameter,
                    "unknown parameter",
                )
            }));
    }

    /// The filters, if neither they nor the own parameters have a fault.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn finish(&self) -> Result<EventQuery, QueryFaults> {
        let filters = self
            .filters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let mut faults = self.faults.clone();
        match EventQuery::parse(filters) {
            Ok(query) if faults.is_empty() => Ok(query),
            Ok(_) => Err(QueryFaults::of(faults)),
            Err(others) => {
                faults.extend(others.0);
                Err(QueryFaults::of(faults))
            }
        }
    }
}

#[derive(Debug)]
enum Fault {
    Unknown(String),
    Missing(&'static str),
    Other(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "unknown parameter {name}"),
            Self::Missing(name) => write!(f, "missing parameter {name}"),
            Self::Other(detail) => f.write_str(detail),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(msg: T) -> Self {
        Self::Other(msg.to_string())
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown(field.to_owned())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

/// Text of one parameter, deserialised as the type of its field.
#[derive(Debug)]
struct Value(String);

impl IntoDeserializer<'_, Fault> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! read_from_text {
    ($($method:ident => $visit:ident: $what:literal;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let value = self.0.parse().map_err(|_unreadable| Fault::Other(concat!("must be ", $what).to_owned()))?;
            visitor.$visit(value)
        }
    )* };
}

impl<'de> de::Deserializer<'de> for Value {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.0)
    }

    read_from_text! {
        deserialize_bool => visit_bool: "true or false";
        deserialize_u8 => visit_u8: "a whole number";
        deserialize_u16 => visit_u16: "a whole number";
        deserialize_u32 => visit_u32: "a whole number";
        deserialize_u64 => visit_u64: "a whole number";
        deserialize_i32 => visit_i32: "a whole number";
        deserialize_i64 => visit_i64: "a whole number";
        deserialize_f64 => visit_f64: "a number";
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items: Vec<Self> = self
            .0
            .split(',')
            .map(|item| Self(item.to_owned()))
            .collect();
        visitor.visit_seq(SeqDeserializer::new(items.into_iter()))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Order {
        Newest,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct TestQuery {
        q: Option<String>,
        #[serde(default)]
        kind: Vec<String>,
        limit: Option<u32>,
        count: Option<bool>,
        order: Option<Order>,
    }

    #[test]
    fn numbers_words_and_lists_are_read() {
        let asked: TestQuery =
            parse("q=caf%C3%A9+noir&kind=a,b&limit=5&count=true&order=newest").unwrap();

        assert_eq!(asked.q.as_deref(), Some("café noir"));
        assert_eq!(asked.kind, ["a", "b"]);
        assert_eq!(
            (asked.limit, asked.count, asked.order),
            (Some(5), Some(true), Some(Order::Newest))
        );
        assert_eq!(parse::<TestQuery>("q=&limit=").unwrap().limit, None);
    }

    #[rstest]
    #[case("nope=1", Code::UnknownParameter, "/nope")]
    #[case("limit=-1", Code::InvalidParameter, "/limit")]
    #[case("limit=5&limit=6", Code::InvalidParameter, "/limit")]
    #[case("order=oldest", Code::InvalidParameter, "/order")]
    #[case("count=yes", Code::InvalidParameter, "/count")]
    fn the_culprit_is_named(#[case] query: &str, #[case] code: Code, #[case] pointer: &str) {
        let problem = parse::<TestQuery>(query).unwrap_err().problem();

        assert_eq!(
            (problem.code, problem.errors[0].pointer.as_str()),
            (code, pointer)
        );
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(query in ".{0,60}") {
            if let Err(error) = parse::<TestQuery>(&query) {
                prop_assert_eq!(error.problem().status, 400);
            }
        }
    }
}
