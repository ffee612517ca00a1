//! Log entries about an event.
//!
//! | Kind | Change | Payload |
//! |---|---|---|
//! | `event.created` | a draft was created | `to` |
//! | `event.submitted`, `event.correction_requested`, `event.labelled`, `event.refused`, `event.withdrawn`, `event.revoked`, `event.reopened` | the label state changed | `from`, `to`, `action`, `round`, `comment`, `fields`, `points`, `overrideReason` |
//! | `event.deleted` | a draft was deleted, with the account of its owner or by undoing the import that created it | `from` |
//! | `event.decision_held` | a reviewer took a decision that can be undone for a moment; hidden from the organiser | `action`, `round` |
//! | `event.decision_undone`, `event.decision_lapsed` | it was undone, or another change came first; hidden from the organiser | `action`, `round` |
//! | `event.decision_kept` | a reviewer took a decision that a coordinator has yet to release; hidden from the organiser | `action`, `round` |
//! | `event.decision_released`, `event.decision_sent_back` | a coordinator released it, or sent it back with a reason; hidden from the organiser | `action`, `round`, `comment` |
//! | `event.second_look_asked` | a reviewer asked another one to look at the file; hidden from the organiser | `round`, `comment` |
//! | `event.correction_reminded`, `event.correction_lapsed` | the organiser was reminded of a correction request; it ended without an answer when the event began | `round` |
//! | `event.assessed` | criteria were assessed; hidden from the organiser | `round`, `verdicts` by criterion |
//! | `event.life_status` | the organiser changed the life status | `lifeStatus`, `comment` |
//! | `event.reported` | the organiser reported on the event after it | `report` |
//! | `event.edited` | a labelled event was changed, and the public sees it at once | `fields` |
//! | `event.change_submitted`, `event.change_withdrawn` | a change that is checked again was submitted, or ended without a decision | `fields` |
//! | `event.change_accepted`, `event.change_refused` | a reviewer decided on it | `fields`, `comment` |
//! | `event.duplicate_marked` | somebody said whether another event is the same | `duplicate` |
//! | `event.occurrence_state` | the state of an occurrence was set | `occurrence` |
//! | `event.invited`, `event.joined`, `event.invitation_declined`, `event.invitation_revoked` | an invitation to co-edit was sent, accepted, declined, revoked | `coEditor` |
//! | `event.transfer_offered`, `event.transferred`, `event.transfer_declined`, `event.transfer_revoked` | likewise to own it; a co-editor also takes over when the owner leaves | `coEditor` |
//! | `event.co_editor_removed`, `event.co_editor_left` | a co-editor was removed, or left | |
//! | `event.reading_opened`, `event.reading_closed` | a secret reading link was made, revoked | |
//! | `event.kit_link_made`, `event.kit_link_revoked` | a secret link to the communication kit was made, revoked | |
//! | `event.message_received`, `event.message_escalated`, `event.message_settled` | a visitor wrote; the referents got the message, which nobody had settled; it was settled | `visitorMessage` |
//! | `event.conversation_message` | the organiser or a reviewer wrote to the other side | `conversation` |
//! | `event.conversation_read` | a side has read new messages; in no history | |
//! | `event.note_added` | a reviewer wrote an internal note; hidden from the organiser | |
//! | `event.opinion_asked`, `event.opinion_revoked`, `event.opinion_given` | an expert was asked for an opinion, cannot answer any more, answered; hidden from the organiser | `opinion` |
//! | `event.organisation_set`, `event.organisation_removed` | the event is filed in the name of an organisation, or of its owner alone; a merge of organisations sets it too | `organisation` |
//! | `event.late_pass_used` | the submission after the deadline used a late pass | `latePass` |
//!
//! The `fields` of a resubmission are those that changed since the submission before.
//!
//! Saving a draft is not logged: the form in the browser saves every few seconds, only the owner sees a draft, and its
//! content is logged when it is submitted.

use super::stored::StoredFile;
use ground::log::{By, Entry, Subject};
use serde::{Deserialize, Serialize};
use shared::change::EVENT_LABELLED;
use shared::conversation::ConversationSide;
use shared::event::{
    DuplicateVerdict, EventReport, FileRole, LifeStatus, MessageOutcome, MessageSubject,
    OccurrenceChange,
};
use shared::id::{
    ConversationMessageId, EventId, LatePassId, OpinionId, OrganisationId, VisitorMessageId,
};
use shared::label::{Action, CorrectionPoint, LabelState};

