//! When an edition accepts submissions, and the dates that apply at a place.

use super::{Edition, EditionStatus, EditionSummary};
use crate::calendar::{self, Window};
use crate::label::LabelState;
use crate::place::{DepartmentCode, RegionCode, Territories, Territory};
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

/// Dates of an edition at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalDates {
    /// Week of the programme at that place.
    pub week: Window,
    /// Labelling window at that place: days on which a labelled event may take place.
    pub window: Window,
    /// Submission deadline at that place.
    pub deadline: DateTime<FixedOffset>,
}

/// Reason why an edition does not accept a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilingClosed {
    /// The status of the edition does not allow submissions.
    #[error("the status of the edition is `{0}`")]
    Status(EditionStatus),
    /// Submissions open later, at this time.
    #[error("submissions open on {0}")]
    NotYet(DateTime<FixedOffset>),
    /// The deadline, given here, has passed.
    #[error("the deadline was {0}")]
    DeadlinePassed(DateTime<FixedOffset>),
}

impl Edition {
    /// Dates that apply in a department and region: the department's own if it has any, else the region's, else the
    /// national ones. Pass `None` for an online event whose organiser gives no commune: the national dates apply.
    pub fn dates_for(
        &self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> LocalDates {
        let national = LocalDates {
            week: self.week,
            window: self.window,
            deadline: self.deadline,
        };
        Territory::nearest(&self.territories, |own| &own.territory, department, region).map_or(
            national,
            |dates| LocalDates {
                week: dates.week,
                window: dates.window,
                deadline: dates.deadline.unwrap_or(self.deadline),
            },
        )
    }

    /// The latest submission deadline of a territory that has more time than the national one.
    pub fn last_deadline(&self) -> Option<DateTime<FixedOffset>> {
        let own = self.territories.iter().filter_map(|dates| dates.deadline);
        own.filter(|deadline| *deadline > self.deadline).max()
    }

    /// Dates that apply at all of these places, each a department, its region or both; the national ones where they differ
    /// from place to place, and when there is no place.
    pub fn dates_within<'p>(
        &self,
        places: impl IntoIterator<Item = (Option<&'p DepartmentCode>, Option<&'p RegionCode>)>,
    ) -> LocalDates {
        let mut all = places
            .into_iter()
            .map(|(department, region)| self.dates_for(department, region));
        let national = self.dates_for(None, None);
        let first = all.next().unwrap_or(national);
        if all.all(|dates| dates == first) {
            first
        } else {
            national
        }
    }

    /// Dates that apply in all of these regions and departments, as [`Self::dates_within`]; `territories` tells the regions of
    /// the departments.
    pub fn dates_in(
        &self,
        regions: &[RegionCode],
        departments: &[DepartmentCode],
        territories: &Territories,
    ) -> LocalDates {
        let region_of = |code: &DepartmentCode| {
            let mut known = territories.departments.iter();
            known.find(|it| it.code == *code).map(|it| &it.region)
        };
        let of_regions = regions.iter().map(|code| (None, Some(code)));
        let of_departments = departments.iter().map(|code| (Some(code), region_of(code)));
        self.dates_within(of_regions.chain(of_departments))
    }

    /// Last moment to answer a correction request of that time; `None` when the edition sets none.
    pub fn correction_due(
        &self,
        asked_at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
    ) -> Option<DateTime<Utc>> {
        let days = self.correction_working_days?;
        Some(calendar::due(asked_at, days, department))
    }

