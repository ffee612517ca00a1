//! The template of the tables.

use crate::events::new_draft::writable;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use formats::table::XLSX;
use ground::blocking::blocking;
use ground::error::Error;
use http::problems::Refusals;
use http::{ApiError, Query, Services, Slug};
use serde::Deserialize;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// Slug of the edition whose terms the workbook offers.
    #[param(value_type = String, example = "2018")]
    edition: Slug,
}

/// Get the template of an import
///
/// A workbook with a column for each field, and the terms of the edition to choose from.
#[utoipa::path(
    tag = "imports",
    params(TemplateQuery),
    responses(
        (status = 200, description = "Workbook", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Refusals
    )
)]
#[get("/imports/template.xlsx")]
pub(super) async fn get_import_template(
    services: Data<Services>,
    Query(query): Query<TemplateQuery>,
) -> Result<HttpResponse, ApiError> {
    let name = format!("modele-{}.xlsx", query.edition.as_str());
    let (_, edition) = services
        .db
        .read(move |conn| writable(conn, &query.edition))
        .await?;
    let made = move || sheets::template(&edition).map_err(|error| Error::Internal(error.into()));
    let workbook = blocking(made).await?;
    Ok(HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header((
            header::CONTENT_DISPOSITION,
            ContentDisposition {
                disposition: DispositionType::Attachment,
                parameters: vec![DispositionParam::Filename(name)],
            },
        ))
        .body(workbook))
}
