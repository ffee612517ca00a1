use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{COLUMNS, Columns, SCHEMA, table_schema};
use http::API;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{FileAnswers, FixedRefusals, NotModified};
use http::query::Query;
use serde::Deserialize;
use std::sync::Arc;

/// Selects the columns to describe.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    columns: Option<String>,
}

/// Get the Table Schema of the exports
///
/// Describes the name, type and meaning of each column of `events.csv` and `events.xlsx`.
#[utoipa::path(
    tag = "formats",
    params(("columns" = Option<String>, Query, description = "Value of `columns` in the export request; all columns when absent", example = "uid,title_fr,location_city")),
    responses(
        (status = 200, description = "A Table Schema", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        FixedRefusals,
    )
)]
#[get("/catalogue/events.schema.json")]
pub(super) async fn get_table_schema(
    request: HttpRequest,
    services: Data<Services>,
    query: Query<Described>,
) -> Result<HttpResponse, ApiError> {
    let names = query.0.columns;
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
