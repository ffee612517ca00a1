//! A transition to perform, and the person who performs it.

use crate::events::decision_details::Details;
use crate::events::scope;
use crate::events::stored::StoredFile;
use ground::log::By;
use http::Actor;
use shared::account::Role;
use shared::event::FormField;
use shared::id::AccountId;
use shared::label::{self, Action};
use uuid::Uuid;

/// Person who performs a transition.
#[derive(Debug, Clone)]
pub(crate) struct Performer {
    /// Author of the log entry.
    pub(crate) by: By,
    /// Author of the decision.
    pub(crate) account: AccountId,
    /// Capacities in which the account acts.
    pub(crate) capacities: Vec<label::Actor>,
}

impl Performer {
    /// Account of [`Self::nobody`]: no person has it.
    pub(super) const NOBODY: AccountId = AccountId(Uuid::nil());

    /// The platform itself, which grants the label to a file that nobody has begun to review. Its decisions are stored apart.
    pub(crate) fn nobody() -> Self {
        Self {
            by: By::System,
            account: Self::NOBODY,
            capacities: vec![label::Actor::Coordinator],
        }
    }

    /// The caller of an operation.
    pub(crate) fn of(actor: &Actor, file: &StoredFile) -> Self {
        let capacities = scope::capacities(actor, file);
        let role = match capacities.first() {
            Some(label::Actor::Coordinator) => Role::Coordinator,
            Some(label::Actor::Referent) => Role::Referent,
            Some(label::Actor::Owner | label::Actor::Submitter | label::Actor::Editor) | None => {
                Role::Organiser
            }
        };
        Self {
            by: By::Person(actor.account.id, role),
            account: actor.account.id,
            capacities,
        }
    }
}

/// A transition to perform.
#[derive(Debug, Clone)]
pub(crate) struct Transition {
    pub(crate) action: Action,
    /// Message or reason, validated and normalised.
    pub(crate) comment: Option<String>,
    /// The form fields concerned.
    pub(crate) fields: Vec<FormField>,
    /// True for a submission with a late pass: the deadline does not count.
    pub(crate) late: bool,
}

/// A transition with the details of a reviewer's decision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detailed<'a> {
    pub(crate) transition: &'a Transition,
    pub(crate) details: &'a Details,
}

impl Transition {
    /// JSON pointer to the comment in the body of the request.
    pub(super) const fn pointer(&self) -> &'static str {
        match self.action {
            Action::RequestCorrection => "/message",
            Action::Grant | Action::Refuse => "/comment",
            Action::Submit | Action::Withdraw | Action::Revoke | Action::Reopen => "/reason",
        }
    }
}
