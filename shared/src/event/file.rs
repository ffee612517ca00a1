//! Event submissions: the requests and responses exchanged with organisers. Those of the review are in `label`.

use super::{
    ChangeStatus, CorrectionScope, EventForm, EventReport, Expectation, LifeStatus,
    OccurrenceChange, SeriesEvent, Sharing,
};
use crate::calendar::Schedule;
use crate::criterion::{COMMENT_MAX_CHARS, Finding, check};
use crate::edition::{Edition, LocalDates};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::label::{Action, CorrectionPoint, LabelState};
use crate::organisation::FiledFor;
use crate::place::{Commune, DepartmentCode};
use crate::problem::FieldProblem;
use crate::text::Limits;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Request to create a draft event submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEvent {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Fields that are already known; an empty form when absent.
    #[serde(default)]
    pub form: EventForm,
}

/// Request to copy an event submission into a new draft: texts, place and audiences are copied, dates, booking
/// deadlines, commitments and decisions are not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateEvent {
    /// Slug of the edition of the copy; that of the original when absent.
    #[serde(default)]
    pub edition: Option<String>,
}

/// Request to validate a form without storing it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValidationRequest {
    /// Slug of the edition.
    pub edition: String,
    /// Form to validate; it may be incomplete.
    pub form: EventForm,
}

/// Validation of a form: field errors and the automatic check of the four criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Validation {
    /// True when the form can be submitted as it is.
    pub submittable: bool,
    /// All errors, each with its JSON pointer into the form; empty when `submittable`.
    pub problems: Vec<FieldProblem>,
    /// One finding per criterion, in criterion order.
    pub findings: Vec<Finding>,
}

impl Validation {
    /// Validates a form for submission at the time `at`, with the same errors as an actual submission.
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

/// An event submission, as its organiser and its referents see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventFile {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Version number, incremented by every change; used as the `ETag`.
    pub version: i32,
    /// State in the labelling process.
    pub state: LabelState,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    pub life_status: LifeStatus,
    /// Message of the organiser to the public about `lifeStatus`; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_note: Option<String>,
    /// Occurrences of a labelled event with their own states, as they are set; absent for any other event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrences: Option<Schedule>,
    /// Slug of the public page; absent until the label is first granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The organisation in whose name it is filed; absent for an event of its owner alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_for: Option<FiledFor>,
    /// Form as last saved by the organiser; it may be incomplete.
    pub form: EventForm,
    /// Commune with the INSEE code of the form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// Errors of the form and automatic check of the criteria, at the time of the response.
    pub validation: Validation,
    /// Dates of the edition at the place of the event.
    pub dates: LocalDates,
    /// Actions that the caller may perform now.
    pub allowed: Vec<Action>,
    /// True when the caller may edit the form now.
    pub editable: bool,
    /// Fields that the current correction request opens; absent when it names no field, and for an event that is not in
    /// correction: then `editable` holds for the whole form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<CorrectionScope>,
    /// Change of the labelled event; absent for any other event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeStatus>,
    /// Report of the organiser on the event; absent until it is handed in, once the event is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<EventReport>,
    /// Time of the last submission; absent for an event that was never submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Review deadline of the referents, of a submission or of a change; absent unless the review clock is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Decisions and correction requests, most recent first.
    pub decisions: Vec<Decision>,
    /// Events of the same series in other editions, oldest first, as far as the caller may see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesEvent>,
    /// Time at which the draft was created.
    pub created_at: DateTime<Utc>,
    /// Time of the last change.
    pub updated_at: DateTime<Utc>,
}

