use crate::problem::Code;
use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Maximum length of one occurrence, in elapsed hours.
///
/// Source: OpenAgenda v2, `timings`.
pub const MAX_OCCURRENCE_HOURS: i64 = 24;
/// Maximum capacity of one occurrence, in seats.
pub const MAX_CAPACITY: u32 = 1_000_000;

/// The text is not a local time that exists: error of [`parse_local_time`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLocalTime {
    /// Not in the format `2018-03-26T09:30`.
    #[error("a local time must have the format YYYY-MM-DDThh:mm, without UTC offset")]
    Format,
    /// Well-formed but non-existent, such as 31 February or 25:00.
    #[error("this date or time does not exist")]
    Impossible,
}

impl InvalidLocalTime {
    /// Problem code under which the API reports this error.
    pub const fn code(self) -> Code {
        match self {
            Self::Format => Code::InvalidFormat,
            Self::Impossible => Code::ImpossibleDate,
        }
    }
}

/// Parses a local date and time as submitted in a form: `2018-03-26T09:30`, seconds optional, no UTC offset.
///
/// # Errors
///
/// [`InvalidLocalTime`] distinguishes a wrong format from a date or time that does not exist.
pub fn parse_local_time(text: &str) -> Result<NaiveDateTime, InvalidLocalTime> {
    let text = text.trim();
    let (date, time) = text.split_once('T').ok_or(InvalidLocalTime::Format)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = if time.len() > "hh:mm".len() {
        numbers(time, ':', [2, 2, 2])?
    } else {
        let [hour, minute] = numbers(time, ':', [2, 2])?;
        [hour, minute, 0]
    };
    let year = i32::try_from(year).map_err(|_too_large| InvalidLocalTime::Impossible)?;
    NaiveDate::from_ymd_opt(year, month, day)
        .zip(NaiveTime::from_hms_opt(hour, minute, second))
        .map(|(date, time)| date.and_time(time))
        .ok_or(InvalidLocalTime::Impossible)
}

/// Parses exactly `N` numbers, each with the given number of ASCII digits.
fn numbers<const N: usize>(
    text: &str,
    separator: char,
    widths: [usize; N],
) -> Result<[u32; N], InvalidLocalTime> {
    let mut parts = text.split(separator);
    let mut read = [0; N];
    for (number, width) in read.iter_mut().zip(widths) {
        let part = parts.next().ok_or(InvalidLocalTime::Format)?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidLocalTime::Format);
        }
        *number = part
            .parse()
            .map_err(|_not_a_number| InvalidLocalTime::Format)?;
    }
    match parts.next() {
        None => Ok(read),
        Some(_) => Err(InvalidLocalTime::Format),
    }
}

/// One time slot of an event, in the local time of its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "RawOccurrence")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occurrence {
    /// Start, with the UTC offset of the place on that day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-26T09:30:00+02:00"))]
    pub(super) begin: DateTime<FixedOffset>,
    /// End, later than the start by at most 24 hours.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-26T12:00:00+02:00"))]
    pub(super) end: DateTime<FixedOffset>,
    /// Number of seats, 1 to 1,000,000; absent when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(minimum = 1, maximum = 1_000_000, example = 30)
    )]
    capacity: Option<u32>,
    /// Number of the occurrence within its event, which stays when other dates are added or dropped; part of its `UID` in
    /// calendars. Absent when it is the position in the list, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 3))]
    pub(super) number: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawOccurrence {
    begin: DateTime<FixedOffset>,
    end: DateTime<FixedOffset>,
    #[serde(default)]
    capacity: Option<u32>,
    #[serde(default)]
    number: Option<u32>,
}

impl TryFrom<RawOccurrence> for Occurrence {
    type Error = OccurrenceFault;

    fn try_from(raw: RawOccurrence) -> Result<Self, Self::Error> {
        let occurrence = Self::new(raw.begin, raw.end, raw.capacity)?;
        Ok(Self {
            number: raw.number,
            ..occurrence
        })
    }
}

/// Error in a single occurrence, independently of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OccurrenceFault {
    /// The start falls in the hour that the place skips when clocks go forward.
    #[error("the start does not exist in local time: clocks go forward over it")]
    ImpossibleBegin,
    /// The end falls in the hour that the place skips when clocks go forward.
    #[error("the end does not exist in local time: clocks go forward over it")]
    ImpossibleEnd,
    /// The end is not later than the start.
    #[error("the end must be later than the start")]
    EndBeforeBegin,
    /// The occurrence lasts more than [`MAX_OCCURRENCE_HOURS`].
    #[error("an occurrence must last at most 24 hours")]
    TooLong,
    /// The capacity is zero or more than [`MAX_CAPACITY`].
    #[error("the capacity must be between 1 and 1,000,000")]
    Capacity,
}

