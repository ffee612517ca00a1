use super::public_holiday;
use crate::place::DepartmentCode;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// True from Monday to Friday, except on public holidays of the department.
pub fn is_working_day(date: NaiveDate, department: Option<&DepartmentCode>) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
        && public_holiday(date, department).is_none()
}

/// Deadline of a period counted in working days: 23:59:59 local time on the last of them.
///
/// Counting starts the day after `submitted_at`, at any hour of the day; a period of 0 days counts as 1. Without a
/// department, the calendar and the time zone are those of Paris.
///
/// Source: service-public A16803 (2023), *4 jours ouvrés*; Code des relations entre le public et l'administration for
/// counting from the day after.
pub fn due(
    submitted_at: DateTime<Utc>,
    working_days: u32,
    department: Option<&DepartmentCode>,
) -> DateTime<Utc> {
    let zone = zone_of(department);
    let submitted_on = submitted_at.with_timezone(&zone).date_naive();
    let days = usize::try_from(working_days.max(1)).unwrap_or(usize::MAX);
    let last = submitted_on
        .iter_days()
        .skip(1)
        .filter(|&date| is_working_day(date, department))
        .nth(days - 1)
        .unwrap_or(NaiveDate::MAX);
    end_of_day(last, zone)
}

/// The instant 23:59:59 local time on a date in a time zone.
pub fn end_of_day(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = date
        .and_hms_opt(23, 59, 59)
        .unwrap_or(date.and_time(NaiveTime::MIN));
    zone.from_local_datetime(&local).latest().map_or_else(
        // The zone skips this second when clocks go forward: use the offset before the change.
        || local.and_utc() - zone.offset_from_utc_datetime(&local).fix(),
        |time| time.to_utc(),
    )
}

/// Start of the day that lies this many working days before the day of `end`: the first instant from which [`due`] with as many
/// working days is not before `end`, where `end` is on a working day.
pub fn working_days_before(
    end: DateTime<Utc>,
    working_days: u32,
    department: Option<&DepartmentCode>,
) -> DateTime<Utc> {
    let zone = zone_of(department);
    let last = end.with_timezone(&zone).date_naive();
    let days = usize::try_from(working_days).unwrap_or(usize::MAX);
    let first = match days.checked_sub(1) {
        None => last,
        Some(skipped) => std::iter::successors(last.pred_opt(), NaiveDate::pred_opt)
            .filter(|&date| is_working_day(date, department))
            .nth(skipped)
            .unwrap_or(NaiveDate::MIN),
    };
    // A day that lacks its first second begins with the end of the day before.
    let local = first.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&local).earliest().map_or_else(
        || local.and_utc() - zone.offset_from_utc_datetime(&local).fix(),
        |time| time.to_utc(),
    )
}

/// Working days begun after the day of `since`, up to and including the day of `at`; 0 when both are on one day.
pub fn working_days_after(
    since: DateTime<Utc>,
    at: DateTime<Utc>,
    department: Option<&DepartmentCode>,
) -> u32 {
    let zone = zone_of(department);
    let (first, last) = (
        since.with_timezone(&zone).date_naive(),
        at.with_timezone(&zone).date_naive(),
    );
    let begun = first
        .iter_days()
        .skip(1)
        .take_while(|&date| date <= last)
        .filter(|&date| is_working_day(date, department))
        .count();
    u32::try_from(begun).unwrap_or(u32::MAX)
}

fn zone_of(department: Option<&DepartmentCode>) -> Tz {
    department.map_or(Tz::Europe__Paris, DepartmentCode::zone)
}

/// Review deadline of one event submission; a correction request stops the clock.
///
/// Every working day begun after the day of submission counts as used, even if the clock stops in the middle of it.
/// When the organiser submits again, the remaining working days (at least one) are counted from the next day. A stop
/// therefore never shortens the period, and a submission never comes back already overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewClock {
    /// Working days that the edition allows for a review.
    #[cfg_attr(feature = "openapi", schema(example = 4))]
    working_days: u32,
    /// Working days used before the last stop.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    used: u32,
    /// Department whose public holidays and time zone apply; those of Paris when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentCode>,
    /// Running or stopped, with the time of the last change.
    run: ClockRun,
}

