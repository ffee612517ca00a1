//! The file of an event: what its organiser and those who check it exchange with the server.

use super::{EventForm, LifeStatus};
use crate::criterion::{Assessment, COMMENT_MAX_CHARS, Finding, check};
use crate::edition::{CriterionWording, Edition, LocalDates};
use crate::id::EventId;
use crate::label::{Action, LabelState};
use crate::place::{Commune, DepartmentCode, RegionCode};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use crate::words::string_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Opens a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEvent {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// What is known already; an empty form when absent.
    #[serde(default)]
    pub form: EventForm,
}

/// Copies a file into a new draft: texts, place and audiences, without dates and decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateEvent {
    /// Slug of the edition of the copy; the same one when absent.
    #[serde(default)]
    pub edition: Option<String>,
}

/// A form to check without storing anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValidationRequest {
    /// Slug of the edition.
    pub edition: String,
    /// The form.
    pub form: EventForm,
}

/// What is wrong with a form, and what a machine finds on the four criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Validation {
    /// Whether the form could be submitted as it stands.
    pub submittable: bool,
    /// Every fault, with its pointer into the form.
    pub problems: Vec<FieldProblem>,
    /// One finding a criterion, in order.
    pub findings: Vec<Finding>,
}

impl Validation {
    /// What is wrong with a form that would be filed at `at`: the same list as a submission gets.
    pub fn of(
        form: &EventForm,
        edition: &Edition,
        commune: Option<&Commune>,
        at: DateTime<Utc>,
    ) -> Self {
        let problems = form.ready(edition, commune, at).err().unwrap_or_default();
        Self {
            submittable: problems.is_empty(),
            problems,
            findings: check(form, edition, commune, at),
        }
    }
}

/// A file, as its organiser and its referents see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventFile {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Counts every change; the `ETag` of the file.
    pub version: i32,
    /// Where it stands.
    pub state: LabelState,
    /// Whether the event takes place as announced.
    pub life_status: LifeStatus,
    /// The organiser's word on that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_note: Option<String>,
    /// Slug of its public page; from the first label on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// What the organiser wrote.
    pub form: EventForm,
    /// The commune of the form, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// What is wrong with the form, and what a machine finds.
    pub validation: Validation,
    /// The dates that hold at its place.
    pub dates: LocalDates,
    /// What the caller may do with it now.
    pub allowed: Vec<Action>,
    /// Whether the caller may change the form now.
    pub editable: bool,
    /// When it was last filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the referents owe an answer; absent while the clock stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// What was decided or asked, last first.
    pub decisions: Vec<Decision>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// A file in its organiser's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventFileSummary {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Title as far as it is written; may be empty.
    pub title: String,
    /// Where it stands.
    pub state: LabelState,
    /// Whether the event takes place as announced.
    pub life_status: LifeStatus,
    /// Slug of its public page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Begin of the first occurrence, as last filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_begin: Option<DateTime<Utc>>,
    /// When the referents owe an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

string_enum! {
    /// What a referent decides.
    DecisionKind {
        /// Gives the label.
        Label = "label",
        /// Refuses it.
        Refuse = "refuse",
    }
}

/// A decision on the label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionForm {
    /// What is decided.
    pub decision: DecisionKind,
    /// Reason of a refusal (required, 10 to 2,000 characters); a word to the organiser otherwise.
    #[serde(default)]
    pub comment: String,
}

/// Sends a file back to its organiser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionForm {
    /// What to correct, 10 to 2,000 characters.
    pub message: String,
    /// Pointers into the form that it is about, as `/occurrences`.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// A correction request without fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What to correct.
    pub message: String,
    /// Pointers into the form.
    pub fields: Vec<String>,
}

/// Takes a file back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withdrawal {
    /// Why; required once the event is labelled (10 to 2,000 characters).
    #[serde(default)]
    pub reason: String,
}

/// Takes a label away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revocation {
    /// Why, 10 to 2,000 characters.
    pub reason: String,
}

/// Changes the life of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LifeStatusForm {
    /// The new status.
    pub status: LifeStatus,
    /// A word to the public, at most 255 characters.
    #[serde(default)]
    pub note: String,
}

