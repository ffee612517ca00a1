use super::definition::OPEN_API_3_0;
use super::document::{self, Document, json_content};
use super::format::Format;
use super::link::Link;
use super::page::{Page, with_format};
use super::parameters::FormParam;
use super::{HTML, JSON, ROOT};
use crate::addresses::OPEN_DATA;
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use serde::Serialize;
use utoipa::ToSchema;

/// Entry point with links to all other resources.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcLandingPage)]
struct LandingPage {
    /// Title of the service, in French.
    title: &'static str,
    /// Description of the service, in French.
    description: &'static str,
    /// Links to the other resources: `service-desc`, `conformance`, `data` and others.
    links: Vec<Link>,
}

/// OGC API – Features: get the landing page
///
/// The URL to open in a geographic information system (OGC 17-069r4, 18-058r1 and 19-079r2). All other resources are linked from here.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The landing page", content((LandingPage = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc")]
pub(crate) async fn get_ogc_landing_page(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    document::respond(&request, &services, &live, format, "", |_, site| {
        let here = format!("{site}{ROOT}");
        let onward = [
            Link::new(
                "service-desc",
                OPEN_API_3_0,
                format!("{here}/api"),
                t("ogc.definition"),
            ),
            Link::new(
                "service-doc",
                HTML,
                format!("{site}/api/docs/"),
                t("ogc.documentation"),
            ),
            Link::new(
                "conformance",
                JSON,
                format!("{here}/conformance"),
                t("ogc.conformance"),
            ),
            Link::new(
                "data",
                JSON,
                format!("{here}/collections"),
                t("ogc.collections"),
            ),
            Link::new(
                "related",
                "application/ld+json",
                format!("{site}{OPEN_DATA}"),
                t("ogc.open_data"),
            ),
            Link::licence(),
        ];
        let mut links = Vec::from(Link::self_and_alternate(&here, JSON));
        links.extend(onward.clone());
        Ok(Document {
            media_type: JSON,
            content: json_content(
                format,
                &LandingPage {
                    title: t("ogc.title"),
                    description: t("ogc.description"),
                    links: links.clone(),
                },
            )?,
            page: Page {
                title: t("ogc.title").to_owned(),
                lead: t("ogc.description").to_owned(),
                links: onward.into(),
                json: with_format(&here, "json"),
                ..Page::default()
            },
            links,
            crs: None,
        })
    })
    .await
}
