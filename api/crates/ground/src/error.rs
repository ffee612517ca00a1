//! Why an operation did not succeed: a refusal with a code, or a failure of our own.
//!
//! A refusal is for the caller, who can do something about it; it becomes `application/problem+json` on the wire. A failure
//! is logged once, with its whole chain of causes, and none of it reaches the caller. `?` turns database errors, I/O errors
//! and `anyhow` errors into failures; a refusal is always deliberate: `Error::not_found()`,
//! `Error::rejected(Code::FileLocked).because("…")`.

use crate::db::constraint;
use shared::event::QueryFaults;
use shared::label::Action;
use shared::problem::{Code, FieldProblem, Problem};
use std::fmt;

/// Why an operation did not succeed.
#[derive(Debug)]
pub enum Error {
    /// The caller can do something about it.
    Rejected(Box<Rejection>),
    /// The caller cannot; we must.
    Internal(anyhow::Error),
}

/// A refusal: code, places and what to do.
#[derive(Debug)]
pub struct Rejection {
    /// Which kind.
    pub code: Code,
    /// What happened this time, in English; never an address, a token or a name.
    pub detail: Option<String>,
    /// Faults by place.
    pub errors: Vec<FieldProblem>,
    /// Moves that are possible instead.
    pub allowed_moves: Option<Vec<Action>>,
    /// Headers of the HTTP response, by name: `Retry-After`, `Allow`, `ETag`.
    pub headers: Vec<(&'static str, String)>,
}

impl Error {
    /// A refusal of this code.
    pub fn rejected(code: Code) -> Self {
        Self::Rejected(Box::new(Rejection {
            code,
            detail: None,
            errors: Vec::new(),
            allowed_moves: None,
            headers: Vec::new(),
        }))
    }

    /// Nothing is here, or nothing that this caller may know of.
    pub fn not_found() -> Self {
        Self::rejected(Code::NotFound)
    }

    /// Some fields need correction.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let mut refusal = Self::rejected(Code::Invalid);
        if let Self::Rejected(rejection) = &mut refusal {
            rejection.errors = errors;
        }
        refusal
    }

    /// The move is not in the table for this state and this person.
    pub fn illegal_move(allowed: Vec<Action>) -> Self {
        Self::rejected(Code::IllegalMove).allowing(allowed)
    }

    /// The server cannot answer now; the cause is logged here.
    pub fn unavailable(cause: anyhow::Error) -> Self {
        tracing::error!(error = format!("{cause:#}"), "the server is not ready");
        Self::rejected(Code::Unavailable).header("Retry-After", "5")
    }

    /// Adds what happened this time.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.detail = Some(detail.into());
        }
        self
    }

    /// Adds the moves that are possible instead.
    #[must_use]
    pub fn allowing(mut self, allowed: Vec<Action>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.allowed_moves = Some(allowed);
        }
        self
    }

    /// Adds a fault at a place.
    #[must_use]
    pub fn at(mut self, fault: FieldProblem) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.errors.push(fault);
        }
        self
    }

    /// Adds faults, each at its place.
    #[must_use]
    pub fn at_each(self, faults: impl IntoIterator<Item = FieldProblem>) -> Self {
        faults.into_iter().fold(self, Self::at)
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.headers.push((name, value.into()));
        }
        self
    }

    /// The code of a refusal; `Internal` for a failure.
    pub fn code(&self) -> Code {
        match self {
            Self::Rejected(rejection) => rejection.code,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// The first cause of a failure that is an `E`.
    pub fn cause<E: std::error::Error + Send + Sync + 'static>(&self) -> Option<&E> {
        match self {
            Self::Rejected(_) => None,
            Self::Internal(error) => error.chain().find_map(|cause| cause.downcast_ref::<E>()),
        }
    }

    /// The body on the wire.
    pub fn problem(&self) -> Problem {
        let mut problem = Problem::new(self.code());
        if let Self::Rejected(rejection) = self {
            problem.detail.clone_from(&rejection.detail);
            problem.errors.clone_from(&rejection.errors);
            problem.allowed_moves.clone_from(&rejection.allowed_moves);
        }
        problem
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => match &rejection.detail {
                Some(detail) => write!(f, "{}: {detail}", rejection.code),
                None => write!(f, "{}", rejection.code),
            },
            Self::Internal(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Internal(error),
        }
    }
}

impl From<QueryFaults> for Error {
    /// One refusal that names every fault of a query.
    fn from(faults: QueryFaults) -> Self {
        let unknown = |fault: &FieldProblem| fault.code == Code::UnknownParameter;
        let code = if faults.0.iter().any(unknown) {
            Code::UnknownParameter
        } else {
            Code::InvalidParameter
        };
        let detail = faults.to_string();
        Self::rejected(code).because(detail).at_each(faults.0)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        constraint::refusal(&error)
            .unwrap_or_else(|| Self::Internal(anyhow::Error::new(error).context("database")))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("JSON of our own"))
    }
}
