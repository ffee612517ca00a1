use crate::criterion::COMMENT_MAX_CHARS;
use crate::id::{DecisionBatchId, EventId};
use crate::problem::{Code, FieldProblem, Problem};
use crate::text::{Limits, fold};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A file of a batch, in the version that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchItem {
    /// UUID of the event.
    pub id: EventId,
    /// Version that was read, from the queue or from `ETag`.
    pub version: i32,
}

/// Request to label several files of one organiser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchForm {
    /// The files, 1 to 200, each once.
    pub items: Vec<BatchItem>,
    /// True to answer `met` to every criterion that has no answer in this review round; an answer that is stored stays. Without
    /// it, only files whose four criteria are answered `met` are labelled.
    #[serde(default)]
    pub criteria_met: bool,
    /// Message to the organiser, the same for each file; at most 2,000 characters.
    #[serde(default)]
    pub comment: String,
    /// True to be able to undo the whole batch for the edition's `undoSeconds`: it takes effect afterwards.
    #[serde(default)]
    pub undoable: bool,
    /// True to hold the decisions until a coordinator releases them; `undoable` is then ignored.
    #[serde(default)]
    pub held: bool,
}

/// Result of a batch for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchResult {
    /// UUID of the event.
    pub id: EventId,
    /// True when the file is labelled, or will be: once the batch can no longer be undone, or is released.
    pub labelled: bool,
    /// Problem that keeps the file from its label, the same as for a single decision; absent when `labelled` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Results of a batch, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// One result for each file.
    pub results: Vec<BatchResult>,
    /// Number of files that are labelled, or will be.
    pub labelled: u64,
    /// Identifier of the batch, to undo it; absent when it took effect at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<DecisionBatchId>,
    /// Time at which the batch was taken.
    pub taken_at: DateTime<Utc>,
    /// Time from which the batch takes effect and can no longer be undone; absent when it took effect at once, or is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at: Option<DateTime<Utc>>,
}

/// Request to undo a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchUndoForm {
    /// Identifier of the batch.
    pub batch: DecisionBatchId,
    /// The files of the batch to undo, 1 to 200, each once.
    pub items: Vec<EventId>,
}

/// Result of undoing a batch for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchUndoResult {
    /// UUID of the event.
    pub id: EventId,
    /// True when the decision on it is undone.
    pub undone: bool,
    /// Problem that keeps the decision from being undone; absent when `undone` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Results of undoing a batch, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchUndoOutcome {
    /// One result for each file.
    pub results: Vec<BatchUndoResult>,
    /// Number of files whose decision is undone.
    pub undone: u64,
}

/// Faults at `/items` of a request on 1 to [`BatchForm::MOST`] different files.
pub(in crate::label) fn item_faults(items: &[EventId]) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    let mut fault =
        |code, detail: &str| faults.push(FieldProblem::new("/items", code, detail.to_owned()));
    if items.is_empty() {
        fault(Code::Required, "at least one file is needed");
    }
    if items.len() > BatchForm::MOST {
        fault(Code::TooMany, "at most 200 files in one batch");
    } else {
        let different: HashSet<_> = items.iter().collect();
        if different.len() < items.len() {
            fault(Code::Duplicate, "a file is named twice");
        }
    }
    faults
}

impl BatchUndoForm {
    /// Checks the number of files.
    ///
    /// # Errors
    ///
    /// Faults at `/items`.
    pub fn check(&self) -> Result<(), Vec<FieldProblem>> {
        let faults = item_faults(&self.items);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

impl BatchForm {
    /// Maximum number of files.
    pub const MOST: usize = 200;

    /// The normalised message to the organiser.
    ///
    /// # Errors
    ///
    /// Faults at `/items` and `/comment`.
    pub fn parse(&self) -> Result<Option<String>, Vec<FieldProblem>> {
        let items: Vec<EventId> = self.items.iter().map(|item| item.id).collect();
        let mut faults = item_faults(&items);
        let comment = Limits::prose(1, COMMENT_MAX_CHARS).read("/comment", &self.comment);
        match comment {
            Ok(comment) if faults.is_empty() => Ok(comment),
            comment => {
                faults.extend(comment.err());
                Err(faults)
            }
        }
    }
}

/// True when two names of organisers are those of one organisation: the same words, without regard to accents and case.
pub fn same_organiser(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn batch(ids: impl IntoIterator<Item = u128>) -> BatchForm {
        let item = |id| BatchItem {
            id: EventId(uuid::Uuid::from_u128(id)),
            version: 2,
        };
        BatchForm {
            items: ids.into_iter().map(item).collect(),
            criteria_met: true,
            comment: String::new(),
            undoable: false,
            held: false,
        }
    }

    #[rstest]
    #[case::none(batch([]), Some(Code::Required))]
    #[case::one(batch([1]), None)]
    #[case::most(batch(1..=200), None)]
    #[case::more(batch(1..=201), Some(Code::TooMany))]
    #[case::twice(batch([1, 2, 1]), Some(Code::Duplicate))]
    fn a_batch_has_1_to_200_different_files(#[case] form: BatchForm, #[case] code: Option<Code>) {
        let found = form.parse().err().map(|faults| faults[0].code);
        assert_eq!(found, code);
    }

    #[test]
    fn an_organiser_is_known_by_its_words() {
        assert!(same_organiser("Fonderie du Rhône", "FONDERIE DU RHONE"));
        assert!(!same_organiser("Fonderie du Rhône", "Fonderie de la Loire"));
    }
}
