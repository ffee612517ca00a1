use super::LabelState;
use crate::calendar::{due, working_days_before};
use crate::place::DepartmentCode;
use chrono::{DateTime, Utc};

/// True when the review deadline has passed; false while the review clock is stopped (`due_at` is `None`).
pub fn is_overdue(due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    due_at.is_some_and(|due| due < now)
}

/// True when the review deadline has not passed, and at most this many working days are left after today; false while the review
/// clock is stopped.
pub fn is_due_soon(
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    working_days: u32,
    department: Option<&DepartmentCode>,
) -> bool {
    due_at
        .is_some_and(|due| now <= due && working_days_before(due, working_days, department) <= now)
}

/// True when an event that is not decided was submitted less than the review period before it starts: its review deadline, had
/// the period begun with the submission, is not before the start. `working_days` is the period of the edition.
pub fn is_short_notice(
    state: LabelState,
    submitted_at: DateTime<Utc>,
    first_begin: DateTime<Utc>,
    working_days: u32,
    department: Option<&DepartmentCode>,
) -> bool {
    let undecided = matches!(
        state,
        LabelState::Submitted | LabelState::CorrectionRequested
    );
    undecided && first_begin <= due(submitted_at, working_days, department)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // Submitted on Monday 12 March: four working days end on Friday the 16th, three on Thursday the 15th.
    #[rstest]
    #[case::within(LabelState::Submitted, "2018-03-16T08:00:00Z", 4, true)]
    #[case::after(LabelState::Submitted, "2018-03-17T08:00:00Z", 4, false)]
    #[case::shorter_period(LabelState::Submitted, "2018-03-16T08:00:00Z", 3, false)]
    #[case::in_correction(LabelState::CorrectionRequested, "2018-03-16T08:00:00Z", 4, true)]
    #[case::decided(LabelState::Labelled, "2018-03-16T08:00:00Z", 4, false)]
    fn short_notice_is_less_than_the_review_period(
        #[case] state: LabelState,
        #[case] begin: &str,
        #[case] days: u32,
        #[case] short: bool,
    ) {
        let filed = utc("2018-03-12T08:00:00Z");
        assert_eq!(is_short_notice(state, filed, utc(begin), days, None), short);
    }

    // Due on Thursday 15 March.
    #[rstest]
    #[case::two_days_before("2018-03-13T22:59:59Z", false)]
    #[case::the_day_before("2018-03-13T23:00:00Z", true)]
    #[case::in_the_last_second("2018-03-15T22:59:59Z", true)]
    #[case::overdue("2018-03-15T23:00:00Z", false)]
    fn an_answer_is_due_soon_from_the_working_day_before(#[case] now: &str, #[case] soon: bool) {
        assert_eq!(is_due_soon(Some(utc(DUE)), utc(now), 1, None), soon);
        assert!(!is_due_soon(None, utc(now), 1, None));
    }

    const DUE: &str = "2018-03-15T22:59:59Z";

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::in_the_last_second("2018-03-15T22:59:59Z", false)]
    #[case::a_second_later("2018-03-15T23:00:00Z", true)]
    fn an_answer_is_late_once_the_last_second_is_over(#[case] now: &str, #[case] late: bool) {
        assert_eq!(is_overdue(Some(utc(DUE)), utc(now)), late);
        assert!(!is_overdue(None, utc(now)), "the clock stands still");
    }
}