impl OccurrenceFault {
    /// Problem code under which the API reports this error.
    pub const fn code(self) -> Code {
        match self {
            Self::ImpossibleBegin | Self::ImpossibleEnd => Code::ImpossibleDate,
            Self::EndBeforeBegin => Code::EndBeforeBegin,
            Self::TooLong => Code::OccurrenceTooLong,
            Self::Capacity => Code::OutOfRange,
        }
    }

    /// Field of the occurrence that the error is attached to: `begin`, `end` or `capacity`.
    pub const fn field(self) -> &'static str {
        match self {
            Self::ImpossibleBegin => "begin",
            Self::ImpossibleEnd | Self::EndBeforeBegin | Self::TooLong => "end",
            Self::Capacity => "capacity",
        }
    }
}

impl Occurrence {
    /// Builds an occurrence from two instants.
    ///
    /// # Errors
    ///
    /// The first [`OccurrenceFault`] found.
    pub fn new(
        begin: DateTime<FixedOffset>,
        end: DateTime<FixedOffset>,
        capacity: Option<u32>,
    ) -> Result<Self, OccurrenceFault> {
        if end <= begin {
            Err(OccurrenceFault::EndBeforeBegin)
        } else if end.signed_duration_since(begin) > TimeDelta::hours(MAX_OCCURRENCE_HOURS) {
            Err(OccurrenceFault::TooLong)
        } else if capacity.is_some_and(|places| places == 0 || places > MAX_CAPACITY) {
            Err(OccurrenceFault::Capacity)
        } else {
            Ok(Self {
                begin,
                end,
                capacity,
                number: None,
            })
        }
    }

    /// Builds an occurrence from local times in a time zone.
    ///
    /// A local time that exists twice when clocks go back means the earlier instant.
    ///
    /// # Errors
    ///
    /// One fault for each local time that does not exist in the zone; otherwise the first [`OccurrenceFault`] found.
    pub fn from_local(
        begin: NaiveDateTime,
        end: NaiveDateTime,
        zone: Tz,
        capacity: Option<u32>,
    ) -> Result<Self, Vec<OccurrenceFault>> {
        match (in_zone(begin, zone), in_zone(end, zone)) {
            (Some(begin), Some(end)) => {
                Self::new(begin, end, capacity).map_err(|fault| vec![fault])
            }
            (begin, end) => Err([
                begin.is_none().then_some(OccurrenceFault::ImpossibleBegin),
                end.is_none().then_some(OccurrenceFault::ImpossibleEnd),
            ]
            .into_iter()
            .flatten()
            .collect()),
        }
    }

    /// Start, with the UTC offset of the place.
    pub const fn begin(&self) -> DateTime<FixedOffset> {
        self.begin
    }

    /// End, with the UTC offset of the place.
    pub const fn end(&self) -> DateTime<FixedOffset> {
        self.end
    }

    /// Number of seats; `None` when not given.
    pub const fn capacity(&self) -> Option<u32> {
        self.capacity
    }
}

fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    zone.from_local_datetime(&local)
        .earliest()
        .map(|time| time.with_timezone(&time.offset().fix()))
}

#[cfg(test)]
mod tests {
    use super::super::Schedule;
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn local(text: &str) -> NaiveDateTime {
        parse_local_time(text).unwrap()
    }

    fn in_paris(begin: &str, end: &str) -> Result<Occurrence, Vec<OccurrenceFault>> {
        Occurrence::from_local(local(begin), local(end), Tz::Europe__Paris, None)
    }

    #[rstest]
    #[case("2018-03-26T09:30", Ok(()))]
    #[case("2018-03-26T09:30:15", Ok(()))]
    #[case("2018-02-31T09:30", Err(InvalidLocalTime::Impossible))]
    #[case("2018-02-28T24:00", Err(InvalidLocalTime::Impossible))]
    #[case("2018-13-01T09:30", Err(InvalidLocalTime::Impossible))]
    #[case("2018-03-26", Err(InvalidLocalTime::Format))]
    #[case("26/03/2018 09:30", Err(InvalidLocalTime::Format))]
    #[case("2018-03-26T09:30Z", Err(InvalidLocalTime::Format))]
    #[case("2018-03-26T9:30", Err(InvalidLocalTime::Format))]
    #[case("٢٠١٨-03-26T09:30", Err(InvalidLocalTime::Format))]
    fn a_local_time_is_parsed_strictly(
        #[case] text: &str,
        #[case] expected: Result<(), InvalidLocalTime>,
    ) {
        assert_eq!(parse_local_time(text).map(|_| ()), expected);
    }

