use crate::words::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Kind of letter that its recipient may refuse. Every other letter is owed: it is about the account or a submission
    /// of the recipient, or about a duty.
    OptionalLetter {
        /// Reminder, before the submission deadline, of drafts that were not submitted.
        DeadlineReminder = "deadline_reminder",
    }
}

/// Letters that a person wants to receive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preferences {
    /// Kinds of letters that the person refuses; empty, as for a new account, when all are wanted.
    pub refused_letters: Vec<OptionalLetter>,
}

/// Kind of letter that was refused with the link in such a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedLetter {
    /// Kind of letter.
    pub letter: OptionalLetter,
}
