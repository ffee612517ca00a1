//! Responses that many operations of the OpenAPI document share: `responses((status = 200, body = …), NotModified, Refusals)`.

use super::error::PROBLEM_JSON;
use super::register::leaves_out_errors;
use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

type Responses = BTreeMap<String, RefOr<Response>>;

fn refusals(statuses: &[(u16, &str)]) -> Responses {
    if leaves_out_errors() {
        return Responses::new();
    }
    statuses
        .iter()
        .map(|(status, description)| {
            let content = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build();
            let mut response = ResponseBuilder::new()
                .description(*description)
                .content(PROBLEM_JSON, content);
            if let 429 | 503 = status {
                let seconds = ObjectBuilder::new().schema_type(Type::Integer);
                let header = HeaderBuilder::new()
                    .schema(Some(seconds))
                    .description(Some("Seconds to wait"))
                    .build();
                response = response.header("Retry-After", header);
            }
            (status.to_string(), RefOr::T(response.build()))
        })
        .collect()
}

const BAD_REQUEST: (u16, &str) = (
    400,
    "Malformed query or body; the problem names the faulty part",
);
const UNAUTHENTICATED: (u16, &str) = (
    401,
    "Not signed in, or the access token is invalid or has expired",
);
const INVALID_KEY: (u16, &str) = (
    401,
    "The API key of the request is unknown, revoked or expired (`invalid_token`); none is needed",
);
const LIMITED_KEY: (u16, &str) = (
    403,
    "The API key of the request is not meant for its address or origin (`key_limited`)",
);
const FORBIDDEN: (u16, &str) = (403, "The roles of the caller do not allow this operation");
const NOT_ALLOWED: (u16, &str) = (
    409,
    "The current state of the resource does not allow this operation; `allowedMoves` lists the actions that are possible",
);
const TOO_SLOW: (u16, &str) = (408, "The body did not arrive in time");
const TOO_LARGE: (u16, &str) = (413, "The body is too large");
const NOT_FOUND: (u16, &str) = (404, "No such resource, or it is outside the caller's scope");
const TOO_MANY: (u16, &str) = (
    429,
    "Too many requests or attempts; `Retry-After` is the number of seconds to wait",
);

const UNAVAILABLE: (u16, &str) = (
    503,
    "The server is not ready, or too busy to answer; try again",
);

/// `304 Not Modified`: response to a conditional read when the caller's copy is current.
#[derive(Debug)]
pub struct NotModified;

impl IntoResponses for NotModified {
    fn responses() -> Responses {
        let response = ResponseBuilder::new()
            .description("Not modified: the entity tag in `If-None-Match` is current")
            .build();
        Responses::from([("304".to_owned(), RefOr::T(response))])
    }
}

/// Responses to a request with `Range`: 206, 416.
#[derive(Debug)]
pub struct FileAnswers;

impl IntoResponses for FileAnswers {
    fn responses() -> Responses {
        let part = ResponseBuilder::new()
            .description("The range of the file that `Range` names; `Content-Range` tells which")
            .build();
        let mut all = refusals(&[(
            416,
            "The range begins after the end of the file; `Content-Range` tells its length",
        )]);
        all.insert("206".to_owned(), RefOr::T(part));
        all
    }
}

/// Error of a document that only a labelled event has: 409.
#[derive(Debug)]
pub struct NotLabelledRefusal;

impl IntoResponses for NotLabelledRefusal {
    fn responses() -> Responses {
        refusals(&[(409, "The event does not have the label")])
    }
}

/// Error of a public read that counts attempts: 429.
#[derive(Debug)]
pub struct AttemptsRefusal;

impl IntoResponses for AttemptsRefusal {
    fn responses() -> Responses {
        refusals(&[TOO_MANY])
    }
}

/// Errors of a file that takes long to render and waits in a queue: 422, 429, 503.
#[derive(Debug)]
pub struct TurnRefusals;

impl IntoResponses for TurnRefusals {
    fn responses() -> Responses {
        refusals(&[
            (422, "Too many events for one file"),
            (
                429,
                "Too many files for one client; `Retry-After` is the number of seconds to wait",
            ),
            (
                503,
                "Other files are being made, or the server is not ready; `Retry-After` is the number of seconds to wait",
            ),
        ])
    }
}

/// `410 Gone`, for an event that was public and no longer is.
#[derive(Debug)]
pub struct Gone;

impl IntoResponses for Gone {
    fn responses() -> Responses {
        refusals(&[(
            410,
            "Gone: the event was public, and has been withdrawn or its label revoked",
        )])
    }
}

/// `410 Gone`, for a file that the store has lost.
#[derive(Debug)]
pub struct LostFile;

impl IntoResponses for LostFile {
    fn responses() -> Responses {
        refusals(&[(
            410,
            "Gone: the stored file is missing or damaged (`kit_file_lost`)",
        )])
    }
}

/// Error of a read whose format the caller names: 501.
#[derive(Debug)]
pub struct FormatRefusal;

impl IntoResponses for FormatRefusal {
    fn responses() -> Responses {
        refusals(&[(501, "The resource is not offered in this format")])
    }
}

