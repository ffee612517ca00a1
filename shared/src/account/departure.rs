use super::Role;
use crate::label::LabelState;
use serde::{Deserialize, Serialize};

/// Effect of the deletion of its owner's account on an event submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Only its owner has ever seen it: it is deleted.
    Deleted,
    /// It is under review: it is withdrawn, and loses its contact person.
    Withdrawn,
    /// It is labelled: it stays public, as it was submitted.
    Published,
    /// Its review is over: its reviewers keep it, without its contact person.
    Closed,
    /// A co-editor works on it too, and owns it from now on.
    HandedOver,
}

impl Fate {
    /// The fate of a submission in a state; `submitted` is true once it was submitted, `writable` while its edition
    /// admits changes.
    pub const fn of(state: LabelState, submitted: bool, writable: bool) -> Self {
        match state {
            _ if !submitted => Self::Deleted,
            LabelState::Submitted | LabelState::CorrectionRequested if writable => Self::Withdrawn,
            LabelState::Labelled => Self::Published,
            LabelState::Draft
            | LabelState::Submitted
            | LabelState::CorrectionRequested
            | LabelState::Refused
            | LabelState::Withdrawn
            | LabelState::Revoked => Self::Closed,
        }
    }
}

/// Effect of the deletion of an account on the person's event submissions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Departure {
    /// Number of drafts, never submitted, that are deleted with their images.
    pub deleted: u64,
    /// Number of submissions under review that are withdrawn.
    pub withdrawn: u64,
    /// Number of labelled events that stay public as submitted.
    pub published: u64,
    /// Number of refused, withdrawn and revoked submissions that their reviewers keep, without contact person.
    pub closed: u64,
    /// Number of submissions that a co-editor owns from then on.
    #[serde(default)]
    pub handed_over: u64,
    /// Number of messages to reviewers whose text and attachments are erased: those on submissions that nobody takes over.
    #[serde(default)]
    pub messages: u64,
    /// Names of the organisations that need another manager first; empty when the account can be deleted.
    #[serde(default)]
    pub last_manager_of: Vec<String>,
    /// Role for which a successor is needed first; absent when the account can be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_holder_of: Option<Role>,
}

impl Departure {
    /// Adds one to the number of submissions with this fate.
    pub const fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Deleted => self.deleted += 1,
            Fate::Withdrawn => self.withdrawn += 1,
            Fate::Published => self.published += 1,
            Fate::Closed => self.closed += 1,
            Fate::HandedOver => self.handed_over += 1,
        }
    }
}

impl Role {
    /// True for the roles without which the platform cannot run: their last holder cannot delete the account.
    ///
    /// Submissions without a referent are reviewed by the coordinators, so a referent can leave at any time.
    pub const fn is_indispensable(self) -> bool {
        match self {
            Self::Coordinator | Self::Administrator => true,
            Self::Organiser | Self::Partner | Self::Referent => false,
        }
    }
}

/// Request to delete the signed-in account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountDeletion {
    /// Present password of the account that is deleted.
    pub password: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::draft(LabelState::Draft, false, true, Fate::Deleted)]
    #[case::draft_withdrawn_unseen(LabelState::Withdrawn, false, true, Fate::Deleted)]
    #[case::under_review(LabelState::Submitted, true, true, Fate::Withdrawn)]
    #[case::sent_back(LabelState::CorrectionRequested, true, true, Fate::Withdrawn)]
    #[case::under_review_in_an_archived_edition(LabelState::Submitted, true, false, Fate::Closed)]
    #[case::labelled(LabelState::Labelled, true, true, Fate::Published)]
    #[case::labelled_in_an_archived_edition(LabelState::Labelled, true, false, Fate::Published)]
    #[case::refused(LabelState::Refused, true, true, Fate::Closed)]
    #[case::withdrawn(LabelState::Withdrawn, true, true, Fate::Closed)]
    #[case::revoked(LabelState::Revoked, true, false, Fate::Closed)]
    fn a_submission_is_deleted_withdrawn_or_kept(
        #[case] state: LabelState,
        #[case] submitted: bool,
        #[case] writable: bool,
        #[case] fate: Fate,
    ) {
        assert_eq!(Fate::of(state, submitted, writable), fate);
    }
}
