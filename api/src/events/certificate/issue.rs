//! Issue, replacement and end of certificates, in the transaction of what causes them.
//!
//! The caller has written or locked the row of the event before, so that two transactions on one event wait for each other.

use super::content::{CertificateContent, CertifiedEvent};
use super::queries;
use super::rows::CertificateRow;
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use shared::certificate::{CertificateCode, CertificateEnd};
use shared::id::EventId;
use shared::label::Action;
use shared::problem::Code;
use uuid::Uuid;

/// Codes that are tried before one is free; the second is not expected in a thousand years.
const TRIES: usize = 8;

/// Issues a certificate for a decision that grants the label, or that accepts a change of a labelled event.
///
/// # Errors
///
/// When the database fails; likewise below.
pub(in crate::events) fn with_decision(
    conn: &mut Conn,
    file: &StoredFile,
    decision: Uuid,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let content = CertificateContent::of(file, file.edition.criteria.clone(), at)?;
    let before = queries::newest(conn, file.id)?;
    store(conn, file.id, before, &content, Some(SqlUuid(decision)), at).map(drop)
}

/// Issues another certificate when a change that nobody checks changes what is printed. Without a certificate there is none to
/// replace: it will be issued as the event is by then.
pub(in crate::events) fn after_edit(
    conn: &mut Conn,
    file: &StoredFile,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(before) = queries::newest(conn, file.id)? else {
        return Ok(());
    };
    let printed = before.content()?;
    if before.ended_at.is_some() || printed.subject == CertifiedEvent::now(file)? {
        return Ok(());
    }
    let content = printed.again(file, at)?;
    store(conn, file.id, Some(before), &content, None, at).map(drop)
}

/// Ends the certificate of an event that loses its label by this action.
pub(in crate::events) fn end_with_label(
    conn: &mut Conn,
    event: EventId,
    action: Action,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let end = if action == Action::Withdraw {
        CertificateEnd::Withdrawn
    } else {
        CertificateEnd::Revoked
    };
    queries::end(conn, event, end, SqlTime::from(at))
}

/// The certificate of a labelled event, which is issued now if there is none. Several that ask at the same time get the same one.
///
/// # Errors
///
/// `not_labelled` for an event without the label.
pub(super) fn current(
    conn: &mut Conn,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<CertificateRow, Error> {
    files::lock(conn, event)?;
    let file = files::find(conn, event)?.ok_or_else(Error::not_found)?;
    if !file.state.is_public() {
        return Err(Error::rejected(Code::NotLabelled));
    }
    match queries::newest(conn, event)? {
        Some(row) if row.ended_at.is_none() => Ok(row),
        before => {
            let (decision, criteria) = match queries::granted(conn, event)? {
                Some((decision, criteria)) => (Some(decision), criteria),
                None => (None, file.edition.criteria.clone()),
            };
            let granted_at = file.labelled_at.unwrap_or(now);
            let content = CertificateContent::of(&file, criteria, granted_at)?;
            store(conn, event, before, &content, decision, granted_at)
        }
    }
}

/// Code of the certificate of an event, if it has one.
pub(crate) fn code_of(conn: &mut Conn, event: EventId) -> Result<Option<CertificateCode>, Error> {
    let newest = queries::newest(conn, event)?;
    let valid = newest.filter(|row| row.ended_at.is_none());
    Ok(valid.map(|row| row.code()).transpose()?)
}

/// Stores a certificate as the one that follows `before`.
fn store(
    conn: &mut Conn,
    event: EventId,
    before: Option<CertificateRow>,
    content: &CertificateContent,
    decision: Option<SqlUuid>,
    at: DateTime<Utc>,
) -> Result<CertificateRow, Error> {
    let code = free_code(conn)?;
    let at = SqlTime::from(at);
    let row = CertificateRow {
        code: code.digits().to_owned(),
        event_id: event.into(),
        number: before.as_ref().map_or(1, |row| row.number + 1),
        decision_id: decision,
        content: SqlJson::of(content)?,
        issued_at: at,
        replaced_at: None,
        replaced_by: None,
        ended_at: None,
        ended_as: None,
    };
    queries::insert(conn, &row)?;
    if let Some(before) = before {
        queries::replace(conn, &before.code, &code, at)?;
    }
    Ok(row)
}

fn free_code(conn: &mut Conn) -> Result<CertificateCode, Error> {
    let random = SystemRandom::new();
    for _ in 0..TRIES {
        let mut bytes = [0; 8];
        random
            .fill(&mut bytes)
            .map_err(|_unspecified| anyhow::anyhow!("the system provides no randomness"))?;
        let code = CertificateCode::from_random(u64::from_le_bytes(bytes));
        if queries::by_code(conn, &code)?.is_none() {
            return Ok(code);
        }
    }
    Err(anyhow::anyhow!("no free code of a certificate").into())
}
