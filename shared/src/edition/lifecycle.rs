//! Moves of an edition from one status to the next, and limits to the changes that a new version of it may make.

use super::{Edition, EditionStatus};
use crate::place::Territory;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, FixedOffset, Utc};

impl EditionStatus {
    /// Statuses that may follow. A published edition returns to draft only while it has no files.
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Open],
            Self::Open => &[
                Self::Closed,
                Self::Running,
                Self::Postponed,
                Self::Cancelled,
                Self::Draft,
            ],
            Self::Closed => &[
                Self::Running,
                Self::Open,
                Self::Archived,
                Self::Postponed,
                Self::Cancelled,
            ],
            Self::Running => &[
                Self::Archived,
                Self::Closed,
                Self::Postponed,
                Self::Cancelled,
            ],
            Self::Postponed => &[Self::Open, Self::Closed, Self::Cancelled],
            Self::Cancelled => &[Self::Postponed, Self::Archived],
            Self::Archived => &[Self::Closed],
        }
    }

    /// True when the status may follow this one, or is the same.
    pub fn may_become(self, next: Self) -> bool {
        self == next || self.moves().contains(&next)
    }
}

impl Edition {
    /// Reasons why a new version may not replace this one at that time, each with its JSON pointer into the new version.
    /// `has_files` tells whether any event was filed or drafted in the edition.
    pub fn revision_faults(
        &self,
        after: &Self,
        at: DateTime<Utc>,
        has_files: bool,
    ) -> Vec<FieldProblem> {
        let mut faults = Vec::new();
        let mut add = |pointer: &str, code, detail: String| {
            faults.push(FieldProblem::new(pointer, code, detail));
        };
        if self.slug != after.slug {
            let detail = "the slug is part of public addresses and stays".to_owned();
            add("/slug", Code::NotAllowed, detail);
        }
        let (from, to) = (self.status, after.status);
        if !from.may_become(to) {
            add(
                "/status",
                Code::EditionMove,
                format!("from `{from}` to `{to}`"),
            );
        } else if from != to && to == EditionStatus::Draft && has_files {
            let detail = "an edition with files stays public".to_owned();
            add("/status", Code::EditionInUse, detail);
        }
        if from == EditionStatus::Archived {
            let same_but_status = Self {
                status: to,
                ..self.clone()
            };
            if same_but_status != *after {
                let detail = "only the status of an archived edition changes".to_owned();
                add("/status", Code::EditionArchived, detail);
            }
        }
        faults.extend(self.hasty_deadlines(after, at));
        faults
    }

    /// Faults at deadlines that would move into the past while the present ones have not passed: organisers could not know.
    fn hasty_deadlines(&self, after: &Self, at: DateTime<Utc>) -> Vec<FieldProblem> {
        if self.status != EditionStatus::Open || after.status != EditionStatus::Open {
            return Vec::new();
        }
        let is_hasty = |before: DateTime<FixedOffset>, after: DateTime<FixedOffset>| {
            before > at && after < before && after <= at
        };
        let mut pointers = Vec::new();
        if is_hasty(self.deadline, after.deadline) {
            pointers.push("/deadline".to_owned());
        }
        for (i, dates) in after.territories.iter().enumerate() {
            let own = dates.deadline.unwrap_or(after.deadline);
            if dates.deadline.is_some() && is_hasty(self.deadline_of(&dates.territory), own) {
                pointers.push(format!("/territories/{i}/deadline"));
            }
        }
        let fault = |pointer| {
            let detail = "must be a time to come; set the status to end submissions now";
            FieldProblem::new(pointer, Code::DeadlineInThePast, detail)
        };
        pointers.into_iter().map(fault).collect()
    }

    /// Deadline of a territory: its own, else the national one.
    fn deadline_of(&self, territory: &Territory) -> DateTime<FixedOffset> {
        let mut own = self.territories.iter();
        own.find(|dates| dates.territory == *territory)
            .and_then(|dates| dates.deadline)
            .unwrap_or(self.deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn edition(status: EditionStatus) -> Edition {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.status = status;
        edition
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[rstest]
    #[case(EditionStatus::Draft, EditionStatus::Open, true, &[])]
    #[case(EditionStatus::Draft, EditionStatus::Archived, false, &[Code::EditionMove])]
    #[case(EditionStatus::Open, EditionStatus::Draft, false, &[])]
    #[case(EditionStatus::Open, EditionStatus::Draft, true, &[Code::EditionInUse])]
    #[case(EditionStatus::Open, EditionStatus::Archived, true, &[Code::EditionMove])]
    #[case(EditionStatus::Closed, EditionStatus::Archived, true, &[])]
    #[case(EditionStatus::Archived, EditionStatus::Closed, true, &[])]
    #[case(EditionStatus::Archived, EditionStatus::Open, true, &[Code::EditionMove])]
    fn the_status_passes_through_the_year(
        #[case] from: EditionStatus,
        #[case] to: EditionStatus,
        #[case] has_files: bool,
        #[case] expected: &[Code],
    ) {
        let found =
            edition(from).revision_faults(&edition(to), at("2018-02-01T00:00:00Z"), has_files);

        let codes: Vec<_> = found.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn an_archived_edition_is_read_only() {
        let (before, mut after) = (
            edition(EditionStatus::Archived),
            edition(EditionStatus::Archived),
        );
        after.theme = "Autre thème".to_owned();

        let found = before.revision_faults(&after, at("2019-02-01T00:00:00Z"), true);

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, Code::EditionArchived);
    }

    #[rstest]
    #[case::later("2018-03-20T23:59:59+01:00", &[])]
    #[case::sooner_but_to_come("2018-03-05T23:59:59+01:00", &[])]
    #[case::over("2018-02-28T23:59:59+01:00", &["/deadline"])]
    fn a_deadline_moves_to_a_time_to_come(#[case] deadline: &str, #[case] expected: &[&str]) {
        let (before, mut after) = (edition(EditionStatus::Open), edition(EditionStatus::Open));
        after.deadline = deadline.parse().unwrap();

        let found = before.revision_faults(&after, at("2018-03-01T09:00:00Z"), true);

        let pointers: Vec<_> = found.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, expected);
    }
}
