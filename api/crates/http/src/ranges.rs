//! Byte ranges (RFC 9110, section 14): one range of a file, so that a broken download resumes and a reader fetches only what it
//! needs.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, ByteRangeSpec, ContentRange, ContentRangeSpec, EntityTag, Header as _, IfRange, Range,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponseBuilder};
use ground::error::Error;
use shared::problem::Code;
use std::ops::Range as Bounds;

/// True when the request has a `Range` header. The response then has no content encoding: the range is one of the
/// file itself.
pub fn is_wanted(request: &HttpRequest) -> bool {
    request.headers().contains_key(header::RANGE)
}

/// The bytes to send of a file of this length and tag: all of them when the request names no range, several, an
/// invalid one, or in `If-Range` another version of the file.
///
/// # Errors
///
/// `range_not_satisfiable` when the range begins after the end of the file.
pub fn of(request: &HttpRequest, tag: &EntityTag, length: u64) -> Result<Bounds<u64>, Error> {
    let Some(spec) = only_range(request, tag) else {
        return Ok(0..length);
    };
    match spec.to_satisfiable_range(length) {
        Some((first, last)) => Ok(Bounds {
            start: first,
            end: last + 1,
        }),
        None => Err(Error::rejected(Code::RangeNotSatisfiable)
            .header("Content-Range", format!("bytes */{length}"))),
    }
}

fn only_range(request: &HttpRequest, tag: &EntityTag) -> Option<ByteRangeSpec> {
    if !is_wanted(request) {
        return None;
    }
    if request.headers().contains_key(header::IF_RANGE) {
        match IfRange::parse(request) {
            Ok(IfRange::EntityTag(known)) if known.strong_eq(tag) => {}
            Ok(IfRange::EntityTag(_) | IfRange::Date(_)) | Err(_) => return None,
        }
    }
    match Range::parse(request) {
        Ok(Range::Bytes(specs)) => match specs.as_slice() {
            [only @ ByteRangeSpec::FromTo(first, last)] if first <= last => Some(only.clone()),
            [only @ (ByteRangeSpec::From(_) | ByteRangeSpec::Last(_))] => Some(only.clone()),
            _ => None,
        },
        Ok(Range::Unregistered(..)) | Err(_) => None,
    }
}

/// Sets the status and headers of a response with these bytes of a file: 206 for a part.
pub fn describe(response: &mut HttpResponseBuilder, bounds: &Bounds<u64>, length: u64) {
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    if *bounds == (0..length) {
        return;
    }
    response
        .status(StatusCode::PARTIAL_CONTENT)
        .insert_header(ContentRange(ContentRangeSpec::Bytes {
            range: Some((bounds.start, bounds.end.saturating_sub(1))),
            instance_length: Some(length),
        }));
}

/// The bytes of a file that is in memory.
pub fn slice(bytes: &Bytes, bounds: &Bounds<u64>) -> Bytes {
    let place = |at: u64| usize::try_from(at).map_or(bytes.len(), |at| at.min(bytes.len()));
    bytes.slice(place(bounds.start)..place(bounds.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case("bytes=0-9", Some(0..10))]
    #[case("bytes=90-", Some(90..100))]
    #[case("bytes=90-1000", Some(90..100))]
    #[case("bytes=-10", Some(90..100))]
    #[case("bytes=-1000", Some(0..100))]
    #[case("bytes=100-", None)]
    #[case("bytes=-0", None)]
    // Anything but one byte range yields the whole file.
    #[case("bytes=9-0", Some(0..100))]
    #[case("bytes=0-1,5-6", Some(0..100))]
    #[case("lines=0-1", Some(0..100))]
    #[case("bytes=a-b", Some(0..100))]
    fn a_range_lies_within_the_file(#[case] range: &str, #[case] expected: Option<Bounds<u64>>) {
        let request = TestRequest::default().insert_header((header::RANGE, range));
        let tag = EntityTag::new_strong("a".to_owned());

        assert_eq!(of(&request.to_http_request(), &tag, 100).ok(), expected);
    }

    #[rstest]
    #[case("\"a\"", 50..100)]
    #[case("\"b\"", 0..100)]
    #[case("W/\"a\"", 0..100)]
    #[case("Wed, 28 Mar 2018 10:00:00 GMT", 0..100)]
    fn a_download_resumes_only_on_the_same_file(#[case] known: &str, #[case] sent: Bounds<u64>) {
        let request = TestRequest::default()
            .insert_header((header::RANGE, "bytes=50-"))
            .insert_header((header::IF_RANGE, known))
            .to_http_request();
        let tag = EntityTag::new_strong("a".to_owned());

        assert_eq!(of(&request, &tag, 100).unwrap(), sent);
    }
}
