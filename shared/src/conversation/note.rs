use crate::id::ReviewNoteId;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum length of an internal note, in characters.
pub const NOTE_MAX_CHARS: usize = 5_000;
/// Maximum number of internal notes on one event submission.
pub const NOTES_PER_FILE: usize = 200;

/// An internal note, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewNoteForm {
    /// Text, 1 to 5,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 5000))]
    pub text: String,
}

impl ReviewNoteForm {
    /// The normalised text.
    ///
    /// # Errors
    ///
    /// Faults at `/text`.
    pub fn check(&self) -> Result<String, Vec<FieldProblem>> {
        let required = || FieldProblem::new("/text", Code::Required, "a note has a text");
        Limits::prose(1, NOTE_MAX_CHARS)
            .read("/text", &self.text)
            .and_then(|text| text.ok_or_else(required))
            .map_err(|fault| vec![fault])
    }
}

/// An internal note of the reviewers on an event submission, which its organiser never sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewNote {
    /// UUID of the note.
    pub id: ReviewNoteId,
    /// Name of its author; absent when the author has no account any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Text for the reviewers, 1 to 5,000 characters in paragraphs.
    pub text: String,
    /// Time at which it was written.
    pub written_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(" À revoir ", Ok("À revoir"))]
    #[case(" ", Err(Code::Required))]
    #[case(&"a".repeat(5_001), Err(Code::TooLong))]
    fn a_note_has_a_bounded_text(#[case] text: &str, #[case] expected: Result<&str, Code>) {
        let form = ReviewNoteForm {
            text: text.to_owned(),
        };
        let found = form.check();
        assert_eq!(
            found
                .as_ref()
                .map(String::as_str)
                .map_err(|faults| faults[0].code),
            expected
        );
    }
}
