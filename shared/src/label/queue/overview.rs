//! Numbers about the review queue. Each is the size of a list of the queue, and has the query of that list.

use super::{QueueQuery, QueueTab, Standing};
use crate::identifiers::string_enum;
use crate::label::LabelState;
use crate::place::Territory;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

string_enum! {
    /// A number of the overview, which is the size of a list of the queue.
    OverviewNumber {
        /// Files that were submitted and not withdrawn.
        Filed = "filed",
        /// Files that wait for a decision; overdue ones included.
        ToCheck = "to_check",
        /// Files whose review deadline has passed.
        Overdue = "overdue",
        /// Files whose review deadline is near; overdue ones left out.
        Soon = "soon",
        /// Files that were returned to their organiser.
        InCorrection = "in_correction",
        /// Labelled events with a change to check.
        Recheck = "recheck",
        /// Events that have the label now.
        Labelled = "labelled",
        /// Files that were refused, and not submitted again.
        Refused = "refused",
        /// Events whose label was revoked.
        Revoked = "revoked",
    }
}

string_enum! {
    /// A table of the overview that can be exported.
    OverviewTable {
        /// A row for each territory.
        Territories = "territories",
        /// A row for each day.
        Days = "days",
    }
}

impl OverviewNumber {
    /// The query of the list that the number is the size of, with the filters of `base`.
    pub fn query(self, base: &QueueQuery) -> QueueQuery {
        let base = QueueQuery {
            tab: None,
            state: Vec::new(),
            overdue: None,
            soon: None,
            sort: None,
            descending: None,
            columns: Vec::new(),
            ..base.clone()
        };
        let tab = |tab| QueueQuery {
            tab: Some(tab),
            ..base.clone()
        };
        let decided = |state| QueueQuery {
            state: vec![state],
            ..tab(QueueTab::Decided)
        };
        match self {
            Self::Filed => QueueQuery {
                state: LabelState::ALL
                    .iter()
                    .copied()
                    .filter(|state| QueueQuery::has_state(*state))
                    .collect(),
                ..base
            },
            Self::ToCheck => tab(QueueTab::ToCheck),
            Self::Overdue => tab(QueueTab::Overdue),
            Self::Soon => QueueQuery {
                soon: Some(true),
                ..tab(QueueTab::ToCheck)
            },
            Self::InCorrection => tab(QueueTab::InCorrection),
            Self::Recheck => tab(QueueTab::Recheck),
            Self::Labelled => decided(LabelState::Labelled),
            Self::Refused => decided(LabelState::Refused),
            Self::Revoked => decided(LabelState::Revoked),
        }
    }
}

/// Numbers about the files of a selection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewCounts {
    /// Files that were submitted and not withdrawn.
    pub filed: u64,
    /// Files that wait for a decision; overdue ones included.
    pub to_check: u64,
    /// Files whose review deadline has passed.
    pub overdue: u64,
    /// Files whose review deadline is near; overdue ones left out.
    pub soon: u64,
    /// Files that were returned to their organiser.
    pub in_correction: u64,
    /// Labelled events with a change to check.
    pub recheck: u64,
    /// Events that have the label now.
    pub labelled: u64,
    /// Files that were refused, and not submitted again.
    pub refused: u64,
    /// Events whose label was revoked.
    pub revoked: u64,
    /// Median time from the last submission to the label or the refusal, in working days: 0 on the day of the submission. Absent when
    /// nothing is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 2.5))]
    pub median_working_days: Option<f64>,
}

impl OverviewCounts {
    /// The value of a number.
    pub const fn of(&self, number: OverviewNumber) -> u64 {
        match number {
            OverviewNumber::Filed => self.filed,
            OverviewNumber::ToCheck => self.to_check,
            OverviewNumber::Overdue => self.overdue,
            OverviewNumber::Soon => self.soon,
            OverviewNumber::InCorrection => self.in_correction,
            OverviewNumber::Recheck => self.recheck,
            OverviewNumber::Labelled => self.labelled,
            OverviewNumber::Refused => self.refused,
            OverviewNumber::Revoked => self.revoked,
        }
    }

    /// Counts a file of this standing. `lists` are the queries of all numbers, as [`OverviewNumber::query`] returns them.
    pub fn add(&mut self, file: Standing, lists: &[(OverviewNumber, QueueQuery)]) {
        for (number, query) in lists {
            if query.lists(file) {
                *self.place(*number) += 1;
            }
        }
    }

