use crate::problem::Code;
use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Maximum number of occurrences of one event.
///
/// Source: OpenAgenda v2, `timings`; partner formats cannot carry more.
pub const MAX_OCCURRENCES: usize = 800;
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
    begin: DateTime<FixedOffset>,
    /// End, later than the start by at most 24 hours.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-26T12:00:00+02:00"))]
    end: DateTime<FixedOffset>,
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
    number: Option<u32>,
}

/// An occurrence that was announced and no longer takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DroppedOccurrence {
    /// Number that it had within its event; part of its `UID` in calendars.
    pub number: u32,
    /// Start as announced, with the UTC offset of the place.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-26T09:30:00+02:00"))]
    pub begin: DateTime<FixedOffset>,
    /// End as announced, with the UTC offset of the place.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-26T12:00:00+02:00"))]
    pub end: DateTime<FixedOffset>,
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

/// All occurrences of an event: 1 to 800, sorted by start, without overlaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Occurrence>", into = "Vec<Occurrence>")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = Vec<Occurrence>))]
pub struct Schedule(Vec<Occurrence>);

/// Error in the list of occurrences of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleFaultKind {
    /// The list is empty.
    #[error("at least one occurrence is required")]
    Empty,
    /// The list has more than [`MAX_OCCURRENCES`] items.
    #[error("at most 800 occurrences are allowed")]
    TooMany,
    /// The occurrence starts before another one has ended.
    #[error("it overlaps occurrence {other}")]
    Overlap {
        /// Zero-based index of the other occurrence, in input order.
        other: usize,
    },
}

/// An error in a list of occurrences, with its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleFault {
    /// Zero-based index of the occurrence, in input order; `None` when the error concerns the whole list.
    pub index: Option<usize>,
    /// Error found at that position.
    pub kind: ScheduleFaultKind,
}

impl ScheduleFault {
    /// Problem code under which the API reports this error.
    pub const fn code(self) -> Code {
        match self.kind {
            ScheduleFaultKind::Empty => Code::Required,
            ScheduleFaultKind::TooMany => Code::TooMany,
            ScheduleFaultKind::Overlap { .. } => Code::OccurrencesOverlap,
        }
    }
}

/// All errors of a list of occurrences, sorted by index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ScheduleFaults(pub Vec<ScheduleFault>);

