use crate::identifiers::string_enum;
use crate::label::LabelState;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Standing of the conversation on an event submission: open, or the reason why no message can be written.
    ConversationStanding {
        /// Both sides can write.
        Open = "open",
        /// The event was never submitted: nobody reviews it yet.
        NotFiled = "not_filed",
        /// The organiser has withdrawn the event; the conversation opens again when it is submitted again.
        Withdrawn = "withdrawn",
        /// Its edition is over: nothing about it is decided any more.
        Over = "over",
    }
}

impl ConversationStanding {
    /// The standing of a submission in a state; `filed` is true once it was submitted, `writable` while its edition admits changes.
    pub const fn of(state: LabelState, filed: bool, writable: bool) -> Self {
        match state {
            _ if !filed => Self::NotFiled,
            _ if !writable => Self::Over,
            LabelState::Withdrawn => Self::Withdrawn,
            LabelState::Draft
            | LabelState::Submitted
            | LabelState::CorrectionRequested
            | LabelState::Labelled
            | LabelState::Refused
            | LabelState::Revoked => Self::Open,
        }
    }

    /// True when messages can be written.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open)
    }
}

/// Rules of an edition for the conversation on its event submissions, experts included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationRules {
    /// Minutes after a message before a letter informs the other side, so that several messages give one letter (0 to 60).
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub letter_minutes: u32,
    /// Days after which the link of an expert expires unless the reviewer chooses another number (1 to 60).
    #[cfg_attr(feature = "openapi", schema(example = 7))]
    pub opinion_days: u32,
}

impl Default for ConversationRules {
    fn default() -> Self {
        Self {
            letter_minutes: 5,
            opinion_days: 7,
        }
    }
}

impl ConversationRules {
    /// Maximum number of days for which the link of an expert is valid.
    pub const OPINION_DAYS_MAX: u32 = 60;
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::draft(LabelState::Draft, false, true, ConversationStanding::NotFiled)]
    #[case::withdrawn_unseen(LabelState::Withdrawn, false, true, ConversationStanding::NotFiled)]
    #[case::submitted(LabelState::Submitted, true, true, ConversationStanding::Open)]
    #[case::sent_back(
        LabelState::CorrectionRequested,
        true,
        true,
        ConversationStanding::Open
    )]
    #[case::labelled(LabelState::Labelled, true, true, ConversationStanding::Open)]
    #[case::refused(LabelState::Refused, true, true, ConversationStanding::Open)]
    #[case::withdrawn(LabelState::Withdrawn, true, true, ConversationStanding::Withdrawn)]
    #[case::labelled_and_over(LabelState::Labelled, true, false, ConversationStanding::Over)]
    #[case::undecided_and_over(LabelState::Submitted, true, false, ConversationStanding::Over)]
    fn a_submission_whose_matter_is_closed_is_read_only(
        #[case] state: LabelState,
        #[case] filed: bool,
        #[case] writable: bool,
        #[case] standing: ConversationStanding,
    ) {
        assert_eq!(ConversationStanding::of(state, filed, writable), standing);
    }
}
