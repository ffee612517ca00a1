//! Errors of the API: the table of problem codes and their JSON form (RFC 9457).
//!
//! The table is a contract: a code never changes its status. The English title is for developers; people read the
//! French sentence of the code, in the message file of the web application.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

// `$code` is a `tt`, not a `literal`: utoipa cannot read a `literal` behind the invisible delimiters that macro
// expansion adds.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:tt, $status:literal, $title:literal;)*) => {
        /// Stable identifier of a kind of error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Code { $( $(#[$doc])* #[doc = $title] #[serde(rename = $code)] $name, )* }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// The identifier in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }

            /// HTTP status of the response; for a field-level code, that of the response that lists it in `errors`.
            pub const fn status(self) -> u16 {
                match self { $( Self::$name => $status, )* }
            }

            /// English sentence for developers.
            pub const fn title(self) -> &'static str {
                match self { $( Self::$name => $title, )* }
            }
        }
    };
}

codes! {
    // Request format and HTTP.
    BadRequest = "bad_request", 400, "The request cannot be read";
    InvalidJson = "invalid_json", 400, "The body is not the expected JSON";
    UnknownParameter = "unknown_parameter", 400, "Unknown query parameter";
    InvalidParameter = "invalid_parameter", 400, "Invalid parameter value";
    InvalidCursor = "invalid_cursor", 400, "The cursor was not issued by this server";
    NotFound = "not_found", 404, "Resource not found";
    Gone = "gone", 410, "The resource is no longer public";
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed on this resource";
    NotAcceptable = "not_acceptable", 406, "The resource is not available in an accepted media type";
    RequestTimeout = "request_timeout", 408, "The request body did not arrive in time";
    PayloadTooLarge = "payload_too_large", 413, "The request body is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "Unsupported media type of the request body";
    RangeNotSatisfiable = "range_not_satisfiable", 416, "The range lies beyond the end of the file";
    TooManyRequests = "too_many_requests", 429, "Too many requests, or too many attempts";
    Internal = "internal", 500, "Internal server error";
    FormatNotOffered = "format_not_offered", 501, "The resource is not offered in this format";
    Unavailable = "unavailable", 503, "The server is not ready";
    // Authentication and authorisation.
    Unauthenticated = "unauthenticated", 401, "Authentication is required";
    InvalidToken = "invalid_token", 401, "The access token is invalid or expired";
    InvalidCredentials = "invalid_credentials", 401, "The e-mail address or the password is wrong";
    AccountDisabled = "account_disabled", 403, "The account is disabled";
    SessionEnded = "session_ended", 401, "The session has ended; sign in again";
    KeyLimited = "key_limited", 403, "The API key is not meant for this request";
    Forbidden = "forbidden", 403, "The caller's role does not allow this operation";
    CrossOrigin = "cross_origin", 403, "Requests with the session cookie must come from the site itself";
    EmailUnverified = "email_unverified", 403, "The e-mail address is not verified yet";
    InvalidLink = "invalid_link", 422, "The link is invalid, expired or already used";
    OtherAddress = "other_address", 403, "The invitation was sent to another e-mail address than that of the account";
    AlreadyVerified = "already_verified", 409, "The e-mail address is verified; sign in";
    LastManager = "last_manager", 409, "The organisation needs another manager first";
    LastHolder = "last_holder", 409, "The last holder of this role must keep it";
    OwnAccount = "own_account", 403, "Nobody manages the roles of their own account";
    // Concurrency and retries.
    PreconditionRequired = "precondition_required", 428, "The If-Match header is required";
    PreconditionFailed = "precondition_failed", 412, "The resource has changed since it was read";
    IdempotencyMismatch = "idempotency_mismatch", 422, "The idempotency key was already used with a different body";
    IdempotencyConflict = "idempotency_conflict", 409, "The first request with this idempotency key is still running";
    // Rules of the programme.
    TooManyDrafts = "too_many_drafts", 409, "The account has as many drafts as it may have";
    IllegalMove = "illegal_move", 409, "The state of the event submission does not allow this action";
    FileLocked = "file_locked", 409, "The event submission cannot be edited in its current state";
    MailUnderWay = "mail_under_way", 409, "The mail was sent, or is still going to be";
    ImportLocked = "import_locked", 409, "The state of the import does not allow this action";
    EditionClosed = "edition_closed", 403, "The edition does not accept submissions";
    DeadlinePassed = "deadline_passed", 403, "The submission deadline of the edition has passed";
    InvalidPass = "invalid_pass", 422, "The late pass is unknown, used, revoked or expired";
    UnfitPass = "unfit_pass", 422, "The late pass is not meant for this event";
    OrganisationTaken = "organisation_taken", 409, "The organisation has members; one of its managers can invite others";
    SpaceClosed = "space_closed", 409, "The space of the partner is closed";
    TooManyOrganisations = "too_many_organisations", 409, "The account belongs to as many organisations as it may";
    NotMandated = "not_mandated", 403, "The caller may not file in the name of this organisation";
    CriteriaIncomplete = "criteria_incomplete", 422, "All four criteria must be met before the label is granted";
    RefusalUnfounded = "refusal_unfounded", 422, "A refusal needs a criterion that is not met";
    NotLabelled = "not_labelled", 409, "The event does not have the label";
    KitClosed = "kit_closed", 410, "The communication kit ended with the label, or with the event";
    KitFull = "kit_full", 409, "The kit of the edition has as many files as it may have";
    KitFileLost = "kit_file_lost", 410, "The stored file is missing or damaged; the coordination has to upload it again";
    DecisionPending = "decision_pending", 409, "A decision on the event submission is about to take effect";
    UndoExpired = "undo_expired", 409, "The decision can no longer be undone";
    SecondLookNeeded = "second_look_needed", 403, "Another reviewer has to decide";
    SecondLookAsked = "second_look_asked", 409, "A second look was asked for already";
    OwnEvent = "own_event", 403, "A referent cannot decide on their own event";
    EffectsUnseen = "effects_unseen", 409, "The change affects files; give the token of its preview, or a reason";
    EditionArchived = "edition_archived", 409, "The edition is archived";
    EditionFull = "edition_full", 409, "The edition stores as many bytes of files as it may store";
    EventOver = "event_over", 409, "The event is over";
    EventNotOver = "event_not_over", 409, "The event is not over yet";
    AlertsOver = "alerts_over", 409, "The edition has ended, and takes no alerts any more";
    TooManyAlerts = "too_many_alerts", 409, "The address has as many alerts as it may have";
    ConversationClosed = "conversation_closed", 409, "The conversation on the event submission is read-only";
    ConversationFull = "conversation_full", 409, "The event submission has as many items of this kind as it may have";
    Invalid = "invalid", 422, "Some fields are invalid";
    // Field-level codes (`errors[].code`).
    Required = "required", 422, "The field is required";
    TooShort = "too_short", 422, "The text is too short";
    TooLong = "too_long", 422, "The text is too long";
    TooMany = "too_many", 422, "There are too many items";
    OutOfRange = "out_of_range", 422, "The number is out of range";
    InvalidFormat = "invalid_format", 422, "The value does not have the required format";
    InvalidEmail = "invalid_email", 422, "The value is not a valid e-mail address";
    InvalidUrl = "invalid_url", 422, "The value is not a valid http(s) URL";
    InvalidPhone = "invalid_phone", 422, "The value is not a valid telephone number";
    InvalidSiret = "invalid_siret", 422, "The value is not a valid SIRET number";
    InvalidUai = "invalid_uai", 422, "The value is not a valid UAI number of a school";
    ControlCharacter = "control_character", 422, "The text contains control characters";
    OwnAddress = "own_address", 422, "The address is that of the account itself";
    WrongPassword = "wrong_password", 422, "The password is not that of the account";
    WeakPassword = "weak_password", 422, "The password is too short or too common";
    UnknownValue = "unknown_value", 422, "The value is not one of the allowed values";
    UnknownTag = "unknown_tag", 422, "The text has a tag that its letter does not have";
    MissingTag = "missing_tag", 422, "The text lacks a tag without which its letter is of no use";
    MisplacedTag = "misplaced_tag", 422, "A tag stands where its value cannot stand";
    Duplicate = "duplicate", 422, "The value is given more than once";
    UnknownCommune = "unknown_commune", 422, "No commune has this INSEE code";
    OutsideFrance = "outside_france", 422, "The position is too far from the commune";
    ImpossibleDate = "impossible_date", 422, "The date or time does not exist";
    EndBeforeBegin = "end_before_begin", 422, "The end is not later than the start";
    OccurrenceTooLong = "occurrence_too_long", 422, "An occurrence lasts more than 24 hours";
    OccurrencesOverlap = "occurrences_overlap", 422, "Two occurrences overlap";
    OutsideWindow = "outside_window", 422, "The occurrence is outside the labelling window of the edition in this territory";
    OccurrencePast = "occurrence_past", 422, "The time lies in the past";
    AlreadyStarted = "already_started", 422, "The event would start before it is submitted";
    NotFree = "not_free", 422, "The event must be free of charge";
    MissingLocation = "missing_location", 422, "The attendance mode requires a place";
    MissingLink = "missing_link", 422, "The attendance mode requires a link";
    MissingBooking = "missing_booking", 422, "A booking channel is required";
    CommitmentsRequired = "commitments_required", 422, "The commitments of the edition must be accepted";
    UnknownImage = "unknown_image", 422, "No image is stored under this identifier";
    UnknownFile = "unknown_file", 422, "No file is stored under this identifier";
    FileRefused = "file_refused", 422, "The content of the file is of no accepted type";
    ImageUnreadable = "image_unreadable", 422, "The file is not a readable JPEG, PNG or WebP image, or SVG drawing where one is accepted";
    ImageDimensions = "image_dimensions", 422, "The image is too small, has too many pixels, or has too extreme an aspect ratio";
    AttachmentType = "attachment_type", 422, "Files of this type cannot be attached";
    AttachmentMismatch = "attachment_mismatch", 422, "The content of the file is not what its name says";
    UnknownAttachment = "unknown_attachment", 422, "No such attachment waits to be sent";
    SheetUnreadable = "sheet_unreadable", 422, "The file is not a readable table";
    SheetTooLarge = "sheet_too_large", 422, "The table has too many rows, columns or characters";
    WeekOutsideWindow = "week_outside_window", 422, "The week is not inside the labelling window";
    DeadlineBeforeOpening = "deadline_before_opening", 422, "The deadline is not after the opening";
    DeadlineInThePast = "deadline_in_the_past", 422, "A deadline can only be moved to a time to come";
    TermInUse = "term_in_use", 422, "Files use the term; it can end";
    EditionMove = "edition_move", 422, "The edition cannot change to this status";
    EditionInUse = "edition_in_use", 422, "The edition has files";
    FieldLocked = "field_locked", 422, "The correction request does not open this field";
    NotAllowed = "not_allowed", 422, "The value cannot be combined with another";
}

