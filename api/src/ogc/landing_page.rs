use super::definition::OPEN_API_3_0;
use super::document::{self, Document, written};
use super::format::Format;
use super::link::Link;
use super::page::{Page, in_form};
use super::parameters::FormParam;
use super::{HTML, JSON, ROOT, words};
use crate::addresses::OPEN_DATA;
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use serde::Serialize;
use utoipa::ToSchema;

/// Where everything is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcLandingPage)]
struct LandingPage {
    /// Title, in French.
    title: &'static str,
    /// Description, in French.
    description: &'static str,
    /// `service-desc`, `conformance`, `data` and others.
    links: Vec<Link>,
}

/// OGC API – Features: the landing page
///
/// The address that a geographic information system opens (OGC 17-069r4). Everything else is linked from here.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The landing page", content((LandingPage = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
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
    document::give(&request, &services, &live, format, "", |_, site| {
        let here = format!("{site}{ROOT}");
        let onward = [
            Link::new(
                "service-desc",
                OPEN_API_3_0,
                format!("{here}/api"),
                words::DEFINITION,
            ),
            Link::new(
                "service-doc",
                HTML,
                format!("{site}/api/docs/"),
                words::DOCUMENTATION,
            ),
            Link::new(
                "conformance",
                JSON,
                format!("{here}/conformance"),
                words::CONFORMANCE,
            ),
            Link::new(
                "data",
                JSON,
                format!("{here}/collections"),
                words::COLLECTIONS,
            ),
            Link::new(
                "related",
                "application/ld+json",
                format!("{site}{OPEN_DATA}"),
                words::OPEN_DATA,
            ),
            Link::licence(),
        ];
        let mut links = Vec::from(Link::both_forms(&here, JSON));
        links.extend(onward.clone());
        Ok(Document {
            media_type: JSON,
            content: written(
                format,
                &LandingPage {
                    title: words::TITLE,
                    description: words::DESCRIPTION,
                    links: links.clone(),
                },
            )?,
            page: Page {
                title: words::TITLE.to_owned(),
                lead: words::DESCRIPTION.to_owned(),
                links: onward.into(),
                json: in_form(&here, "json"),
                ..Page::default()
            },
            links,
        })
    })
    .await
}
