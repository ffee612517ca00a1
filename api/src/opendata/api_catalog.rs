use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::API;
use http::ApiError;
use http::Services;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use http::query::{Nothing, Query};
use serde_json::{Value, json};

const LINKSET: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
const MAX_AGE_S: u32 = 3_600;

/// Get the API catalogue
///
/// A link set (RFC 9727) with the description, documentation and status of each API of this site.
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "The links", content((Object = "application/linkset+json")), headers(
            ("Link" = String, description = "`api-catalog`"),
        )),
        NotModified,
        FixedRefusals,
    )
)]
#[get("/.well-known/api-catalog")]
pub(super) async fn get_api_catalog(
    request: HttpRequest,
    services: Data<Services>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_string(&links(&services.site.url))?;
    let mut response = etag::public_text(&request, MAX_AGE_S, LINKSET, body)?;
    response.headers_mut().insert(
        header::LINK,
        HeaderValue::from_static("</.well-known/api-catalog>; rel=\"api-catalog\""),
    );
    Ok(response)
}

fn links(site: &str) -> Value {
    let link = |path: &str, media_type: &str| json!([{ "href": format!("{site}{path}"), "type": media_type }]);
    let ogc = crate::ogc::ROOT;
    let items = [API, ogc, super::ROOT].map(|path| json!({ "href": format!("{site}{path}") }));
    json!({ "linkset": [
        {
            "anchor": format!("{site}/.well-known/api-catalog"),
            "item": items,
        },
        {
            "anchor": format!("{site}{API}"),
            "service-desc": link("/api/openapi.json", "application/json"),
            "service-doc": link("/api/docs/", "text/html"),
            "service-meta": link("/llms.txt", "text/markdown"),
            "status": link("/api/health/ready", "application/json"),
        },
        {
            "anchor": format!("{site}{ogc}"),
            "service-desc": link("/ogc/api", crate::ogc::OPEN_API_3_0),
            "service-doc": link("/ogc/api?f=html", "text/html"),
        },
        {
            "anchor": format!("{site}{}", super::ROOT),
            "service-desc": link(super::ROOT, "application/ld+json"),
            "service-doc": link("/opendata?f=html", "text/html"),
        },
    ] })
}
