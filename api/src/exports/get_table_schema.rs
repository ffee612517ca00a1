use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{COLUMNS, Columns, SCHEMA, table_schema};
use http::API;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use http::query::Query;
use serde::Deserialize;
use std::sync::Arc;

/// Which columns are described.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    columns: Option<String>,
}

/// The columns of the tables
///
/// A Table Schema of `events.csv` and `events.xlsx`: name, type and meaning of each column.
#[utoipa::path(
    tag = "formats",
    params(("columns" = Option<String>, Query, description = "The columns that the table was asked with; all when absent", example = "uid,title_fr,location_city")),
    responses(
        (status = 200, description = "A Table Schema", body = Object, headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.schema.json")]
pub(super) async fn get_table_schema(
    request: HttpRequest,
    services: Data<Services>,
    asked: Query<Described>,
) -> Result<HttpResponse, ApiError> {
    let names = asked.0.columns;
    let columns = Columns::parse(names.as_deref())?;
    let at = |file: &str| {
        let address = format!("{}{API}/catalogue/{file}", services.site.url);
        match &names {
            Some(names) => format!("{address}?{COLUMNS}={names}"),
            None => address,
        }
    };
    let schema = table_schema(&columns, &at("events.csv"), &at("events.schema.json"));
    let answer = Answer::new(SCHEMA, serde_json::to_string(&schema)?);
    Arc::new(answer).respond(&request).await
}
