//! The letter to the members of a space when a webhook is stopped.

use super::rows::WebhookRow;
use crate::accounts::letters::recipient_of;
use crate::accounts::queries as accounts;
use crate::partner_spaces::queries as spaces;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter};
use http::Services;
use messages::letters::Values;
use shared::letter::{LetterKind, LetterTag};
use shared::partner::WebhookState;

/// Queues a letter to each member with a verified address.
///
/// # Errors
///
/// When the database fails.
pub(super) fn tell(
    conn: &mut Conn,
    services: &Services,
    row: &WebhookRow,
    state: WebhookState,
) -> Result<(), Error> {
    let kind = match state {
        WebhookState::Failing => LetterKind::WebhookFailing,
        WebhookState::Gone => LetterKind::WebhookGone,
        WebhookState::InvalidFilters => LetterKind::WebhookInvalidFilters,
        WebhookState::Active | WebhookState::Paused | WebhookState::Closed => return Ok(()),
    };
    let Some(space) = spaces::find(conn, row.space())? else {
        return Ok(());
    };
    let page = format!("{}/espaces-partenaires/{}", services.site.url, space.id());
    let values = Values::default()
        .with(LetterTag::Webhook, row.name.as_str())
        .with(LetterTag::Organisation, space.name())
        .with(LetterTag::Link, page);
    for member in spaces::members(conn, row.space())? {
        let account = accounts::find(conn, member)?;
        if let Some(account) = account.filter(|account| account.verified) {
            let letter = Letter::platform(kind, recipient_of(&account), &values);
            mail::post(conn, &services.clock, &letter)?;
        }
    }
    Ok(())
}
