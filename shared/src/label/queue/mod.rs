//! The review queue as a table: its tabs, columns, filters and counters, with reading marks, saved views and batches.

mod batch;
mod marks;
mod overview;
mod query;
mod view;

pub(super) use batch::item_faults;
pub use batch::{
    BatchForm, BatchItem, BatchOutcome, BatchResult, BatchUndoForm, BatchUndoOutcome,
    BatchUndoResult, same_organiser,
};
pub use marks::{QueueMarks, Standing};
pub use overview::{
    OverviewCounts, OverviewDay, OverviewDrafts, OverviewNumber, OverviewTable, OverviewTerritory,
    QueueOverview, median,
};
pub use query::QueueQuery;
pub use view::{NewQueueView, QueueView};

use super::{LabelState, NamedGroup, NamedReviewer};
use crate::criterion::{Criterion, Finding, Outcome};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::place::{DepartmentCode, RegionCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Tab of the review queue. A file may be in more than one.
    QueueTab {
        /// Submitted, waiting for a decision; overdue files included. Not those whose decision is held.
        ToCheck = "to_check",
        /// Waiting for a decision although the review deadline has passed.
        Overdue = "overdue",
        /// Returned to the organiser for correction.
        InCorrection = "in_correction",
        /// Labelled, refused or revoked.
        Decided = "decided",
        /// Labelled, with a proposed change of a field for which the label was granted.
        Recheck = "recheck",
        /// Submitted, with a decision that a coordinator has yet to release.
        Held = "held",
        /// Submitted, waiting for the decision of a second reviewer.
        SecondLook = "second_look",
    }
}

string_enum! {
    /// Column of the review queue.
    QueueColumn {
        /// Title of the event.
        Title = "title",
        /// Name of the organising organisation.
        Organiser = "organiser",
        /// Name of the commune.
        City = "city",
        /// Department of the event.
        Territory = "territory",
        /// Kind of event, as the edition calls it.
        Kind = "kind",
        /// Start of the first occurrence.
        FirstDate = "first_date",
        /// Time of the last submission.
        Filed = "filed",
        /// Review deadline, by which it is to be decided.
        Due = "due",
        /// Results of the automatic check of the four criteria; not sortable.
        Findings = "findings",
        /// Names of the other reviewers who have the file open.
        Reader = "reader",
        /// Name of the review group that has it.
        Group = "group",
        /// Name of the reviewer who has it.
        Assignee = "assignee",
        /// State in the labelling process.
        State = "state",
    }
}

impl QueueColumn {
    /// Columns that are shown unless others are chosen.
    pub const USUAL: &'static [Self] = &[
        Self::Due,
        Self::Title,
        Self::Organiser,
        Self::City,
        Self::FirstDate,
        Self::Findings,
        Self::Reader,
    ];

    /// True when the queue can be sorted by the column.
    pub const fn is_sortable(self) -> bool {
        !matches!(self, Self::Findings)
    }
}

impl QueueTab {
    /// True when a file is in the tab.
    pub fn holds(self, file: Standing) -> bool {
        let is_submitted = file.state == LabelState::Submitted;
        let has = |mark| file.marks.contains(mark);
        match self {
            Self::ToCheck => is_submitted && !has(QueueMarks::HELD),
            Self::Overdue => is_submitted && has(QueueMarks::OVERDUE) && !has(QueueMarks::HELD),
            Self::InCorrection => file.state == LabelState::CorrectionRequested,
            Self::Decided => matches!(
                file.state,
                LabelState::Labelled | LabelState::Refused | LabelState::Revoked
            ),
            Self::Recheck => has(QueueMarks::RECHECK),
            Self::Held => is_submitted && has(QueueMarks::HELD),
            Self::SecondLook => is_submitted && has(QueueMarks::SECOND_LOOK),
        }
    }
}

