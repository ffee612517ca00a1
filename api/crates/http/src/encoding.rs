//! Which encodings a request takes, and how a body is handed over.

use actix_web::HttpRequest;
use actix_web::body::{BodySize, BoxBody, MessageBody as _, SizedStream};
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::web::Bytes;
use futures_util::stream;
use std::convert::Infallible;

/// Bytes that are handed to the connection at once. It copies what it is given and waits until all of that has left: of a
/// long body a piece at a time costs half of what the whole costs, and no memory.
const PIECE_BYTES: usize = 64 << 10;

/// Does the request take this encoding? A weight of nought refuses it; `*` speaks for what is not named.
pub fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let weight_of = |name: &str| {
        request
            .headers()
            .get_all(ACCEPT_ENCODING)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|item| item.split_once(';').unwrap_or((item, "q=1")))
            .find(|(item, _)| item.trim().eq_ignore_ascii_case(name))
            .map(|(_, weight)| {
                let weight = weight.trim().trim_start_matches("q=");
                weight.parse::<f32>().unwrap_or(0.0)
            })
    };
    weight_of(encoding)
        .or_else(|| weight_of("*"))
        .is_some_and(|weight| weight > 0.0)
}

/// A body that is in memory as a whole, for the connection to take a piece at a time.
pub fn body(bytes: Bytes) -> BoxBody {
    let length = bytes.len();
    if length <= PIECE_BYTES {
        return BoxBody::new(bytes);
    }
    let pieces = (0..length)
        .step_by(PIECE_BYTES)
        .map(move |start| Ok::<_, Infallible>(bytes.slice(start..length.min(start + PIECE_BYTES))));
    let body = SizedStream::new(length as u64, stream::iter(pieces));
    debug_assert_eq!(body.size(), BodySize::Sized(length as u64));
    BoxBody::new(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case("gzip, deflate, br, zstd", "br", true)]
    #[case("gzip;q=1.0, br;q=0", "br", false)]
    #[case("*", "gzip", true)]
    #[case("br, *;q=0", "gzip", false)]
    #[case("", "br", false)]
    fn the_request_says_which_encodings_it_takes(
        #[case] accepted: &str,
        #[case] encoding: &str,
        #[case] taken: bool,
    ) {
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, accepted));

        assert_eq!(accepts(&request.to_http_request(), encoding), taken);
    }

    #[rstest]
    #[case(0)]
    #[case(PIECE_BYTES)]
    #[case(PIECE_BYTES + 1)]
    #[case(3 * PIECE_BYTES + 5)]
    #[tokio::test]
    async fn a_body_arrives_whole_and_says_its_length(#[case] length: usize) {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
        let body = body(bytes.clone().into());

        assert_eq!(body.size(), BodySize::Sized(length as u64));
        assert_eq!(to_bytes(body).await.unwrap(), bytes);
    }
}
