//! `Idempotency-Key`: a create request that is sent twice is executed once.
//!
//! The response is stored for a day, in the same transaction as the resource that it created. The same key with the
//! same body receives the same response, and with another body 422; while the first request is still running on
//! this instance, 409. Across instances the primary key of the table decides, and the second request receives the
//! first one's response.

use super::Services;
use super::auth::Actor;
use crate::error::ApiError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use ground::db::Conn;
use ground::error::Error;
use ground::idempotency::{self, Creation};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::account::Operation;
use shared::problem::Code;
use std::collections::HashSet;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex, PoisonError};

/// Maximum length of a key, in characters.
const MAX_KEY_CHARS: usize = 200;

/// The `Idempotency-Key` of a request, if it has one, and the keys of the requests that are running.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: Option<String>,
    in_flight: InFlight,
}

impl IdempotencyKey {
    /// The value of the header, for operations without an account, which keep the key with what they create.
    pub fn value(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let in_flight = req
            .app_data::<Data<InFlight>>()
            .map(|data| InFlight::clone(data));
        let Some(in_flight) = in_flight else {
            return ready(Err(anyhow::anyhow!(
                "`InFlight` is not registered in the app"
            )
            .into()));
        };
        let Some(value) = req.headers().get("Idempotency-Key") else {
            return ready(Ok(Self {
                key: None,
                in_flight,
            }));
        };
        ready(match value.to_str() {
            Ok(key) if (1..=MAX_KEY_CHARS).contains(&key.len()) => Ok(Self {
                key: Some(key.to_owned()),
                in_flight,
            }),
            Ok(_) | Err(_) => Err(ApiError(Error::rejected(Code::BadRequest).because(
                format!("Idempotency-Key must have 1 to {MAX_KEY_CHARS} visible ASCII characters"),
            ))),
        })
    }
}

/// The response to a create request, in a form that can be stored and sent again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Created {
    /// URL of the created resource.
    pub location: String,
    /// Version of the created resource.
    pub version: i32,
    /// JSON representation of the created resource.
    pub body: Box<RawValue>,
}

impl Created {
    /// The HTTP response: 201 with `Location` and `ETag`.
    pub fn into_response(self) -> HttpResponse {
        HttpResponse::build(StatusCode::CREATED)
            .insert_header((header::LOCATION, self.location))
            .insert_header(header::ETag(super::etag::of_version(self.version)))
            .content_type(ContentType::json())
            .body(String::from(Box::<str>::from(self.body)))
    }
}

/// The keys of the requests that are running on this instance.
#[derive(Debug, Default, Clone)]
pub struct InFlight(Arc<Mutex<HashSet<String>>>);

/// Removes the key when it is dropped.
struct Running(InFlight, String);

impl InFlight {
    fn enter(&self, key: String) -> Result<Running, Error> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.insert(key.clone()) {
            Ok(Running(self.clone(), key))
        } else {
            Err(Error::rejected(Code::IdempotencyConflict).header("Retry-After", "1"))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}

/// Runs `create` in one transaction, and only once for each key.
///
/// # Errors
///
/// As [`create_then`].
pub async fn create(
    services: &Arc<Services>,
    actor: &Actor,
    operation: Operation,
    key: IdempotencyKey,
    digest: &str,
    create: impl FnMut(&mut Conn, &Services) -> Result<Created, Error> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    create_then(services, actor, operation, key, digest, create, Ok).await
}

/// As [`create`], with a response that needs no database: `answer` makes it from what was created. Without a key it does so after the
/// commit, so that no other transaction waits for it; with one, the response is stored in the transaction.
///
/// `digest` is the SHA-256 of the request body, empty when there is none.
///
/// # Errors
///
/// `idempotency_mismatch`, `idempotency_conflict`, or the error of `create`, which is not stored.
pub async fn create_then<T: Send + 'static>(
    services: &Arc<Services>,
    actor: &Actor,
    operation: Operation,
    key: IdempotencyKey,
    digest: &str,
    mut create: impl FnMut(&mut Conn, &Services) -> Result<T, Error> + Send + 'static,
    answer: impl Fn(T) -> Result<Created, Error> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let IdempotencyKey { key, in_flight } = key;
    let Some(key) = key else {
        return Ok(answer(services.write(create).await?)?.into_response());
    };
    let creation = Creation {
        account: actor.account.id,
        operation,
        key,
        digest: digest.to_owned(),
    };
    let _running = in_flight.enter(format!(
        "{} {} {}",
        creation.account,
        operation.id(),
        creation.key
    ))?;
    let now = services.clock.now();
    let created = services
        .write(move |conn, services| {
            idempotency::once(conn, now, &creation, |conn| answer(create(conn, services)?))
        })
        .await?;
    Ok(created.into_response())
}
