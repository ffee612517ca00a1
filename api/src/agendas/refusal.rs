//! Errors in the form that OpenAgenda's clients read, which know no problem documents.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use ground::error::Error;
use http::ApiError;
use http::register::leaves_out_errors;
use serde::Serialize;
use shared::event::QueryFaults;
use shared::problem::{Code, Problem};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

/// Media type of the answers, errors included.
pub(crate) const JSON: &str = "application/json";

/// An error of OpenAgenda v2.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgendaError {
    /// `false` when the caller has no valid token; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    /// The fault in an English sentence.
    message: String,
    /// The identifier that was asked for, by its name, if there is no such resource.
    info: BTreeMap<String, String>,
    /// Parameters and members that are wrong; left out when none is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

impl AgendaError {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            success: is_unidentified(code).then_some(false),
            message: message.into(),
            info: BTreeMap::new(),
            errors: Vec::new(),
        }
    }
}

/// True for the errors of a caller without a valid token. The clients expect 403, as they do for a wrong key.
const fn is_unidentified(code: Code) -> bool {
    matches!(
        code,
        Code::Unauthenticated | Code::InvalidToken | Code::SessionEnded
    )
}

/// Status of an answer with this error.
fn status_of(code: Code) -> StatusCode {
    if is_unidentified(code) {
        return StatusCode::FORBIDDEN;
    }
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A parameter, or a member of a body, that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgendaFault)]
pub(super) struct Fault {
    /// Name of the parameter or member.
    field: String,
    /// Stable identifier of the error.
    code: &'static str,
    /// The fault in an English sentence.
    message: String,
    /// Language of the text that is wrong; left out for anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'static str>,
    /// Where it was found: `query` or `body`.
    origin: &'static str,
    /// When it was found: always `validation`.
    step: &'static str,
}

impl Fault {
    /// A fault of the parameter of that name, which is cut if it is long.
    pub(super) fn new(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            field: field.chars().take(60).collect(),
            code,
            message: message.into(),
            lang: None,
            origin: "query",
            step: "validation",
        }
    }

    /// The same, of a text in a language.
    #[must_use]
    pub(super) fn in_language(self, lang: &'static str) -> Self {
        Self {
            lang: Some(lang),
            ..self
        }
    }

    /// The same, of a member of the body.
    #[must_use]
    pub(super) fn in_body(self) -> Self {
        Self {
            origin: "body",
            ..self
        }
    }
}

/// Kind of resource that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Agenda,
    Event,
    Location,
}

impl Kind {
    const fn message(self) -> &'static str {
        match self {
            Self::Agenda => "agenda not found",
            Self::Event => "event not found",
            Self::Location => "location not found",
        }
    }
}

/// The request was refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such resource.
    Unknown {
        kind: Kind,
        /// Name of the identifier: `uid`, `slug`, or `key` for that of another system.
        by: &'static str,
        /// Its value in the request.
        asked: String,
    },
    /// Parameters or members are wrong.
    Invalid(Vec<Fault>),
    /// The secret is not that of a key: 401, unlike every other request without a valid key.
    Secret,
    /// An error that every operation of the API may return.
    Other(Error),
}

impl Refusal {
    /// There is no resource with that number.
    pub(super) fn unknown(kind: Kind, uid: impl Into<String>) -> Self {
        Self::Unknown {
            kind,
            by: "uid",
            asked: uid.into(),
        }
    }

