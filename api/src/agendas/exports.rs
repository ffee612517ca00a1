//! The exports of an agenda at the addresses of OpenAgenda's site: those of the platform, with OpenAgenda's filters.

use super::call::Call;
use super::documented::ExportParams;
use super::find::{Order, agenda_of, selection};
use super::parameters::Parameters;
use super::query::{self, QueryTarget};
use super::refusal::{Refusal, Refusals, TurnRefusals};
use super::respond::Context;
use crate::exports::{Export, Exports, send};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::{FileAnswers, NotModified};
use shared::event::{EventQuery, When};
use shared::id::EventId;
use std::collections::BTreeSet;

/// OpenAgenda: export the events of an agenda as CSV
///
/// The content of `events.csv`, with the filters of `list_agenda_events`. Columns and languages are not chosen.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ExportParams,
    ),
    responses(
        (status = 200, description = "A table (RFC 4180)", body = String, content_type = "text/csv", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        Refusals,
    )
)]
#[get("/agendas/{agenda}/events.v2.csv")]
pub(super) async fn export_agenda_csv(
    call: Call,
    exports: Data<Exports>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    export(Export::Csv, call.context(), &exports, &uid).await
}

/// OpenAgenda: export the events of an agenda as XLSX
///
/// The content of `events.xlsx`, with the filters of `list_agenda_events`. Columns and languages are not chosen.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ExportParams,
    ),
    responses(
        (status = 200, description = "A workbook (ECMA-376)", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        TurnRefusals,
    )
)]
#[get("/agendas/{agenda}/events.v2.xlsx")]
pub(super) async fn export_agenda_xlsx(
    call: Call,
    exports: Data<Exports>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    export(Export::Xlsx, call.context(), &exports, &uid).await
}

/// OpenAgenda: export the events of an agenda as iCalendar
///
/// The content of `events.ics`, with the filters of `list_agenda_events`. Columns and languages are not chosen.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ExportParams,
    ),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", body = String, content_type = "text/calendar", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        Refusals,
    )
)]
#[get("/agendas/{agenda}/events.v2.ics")]
pub(super) async fn export_agenda_calendar(
    call: Call,
    exports: Data<Exports>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    export(Export::Calendar, call.context(), &exports, &uid).await
}

/// OpenAgenda: export the events of an agenda as RSS
///
/// The content of `events.rss`, with the filters of `list_agenda_events`. Columns and languages are not chosen.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ExportParams,
    ),
    responses(
        (status = 200, description = "A feed (RSS 2.0)", body = String, content_type = "application/rss+xml", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        Refusals,
    )
)]
#[get("/agendas/{agenda}/events.v2.rss")]
pub(super) async fn export_agenda_rss(
    call: Call,
    exports: Data<Exports>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    export(Export::Rss, call.context(), &exports, &uid).await
}

/// OpenAgenda: export the events of an agenda as PDF
///
/// The content of `/programme.pdf`, with the filters of `list_agenda_events`. Columns and languages are not chosen.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ExportParams,
    ),
    responses(
        (status = 200, description = "A document (ISO 32000)", body = Vec<u8>, content_type = "application/pdf", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        TurnRefusals,
    )
)]
#[get("/agendas/{agenda}/events.v2.pdf")]
pub(super) async fn export_agenda_programme(
    call: Call,
    exports: Data<Exports>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    export(Export::Programme, call.context(), &exports, &uid).await
}

/// Sends the events of an agenda that a request is about, in a format.
///
/// # Errors
///
/// When there is no such agenda, a value has the wrong type, or the file cannot be made.
async fn export(
    format: Export,
    context: Context<'_>,
    exports: &Exports,
    uid: &str,
) -> Result<HttpResponse, Refusal> {
    let (filters, only) = wanted(context, uid)?;
    Ok(send(format, context.request, exports, filters, only).await?)
}

/// Filters of the platform, and the events among those that they match.
type Wanted = (EventQuery, Option<BTreeSet<EventId>>);

/// The events that a request is about: by filters of the platform as far as these can say it.
///
/// # Errors
///
/// When there is no such agenda, or a value has the wrong type.
fn wanted(context: Context<'_>, uid: &str) -> Result<Wanted, Refusal> {
    let parameters = Parameters::of_query(context.request.query_string())?;
    let catalogue = context.live.get()?;
    let (origin, record) = agenda_of(context.agendas, &catalogue, uid)?;
    let target = QueryTarget {
        catalogue: &catalogue,
        edition: &origin.edition,
        record: &record,
        fields: &origin.fields,
        is_alone: true,
    };
    let filters = query::read(&parameters, target)?;
    let mut query = filters.query.clone();
    if let ([], [] | [_]) = (filters.rest.as_slice(), filters.relative.as_slice()) {
        query.when = filters.relative.first().copied();
        return Ok((query, None));
    }
    let by_time = EventQuery {
        when: Some(When::Upcoming),
        ..query.clone()
    };
    let at = catalogue.moment_of(&by_time, context.services.clock.now());
    let found = selection(&catalogue, &filters, &Order::Next, at)?;
    let only = found.unordered().map(|entry| entry.id()).collect();
    Ok((query, Some(only)))
}
