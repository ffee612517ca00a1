use super::{Edition, EditionStatus};
use crate::place::{DepartmentCode, RegionCode};
use chrono::{DateTime, Days, FixedOffset, NaiveTime, Utc};

/// A reminder of the drafts of an edition, at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftReminder {
    /// Days before the deadline, one of `Edition::draft_reminder_days`.
    pub days_before: u32,
    /// Moment from which it is due.
    pub since: DateTime<Utc>,
    /// Submission deadline at the place.
    pub deadline: DateTime<FixedOffset>,
}

/// Hour of the day, in the time zone of the deadline, at which reminders become due.
const REMINDER_HOUR: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("an hour of the day");
/// Maximum number of reminders before a deadline.
const REMINDERS_MAX: usize = 5;

impl Edition {
    /// The reminder of drafts that is due in a department and region at that time: the last one before the deadline that has begun.
    /// `None` before the first one, and when submissions are not accepted.
    pub fn draft_reminder(
        &self,
        at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Option<DraftReminder> {
        self.takes_filings(at, department, region).ok()?;
        self.reminder_before(self.dates_for(department, region).deadline, at)
    }

    /// True when a reminder is due at some place.
    pub fn reminds_somewhere(&self, at: DateTime<Utc>) -> bool {
        let own = self.territories.iter().filter_map(|dates| dates.deadline);
        self.status == EditionStatus::Open
            && own
                .chain([self.deadline])
                .any(|deadline| at <= deadline && self.reminder_before(deadline, at).is_some())
    }

    fn reminder_before(
        &self,
        deadline: DateTime<FixedOffset>,
        at: DateTime<Utc>,
    ) -> Option<DraftReminder> {
        let zone = *deadline.offset();
        let due = self.draft_reminder_days.iter().filter_map(|days| {
            let day = deadline
                .date_naive()
                .checked_sub_days(Days::new(u64::from(*days)))?;
            let since = day
                .and_time(REMINDER_HOUR)
                .and_local_timezone(zone)
                .single()?;
            Some(DraftReminder {
                days_before: *days,
                since: since.to_utc(),
                deadline,
            })
        });
        due.filter(|reminder| reminder.since <= at)
            .min_by_key(|reminder| reminder.days_before)
    }

    /// True when the days of the reminders are few, possible and in order.
    pub(super) fn reminders_are_usable(&self) -> bool {
        let days = &self.draft_reminder_days;
        days.len() <= REMINDERS_MAX
            && days.is_sorted_by(|before, after| before > after)
            && days.iter().all(|days| (1..=60).contains(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn edition_2018() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[rstest]
    #[case::long_before("2018-03-05T06:59:59Z", None)]
    #[case::a_week_before("2018-03-05T07:00:00Z", Some(7))]
    #[case::until_the_next_one("2018-03-10T06:59:59Z", Some(7))]
    #[case::two_days_before("2018-03-10T07:00:00Z", Some(2))]
    #[case::in_the_last_second("2018-03-12T22:59:59Z", Some(2))]
    #[case::after_the_deadline("2018-03-12T23:00:00Z", None)]
    fn drafts_are_reminded_from_the_morning_of_the_day(
        #[case] at: &str,
        #[case] days: Option<u32>,
    ) {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        edition.draft_reminder_days = vec![7, 2];
        let at: DateTime<Utc> = at.parse().unwrap();

        let reminder = edition.draft_reminder(at, None, None);

        assert_eq!(reminder.map(|reminder| reminder.days_before), days);
        edition.status = EditionStatus::Closed;
        assert_eq!(edition.draft_reminder(at, None, None), None);
    }

    #[test]
    fn a_reminder_precedes_the_deadline_of_the_territory() {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        edition.draft_reminder_days = vec![2];
        let region = RegionCode::parse("04").unwrap();
        let own = edition
            .territories
            .iter_mut()
            .find(|dates| dates.territory.covers(None, Some(&region)))
            .unwrap();
        own.deadline = Some(DateTime::parse_from_rfc3339("2018-03-20T23:59:59+04:00").unwrap());
        let at: DateTime<Utc> = "2018-03-18T04:00:00Z".parse().unwrap();

        let reminder = edition.draft_reminder(at, None, Some(&region)).unwrap();

        assert_eq!(reminder.since, at);
        assert_eq!(edition.draft_reminder(at, None, None), None);
        assert!(edition.reminds_somewhere(at));
        assert!(!edition.reminds_somewhere("2018-03-09T04:00:00Z".parse().unwrap()));
    }

    #[rstest]
    #[case(&[], true)]
    #[case(&[7, 2], true)]
    #[case(&[60, 30, 14, 7, 1], true)]
    #[case(&[60, 30, 14, 7, 2, 1], false)]
    #[case(&[2, 7], false)]
    #[case(&[7, 7], false)]
    #[case(&[0], false)]
    #[case(&[61], false)]
    fn the_days_of_the_reminders_are_checked(#[case] days: &[u32], #[case] fine: bool) {
        let mut edition = edition_2018();
        edition.draft_reminder_days = days.to_vec();

        assert_eq!(edition.faults().is_empty(), fine, "{:?}", edition.faults());
    }
}
