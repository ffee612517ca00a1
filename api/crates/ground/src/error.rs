//! Errors of an operation: a rejection with a code, or an internal failure.
//!
//! A rejection is for the caller, who can do something about it; it is sent as `application/problem+json`. An
//! internal failure is logged once, with its whole chain of causes, and none of it reaches the caller. `?` turns
//! database errors, I/O errors and `anyhow` errors into internal failures, or into `unavailable` where they report
//! an outage; a rejection is always explicit: `Error::not_found()`,
//! `Error::rejected(Code::FileLocked).because("…")`.

use crate::outage;
use shared::event::QueryFaults;
use shared::label::Action;
use shared::problem::{Code, FieldProblem, Problem};
use std::fmt;

/// Maximum length of the explanation of a query's faults.
const MAX_DETAIL_CHARS: usize = 300;

/// An operation failed: the caller's request was rejected, or the server has a fault.
#[derive(Debug)]
pub enum Error {
    /// The request was rejected; the caller can do something about it.
    Rejected(Box<Rejection>),
    /// An internal failure, which only the operators can repair.
    Internal(anyhow::Error),
}

/// A rejected request: code, explanation, faulty fields and response headers.
#[derive(Debug)]
pub struct Rejection {
    /// Kind of problem, which determines the HTTP status.
    pub code: Code,
    /// Explanation of this occurrence, in English; never contains an address, a token or a person's name.
    pub detail: Option<String>,
    /// Problems of single fields or parameters.
    pub errors: Vec<FieldProblem>,
    /// Actions that are possible in the current state.
    pub allowed_moves: Option<Vec<Action>>,
    /// Headers of the HTTP response, by name: `Retry-After`, `Allow`, `ETag`.
    pub headers: Vec<(&'static str, String)>,
}

impl Error {
    /// A rejection with this code.
    pub fn rejected(code: Code) -> Self {
        Self::Rejected(Box::new(Rejection {
            code,
            detail: None,
            errors: Vec::new(),
            allowed_moves: None,
            headers: Vec::new(),
        }))
    }

    /// No such resource, or one that this caller may not know about.
    pub fn not_found() -> Self {
        Self::rejected(Code::NotFound)
    }

    /// Some fields are invalid.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let mut error = Self::rejected(Code::Invalid);
        if let Self::Rejected(rejection) = &mut error {
            rejection.errors = errors;
        }
        error
    }

    /// The action is not allowed in the current state or for this person.
    pub fn illegal_move(allowed: Vec<Action>) -> Self {
        Self::rejected(Code::IllegalMove).allowing(allowed)
    }

    /// The server is temporarily unavailable; logs the cause.
    pub fn unavailable(cause: anyhow::Error) -> Self {
        tracing::error!(
            error = format!("{cause:#}"),
            "the server is temporarily unavailable"
        );
        Self::rejected(Code::Unavailable).header("Retry-After", "5")
    }

    /// Sets the explanation of this occurrence.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.detail = Some(detail.into());
        }
        self
    }

    /// Sets the actions that are possible in the current state.
    #[must_use]
    pub fn allowing(mut self, allowed: Vec<Action>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.allowed_moves = Some(allowed);
        }
        self
    }

    /// Adds a problem of a field.
    #[must_use]
    pub fn at(mut self, problem: FieldProblem) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.errors.push(problem);
        }
        self
    }

    /// Adds problems of several fields.
    #[must_use]
    pub fn at_each(self, problems: impl IntoIterator<Item = FieldProblem>) -> Self {
        problems.into_iter().fold(self, Self::at)
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.headers.push((name, value.into()));
        }
        self
    }

    /// The code of a rejection; `Internal` for an internal failure.
    pub fn code(&self) -> Code {
        match self {
            Self::Rejected(rejection) => rejection.code,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// The first cause of an internal failure that is an `E`.
    pub fn cause<E: std::error::Error + Send + Sync + 'static>(&self) -> Option<&E> {
        match self {
            Self::Rejected(_) => None,
            Self::Internal(error) => error.chain().find_map(|cause| cause.downcast_ref::<E>()),
        }
    }

    /// The response body, as in RFC 9457.
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
            Err(error) if outage::among(&error) => Self::unavailable(error),
            Err(error) => Self::Internal(error),
        }
    }
}

impl From<QueryFaults> for Error {
    /// One rejection that names every fault of a query.
    fn from(faults: QueryFaults) -> Self {
        let unknown = |fault: &FieldProblem| fault.code == Code::UnknownParameter;
        let code = if faults.0.iter().any(unknown) {
            Code::UnknownParameter
        } else {
            Code::InvalidParameter
        };
        let listed = QueryFaults::of(faults.0);
        let detail: String = listed.to_string().chars().take(MAX_DETAIL_CHARS).collect();
        Self::rejected(code).because(detail).at_each(listed.0)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        anyhow::Error::new(error).into()
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("JSON produced by the server"))
    }
}