/// Number of files in each tab, with all other filters of the query applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCounts {
    /// Files of the tab `to_check`.
    pub to_check: u64,
    /// Files of the tab `overdue`, which `to_check` contains too.
    pub overdue: u64,
    /// Files of the tab `in_correction`.
    pub in_correction: u64,
    /// Files of the tab `decided`.
    pub decided: u64,
    /// Files of the tab `recheck`, which `decided` contains too.
    pub recheck: u64,
    /// Files of the tab `held`.
    #[serde(default)]
    pub held: u64,
    /// Files of the tab `second_look`, which `to_check` or `held` contains too.
    #[serde(default)]
    pub second_look: u64,
}

impl QueueCounts {
    /// Number of files in a tab.
    pub const fn of(&self, tab: QueueTab) -> u64 {
        match tab {
            QueueTab::ToCheck => self.to_check,
            QueueTab::Overdue => self.overdue,
            QueueTab::InCorrection => self.in_correction,
            QueueTab::Decided => self.decided,
            QueueTab::Recheck => self.recheck,
            QueueTab::Held => self.held,
            QueueTab::SecondLook => self.second_look,
        }
    }

    /// Adds files to a tab.
    pub const fn add(&mut self, tab: QueueTab, files: u64) {
        match tab {
            QueueTab::ToCheck => self.to_check += files,
            QueueTab::Overdue => self.overdue += files,
            QueueTab::InCorrection => self.in_correction += files,
            QueueTab::Decided => self.decided += files,
            QueueTab::Recheck => self.recheck += files,
            QueueTab::Held => self.held += files,
            QueueTab::SecondLook => self.second_look += files,
        }
    }
}

/// Results of the automatic check of the four criteria, without reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueFindings {
    /// Result for the dates.
    pub dates: Outcome,
    /// Result for the audience.
    pub audience: Outcome,
    /// Result for the industrial content.
    pub industry: Outcome,
    /// Result for admission free of charge.
    pub free: Outcome,
}

impl QueueFindings {
    /// The results of a check; a criterion that was not checked needs a person.
    pub fn of(findings: &[Finding]) -> Self {
        let outcome = |criterion| {
            findings
                .iter()
                .find(|finding| finding.criterion == criterion)
                .map_or(Outcome::NeedsPerson, |finding| finding.outcome)
        };
        Self {
            dates: outcome(Criterion::Dates),
            audience: outcome(Criterion::Audience),
            industry: outcome(Criterion::Industry),
            free: outcome(Criterion::Free),
        }
    }

    /// Each criterion with its result, in the order of the criteria.
    pub const fn all(&self) -> [(Criterion, Outcome); 4] {
        [
            (Criterion::Dates, self.dates),
            (Criterion::Audience, self.audience),
            (Criterion::Industry, self.industry),
            (Criterion::Free, self.free),
        ]
    }
}

/// An event submission in the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own in the list"
)]
pub struct QueueItem {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Version of the event submission, for `If-Match` and for a batch.
    pub version: i32,
    /// Slug of the edition.
    pub edition: String,
    /// Title as last submitted.
    pub title: String,
    /// Name of the organising organisation.
    pub organiser: String,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// French label of the kind in the edition.
    pub kind_label: String,
    /// Name of the commune; absent for an online event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Department of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// State in the labelling process.
    pub state: LabelState,
    /// Time of the last submission.
    pub submitted_at: DateTime<Utc>,
    /// Review deadline; absent unless the review clock is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// True when the review deadline has passed.
    pub overdue: bool,
    /// True when the event is not decided and was submitted less than the edition's review period before it starts.
    pub urgent: bool,
    /// True when the organiser has written a message that no reviewer has read.
    #[serde(default)]
    pub unread: bool,
    /// Start of the first occurrence.
    pub first_begin: DateTime<Utc>,
    /// Results of the automatic check of the four criteria as of the submission.
    pub findings: QueueFindings,
    /// True when another event that the caller may see is likely the same.
    pub duplicate: bool,
    /// Names of the others who read the file now, at most 3; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
    /// The review group that has it; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<NamedGroup>,
    /// The reviewer who has it; absent for nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<NamedReviewer>,
}

