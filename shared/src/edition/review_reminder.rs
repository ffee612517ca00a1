use crate::calendar::is_working_day;
use crate::identifiers::string_enum;
use crate::label::{is_due_soon, is_overdue};
use crate::place::DepartmentCode;
use chrono::{DateTime, NaiveTime, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Notice that a reminder gives about the review deadline of a file.
    ReviewNotice {
        /// The review deadline is near.
        Soon = "soon",
        /// The review deadline has passed.
        Overdue = "overdue",
    }
}

/// Rules for reminders of files that wait for a decision. They are sent in the morning of a working day, for each file once
/// when its deadline is near, and once when it has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewReminders {
    /// False to send none.
    pub sent: bool,
    /// Working days that are left after the day on which a deadline is near (0 to 20).
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub working_days_left: u32,
    /// Hour of the day from which reminders are sent, on the clock of the department (0 to 23).
    #[cfg_attr(feature = "openapi", schema(example = 8))]
    pub hour: u32,
}

impl Default for ReviewReminders {
    fn default() -> Self {
        Self {
            sent: true,
            working_days_left: 1,
            hour: 8,
        }
    }
}

/// A file that waits for a decision, as far as reminders depend on it.
#[derive(Debug, Clone, Copy)]
pub struct ReviewedFile<'a> {
    /// Time of the last submission.
    pub submitted_at: DateTime<Utc>,
    /// Deadline for the decision of the referents.
    pub due_at: DateTime<Utc>,
    /// Department whose holidays count.
    pub department: Option<&'a DepartmentCode>,
}

impl ReviewReminders {
    /// Notice that is due on a file at that time, for people who live by this clock. `None` on weekends and holidays of its
    /// department, before the hour, and on the day of its submission if it was submitted after the hour: its reviewers have
    /// just been informed of it.
    pub fn notice(
        self,
        file: ReviewedFile<'_>,
        at: DateTime<Utc>,
        clock: Tz,
    ) -> Option<ReviewNotice> {
        let local = at.with_timezone(&clock);
        let today = local.date_naive();
        if !self.sent || local.hour() < self.hour || !is_working_day(today, file.department) {
            return None;
        }
        let filed = file.submitted_at.with_timezone(&clock).naive_local();
        let morning = NaiveTime::from_hms_opt(self.hour, 0, 0)?;
        if filed >= today.and_time(morning) {
            return None;
        }
        if is_overdue(Some(file.due_at), at) {
            return Some(ReviewNotice::Overdue);
        }
        is_due_soon(
            Some(file.due_at),
            at,
            self.working_days_left,
            file.department,
        )
        .then_some(ReviewNotice::Soon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::due;
    use crate::edition::Edition;
    use rstest::rstest;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn notice(reminders: ReviewReminders, at: &str, code: Option<&str>) -> Option<ReviewNotice> {
        let department = code.map(|code| DepartmentCode::parse(code).unwrap());
        let clock = department
            .as_ref()
            .map_or(Tz::Europe__Paris, DepartmentCode::zone);
        let submitted_at = utc("2018-03-12T09:00:00Z");
        let file = ReviewedFile {
            submitted_at,
            due_at: due(submitted_at, 4, department.as_ref()),
            department: department.as_ref(),
        };
        reminders.notice(file, utc(at), clock)
    }

    // Due on Friday 16 March.
    #[rstest]
    #[case::two_days_left("2018-03-14T07:00:00Z", None)]
    #[case::before_the_hour("2018-03-15T06:59:59Z", None)]
    #[case::one_day_left("2018-03-15T07:00:00Z", Some(ReviewNotice::Soon))]
    #[case::the_last_day("2018-03-16T10:00:00Z", Some(ReviewNotice::Soon))]
    #[case::on_a_saturday("2018-03-17T10:00:00Z", None)]
    #[case::on_the_monday("2018-03-19T07:00:00Z", Some(ReviewNotice::Overdue))]
    fn a_file_is_announced_in_the_morning_of_a_working_day(
        #[case] at: &str,
        #[case] said: Option<ReviewNotice>,
    ) {
        assert_eq!(notice(ReviewReminders::default(), at, None), said);
    }

    #[test]
    fn the_hour_is_that_of_the_department() {
        let at = "2018-03-15T04:00:00Z";
        assert_eq!(notice(ReviewReminders::default(), at, None), None);
        assert_eq!(
            notice(ReviewReminders::default(), at, Some("974")),
            Some(ReviewNotice::Soon)
        );
    }

    #[test]
    fn nothing_is_announced_on_a_holiday_of_the_department() {
        let reminders = ReviewReminders::default();
        let file = |department| ReviewedFile {
            submitted_at: utc("2018-03-20T09:00:00Z"),
            due_at: utc("2018-03-29T21:59:59Z"),
            department,
        };
        // Good Friday is a holiday in Bas-Rhin only.
        let (strasbourg, lyon) = (
            DepartmentCode::parse("67").unwrap(),
            DepartmentCode::parse("69").unwrap(),
        );
        let at = utc("2018-03-30T08:00:00Z");
        let said = |place| reminders.notice(file(Some(place)), at, Tz::Europe__Paris);
        assert_eq!(said(&strasbourg), None);
        assert_eq!(said(&lyon), Some(ReviewNotice::Overdue));
    }

    #[test]
    fn a_file_of_this_morning_is_not_announced_today() {
        let file = ReviewedFile {
            submitted_at: utc("2018-03-15T08:30:00Z"),
            due_at: utc("2018-03-16T22:59:59Z"),
            department: None,
        };
        let said = |at| ReviewReminders::default().notice(file, utc(at), Tz::Europe__Paris);
        assert_eq!(said("2018-03-15T15:00:00Z"), None);
        assert_eq!(said("2018-03-16T07:00:00Z"), Some(ReviewNotice::Soon));
    }

    #[test]
    fn the_edition_says_when_and_whether() {
        let earlier = ReviewReminders {
            working_days_left: 2,
            hour: 6,
            ..ReviewReminders::default()
        };
        assert_eq!(
            notice(earlier, "2018-03-14T05:00:00Z", None),
            Some(ReviewNotice::Soon)
        );
        let none = ReviewReminders {
            sent: false,
            ..earlier
        };
        assert_eq!(notice(none, "2018-03-14T05:00:00Z", None), None);
    }

    #[rstest]
    #[case("{}", true)]
    #[case(r#"{"hour": 24}"#, false)]
    #[case(r#"{"workingDaysLeft": 21}"#, false)]
    fn the_numbers_are_checked(#[case] json: &str, #[case] fine: bool) {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.review_reminders = serde_json::from_str(json).unwrap();
        assert_eq!(edition.faults().is_empty(), fine, "{:?}", edition.faults());
        assert!(!edition.label_by_silence, "off unless the edition says so");
    }
}
