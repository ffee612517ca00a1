//! Mails sent by the platform.

use super::CallError;
use super::client::{Method, call, get};
use crate::url::encode;
use shared::id::MailId;
use shared::mail::{Mail, MailSummary, Resending};
use shared::paging::Page;

/// Returns a page of the outbox, latest first.
pub async fn list_mails(cursor: Option<&str>) -> Result<Page<MailSummary>, CallError> {
    let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={}", encode(cursor)));
    get(format!("/outbox?limit=30{cursor}")).await
}

/// Returns one mail with its text, as far as the caller may read it.
pub async fn get_mail(id: MailId) -> Result<Mail, CallError> {
    get(format!("/outbox/{id}")).await
}

/// Sends a mail again that did not arrive.
pub async fn resend_mail(id: MailId, change: Resending) -> Result<(), CallError> {
    call(Method::POST, format!("/outbox/{id}/resend"))
        .json(&change)
        .execute()
        .await
}
