//! The `datetime` parameter: an instant, or an interval that may be open at one end.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use shared::calendar::Occurrence;

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// No bound at this end: `..` or empty.
    Open,
    /// A point in time.
    Moment(DateTime<Utc>),
    /// A whole day in the local time of the event.
    Day(NaiveDate),
}

/// A parsed `datetime`; both ends are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    from: Edge,
    to: Edge,
}

impl Interval {
    /// Parses an instant, a day, or two of them separated by a slash; `..` or an empty end is unbounded.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once('/') else {
            let edge = Edge::closed(text)?;
            return Some(Self {
                from: edge,
                to: edge,
            });
        };
        let (from, to) = (Edge::parse(from)?, Edge::parse(to)?);
        let possible = match (from, to) {
            (Edge::Open, Edge::Open) => false,
            (Edge::Moment(from), Edge::Moment(to)) => from <= to,
            (Edge::Day(from), Edge::Day(to)) => from <= to,
            _ => true,
        };
        possible.then_some(Self { from, to })
    }

    /// True when the occurrence overlaps the interval; the end of the occurrence is exclusive.
    pub(super) fn overlaps(self, occurrence: &Occurrence) -> bool {
        let (begin, end) = (occurrence.begin(), occurrence.end());
        let in_time = match self.to {
            Edge::Open => true,
            Edge::Moment(to) => begin.to_utc() <= to,
            Edge::Day(to) => begin.date_naive() <= to,
        };
        let running = match self.from {
            Edge::Open => true,
            Edge::Moment(from) => end.to_utc() > from,
            Edge::Day(from) => end.naive_local() > from.and_time(NaiveTime::MIN),
        };
        in_time && running
    }
}

impl Edge {
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text == ".." {
            return Some(Self::Open);
        }
        Self::closed(text)
    }

    fn closed(text: &str) -> Option<Self> {
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::Moment(moment.to_utc()));
        }
        // GDAL appends a `T` to a date.
        let day = text.strip_suffix('T').unwrap_or(text);
        NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .ok()
            .filter(|_| day.len() == 10)
            .map(Self::Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// A visit on 26 March 2018 from 9:00 to 11:00 in La Réunion, which is 5:00 to 7:00 UTC.
    fn visit() -> Occurrence {
        serde_json::from_value(serde_json::json!({
            "begin": "2018-03-26T09:00:00+04:00", "end": "2018-03-26T11:00:00+04:00"
        }))
        .unwrap()
    }

    #[rstest]
    #[case("2018-03-26T05:00:00Z", true)]
    #[case("2018-03-26T06:59:59.999Z", true)]
    #[case("2018-03-26T07:00:00Z", false)]
    #[case("2018-03-26T08:00:00+02:00", true)]
    #[case("2018-03-26", true)]
    #[case("2018-03-25", false)]
    #[case("2018-03-26T", true)]
    #[case("../2018-03-26T04:59:59Z", false)]
    #[case("../2018-03-26T05:00:00Z", true)]
    #[case("/2018-03-25", false)]
    #[case("2018-03-26T06:59:59Z/..", true)]
    #[case("2018-03-26T07:00:00Z/", false)]
    #[case("2018-03-01/2018-03-31", true)]
    #[case("2018-03-27/..", false)]
    fn an_occurrence_is_met_at_its_moments(#[case] text: &str, #[case] met: bool) {
        assert_eq!(Interval::parse(text).unwrap().overlaps(&visit()), met);
    }

    #[rstest]
    #[case("")]
    #[case("..")]
    #[case("../..")]
    #[case("/")]
    #[case("tomorrow")]
    #[case("2018-3-26")]
    #[case("2018-02-30")]
    #[case("2018-03-26T05:00:00")]
    #[case("2018-03-27/2018-03-26")]
    #[case("2018-03-26/2018-03-27/2018-03-28")]
    fn what_is_no_time_is_refused(#[case] text: &str) {
        assert_eq!(Interval::parse(text), None);
    }
}
