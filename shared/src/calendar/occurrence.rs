use super::OccurrenceState;
use crate::problem::Code;
use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Maximum length of one occurrence, in elapsed hours.
///
/// Source: OpenAgenda v2, `timings`.
pub const MAX_OCCURRENCE_HOURS: i64 = 24;
/// Maximum capacity of one occurrence, in seats.
pub const MAX_CAPACITY: u32 = 1_000_000;

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
    /// State of the occurrence: open as announced, moved, full or cancelled; absent when it is open.
    #[serde(skip_serializing_if = "OccurrenceState::is_open")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    state: OccurrenceState,
    /// Number of seats that are still free, as the organiser last said; absent when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(minimum = 1, maximum = 1_000_000, example = 12)
    )]
    places_left: Option<u32>,
    /// Start as first announced, of an occurrence that was moved; absent for any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, example = "2018-03-27T09:30:00+02:00"))]
    previous_begin: Option<DateTime<FixedOffset>>,
    /// End as first announced, of an occurrence that was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, example = "2018-03-27T12:00:00+02:00"))]
    previous_end: Option<DateTime<FixedOffset>>,
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
    #[serde(default = "open")]
    state: OccurrenceState,
    #[serde(default)]
    places_left: Option<u32>,
    #[serde(default)]
    previous_begin: Option<DateTime<FixedOffset>>,
    #[serde(default)]
    previous_end: Option<DateTime<FixedOffset>>,
}

const fn open() -> OccurrenceState {
    OccurrenceState::Open
}

impl TryFrom<RawOccurrence> for Occurrence {
    type Error = OccurrenceFault;

    fn try_from(raw: RawOccurrence) -> Result<Self, Self::Error> {
        let occurrence = Self {
            number: raw.number,
            previous_begin: raw.previous_begin,
            previous_end: raw.previous_end,
            ..Self::new(raw.begin, raw.end, raw.capacity)?
        };
        let is_moved = occurrence.previous().is_some();
        let is_whole = raw.previous_begin.is_some() == raw.previous_end.is_some();
        if !is_whole
            || raw.state == OccurrenceState::Moved && !is_moved
            || raw.state == OccurrenceState::Open && is_moved
        {
            return Err(OccurrenceFault::State);
        }
        occurrence.in_state(raw.state, raw.places_left)
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
    /// The state does not fit the times: only an occurrence with an earlier announced time was moved.
    #[error("the state does not fit the times")]
    State,
    /// The places left are zero, more than the capacity, or given for an occurrence that nobody can join.
    #[error("the places left must be between 1 and the capacity, and the occurrence open")]
    PlacesLeft,
}

impl OccurrenceFault {
    /// Problem code under which the API reports this error.
    pub const fn code(self) -> Code {
        match self {
            Self::ImpossibleBegin | Self::ImpossibleEnd => Code::ImpossibleDate,
            Self::EndBeforeBegin => Code::EndBeforeBegin,
            Self::TooLong => Code::OccurrenceTooLong,
            Self::Capacity | Self::PlacesLeft => Code::OutOfRange,
            Self::State => Code::NotAllowed,
        }
    }

    /// Field of the occurrence that the error is attached to: `begin`, `end`, `capacity`, `state` or `placesLeft`.
    pub const fn field(self) -> &'static str {
        match self {
            Self::ImpossibleBegin => "begin",
            Self::ImpossibleEnd | Self::EndBeforeBegin | Self::TooLong => "end",
            Self::Capacity => "capacity",
            Self::State => "state",
            Self::PlacesLeft => "placesLeft",
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
                state: OccurrenceState::Open,
                places_left: None,
                previous_begin: None,
                previous_end: None,
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

    /// State of the occurrence, as the organiser last said.
    pub const fn state(&self) -> OccurrenceState {
        self.state
    }

    /// Number of seats that are still free; `None` when not given.
    pub const fn places_left(&self) -> Option<u32> {
        self.places_left
    }

    /// Most seats that can still be free.
    pub const fn places_max(&self) -> u32 {
        match self.capacity {
            Some(seats) => seats,
            None => MAX_CAPACITY,
        }
    }

    /// Begin and end as first announced; `None` unless it was moved.
    pub fn previous(&self) -> Option<(DateTime<FixedOffset>, DateTime<FixedOffset>)> {
        self.previous_begin.zip(self.previous_end)
    }

    /// The occurrence as first announced; `None` unless it was moved.
    pub fn announced(&self) -> Option<Self> {
        let (begin, end) = self.previous()?;
        self.at(begin, end).ok()
    }

    /// True when it does not take place.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.state, OccurrenceState::Cancelled)
    }

    /// True when it has ended at that moment.
    pub fn is_past(&self, at: DateTime<Utc>) -> bool {
        self.end <= at
    }