    #[test]
    fn the_offset_is_that_of_the_place_on_that_day() {
        let winter = in_paris("2018-03-24T09:00", "2018-03-24T10:00").unwrap();
        let summer = in_paris("2018-03-26T09:00", "2018-03-26T10:00").unwrap();
        let reunion = Occurrence::from_local(
            local("2018-04-03T09:00"),
            local("2018-04-03T10:00"),
            Tz::Indian__Reunion,
            None,
        )
        .unwrap();

        assert_eq!(winter.begin().to_rfc3339(), "2018-03-24T09:00:00+01:00");
        assert_eq!(summer.begin().to_rfc3339(), "2018-03-26T09:00:00+02:00");
        assert_eq!(reunion.begin().to_rfc3339(), "2018-04-03T09:00:00+04:00");
    }

    #[rstest]
    #[case("2018-03-26T09:00", "2018-03-26T09:00", vec![OccurrenceFault::EndBeforeBegin])]
    #[case("2018-03-26T09:00", "2018-03-26T08:59", vec![OccurrenceFault::EndBeforeBegin])]
    #[case("2018-03-26T09:00", "2018-03-27T09:01", vec![OccurrenceFault::TooLong])]
    #[case("2018-03-25T02:30", "2018-03-25T04:00", vec![OccurrenceFault::ImpossibleBegin])]
    #[case("2018-03-25T01:30", "2018-03-25T02:30", vec![OccurrenceFault::ImpossibleEnd])]
    #[case("2018-03-25T02:10", "2018-03-25T02:30", vec![OccurrenceFault::ImpossibleBegin, OccurrenceFault::ImpossibleEnd])]
    fn an_invalid_occurrence_reports_every_fault(
        #[case] begin: &str,
        #[case] end: &str,
        #[case] faults: Vec<OccurrenceFault>,
    ) {
        assert_eq!(in_paris(begin, end), Err(faults));
    }

    #[test]
    fn a_whole_day_is_not_too_long() {
        assert!(in_paris("2018-03-26T09:00", "2018-03-27T09:00").is_ok());
    }

    #[test]
    fn an_hour_shown_twice_is_the_earlier_one() {
        let occurrence = in_paris("2018-10-28T02:30", "2018-10-28T05:00").unwrap();

        assert_eq!(occurrence.begin().to_rfc3339(), "2018-10-28T02:30:00+02:00");
        assert_eq!(occurrence.end().to_rfc3339(), "2018-10-28T05:00:00+01:00");
    }

    #[test]
    fn deserialising_validates_like_the_constructor() {
        let json = |begin: &str, end: &str, capacity: u32| serde_json::json!({"begin": begin, "end": end, "capacity": capacity});
        let good = json("2018-03-26T09:00:00+02:00", "2018-03-26T10:00:00+02:00", 30);

        let occurrence: Occurrence = serde_json::from_value(good.clone()).unwrap();

        assert_eq!(serde_json::to_value(&occurrence).unwrap(), good);
        for wrong in [
            json("2018-03-26T09:00:00+02:00", "2018-03-26T09:00:00+02:00", 30),
            json("2018-03-26T09:00:00+02:00", "2018-03-28T09:00:00+02:00", 30),
            json("2018-03-26T09:00:00+02:00", "2018-03-26T10:00:00+02:00", 0),
            json("2018-03-26T09:00:00", "2018-03-26T10:00:00", 30),
        ] {
            assert!(serde_json::from_value::<Occurrence>(wrong).is_err());
        }
        assert!(serde_json::from_value::<Schedule>(serde_json::json!([])).is_err());
        assert!(serde_json::from_value::<Schedule>(serde_json::json!([good, good])).is_err());
    }
    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,30}") {
            let _ = parse_local_time(&text);
        }

        #[test]
        fn a_parsed_time_formats_back_to_its_text(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}") {
            if let Ok(time) = parse_local_time(&text) {
                prop_assert_eq!(time.format("%Y-%m-%dT%H:%M").to_string(), text);
            }
        }
    }
}
