//! The query of the review queue: its filters, and which files it lists.

mod parameters;

#[cfg(test)]
mod tests;

use super::{LabelState, QueueColumn, QueueMarks, QueueTab, Standing};
use crate::id::{AccountId, ReviewGroupId};
use crate::label::QueueShare;
use crate::place::Territory;
use chrono::NaiveDate;

/// Query of the review queue: filters, order and columns. The list, its counters, the position of a file, the exports, saved
/// views and the address of the page all use it, so that they always agree.
///
/// Filters are combined with AND, the comma-separated values of one filter with OR.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct QueueQuery {
    /// Tab; files of every tab when absent.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub tab: Option<QueueTab>,
    /// Slug of an edition; every edition when absent.
    #[cfg_attr(feature = "openapi", param(example = "2018"))]
    pub edition: Option<String>,
    /// Territory, restricted to those of the caller: `region:84`, `department:69`.
    #[cfg_attr(
        feature = "openapi",
        param(value_type = Option<String>, example = "region:84")
    )]
    pub territory: Option<Territory>,
    /// Label states, comma-separated; `submitted` when neither they nor a tab are given. Drafts and withdrawn events are never
    /// listed.
    #[cfg_attr(
        feature = "openapi",
        param(style = Form, explode = false, example = json!(["submitted", "correction_requested"]))
    )]
    pub state: Vec<LabelState>,
    /// Only overdue events (`true`), or only the others (`false`).
    pub overdue: Option<bool>,
    /// Only files whose review deadline is near by the rules of the edition, overdue ones left out (`true`), or only the others
    /// (`false`).
    pub soon: Option<bool>,
    /// First day of the last submission, on the clock of the event's department.
    #[cfg_attr(
        feature = "openapi",
        param(value_type = Option<String>, format = Date, example = "2018-03-05")
    )]
    pub filed_from: Option<NaiveDate>,
    /// Last day of the last submission, on the clock of the event's department.
    #[cfg_attr(
        feature = "openapi",
        param(value_type = Option<String>, format = Date, example = "2018-03-09")
    )]
    pub filed_to: Option<NaiveDate>,
    /// Only events in a department (`true`), or only online events without one (`false`).
    pub placed: Option<bool>,
    /// Words to find in title, organiser, commune or reference of the file: all of them, without regard to accents and case; at
    /// most 100 characters.
    #[cfg_attr(feature = "openapi", param(example = "fonderie", max_length = 100))]
    pub q: Option<String>,
    /// Terms of the `kinds` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["company_visit"])))]
    pub kind: Vec<String>,
    /// Terms of the `audiences` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["pupils"])))]
    pub audience: Vec<String>,
    /// Terms of the `sectors` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["metal"])))]
    pub sector: Vec<String>,
    /// Only urgent events (`true`), or only the others (`false`).
    pub urgent: Option<bool>,
    /// Only events with a message of the organiser that no reviewer has read (`true`), or only the others (`false`).
    pub unread: Option<bool>,
    /// Only likely duplicates (`true`), or only the others (`false`).
    pub duplicate: Option<bool>,
    /// Only files of the caller (`mine`), of the caller's groups (`my_groups`), or of nobody (`unassigned`).
    #[cfg_attr(feature = "openapi", param(inline))]
    pub share: Option<QueueShare>,
    /// UUIDs of review groups, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["0161653a-b228-74ab-a544-5c57568a16f2"])))]
    pub group: Vec<ReviewGroupId>,
    /// UUIDs of the reviewers who have the files, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["01616531-8680-7389-9971-bdc37782e397"])))]
    pub assignee: Vec<AccountId>,
    /// Column to sort by, any but `findings`; `due` when absent. Files without a value come last.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub sort: Option<QueueColumn>,
    /// True to sort in descending order.
    pub descending: Option<bool>,
    /// Columns of the table in their order, comma-separated: those of an export. The list does not depend on them.
    #[cfg_attr(feature = "openapi", param(inline, style = Form, explode = false, example = json!(["due", "title"])))]
    pub columns: Vec<QueueColumn>,
}

/// States of an event that was submitted and not withdrawn.
const LISTED: &[LabelState] = &[
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
    LabelState::Refused,
    LabelState::Revoked,
];

impl QueueQuery {
    /// True when files of the state can be in the queue: they were submitted and not withdrawn.
    pub fn has_state(state: LabelState) -> bool {
        LISTED.contains(&state)
    }

    /// True when the filters other than tab and state hold for a file of this standing.
    fn admits(&self, file: Standing) -> bool {
        (self.state.is_empty() || self.state.contains(&file.state))
            && file.marks.pass(QueueMarks::OVERDUE, self.overdue)
            && file.marks.pass(QueueMarks::SOON, self.soon)
    }

    /// True when the list contains a file of this standing, as far as tab, states and deadline decide.
    pub fn lists(&self, file: Standing) -> bool {
        match self.tab {
            Some(tab) => self.lists_in(tab, file),
            None if self.state.is_empty() => {
                file.state == LabelState::Submitted && self.admits(file)
            }
            None => self.admits(file),
        }
    }

    /// As [`Self::lists`], of the same query with another tab.
    pub fn lists_in(&self, tab: QueueTab, file: Standing) -> bool {
        tab.holds(file) && self.admits(file)
    }

    /// Column to sort by.
    pub fn order(&self) -> QueueColumn {
        self.sort.unwrap_or(QueueColumn::Due)
    }

    /// True when the order is descending.
    pub fn is_descending(&self) -> bool {
        self.descending.unwrap_or(false)
    }

    /// The columns to show: those that are chosen, or the usual ones; the title always.
    pub fn shown_columns(&self) -> Vec<QueueColumn> {
        if self.columns.is_empty() {
            return QueueColumn::USUAL.to_vec();
        }
        let mut shown = self.columns.clone();
        if !shown.contains(&QueueColumn::Title) {
            shown.insert(0, QueueColumn::Title);
        }
        shown
    }

    /// True when the query has a filter besides tab, order and columns.
    pub fn is_filtered(&self) -> bool {
        let plain = Self {
            tab: self.tab,
            sort: self.sort,
            descending: self.descending,
            columns: self.columns.clone(),
            ..Self::default()
        };
        *self != plain
    }
}
