//! The task of an organiser with an event submission, and its deadline.

use crate::edition::{Edition, FilingClosed};
use crate::identifiers::string_enum;
use crate::label::LabelState;
use crate::place::{DepartmentCode, RegionCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Task of an organiser.
    ExpectedTask {
        /// Complete the draft and submit it.
        Submit = "submit",
        /// Make the corrections that the referent requested, and submit the event again.
        Correct = "correct",
    }
}

/// Task that an event submission waits for, and its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Expectation {
    /// Task of the organiser.
    pub task: ExpectedTask,
    /// Last moment to do it; absent when the edition sets none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<DateTime<Utc>>,
    /// True when it cannot wait: a reminder of the draft is due (`draftReminderDays` of the edition), or the referent is waiting.
    pub soon: bool,
}

impl Expectation {
    /// The expectation at the time `now`; `None` when there is none, or it is too late.
    ///
    /// `asked_at` is the time of the last correction request.
    pub fn of(
        state: LabelState,
        edition: &Edition,
        (department, region): (Option<&DepartmentCode>, Option<&RegionCode>),
        asked_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        match state {
            LabelState::Draft => match edition.takes_filings(now, department, region) {
                Ok(()) | Err(FilingClosed::NotYet(_)) => Some(Self {
                    task: ExpectedTask::Submit,
                    by: Some(edition.dates_for(department, region).deadline.to_utc()),
                    soon: edition.draft_reminder(now, department, region).is_some(),
                }),
                Err(FilingClosed::Status(_) | FilingClosed::DeadlinePassed(_)) => None,
            },
            LabelState::CorrectionRequested if edition.is_writable() => Some(Self {
                task: ExpectedTask::Correct,
                by: asked_at.and_then(|asked_at| edition.correction_due(asked_at, department)),
                soon: true,
            }),
            LabelState::CorrectionRequested
            | LabelState::Submitted
            | LabelState::Labelled
            | LabelState::Refused
            | LabelState::Withdrawn
            | LabelState::Revoked => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::EditionStatus;
    use rstest::rstest;

    fn edition_2018() -> Edition {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.status = EditionStatus::Open;
        edition.draft_reminder_days = vec![7];
        edition.correction_working_days = Some(5);
        edition
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::before_it_opens("2017-01-01T00:00:00Z", Some(false))]
    #[case::long_before("2018-02-05T09:00:00Z", Some(false))]
    #[case::in_the_last_week("2018-03-06T09:00:00Z", Some(true))]
    #[case::too_late("2018-03-12T23:00:00Z", None)]
    fn a_draft_is_to_be_submitted_by_the_deadline(#[case] now: &str, #[case] soon: Option<bool>) {
        let edition = edition_2018();

        let found = Expectation::of(LabelState::Draft, &edition, (None, None), None, utc(now));

        assert_eq!(found.map(|expected| expected.soon), soon);
        if let Some(expected) = found {
            assert_eq!(expected.by, Some(utc("2018-03-12T22:59:59Z")));
        }
    }

    #[test]
    fn a_correction_is_expected_within_the_working_days_of_the_edition_even_after_the_deadline() {
        let mut edition = edition_2018();
        let (asked, now) = (utc("2018-03-09T10:00:00Z"), utc("2018-03-20T10:00:00Z"));
        let state = LabelState::CorrectionRequested;

        let found = Expectation::of(state, &edition, (None, None), Some(asked), now).unwrap();
        assert_eq!(found.by, Some(utc("2018-03-16T22:59:59Z")));
        assert!(found.soon);

        edition.correction_working_days = None;
        let found = Expectation::of(state, &edition, (None, None), Some(asked), now).unwrap();
        assert_eq!(found.by, None, "the edition sets no date");

        edition.status = EditionStatus::Archived;
        let found = Expectation::of(state, &edition, (None, None), Some(asked), now);
        assert_eq!(found, None);
    }

    #[test]
    fn nothing_is_expected_of_other_events() {
        let edition = edition_2018();
        for state in LabelState::ALL {
            let found = Expectation::of(
                *state,
                &edition,
                (None, None),
                None,
                edition.opens_at.to_utc(),
            );
            let waits = matches!(state, LabelState::Draft | LabelState::CorrectionRequested);
            assert_eq!(found.is_some(), waits, "{state}");
        }
    }
}
