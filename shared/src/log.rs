//! The audit log as the administration reads it, and its verification.

use crate::account::{Grant, Role};
use crate::id::AccountId;
use crate::identifiers::string_enum;
use crate::label::LabelState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Maximum length of the name of a kind, in characters.
const KIND_MAX_CHARS: usize = 100;

/// True for what can be the name of a kind of change or job: 1 to 100 lower-case letters, digits, `_` and `.`.
pub fn is_kind(name: &str) -> bool {
    (1..=KIND_MAX_CHARS).contains(&name.len())
        && name
            .bytes()
            .all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
}

string_enum! {
    /// Kind of subject of a row of the log.
    LogSubjectKind {
        /// An event submission, public or not.
        Event = "event",
        /// An edition, its rules or its shared files.
        Edition = "edition",
        /// An account, its roles or its state.
        Account = "account",
        /// An organisation, its members or its mandates.
        Organisation = "organisation",
        /// The platform itself: jobs, invitations to a role, the log.
        Platform = "platform",
    }
}

/// Author of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogActor {
    /// UUID of the account.
    pub id: AccountId,
    /// Name; absent once the account was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role in which the person acted; absent when this release does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// Subject of a row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogSubject {
    /// Kind of the subject; absent when this release does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LogSubjectKind>,
    /// UUID of the subject.
    pub id: Uuid,
    /// Title or name of the subject; absent when it was deleted or erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Details of the change that a row records, as far as they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogDetails {
    /// State of the event submission after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<LabelState>,
    /// Message or reason that was given with the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Reason why a decision did not follow the answers on the criteria, why an account was disabled or why a job was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// JSON pointers to the form fields concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Role and territory that were given, taken back or offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
    /// Name of the kind of job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_kind: Option<String>,
    /// Number of jobs, events or rows concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// A row of the log. It contains no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogRow {
    /// Sequence number of the row in the log.
    pub seq: i64,
    /// Time of the change.
    pub at: DateTime<Utc>,
    /// Kind of change, such as `event.submitted`.
    #[cfg_attr(feature = "openapi", schema(example = "event.submitted"))]
    pub kind: String,
    /// Author; absent for the platform itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<LogActor>,
    /// Subject of the change.
    pub subject: LogSubject,
    /// Details of the change.
    pub details: LogDetails,
}

string_enum! {
    /// Outcome of a verification of the log.
    LogVerdict {
        /// Being verified, or waiting to be.
        Running = "running",
        /// Every row follows the one before, and the kept head is in the log.
        Valid = "valid",
        /// A row is missing, altered or out of place, or the kept head is not in the log.
        Broken = "broken",
        /// The verification itself failed, for instance since the kept head cannot be read.
        Failed = "failed",
    }
}

string_enum! {
    /// Fault that a verification finds in the log.
    LogFault {
        /// No row has this number, although later ones exist.
        Missing = "missing",
        /// The row does not follow the row before it.
        Unchained = "unchained",
        /// The content of the row does not match its hash.
        Altered = "altered",
        /// The row is not the one that a kept head names: the log was written anew.
        Rewritten = "rewritten",
        /// The log ends before the row that a kept head names: rows were removed from its end.
        CutOff = "cut_off",
    }
}

/// A verification of the log that somebody started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogVerification {
    /// UUID of the verification.
    pub id: Uuid,
    /// Time at which it was requested.
    pub requested_at: DateTime<Utc>,
    /// Time at which it ended; absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Outcome so far; final once `ended_at` is present.
    pub verdict: LogVerdict,
    /// Number of rows that were verified, from the first.
    pub verified: u64,
    /// Number of rows when it was requested.
    pub total: u64,
    /// Row that the kept head names; absent when no head was kept, so that rows removed from the end go unnoticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<i64>,
    /// Fault that was found; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<LogFault>,
    /// The first row that is not as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault_row: Option<i64>,
}

/// Result of the last time that the whole log was verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LatestLogVerification {
    /// The verification; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<LogVerification>,
}
