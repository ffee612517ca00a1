//! Log entries about the spaces of partners, with the identifier of the partner as payload.

use ground::log::{By, Entry, Subject};
use serde_json::json;

pub(super) const OPENED: &str = "platform.partner_opened";
pub(super) const CLOSED: &str = "platform.partner_closed";
pub(super) const INVITED: &str = "platform.partner_invited";
pub(super) const INVITATION_REVOKED: &str = "platform.partner_invitation_revoked";
pub(super) const INVITATION_DECLINED: &str = "platform.partner_invitation_declined";
pub(super) const JOINED: &str = "platform.partner_joined";
pub(super) const LEFT: &str = "platform.partner_left";
pub(super) const REMOVED: &str = "platform.partner_removed";

/// Log entry about the space of a partner.
pub(super) fn entry(partner: &str, kind: &'static str, by: By) -> Entry {
    Entry {
        by,
        subject: Subject::Platform,
        edition: None,
        kind,
        payload: json!({ "partner": partner }),
    }
}
