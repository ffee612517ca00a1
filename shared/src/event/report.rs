//! Report of an organiser on an event that is over.

use super::limits;
use crate::calendar::Schedule;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Report of an organiser on an event; replaces an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventReportForm {
    /// True when the event was held, at least in part.
    pub held: bool,
    /// Number of people who took part, over all occurrences: 0 to 2,000,000. Required when the event was held, and 0 or absent when it
    /// was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 54))]
    pub participants: Option<u32>,
}

/// Report of the organiser on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventReport {
    /// True when the event was held, at least in part.
    pub held: bool,
    /// Number of people who took part, over all occurrences; 0 when the event was not held.
    #[cfg_attr(feature = "openapi", schema(example = 54))]
    pub participants: u32,
    /// Time at which it was handed in last.
    pub reported_at: DateTime<Utc>,
}

impl EventReportForm {
    /// The report, handed in at this time.
    ///
    /// # Errors
    ///
    /// A fault at `/participants`: it is missing, too large, or does not fit an event that was not held.
    pub fn read(self, at: DateTime<Utc>) -> Result<EventReport, FieldProblem> {
        let fault =
            |code: Code, detail: &'static str| FieldProblem::new("/participants", code, detail);
        let most = if self.held { limits::PARTICIPANTS } else { 0 };
        let participants = match self.participants {
            Some(number) if number > most => {
                let detail = "more than an event of this kind can have";
                return Err(fault(Code::OutOfRange, detail).with_limit(most));
            }
            Some(number) => number,
            None if self.held => {
                return Err(fault(Code::Required, "say how many people took part"));
            }
            None => 0,
        };
        Ok(EventReport {
            held: self.held,
            participants,
            reported_at: at,
        })
    }
}

/// True from the day after the last occurrence on, by the calendar of the place: from then on the event can be reported on.
pub fn is_reportable(occurrences: &Schedule, now: DateTime<Utc>) -> bool {
    let last = occurrences.last_end();
    now.with_timezone(&last.timezone()).date_naive() > last.date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Occurrence;
    use rstest::rstest;

    #[rstest]
    #[case("2018-03-26T08:00:00Z", false)]
    #[case("2018-03-27T21:59:59Z", false)]
    // Midnight in Paris.
    #[case("2018-03-27T22:00:00Z", true)]
    #[case("2018-06-01T00:00:00Z", true)]
    fn an_event_is_reported_on_from_the_day_after_its_last_occurrence(
        #[case] now: &str,
        #[case] reportable: bool,
    ) {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        let days = [
            (
                at("2018-03-26T09:00:00+02:00"),
                at("2018-03-26T10:00:00+02:00"),
            ),
            (
                at("2018-03-27T09:00:00+02:00"),
                at("2018-03-27T10:00:00+02:00"),
            ),
        ];
        let occurrences = days.map(|(begin, end)| Occurrence::new(begin, end, None).unwrap());
        let schedule = Schedule::new(occurrences).unwrap();

        assert_eq!(is_reportable(&schedule, now.parse().unwrap()), reportable);
    }

    #[rstest]
    #[case(true, Some(54), Ok(54))]
    #[case(true, Some(0), Ok(0))]
    #[case(true, None, Err(Code::Required))]
    #[case(true, Some(2_000_001), Err(Code::OutOfRange))]
    #[case(false, None, Ok(0))]
    #[case(false, Some(0), Ok(0))]
    #[case(false, Some(1), Err(Code::OutOfRange))]
    fn participants_fit_what_happened(
        #[case] held: bool,
        #[case] participants: Option<u32>,
        #[case] read: Result<u32, Code>,
    ) {
        let form = EventReportForm { held, participants };

        let found = form.read(DateTime::UNIX_EPOCH);

        assert_eq!(
            found.map(|it| it.participants).map_err(|fault| fault.code),
            read
        );
    }
}
