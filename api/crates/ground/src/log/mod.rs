//! The audit log: one row per change, in commit order, each row holding the hash of the one before.
//!
//! A row is appended in the same transaction as the change that it records, so that neither exists without the other. Sequence
//! order is commit order: on PostgreSQL writers queue for an advisory lock, SQLite has a single writer. Every consumer of
//! changes (history, catalogue, e-mails, statistics) reads [`since`] by cursor.

mod queries;
mod rows;
mod verify;

pub use queries::append_all;
pub use queries::{LogQuery, append, head, hold, holds, of_subject, page, since};
pub use verify::{ChainError, Report, Verifier, verify};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::account::Role;
use shared::id::{AccountId, EditionId, EventId, OrganisationId, ReviewGroupId};
use uuid::Uuid;

/// The entity that a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Event(EventId),
    Edition(EditionId),
    Account(AccountId),
    Organisation(OrganisationId),
    ReviewGroup(ReviewGroupId),
    /// The platform itself: its jobs, the invitations to a role, the verification of the log.
    Platform,
}

impl Subject {
    /// The kind as stored in the log: `event`, `edition`, `account`, `organisation`, `review_group` or `platform`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Edition(_) => "edition",
            Self::Account(_) => "account",
            Self::Organisation(_) => "organisation",
            Self::Platform => "platform",
            Self::ReviewGroup(_) => "review_group",
        }
    }

    /// UUID of the entity, as stored in the log; nil for the platform.
    pub fn id(self) -> Uuid {
        match self {
            Self::Event(id) => id.0,
            Self::Edition(id) => id.0,
            Self::Account(id) => id.0,
            Self::Organisation(id) => id.0,
            Self::Platform => Uuid::nil(),
            Self::ReviewGroup(id) => id.0,
        }
    }
}

/// Author of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person, and the role in which they acted.
    Person(AccountId, Role),
    /// The platform itself: command line, import or background job.
    System,
}

/// A log entry that has not been appended yet.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Author of the change.
    pub by: By,
    /// The entity that changed.
    pub subject: Subject,
    /// The edition that the subject belongs to, if any.
    pub edition: Option<EditionId>,
    /// Kind of change, such as `event.submitted`.
    pub kind: &'static str,
    /// Details of the change; never contains personal addresses or secrets.
    pub payload: serde_json::Value,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Sequence number: starts at 1, without gaps.
    pub seq: i64,
    /// Time of the change, in UTC.
    pub at: DateTime<Utc>,
    /// Account of the person who made the change; `None` for the platform itself.
    pub actor_id: Option<Uuid>,
    /// Role in which they acted, or `system`.
    pub actor_role: String,
    /// Kind of the subject: `event`, `edition`, `account`, `organisation`, `review_group` or `platform`.
    pub subject_kind: String,
    /// Identifier of the subject.
    pub subject_id: Uuid,
    /// Identifier of the edition that the subject belongs to, if any.
    pub edition_id: Option<Uuid>,
    /// Kind of change, such as `event.submitted`.
    pub kind: String,
    /// Details as JSON, byte for byte as hashed.
    pub payload: String,
    /// Hash of the row before; 64 zeros in the first row.
    pub prev_hash: String,
    /// SHA-256 of all fields above, in hexadecimal.
    pub hash: String,
}

/// The end of the log at some moment, which every later state of the log must contain.
///
/// Written down outside the database, it shows that rows were removed from the end or that the log was written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Sequence number of the last row.
    pub seq: i64,
    /// Its hash, which depends on every row before it.
    pub hash: String,
    /// Time at which it was appended, in UTC.
    pub at: DateTime<Utc>,
}

impl Record {
    /// True when this is the row that the head names.
    fn is(&self, head: &Head) -> bool {
        (self.seq, &self.hash, self.at) == (head.seq, &head.hash, head.at)
    }

    /// Deserialises the payload.
    ///
    /// # Errors
    ///
    /// When the payload does not describe a `T`, for instance because the row was tampered with.
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.payload)
    }

    /// The hash that the row must have: that of a JSON array of its fields, which differs for any two rows.
    fn expected_hash(&self) -> String {
        let Self {
            seq,
            at,
            actor_id,
            actor_role,
            subject_kind,
            subject_id,
            edition_id,
            kind,
            payload,
            prev_hash,
            hash: _,
        } = self;
        let fields = serde_json::json!([
            seq,
            at.timestamp_micros(),
            actor_id,
            actor_role,
            subject_kind,
            subject_id,
            edition_id,
            kind,
            payload,
            prev_hash
        ]);
        crate::hex::hex(&Sha256::digest(fields.to_string()))
    }
}

/// `prev_hash` of the first row.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
