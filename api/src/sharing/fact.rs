//! Log entries about the sharing of the review.
//!
//! | Kind | Change | Payload |
//! |---|---|---|
//! | `event.routed` | an event went to a group or a reviewer, by a rule or since something changed; hidden from the organiser | `group`, `assignee`, `cause`, `rule` |
//! | `event.assigned` | a person gave it to a group or a reviewer; hidden from the organiser | as above |
//! | `review_group.created`, `review_group.changed`, `review_group.deleted` | a group was created, got another name or became the default one, was deleted | `name`, `default` |
//! | `review_group.rules_set` | its rules changed | `added`, `removed`: the conditions, at most 100 |
//! | `review_group.member_added`, `review_group.member_role`, `review_group.member_removed` | somebody joined, has another role, left | `account`, `role` |
//! | `account.absence_entered`, `account.absence_deleted` | a reviewer is absent | `first`, `last` |
//! | `account.conflict_declared`, `account.conflict_deleted` | a reviewer has a conflict of interest | `with` |

use super::assignments::Assignment;
use ground::log::{By, Entry, Subject};
use serde_json::{Value, json};
use shared::id::{AccountId, EditionId, ReviewGroupId};
use shared::label::RoutingRule;

/// Kind: an event went to a group or a reviewer.
pub(crate) const ROUTED: &str = "event.routed";
/// Kind: a person gave it to a group or a reviewer.
pub(crate) const ASSIGNED: &str = "event.assigned";
/// Kind of subject of the entries about groups.
pub(crate) const GROUP_SUBJECT: &str = "review_group";

pub(crate) const CREATED: &str = "review_group.created";
pub(crate) const CHANGED: &str = "review_group.changed";
pub(crate) const DELETED: &str = "review_group.deleted";
pub(crate) const RULES_SET: &str = "review_group.rules_set";
pub(crate) const MEMBER_ADDED: &str = "review_group.member_added";
pub(crate) const MEMBER_ROLE: &str = "review_group.member_role";
pub(crate) const MEMBER_REMOVED: &str = "review_group.member_removed";
pub(crate) const ABSENCE_ENTERED: &str = "account.absence_entered";
pub(crate) const ABSENCE_DELETED: &str = "account.absence_deleted";
pub(crate) const CONFLICT_DECLARED: &str = "account.conflict_declared";
pub(crate) const CONFLICT_DELETED: &str = "account.conflict_deleted";

/// Log entry for the group and the reviewer that an event has from now on.
pub(crate) fn of_event(assignment: &Assignment, kind: &'static str, by: By) -> Entry {
    let rule = assignment.route.rule.as_ref().map(RoutingRule::key);
    Entry {
        by,
        subject: Subject::Event(assignment.event),
        edition: Some(assignment.edition),
        kind,
        payload: json!({
            "group": assignment.route.group,
            "assignee": assignment.assignee,
            "cause": assignment.route.cause,
            "rule": rule,
        }),
    }
}

/// A change of a group.
pub(crate) fn of_group(
    (group, edition): (ReviewGroupId, EditionId),
    kind: &'static str,
    by: By,
    payload: Value,
) -> Entry {
    Entry {
        by,
        subject: Subject::ReviewGroup(group),
        edition: Some(edition),
        kind,
        payload,
    }
}

/// A change that concerns a reviewer.
pub(crate) fn of_reviewer(account: AccountId, kind: &'static str, by: By, payload: Value) -> Entry {
    Entry {
        by,
        subject: Subject::Account(account),
        edition: None,
        kind,
        payload,
    }
}
