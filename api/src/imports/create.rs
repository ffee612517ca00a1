//! Upload of a table of events.

use super::queries;
use super::stored::StoredImport;
use super::wait::settled;
use super::work::WorkOnImport;
use crate::events::new_draft::writable;
use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post};
use chrono::Duration;
use ground::error::Error;
use ground::{ids, jobs};
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::problems::UploadRefusals;
use http::{API, Actor, ApiError, Query, Services, Slug, client};
use serde::Deserialize;
use shared::event::Source;
use shared::id::ImportId;
use shared::import::limits::{FILE_BYTES, FILE_NAME_CHARS};
use shared::import::{Import, ImportState};
use shared::problem::Code;
use shared::text::typed;
use sheets::Sheet;

/// Rate limit of uploads: a file takes seconds of a processor.
const UPLOAD: Limit = Limit {
    what: "create_import",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: 600,
};

/// Media types of tables. Browsers name those of spreadsheets also for CSV; the content decides.
const MEDIA_TYPES: [&str; 6] = [
    "text/csv",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/calendar",
    "application/vnd.ms-excel",
    "application/octet-stream",
];

/// Name of the system of identifiers that belong to none.
const SOURCE: &str = "import";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadQuery {
    /// Slug of the edition that the rows become drafts of.
    #[param(value_type = String, example = "2018")]
    edition: Slug,
    /// Name of the system whose identifiers the rows have; `import` when absent.
    #[param(inline)]
    source: Option<Source>,
    /// Name of the file, for people; at most 200 characters of it are kept.
    #[param(example = "evenements.xlsx")]
    file_name: Option<String>,
}

/// Upload a table of events
///
/// The body is a CSV file (UTF-8, UTF-16 or Windows-1252; separated by `;`, `,` or tabs), an XLSX workbook or an iCalendar file, of
/// at most 32 MiB, 51,000 rows and 200 columns; its type is found from its content. A calendar is a table of one row for each event;
/// its rules are expanded, and what is cancelled is left out. The column names are searched for in the first rows, and a field is
/// proposed for each: as in an earlier table with the same columns, or by its French or English name.
///
/// Nothing but the file is stored: the response is a preview, with the faults cell by cell. It replaces the account's earlier
/// uploads whose rows were not taken. A large table is still being read when the response comes: then `state` is `reading`.
#[utoipa::path(
    tag = "imports",
    params(UploadQuery),
    request_body(content(
        (String = "text/csv"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/calendar"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Import; `Location` is its address", body = Import),
        UploadRefusals
    )
)]
#[post("/imports")]
pub(super) async fn create_import(
    request: HttpRequest,
    services: Data<Services>,
    intake: Data<Intake>,
    actor: Actor,
    Query(query): Query<UploadQuery>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let owner = actor.account.id;
    let attempt = Attempt {
        person: owner.to_string(),
        machine: client::address(&services, &request),
    };
    if !MEDIA_TYPES.contains(&request.content_type().trim().to_ascii_lowercase().as_str()) {
        return Err(Error::rejected(Code::UnsupportedMediaType)
            .because(format!("one of {}", MEDIA_TYPES.join(", ")))
            .into());
    }
    let slug = query.edition.clone();
    services.db.read(move |conn| writable(conn, &slug)).await?;
    limits::count(&services, UPLOAD, &attempt).await?;
    let file = intake
        .receive(
            Kind::File,
            request.headers(),
            payload.into_inner(),
            FILE_BYTES,
        )
        .await?;
    Sheet::of(&file).map_err(|why| Error::rejected(why.code()).because(why.detail()))?;
    let source = match query.source {
        Some(source) => source,
        None => Source::parse(SOURCE).map_err(|error| Error::Internal(error.into()))?,
    };
    let file_name = name_of(query.file_name.as_deref().unwrap_or_default());
    let id = ImportId(ids::new(&services.clock));
    services
        .write(move |conn, services| {
            let (edition, _) = writable(conn, &query.edition)?;
            let now = services.clock.now();
            let import = StoredImport {
                id,
                owner,
                edition,
                source: source.clone(),
                file_name: file_name.clone(),
                state: ImportState::Reading,
                columns: Vec::new(),
                report: None,
                failure: None,
                rows_done: 0,
                rows_total: 0,
                created_at: now,
                updated_at: now,
            };
            queries::insert(conn, &import, &file)?;
            jobs::enqueue(conn, &services.clock, &WorkOnImport { import: id }).map(drop)
        })
        .await?;
    let import = settled(&services, owner, id).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("{API}/imports/{id}")))
        .json(import))
}

/// The name of a file without its folder, on one line.
fn name_of(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let line: String = typed(name)
        .chars()
        .filter(|c| !c.is_control())
        .take(FILE_NAME_CHARS)
        .collect();
    line.trim().to_owned()
}
