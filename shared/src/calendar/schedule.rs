use super::{Occurrence, OccurrenceState};
use crate::problem::Code;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Maximum number of occurrences of one event.
///
/// Source: OpenAgenda v2, `timings`; partner formats cannot carry more.
pub const MAX_OCCURRENCES: usize = 800;

/// All occurrences of an event: 1 to 800, sorted by start, without overlaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Occurrence>", into = "Vec<Occurrence>")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = Vec<Occurrence>))]
pub struct Schedule(pub(super) Vec<Occurrence>);

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

    /// The occurrences that readers go by, sorted by start: those that take place, or all of them when none does.
    pub fn held(&self) -> impl DoubleEndedIterator<Item = &Occurrence> {
        let none = self.0.iter().all(Occurrence::is_cancelled);
        self.0
            .iter()
            .filter(move |occurrence| none || !occurrence.is_cancelled())
    }

    /// The occurrence, of those that readers go by, that is under way or comes next at a moment in microseconds since 1970.
    pub fn next(&self, at: i64) -> Option<&Occurrence> {
        let coming = self.0.get(self.over(at)..).unwrap_or_default();
        let held = coming.iter().find(|occurrence| !occurrence.is_cancelled());
        held.or_else(|| {
            let none = self.0.iter().all(Occurrence::is_cancelled);
            coming.first().filter(|_| none)
        })
    }

    /// Number of occurrences that are over at a moment in microseconds since 1970.
    pub fn over(&self, at: i64) -> usize {
        // Occurrences do not overlap, so their ends are sorted like their beginnings.
        self.0
            .partition_point(|occurrence| occurrence.end.timestamp_micros() <= at)
    }

    /// The occurrence that was given this number, which stays the same when others are removed; `None` when there is none.
    pub fn numbered_as(&self, number: u32) -> Option<&Occurrence> {
        self.by_number()
            .find(|(known, _)| *known == number)
            .map(|(_, occurrence)| occurrence)
    }

    /// The schedule with `changed` in the place of the occurrence of that number. All keep their numbers.
    ///
    /// # Errors
    ///
    /// When the changed occurrence overlaps another.
    pub fn with(&self, number: u32, changed: Occurrence) -> Result<Self, ScheduleFaults> {
        let mut changed = Some(changed);
        let numbered = self.by_number().map(|(known, occurrence)| {
            let changed = changed.take_if(|_| known == number);
            let mut occurrence = changed.unwrap_or_else(|| occurrence.clone());
            occurrence.number = Some(known);
            occurrence
        });
        let mut schedule = Self::new(numbered)?;
        for (rank, occurrence) in (1..).zip(&mut schedule.0) {
            occurrence.number = occurrence.number.filter(|number| *number != rank);
        }
        Ok(schedule)
    }

    /// The schedule with each state replaced. An occurrence that nobody can join has no places left.
    #[must_use]
    pub fn with_states(self, state: impl Fn(OccurrenceState) -> OccurrenceState) -> Self {
        let changed = self.0.into_iter().map(|occurrence| {
            let state = state(occurrence.state());
            let places = occurrence.places_left().filter(|_| state.can_be_joined());
            let before = occurrence.clone();
            occurrence.in_state(state, places).unwrap_or(before)
        });
        Self(changed.collect())
    }

    /// The occurrences with their numbers.
    pub fn by_number(&self) -> impl Iterator<Item = (u32, &Occurrence)> {
        (1..)
            .zip(&self.0)
            .map(|(rank, occurrence)| (occurrence.number.unwrap_or(rank), occurrence))
    }

    /// Start of the first occurrence that readers go by.
    ///
    /// # Panics
    ///
    /// Never: a schedule holds at least one occurrence.
    pub fn first_begin(&self) -> DateTime<FixedOffset> {
        self.held()
            .next()
            .expect("a schedule holds at least one occurrence")
            .begin
    }

    /// End of the last occurrence that readers go by: without overlaps, the last to start is the last to end.
    ///
    /// # Panics
    ///
    /// Never: a schedule holds at least one occurrence.
    pub fn last_end(&self) -> DateTime<FixedOffset> {
        self.held()
            .next_back()
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
    use super::super::{OccurrenceFault, parse_local_time};
    use super::*;
    use chrono::{Datelike as _, TimeDelta};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    fn in_paris(begin: &str, end: &str) -> Result<Occurrence, Vec<OccurrenceFault>> {
        let local = |text: &str| parse_local_time(text).unwrap();
        Occurrence::from_local(local(begin), local(end), Tz::Europe__Paris, None)
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

    fn set(schedule: &Schedule, number: u32, state: OccurrenceState) -> Schedule {
        let occurrence = schedule.numbered_as(number).unwrap().clone();
        schedule
            .with(number, occurrence.in_state(state, None).unwrap())
            .unwrap()
    }

    #[test]
    fn readers_go_by_the_dates_that_take_place() {
        let all = days(&[15, 16, 17]);
        let next = |schedule: &Schedule, day: u32| {
            let noon: DateTime<FixedOffset> =
                format!("2018-03-{day}T12:00:00+01:00").parse().unwrap();
            let next = schedule.next(noon.timestamp_micros());
            next.map(|next| next.begin().day())
        };

        let some = set(
            &set(&all, 1, OccurrenceState::Cancelled),
            3,
            OccurrenceState::Cancelled,
        );
        assert_eq!(
            some.held()
                .map(|held| held.begin().day())
                .collect::<Vec<_>>(),
            [16]
        );
        assert_eq!((some.first_begin().day(), some.last_end().day()), (16, 16));
        assert_eq!(
            [14, 15, 16].map(|day| next(&some, day)),
            [Some(16), Some(16), None]
        );

        let none = set(&some, 2, OccurrenceState::Cancelled);
        assert_eq!(none.held().count(), 3);
        assert_eq!(
            [14, 16, 17].map(|day| next(&none, day)),
            [Some(15), Some(17), None]
        );
    }

    #[test]
    fn a_moved_date_keeps_its_number_among_the_others() {
        let all = days(&[15, 16, 17]);
        let first = all.numbered_as(1).unwrap();
        let late = first.at(
            first.begin() + TimeDelta::days(4),
            first.end() + TimeDelta::days(4),
        );
        let onto = first.at(
            first.begin() + TimeDelta::days(1),
            first.end() + TimeDelta::days(1),
        );

        let moved = all.with(1, late.unwrap()).unwrap();

        assert_eq!(numbers(&moved), [(16, 2), (17, 3), (19, 1)]);
        assert!(all.with(1, onto.unwrap()).is_err());
        let stored = serde_json::to_value(&moved).unwrap();
        assert_eq!(serde_json::from_value::<Schedule>(stored).unwrap(), moved);
        let back = moved.numbered_as(1).unwrap();
        let back = back.at(first.begin(), first.end()).unwrap();
        assert_eq!(moved.with(1, back).unwrap(), all);
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
