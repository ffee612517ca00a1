//! Negotiates content encodings and streams response bodies.

use actix_web::HttpRequest;
use actix_web::body::{BodySize, BoxBody, MessageBody as _, SizedStream};
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::web::Bytes;
use futures_util::stream;
use std::convert::Infallible;

/// Size of a chunk passed to the connection, which copies each chunk and waits until it is sent: sending a large body in chunks
/// costs half as much as sending it whole, and needs no extra memory.
const CHUNK_BYTES: usize = 64 << 10;

/// True when `Accept-Encoding` accepts this encoding: a weight of 0 rejects it, and `*` applies to encodings that
/// are not listed.
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

/// Sends a body that is in memory in chunks, with its length.
pub fn body(bytes: Bytes) -> BoxBody {
    let length = bytes.len();
    if length <= CHUNK_BYTES {
        return BoxBody::new(bytes);
    }
    let chunks = (0..length)
        .step_by(CHUNK_BYTES)
        .map(move |start| Ok::<_, Infallible>(bytes.slice(start..length.min(start + CHUNK_BYTES))));
    let body = SizedStream::new(length as u64, stream::iter(chunks));
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
    fn accept_encoding_is_honoured(
        #[case] header: &str,
        #[case] encoding: &str,
        #[case] accepted: bool,
    ) {
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, header));

        assert_eq!(accepts(&request.to_http_request(), encoding), accepted);
    }

    #[rstest]
    #[case(0)]
    #[case(CHUNK_BYTES)]
    #[case(CHUNK_BYTES + 1)]
    #[case(3 * CHUNK_BYTES + 5)]
    #[tokio::test]
    async fn a_body_arrives_complete_with_its_length(#[case] length: usize) {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
        let body = body(bytes.clone().into());

        assert_eq!(body.size(), BodySize::Sized(length as u64));
        assert_eq!(to_bytes(body).await.unwrap(), bytes);
    }
}
