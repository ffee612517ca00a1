//! What a handler answers when it does not answer: a refusal with a code, or a failure of our own.
//!
//! A refusal is told to the caller as `application/problem+json`. A failure is logged once, whole chain, and sends
//! nothing of itself. `?` turns database errors, I/O errors and `anyhow` errors into failures; a refusal is always said on
//! purpose: `ApiError::not_found()`, `ApiError::rejected(Code::FileLocked).because("…")`.

use crate::db::constraint;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use shared::label::Action;
use shared::problem::{Code, FieldProblem, Problem};
use std::fmt;

/// Media type of every refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why there is no answer.
#[derive(Debug)]
pub enum ApiError {
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
    /// Headers of the answer: `Retry-After`, `Allow`, `ETag`.
    pub headers: Vec<(HeaderName, String)>,
}

impl ApiError {
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
        Self::rejected(Code::Unavailable).header(header::RETRY_AFTER, "5")
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
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
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
    pub(crate) fn cause<E: std::error::Error + Send + Sync + 'static>(&self) -> Option<&E> {
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

impl fmt::Display for ApiError {
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

impl std::error::Error for ApiError {}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Internal(error),
        }
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        constraint::refusal(&error)
            .unwrap_or_else(|| Self::Internal(anyhow::Error::new(error).context("database")))
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("JSON of our own"))
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        if let Self::Internal(error) = self {
            tracing::error!(error = format!("{error:#}"), "request failed");
        }
        let mut answer = HttpResponse::build(self.status_code());
        if let Self::Rejected(rejection) = self {
            for (name, value) in &rejection.headers {
                if let Ok(value) = HeaderValue::from_str(value) {
                    answer.insert_header((name.clone(), value));
                }
            }
        }
        if self.status_code() == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let problem = self.problem();
        let mut response = answer
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(PROBLEM_JSON)
            .body(serde_json::to_vec(&problem).unwrap_or_default());
        response.extensions_mut().insert(problem);
        response
    }
}