/// Kind: a draft was created.
pub(crate) const CREATED: &str = "event.created";
/// Kind: a draft was deleted.
const DELETED: &str = "event.deleted";
/// Kind: criteria were assessed.
pub(crate) const ASSESSED: &str = "event.assessed";
/// Kind: a decision was taken that can be undone for a moment.
pub(crate) const DECISION_HELD: &str = "event.decision_held";
/// Kind: it was undone.
pub(crate) const DECISION_UNDONE: &str = "event.decision_undone";
/// Kind: it could not take effect, since the submission had changed.
pub(crate) const DECISION_LAPSED: &str = "event.decision_lapsed";
/// Kind: a decision was taken that a coordinator has yet to release.
pub(crate) const DECISION_KEPT: &str = "event.decision_kept";
/// Kind: a coordinator released it.
pub(crate) const DECISION_RELEASED: &str = "event.decision_released";
/// Kind: a coordinator sent it back.
pub(crate) const DECISION_SENT_BACK: &str = "event.decision_sent_back";
/// Kind: a reviewer asked another one to look at the file.
pub(crate) const SECOND_LOOK_ASKED: &str = "event.second_look_asked";
/// Kind: the organiser was reminded of a correction request.
pub(crate) const CORRECTION_REMINDED: &str = "event.correction_reminded";
/// Kind: a correction request ended without an answer.
pub(crate) const CORRECTION_LAPSED: &str = "event.correction_lapsed";
/// Kind: the life status changed.
pub(crate) const LIFE_STATUS: &str = "event.life_status";
/// Kind: the organiser reported on the event.
pub(crate) const REPORTED: &str = "event.reported";
/// Kind: a labelled event was changed, and the public sees it at once.
pub(crate) const EDITED: &str = "event.edited";
/// Kind: a change that is checked again was submitted.
pub(crate) const CHANGE_SUBMITTED: &str = "event.change_submitted";
/// Kind: a change ended without a decision.
pub(crate) const CHANGE_WITHDRAWN: &str = "event.change_withdrawn";
/// Kind: a reviewer accepted a change.
pub(crate) const CHANGE_ACCEPTED: &str = "event.change_accepted";
/// Kind: a reviewer refused a change.
pub(crate) const CHANGE_REFUSED: &str = "event.change_refused";
/// Kind: the state of an occurrence was set.
pub(crate) const OCCURRENCE_STATE: &str = "event.occurrence_state";

/// Kind: somebody said whether another event is the same.
pub(crate) const DUPLICATE_MARKED: &str = "event.duplicate_marked";
/// Kind: the owner removed a co-editor.
pub(crate) const CO_EDITOR_REMOVED: &str = "event.co_editor_removed";
/// Kind: a co-editor left.
pub(crate) const CO_EDITOR_LEFT: &str = "event.co_editor_left";
/// Kind: somebody else owns the event.
pub(crate) const TRANSFERRED: &str = "event.transferred";
/// Kind: a secret reading link was made.
pub(crate) const READING_OPENED: &str = "event.reading_opened";
/// Kind: the secret reading link was revoked.
pub(crate) const READING_CLOSED: &str = "event.reading_closed";
/// Kind: a secret link to the communication kit was made.
pub(crate) const KIT_LINK_MADE: &str = "event.kit_link_made";
/// Kind: a secret link to the communication kit was revoked.
pub(crate) const KIT_LINK_REVOKED: &str = "event.kit_link_revoked";
/// Kind: a visitor wrote.
pub(crate) const MESSAGE_RECEIVED: &str = "event.message_received";
/// Kind: the referents got a message that nobody had settled.
pub(crate) const MESSAGE_ESCALATED: &str = "event.message_escalated";
/// Kind: a message was settled.
pub(crate) const MESSAGE_SETTLED: &str = "event.message_settled";
/// Kind: the organiser or a reviewer wrote to the other side.
pub(crate) const CONVERSATION_MESSAGE: &str = "event.conversation_message";
/// Kind: a side has read new messages.
pub(crate) const CONVERSATION_READ: &str = "event.conversation_read";
/// Kind: a reviewer wrote an internal note.
pub(crate) const NOTE_ADDED: &str = "event.note_added";
/// Kind: an expert was asked for an opinion.
pub(crate) const OPINION_ASKED: &str = "event.opinion_asked";
/// Kind: the link of an expert was revoked.
pub(crate) const OPINION_REVOKED: &str = "event.opinion_revoked";
/// Kind: an expert gave or changed an opinion.
pub(crate) const OPINION_GIVEN: &str = "event.opinion_given";
/// Kind: the event is filed in the name of an organisation.
pub(crate) const ORGANISATION_SET: &str = "event.organisation_set";
/// Kind: the event is filed in the name of its owner alone.
pub(crate) const ORGANISATION_REMOVED: &str = "event.organisation_removed";
/// Kind: the event was submitted with a late pass.
pub(crate) const LATE_PASS_USED: &str = "event.late_pass_used";

