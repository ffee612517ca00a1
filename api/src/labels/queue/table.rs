//! The list as a table of text: the columns that are shown, all rows.

use super::entry::Entry;
use super::order::Slot;
use super::walk::Walk;
use chrono::{DateTime, Utc};
use formats::table::{Cell, PlainRow, PlainTable};
use ground::error::Error;
use messages::{t, t_of};
use shared::label::{QueueColumn, QueueItem};
use shared::problem::Code;
use std::borrow::Cow;
use std::sync::Arc;

/// Maximum number of rows of an export.
const ROWS_MAX: usize = 40_000;

/// A row of an export, which no longer refers to the index.
#[derive(Debug)]
pub(super) struct Row {
    entry: Arc<Entry>,
    item: QueueItem,
}

/// All rows of the list.
///
/// # Errors
///
/// `too_many` for more than 40,000.
pub(super) fn rows(
    walk: &Walk<'_>,
    entry: impl Fn(Slot) -> Option<Arc<Entry>>,
) -> Result<Vec<Row>, Error> {
    if walk.count() > ROWS_MAX {
        let detail = format!("an export has at most {ROWS_MAX} rows");
        return Err(Error::rejected(Code::TooMany).because(detail));
    }
    let row = |slot| {
        Some(Row {
            entry: entry(slot)?,
            item: walk.item(slot)?,
        })
    };
    Ok(walk.listed().filter_map(row).collect())
}

/// The table of rows, with the reference of each file first.
pub(super) fn table<'a>(
    columns: &[QueueColumn],
    rows: &'a [Row],
    at: DateTime<Utc>,
) -> PlainTable<'a> {
    let mut header = vec![Cow::Borrowed(t("queue.column.reference"))];
    for column in columns {
        match column {
            QueueColumn::Findings => header.extend(
                shared::criterion::Criterion::ALL
                    .iter()
                    .map(|criterion| Cow::Borrowed(t_of("queue.criterion", criterion))),
            ),
            column => header.push(Cow::Borrowed(t_of("queue.column", column))),
        }
    }
    let rows = rows.iter().map(|row| PlainRow {
        zone: row.entry.zone(),
        cells: cells(columns, row),
    });
    PlainTable {
        title: t("queue.title").to_owned(),
        sheet: t("queue.sheet").to_owned(),
        at,
        header,
        rows: rows.collect(),
    }
}

fn cells<'a>(columns: &[QueueColumn], Row { entry, item }: &'a Row) -> Vec<Cell<'a>> {
    let mut cells = vec![Cell::Code(Cow::Owned(item.id.reference()))];
    let text = |text: &'a str| Cell::Text(Cow::Borrowed(text));
    let zone = entry.zone();
    let time = |at: DateTime<Utc>| Cell::Time(at.with_timezone(&zone).fixed_offset());
    for column in columns {
        let cell = match column {
            QueueColumn::Title => text(&item.title),
            QueueColumn::Organiser => text(&item.organiser),
            QueueColumn::City => item.city.as_deref().map_or(Cell::Empty, text),
            QueueColumn::Territory => item
                .department
                .as_ref()
                .map_or(Cell::Empty, |code| Cell::Code(Cow::Borrowed(code.as_str()))),
            QueueColumn::Kind => text(&item.kind_label),
            QueueColumn::FirstDate => time(item.first_begin),
            QueueColumn::Filed => time(item.submitted_at),
            QueueColumn::Due => item.due_at.map_or(Cell::Empty, time),
            QueueColumn::Findings => {
                let found = item
                    .findings
                    .all()
                    .map(|(_, outcome)| Cell::Code(Cow::Borrowed(t_of("queue.outcome", outcome))));
                cells.extend(found);
                continue;
            }
            QueueColumn::Group => item.group.as_ref().map_or(Cell::Empty, |it| text(&it.name)),
            QueueColumn::Assignee => item
                .assignee
                .as_ref()
                .map_or(Cell::Empty, |it| text(&it.name)),
            QueueColumn::Reader if item.readers.is_empty() => Cell::Empty,
            QueueColumn::Reader => Cell::Text(Cow::Owned(item.readers.join(", "))),
            QueueColumn::State => Cell::Code(Cow::Borrowed(t_of("state", item.state))),
        };
        cells.push(cell);
    }
    cells
}
