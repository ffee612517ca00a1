use super::{MAX_OCCURRENCES, Occurrence, Schedule};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

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

impl Schedule {
    /// Gives each occurrence the number that it had in an earlier schedule, and lists the dates that are no longer there:
    /// those of `before` and those that were `dropped` already.
    ///
    /// An occurrence is the same if it has the same begin and end, or else the same begin. If as many dates are new as are
    /// missing, they have been moved, and keep their numbers in order. Every other date gets a number that was never used.
    /// An occurrence with the same begin and end keeps its state.
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
        for (number, occurrence) in numbers.iter_mut().zip(&mut self.0) {
            *number = known.remove(&(occurrence.begin, occurrence.end));
            if let Some(number) = number {
                earlier.remove(number);
                if let Some(same) = before.numbered_as(*number) {
                    *occurrence = occurrence.clone().with_state_of(same);
                }
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
}

#[cfg(test)]
mod tests {
    use super::super::{OccurrenceFault, OccurrenceState, parse_local_time};
    use super::*;
    use chrono::Datelike as _;
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

    #[test]
    fn a_date_that_is_announced_again_keeps_its_state() {
        let all = days(&[15, 16, 17]);
        let second = all.numbered_as(2).unwrap().clone();
        let second = second.in_state(OccurrenceState::Cancelled, None).unwrap();
        let before = all.with(2, second).unwrap();

        let (after, _) = days(&[16, 17, 18]).succeeding(&before, &[]);

        let states = after.occurrences().iter().map(Occurrence::state);
        assert_eq!(
            states.collect::<Vec<_>>(),
            [
                OccurrenceState::Cancelled,
                OccurrenceState::Open,
                OccurrenceState::Open
            ]
        );
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
}
