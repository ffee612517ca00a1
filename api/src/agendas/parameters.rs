//! The parameters of a request as OpenAgenda's clients write them.
//!
//! A list is written `k=v`, `k[]=v` or `k[0]=v&k[1]=w`, a member of an object `k[a][b]=v` or `k.a=v`. The same parameters come
//! as the JSON object of a body. An empty value and the word `null` are no value; who asks for the value of a parameter that may be
//! `null` asks with [`Parameters::stated`].

use super::refusal::{Fault, Refusal};
use form_urlencoded::byte_serialize;
use serde_json::Value;

/// Maximum number of values of a request.
const VALUES_MAX: usize = 1_000;
/// Maximum depth of a name, in parts.
const DEPTH_MAX: usize = 6;

/// The word for no value.
const NULL: &str = "null";

/// A parameter that may be `null`, as a request states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// The request does not name it.
    Absent,
    /// `null`, or an empty value.
    Null,
    /// A value, which [`Parameters::one`] returns.
    Value,
}

/// Values with the parts of their names, in the order of the request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters(Vec<(Vec<String>, String)>);

impl Parameters {
    /// Reads a query string.
    ///
    /// # Errors
    ///
    /// When it has too many values.
    pub(super) fn of_query(query: &str) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            all.add(parts(&name), value.into_owned())?;
        }
        Ok(all)
    }

    /// Reads a JSON object.
    ///
    /// # Errors
    ///
    /// As [`Self::of_query`]; or when objects are nested too deeply.
    pub(super) fn of_json(body: &serde_json::Map<String, Value>) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for (name, value) in body {
            all.add_json(vec![name.clone()], value)?;
        }
        Ok(all)
    }

    /// Adds the parameters of another part of the request.
    pub(super) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    fn add(&mut self, name: Vec<String>, value: String) -> Result<(), Refusal> {
        if self.0.len() == VALUES_MAX {
            return Err(Refusal::invalid(Fault::new(
                name.first().map_or("", String::as_str),
                "request.tooManyValues",
                format!("a request has at most {VALUES_MAX} values"),
            )));
        }
        self.0.push((name, value));
        Ok(())
    }

    fn add_json(&mut self, name: Vec<String>, value: &Value) -> Result<(), Refusal> {
        if name.len() > DEPTH_MAX {
            return Err(Refusal::invalid(Fault::new(
                name.first().map_or("", String::as_str),
                "request.tooDeep",
                format!("objects are nested at most {DEPTH_MAX} deep"),
            )));
        }
        let below = |part: String| {
            let mut name = name.clone();
            name.push(part);
            name
        };
        match value {
            Value::Null => self.add(name, NULL.to_owned()),
            Value::Bool(value) => self.add(name, value.to_string()),
            Value::Number(value) => self.add(name, value.to_string()),
            Value::String(value) => self.add(name, value.clone()),
            Value::Array(values) => values
                .iter()
                .enumerate()
                .try_for_each(|(at, value)| self.add_json(below(at.to_string()), value)),
            Value::Object(members) => members
                .iter()
                .try_for_each(|(member, value)| self.add_json(below(member.clone()), value)),
        }
    }

    /// The values of a parameter, or of a list of that name.
    fn all<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(parts, _)| match parts.as_slice() {
                [only] => only == name,
                [list, at] => list == name && at.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            })
            .map(|(_, value)| value.trim())
    }

    /// The value of a parameter, if it has one; the last if it is given several times.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).rfind(|value| is_value(value))
    }

    /// The value of a parameter that may be `null`.
    pub(super) fn stated(&self, name: &str) -> Stated {
        match self.all(name).next_back() {
            None => Stated::Absent,
            Some(value) if is_value(value) => Stated::Value,
            Some(_) => Stated::Null,
        }
    }

    /// The values of a list under any of its names.
    pub(super) fn many<'a>(&'a self, names: &[&'a str]) -> Vec<&'a str> {
        names
            .iter()
            .copied()
            .flat_map(|name| self.all(name))
            .filter(|value| is_value(value))
            .collect()
    }

    /// The value of a member of an object.
    pub(super) fn at(&self, path: &[&str]) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .filter(|(parts, _)| parts == path)
            .map(|(_, value)| value.trim())
            .find(|value| is_value(value))
    }

    /// The elements of a list of objects: the members of each with their values. A plain value is an element with one member without
    /// a name.
    pub(super) fn elements(&self, name: &str) -> Vec<Members<'_>> {
        let mut elements: Vec<(Option<&str>, Members<'_>)> = Vec::new();
        for (parts, value) in &self.0 {
            let value = value.trim();
            if !is_value(value) {
                continue;
            }
            match parts.as_slice() {
                [list] | [list, _] if list == name => elements.push((None, vec![("", value)])),
                [list, at, member] if list == name => {
                    let (at, member) = (Some(at.as_str()), member.as_str());
                    match elements.iter_mut().find(|(known, _)| *known == at) {
                        Some((_, members)) => members.push((member, value)),
                        None => elements.push((at, vec![(member, value)])),
                    }
                }
                _ => {}
            }
        }
        elements.into_iter().map(|(_, members)| members).collect()
    }

    /// All values as one text, without the parameters of these names: different requests have different ones.
    pub(super) fn canonical(&self, without: &[&str]) -> String {
        let mut text = String::new();
        for (parts, value) in &self.0 {
            let name = parts.first().map_or("", String::as_str);
            if without.contains(&name) {
                continue;
            }
            for part in parts {
                // A slash is escaped in the parts.
                text.push('/');
                text.extend(byte_serialize(part.as_bytes()));
            }
            text.push('=');
            text.extend(byte_serialize(value.as_bytes()));
        }
        text
    }
}

