//! Turns database errors into the errors that the caller sees, a violated constraint by its name.
//!
//! Uniqueness is enforced by the database. PostgreSQL reports the name of the constraint, SQLite its columns.

use crate::error::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use shared::problem::{Code, FieldProblem};

/// A unique constraint that user input can violate: its name in PostgreSQL, its columns in SQLite, JSON pointer of the field.
type Row = (&'static str, &'static str, &'static str);

const TABLE: &[Row] = &[
    ("editions_slug_key", "editions.slug", "/slug"),
    ("accounts_email_key_key", "accounts.email_key", "/email"),
    (
        "events_edition_id_slug_key",
        "events.edition_id, events.slug",
        "/slug",
    ),
    (
        "events_external_key",
        "events.edition_id, events.external_source, events.external_id",
        "/externalId",
    ),
    (
        "events_series_key",
        "events.series_id, events.edition_id",
        "/edition",
    ),
    (
        "organisations_identifier_key",
        "organisations.identifier",
        "/identifier",
    ),
    (
        "review_groups_name_key",
        "review_groups.edition_id, review_groups.name_key",
        "/name",
    ),
];

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        refusal(&error).unwrap_or_else(|| anyhow::Error::new(error).context("database").into())
    }
}

/// The `duplicate` error for a violated constraint; `None` for any other database error.
fn refusal(error: &DieselError) -> Option<Error> {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = error else {
        return None;
    };
    let message = info.message();
    let (.., pointer) = TABLE.iter().find(|(postgres, sqlite, _)| {
        info.constraint_name() == Some(postgres)
            || message.strip_prefix("UNIQUE constraint failed: ") == Some(sqlite)
    })?;
    let fault = FieldProblem::new(*pointer, Code::Duplicate, "this value is already in use");
    Some(Error::rejected(Code::Duplicate).at(fault))
}
