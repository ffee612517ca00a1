use crate::calendar::{Occurrence, OccurrenceState, Schedule};
use crate::identifiers::string_enum;

string_enum! {
    /// Life status of a labelled event: it takes place as announced, or has been changed or cancelled. Independent
    /// of its label: a cancelled event stays labelled and is shown as cancelled.
    ///
    /// Source: OpenAgenda `status`, 1 to 6 in this order.
    LifeStatus {
        /// Takes place as announced.
        Scheduled = "scheduled",
        /// Moved to other dates than first announced.
        Rescheduled = "rescheduled",
        /// Moved online instead of on site.
        MovedOnline = "moved_online",
        /// Moved to later dates, not known yet.
        Postponed = "postponed",
        /// Fully booked: nobody else is admitted.
        Full = "full",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

impl LifeStatus {
    /// True when a person who comes at the announced time can still take part.
    pub const fn can_be_joined(self) -> bool {
        matches!(
            self,
            Self::Scheduled | Self::Rescheduled | Self::MovedOnline
        )
    }

    /// Status that readers see: its occurrences can make it cancelled or full, when all are, and
    /// rescheduled, when all that take place were moved.
    #[must_use]
    pub fn shown(self, occurrences: &Schedule) -> Self {
        let all = occurrences.occurrences();
        let mut held = all.iter().filter(|occurrence| !occurrence.is_cancelled());
        let each_is = |state| {
            let mut held = held.clone();
            held.all(|occurrence| occurrence.state() == state)
        };
        if self == Self::Cancelled || held.clone().next().is_none() {
            Self::Cancelled
        } else if self == Self::Postponed {
            Self::Postponed
        } else if self == Self::Full || each_is(OccurrenceState::Full) {
            Self::Full
        } else if self == Self::Scheduled && held.all(|occurrence| occurrence.previous().is_some())
        {
            Self::Rescheduled
        } else {
            self
        }
    }

    /// The state that readers see of an occurrence in `state` of an event with this status.
    #[must_use]
    pub const fn shown_state(self, state: OccurrenceState) -> OccurrenceState {
        match self {
            Self::Cancelled => OccurrenceState::Cancelled,
            Self::Full if state.can_be_joined() => OccurrenceState::Full,
            Self::Full
            | Self::Scheduled
            | Self::Rescheduled
            | Self::MovedOnline
            | Self::Postponed => state,
        }
    }

    /// The status of one occurrence of an event with this status, for formats that know no state of occurrences.
    #[must_use]
    pub const fn of_occurrence(self, state: OccurrenceState) -> Self {
        match (self, state) {
            (Self::Cancelled, _) | (_, OccurrenceState::Cancelled) => Self::Cancelled,
            (Self::Postponed, _) => Self::Postponed,
            (Self::Full, _) | (_, OccurrenceState::Full) => Self::Full,
            (Self::Scheduled | Self::Rescheduled | Self::MovedOnline, OccurrenceState::Moved) => {
                Self::Rescheduled
            }
            (Self::Scheduled | Self::Rescheduled | Self::MovedOnline, OccurrenceState::Open) => {
                self
            }
        }
    }

    /// True when a person can still take part in an occurrence of an event with this status, which has not ended.
    pub const fn admits(self, occurrence: &Occurrence) -> bool {
        self.can_be_joined() && occurrence.state().can_be_joined()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, FixedOffset, TimeDelta};
    use rstest::rstest;

    use LifeStatus as Life;
    use OccurrenceState as State;

    fn schedule(states: &[State]) -> Schedule {
        let first: DateTime<FixedOffset> = "2018-03-26T09:00:00+02:00".parse().unwrap();
        let day = |day: usize| first + TimeDelta::days(i64::try_from(day).unwrap());
        let hour = TimeDelta::hours(1);
        Schedule::new(states.iter().enumerate().map(|(number, state)| {
            let begin = day(number);
            let announced = Occurrence::new(begin, begin + hour, None).unwrap();
            if *state == State::Moved {
                announced.at(begin + hour, begin + hour * 2).unwrap()
            } else {
                announced.in_state(*state, None).unwrap()
            }
        }))
        .unwrap()
    }

    #[rstest]
    #[case(Life::Scheduled, &[State::Open, State::Cancelled], Life::Scheduled)]
    #[case(Life::Scheduled, &[State::Cancelled, State::Cancelled], Life::Cancelled)]
    #[case(Life::Scheduled, &[State::Full, State::Cancelled], Life::Full)]
    #[case(Life::Scheduled, &[State::Full, State::Open], Life::Scheduled)]
    #[case(Life::Scheduled, &[State::Moved], Life::Rescheduled)]
    #[case(Life::Scheduled, &[State::Moved, State::Open], Life::Scheduled)]
    #[case(Life::MovedOnline, &[State::Moved], Life::MovedOnline)]
    #[case(Life::MovedOnline, &[State::Full], Life::Full)]
    #[case(Life::Postponed, &[State::Full], Life::Postponed)]
    #[case(Life::Postponed, &[State::Cancelled], Life::Cancelled)]
    #[case(Life::Cancelled, &[State::Open], Life::Cancelled)]
    #[case(Life::Full, &[State::Open, State::Moved], Life::Full)]
    fn an_event_is_shown_as_its_occurrences_are(
        #[case] own: Life,
        #[case] states: &[State],
        #[case] shown: Life,
    ) {
        assert_eq!(own.shown(&schedule(states)), shown);
    }

    #[test]
    fn the_states_shown_agree_with_the_status_shown() {
        for own in Life::ALL {
            for first in State::ALL {
                for second in State::ALL {
                    let stored = schedule(&[*first, *second]);
                    let shown = own.shown(&stored);
                    let published = stored.with_states(|state| shown.shown_state(state));

                    assert_eq!(shown.shown(&published), shown, "{own} {first} {second}");
                    for occurrence in published.occurrences() {
                        let status = shown.of_occurrence(occurrence.state());
                        let joined = status.can_be_joined();
                        assert_eq!(joined, shown.admits(occurrence), "{own} {first} {second}");
                    }
                }
            }
        }
    }
}
