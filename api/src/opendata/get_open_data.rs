use super::Dumps;
use super::describe::{DataSet, catalogue};
use super::get_dump::MAX_AGE_S;
use super::{ROOT, dumps, texts};
use crate::catalogue::Live;
use crate::ogc::{Cell, Format, Link, Page, Table};
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::etag;
use http::problems::{NotModified, PublicRefusals};
use messages::t;

const JSON_LD: &str = "application/ld+json";

/// Get the description of the data sets
///
/// DCAT-AP (JSON-LD) for each public edition: licence, files with size and SHA-256, services. Returned as an HTML page when
/// `Accept` prefers it or with `f=html`.
#[utoipa::path(
    tag = "open-data",
    params(crate::ogc::FormParam),
    responses(
        (status = 200, description = "The description", content((Object = "application/ld+json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
            ("Link" = String, description = "`license`"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/opendata")]
pub(super) async fn get_open_data(
    request: HttpRequest,
    services: Data<Services>,
    dumps: Data<Dumps>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    let catalogue_now = live.get()?;
    let sets: Vec<_> = dumps::all(&dumps, &catalogue_now)
        .await?
        .into_iter()
        .map(|(edition, files)| DataSet {
            events: usize::try_from(catalogue_now.labelled_events(&edition.slug))
                .unwrap_or(usize::MAX),
            edition,
            files,
        })
        .collect();
    let site = &services.site.url;
    let (media_type, body) = match format {
        Format::Json => {
            let described = catalogue(&sets, catalogue_now.changed_at(), site);
            (JSON_LD, serde_json::to_string(&described)?)
        }
        Format::Html => ("text/html; charset=utf-8", page(&sets, site).html()?),
    };
    let mut response = etag::public_text(&request, MAX_AGE_S, media_type, body)?;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    headers.insert(
        header::LINK,
        Link::licence()
            .header()
            .parse()
            .map_err(anyhow::Error::new)?,
    );
    Ok(response)
}

fn page(sets: &[DataSet], site: &str) -> Page {
    let here = format!("{site}{ROOT}");
    let rows = sets.iter().flat_map(|set| {
        set.files.iter().map(|(name, dump)| {
            vec![
                Cell::text(&set.edition.name),
                Cell::link(name.file(), format!("{here}/{}", name.file())),
                Cell::text(dump.bytes.len().to_string()),
                Cell::text(dump.hex()),
            ]
        })
    });
    Page {
        title: t("open_data.title").to_owned(),
        lead: t("open_data.description").to_owned(),
        breadcrumbs: vec![(format!("{site}/"), t("open_data.home"))],
        table: Table {
            headings: texts::columns().into(),
            rows: rows.collect(),
        },
        links: vec![
            Link::new(
                "related",
                "text/plain",
                format!("{here}/SHA256SUMS"),
                t("open_data.checksums"),
            ),
            Link::new(
                "service-doc",
                "text/html",
                format!("{site}/api/docs/"),
                t("open_data.reference"),
            ),
            Link::new(
                "related",
                "text/html",
                format!("{site}{}?f=html", crate::ogc::ROOT),
                t("open_data.features"),
            ),
            Link::licence(),
        ],
        json: format!("{here}?f=json"),
    }
}