/// State of a review clock, with the time of the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClockRun {
    /// Running since this time.
    Running(DateTime<Utc>),
    /// Stopped since this time.
    Stopped(DateTime<Utc>),
}

impl ReviewClock {
    /// Starts a clock at the time of submission.
    pub const fn start(
        at: DateTime<Utc>,
        working_days: u32,
        department: Option<DepartmentCode>,
    ) -> Self {
        Self {
            working_days,
            used: 0,
            department,
            run: ClockRun::Running(at),
        }
    }

    /// Stops the clock; does nothing when it is already stopped.
    #[must_use]
    pub fn stop(self, at: DateTime<Utc>) -> Self {
        match self.run {
            ClockRun::Stopped(_) => self,
            ClockRun::Running(since) => Self {
                used: self.used.saturating_add(self.working_days_begun(since, at)),
                run: ClockRun::Stopped(at.max(since)),
                ..self
            },
        }
    }

    /// Restarts the clock; does nothing when it is already running.
    #[must_use]
    pub fn resume(self, at: DateTime<Utc>) -> Self {
        match self.run {
            ClockRun::Running(_) => self,
            ClockRun::Stopped(stopped_at) => Self {
                run: ClockRun::Running(at.max(stopped_at)),
                ..self
            },
        }
    }

