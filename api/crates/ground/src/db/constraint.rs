//! From the name of a violated constraint to the problem that it means.
//!
//! Uniqueness is the database's to decide. PostgreSQL tells the constraint's name, SQLite the columns.

use crate::error::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use shared::problem::{Code, FieldProblem};

/// A constraint that a person can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// Two editions with one slug.
    EditionSlug,
    /// Two accounts with one address.
    AccountEmail,
    /// Two events of an edition with one slug.
    EventSlug,
    /// Two events of an edition from one record of another system.
    EventExternal,
}

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
];

/// Which of our constraints an error of the database is about.
pub fn violated(error: &DieselError) -> Option<Constraint> {
    row(error).map(|(constraint, ..)| *constraint)
}

/// The refusal of a violated constraint, if it is one of ours.
pub fn refusal(error: &DieselError) -> Option<Error> {
    row(error).map(|(.., pointer)| {
        Error::rejected(Code::Duplicate).at(FieldProblem::new(
            *pointer,
            Code::Duplicate,
            "there is one with this value already",
        ))
    })
}

fn row(
    error: &DieselError,
) -> Option<&'static (Constraint, &'static str, &'static str, &'static str)> {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, told) = error else {
        return None;
    };
    let message = told.message();
    TABLE.iter().find(|(_, postgres, sqlite, _)| {
        told.constraint_name() == Some(postgres)
            || message.strip_prefix("UNIQUE constraint failed: ") == Some(sqlite)
    })
}
