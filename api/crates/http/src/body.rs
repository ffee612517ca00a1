//! Reads the JSON body of a request, and reports the location of an error in it.

use crate::error::ApiError;
use crate::intake::{Intake, Kind};
use crate::objects::Objects;
use actix_web::dev::{Decompress, Payload};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use ground::error::Error;
use ground::hex::hex;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use sha2::{Digest as _, Sha256};
use shared::problem::{Code, FieldProblem};
use std::fmt::Write as _;

/// Maximum size of a body in bytes. An event with 800 occurrences and every text at its limit is about 250 kB.
pub const MAX_BODY_BYTES: usize = 512 * 1024;

/// A `T` read from a JSON body of at most [`MAX_BODY_BYTES`].
#[derive(Debug)]
pub struct Body<T> {
    value: T,
    digest: String,
}

impl<T> Body<T> {
    /// The deserialised value, without the digest.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// SHA-256 of the received bytes, in hexadecimal; compared by [`super::idempotency`].
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = receive(req, payload, MAX_BODY_BYTES);
        Box::pin(async move {
            let bytes = bytes.await?;
            Ok(Self {
                value: parse(&bytes)?,
                digest: hex(&Sha256::digest(&bytes)),
            })
        })
    }
}

/// Receives a JSON body of at most `at_most` bytes, unread.
///
/// # Errors
///
/// `unsupported_media_type`, or as [`Intake::receive`].
pub fn receive(
    request: &HttpRequest,
    payload: &mut Payload,
    at_most: usize,
) -> impl Future<Output = Result<Bytes, Error>> + use<> {
    let json = is_json(request);
    let intake = request.app_data::<Data<Intake>>().cloned();
    let headers = request.headers().clone();
    let body = Decompress::from_headers(payload.take(), &headers);
    async move {
        if !json {
            return Err(Error::rejected(Code::UnsupportedMediaType));
        }
        intake
            .ok_or_else(|| anyhow::anyhow!("`Intake` is not registered in the app"))?
            .receive(Kind::Json, &headers, body, at_most)
            .await
    }
}

/// A `T` read from a JSON body of at most [`MAX_BODY_BYTES`]; the default where the request has no body, or `null`.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalBody<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(req);
        let intake = req.app_data::<Data<Intake>>().cloned();
        let headers = req.headers().clone();
        let body = Decompress::from_headers(payload.take(), &headers);
        Box::pin(async move {
            let bytes = intake
                .ok_or_else(|| anyhow::anyhow!("`Intake` is not registered in the app"))?
                .receive(Kind::Json, &headers, body, MAX_BODY_BYTES)
                .await?;
            if bytes.trim_ascii().is_empty() {
                return Ok(Self(T::default()));
            }
            if !json {
                return Err(Error::rejected(Code::UnsupportedMediaType).into());
            }
            let value: Option<T> = parse(&bytes)?;
            Ok(Self(value.unwrap_or_default()))
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let essence = request.content_type().trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Deserialises JSON.
///
/// # Errors
///
/// `invalid_json`, with a JSON pointer to the error when the text is JSON but does not describe a `T`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // Every body is an object; an enum tagged from within could also be read from an array.
    if bytes.trim_ascii_start().starts_with(b"[") {
        let fault = FieldProblem::new(
            "",
            Code::InvalidJson,
            "invalid type: sequence, expected an object",
        );
        return Err(Error::rejected(Code::InvalidJson).at(fault));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(Objects(&mut reader)).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        let rejection = Error::rejected(Code::InvalidJson);
        if error.is_data() {
            rejection.at(FieldProblem::new(
                pointer,
                Code::InvalidJson,
                sentence(&error),
            ))
        } else {
            rejection.because(error.to_string())
        }
    })?;
    reader
        .end()
        .map_err(|error| Error::rejected(Code::InvalidJson).because(error.to_string()))?;
    Ok(value)
}

/// The error message of serde without the trailing "at line 1 column 13".
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((sentence, _line)) => sentence.to_owned(),
        None => text,
    }
}

/// Converts a path to a JSON pointer (RFC 6901).
pub fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                let _infallible = write!(pointer, "/{index}");
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[expect(dead_code, reason = "only read")]
        occurrences: Vec<u8>,
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        rooms: Vec<Room>,
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        main: Option<Room>,
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        host: Option<Host>,
    }

    #[derive(Debug, Deserialize)]
    struct Room {
        #[expect(dead_code, reason = "only read")]
        seats: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Host {
        Firm {
            #[expect(dead_code, reason = "only read")]
            seats: u8,
        },
    }

    #[rstest]
    #[case(r#"{"occurrences":[1,"x"]}"#, "/occurrences/1")]
    #[case(r#"{"occurrences":[1],"a/b~c":1}"#, "/a~1b~0c")]
    #[case(r#"{"occurrences":null}"#, "/occurrences")]
    #[case(r#"{"occurrences":[1],"rooms":[{"seats":1},[2]]}"#, "/rooms/1")]
    #[case(r#"{"occurrences":[1],"main":[2]}"#, "/main")]
    #[case(r#"{"occurrences":[1],"host":{"firm":[2]}}"#, "/host")]
    #[case("{}", "")]
    #[case(" [[1]]", "")]
    fn a_value_of_the_wrong_type_is_reported_with_its_pointer(
        #[case] body: &str,
        #[case] pointer: &str,
    ) {
        let problem = parse::<Form>(body.as_bytes()).unwrap_err().problem();

        assert_eq!(problem.code, Code::InvalidJson);
        assert_eq!(problem.errors[0].pointer, pointer);
        assert!(!problem.errors[0].detail.contains("line"));
    }

    #[rstest]
    #[case("")]
    #[case("{")]
    #[case(r#"{"occurrences":[]} more"#)]
    #[case("{\"occurrences\":[\u{0}]}")]
    fn malformed_json_is_reported_without_a_pointer(#[case] body: &str) {
        let problem = parse::<Form>(body.as_bytes()).unwrap_err().problem();

        assert_eq!(problem.code, Code::InvalidJson);
        assert!(problem.errors.is_empty());
        assert!(problem.detail.is_some());
    }
}