/// The members of an object with their values.
type Members<'a> = Vec<(&'a str, &'a str)>;

fn is_value(value: &str) -> bool {
    !value.is_empty() && value != NULL
}

/// The parts of a name: `timings[gte]` and `timings.gte` have two, `uid[]` has an empty second one.
fn parts(name: &str) -> Vec<String> {
    let Some((first, rest)) = name.split_once('[') else {
        return name.split('.').take(DEPTH_MAX).map(str::to_owned).collect();
    };
    let inner = rest.strip_suffix(']').unwrap_or(rest);
    std::iter::once(first)
        .chain(inner.split("]["))
        .take(DEPTH_MAX)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("relative=passed&relative=upcoming")]
    #[case("relative[]=passed&relative[]=upcoming")]
    #[case("relative%5B0%5D=passed&relative%5B1%5D=upcoming")]
    fn a_list_has_three_forms(#[case] query: &str) {
        let read = Parameters::of_query(query).unwrap();

        assert_eq!(read.many(&["relative"]), ["passed", "upcoming"]);
    }

    #[test]
    fn members_of_objects_are_found() {
        let read = Parameters::of_query(
            "geo[northEast][lat]=48.9&updatedAt.gte=2025-01-01&timings%5Blte%5D=2026-01-01",
        )
        .unwrap();

        assert_eq!(read.at(&["geo", "northEast", "lat"]), Some("48.9"));
        assert_eq!(read.at(&["updatedAt", "gte"]), Some("2025-01-01"));
        assert_eq!(read.at(&["timings", "lte"]), Some("2026-01-01"));
        assert_eq!(read.at(&["timings", "gte"]), None);
    }

    #[test]
    fn null_and_nothing_are_no_value() {
        let read = Parameters::of_query("removed=&search=null&size=0").unwrap();

        assert_eq!((read.one("removed"), read.one("search")), (None, None));
        assert_eq!(read.stated("removed"), Stated::Null);
        assert_eq!(read.stated("size"), Stated::Value);
        assert_eq!(read.stated("state"), Stated::Absent);
        assert_eq!(read.one("size"), Some("0"));
    }

    #[test]
    fn a_body_says_the_same_as_a_query() {
        let body = json!({ "relative": ["current"], "timings": { "gte": "2025-01-01" }, "size": 0, "detailed": true, "removed": null });
        let read = Parameters::of_json(body.as_object().unwrap()).unwrap();

        assert_eq!(read.many(&["relative"]), ["current"]);
        assert_eq!(read.at(&["timings", "gte"]), Some("2025-01-01"));
        assert_eq!(
            (read.one("size"), read.one("detailed")),
            (Some("0"), Some("true"))
        );
        assert_eq!(read.stated("removed"), Stated::Null);
    }

    #[test]
    fn elements_are_words_or_objects() {
        let read = Parameters::of_query(
            "aggregations[0][k]=city&aggregations[0][t]=cities&aggregations[1]=regions&aggregations=keywords",
        )
        .unwrap();

        assert_eq!(
            read.elements("aggregations"),
            [
                vec![("k", "city"), ("t", "cities")],
                vec![("", "regions")],
                vec![("", "keywords")]
            ]
        );
    }

    #[test]
    fn requests_that_mean_something_else_have_another_text() {
        let text = |read: Parameters| read.canonical(&["key"]);
        let query = |query: &str| text(Parameters::of_query(query).unwrap());
        let one = query("aggregations[0][k]=cities&key=a");

        assert_eq!(one, query("key=b&aggregations%5B0%5D%5Bk%5D=cities"));
        assert_ne!(one, query("aggregations.0[k]=cities"));
        assert_ne!(query("a=b&c=d"), query("a=b%26c%3Dd"));
        let body = json!({ "aggregations": { "0][k": "cities", "0/k": "cities" } });
        let body = Parameters::of_json(body.as_object().unwrap()).unwrap();
        assert!(!text(body).contains(&one));
    }

    #[test]
    fn a_request_has_a_bound() {
        let query = "uid[]=1&".repeat(VALUES_MAX + 1);
        assert!(Parameters::of_query(&query).is_err());
        let deep = json!({ "a": { "b": { "c": { "d": { "e": { "f": { "g": 1 } } } } } } });
        assert!(Parameters::of_json(deep.as_object().unwrap()).is_err());
    }

    proptest! {
        #[test]
        fn any_query_is_read(query in ".{0,80}") {
            let read = Parameters::of_query(&query).unwrap();
            let _ = read.canonical(&["key"]);
            let _ = read.elements("aggregations");
        }
    }
}