    /// A parameter is wrong.
    pub(super) fn invalid(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { kind, .. } => f.write_str(kind.message()),
            Self::Invalid(_) => f.write_str("data is invalid"),
            Self::Secret => f.write_str("invalid code"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Other(error.0)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<QueryFaults> for Refusal {
    fn from(faults: QueryFaults) -> Self {
        let faults = faults.0.into_iter().map(|fault| {
            Fault::new(
                fault.pointer.trim_start_matches('/'),
                fault.code.as_str(),
                fault.detail,
            )
        });
        Self::Invalid(faults.collect())
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unknown { .. } => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Secret => StatusCode::UNAUTHORIZED,
            Self::Other(error) => status_of(error.code()),
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut builder = HttpResponse::build(self.status_code());
        builder.insert_header((header::CACHE_CONTROL, "no-store"));
        let code = match self {
            Self::Unknown { .. } => Code::NotFound,
            Self::Invalid(_) => Code::Invalid,
            Self::Secret => Code::InvalidCredentials,
            Self::Other(error) => error.code(),
        };
        let mut body = AgendaError::new(code, self.to_string());
        match self {
            Self::Unknown { by, asked, .. } => {
                body.info.insert((*by).to_owned(), asked.clone());
            }
            Self::Invalid(faults) => body.errors.clone_from(faults),
            Self::Secret => {
                builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::Other(Error::Rejected(rejection)) => {
                for (name, value) in &rejection.headers {
                    builder.insert_header((*name, value.as_str()));
                }
                let title = || rejection.code.title().to_owned();
                body.message = rejection.detail.clone().unwrap_or_else(title);
            }
            Self::Other(Error::Internal(error)) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
                "internal error".clone_into(&mut body.message);
            }
        }
        builder
            .content_type(JSON)
            .body(serde_json::to_vec(&body).unwrap_or_default())
    }
}

/// An error as clients of OpenAgenda read it, for an address under the root that leads nowhere.
pub(crate) fn refused(error: Error) -> HttpResponse {
    Refusal::Other(error).error_response()
}

/// A problem that was found before a handler was called, as clients of OpenAgenda read it, with its status.
///
/// # Errors
///
/// When it has no JSON form, which its types do not allow.
pub(crate) fn problem_body(problem: &Problem) -> serde_json::Result<(StatusCode, Vec<u8>)> {
    let message = problem.detail.as_deref().unwrap_or(&problem.title);
    let body = serde_json::to_vec(&AgendaError::new(problem.code, message))?;
    Ok((status_of(problem.code), body))
}

type Responses = BTreeMap<String, RefOr<Response>>;

/// Errors of a read: 400, 403, 404, 429, 503.
#[derive(Debug)]
pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Responses {
        all_described(&[
            (400, "A parameter has the wrong type"),
            (
                403,
                "The API key of the request is unknown, revoked or expired, or not meant for its address or origin",
            ),
            (404, "No such resource"),
            (429, "Too many requests"),
            (503, "The server is not ready"),
        ])
    }
}

/// Errors of a read by a body, which may create an event: those of a read, and 408, 409, 413, 415.
#[derive(Debug)]
pub(super) struct BodyRefusals;

impl IntoResponses for BodyRefusals {
    fn responses() -> Responses {
        let more = all_described(&[
            (
                403,
                "The body is that of an event, and there is no valid token; or as for every read",
            ),
            (408, "The body did not arrive in time"),
            (409, "The account has as many drafts as it may have"),
            (413, "The body is too large"),
            (
                415,
                "The body is neither `application/json` nor, with a token, `multipart/form-data`",
            ),
        ]);
        Refusals::responses().into_iter().chain(more).collect()
    }
}

/// Errors of the exchange of a secret: 400, 401, 403, 408, 413, 415, 429, 503.
#[derive(Debug)]
pub(super) struct SecretRefusals;

impl IntoResponses for SecretRefusals {
    fn responses() -> Responses {
        all_described(&[
            (400, "The body cannot be read, or has no `code`"),
            (
                401,
                "`code` is no API key, or one that was revoked or has expired",
            ),
            (
                403,
                "The key is not meant for the sender, or lacks the scope `write`",
            ),
            (408, "The body did not arrive in time"),
            (413, "The body is too large"),
            (
                415,
                "The body is neither `application/json` nor `multipart/form-data`",
            ),
            (429, "Too many requests, or tokens for one key"),
            (503, "The server is not ready"),
        ])
    }
}

/// Errors of a read with a token: those of a read.
#[derive(Debug)]
pub(super) struct TokenRefusals;

impl IntoResponses for TokenRefusals {
    fn responses() -> Responses {
        let more = all_described(&[(403, "No valid token, or one that does not allow this")]);
        Refusals::responses().into_iter().chain(more).collect()
    }
}

/// Errors of a deletion: those of a read with a token, and 409.
#[derive(Debug)]
pub(super) struct DeleteRefusals;

impl IntoResponses for DeleteRefusals {
    fn responses() -> Responses {
        let more = all_described(&[(409, "The state of the event does not allow this")]);
        TokenRefusals::responses().into_iter().chain(more).collect()
    }
}

/// Errors of a write: those of a read with a token, and 408, 409, 413, 415.
#[derive(Debug)]
pub(super) struct WriteRefusals;

impl IntoResponses for WriteRefusals {
    fn responses() -> Responses {
        let more = all_described(&[
            (400, "The body cannot be read, or members are wrong"),
            (
                403,
                "No valid token, one that does not allow this, or an edition that takes no events",
            ),
            (408, "The body did not arrive in time"),
            (
                409,
                "The state of the event does not allow this, or a quota is used up",
            ),
            (413, "The body is too large"),
            (
                415,
                "The body is neither `application/json` nor `multipart/form-data`",
            ),
        ]);
        Refusals::responses().into_iter().chain(more).collect()
    }
}

/// Errors of a file that takes long to render and waits in a queue: those of a read, and 422.
#[derive(Debug)]
pub(super) struct TurnRefusals;

impl IntoResponses for TurnRefusals {
    fn responses() -> Responses {
        let others = all_described(&[
            (422, "Too many events for one file"),
            (429, "Too many requests, or files for one client"),
            (
                503,
                "Other files are being made, or the server is not ready",
            ),
        ]);
        Refusals::responses().into_iter().chain(others).collect()
    }
}

fn all_described(statuses: &[(u16, &str)]) -> Responses {
    if leaves_out_errors() {
        return Responses::new();
    }
    statuses
        .iter()
        .map(|(status, description)| (status.to_string(), described(*status, description)))
        .collect()
}

fn described(status: u16, description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("AgendaError")))
        .build();
    let mut response = ResponseBuilder::new()
        .description(description)
        .content(JSON, content);
    if let 429 | 503 = status {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer);
        let header = HeaderBuilder::new()
            .schema(Some(seconds))
            .description(Some("Seconds to wait"))
            .build();
        response = response.header("Retry-After", header);
    }
    RefOr::T(response.build())
}
