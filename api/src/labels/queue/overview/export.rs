//! The tables of the overview as CSV.

use super::get::read;
use crate::labels::queue::kept::QueueIndex;
use actix_web::http::header::{self, ContentDisposition};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use formats::table::{CSV, Cell, PlainRow, PlainTable};
use http::problems::Refusals;
use http::{Actor, ApiError, Query, Services, Slug};
use messages::{t, t_of};
use serde::Deserialize;
use shared::label::{
    OverviewCounts, OverviewNumber, OverviewTable, OverviewTerritory, QueueOverview,
};
use shared::place::Territory;
use std::borrow::Cow;

/// Table of the overview, and its filters.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OverviewTableQuery {
    /// Table of the overview to export.
    #[param(inline)]
    table: OverviewTable,
    /// Slug of an edition; the current one when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Territory, restricted to those of the caller: `region:84`, `department:69`.
    #[param(value_type = Option<String>, example = "region:84")]
    territory: Option<Territory>,
}

/// Export a table of the overview as CSV
///
/// UTF-8 with a byte order mark and `;` between cells. The numbers are those of the overview with the same filters.
#[utoipa::path(
    tag = "labels",
    params(OverviewTableQuery),
    responses(
        (status = 200, description = "A table (RFC 4180)", body = String, content_type = "text/csv"),
        Refusals
    )
)]
#[get("/labels/overview.csv")]
pub(super) async fn export_overview_csv(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    Query(query): Query<OverviewTableQuery>,
) -> Result<HttpResponse, ApiError> {
    let OverviewTableQuery {
        table,
        edition,
        territory,
    } = query;
    let overview = read(&services, &queue, &actor, (edition, territory)).await?;
    let now = services.clock.now();
    let (csv, name) = match table {
        OverviewTable::Territories => (by_territory(&overview, now).csv()?, "pilotage.csv"),
        OverviewTable::Days => (by_day(&overview, now).csv()?, "depots-par-jour.csv"),
    };
    Ok(HttpResponse::Ok()
        .content_type(CSV)
        .insert_header((
            header::CONTENT_DISPOSITION,
            ContentDisposition::attachment(name),
        ))
        .body(csv))
}

type Cells = Vec<Cell<'static>>;

fn table(
    header: Vec<Cow<'static, str>>,
    rows: impl Iterator<Item = Cells>,
    at: DateTime<Utc>,
) -> PlainTable<'static> {
    let row = |cells| PlainRow {
        zone: Tz::Europe__Paris,
        cells,
    };
    PlainTable {
        title: t("overview.title").to_owned(),
        sheet: t("overview.title").to_owned(),
        at,
        header,
        rows: rows.map(row).collect(),
    }
}

fn by_territory(overview: &QueueOverview, at: DateTime<Utc>) -> PlainTable<'static> {
    let mut header: Vec<Cow<'static, str>> = vec![
        t("overview.column.code").into(),
        t("overview.column.territory").into(),
    ];
    header.extend(
        OverviewNumber::ALL
            .iter()
            .map(|number| Cow::Borrowed(t_of("overview.number", number))),
    );
    header.push(t("overview.column.median").into());
    let row = |row: &OverviewTerritory| -> Cells {
        let code = row.territory.as_ref().map(ToString::to_string);
        let name = row.name.clone();
        let name = name.unwrap_or_else(|| t("overview.placeless").to_owned());
        let first = [
            code.map_or(Cell::Empty, |code| Cell::Code(code.into())),
            Cell::Text(name.into()),
        ];
        first.into_iter().chain(numbers(&row.counts)).collect()
    };
    let total = [Cell::Empty, Cell::Text(t("overview.total").into())];
    let total: Cells = total.into_iter().chain(numbers(&overview.total)).collect();
    let rows = overview.territories.iter().map(row);
    table(header, rows.chain(std::iter::once(total)), at)
}

fn numbers(counts: &OverviewCounts) -> Cells {
    let mut cells: Cells = OverviewNumber::ALL
        .iter()
        .map(|number| integer(counts.of(*number)))
        .collect();
    cells.push(counts.median_working_days.map_or(Cell::Empty, Cell::Number));
    cells
}

fn by_day(overview: &QueueOverview, at: DateTime<Utc>) -> PlainTable<'static> {
    let header = vec![
        t("overview.column.day").into(),
        t("overview.number.filed").into(),
    ];
    let days = overview.days.iter();
    let rows = days.map(|day| vec![Cell::Date(day.day), integer(day.filed)]);
    table(header, rows, at)
}

fn integer(number: u64) -> Cell<'static> {
    Cell::Integer(u32::try_from(number).unwrap_or(u32::MAX))
}
