//! Problems: the one table of error codes, and their wire form (RFC 9457).
//!
//! The table is the contract: a code never changes its status. The French sentence of each code lives in the web
//! application's message file; the English title here is for developers.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

// A code is taken as a token: within the invisible brackets of a `literal`, the schema would not see it.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:tt, $status:literal, $title:literal;)*) => {
        /// What can go wrong, as a stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Code { $( $(#[$doc])* #[doc = $title] #[serde(rename = $code)] $name, )* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// The stable word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }

            /// HTTP status; for a code that only stands at a field, the status of the answer that carries it.
            pub const fn status(self) -> u16 {
                match self { $( Self::$name => $status, )* }
            }

            /// One English sentence for developers.
            pub const fn title(self) -> &'static str {
                match self { $( Self::$name => $title, )* }
            }
        }
    };
}

codes! {
    // The request as such.
    BadRequest = "bad_request", 400, "The request cannot be read";
    InvalidJson = "invalid_json", 400, "The body is not the JSON that is expected";
    UnknownParameter = "unknown_parameter", 400, "A query parameter is not known";
    InvalidParameter = "invalid_parameter", 400, "A parameter has a value that is not possible";
    InvalidCursor = "invalid_cursor", 400, "The cursor was not given out by this server";
    NotFound = "not_found", 404, "Nothing is here";
    Gone = "gone", 410, "It was public and no longer is";
    MethodNotAllowed = "method_not_allowed", 405, "The resource does not know this method";
    NotAcceptable = "not_acceptable", 406, "The resource has no form that is accepted";
    PayloadTooLarge = "payload_too_large", 413, "The body is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "The body is not of a media type that is read here";
    TooManyRequests = "too_many_requests", 429, "Too many requests, or too many attempts";
    Internal = "internal", 500, "The server failed";
    Unavailable = "unavailable", 503, "The server is not ready";
    // Who asks.
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    InvalidToken = "invalid_token", 401, "The access token is forged, damaged or expired";
    InvalidCredentials = "invalid_credentials", 401, "The address or the password is wrong";
    SessionEnded = "session_ended", 401, "The session has ended; sign in again";
    Forbidden = "forbidden", 403, "The role does not allow this";
    CrossOrigin = "cross_origin", 403, "A request with the session cookie must come from the site itself";
    EmailUnverified = "email_unverified", 403, "The e-mail address is not verified yet";
    InvalidLink = "invalid_link", 422, "The link is used, expired or wrong";
    // Concurrent writing.
    PreconditionRequired = "precondition_required", 428, "If-Match is required";
    PreconditionFailed = "precondition_failed", 412, "The resource has changed since it was read";
    IdempotencyMismatch = "idempotency_mismatch", 422, "The idempotency key was used with another body";
    IdempotencyConflict = "idempotency_conflict", 409, "The first request with this idempotency key is still running";
    // The programme.
    IllegalMove = "illegal_move", 409, "The file's state does not allow this";
    FileLocked = "file_locked", 409, "The file cannot be edited in this state";
    EditionClosed = "edition_closed", 403, "The edition does not take filings";
    DeadlinePassed = "deadline_passed", 403, "The filing deadline of the edition has passed";
    CriteriaIncomplete = "criteria_incomplete", 422, "The four criteria must be met before the label is given";
    OwnEvent = "own_event", 403, "A referent never decides on an event of their own";
    Invalid = "invalid", 422, "Some fields need correction";
    // At a field (`errors[].code`).
    Required = "required", 422, "The field is required";
    TooShort = "too_short", 422, "The text is too short";
    TooLong = "too_long", 422, "The text is too long";
    TooMany = "too_many", 422, "There are too many items";
    OutOfRange = "out_of_range", 422, "The number is out of range";
    InvalidFormat = "invalid_format", 422, "The value is not written as it should be";
    InvalidEmail = "invalid_email", 422, "This is not an e-mail address";
    InvalidUrl = "invalid_url", 422, "This is not an http(s) address";
    InvalidPhone = "invalid_phone", 422, "This is not a telephone number";
    InvalidSiret = "invalid_siret", 422, "This is not a SIRET number";
    ControlCharacter = "control_character", 422, "The text holds characters that cannot be shown";
    WeakPassword = "weak_password", 422, "The password is too short or too common";
    UnknownValue = "unknown_value", 422, "The value is not in the edition's vocabulary";
    Duplicate = "duplicate", 422, "The value is given twice";
    UnknownCommune = "unknown_commune", 422, "The commune is not known";
    OutsideFrance = "outside_france", 422, "The position is too far from the commune";
    ImpossibleDate = "impossible_date", 422, "The date or time does not exist";
    EndBeforeBegin = "end_before_begin", 422, "The end is not after the beginning";
    OccurrenceTooLong = "occurrence_too_long", 422, "An occurrence lasts more than 24 hours";
    OccurrencesOverlap = "occurrences_overlap", 422, "Two occurrences overlap";
    OutsideWindow = "outside_window", 422, "The occurrence is outside the window of the edition in this territory";
    AlreadyStarted = "already_started", 422, "The event would start before it is filed";
    NotFree = "not_free", 422, "The event must be free";
    MissingLocation = "missing_location", 422, "The attendance mode needs a place";
    MissingLink = "missing_link", 422, "The attendance mode needs a link";
    MissingBooking = "missing_booking", 422, "The access mode needs a way to register";
    CommitmentsRequired = "commitments_required", 422, "The commitments of the edition must be accepted";
    UnknownImage = "unknown_image", 422, "No such image is kept";
    ImageUnreadable = "image_unreadable", 422, "The file is not a JPEG, PNG or WebP image that can be read";
    ImageDimensions = "image_dimensions", 422, "The image is too small, has too many pixels, or is too long for its width";
    NotAllowed = "not_allowed", 422, "The value cannot be combined with another";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A fault at one place of the request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body, as `/occurrences/3/end`; for a query, `/` and the parameter's name.
    #[cfg_attr(feature = "openapi", schema(example = "/title"))]
    pub pointer: String,
    /// Stable word from the table of codes.
    pub code: Code,
    /// What is wrong, in English, for developers; people read the sentence of the code.
    pub detail: String,
    /// A number that the sentence of the code needs: the limit that was passed, for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

impl FieldProblem {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: Code, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
            limit: None,
        }
    }

    /// The same, with the limit that was passed.
    #[must_use]
    pub fn with_limit(mut self, limit: impl TryInto<i64>) -> Self {
        self.limit = limit.try_into().ok();
        self
    }
}

/// Body of every refusal, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Address of the documentation of this kind of problem: `/problems/<code>`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "/problems/invalid"))]
    pub kind: Cow<'static, str>,
    /// One English sentence, the same for all problems of this code.
    pub title: Cow<'static, str>,
    /// HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// Stable word from the table of codes.
    pub code: Code,
    /// What happened this time, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Identifier of the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Faults by place, all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Moves that the file's state allows to this person, when the one asked for is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_moves: Option<Vec<crate::label::Action>>,
}

impl Problem {
    /// A problem of this code, without details.
    pub fn new(code: Code) -> Self {
        Self {
            kind: Cow::Owned(format!("/problems/{code}")),
            title: Cow::Borrowed(code.title()),
            status: code.status(),
            code,
            detail: None,
            request_id: None,
            errors: Vec::new(),
            allowed_moves: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_words() {
        let mut words: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        let before = words.len();
        words.dedup();
        assert_eq!(words.len(), before);
        assert!(
            words
                .iter()
                .all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        );
    }

    #[test]
    fn a_problem_survives_the_wire() {
        let mut problem = Problem::new(Code::Invalid);
        problem
            .errors
            .push(FieldProblem::new("/title", Code::TooLong, "141 characters").with_limit(140));
        let json = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }
}