impl std::fmt::Display for ScheduleFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.index {
            Some(index) => write!(f, "occurrence {index}: {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

impl Schedule {
    /// Builds a schedule from occurrences in any order.
    ///
    /// # Errors
    ///
    /// Every [`ScheduleFault`], sorted by index.
    pub fn new(occurrences: impl IntoIterator<Item = Occurrence>) -> Result<Self, ScheduleFaults> {
        Self::numbered(occurrences.into_iter().enumerate())
    }

    /// Builds a schedule from occurrences numbered by the caller, so that errors keep the row numbers of a form in
    /// which some rows could not be parsed.
    ///
    /// # Errors
    ///
    /// Every [`ScheduleFault`], with the index given by the caller.
    pub fn numbered(
        occurrences: impl IntoIterator<Item = (usize, Occurrence)>,
    ) -> Result<Self, ScheduleFaults> {
        let mut numbered: Vec<_> = occurrences.into_iter().collect();
        let list_fault = |kind| ScheduleFaults(vec![ScheduleFault { index: None, kind }]);
        if numbered.is_empty() {
            return Err(list_fault(ScheduleFaultKind::Empty));
        }
        if numbered.len() > MAX_OCCURRENCES {
            return Err(list_fault(ScheduleFaultKind::TooMany));
        }
        numbered.sort_by_key(|(index, occurrence)| (occurrence.begin, *index));

        let mut faults = overlaps(&numbered);
        if faults.is_empty() {
            Ok(Self(
                numbered
                    .into_iter()
                    .map(|(_, occurrence)| occurrence)
                    .collect(),
            ))
        } else {
            faults.sort_by_key(|fault| fault.index);
            Err(ScheduleFaults(faults))
        }
    }

    /// The occurrences, sorted by start.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.0
    }

    /// The occurrences with their numbers.
    pub fn by_number(&self) -> impl Iterator<Item = (u32, &Occurrence)> {
        (1..)
            .zip(&self.0)
            .map(|(rank, occurrence)| (occurrence.number.unwrap_or(rank), occurrence))
    }

    /// Gives each occurrence the number that it had in an earlier schedule, and lists the dates that are no longer there:
    /// those of `before` and those that were `dropped` already.
    ///
    /// An occurrence is the same if it has the same begin and end, or else the same begin. If as many dates are new as are
    /// missing, they have been moved, and keep their numbers in order. Every other date gets a number that was never used.
    #[must_use]
    pub fn succeeding(
        mut self,
        before: &Self,
        dropped: &[DroppedOccurrence],
    ) -> (Self, Vec<DroppedOccurrence>) {
        let mut earlier: BTreeMap<u32, DroppedOccurrence> = dropped
            .iter()
            .map(|dropped| (dropped.number, dropped.clone()))
            .collect();
        let announced: Vec<u32> = before.by_number().map(|(number, _)| number).collect();
        earlier.extend(before.by_number().map(|(number, occurrence)| {
            let Occurrence { begin, end, .. } = *occurrence;
            (number, DroppedOccurrence { number, begin, end })
        }));
        let mut unused = earlier.keys().next_back().map_or(1, |last| last + 1);

        let mut numbers = vec![None; self.0.len()];
        let mut known: HashMap<_, u32> = earlier
            .values()
            .map(|old| ((old.begin, old.end), old.number))
            .collect();
        for (number, occurrence) in numbers.iter_mut().zip(&self.0) {
            *number = known.remove(&(occurrence.begin, occurrence.end));
            if let Some(number) = number {
                earlier.remove(number);
            }
        }
        let mut known: HashMap<_, u32> = announced
            .iter()
            .filter_map(|number| earlier.get(number))
            .map(|old| (old.begin, old.number))
            .collect();
        for (number, occurrence) in numbers.iter_mut().zip(&self.0) {
            if number.is_none()
                && let Some(same) = known.remove(&occurrence.begin)
            {
                earlier.remove(&same);
                *number = Some(same);
            }
        }
        let missing: Vec<u32> = announced
            .into_iter()
            .filter(|number| earlier.contains_key(number))
            .collect();
        if missing.len() == numbers.iter().filter(|number| number.is_none()).count() {
            let are_new = numbers.iter_mut().filter(|number| number.is_none());
            for (number, moved) in are_new.zip(missing) {
                earlier.remove(&moved);
                *number = Some(moved);
            }
        }
        for ((rank, number), occurrence) in (1..).zip(numbers).zip(&mut self.0) {
            let number = number.unwrap_or_else(|| {
                unused += 1;
                unused - 1
            });
            occurrence.number = (number != rank).then_some(number);
        }
        let excess = earlier.len().saturating_sub(MAX_OCCURRENCES);
        (self, earlier.into_values().skip(excess).collect())
    }

    /// Start of the first occurrence.
    ///
    /// # Panics
    ///
    /// Never: a schedule holds at least one occurrence.
    pub fn first_begin(&self) -> DateTime<FixedOffset> {
        self.0
            .first()
            .expect("a schedule holds at least one occurrence")
            .begin
    }

    /// End of the last occurrence: without overlaps, the last to start is the last to end.
    ///
    /// # Panics
    ///
    /// Never: a schedule holds at least one occurrence.
    pub fn last_end(&self) -> DateTime<FixedOffset> {
        self.0
            .last()
            .expect("a schedule holds at least one occurrence")
            .end
    }
}

/// Faults for every occurrence that starts before an earlier one has ended; the input must be sorted by start.
fn overlaps(by_begin: &[(usize, Occurrence)]) -> Vec<ScheduleFault> {
    let mut faults = Vec::new();
    let mut latest: Option<&(usize, Occurrence)> = None;
    for entry in by_begin {
        if let Some(previous) = latest
            && entry.1.begin < previous.1.end
        {
            faults.push(ScheduleFault {
                index: Some(entry.0),
                kind: ScheduleFaultKind::Overlap { other: previous.0 },
            });
        }
        if latest.is_none_or(|previous| entry.1.end > previous.1.end) {
            latest = Some(entry);
        }
    }
    faults
}

impl TryFrom<Vec<Occurrence>> for Schedule {
    type Error = ScheduleFaults;

