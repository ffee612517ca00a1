//! Late passes, as the reviewers issue, list and revoke them.

mod issue;
mod list;
mod revoke;

use super::reach::Reach;
use crate::late_passes::StoredPass;
use ground::log::{By, Entry, Subject};
use http::Actor;
use http::register::ServiceConfig;
use serde_json::Value;
use shared::account::Role;
use shared::place::Territory;

/// Kind: a late pass was issued.
const ISSUED: &str = "edition.late_pass_issued";
/// Kind: a late pass was revoked.
const REVOKED: &str = "edition.late_pass_revoked";

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(issue::issue_late_pass)
        .service(list::list_late_passes)
        .service(revoke::revoke_late_pass);
}

/// True when the caller reviews the whole territory.
fn reviews(actor: &Actor, territory: &Territory) -> bool {
    match Reach::of(actor).narrow(territory.clone()) {
        Ok(Reach::Everywhere) => *territory == Territory::National,
        Ok(Reach::Within(within)) => within == [territory.clone()],
        Err(_) => false,
    }
}

/// Log entry about a pass; never contains its address or its code.
fn entry(actor: &Actor, stored: &StoredPass, kind: &'static str) -> Entry {
    let role = if actor.account.has(Role::Coordinator) {
        Role::Coordinator
    } else {
        Role::Referent
    };
    let pass = &stored.pass;
    let payload: Value = serde_json::json!({
        "pass": pass.id,
        "territory": pass.territory,
        "kind": pass.kind,
        "personal": pass.email.is_some(),
        "expiresAt": pass.expires_at,
    });
    Entry {
        by: By::Person(actor.account.id, role),
        subject: Subject::Edition(stored.edition_id),
        edition: Some(stored.edition_id),
        kind,
        payload,
    }
}
