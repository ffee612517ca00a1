use super::Occurrence;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A range of days, both ends included, in the calendar of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "RawWindow")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Window {
    /// First day, included in the window.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26"))]
    first: NaiveDate,
    /// Last day, included in the window; equal to or later than the first.
    #[cfg_attr(feature = "openapi", schema(example = "2018-04-01"))]
    last: NaiveDate,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawWindow {
    first: NaiveDate,
    last: NaiveDate,
}

impl TryFrom<RawWindow> for Window {
    type Error = EmptyWindow;

    fn try_from(raw: RawWindow) -> Result<Self, Self::Error> {
        Self::new(raw.first, raw.last)
    }
}

/// Error of [`Window::new`]: the last day is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last day of a window must not be before the first")]
pub struct EmptyWindow;

impl Window {
    /// Builds a window from its first and last day.
    ///
    /// # Errors
    ///
    /// [`EmptyWindow`] when `last` is before `first`.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, EmptyWindow> {
        if first <= last {
            Ok(Self { first, last })
        } else {
            Err(EmptyWindow)
        }
    }

    /// First day of the window, included.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// Last day of the window, included.
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// True from the first to the last day, both included.
    pub fn contains_day(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// True when it contains every day of another window.
    pub fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// True when the occurrence starts and ends in the window, in local time.
    ///
    /// An occurrence that ends at midnight after the last day is still inside.
    pub fn contains(self, occurrence: &Occurrence) -> bool {
        let end = occurrence.end().naive_local();
        let ends_in_time = end.date() <= self.last
            || (end.time() == NaiveTime::MIN && self.last.succ_opt() == Some(end.date()));
        occurrence.begin().date_naive() >= self.first && ends_in_time
    }
}

/// ISO 8601 interval: `2018-03-26/2018-04-01`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_local_time;
    use super::*;
    use chrono_tz::Tz;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case("2018-03-26T00:00", "2018-03-26T01:00", true)]
    #[case("2018-03-25T23:59", "2018-03-26T01:00", false)]
    #[case("2018-04-01T18:00", "2018-04-01T23:59", true)]
    #[case("2018-04-01T18:00", "2018-04-02T00:00", true)]
    #[case("2018-04-01T18:00", "2018-04-02T00:01", false)]
    #[case("2018-05-01T18:00", "2018-05-01T19:00", false)]
    fn the_week_of_2018_holds_what_begins_and_ends_in_it(
        #[case] begin: &str,
        #[case] end: &str,
        #[case] inside: bool,
    ) {
        let week = Window::new(day("2018-03-26"), day("2018-04-01")).unwrap();

        for zone in [
            Tz::Europe__Paris,
            Tz::Indian__Reunion,
            Tz::America__Martinique,
            Tz::Pacific__Noumea,
        ] {
            let occurrence = Occurrence::from_local(
                parse_local_time(begin).unwrap(),
                parse_local_time(end).unwrap(),
                zone,
                None,
            )
            .unwrap();
            assert_eq!(week.contains(&occurrence), inside, "{zone}");
        }
    }

    #[test]
    fn a_window_of_one_day_has_a_day() {
        let window = Window::new(day("2018-03-26"), day("2018-03-26")).unwrap();

        assert!(window.contains_day(day("2018-03-26")));
        assert!(!window.contains_day(day("2018-03-27")));
    }

    #[test]
    fn every_constructor_rejects_an_empty_window() {
        assert_eq!(
            Window::new(day("2018-04-01"), day("2018-03-31")),
            Err(EmptyWindow)
        );
        assert!(
            serde_json::from_str::<Window>(r#"{"first": "2018-04-01", "last": "2018-03-31"}"#)
                .is_err()
        );
    }

    #[test]
    fn a_window_round_trips_through_json() {
        let json = r#"{"first":"2018-03-26","last":"2018-04-01"}"#;
        let window: Window = serde_json::from_str(json).unwrap();

        assert_eq!(serde_json::to_string(&window).unwrap(), json);
        assert_eq!(window.to_string(), "2018-03-26/2018-04-01");
    }
}
