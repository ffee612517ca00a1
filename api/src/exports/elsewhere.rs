//! Exports at addresses of other features, which read the filters from a query of their own.

use super::query::ExportQuery;
use super::respond::{self, Exports, Request};
use super::{export_calendar, export_csv, export_programme, export_rss, export_xlsx};
use crate::site::built_file;
use actix_web::{HttpRequest, HttpResponse};
use formats::calendar::CalendarDocument;
use formats::feed::rss::RssDocument;
use formats::programme;
use formats::table::{Columns, CsvDocument, workbook};
use http::ApiError;
use print::Fonts;
use shared::event::EventQuery;
use shared::id::EventId;
use std::collections::BTreeSet;

/// Format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Export {
    Calendar,
    Csv,
    Programme,
    Rss,
    Xlsx,
}

/// Sends the events that the filters match, or those of them that `only` names.
///
/// # Errors
///
/// Those of the export at its own address.
pub(crate) async fn send(
    export: Export,
    request: &HttpRequest,
    exports: &Exports,
    filters: EventQuery,
    only: Option<BTreeSet<EventId>>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::among(filters, only);
    let format = match export {
        Export::Calendar => export_calendar::FORMAT,
        Export::Csv => export_csv::FORMAT,
        Export::Programme => export_programme::FORMAT,
        Export::Rss => export_rss::FORMAT,
        Export::Xlsx => export_xlsx::FORMAT,
    };
    let query = Request::new(request, exports, format, query)?;
    match export {
        Export::Calendar => {
            respond::document(query, |of| CalendarDocument::named(of.title().to_owned())).await
        }
        Export::Csv => {
            let columns = Columns::parse(None)?;
            respond::document(query, |_| CsvDocument::new(columns)).await
        }
        Export::Rss => respond::document(query, |_| RssDocument).await,
        Export::Programme => {
            respond::file(query, export_programme::SIZES, |of| {
                programme::render_pdf(of, Fonts::read(built_file)?)
            })
            .await
        }
        Export::Xlsx => {
            let columns = Columns::parse(None)?;
            respond::file(query, export_xlsx::SIZES, move |of| workbook(&columns, of)).await
        }
    }
}
