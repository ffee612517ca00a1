//! SQL of the certificates of an event.

use super::rows::CertificateRow;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{certificates, decisions};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use serde::Deserialize;
use shared::certificate::{CertificateCode, CertificateEnd};
use shared::edition::CriterionWording;
use shared::id::EventId;
use shared::label::Action;

/// The certificate with a code.
///
/// # Errors
///
/// When the database fails; likewise below.
pub(super) fn by_code(
    conn: &mut Conn,
    code: &CertificateCode,
) -> Result<Option<CertificateRow>, Error> {
    Ok(certificates::table
        .find(code.digits())
        .select(CertificateRow::as_select())
        .first(conn)
        .optional()?)
}

/// Finds the certificate of an event with the highest number.
pub(super) fn newest(conn: &mut Conn, event: EventId) -> Result<Option<CertificateRow>, Error> {
    Ok(certificates::table
        .filter(certificates::event_id.eq(SqlUuid::from(event)))
        .order(certificates::number.desc())
        .select(CertificateRow::as_select())
        .first(conn)
        .optional()?)
}

/// Stores a certificate; there is none with its code or number yet.
pub(super) fn insert(conn: &mut Conn, row: &CertificateRow) -> Result<(), Error> {
    diesel::insert_into(certificates::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Notes that another certificate has replaced one.
pub(super) fn replace(
    conn: &mut Conn,
    code: &str,
    by: &CertificateCode,
    at: SqlTime,
) -> Result<(), Error> {
    diesel::update(certificates::table.find(code))
        .set((
            certificates::replaced_at.eq(Some(at)),
            certificates::replaced_by.eq(Some(by.digits())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the certificate of an event that has not been replaced.
pub(super) fn end(
    conn: &mut Conn,
    event: EventId,
    end: CertificateEnd,
    at: SqlTime,
) -> Result<(), Error> {
    let current = certificates::table
        .filter(certificates::event_id.eq(SqlUuid::from(event)))
        .filter(certificates::replaced_at.is_null())
        .filter(certificates::ended_at.is_null());
    diesel::update(current)
        .set((
            certificates::ended_at.eq(Some(at)),
            certificates::ended_as.eq(Some(end.as_str())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The part of a frozen decision that a certificate prints.
#[derive(Debug, Deserialize)]
struct Frozen {
    criteria: Vec<CriterionWording>,
}

/// The last decision that granted the label, and the wording of the criteria at that time.
pub(super) fn granted(
    conn: &mut Conn,
    event: EventId,
) -> Result<Option<(SqlUuid, Vec<CriterionWording>)>, Error> {
    let found: Option<(SqlUuid, SqlJson)> = decisions::table
        .filter(decisions::event_id.eq(SqlUuid::from(event)))
        .filter(decisions::action.eq(Action::Grant.as_str()))
        .order((decisions::round.desc(), decisions::id.desc()))
        .select((decisions::id, decisions::frozen))
        .first(conn)
        .optional()?;
    let Some((id, frozen)) = found else {
        return Ok(None);
    };
    let Frozen { criteria } = frozen.read()?;
    Ok(Some((id, criteria)))
}