    /// Deadline of the review; `None` while the clock is stopped.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match self.run {
            ClockRun::Running(since) => Some(due(since, self.left(), self.department.as_ref())),
            ClockRun::Stopped(_) => None,
        }
    }

    /// Working days left when the clock was last started or stopped, at least 1.
    pub fn left(&self) -> u32 {
        self.working_days.saturating_sub(self.used).max(1)
    }

    /// Running or stopped, and since when.
    pub const fn run(&self) -> ClockRun {
        self.run
    }

    /// Working days begun after the day of `since`, up to and including the day of `at`; at most `working_days`.
    fn working_days_begun(&self, since: DateTime<Utc>, at: DateTime<Utc>) -> u32 {
        let zone = zone_of(self.department.as_ref());
        let (first, last) = (
            since.with_timezone(&zone).date_naive(),
            at.with_timezone(&zone).date_naive(),
        );
        let granted = usize::try_from(self.working_days).unwrap_or(usize::MAX);
        let begun = first
            .iter_days()
            .skip(1)
            .take_while(|&date| date <= last)
            .filter(|&date| is_working_day(date, self.department.as_ref()))
            .take(granted)
            .count();
        u32::try_from(begun).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use rstest::rstest;

    fn department(code: &str) -> DepartmentCode {
        DepartmentCode::parse(code).unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn due_on(submitted_at: &str, code: Option<&str>) -> String {
        let department = code.map(department);
        due(utc(submitted_at), 4, department.as_ref())
            .with_timezone(&zone_of(department.as_ref()))
            .to_rfc3339()
    }

    #[rstest]
    #[case("2018-03-09T10:00:00+01:00", None, "2018-03-15T23:59:59+01:00")]
    #[case("2022-11-09T10:00:00+01:00", None, "2022-11-16T23:59:59+01:00")]
    #[case("2025-11-07T10:00:00+01:00", None, "2025-11-14T23:59:59+01:00")]
    #[case("2018-03-12T23:59:00+01:00", None, "2018-03-16T23:59:59+01:00")]
    #[case::on_a_saturday("2018-03-10T10:00:00+01:00", None, "2018-03-15T23:59:59+01:00")]
    #[case::over_easter("2018-03-27T10:00:00+02:00", Some("69"), "2018-04-03T23:59:59+02:00")]
    #[case::over_good_friday("2018-03-27T10:00:00+02:00", Some("67"), "2018-04-04T23:59:59+02:00")]
    #[case::over_christmas("2018-12-21T10:00:00+01:00", Some("69"), "2018-12-28T23:59:59+01:00")]
    #[case::and_26_december("2018-12-21T10:00:00+01:00", Some("57"), "2018-12-31T23:59:59+01:00")]
    #[case::metropole_in_december(
        "2018-12-17T10:00:00+01:00",
        Some("75"),
        "2018-12-21T23:59:59+01:00"
    )]
    #[case::abolition_at_la_reunion(
        "2018-12-17T10:00:00+04:00",
        Some("974"),
        "2018-12-24T23:59:59+04:00"
    )]
    #[case::already_tomorrow_there(
        "2018-03-12T22:00:00+01:00",
        Some("974"),
        "2018-03-19T23:59:59+04:00"
    )]
    #[case::still_today_there(
        "2018-03-13T01:00:00+01:00",
        Some("972"),
        "2018-03-16T23:59:59-04:00"
    )]
    fn the_delay_ends_with_the_fourth_working_day(
        #[case] submitted_at: &str,
        #[case] code: Option<&str>,
        #[case] expected: &str,
    ) {
        assert_eq!(due_on(submitted_at, code), expected);
    }

    #[rstest]
    #[case::over_a_weekend("2018-03-12T23:59:59+01:00", 1, None, "2018-03-09T00:00:00+01:00")]
    #[case::over_easter(
        "2018-04-03T23:59:59+02:00",
        1,
        Some("69"),
        "2018-03-30T00:00:00+02:00"
    )]
    #[case::over_good_friday(
        "2018-04-03T23:59:59+02:00",
        1,
        Some("67"),
        "2018-03-29T00:00:00+02:00"
    )]
    #[case::on_its_clock(
        "2018-03-16T23:59:59+04:00",
        2,
        Some("974"),
        "2018-03-14T00:00:00+04:00"
    )]
    #[case::the_day_itself("2018-03-16T23:59:59+01:00", 0, None, "2018-03-16T00:00:00+01:00")]
    fn the_working_days_before_a_deadline_are_counted_back(
        #[case] end: &str,
        #[case] days: u32,
        #[case] code: Option<&str>,
        #[case] expected: &str,
    ) {
        let department = code.map(department);
        assert_eq!(
            working_days_before(utc(end), days, department.as_ref()),
            utc(expected)
        );
    }

    #[rstest]
    #[case::the_same_day("2018-03-09T08:00:00+01:00", "2018-03-09T20:00:00+01:00", 0)]
    #[case::over_a_weekend("2018-03-09T20:00:00+01:00", "2018-03-12T08:00:00+01:00", 1)]
    #[case::on_a_sunday("2018-03-09T20:00:00+01:00", "2018-03-11T08:00:00+01:00", 0)]
    #[case::the_whole_period("2018-03-09T10:00:00+01:00", "2018-03-15T23:59:59+01:00", 4)]
    #[case::backwards("2018-03-15T10:00:00+01:00", "2018-03-09T10:00:00+01:00", 0)]
    fn the_working_days_after_a_moment_are_counted(
        #[case] since: &str,
        #[case] at: &str,
        #[case] expected: u32,
    ) {
        assert_eq!(working_days_after(utc(since), utc(at), None), expected);
    }

    #[test]
    fn a_correction_request_stops_the_clock() {
        // Submitted on a Friday; Monday and Tuesday are used; submitted again on the next Monday with two days left.
        let clock = ReviewClock::start(utc("2018-03-09T10:00:00+01:00"), 4, None);
        assert_eq!(clock.due(), Some(utc("2018-03-15T23:59:59+01:00")));

        let stopped = clock.stop(utc("2018-03-13T16:00:00+01:00"));
        assert_eq!(stopped.due(), None);
        assert_eq!(stopped.left(), 2);

        let back = stopped.resume(utc("2018-03-19T09:00:00+01:00"));
        assert_eq!(back.due(), Some(utc("2018-03-21T23:59:59+01:00")));
    }

    #[test]
    fn a_late_resubmission_has_one_day_left() {
        let clock = ReviewClock::start(utc("2018-03-09T10:00:00+01:00"), 4, None)
            .stop(utc("2018-04-20T10:00:00+02:00"))
            .resume(utc("2018-04-27T10:00:00+02:00"));

        assert_eq!(clock.left(), 1);
        assert_eq!(clock.due(), Some(utc("2018-04-30T23:59:59+02:00")));
    }

    #[test]
    fn a_second_stop_or_resume_changes_nothing() {
        let running = ReviewClock::start(utc("2018-03-09T10:00:00Z"), 4, Some(department("974")));
        let stopped = running.clone().stop(utc("2018-03-12T10:00:00Z"));

        assert_eq!(running.clone().resume(utc("2018-03-13T10:00:00Z")), running);
        assert_eq!(stopped.clone().stop(utc("2018-03-15T10:00:00Z")), stopped);
    }

    #[test]
    fn a_clock_round_trips_through_json() {
        let clock = ReviewClock::start(utc("2018-03-09T10:00:00Z"), 4, Some(department("67")))
            .stop(utc("2018-03-12T10:00:00Z"));
        let json = serde_json::to_value(&clock).unwrap();

        assert_eq!(
            json,
            serde_json::json!({"workingDays": 4, "used": 1, "department": "67", "run": {"stopped": "2018-03-12T10:00:00Z"}})
        );
        assert_eq!(serde_json::from_value::<ReviewClock>(json).unwrap(), clock);
    }

    prop_compose! {
        fn any_time()(seconds in 1_300_000_000i64..2_000_000_000) -> DateTime<Utc> {
            DateTime::from_timestamp(seconds, 0).unwrap()
        }
    }

    fn any_department() -> impl Strategy<Value = Option<DepartmentCode>> {
        proptest::option::of(
            proptest::sample::select(vec![
                "69", "67", "2A", "971", "974", "976", "978", "987", "975",
            ])
            .prop_map(department),
        )
    }

    proptest! {
        #[test]
        fn the_delay_ends_on_a_working_day(at in any_time(), days in 0u32..30, place in any_department()) {
            let end = due(at, days, place.as_ref());
            let local = end.with_timezone(&zone_of(place.as_ref()));

            prop_assert!(is_working_day(local.date_naive(), place.as_ref()));
            prop_assert_eq!(local.format("%H:%M:%S").to_string(), "23:59:59");
            prop_assert!(end > at);
        }

        #[test]
        fn a_later_submission_is_never_due_earlier(at in any_time(), later_s in 0i64..3_000_000, days in 1u32..30, place in any_department()) {
            prop_assert!(due(at, days, place.as_ref()) <= due(at + TimeDelta::seconds(later_s), days, place.as_ref()));
            prop_assert!(due(at, days, place.as_ref()) < due(at, days + 1, place.as_ref()));
        }

        #[test]
        fn a_deadline_is_near_exactly_when_the_days_left_reach_it(
            at in any_time(),
            days in 1u32..8,
            later_s in -2_000_000i64..2_000_000,
            place in any_department(),
        ) {
            let end = due(at, 4, place.as_ref());
            let now = end + TimeDelta::seconds(later_s);
            prop_assert_eq!(
                working_days_before(end, days, place.as_ref()) <= now,
                due(now, days, place.as_ref()) >= end
            );
        }

        #[test]
        fn stopping_never_shortens_the_delay(
            at in any_time(),
            days in 1u32..10,
            place in any_department(),
            pauses in proptest::collection::vec((-90_000i64..1_500_000, -90_000i64..1_500_000), 0..5),
        ) {
            let mut clock = ReviewClock::start(at, days, place);
            let mut now = at;
            let mut promised = clock.due().unwrap();
            for (until_stop_s, until_back_s) in pauses {
                now += TimeDelta::seconds(until_stop_s);
                clock = clock.stop(now);
                prop_assert_eq!(clock.due(), None);
                now += TimeDelta::seconds(until_back_s);
                clock = clock.resume(now);
                let due = clock.due().unwrap();
                prop_assert!(due >= promised, "{} < {}", due, promised);
                prop_assert!(due > now);
                promised = due;
            }
        }
    }
}
