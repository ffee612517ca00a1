//! Security headers of every response.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, PERMISSIONS_POLICY, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use ground::config::StreetsConfig;
use http::Services;

/// Scripts, styles and data only from this origin, nothing inline; WebAssembly requires `wasm-unsafe-eval`.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; worker-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// Pages that other sites may show in a frame; each of them sends this policy itself, so that no other page can be framed.
pub(super) const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors *";

/// Swagger UI writes inline style attributes.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Browsers that have come by https use https for a year. Subdomains are not included: they may belong to others.
const HTTPS_ONLY: &str = "max-age=31536000";

const DOCS: &str = "/api/docs";

/// Pages whose address contains a secret, or whose content is meant for those who were given it.
const SECRET: [&str; 6] = [
    "/lecture",
    "/kit",
    "/avis",
    "/invitation",
    "/invitation-organisation",
    "/invitation-role",
];

/// Start of the path of such pages, which end with their secret.
const SECRET_FOLDER: &str = "/alertes/";

/// Headers of such pages: no address of theirs reaches another site, and no search engine keeps them.
const DISCREET: [(HeaderName, &str); 2] = [
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("x-robots-tag"),
        "noindex, nofollow, noarchive",
    ),
];

const ALWAYS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        PERMISSIONS_POLICY,
        "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Adds the security headers, with `Strict-Transport-Security` if the public address is https; a header that the
/// response already has stays unchanged.
///
/// # Errors
///
/// The error of the next service.
pub async fn headers(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    let site = req
        .app_data::<Data<Services>>()
        .map(|services| &services.site);
    let policy = if req.path().starts_with(DOCS) {
        HeaderValue::from_static(DOCS_POLICY)
    } else {
        site.and_then(|site| with_streets(site.streets.as_ref()?))
            .unwrap_or(HeaderValue::from_static(POLICY))
    };
    let https = site.is_some_and(|site| site.url.starts_with("https://"));
    let secret =
        SECRET.contains(&req.path().trim_end_matches('/')) || req.path().starts_with(SECRET_FOLDER);
    let mut response = next.call(req).await?;
    for (name, value) in secret
        .then_some(DISCREET)
        .into_iter()
        .flatten()
        .chain(ALWAYS)
        .chain(https.then_some((STRICT_TRANSPORT_SECURITY, HTTPS_ONLY)))
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .chain([(CONTENT_SECURITY_POLICY, policy)])
    {
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// The policy of a site whose maps have streets from elsewhere.
fn with_streets(streets: &StreetsConfig) -> Option<HeaderValue> {
    let origin = &streets.origin;
    let policy = POLICY
        .replace("img-src 'self'", &format!("img-src 'self' {origin}"))
        .replace(
            "connect-src 'self'",
            &format!("connect-src 'self' {origin}"),
        );
    HeaderValue::from_str(&policy).ok()
}
