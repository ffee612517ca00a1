//! Schedules of recurring jobs.

use chrono::{DateTime, Duration, Utc};

/// A sequence of instants, the slots: the same on every instance, whenever it was started.
///
/// The slots are whole multiples of the period since 1970, plus an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    period: Duration,
    offset: Duration,
}

impl Schedule {
    /// Once in each period, at its start; at most once a second.
    pub const fn every(period: Duration) -> Self {
        Self {
            period,
            offset: Duration::zero(),
        }
    }

    /// Once a day at this time in UTC.
    pub const fn daily_at(hour: u8, minute: u8) -> Self {
        Self {
            period: Duration::days(1),
            offset: Duration::minutes(hour as i64 * 60 + minute as i64),
        }
    }

    /// The latest slot that has begun.
    pub(super) fn slot(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let since = now - self.offset - DateTime::UNIX_EPOCH;
        let slots = since.num_seconds().div_euclid(self.period_s());
        DateTime::UNIX_EPOCH + self.offset + Duration::seconds(slots * self.period_s())
    }

    /// The slot after the current one.
    pub fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.slot(now) + Duration::seconds(self.period_s())
    }

    fn period_s(&self) -> i64 {
        self.period.num_seconds().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        Schedule::daily_at(3, 30),
        "2018-02-05T03:29:59Z",
        "2018-02-04T03:30:00Z"
    )]
    #[case(
        Schedule::daily_at(3, 30),
        "2018-02-05T03:30:00Z",
        "2018-02-05T03:30:00Z"
    )]
    #[case(
        Schedule::every(Duration::hours(1)),
        "2018-02-05T09:59:59.999Z",
        "2018-02-05T09:00:00Z"
    )]
    #[case(
        Schedule::every(Duration::zero()),
        "2018-02-05T09:59:59.999Z",
        "2018-02-05T09:59:59Z"
    )]
    fn the_slot_is_the_latest_that_has_begun(
        #[case] schedule: Schedule,
        #[case] now: DateTime<Utc>,
        #[case] slot: DateTime<Utc>,
    ) {
        assert_eq!(schedule.slot(now), slot);
    }

    proptest! {
        #[test]
        fn every_instant_lies_in_one_slot(
            period_s in 1..1_000_000_i64,
            offset_s in 0..86_400_i64,
            now_s in -1_000_000_000..4_000_000_000_i64,
        ) {
            let schedule = Schedule {
                period: Duration::seconds(period_s),
                offset: Duration::seconds(offset_s),
            };
            let now = DateTime::UNIX_EPOCH + Duration::seconds(now_s);

            let (slot, next) = (schedule.slot(now), schedule.next(now));

            prop_assert!(slot <= now && now < next);
            prop_assert_eq!(schedule.slot(next), next);
            prop_assert_eq!(schedule.slot(next - Duration::seconds(1)), slot);
        }
    }
}