/// Short form of an event submission, for its organiser's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventFileSummary {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Title as submitted, or as last saved while the form is editable; may be empty.
    pub title: String,
    /// State in the labelling process.
    pub state: LabelState,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    pub life_status: LifeStatus,
    /// Slug of the public page; absent until the label is first granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Start of the first occurrence, as last submitted; absent for an event that was never submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_begin: Option<DateTime<Utc>>,
    /// Department of the venue, as last submitted, or as last saved while something is expected of the organiser; absent for an
    /// online event, and when unknown. Its time zone is that of the event's dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Review deadline of the referents; absent unless the review clock is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Side of the caller: `given` for the owner, `received` for a co-editor; absent when only its owner works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    /// The organisation in whose name it is filed; absent for an event of its owner alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_for: Option<FiledFor>,
    /// Number of messages of the reviewers that nobody on the side of the organiser has read.
    #[serde(default)]
    pub unread_messages: u32,
    /// True when the organiser has reported on the event.
    #[serde(default)]
    pub reported: bool,
    /// Time of the last change.
    pub updated_at: DateTime<Utc>,
    /// Task of the organiser and its deadline; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expectation>,
    /// Events of the same series in other editions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesEvent>,
}

impl EventFileSummary {
    /// Time zone of its dates: that of its department, or Paris.
    pub fn zone(&self) -> Tz {
        self.department
            .as_ref()
            .map_or(Tz::Europe__Paris, DepartmentCode::zone)
    }
}

/// Private address of the caller's calendar of deadlines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadlineCalendar {
    /// Secret URL; absent until one is created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://example.org/api/v1/deadlines/x2…Q/calendar.ics")
    )]
    pub address: Option<String>,
}

/// Request to withdraw an event submission.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withdrawal {
    /// Reason, 10 to 2,000 characters; required once the event is labelled.
    #[serde(default)]
    pub reason: String,
}

/// Request to change the life status of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LifeStatusForm {
    /// New life status, which replaces the current one.
    pub status: LifeStatus,
    /// Message to the public, 3 to 255 characters; empty for none.
    #[serde(default)]
    pub note: String,
}

/// A decision or correction request, as recorded on an event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Action that was performed.
    pub action: Action,
    /// Message or reason given with the action; empty when there was none.
    pub comment: String,
    /// JSON pointers to the form fields concerned.
    pub fields: Vec<String>,
    /// Single fields that need a correction, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<CorrectionPoint>,
    /// Reason why the decision did not follow the verdicts on the criteria; absent when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// Review round: 1 for the first submission, plus one for each resubmission.
    pub round: u32,
    /// Time of the action.
    pub decided_at: DateTime<Utc>,
}

string_enum! {
    /// Capacity in which a person performed an action.
    HistoryActor {
        /// The organiser who owns the event, or a co-editor.
        Organiser = "organiser",
        /// A referent, coordinator or administrator.
        Reviewer = "reviewer",
        /// No person: an import or a scheduled task.
        System = "system",
    }
}

/// An entry in the history of an event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// Sequence number in the log, increasing.
    pub seq: i64,
    /// Time of the entry.
    pub at: DateTime<Utc>,
    /// Event type in the log, such as `event.submitted`.
    #[cfg_attr(feature = "openapi", schema(example = "event.submitted"))]
    pub kind: String,
    /// Capacity of the person who performed the action.
    pub actor: HistoryActor,
    /// Name of the person, for reviewers only; absent for the platform, and once the account was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// Message or reason given with the action; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Reason why a decision did not follow the verdicts on the criteria; absent when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// JSON pointers to the form fields concerned; empty when the action names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// State after the action; absent when the state did not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<LabelState>,
    /// The occurrence whose state was set; absent for any other action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<OccurrenceChange>,
}

/// Minimum length of a reason, in characters: a bare `non` is not one.
const REASON_MIN_CHARS: usize = 10;

/// Validates a reason or message; `None` when it is blank.
///
/// # Errors
///
/// Too short, too long, or with control characters.
pub fn parse_reason(pointer: &str, raw: &str) -> Result<Option<String>, Vec<FieldProblem>> {
    Limits::prose(REASON_MIN_CHARS, COMMENT_MAX_CHARS)
        .read(pointer, raw)
        .map_err(|fault| vec![fault])
}
