//! `Idempotency-Key`: a creation that is sent twice is done once.
//!
//! The answer is kept in the same transaction as what it created, for a day. The same key with the same body gets the
//! same answer; with another body 422; while the first is still running on this instance 409. Two instances meet on the
//! table's key, and the second gets the first one's answer.

use super::Services;
use super::auth::Actor;
use crate::error::ApiError;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use ground::db::Conn;
use ground::error::Error;
use ground::idempotency::{self, Creation};
use serde::{Deserialize, Serialize};
use shared::account::Operation;
use shared::problem::Code;
use std::collections::HashSet;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest key.
const MAX_KEY_CHARS: usize = 200;

/// The key of a request, if it has one, and the keys whose request is running.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: Option<String>,
    in_flight: InFlight,
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let in_flight = req
            .app_data::<Data<InFlight>>()
            .map(|data| InFlight::clone(data))
            .unwrap_or_default();
        let Some(given) = req.headers().get("Idempotency-Key") else {
            return ready(Ok(Self {
                key: None,
                in_flight,
            }));
        };
        ready(match given.to_str() {
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

/// The answer to a creation: what can be kept and given again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Created {
    /// Address of what was created.
    pub location: String,
    /// Its version.
    pub version: i32,
    /// Its representation.
    pub body: serde_json::Value,
}

impl Created {
    /// The HTTP answer: 201 with `Location` and `ETag`.
    pub fn into_response(self) -> HttpResponse {
        HttpResponse::build(StatusCode::CREATED)
            .insert_header((header::LOCATION, self.location))
            .insert_header(header::ETag(super::etag::of_version(self.version)))
            .json(self.body)
    }
}

/// The keys whose first request is still running here.
#[derive(Debug, Default, Clone)]
pub struct InFlight(Arc<Mutex<HashSet<String>>>);

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

/// Creates in one transaction, once for each key.
///
/// `digest` is the digest of the body (empty when there is none); `create` is what writes.
///
/// # Errors
///
/// `idempotency_mismatch`, `idempotency_conflict`, or what `create` answers (which is not kept).
pub async fn create(
    services: &Arc<Services>,
    actor: &Actor,
    operation: Operation,
    key: IdempotencyKey,
    digest: &str,
    mut create: impl FnMut(&mut Conn, &Services) -> Result<Created, Error> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let IdempotencyKey { key, in_flight } = key;
    let Some(key) = key else {
        return Ok(services.write(create).await?.into_response());
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
            idempotency::once(conn, now, &creation, |conn| create(conn, services))
        })
        .await?;
    Ok(created.into_response())
}