/// Kind: an invitation with this role was sent.
pub(crate) const fn invited(role: FileRole) -> &'static str {
    match role {
        FileRole::Editor | FileRole::Submitter => "event.invited",
        FileRole::Owner => "event.transfer_offered",
    }
}

/// Kind: an invitation with this role was accepted.
pub(crate) const fn joined(role: FileRole) -> &'static str {
    match role {
        FileRole::Editor | FileRole::Submitter => "event.joined",
        FileRole::Owner => TRANSFERRED,
    }
}

/// Kind: an invitation with this role was declined.
pub(crate) const fn invitation_declined(role: FileRole) -> &'static str {
    match role {
        FileRole::Editor | FileRole::Submitter => "event.invitation_declined",
        FileRole::Owner => "event.transfer_declined",
    }
}

/// Kind: an invitation with this role was revoked.
pub(crate) const fn invitation_revoked(role: FileRole) -> &'static str {
    match role {
        FileRole::Editor | FileRole::Submitter => "event.invitation_revoked",
        FileRole::Owner => "event.transfer_revoked",
    }
}

/// Kind of a state transition.
pub(crate) const fn kind_of(action: Action) -> &'static str {
    match action {
        Action::Submit => "event.submitted",
        Action::RequestCorrection => "event.correction_requested",
        Action::Grant => EVENT_LABELLED,
        Action::Refuse => "event.refused",
        Action::Withdraw => "event.withdrawn",
        Action::Revoke => "event.revoked",
        Action::Reopen => "event.reopened",
    }
}

/// Statement about another event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MarkedDuplicate {
    pub(crate) other: EventId,
    pub(crate) verdict: DuplicateVerdict,
}

/// A message of a visitor, without what the visitor wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoggedMessage {
    pub(crate) id: VisitorMessageId,
    pub(crate) subject: MessageSubject,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<MessageOutcome>,
}

/// A message between organiser and reviewers, without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoggedPost {
    pub(crate) message: ConversationMessageId,
    pub(crate) side: ConversationSide,
    /// Number of its attachments.
    pub(crate) attachments: usize,
}

/// Payload of a log entry about an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Fact {
    /// State before the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<LabelState>,
    /// State after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<LabelState>,
    /// Action that changed the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<Action>,
    /// Review round: 1 for the first submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) round: Option<u32>,
    /// Life status after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) life_status: Option<LifeStatus>,
    /// The report that was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) report: Option<EventReport>,
    /// The occurrence whose state was set, after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) occurrence: Option<OccurrenceChange>,
    /// Role that an invitation gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) co_editor: Option<FileRole>,
    /// The organisation in whose name the event is filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organisation: Option<OrganisationId>,
    /// The late pass that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) late_pass: Option<LatePassId>,
    /// Message that a visitor sent to the organiser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) visitor_message: Option<LoggedMessage>,
    /// The message between organiser and reviewers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conversation: Option<LoggedPost>,
    /// The opinion of an expert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opinion: Option<OpinionId>,
    /// The other event, and whether it is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duplicate: Option<MarkedDuplicate>,
    /// Message to the organiser, or reason of the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Reason why a decision did not follow the answers on the criteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) override_reason: Option<String>,
    /// JSON pointers to the form fields concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<String>,
    /// Single fields that need a correction, each with its reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) points: Vec<CorrectionPoint>,
}

/// Log entry for the deletion of a draft.
pub(crate) fn deletion(file: &StoredFile, by: By) -> serde_json::Result<Entry> {
    let payload = Fact {
        from: Some(file.state),
        ..Fact::default()
    };
    payload.entry(file, DELETED, by)
}

impl Fact {
    /// Log entry with this payload.
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