    /// The same occurrence in another state. An occurrence that was moved is never `open`, but `moved`, and the reverse.
    ///
    /// # Errors
    ///
    /// [`OccurrenceFault::PlacesLeft`] when the places left are out of range, or nobody is admitted.
    pub fn in_state(
        self,
        state: OccurrenceState,
        places_left: Option<u32>,
    ) -> Result<Self, OccurrenceFault> {
        let state = match state {
            OccurrenceState::Open | OccurrenceState::Moved if self.previous().is_some() => {
                OccurrenceState::Moved
            }
            OccurrenceState::Open | OccurrenceState::Moved => OccurrenceState::Open,
            OccurrenceState::Full => OccurrenceState::Full,
            OccurrenceState::Cancelled => OccurrenceState::Cancelled,
        };
        let is_right = places_left.is_none_or(|places| {
            state.can_be_joined() && (1..=self.places_max()).contains(&places)
        });
        if is_right {
            Ok(Self {
                state,
                places_left,
                ..self
            })
        } else {
            Err(OccurrenceFault::PlacesLeft)
        }
    }

    /// The same occurrence at another time, open, with the time that was first announced. Moved back to that time, it is as
    /// announced.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn at(
        &self,
        begin: DateTime<FixedOffset>,
        end: DateTime<FixedOffset>,
    ) -> Result<Self, OccurrenceFault> {
        let announced = self.previous().unwrap_or((self.begin, self.end));
        let previous = (announced != (begin, end)).then_some(announced);
        Self {
            number: self.number,
            previous_begin: previous.map(|(begin, _)| begin),
            previous_end: previous.map(|(_, end)| end),
            ..Self::new(begin, end, self.capacity)?
        }
        .in_state(OccurrenceState::Open, None)
    }

    /// The same occurrence with the state, places and announced time of another.
    #[must_use]
    pub(super) fn with_state_of(self, other: &Self) -> Self {
        Self {
            state: other.state,
            places_left: other
                .places_left
                .filter(|places| *places <= self.places_max()),
            previous_begin: other.previous_begin,
            previous_end: other.previous_end,
            ..self
        }
    }
}

fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    zone.from_local_datetime(&local)
        .earliest()
        .map(|time| time.with_timezone(&time.offset().fix()))
}

#[cfg(test)]
mod tests {
    use super::super::{Schedule, parse_local_time};
    use super::*;
    use rstest::rstest;

    fn local(text: &str) -> NaiveDateTime {
        parse_local_time(text).unwrap()
    }

    fn in_paris(begin: &str, end: &str) -> Result<Occurrence, Vec<OccurrenceFault>> {
        Occurrence::from_local(local(begin), local(end), Tz::Europe__Paris, None)
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
    #[test]
    fn a_moved_occurrence_remembers_when_it_was_announced() {
        let tuesday = in_paris("2018-03-27T09:00", "2018-03-27T10:00").unwrap();
        let thursday = in_paris("2018-03-29T14:00", "2018-03-29T15:00").unwrap();

        let moved = tuesday.at(thursday.begin(), thursday.end()).unwrap();

        assert_eq!(moved.state(), OccurrenceState::Moved);
        assert_eq!(moved.previous(), Some((tuesday.begin(), tuesday.end())));
        let full = moved.clone().in_state(OccurrenceState::Full, None).unwrap();
        let open = full.in_state(OccurrenceState::Open, None).unwrap();
        assert_eq!(open, moved);
        assert_eq!(moved.at(tuesday.begin(), tuesday.end()).unwrap(), tuesday);
        let json = serde_json::to_value(&moved).unwrap();
        assert_eq!(json["state"], "moved");
        assert_eq!(json["previousBegin"], "2018-03-27T09:00:00+02:00");
        assert_eq!(serde_json::from_value::<Occurrence>(json).unwrap(), moved);
    }

    #[rstest]
    #[case(OccurrenceState::Open, Some(30), true)]
    #[case(OccurrenceState::Open, Some(31), false)]
    #[case(OccurrenceState::Open, Some(0), false)]
    #[case(OccurrenceState::Full, Some(1), false)]
    #[case(OccurrenceState::Cancelled, Some(1), false)]
    #[case(OccurrenceState::Cancelled, None, true)]
    fn places_are_left_only_where_one_can_come(
        #[case] state: OccurrenceState,
        #[case] places: Option<u32>,
        #[case] right: bool,
    ) {
        let [begin, end] = ["2018-03-27T09:00", "2018-03-27T10:00"].map(local);
        let seats = Occurrence::from_local(begin, end, Tz::Europe__Paris, Some(30)).unwrap();

        assert_eq!(seats.clone().in_state(state, places).is_ok(), right);
        let mut json = serde_json::to_value(&seats).unwrap();
        json["state"] = serde_json::json!(state);
        json["placesLeft"] = serde_json::json!(places);
        assert_eq!(serde_json::from_value::<Occurrence>(json).is_ok(), right);
    }

    #[test]
    fn a_stored_state_must_fit_the_times() {
        let times = serde_json::json!({ "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T10:00:00+02:00" });
        for wrong in [
            serde_json::json!({ "state": "moved" }),
            serde_json::json!({ "state": "moved", "previousBegin": "2018-03-26T09:00:00+02:00" }),
            serde_json::json!({ "state": "open", "previousBegin": "2018-03-26T09:00:00+02:00", "previousEnd": "2018-03-26T10:00:00+02:00" }),
            serde_json::json!({ "state": "rained_off" }),
        ] {
            let mut json = times.clone();
            json.as_object_mut()
                .unwrap()
                .extend(wrong.as_object().unwrap().clone());
            assert!(
                serde_json::from_value::<Occurrence>(json).is_err(),
                "{wrong}"
            );
        }
    }
}
