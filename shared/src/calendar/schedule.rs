use super::Occurrence;
use crate::problem::Code;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Maximum number of occurrences of one event.
///
/// Source: OpenAgenda v2, `timings`; partner formats cannot carry more.
pub const MAX_OCCURRENCES: usize = 800;

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
    use super::super::{OccurrenceFault, parse_local_time};
    use super::*;
    use chrono::{Datelike as _, TimeDelta};
    use chrono_tz::Tz;
    use proptest::prelude::*;
    use rstest::rstest;

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