    fn try_from(occurrences: Vec<Occurrence>) -> Result<Self, Self::Error> {
        Self::new(occurrences)
    }
}

impl From<Schedule> for Vec<Occurrence> {
    fn from(schedule: Schedule) -> Self {
        schedule.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike as _;
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

    fn days(days: &[u32]) -> Schedule {
        let at = |day: &u32, hour: &str| format!("2018-03-{day:02}T{hour}");
        let on = |day| in_paris(&at(day, "09:00"), &at(day, "11:00")).unwrap();
        Schedule::new(days.iter().map(on)).unwrap()
    }

    fn numbers(schedule: &Schedule) -> Vec<(u32, u32)> {
        let numbered = schedule.by_number();
        numbered
            .map(|(number, occurrence)| (occurrence.begin().day(), number))
            .collect()
    }

    #[rstest]
    // The first is dropped, and the others keep their numbers.
    #[case(&[15, 16, 17, 18], &[16, 17, 18], &[(16, 2), (17, 3), (18, 4)], &[1])]
    #[case(&[15, 16], &[15, 16], &[(15, 1), (16, 2)], &[])]
    #[case(&[15, 16], &[14, 15, 16], &[(14, 3), (15, 1), (16, 2)], &[])]
    // Moved to other days.
    #[case(&[15, 16], &[19, 20], &[(19, 1), (20, 2)], &[])]
    #[case(&[15, 16, 17], &[15, 17, 21], &[(15, 1), (17, 3), (21, 2)], &[])]
    // One of two remains: it is not known which, so both are dropped.
    #[case(&[15, 16], &[20], &[(20, 3)], &[1, 2])]
    fn occurrences_keep_their_numbers(
        #[case] before: &[u32],
        #[case] after: &[u32],
        #[case] expected: &[(u32, u32)],
        #[case] gone: &[u32],
    ) {
        let (schedule, dropped) = days(after).succeeding(&days(before), &[]);

        assert_eq!(numbers(&schedule), expected);
        let dropped: Vec<u32> = dropped.iter().map(|old| old.number).collect();
        assert_eq!(dropped, gone);
    }

    #[test]
    fn a_number_is_never_given_to_another_date() {
        let (second, dropped) = days(&[16, 17]).succeeding(&days(&[15, 16, 17]), &[]);
        let (third, dropped) = days(&[16, 17, 18]).succeeding(&second, &dropped);
        assert_eq!(numbers(&third), [(16, 2), (17, 3), (18, 4)]);
        assert_eq!(dropped.len(), 1);

        // The first date takes place after all.
        let (fourth, dropped) = days(&[15, 16, 17, 18]).succeeding(&third, &dropped);
        assert_eq!(numbers(&fourth), [(15, 1), (16, 2), (17, 3), (18, 4)]);
        assert_eq!(dropped, []);
    }

    #[test]
    fn a_longer_occurrence_is_the_same() {
        let before = days(&[15, 16]);
        let longer = Schedule::new([
            in_paris("2018-03-16T09:00", "2018-03-16T12:00").unwrap(),
            in_paris("2018-03-17T09:00", "2018-03-17T12:00").unwrap(),
            in_paris("2018-03-18T09:00", "2018-03-18T12:00").unwrap(),
        ])
        .unwrap();

        let (after, dropped) = longer.succeeding(&before, &[]);

        assert_eq!(numbers(&after), [(16, 2), (17, 3), (18, 4)]);
        assert_eq!(dropped.len(), 1);
        let stored = serde_json::to_value(&after).unwrap();
        assert_eq!(stored[0]["number"], 2);
        assert_eq!(serde_json::from_value::<Schedule>(stored).unwrap(), after);
    }

    proptest! {
        #[test]
        fn numbers_are_unique(plans in prop::collection::vec(prop::collection::btree_set(1_u32..28, 1..12), 1..8)) {
            let mut last: Option<(Schedule, Vec<DroppedOccurrence>)> = None;
            for plan in plans {
                let plan = days(&plan.into_iter().collect::<Vec<_>>());
                let next = match &last {
                    Some((before, dropped)) => plan.succeeding(before, dropped),
                    None => (plan, Vec::new()),
                };
                let numbers = next.0.by_number().map(|(number, _)| number);
                let all: Vec<u32> = numbers.chain(next.1.iter().map(|old| old.number)).collect();
                prop_assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
                last = Some(next);
            }
        }
    }

    #[test]
    fn every_overlap_is_reported_under_its_own_index() {
        let lines = [
            in_paris("2018-03-27T09:00", "2018-03-27T12:00").unwrap(),
            in_paris("2018-03-26T09:00", "2018-03-26T18:00").unwrap(),
            in_paris("2018-03-26T10:00", "2018-03-26T11:00").unwrap(),
            in_paris("2018-03-26T17:00", "2018-03-26T19:00").unwrap(),
            in_paris("2018-03-27T12:00", "2018-03-27T13:00").unwrap(),
        ];

        let faults = Schedule::new(lines.clone()).unwrap_err().0;

        let overlap = |index, other| ScheduleFault {
            index: Some(index),
            kind: ScheduleFaultKind::Overlap { other },
        };
        assert_eq!(faults, [overlap(2, 1), overlap(3, 1)]);
        let numbered = [7, 9].into_iter().zip(lines.into_iter().skip(1));
        assert_eq!(Schedule::numbered(numbered).unwrap_err().0, [overlap(9, 7)]);
    }

    #[test]
    fn none_is_too_few_and_801_are_too_many() {
        let lines = |count: i64| {
            let first = in_paris("2018-03-26T09:00", "2018-03-26T09:01").unwrap();
            (0..count).map(move |minutes| {
                let by = TimeDelta::minutes(minutes);
                Occurrence::new(first.begin() + by, first.end() + by, None).unwrap()
            })
        };

        assert_eq!(Schedule::new(lines(800)).unwrap().occurrences().len(), 800);
        assert_eq!(
            Schedule::new(lines(801)).unwrap_err().0,
            [ScheduleFault {
                index: None,
                kind: ScheduleFaultKind::TooMany
            }]
        );
        assert_eq!(
            Schedule::new([]).unwrap_err().0,
            [ScheduleFault {
                index: None,
                kind: ScheduleFaultKind::Empty
            }]
        );
    }

    fn any_occurrences() -> impl Strategy<Value = Vec<Occurrence>> {
        proptest::collection::vec((0i64..2_000, 1i64..120), 1..40).prop_map(|spans| {
            let zero = in_paris("2018-03-26T00:00", "2018-03-26T01:00")
                .unwrap()
                .begin();
            spans
                .into_iter()
                .map(|(after, length)| {
                    let begin = zero + TimeDelta::minutes(after);
                    Occurrence::new(begin, begin + TimeDelta::minutes(length), None).unwrap()
                })
                .collect()
        })
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

        #[test]
        fn a_schedule_is_made_exactly_when_no_pair_overlaps(occurrences in any_occurrences()) {
            let overlaps = |a: &Occurrence, b: &Occurrence| a.begin() < b.end() && b.begin() < a.end();
            let pairwise = occurrences.iter().enumerate().any(|(index, a)| occurrences.iter().skip(index + 1).any(|b| overlaps(a, b)));

            match Schedule::new(occurrences.clone()) {
                Ok(schedule) => {
                    prop_assert!(!pairwise);
                    prop_assert_eq!(schedule.occurrences().len(), occurrences.len());
                    prop_assert!(schedule.occurrences().is_sorted_by_key(Occurrence::begin));
                    prop_assert_eq!(schedule.last_end(), occurrences.iter().map(Occurrence::end).max().unwrap());
                    let json = serde_json::to_string(&schedule).unwrap();
                    prop_assert_eq!(serde_json::from_str::<Schedule>(&json).unwrap(), schedule);
                }
                Err(ScheduleFaults(faults)) => {
                    prop_assert!(pairwise);
                    for fault in faults {
                        let ScheduleFaultKind::Overlap { other } = fault.kind else { panic!("{fault}") };
                        prop_assert!(overlaps(&occurrences[fault.index.unwrap()], &occurrences[other]));
                    }
                }
            }
        }
    }
}
