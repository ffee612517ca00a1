//! `Last-Modified` and `If-Modified-Since`, for clients that do not store entity tags.

use crate::answer::Encoding;
use actix_web::HttpRequest;
use actix_web::http::header::{self, Header as _, HttpDate, IfModifiedSince};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::SystemTime;

/// Age from which a change can be dated: an HTTP date counts seconds, and a second change may follow in the same
/// one.
const SETTLED: TimeDelta = TimeDelta::seconds(2);

/// The value of `Last-Modified` for a response of `now`; `None` when the last change is too recent to be dated.
pub fn date(modified: DateTime<Utc>, now: DateTime<Utc>) -> Option<HttpDate> {
    (modified > DateTime::UNIX_EPOCH && now - modified >= SETTLED)
        .then(|| SystemTime::from(modified).into())
}

/// True when the caller's copy is current: by the entity tag of the unencoded body, or else by its date.
pub fn is_known(request: &HttpRequest, tag: &str, modified: Option<HttpDate>) -> bool {
    if request.headers().contains_key(header::IF_NONE_MATCH) {
        return Encoding::is_known(request, tag);
    }
    let Some(modified) = modified else {
        return false;
    };
    IfModifiedSince::parse(request)
        .is_ok_and(|IfModifiedSince(known)| seconds(known) >= seconds(modified))
}

/// Whole seconds since 1970, the precision of HTTP dates.
fn seconds(date: HttpDate) -> i64 {
    DateTime::<Utc>::from(SystemTime::from(date)).timestamp()
}
