//! Values of parameters by their types: a value of another type is refused.

use super::parameters::Parameters;
use super::refusal::{Fault, Refusal};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// Maximum number of identifiers in a list.
const UIDS_MAX: usize = 300;
/// Zone of days without a time.
const ZONE: Tz = Tz::Europe__Paris;

fn wrong(name: &str, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::invalid(Fault::new(name, code, message))
}

/// The value of a parameter that is yes or no.
///
/// # Errors
///
/// When it is another word.
pub(super) fn boolean(parameters: &Parameters, name: &str) -> Result<Option<bool>, Refusal> {
    match parameters.one(name) {
        None => Ok(None),
        Some("1" | "true") => Ok(Some(true)),
        Some("0" | "false") => Ok(Some(false)),
        Some(_) => Err(wrong(
            name,
            "boolean.invalid",
            "must be 0, 1, true or false",
        )),
    }
}

/// True when a parameter says yes.
///
/// # Errors
///
/// As [`boolean`].
pub(super) fn yes(parameters: &Parameters, name: &str) -> Result<bool, Refusal> {
    Ok(boolean(parameters, name)?.unwrap_or(false))
}

/// The value of a parameter that is a whole number in a range.
///
/// # Errors
///
/// When it is not.
pub(super) fn whole(
    parameters: &Parameters,
    name: &str,
    range: RangeInclusive<usize>,
) -> Result<Option<usize>, Refusal> {
    let Some(text) = parameters.one(name) else {
        return Ok(None);
    };
    let number: Option<usize> = text.parse().ok();
    let number = number.filter(|number| range.contains(number));
    number.map(Some).ok_or_else(|| {
        let (least, most) = range.into_inner();
        wrong(
            name,
            "number.invalid",
            format!("must be a whole number from {least} to {most}"),
        )
    })
}

/// The value of a member of an object that is a number.
///
/// # Errors
///
/// When it is not.
pub(super) fn decimal(parameters: &Parameters, path: &[&str]) -> Result<Option<f64>, Refusal> {
    let Some(text) = parameters.at(path) else {
        return Ok(None);
    };
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
    number
        .map(Some)
        .ok_or_else(|| wrong(&path.join("."), "number.invalid", "must be a number"))
}

/// The numbers of a list; `None` when it is not given.
///
/// # Errors
///
/// When one is no number, or there are too many.
pub(super) fn uids(parameters: &Parameters, name: &str) -> Result<Option<Vec<i64>>, Refusal> {
    let given = parameters.many(&[name]);
    if given.is_empty() {
        return Ok(None);
    }
    if given.len() > UIDS_MAX {
        return Err(wrong(
            name,
            "list.tooLong",
            format!("has at most {UIDS_MAX} values"),
        ));
    }
    let numbers = given.into_iter().map(str::parse::<i64>);
    numbers
        .collect::<Result<Vec<_>, _>>()
        .map(Some)
        .map_err(|_not_a_number| wrong(name, "number.invalid", "must be whole numbers"))
}

/// A span of time, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Option<DateTime<Utc>>,
    pub(super) to: Option<DateTime<Utc>>,
}

impl Span {
    /// The span under a name, or one of its other names; `None` when neither end is given.
    ///
    /// # Errors
    ///
    /// When an end is no time.
    pub(super) fn read(parameters: &Parameters, names: &[&str]) -> Result<Option<Self>, Refusal> {
        let end = |member: &str, is_end: bool| -> Result<Option<DateTime<Utc>>, Refusal> {
            let mut given = names
                .iter()
                .filter_map(|name| Some((*name, parameters.at(&[*name, member])?)));
            let Some((name, text)) = given.next() else {
                return Ok(None);
            };
            instant(text, is_end).map(Some).ok_or_else(|| {
                wrong(
                    &format!("{name}.{member}"),
                    "date.invalid",
                    "must be a date or a time, such as 2025-01-31T09:00:00+01:00",
                )
            })
        };
        let span = Self {
            from: end("gte", false)?,
            to: end("lte", true)?,
        };
        Ok(Some(span).filter(|span| *span != Self::default()))
    }

    /// True when a moment is in the span.
    pub(super) fn has(self, at: DateTime<Utc>) -> bool {
        self.meets(at, at)
    }

    /// True when something that lasts from a moment to another is in the span for a while.
    pub(super) fn meets(self, begin: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= end) && self.to.is_none_or(|to| begin <= to)
    }
}

/// A time with offset, or one without, which is in UTC.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(time.and_utc())
}

/// A time, or a day on the clock of Paris, of which `is_end` takes the end.
fn instant(text: &str, is_end: bool) -> Option<DateTime<Utc>> {
    // A plus sign that was not encoded arrives as a space.
    let text = text.replace(' ', "+");
    if let Some(time) = moment(&text) {
        return Some(time);
    }
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?;
    if !is_end {
        return midnight(day);
    }
    let next = midnight(day.checked_add_days(Days::new(1))?)?;
    next.checked_sub_signed(TimeDelta::microseconds(1))
}

fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    let local = ZONE.from_local_datetime(&midnight).earliest()?;
    Some(local.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn read(query: &str) -> Parameters {
        Parameters::of_query(query).unwrap()
    }

    #[rstest]
    #[case("2025-01-31T09:00:00+01:00", "2025-01-31T08:00:00Z")]
    #[case("2025-01-31T09:00:00 01:00", "2025-01-31T08:00:00Z")]
    #[case("2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00Z")]
    #[case("2021-02-07T09:00:00", "2021-02-07T09:00:00Z")]
    #[case("2025-01-31", "2025-01-30T23:00:00Z")]
    fn times_of_the_clients_are_read(#[case] text: &str, #[case] time: &str) {
        let expected: DateTime<Utc> = time.parse().unwrap();
        assert_eq!(instant(text, false), Some(expected));
    }

    #[test]
    fn a_span_has_both_of_its_ends() {
        let span = Span::read(
            &read("date[gte]=2025-01-31&date[lte]=2025-01-31"),
            &["timings", "date"],
        );
        let span = span.unwrap().unwrap();

        assert!(span.has("2025-01-30T23:00:00Z".parse().unwrap()));
        assert!(span.has("2025-01-31T22:59:59Z".parse().unwrap()));
        assert!(!span.has("2025-01-31T23:00:00Z".parse().unwrap()));
        assert_eq!(Span::read(&read("date[gte]="), &["date"]).unwrap(), None);
        assert!(Span::read(&read("date[gte]=tomorrow"), &["date"]).is_err());
    }

    #[test]
    fn types_are_strict() {
        assert_eq!(
            boolean(&read("detailed=1"), "detailed").unwrap(),
            Some(true)
        );
        assert_eq!(boolean(&read("detailed="), "detailed").unwrap(), None);
        assert!(boolean(&read("detailed=yes"), "detailed").is_err());
        assert_eq!(whole(&read("size=0"), "size", 0..=300).unwrap(), Some(0));
        assert!(whole(&read("size=301"), "size", 0..=300).is_err());
        assert!(whole(&read("size=-1"), "size", 0..=300).is_err());
        assert_eq!(
            uids(&read("uid[]=1&uid[]=2"), "uid").unwrap(),
            Some(vec![1, 2])
        );
        assert!(uids(&read("uid=a"), "uid").is_err());
        assert!(
            decimal(
                &read("geo[northEast][lat]=NaN"),
                &["geo", "northEast", "lat"]
            )
            .is_err()
        );
    }

    proptest! {
        #[test]
        fn any_time_is_read_or_not(text in ".{0,30}") {
            let _ = instant(&text, true);
        }
    }
}
