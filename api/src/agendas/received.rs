//! The body of a request that writes: a JSON object, or a form with the object as `data` and a picture as `image`.

use super::multipart::{boundary, parts};
use super::refusal::{Fault, Refusal};
use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{FromRequest as _, HttpRequest};
use http::body::{MAX_BODY_BYTES, parse};
use http::intake::{Intake, Kind};
use http::{ApiError, Body};
use serde_json::{Map, Value};

/// Names of the parts of a form that are read as more than text.
const DATA: &str = "data";
const IMAGE: &str = "image";

/// A body that was received.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) members: Map<String, Value>,
    /// Picture that came with the members.
    pub(super) picture: Option<Bytes>,
}

fn media_type(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::CONTENT_TYPE)?;
    value.to_str().ok()
}

impl Received {
    /// True for a request whose body is a form.
    pub(super) fn is_form(request: &HttpRequest) -> bool {
        media_type(request).and_then(boundary).is_some()
    }

    /// Receives the body of a request, in a form at most `most` bytes of pictures.
    ///
    /// # Errors
    ///
    /// `unsupported_media_type`, `payload_too_large`, `request_timeout`, `unavailable`; or when it is no object or form.
    pub(super) async fn read(
        request: &HttpRequest,
        payload: Payload,
        intake: &Intake,
        most: usize,
    ) -> Result<Self, Refusal> {
        let mut payload = payload.into_inner();
        let Some(boundary) = media_type(request).and_then(boundary) else {
            let body: Result<Body<Map<String, Value>>, ApiError> =
                Body::from_request(request, &mut payload).await;
            return Ok(Self {
                members: body?.into_inner(),
                picture: None,
            });
        };
        let most = MAX_BODY_BYTES + most;
        let bytes = intake
            .receive(Kind::File, request.headers(), payload, most)
            .await?;
        Self::of_form(&bytes, boundary)
    }

    fn of_form(bytes: &Bytes, boundary: &str) -> Result<Self, Refusal> {
        let wrong = |field: &str, message: &str| {
            Refusal::invalid(Fault::new(field, "form.invalid", message).in_body())
        };
        let parts = parts(bytes, boundary).ok_or_else(|| wrong("", "must be a form of parts"))?;
        let mut received = Self::default();
        for part in parts {
            match part.name.as_str() {
                IMAGE => received.picture = Some(bytes.slice_ref(part.body)),
                DATA if part.body.len() <= MAX_BODY_BYTES => {
                    let members: Map<String, Value> = parse(part.body)?;
                    received.members.extend(members);
                }
                _ if part.body.len() > MAX_BODY_BYTES => {
                    return Err(wrong(&part.name, "is too long"));
                }
                name => {
                    let text = std::str::from_utf8(part.body);
                    let text = text.map_err(|_no_text| wrong(name, "must be a text in UTF-8"))?;
                    received.members.insert(name.to_owned(), text.into());
                }
            }
        }
        Ok(received)
    }
}
