//! Exports of the review queue.

use super::kept::QueueIndex;
use super::parameters::QueueParameters;
use super::table::{self, Row};
use super::walk::Walk;
use crate::labels::reach::Reach;
use actix_web::http::header::{self, ContentDisposition};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::Duration;
use formats::table::{CSV, XLSX};
use ground::blocking::blocking;
use ground::error::Error;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::{Refusals, TurnRefusals};
use http::{Actor, ApiError, Services};
use shared::label::{QueueColumn, QueueQuery};

/// Exports of one person.
const EXPORT: Limit = Limit {
    what: "export_queue",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: UNLIMITED,
};

/// Export the review queue as CSV
///
/// All files of the list in its order, with the columns of the query. UTF-8 with a byte order mark and `;` between cells; a text that
/// a spreadsheet would read as a formula is prefixed with `'`. At most 40,000 rows (422 `too_many`), and 60 exports per hour.
#[utoipa::path(
    tag = "labels",
    params(QueueQuery),
    responses(
        (status = 200, description = "A table (RFC 4180)", body = String, content_type = "text/csv"),
        Refusals,
        TurnRefusals
    )
)]
#[get("/labels/queue.csv")]
pub(super) async fn export_queue_csv(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (columns, rows) = read(&services, &queue, &actor, &request).await?;
    let now = services.clock.now();
    let csv = blocking(move || Ok(table::table(&columns, &rows, now).csv()?)).await?;
    Ok(file(CSV, "dossiers.csv", csv.into_bytes()))
}

/// Export the review queue as XLSX
///
/// The table of `queue.csv` as a workbook with one sheet; times are on the clocks of the event.
#[utoipa::path(
    tag = "labels",
    params(QueueQuery),
    responses(
        (status = 200, description = "A workbook (ECMA-376)", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Refusals,
        TurnRefusals
    )
)]
#[get("/labels/queue.xlsx")]
pub(super) async fn export_queue_xlsx(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (columns, rows) = read(&services, &queue, &actor, &request).await?;
    let now = services.clock.now();
    let workbook = blocking(move || Ok(table::table(&columns, &rows, now).workbook()?)).await?;
    Ok(file(XLSX, "dossiers.xlsx", workbook))
}

/// The columns and rows of an export, counted for its person.
async fn read(
    services: &Services,
    queue: &QueueIndex,
    actor: &Actor,
    request: &HttpRequest,
) -> Result<(Vec<QueueColumn>, Vec<Row>), Error> {
    let QueueParameters { query, .. } = QueueParameters::parse(request.query_string(), &[])?;
    let (index, readers) = queue.now(services, actor).await?;
    let now = services.clock.now();
    let walk = Walk::new(&index, &query, &Reach::of(actor), &readers, now)?;
    let rows = table::rows(&walk, |slot| index.entry(slot).cloned())?;
    limits::count(services, EXPORT, &Attempt::by(actor.account.id)).await?;
    Ok((query.shown_columns(), rows))
}

fn file(media_type: &str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((
            header::CONTENT_DISPOSITION,
            ContentDisposition::attachment(name),
        ))
        .body(bytes)
}
