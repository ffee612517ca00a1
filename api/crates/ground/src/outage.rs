//! Distinguishes an outage, which ends by itself or once an operator acts, from a fault of the program.
//!
//! The disk is full, a file or a server is read-only, a connection broke off, the store of the files does not answer: the caller receives 503 with
//! `Retry-After`, and a later attempt may succeed.

use crate::files::unreachable::Unreachable;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::io::{self, ErrorKind};

/// Messages of an outage that no error code of the engines identifies: SQLite first, then PostgreSQL and its client
/// library.
const MESSAGES: &[&str] = &[
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "unable to open database file",
    "No space left on device",
    "could not extend file",
    "canceling statement due to statement timeout",
    "canceling statement due to user request",
    "canceling statement due to conflict with recovery",
    "terminating connection",
    "the database system is",
    "server closed the connection",
    "SSL connection has been closed",
    "SSL SYSCALL error",
    "could not receive data from server",
    "could not send data to server",
    "no connection to the server",
    "remaining connection slots are reserved",
];

/// True when a database error is an outage.
fn of_database(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(kind, info) => {
            matches!(
                kind,
                DatabaseErrorKind::ClosedConnection
                    | DatabaseErrorKind::UnableToSendCommand
                    | DatabaseErrorKind::ReadOnlyTransaction
            ) || MESSAGES
                .iter()
                .any(|message| info.message().contains(message))
        }
        DieselError::RollbackErrorOnCommit {
            rollback_error,
            commit_error,
        } => of_database(commit_error) || of_database(rollback_error),
        DieselError::BrokenTransactionManager => true,
        _ => false,
    }
}

/// True when a file error is an outage.
fn of_file(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem | ErrorKind::QuotaExceeded
    )
}

/// True when a cause of the failure is an outage.
pub(crate) fn among(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<DieselError>().is_some_and(of_database)
            || cause.downcast_ref::<io::Error>().is_some_and(of_file)
            || cause.is::<Unreachable>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use anyhow::Context as _;
    use rstest::rstest;
    use shared::problem::Code;

    fn database(kind: DatabaseErrorKind, message: &str) -> DieselError {
        DieselError::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[rstest]
    #[case(
        DatabaseErrorKind::Unknown,
        "database or disk is full",
        Code::Unavailable
    )]
    #[case(
        DatabaseErrorKind::Unknown,
        "attempt to write a readonly database",
        Code::Unavailable
    )]
    #[case(
        DatabaseErrorKind::ReadOnlyTransaction,
        "cannot execute INSERT in a read-only transaction",
        Code::Unavailable
    )]
    #[case(
        DatabaseErrorKind::ClosedConnection,
        "terminating connection due to administrator command",
        Code::Unavailable
    )]
    #[case(
        DatabaseErrorKind::Unknown,
        "could not extend file \"base/1/2\": No space left on device",
        Code::Unavailable
    )]
    #[case(
        DatabaseErrorKind::Unknown,
        "canceling statement due to statement timeout",
        Code::Unavailable
    )]
    // The transaction runs again.
    #[case(
        DatabaseErrorKind::Unknown,
        "canceling statement due to lock timeout",
        Code::Internal
    )]
    #[case(DatabaseErrorKind::Unknown, "no such column: titel", Code::Internal)]
    #[case(DatabaseErrorKind::CheckViolation, "violates check", Code::Internal)]
    fn an_outage_of_the_database_is_told_from_a_fault(
        #[case] kind: DatabaseErrorKind,
        #[case] message: &str,
        #[case] code: Code,
    ) {
        let direct = Error::from(database(kind, message));
        let with_context: anyhow::Result<()> =
            Err(database(kind, message)).context("an event is stored");

        assert_eq!(direct.code(), code);
        assert_eq!(Error::from(with_context.unwrap_err()).code(), code);
    }

    #[rstest]
    #[case(ErrorKind::StorageFull, Code::Unavailable)]
    #[case(ErrorKind::ReadOnlyFilesystem, Code::Unavailable)]
    #[case(ErrorKind::PermissionDenied, Code::Internal)]
    fn an_outage_of_the_disk_is_told_from_a_fault(#[case] kind: ErrorKind, #[case] code: Code) {
        assert_eq!(Error::from(io::Error::from(kind)).code(), code);
    }
}
