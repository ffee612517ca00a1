//! The mails that the platform wrote.

use super::CallError;
use super::client::get;
use crate::url::encode;
use shared::id::MailId;
use shared::mail::{Mail, MailSummary};
use shared::paging::Page;

/// A page of the outbox, the latest first.
pub async fn list_mails(cursor: Option<&str>) -> Result<Page<MailSummary>, CallError> {
    let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={}", encode(cursor)));
    get(format!("/outbox?limit=30{cursor}")).await
}

/// One mail with its text.
pub async fn get_mail(id: MailId) -> Result<Mail, CallError> {
    get(format!("/outbox/{id}")).await
}