    const fn place(&mut self, number: OverviewNumber) -> &mut u64 {
        match number {
            OverviewNumber::Filed => &mut self.filed,
            OverviewNumber::ToCheck => &mut self.to_check,
            OverviewNumber::Overdue => &mut self.overdue,
            OverviewNumber::Soon => &mut self.soon,
            OverviewNumber::InCorrection => &mut self.in_correction,
            OverviewNumber::Recheck => &mut self.recheck,
            OverviewNumber::Labelled => &mut self.labelled,
            OverviewNumber::Refused => &mut self.refused,
            OverviewNumber::Revoked => &mut self.revoked,
        }
    }
}

/// Median of numbers of working days; `None` for no numbers.
pub fn median(days: &mut [u32]) -> Option<f64> {
    days.sort_unstable();
    let middle = days.len() / 2;
    let upper = f64::from(*days.get(middle)?);
    if days.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = f64::from(*days.get(middle.checked_sub(1)?)?);
    Some(f64::midpoint(lower, upper))
}

/// Files that were submitted on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewDay {
    /// Day, on the clock of each event's department.
    pub day: NaiveDate,
    /// Number of files whose last submission was on that day.
    pub filed: u64,
}

impl OverviewDay {
    /// The query of the list that the number is the size of.
    pub fn query(&self, base: &QueueQuery) -> QueueQuery {
        QueueQuery {
            filed_from: Some(self.day),
            filed_to: Some(self.day),
            ..OverviewNumber::Filed.query(base)
        }
    }
}

/// Numbers about the files of a territory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewTerritory {
    /// Region or department; absent for online events without a department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "department:69"))]
    pub territory: Option<Territory>,
    /// Name of the territory; absent as `territory` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Rhône"))]
    pub name: Option<String>,
    /// Numbers about its files.
    pub counts: OverviewCounts,
}

impl OverviewTerritory {
    /// The filters of its lists.
    pub fn base(&self, base: &QueueQuery) -> QueueQuery {
        match &self.territory {
            Some(territory) => QueueQuery {
                territory: Some(territory.clone()),
                ..base.clone()
            },
            None => QueueQuery {
                placed: Some(false),
                ..base.clone()
            },
        }
    }
}

/// Drafts of an edition that were never submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewDrafts {
    /// Number of drafts. Only their owners can read them, so no list shows them.
    pub count: u64,
    /// Submission deadline of the edition.
    pub deadline: DateTime<FixedOffset>,
    /// True when the deadline has passed: the drafts have missed it.
    pub missed: bool,
}

/// The state of the reviews, within the territories of the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueOverview {
    /// Slug of the edition that is shown; absent when there is no edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Numbers about all files.
    pub total: OverviewCounts,
    /// Each day from the first submission to the last, at most the last 120.
    pub days: Vec<OverviewDay>,
    /// Each region that has files, followed by its departments; then the online events without a department.
    pub territories: Vec<OverviewTerritory>,
    /// Drafts; only for callers who see the whole country, and without a filter on the territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafts: Option<OverviewDrafts>,
}

impl QueueOverview {
    /// Maximum number of days.
    pub const DAYS_MAX: usize = 120;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::QueueMarks;
    use rstest::rstest;

    #[rstest]
    #[case(&mut [], None)]
    #[case(&mut [3], Some(3.0))]
    #[case(&mut [4, 0, 1], Some(1.0))]
    #[case(&mut [4, 1, 2, 0], Some(1.5))]
    fn the_median_is_in_the_middle(#[case] days: &mut [u32], #[case] expected: Option<f64>) {
        assert_eq!(median(days), expected);
    }

    #[test]
    fn each_number_counts_the_files_that_its_list_has() {
        let lists: Vec<_> = OverviewNumber::ALL
            .iter()
            .map(|number| (*number, number.query(&QueueQuery::default())))
            .collect();
        for state in LabelState::ALL {
            for deadline in [QueueMarks::empty(), QueueMarks::OVERDUE, QueueMarks::SOON] {
                let mut marks = deadline;
                marks.set(QueueMarks::RECHECK, *state == LabelState::Labelled);
                let file = Standing {
                    state: *state,
                    marks,
                };
                let mut counts = OverviewCounts::default();
                counts.add(file, &lists);
                for (number, query) in &lists {
                    assert_eq!(counts.of(*number), u64::from(query.lists(file)), "{number}");
                }
            }
        }
    }

    #[test]
    fn a_list_keeps_the_filters_and_drops_the_tab() {
        let base = QueueQuery::of_search("tab=decided&territory=region:84&edition=2018&sort=title");
        assert_eq!(
            OverviewNumber::Soon.query(&base).to_search(),
            "tab=to_check&edition=2018&territory=region%3A84&soon=true"
        );
        let day = OverviewDay {
            day: "2018-03-12".parse().unwrap(),
            filed: 3,
        };
        let filed = day.query(&base);
        assert_eq!(filed.tab, None);
        assert_eq!(filed.state.len(), 5);
        assert_eq!(filed.filed_from, filed.filed_to);
    }
}
