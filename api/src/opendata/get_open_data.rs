use super::Dumps;
use super::describe::{DataSet, catalogue};
use super::get_dump::MAX_AGE_S;
use super::{ROOT, dumps, log_head, texts};
use crate::catalogue::Live;
use crate::ogc::{Cell, Format, Link, Page, Table};
use ::catalogue::Catalogue;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use std::sync::Arc;

const JSON_LD: &str = "application/ld+json";

/// Get the description of the data sets
///
/// DCAT-AP (JSON-LD) for each public edition: licence, files with their size, tables with their schema, services. Returned as an HTML page when
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
    let sets = data_sets(&dumps, &catalogue_now).await?;
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

/// The data set of each edition, latest first.
///
/// # Errors
///
/// When a dump cannot be rendered.
pub(super) async fn data_sets(
    dumps: &Data<Dumps>,
    now: &Arc<Catalogue>,
) -> Result<Vec<DataSet>, Error> {
    let sets = dumps::all(dumps, now).await?;
    let described = sets.into_iter().map(|(edition, files)| DataSet {
        events: usize::try_from(now.labelled_events(&edition.slug)).unwrap_or(usize::MAX),
        changed: now
            .last_change(&edition.slug)
            .unwrap_or_else(|| edition.opens_at.to_utc()),
        edition,
        files,
    });
    Ok(described.collect())
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
                "describedby",
                "application/json",
                format!("{here}/datapackage.json"),
                t("open_data.package"),
            ),
            Link::new(
                "related",
                "application/jose",
                format!("{here}/{}", log_head::FILE),
                t("open_data.log_head"),
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
