//! The occurrences of a row.

use crate::cell::Cell;
use crate::dates::{When, local, when};
use crate::merge::Merge;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde_json::Value;
use shared::calendar::{MAX_OCCURRENCES, parse_local_time};
use shared::event::OccurrenceForm;
use shared::import::ImportField;
use shared::problem::Code;

/// Fills the occurrences: a list in JSON, or one begin and one end.
pub(crate) fn fill(merge: &mut Merge<'_>) {
    let zone = merge
        .form
        .zone(merge.reader.commune_of(&merge.form).as_ref());
    let said = if merge.reader.cell(merge.row, ImportField::Timings).is_some() {
        listed(merge, zone)
    } else {
        from_columns(merge, zone).map(|it| vec![it])
    };
    let seats = merge.whole(ImportField::Capacity);
    let in_all = merge.whole(ImportField::TotalCapacity);
    if let Some(said) = said {
        let stored = &merge.form.occurrences;
        if !same(stored, &said) {
            let seats_of = |it: &OccurrenceForm| {
                let before = stored.iter().find(|other| moment(other) == moment(it));
                before.and_then(|other| other.capacity)
            };
            let said = said.into_iter().map(|it| OccurrenceForm {
                capacity: seats_of(&it),
                ..it
            });
            merge.form.occurrences = said.collect();
        }
    }
    let all = &mut merge.form.occurrences;
    if let Some(seats) = seats {
        for occurrence in all.iter_mut() {
            occurrence.capacity = Some(seats);
        }
    } else if let (Some(seats), [only]) = (in_all, all.as_mut_slice()) {
        only.capacity = Some(seats);
    }
}

/// Begin and end as moments.
fn moment(form: &OccurrenceForm) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let read = |text: &str| parse_local_time(text).ok();
    (read(&form.begin), read(&form.end))
}

/// True when two lists have the same occurrences, in whatever order.
fn same(one: &[OccurrenceForm], other: &[OccurrenceForm]) -> bool {
    let sorted = |list: &[OccurrenceForm]| {
        let mut moments: Vec<_> = list.iter().map(moment).collect();
        moments.sort_unstable();
        moments
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

/// The occurrences of a list in JSON.
fn listed(merge: &mut Merge<'_>, zone: Tz) -> Option<Vec<OccurrenceForm>> {
    let text = merge.cell(ImportField::Timings)?.text().into_owned();
    let count = merge.whole(ImportField::OccurrenceCount);
    let Some(said) = from_json(&text, zone) else {
        let detail = "not a JSON list of `begin` and `end`";
        merge.fault(ImportField::Timings, Code::InvalidFormat, detail);
        return None;
    };
    // A cell of a spreadsheet holds some four hundred occurrences; exports cut off the others.
    let is_cut = count.is_some_and(|count| usize::try_from(count).is_ok_and(|it| it > said.len()));
    if !is_cut {
        return Some(said);
    }
    let stored = &merge.form.occurrences;
    let is_part = said.iter().all(|it| {
        stored
            .iter()
            .any(|other| same(std::slice::from_ref(it), std::slice::from_ref(other)))
    });
    if !is_part {
        let detail = "the list is cut off: there are more occurrences than a cell holds";
        merge.fault(ImportField::Timings, Code::TooMany, detail);
    }
    None
}

fn from_json(text: &str, zone: Tz) -> Option<Vec<OccurrenceForm>> {
    let Value::Array(items) = serde_json::from_str(text).ok()? else {
        return None;
    };
    if items.len() > 2 * MAX_OCCURRENCES {
        return None;
    }
    let at = |item: &Value, name: &str| {
        let text = item.get(name)?.as_str()?;
        let said = when(&Cell::Text(text.to_owned())).ok()?;
        in_zone(said, zone)
    };
    items
        .iter()
        .map(|item| {
            Some(OccurrenceForm {
                begin: local(at(item, "begin")?),
                end: local(at(item, "end")?),
                capacity: None,
            })
        })
        .collect()
}

/// A day with a time, on the clocks of the place.
fn in_zone(said: When, zone: Tz) -> Option<NaiveDateTime> {
    let there = |moment: DateTime<FixedOffset>| moment.with_timezone(&zone).naive_local();
    said.moment
        .map(there)
        .or_else(|| Some(said.day?.and_time(said.time?)))
}

/// A cell that has a fault: nothing follows from it.
struct Unclear;

/// The occurrence of the columns of begin and end.
fn from_columns(merge: &mut Merge<'_>, zone: Tz) -> Option<OccurrenceForm> {
    let columns = [
        ImportField::Begin,
        ImportField::BeginDate,
        ImportField::BeginTime,
    ];
    let begin = both(merge, zone, columns, Ok(None));
    let day = match &begin {
        Ok(begin) => Ok(begin.map(|at| at.date())),
        Err(Unclear) => Err(Unclear),
    };
    let columns = [ImportField::End, ImportField::EndDate, ImportField::EndTime];
    let end = both(merge, zone, columns, day);
    let (Ok(begin), Ok(end)) = (begin, end) else {
        return None;
    };
    (begin.is_some() || end.is_some()).then(|| OccurrenceForm {
        begin: begin.map(local).unwrap_or_default(),
        end: end.map(local).unwrap_or_default(),
        capacity: None,
    })
}

/// A moment from three columns: one with day and time, one with the day, one with the time. Without a day, it is `usual`.
fn both(
    merge: &mut Merge<'_>,
    zone: Tz,
    columns: [ImportField; 3],
    usual: Result<Option<NaiveDate>, Unclear>,
) -> Result<Option<NaiveDateTime>, Unclear> {
    let mut said: Vec<(ImportField, When)> = Vec::new();
    let known = merge.faults.len();
    for field in columns {
        let Some(cell) = merge.cell(field) else {
            continue;
        };
        match when(cell) {
            Ok(it) => said.push((field, it)),
            Err(why) => merge.not_when(field, why),
        }
    }
    if merge.faults.len() > known {
        return Err(Unclear);
    }
    let Some((field, _)) = said.first().copied() else {
        return Ok(None);
    };
    if let Some(at) = said.iter().find_map(|(_, it)| it.moment) {
        return Ok(Some(at.with_timezone(&zone).naive_local()));
    }
    let day = said.iter().find_map(|(_, it)| it.day);
    let day = match day {
        Some(day) => Some(day),
        None => usual?,
    };
    // The column of times comes last, and is meant even if the day has a time.
    let time = said.iter().rev().find_map(|(_, it)| it.time);
    let detail = match (day, time) {
        (Some(day), Some(time)) => return Ok(Some(day.and_time(time))),
        (None, _) => "the day is missing",
        (Some(_), None) => "the time is missing",
    };
    merge.fault(field, Code::InvalidFormat, detail);
    Err(Unclear)
}
