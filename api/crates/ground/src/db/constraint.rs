//! Maps the name of a violated constraint to the error that the caller sees.
//!
//! Uniqueness is enforced by the database. PostgreSQL reports the name of the constraint, SQLite its columns.

use crate::error::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use shared::problem::{Code, FieldProblem};

/// A unique constraint that user input can violate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// Two editions have the same slug.
    EditionSlug,
    /// Two accounts have the same e-mail address.
    AccountEmail,
    /// Two events of an edition have the same slug.
    EventSlug,
    /// Two events of an edition were imported from the same record of another system.
    EventExternal,
    /// Two events of an edition belong to the same series.
    EventSeries,
    /// Two organisations have the same SIRET or UAI number.
    OrganisationIdentifier,
}

/// Constraint, its name in PostgreSQL, its columns in SQLite, JSON pointer of the field.
const TABLE: &[(Constraint, &str, &str, &str)] = &[
    (
        Constraint::EditionSlug,
        "editions_slug_key",
        "editions.slug",
        "/slug",
    ),
    (
        Constraint::AccountEmail,
        "accounts_email_key_key",
        "accounts.email_key",
        "/email",
    ),
    (
        Constraint::EventSlug,
        "events_edition_id_slug_key",
        "events.edition_id, events.slug",
        "/slug",
    ),
    (
        Constraint::EventExternal,
        "events_external_key",
        "events.edition_id, events.external_source, events.external_id",
        "/externalId",
    ),
    (
        Constraint::EventSeries,
        "events_series_key",
        "events.series_id, events.edition_id",
        "/edition",
    ),
    (
        Constraint::OrganisationIdentifier,
        "organisations_identifier_key",
        "organisations.identifier",
        "/identifier",
    ),
];

/// The known constraint that a database error reports as violated.
pub fn violated(error: &DieselError) -> Option<Constraint> {
    row(error).map(|(constraint, ..)| *constraint)
}

/// The `duplicate` error for a violated constraint; `None` for any other database error.
pub fn refusal(error: &DieselError) -> Option<Error> {
    row(error).map(|(.., pointer)| {
        Error::rejected(Code::Duplicate).at(FieldProblem::new(
            *pointer,
            Code::Duplicate,
            "this value is already in use",
        ))
    })
}

fn row(
    error: &DieselError,
) -> Option<&'static (Constraint, &'static str, &'static str, &'static str)> {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = error else {
        return None;
    };
    let message = info.message();
    TABLE.iter().find(|(_, postgres, sqlite, _)| {
        info.constraint_name() == Some(postgres)
            || message.strip_prefix("UNIQUE constraint failed: ") == Some(sqlite)
    })
}
