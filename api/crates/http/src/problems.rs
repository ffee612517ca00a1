//! The refusals of the OpenAPI document, said once: `responses((status = 200, body = …), Refusals)`.

use super::error::PROBLEM_JSON;
use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

type Responses = BTreeMap<String, RefOr<Response>>;

fn refusals(statuses: &[(u16, &str)]) -> Responses {
    statuses
        .iter()
        .map(|(status, description)| {
            let content = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build();
            let response = ResponseBuilder::new()
                .description(*description)
                .content(PROBLEM_JSON, content)
                .build();
            (status.to_string(), RefOr::T(response))
        })
        .collect()
}

const BAD_REQUEST: (u16, &str) = (
    400,
    "The query or the body cannot be read; the culprit is named",
);
const UNAUTHENTICATED: (u16, &str) = (401, "Nobody is signed in, or the token has expired");
const FORBIDDEN: (u16, &str) = (403, "The role does not allow this");
const NOT_ALLOWED: (u16, &str) = (
    409,
    "The state of the file does not allow this; `allowedMoves` says what it does",
);
const TOO_LARGE: (u16, &str) = (413, "The body is too large");
const NOT_FOUND: (u16, &str) = (404, "Nothing is here, or it is outside the caller's scope");
const TOO_MANY: (u16, &str) = (
    429,
    "Too many attempts; `Retry-After` says when to come back",
);

/// A read that anybody may make: 400, 404.
#[derive(Debug)]
pub struct PublicRefusals;

impl IntoResponses for PublicRefusals {
    fn responses() -> Responses {
        refusals(&[BAD_REQUEST, NOT_FOUND])
    }
}

/// A read of somebody who is signed in: 400, 401, 403, 404.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Responses {
        refusals(&[BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND])
    }
}

/// A write of somebody who is signed in: as a read, and 409, 413, 415, 422.
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
            TOO_LARGE,
            (415, "The body is not `application/json`"),
            (
                422,
                "Some fields need correction; `errors` names all of them",
            ),
        ])
    }
}

/// What a write with `If-Match` adds: 412, 428.
#[derive(Debug)]
pub struct ConditionalRefusals;

impl IntoResponses for ConditionalRefusals {
    fn responses() -> Responses {
        let mut all = WriteRefusals::responses();
        all.extend(refusals(&[
            (
                412,
                "It has changed since it was read; `ETag` tells the present version",
            ),
            (428, "`If-Match` is required"),
        ]));
        all
    }
}

/// Bytes that somebody who is signed in sends: as a read, and 409, 413, 415, 422, 429.
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
            TOO_LARGE,
            (415, "The body is of no media type that is read here"),
            (
                422,
                "The body cannot be read as what it says it is, or is too small or too large once it is",
            ),
            TOO_MANY,
        ])
    }
}

/// A form that anybody may send, with a limit of attempts: 400, 401, 403, 413, 415, 422, 429.
#[derive(Debug)]
pub struct FormRefusals;

impl IntoResponses for FormRefusals {
    fn responses() -> Responses {
        refusals(&[
            BAD_REQUEST,
            UNAUTHENTICATED,
            FORBIDDEN,
            (413, "The body is too large"),
            (415, "The body is not `application/json`"),
            (
                422,
                "Some fields need correction; `errors` names all of them",
            ),
            TOO_MANY,
        ])
    }
}
