//! The people of an agenda, in OpenAgenda's words.

use super::queries::people::Member;
use serde_json::{Value, json};
use shared::account::{Account, Role};

/// Role of a person in an agenda.
fn role(has: impl Fn(Role) -> bool) -> &'static str {
    if has(Role::Coordinator) || has(Role::Administrator) {
        "administrator"
    } else if has(Role::Referent) {
        "moderator"
    } else {
        "contributor"
    }
}

/// The caller as a member.
pub(super) fn own(account: &Account, uid: i64) -> Value {
    json!({
        "uid": uid,
        "name": account.name,
        "email": account.email,
        "role": role(|role| account.has(role)),
    })
}

/// A member for the coordination. Accounts have no telephone numbers.
pub(super) fn listed(member: &Member) -> Value {
    json!({
        "uid": member.uid,
        "name": member.name,
        "email": member.email,
        "phone": null,
        "organization": member.organisation,
        "role": role(|role| member.roles.contains(&role)),
    })
}
