//! The order of the programme: an entry for each day of an event, by department, day and hour.

use catalogue::Entry;
use chrono::{NaiveDate, NaiveDateTime};
use shared::event::PublicEvent;
use shared::text::fold;
use std::sync::Arc;

/// What the events that have no place stand under, after all departments.
const ONLINE: &str = "En ligne";

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// The department.
    pub(super) department: Department,
    /// The day, on the clocks of the place.
    pub(super) day: NaiveDate,
}

impl Standing {
    /// Whether it begins another department, and whether another day, after the one before.
    pub(super) fn begins(&self, before: Option<&Self>) -> (bool, bool) {
        let place = before.is_none_or(|before| before.department != self.department);
        let day = place || before.is_none_or(|before| before.day != self.day);
        (place, day)
    }
}

/// A chapter of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Department {
    /// Its code; `None` for what is online only.
    code: Option<String>,
    name: String,
}

impl Department {
    fn of(event: &PublicEvent) -> Self {
        match &event.venue {
            Some(venue) => Self {
                code: Some(venue.department.to_string()),
                name: venue.department_name.clone(),
            },
            None => Self {
                code: None,
                name: ONLINE.to_owned(),
            },
        }
    }

    /// « Rhône (69) »
    pub(super) fn title(&self) -> String {
        match &self.code {
            Some(code) => format!("{} ({code})", self.name),
            None => self.name.clone(),
        }
    }

    /// What links point at.
    pub(super) fn anchor(&self) -> String {
        match &self.code {
            Some(code) => format!("departement-{code}"),
            None => "en-ligne".to_owned(),
        }
    }
}

/// The events once for each of their days, in order, and where each stands.
pub(super) fn by_place_and_day(events: &[Arc<Entry>]) -> (Vec<Arc<Entry>>, Vec<Standing>) {
    let mut all: Vec<_> = events
        .iter()
        .flat_map(|entry| days(&entry.event).map(move |begin| (key(&entry.event, begin), entry)))
        .collect();
    all.sort_by(|(a, x), (b, y)| (a, x.event.id).cmp(&(b, y.event.id)));
    all.into_iter()
        .map(|((.., begin), entry)| {
            let standing = Standing {
                department: Department::of(&entry.event),
                day: begin.date(),
            };
            (Arc::clone(entry), standing)
        })
        .unzip()
}

/// The first beginning on each day.
fn days(event: &PublicEvent) -> impl Iterator<Item = NaiveDateTime> {
    let mut last = None;
    event
        .occurrences
        .occurrences()
        .iter()
        .map(|occurrence| occurrence.begin().naive_local())
        .filter(move |begin| last.replace(begin.date()) != Some(begin.date()))
}

/// Online last; departments by name, as people look for them.
fn key(event: &PublicEvent, begin: NaiveDateTime) -> (bool, String, NaiveDateTime) {
    let Department { code, name } = Department::of(event);
    (code.is_none(), fold(&name), begin)
}
