//! Decisions that are held until a coordinator releases them.

use super::Action;
use super::queue::item_faults;
use crate::event::parse_reason;
use crate::id::{EventId, HeldRunId};
use crate::identifiers::string_enum;
use crate::place::{DepartmentCode, RegionCode, Territory};
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Action of a coordinator on held decisions.
    HeldAction {
        /// The decisions take effect.
        Release = "release",
        /// They are undone: the files wait for a decision again.
        SendBack = "send_back",
    }
}

string_enum! {
    /// Outcome of a run for one held decision.
    HeldOutcome {
        /// It took effect, and the organiser has the letter.
        Released = "released",
        /// The decision is undone.
        SentBack = "sent_back",
        /// It was not held any more: released, undone or lapsed before.
        Gone = "gone",
        /// The file had changed since, and the decision lapsed.
        Lapsed = "lapsed",
    }
}

/// A decision that is held. Neither the public nor the organiser knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldDecision {
    /// UUID of the event.
    pub id: EventId,
    /// Title of the event, as it was submitted.
    pub title: String,
    /// Slug of the edition.
    pub edition: String,
    /// Department of the event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Start of the first occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_begin: Option<DateTime<Utc>>,
    /// Action that will be performed.
    pub action: Action,
    /// Message or reason; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// True when it does not follow the verdicts on the criteria.
    pub overridden: bool,
    /// Name of the person who took it.
    pub decided_by: String,
    /// Time at which it was taken.
    pub decided_at: DateTime<Utc>,
}

/// Number of held decisions of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldCount {
    /// The region; absent for events without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Number of held decisions.
    pub count: u64,
}

/// One page of the decisions that wait for their release by a coordinator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldDecisionPage {
    /// Held decisions in the order in which they were taken.
    pub items: Vec<HeldDecision>,
    /// Opaque cursor of the next page; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Number of held decisions in the whole list.
    pub total: u64,
    /// Their number by region.
    pub regions: Vec<HeldCount>,
}

/// Request to release held decisions, or to send them back: those in `items`, or else all of an edition or territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldRunForm {
    /// Action to take on the decisions.
    pub action: HeldAction,
    /// UUIDs of the events, at most 200, each once.
    #[serde(default)]
    pub items: Vec<EventId>,
    /// Without `items`: slug of the edition whose held decisions are meant; with `territory`, those that are in both.
    #[serde(default)]
    pub edition: Option<String>,
    /// Without `items`: territory whose held decisions are meant; `national` means all.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "region:84"))]
    pub territory: Option<Territory>,
    /// Reason why they are sent back, 10 to 2,000 characters, for the reviewers; required for `send_back`.
    #[serde(default)]
    pub reason: String,
}

/// A release or return of held decisions, with its progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldRun {
    /// UUID of the run.
    pub id: HeldRunId,
    /// Action that the run takes on its decisions.
    pub action: HeldAction,
    /// Time at which it was started.
    pub started_at: DateTime<Utc>,
    /// Number of files in the run.
    pub total: u64,
    /// Number of files that are done; all when the run is over.
    pub done: u64,
    /// Number of decisions that took effect.
    pub released: u64,
    /// Number of decisions that are undone.
    pub sent_back: u64,
    /// Number of decisions that were not held any more.
    pub gone: u64,
    /// Number of decisions that lapsed, since the file had changed.
    pub lapsed: u64,
}

impl HeldRunForm {
    /// Maximum number of files of one run.
    pub const MOST: i64 = 10_000;

    /// Validates the request, and returns the reason.
    ///
    /// # Errors
    ///
    /// Faults at `/items` and `/reason`.
    pub fn parse(&self) -> Result<Option<String>, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let named = !self.items.is_empty();
        let meant = self.edition.is_some() || self.territory.is_some();
        if named && meant {
            faults.push(FieldProblem::new(
                "/items",
                Code::NotAllowed,
                "either files, or an edition and a territory",
            ));
        } else if named || !meant {
            faults.extend(item_faults(&self.items));
        }
        let reason = parse_reason("/reason", &self.reason).unwrap_or_else(|mut found| {
            faults.append(&mut found);
            Some(String::new())
        });
        if self.action == HeldAction::SendBack && reason.is_none() {
            faults.push(FieldProblem::new("/reason", Code::Required, "say why"));
        }
        if faults.is_empty() {
            Ok(reason)
        } else {
            Err(faults)
        }
    }
}

impl HeldRun {
    /// True when nothing is left to do.
    pub const fn is_over(&self) -> bool {
        self.done >= self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn form(
        action: HeldAction,
        items: usize,
        territory: Option<&str>,
        reason: &str,
    ) -> HeldRunForm {
        let id = |number: usize| EventId(uuid::Uuid::from_u128(number as u128));
        HeldRunForm {
            action,
            items: (0..items).map(id).collect(),
            edition: None,
            territory: territory.map(|text| Territory::parse(text).unwrap()),
            reason: reason.to_owned(),
        }
    }

    const RELEASE: HeldAction = HeldAction::Release;
    const BACK: HeldAction = HeldAction::SendBack;

    #[rstest]
    #[case::files(form(RELEASE, 2, None, ""), &[])]
    #[case::a_territory(form(RELEASE, 0, Some("region:84"), ""), &[])]
    #[case::nothing(form(RELEASE, 0, None, ""), &[("/items", Code::Required)])]
    #[case::both(form(RELEASE, 1, Some("national"), ""), &[("/items", Code::NotAllowed)])]
    #[case::too_many(form(RELEASE, 201, None, ""), &[("/items", Code::TooMany)])]
    #[case::back(form(BACK, 1, None, "Le motif manque de précision."), &[])]
    #[case::back_without_reason(form(BACK, 1, None, ""), &[("/reason", Code::Required)])]
    #[case::back_with_a_word(form(BACK, 1, None, "Non."), &[("/reason", Code::TooShort)])]
    fn a_run_says_which_decisions_and_why(
        #[case] form: HeldRunForm,
        #[case] faults: &[(&str, Code)],
    ) {
        let found = form.parse().err().unwrap_or_default();
        let found: Vec<_> = found
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(found, faults);
    }
}