/// Something that was decided or asked on a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// What was done.
    pub action: Action,
    /// The message or reason.
    pub comment: String,
    /// Pointers into the form that it is about.
    pub fields: Vec<String>,
    /// Which filing it was about.
    pub round: u32,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// A file in the queue of those who check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueItem {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Title.
    pub title: String,
    /// Name of the organiser.
    pub organiser: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Name of the commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Department that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Where it stands.
    pub state: LabelState,
    /// When it was last filed.
    pub submitted_at: DateTime<Utc>,
    /// When an answer is owed; absent while the clock stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Whether the answer is late.
    pub overdue: bool,
    /// Whether the event begins before the answer is owed.
    pub urgent: bool,
    /// Begin of the first occurrence.
    pub first_begin: DateTime<Utc>,
}

/// Everything that a referent needs to decide on a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewSheet {
    /// The file; `allowed` is what this referent may do.
    pub file: EventFile,
    /// Name of the account that owns it.
    pub owner_name: String,
    /// E-mail address of the account that owns it.
    pub owner_email: String,
    /// The criteria in the words of the edition.
    pub criteria: Vec<CriterionWording>,
    /// Answers so far on the present filing.
    pub assessments: Vec<Assessment>,
    /// Which filing it is: 1 for the first.
    pub round: u32,
    /// Whether the caller owns the file: nobody decides on an event of their own.
    pub own: bool,
    /// Whether the answer is late.
    pub overdue: bool,
    /// Whether the event begins before the answer is owed.
    pub urgent: bool,
}

string_enum! {
    /// Who did something, as far as the reader may know.
    HistoryActor {
        /// The file's organiser.
        Organiser = "organiser",
        /// Those who check.
        Reviewer = "reviewer",
        /// Nobody: an import, a timer.
        System = "system",
    }
}

/// Something that happened to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// Place in the log.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as a word of the log: `event.submitted`.
    #[cfg_attr(feature = "openapi", schema(example = "event.submitted"))]
    pub kind: String,
    /// Who.
    pub actor: HistoryActor,
    /// Message or reason that went with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// State after it, when it moved the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<LabelState>,
}

/// Fewest characters of a reason: « non » is none.
const REASON_MIN_CHARS: usize = 10;

/// Reads a reason or message; `None` when nothing is written.
///
/// # Errors
///
/// Too short, too long, or with control characters.
pub fn parse_reason(pointer: &str, raw: &str) -> Result<Option<String>, Vec<FieldProblem>> {
    Limits::prose(REASON_MIN_CHARS, COMMENT_MAX_CHARS)
        .read(pointer, raw)
        .map_err(|fault| vec![fault])
}

impl CorrectionForm {
    /// Checks the request.
    ///
    /// # Errors
    ///
    /// Every fault with its pointer: no message, a pointer that is not one of the form.
    pub fn parse(self) -> Result<Correction, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let message = match parse_reason("/message", &self.message) {
            Ok(message) => message,
            Err(mut found) => {
                faults.append(&mut found);
                Some(String::new())
            }
        };
        if message.is_none() {
            faults.push(FieldProblem::new(
                "/message",
                Code::Required,
                "say what to correct",
            ));
        }
        if self.fields.len() > super::form::FIELDS.len() {
            faults.push(FieldProblem::new(
                "/fields",
                Code::TooMany,
                "more fields than the form has",
            ));
        }
        for (i, field) in self
            .fields
            .iter()
            .enumerate()
            .take(super::form::FIELDS.len())
        {
            if !super::form::FIELDS.contains(&field.as_str()) {
                faults.push(FieldProblem::new(
                    format!("/fields/{i}"),
                    Code::UnknownValue,
                    "not a field of the form",
                ));
            }
        }
        match message {
            Some(message) if faults.is_empty() => Ok(Correction {
                message,
                fields: self.fields,
            }),
            _ => Err(faults),
        }
    }
}

impl DecisionForm {
    /// The comment, cleaned; required for a refusal.
    ///
    /// # Errors
    ///
    /// No reason, or one that is too short or too long.
    pub fn comment(&self) -> Result<Option<String>, Vec<FieldProblem>> {
        let comment = match self.decision {
            DecisionKind::Refuse => parse_reason("/comment", &self.comment)?,
            DecisionKind::Label => Limits::prose(1, COMMENT_MAX_CHARS)
                .read("/comment", &self.comment)
                .map_err(|fault| vec![fault])?,
        };
        if comment.is_none() && self.decision == DecisionKind::Refuse {
            return Err(vec![FieldProblem::new(
                "/comment",
                Code::Required,
                "a refusal needs its reason",
            )]);
        }
        Ok(comment)
    }
}
