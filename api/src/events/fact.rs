//! What the log says of an event.
//!
//! | Kind | What happened | Payload |
//! |---|---|---|
//! | `event.created` | a draft was opened | `to` |
//! | `event.submitted`, `event.correction_requested`, `event.labelled`, `event.refused`, `event.withdrawn`, `event.revoked` | the file was moved | `from`, `to`, `action`, `round`, `comment`, `fields` |
//! | `event.assessed` | criteria were answered; not the organiser's to read before it is decided | `round`, `verdicts` by criterion |
//! | `event.life_status` | the organiser told that it takes place otherwise | `lifeStatus`, `comment` |
//!
//! Saving a draft is no fact: the form in the browser saves every few seconds, nobody but the owner sees a draft, and what
//! is filed is logged when it is filed.

use super::stored::StoredFile;
use ground::log::{By, Entry, Subject};
use serde::{Deserialize, Serialize};
use shared::event::LifeStatus;
use shared::label::{Action, LabelState};

/// A draft was opened.
pub(crate) const CREATED: &str = "event.created";
/// Criteria were answered.
pub(crate) const ASSESSED: &str = "event.assessed";
/// The life status was changed.
pub(crate) const LIFE_STATUS: &str = "event.life_status";

/// The kind of a move, by what it was.
pub(crate) const fn kind_of(action: Action) -> &'static str {
    match action {
        Action::Submit => "event.submitted",
        Action::RequestCorrection => "event.correction_requested",
        Action::Grant => "event.labelled",
        Action::Refuse => "event.refused",
        Action::Withdraw => "event.withdrawn",
        Action::Revoke => "event.revoked",
    }
}

/// Payload of a row of the log about an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Fact {
    /// State before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<LabelState>,
    /// State after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<LabelState>,
    /// What moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<Action>,
    /// Which filing it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) round: Option<u32>,
    /// Life status after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) life_status: Option<LifeStatus>,
    /// Message or reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Pointers into the form that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<String>,
}

impl Fact {
    /// The row to append.
    pub(crate) fn entry(
        &self,
        file: &StoredFile,
        kind: &'static str,
        by: By,
    ) -> serde_json::Result<Entry> {
        Ok(Entry {
            by,
            subject: Subject::Event(file.id),
            edition: Some(file.edition_id),
            kind,
            payload: serde_json::to_value(self)?,
        })
    }
}