/// `410 Gone`, for a communication kit that is closed.
#[derive(Debug)]
pub struct KitClosed;

impl IntoResponses for KitClosed {
    fn responses() -> Responses {
        refusals(&[(
            410,
            "Gone: the label was withdrawn or revoked, or the event cancelled (`kit_closed`)",
        )])
    }
}

/// `410 Gone`, for a file of a communication kit that is closed, or that the store has lost.
#[derive(Debug)]
pub struct KitFileGone;

impl IntoResponses for KitFileGone {
    fn responses() -> Responses {
        refusals(&[(
            410,
            "Gone: the kit is closed (`kit_closed`), or the stored file is missing or damaged (`kit_file_lost`)",
        )])
    }
}

/// Error of an operation on something that the body names: 404.
#[derive(Debug)]
pub struct MissingRefusal;

impl IntoResponses for MissingRefusal {
    fn responses() -> Responses {
        refusals(&[NOT_FOUND])
    }
}

/// Errors of a public read at an address where API keys are not read, and that depends on neither the catalogue nor the database: 400,
/// 404, 429.
#[derive(Debug)]
pub struct FixedKeylessRefusals;

impl IntoResponses for FixedKeylessRefusals {
    fn responses() -> Responses {
        refusals(&[BAD_REQUEST, NOT_FOUND, TOO_MANY])
    }
}

/// Errors of a public read at an address where API keys are not read: 400, 404, 429, 503.
#[derive(Debug)]
pub struct KeylessRefusals;

impl IntoResponses for KeylessRefusals {
    fn responses() -> Responses {
        refusals(&[BAD_REQUEST, NOT_FOUND, TOO_MANY, UNAVAILABLE])
    }
}

/// Errors of a public read that depends on neither the catalogue nor the database: 400, 401, 403, 404, 429.
#[derive(Debug)]
pub struct FixedRefusals;

impl IntoResponses for FixedRefusals {
    fn responses() -> Responses {
        let mut all = FixedKeylessRefusals::responses();
        all.extend(refusals(&[INVALID_KEY, LIMITED_KEY]));
        all
    }
}

/// Errors of a public read: 400, 401, 403, 404, 429, 503.
#[derive(Debug)]
pub struct PublicRefusals;

impl IntoResponses for PublicRefusals {
    fn responses() -> Responses {
        let mut all = KeylessRefusals::responses();
        all.extend(refusals(&[INVALID_KEY, LIMITED_KEY]));
        all
    }
}

/// Errors of a read by a signed-in user: 400, 401, 403, 404, 429, 503.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Responses {
        refusals(&[
            BAD_REQUEST,
            UNAUTHENTICATED,
            FORBIDDEN,
            NOT_FOUND,
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}

/// Errors of a write by a signed-in user: those of a read, and 408, 409, 413, 415, 422, 429.
#[derive(Debug)]
pub struct WriteRefusals;

impl IntoResponses for WriteRefusals {
    fn responses() -> Responses {
        refusals(&[
            BAD_REQUEST,
            UNAUTHENTICATED,
            FORBIDDEN,
            NOT_FOUND,
            NOT_ALLOWED,
            TOO_SLOW,
            TOO_LARGE,
            (415, "The body is not `application/json`"),
            (422, "Some fields are invalid; `errors` lists all of them"),
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}

/// Errors of a write with `If-Match`: those of a write, and 412, 428.
#[derive(Debug)]
pub struct ConditionalRefusals;

impl IntoResponses for ConditionalRefusals {
    fn responses() -> Responses {
        let mut all = PreconditionRefusals::responses();
        all.extend(refusals(&[(428, "`If-Match` is missing")]));
        all
    }
}

/// Errors of a write with an optional `If-Match`: those of a write, and 412.
#[derive(Debug)]
pub struct PreconditionRefusals;

impl IntoResponses for PreconditionRefusals {
    fn responses() -> Responses {
        let mut all = WriteRefusals::responses();
        all.extend(refusals(&[(
            412,
            "The resource has changed since it was read; `ETag` is its current entity tag",
        )]));
        all
    }
}

/// Errors of an upload by a signed-in user: those of a read, and 408, 409, 413, 415, 422, 429.
#[derive(Debug)]
pub struct UploadRefusals;

impl IntoResponses for UploadRefusals {
    fn responses() -> Responses {
        refusals(&[
            BAD_REQUEST,
            UNAUTHENTICATED,
            FORBIDDEN,
            NOT_FOUND,
            NOT_ALLOWED,
            TOO_SLOW,
            TOO_LARGE,
            (415, "Unsupported media type"),
            (
                422,
                "The content does not match its media type, or its dimensions are too small or too large",
            ),
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}

/// Errors of a rate-limited public form: 400, 401, 403, 408, 413, 415, 422, 429, 503.
#[derive(Debug)]
pub struct FormRefusals;

impl IntoResponses for FormRefusals {
    fn responses() -> Responses {
        refusals(&[
            BAD_REQUEST,
            UNAUTHENTICATED,
            FORBIDDEN,
            TOO_SLOW,
            TOO_LARGE,
            (415, "The body is not `application/json`"),
            (422, "Some fields are invalid; `errors` lists all of them"),
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}
