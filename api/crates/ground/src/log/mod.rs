//! The log: what happened, in the order in which it became true, each row holding the hash of the one before.
//!
//! A row is appended in the transaction of what it records, so that the two are there together or not at all. Sequence
//! order is commit order: writers of PostgreSQL queue for an advisory lock, SQLite has one writer. Whatever follows
//! changes (history, catalogue, mails, statistics) reads [`since`] by cursor.

mod queries;
mod rows;
mod verify;

pub use queries::append_all;
pub use queries::{append, head, of_subject, since};
pub use verify::{Fault, Report, verify};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use shared::account::Role;
use shared::id::{AccountId, EditionId, EventId};
use uuid::Uuid;

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An event's file.
    Event(EventId),
    /// An edition.
    Edition(EditionId),
    /// A person's account.
    Account(AccountId),
}

impl Subject {
    /// The word in the log.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Edition(_) => "edition",
            Self::Account(_) => "account",
        }
    }

    /// The identifier in the log.
    pub fn id(self) -> Uuid {
        match self {
            Self::Event(id) => id.0,
            Self::Edition(id) => id.0,
            Self::Account(id) => id.0,
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person, in the quality of a role.
    Person(AccountId, Role),
    /// The platform itself: command line, import, job.
    System,
}

/// A row to be.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who did it.
    pub by: By,
    /// What it is about.
    pub subject: Subject,
    /// The edition that it belongs to, if it does.
    pub edition: Option<EditionId>,
    /// What happened: `event.submitted`.
    pub kind: &'static str,
    /// What else there is to know; no addresses of people, no secrets.
    pub payload: serde_json::Value,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its place in the order; begins with 1, without gaps.
    pub seq: i64,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Who; `None` for the platform itself.
    pub actor_id: Option<Uuid>,
    /// In what quality: a role, or `system`.
    pub actor_role: String,
    /// What it is about: `event`, `edition`, `account`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// Its edition.
    pub edition_id: Option<Uuid>,
    /// What happened.
    pub kind: String,
    /// JSON, letter for letter as it was hashed.
    pub payload: String,
    /// Hash of the row before; of nothing, 64 zeros.
    pub prev_hash: String,
    /// SHA-256 of everything above, in hexadecimal.
    pub hash: String,
}

impl Record {
    /// The payload as a value.
    ///
    /// # Errors
    ///
    /// When the row was tampered with so that it is no JSON any more.
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.payload)
    }

    /// The hash that the row must have: over one JSON array, in which no two rows can look alike.
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
        let said = serde_json::json!([
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
        crate::hex::hex(&Sha256::digest(said.to_string()))
    }
}

/// Hash before the first row.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
