//! Time of arrival of a request.

use crate::error::ApiError;
use crate::services::Services;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use chrono::{DateTime, Utc};
use std::future::{Ready, ready};

/// Time at which the head of a request was read. It decides on a deadline, however long the request then waits for
/// its body, for a connection or for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival(pub DateTime<Utc>);

/// Records the time, before anything that may wait.
///
/// # Errors
///
/// The error of the next service.
pub async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    if let Some(services) = request.app_data::<Data<Services>>() {
        let arrival = Arrival(services.clock.now());
        request.extensions_mut().insert(arrival);
    }
    next.call(request).await
}

impl FromRequest for Arrival {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let noted = req.extensions().get::<Self>().copied();
        ready(noted.ok_or_else(|| anyhow::anyhow!("the arrival was not noted").into()))
    }
}