impl Code {
    /// True when an answer is missing rather than wrong: a form says so once its user goes on, and not in the middle of it.
    pub const fn is_omission(self) -> bool {
        matches!(
            self,
            Self::Required
                | Self::MissingLocation
                | Self::MissingLink
                | Self::MissingBooking
                | Self::CommitmentsRequired
        )
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error in one field or query parameter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the request body, such as `/occurrences/3/end`; for a query parameter, `/` and its
    /// name.
    #[cfg_attr(feature = "openapi", schema(example = "/title"))]
    pub pointer: String,
    /// Identifier of the kind of error.
    pub code: Code,
    /// Explanation in English, for developers.
    pub detail: String,
    /// Bound that the value exceeded or missed, such as a maximum length; absent when not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

impl FieldProblem {
    /// Builds an error at `pointer`, without limit.
    pub fn new(pointer: impl Into<String>, code: Code, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
            limit: None,
        }
    }

    /// Adds the bound that the value exceeded or missed.
    #[must_use]
    pub fn with_limit(mut self, limit: impl TryInto<i64>) -> Self {
        self.limit = limit.try_into().ok();
        self
    }
}

/// Body of every error response, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// URL path of the documentation of this kind of error: `/problems/<code>`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "/problems/invalid"))]
    pub kind: Cow<'static, str>,
    /// English sentence, the same for all errors with this code.
    pub title: Cow<'static, str>,
    /// HTTP status code of the response.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// Identifier of the kind of error.
    pub code: Code,
    /// Explanation of this particular error, in English; absent when the title says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Identifier of the request in the server log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// All field and parameter errors; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Actions that the caller may perform in the current state, after an action that the state does not allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_moves: Option<Vec<crate::label::Action>>,
}

impl Problem {
    /// Builds a problem with the title and status of the code, without details.
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
    fn a_problem_round_trips_through_json() {
        let mut problem = Problem::new(Code::Invalid);
        problem
            .errors
            .push(FieldProblem::new("/title", Code::TooLong, "141 characters").with_limit(140));
        let json = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }
}
