use super::documented::KeyParams;
use super::received::Received;
use super::refusal::{Fault, Refusal, SecretRefusals};
use crate::api_keys::ApiKeys;
use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use http::Intake;
use serde::Serialize;
use serde_json::Value;
use shared::problem::Code;
use utoipa::ToSchema;

/// Kind of exchange that the clients name, each in its own spelling of the member.
const GRANT: &str = "authorization_code";
const GRANT_TYPES: [&str; 2] = ["grant-type", "grant_type"];

/// A secret to exchange.
#[derive(ToSchema)]
#[schema(as = AgendaSecret)]
#[expect(dead_code, reason = "described only: the members are read one by one")]
struct Secret {
    /// An API key with the scope `write`.
    #[schema(example = "sdi_live_…")]
    code: String,
    /// `authorization_code`; `grant_type` is another name.
    #[schema(rename = "grant-type", example = "authorization_code")]
    grant_type: Option<String>,
}

/// A token that stands for a key.
#[derive(Serialize, ToSchema)]
#[schema(as = AgendaToken)]
struct AccessToken {
    /// The token, to send in the header `access-token`: 32 characters.
    access_token: String,
    /// Seconds until it expires.
    #[schema(example = 3600)]
    expires_in: i64,
}

/// OpenAgenda: exchange a secret for a token
///
/// The secret is an API key of a partner with the scope `write`. The token stands for it for an hour, with its scopes and limits, in the
/// header `access-token` of each request. A header `nonce` is accepted and not read.
#[utoipa::path(
    tag = "agendas",
    params(KeyParams),
    request_body(content(
        (Secret = "application/json"),
        (Secret = "multipart/form-data")
    )),
    responses((status = 200, description = "A token", body = AccessToken), SecretRefusals)
)]
#[post("/v2/requestAccessToken")]
pub(super) async fn request_access_token(
    request: HttpRequest,
    keys: Data<ApiKeys>,
    intake: Data<Intake>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let received = Received::read(&request, payload, &intake, 0).await?;
    let text = |name: &str| match received.members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim())),
        Some(_) => Err(wrong(name, "string.invalid", "must be a text")),
    };
    for name in GRANT_TYPES {
        if text(name)?.is_some_and(|grant| grant != GRANT) {
            return Err(wrong(
                name,
                "choice.invalid",
                "must be `authorization_code`",
            ));
        }
    }
    let secret = text("code")?.filter(|secret| !secret.is_empty());
    let secret = secret.ok_or_else(|| wrong("code", "required", "is the secret, an API key"))?;
    let issued = keys.issue(secret, &request).await;
    let issued = issued.map_err(|error| match error.code() {
        Code::InvalidToken => Refusal::Secret,
        _ => error.into(),
    })?;
    let token = AccessToken {
        access_token: issued.token,
        expires_in: issued.expires_in,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(token))
}

fn wrong(name: &str, code: &'static str, message: &str) -> Refusal {
    Refusal::invalid(Fault::new(name, code, message).in_body())
}
