//! Log entries about an organisation.
//!
//! | Kind | Change | Payload |
//! |---|---|---|
//! | `organisation.created` | a record was created, by hand or with an event that names it | `identifier` |
//! | `organisation.claimed` | somebody took charge of a record without members | |
//! | `organisation.updated` | name, kind or address changed | |
//! | `organisation.member_invited`, `organisation.member_joined`, `organisation.invitation_declined`, `organisation.invitation_revoked` | an invitation was sent, accepted, declined, revoked | `role` |
//! | `organisation.member_role` | a member has another role | `role` |
//! | `organisation.member_removed`, `organisation.member_left` | a member was removed, or left | |
//! | `organisation.mandate_requested`, `organisation.mandate_given`, `organisation.mandate_ended` | another organisation asks to file for this one, may do so, may not any more | `other` |
//! | `organisation.merged` | the record went; `other` stays | `other` |
//! | `organisation.absorbed` | the record took over what belonged to `other` | `other`, `events` |
//!
//! A merge also logs `event.organisation_set` for each event that it moves.

use ground::log::{By, Entry, Subject};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::id::{EditionId, EventId, OrganisationId};
use shared::organisation::{OrganisationIdentifier, OrganisationRole};

pub(super) const CREATED: &str = "organisation.created";
pub(super) const CLAIMED: &str = "organisation.claimed";
pub(super) const UPDATED: &str = "organisation.updated";
pub(super) const MEMBER_INVITED: &str = "organisation.member_invited";
pub(super) const MEMBER_JOINED: &str = "organisation.member_joined";
pub(super) const INVITATION_DECLINED: &str = "organisation.invitation_declined";
pub(super) const INVITATION_REVOKED: &str = "organisation.invitation_revoked";
pub(super) const MEMBER_ROLE: &str = "organisation.member_role";
pub(super) const MEMBER_REMOVED: &str = "organisation.member_removed";
pub(super) const MEMBER_LEFT: &str = "organisation.member_left";
pub(super) const MANDATE_REQUESTED: &str = "organisation.mandate_requested";
pub(super) const MANDATE_GIVEN: &str = "organisation.mandate_given";
pub(super) const MANDATE_ENDED: &str = "organisation.mandate_ended";
pub(super) const MERGED: &str = "organisation.merged";
pub(super) const ABSORBED: &str = "organisation.absorbed";

/// Payload of a log entry about an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Fact {
    /// Number of a new organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<OrganisationIdentifier>,
    /// Role that was offered or given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<OrganisationRole>,
    /// Organisation on the other side of a merge or a mandate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) other: Option<OrganisationId>,
    /// Number of events that moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) events: Option<usize>,
}

impl Fact {
    /// Payload with a role.
    pub(super) fn role(role: OrganisationRole) -> Self {
        Self {
            role: Some(role),
            ..Self::default()
        }
    }

    /// Payload with another organisation.
    pub(super) fn other(other: OrganisationId) -> Self {
        Self {
            other: Some(other),
            ..Self::default()
        }
    }

    /// Log entry with this payload.
    pub(super) fn entry(
        &self,
        organisation: OrganisationId,
        kind: &'static str,
        by: By,
    ) -> serde_json::Result<Entry> {
        Ok(Entry {
            by,
            subject: Subject::Organisation(organisation),
            edition: None,
            kind,
            payload: serde_json::to_value(self)?,
        })
    }
}

/// Log entry of an event that a merge moves to another organisation.
pub(super) fn moved((event, edition): (EventId, EditionId), into: OrganisationId, by: By) -> Entry {
    Entry {
        by,
        subject: Subject::Event(event),
        edition: Some(edition),
        kind: "event.organisation_set",
        payload: json!({ "organisation": into }),
    }
}
