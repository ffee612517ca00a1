//! The refresh cookie: `HttpOnly`, `SameSite=Strict`, and sent only to the session routes.

use super::sessions::REFRESH_LIFE;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use http::API;
use http::Services;

/// Name of the cookie that holds the refresh token.
pub(crate) const NAME: &str = "semaine_refresh";

fn cookie(services: &Services, value: String, life: Duration) -> Cookie<'static> {
    Cookie::build(NAME, value)
        .path(format!("{API}/session"))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(services.site.url.starts_with("https://"))
        .max_age(life)
        .finish()
}

/// Cookie that carries a refresh token.
pub(super) fn carrying(services: &Services, token: String) -> Cookie<'static> {
    cookie(
        services,
        token,
        Duration::seconds(REFRESH_LIFE.num_seconds()),
    )
}

/// Expired cookie that removes the refresh token from the browser.
pub(crate) fn cleared(services: &Services) -> Cookie<'static> {
    cookie(services, String::new(), Duration::ZERO)
}

/// Refresh token in the cookie of a request.
pub(super) fn token(request: &HttpRequest) -> Option<String> {
    request
        .cookie(NAME)
        .map(|cookie| cookie.value().to_owned())
        .filter(|token| !token.is_empty())
}