    /// Checks whether an event at such a place can be submitted at that time.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
    pub fn takes_filings(
        &self,
        at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Result<(), FilingClosed> {
        if self.status != EditionStatus::Open {
            return Err(FilingClosed::Status(self.status));
        }
        if at < self.opens_at {
            return Err(FilingClosed::NotYet(self.opens_at));
        }
        let deadline = self.dates_for(department, region).deadline;
        if at > deadline {
            Err(FilingClosed::DeadlinePassed(deadline))
        } else {
            Ok(())
        }
    }

    /// Checks whether an event submission in that state can be submitted at that time.
    ///
    /// Answering a correction request is possible for as long as the edition is writable, even after the deadline: the
    /// first submission was in time, and a correction may be requested on the last day. For every other state
    /// [`Self::takes_filings`] applies.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
    pub fn takes(
        &self,
        state: LabelState,
        at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Result<(), FilingClosed> {
        if state != LabelState::CorrectionRequested {
            self.takes_filings(at, department, region)
        } else if self.is_writable() {
            Ok(())
        } else {
            Err(FilingClosed::Status(self.status))
        }
    }

    /// Checks whether an event submission can be submitted with a late pass at that time: also after the deadline, until the
    /// edition is archived, as long as it takes place.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
    pub fn takes_late(&self, at: DateTime<Utc>) -> Result<(), FilingClosed> {
        match self.status {
            EditionStatus::Open | EditionStatus::Closed | EditionStatus::Running => {
                if at < self.opens_at {
                    Err(FilingClosed::NotYet(self.opens_at))
                } else {
                    Ok(())
                }
            }
            EditionStatus::Draft
            | EditionStatus::Postponed
            | EditionStatus::Cancelled
            | EditionStatus::Archived => Err(FilingClosed::Status(self.status)),
        }
    }
}

impl EditionSummary {
    /// True when an event can be submitted at that time, in some territory at least.
    pub fn takes_filings_somewhere(&self, at: DateTime<Utc>) -> bool {
        self.status == EditionStatus::Open
            && self.opens_at <= at
            && at <= self.last_deadline.unwrap_or(self.deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Department;
    use rstest::rstest;

    fn edition_2018() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn la_reunion_2018_had_a_week_of_its_own() {
        let edition = edition_2018();
        let (reunion, region) = (
            DepartmentCode::parse("974").unwrap(),
            RegionCode::parse("04").unwrap(),
        );
        let dates = edition.dates_for(Some(&reunion), Some(&region));
        assert_eq!(
            (
                dates.week.first().to_string(),
                dates.week.last().to_string()
            ),
            ("2018-04-03".into(), "2018-04-08".into())
        );
        assert_eq!(dates.deadline, edition.deadline);
        let rhone = edition.dates_for(
            Some(&DepartmentCode::parse("69").unwrap()),
            Some(&RegionCode::parse("84").unwrap()),
        );
        assert_eq!(rhone.week, edition.week);
    }

    #[rstest]
    #[case::region(&["04"], &[], "2018-04-03")]
    #[case::department(&[], &["974"], "2018-04-03")]
    #[case::both(&["04"], &["974"], "2018-04-03")]
    #[case::others(&["84"], &["69", "38"], "2018-03-26")]
    #[case::several(&["04"], &["69"], "2018-03-26")]
    #[case::unknown(&[], &["999"], "2018-03-26")]
    #[case::nowhere(&[], &[], "2018-03-26")]
    fn territories_with_the_same_dates_have_their_own_week(
        #[case] regions: &[&str],
        #[case] departments: &[&str],
        #[case] first: &str,
    ) {
        let department = |code: &str, region: &str| Department {
            code: DepartmentCode::parse(code).unwrap(),
            name: code.to_owned(),
            region: RegionCode::parse(region).unwrap(),
        };
        let territories = Territories {
            regions: Vec::new(),
            departments: vec![
                department("38", "84"),
                department("69", "84"),
                department("974", "04"),
            ],
        };
        let regions: Vec<_> = regions
            .iter()
            .map(|code| RegionCode::parse(code).unwrap())
            .collect();
        let departments: Vec<_> = departments
            .iter()
            .map(|code| DepartmentCode::parse(code).unwrap())
            .collect();

        let dates = edition_2018().dates_in(&regions, &departments, &territories);

        assert_eq!(dates.week.first().to_string(), first);
    }

    #[test]
    fn a_correction_may_be_answered_after_the_submission_deadline() {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        let late = DateTime::parse_from_rfc3339("2018-03-14T09:00:00Z")
            .unwrap()
            .to_utc();
        for state in [
            LabelState::Draft,
            LabelState::Refused,
            LabelState::Withdrawn,
        ] {
            assert_eq!(
                edition.takes(state, late, None, None),
                Err(FilingClosed::DeadlinePassed(edition.deadline))
            );
        }
        assert_eq!(
            edition.takes(LabelState::CorrectionRequested, late, None, None),
            Ok(())
        );
        edition.status = EditionStatus::Archived;
        assert_eq!(
            edition.takes(LabelState::CorrectionRequested, late, None, None),
            Err(FilingClosed::Status(EditionStatus::Archived))
        );
    }

    #[test]
    fn only_a_territory_with_more_time_moves_the_last_deadline() {
        let mut edition = edition_2018();
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        assert_eq!(edition.last_deadline(), None);

        edition.territories[0].deadline = Some(at("2018-03-12T22:00:00+01:00"));
        assert_eq!(edition.last_deadline(), None);

        let later = at("2018-03-20T23:59:59+04:00");
        edition.territories[0].deadline = Some(later);
        assert_eq!(edition.last_deadline(), Some(later));
    }

    #[test]
    fn a_late_pass_helps_while_the_edition_takes_place() {
        let mut edition = edition_2018();
        let late: DateTime<Utc> = "2018-03-14T09:00:00Z".parse().unwrap();
        for (status, taken) in [
            (EditionStatus::Open, true),
            (EditionStatus::Closed, true),
            (EditionStatus::Running, true),
            (EditionStatus::Postponed, false),
            (EditionStatus::Cancelled, false),
            (EditionStatus::Archived, false),
        ] {
            edition.status = status;
            assert_eq!(edition.takes_late(late).is_ok(), taken, "{status}");
        }
        edition.status = EditionStatus::Open;
        let early = edition.opens_at.to_utc() - chrono::TimeDelta::seconds(1);
        assert_eq!(
            edition.takes_late(early),
            Err(FilingClosed::NotYet(edition.opens_at))
        );
    }

    #[test]
    fn submissions_end_with_the_last_second_of_the_deadline() {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(
            edition.takes_filings(at("2018-03-12T22:59:59Z"), None, None),
            Ok(())
        );
        assert!(matches!(
            edition.takes_filings(at("2018-03-12T23:00:00Z"), None, None),
            Err(FilingClosed::DeadlinePassed(_))
        ));
        assert!(matches!(
            edition.takes_filings(at("2017-01-01T00:00:00Z"), None, None),
            Err(FilingClosed::NotYet(_))
        ));
        edition.status = EditionStatus::Archived;
        assert_eq!(
            edition.takes_filings(at("2018-03-01T00:00:00Z"), None, None),
            Err(FilingClosed::Status(EditionStatus::Archived))
        );
    }
}