/// One page of the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = QueueItemPage))]
pub struct QueuePage {
    /// Files of the page, in the order of the query.
    pub items: Vec<QueueItem>,
    /// Opaque cursor of the next page; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Number of files in the whole list; present only when requested with `count=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Number of files in each tab; present only when requested with `count=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<QueueCounts>,
}

/// A file next to another in the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueNeighbour {
    /// UUID of the event.
    pub id: EventId,
    /// Title as last submitted.
    pub title: String,
}

/// Place of a file in the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueuePosition {
    /// Number of the file in the list, from 1; absent when the list does not contain it (any more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Number of files in the list.
    pub total: u64,
    /// The file before; absent for the first one, and when the list does not contain the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<QueueNeighbour>,
    /// The file after; the first of the list when it does not contain the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<QueueNeighbour>,
}

/// Other readers of a file, and the time until which the caller is shown as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadingMark {
    /// Names of the others who read the file now, at most 3; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
    /// Time until which the caller is shown as a reader, unless the mark is renewed.
    pub expires_at: DateTime<Utc>,
}

impl ReadingMark {
    /// Seconds for which a mark of reading lasts.
    pub const LASTS_SECONDS: u32 = 180;
    /// Seconds after which the page renews the mark while it is open.
    pub const RENEWED_SECONDS: u32 = 60;
    /// Maximum number of readers who are named.
    pub const NAMED: usize = 3;
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(LabelState::Submitted, QueueMarks::empty(), &[QueueTab::ToCheck])]
    #[case(LabelState::Submitted, QueueMarks::OVERDUE, &[QueueTab::ToCheck, QueueTab::Overdue])]
    #[case(LabelState::CorrectionRequested, QueueMarks::empty(), &[QueueTab::InCorrection])]
    #[case(LabelState::Labelled, QueueMarks::empty(), &[QueueTab::Decided])]
    #[case(LabelState::Refused, QueueMarks::empty(), &[QueueTab::Decided])]
    #[case(LabelState::Revoked, QueueMarks::empty(), &[QueueTab::Decided])]
    #[case(LabelState::Draft, QueueMarks::empty(), &[])]
    #[case(LabelState::Withdrawn, QueueMarks::empty(), &[])]
    fn a_file_is_in_the_tabs_of_its_state(
        #[case] state: LabelState,
        #[case] marks: QueueMarks,
        #[case] tabs: &[QueueTab],
    ) {
        let file = Standing { state, marks };
        let found: Vec<_> = QueueTab::ALL
            .iter()
            .copied()
            .filter(|tab| tab.holds(file))
            .collect();
        assert_eq!(found, tabs);
    }

    #[test]
    fn a_file_whose_decision_is_held_does_not_wait_for_one() {
        let file = Standing {
            state: LabelState::Submitted,
            marks: QueueMarks::OVERDUE | QueueMarks::HELD | QueueMarks::SECOND_LOOK,
        };
        let found = QueueTab::ALL.iter().copied();
        let found: Vec<_> = found.filter(|tab| tab.holds(file)).collect();
        assert_eq!(found, [QueueTab::Held, QueueTab::SecondLook]);
    }

    #[test]
    fn each_tab_has_a_number_of_its_own() {
        let mut counts = QueueCounts::default();
        let expected: Vec<u64> = (1..=QueueTab::ALL.len() as u64).collect();
        for (number, tab) in expected.iter().zip(QueueTab::ALL) {
            counts.add(*tab, number - 1);
            counts.add(*tab, 1);
        }
        let numbers: Vec<_> = QueueTab::ALL.iter().map(|tab| counts.of(*tab)).collect();
        assert_eq!(numbers, expected);
    }

    #[test]
    fn the_usual_columns_contain_the_title() {
        assert!(QueueColumn::USUAL.contains(&QueueColumn::Title));
        assert!(!QueueColumn::Findings.is_sortable());
    }
}
