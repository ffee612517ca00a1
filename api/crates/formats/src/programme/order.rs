//! Order of the programme: one entry per event and day, by department, day and time.

use catalogue::Entry;
use chrono::{NaiveDate, NaiveDateTime};
use messages::t;
use shared::event::PublicEvent;
use shared::text::fold;
use std::sync::Arc;

/// Department and day under which an entry is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProgrammeSection {
    pub(super) department: Department,
    /// The day, in the local time of the venue.
    pub(super) day: NaiveDate,
}

impl ProgrammeSection {
    /// True when a new department follows `before`, and true when a new day does; a new department always starts a
    /// new day.
    pub(super) fn starts(&self, before: Option<&Self>) -> (bool, bool) {
        let place = before.is_none_or(|before| before.department != self.department);
        let day = place || before.is_none_or(|before| before.day != self.day);
        (place, day)
    }
}

/// A chapter of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Department {
    /// INSEE code; `None` for the chapter of online-only events.
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
                name: t("programme.online").to_owned(),
            },
        }
    }

    /// Heading, for example "Rhône (69)".
    pub(super) fn title(&self) -> String {
        match &self.code {
            Some(code) => format!("{} ({code})", self.name),
            None => self.name.clone(),
        }
    }

    /// Anchor of the chapter.
    pub(super) fn anchor(&self) -> String {
        match &self.code {
            Some(code) => format!("departement-{code}"),
            None => "en-ligne".to_owned(),
        }
    }
}

/// Each event once per day, in order, with its section.
pub(super) fn by_department_and_day(
    events: &[Arc<Entry>],
) -> (Vec<Arc<Entry>>, Vec<ProgrammeSection>) {
    let mut all: Vec<_> = events
        .iter()
        .flat_map(|entry| days(&entry.event).map(move |begin| (key(&entry.event, begin), entry)))
        .collect();
    all.sort_by(|(a, x), (b, y)| (a, x.event.id).cmp(&(b, y.event.id)));
    all.into_iter()
        .map(|((.., begin), entry)| {
            let section = ProgrammeSection {
                department: Department::of(&entry.event),
                day: begin.date(),
            };
            (Arc::clone(entry), section)
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

/// Sort key: online-only events last, departments by name without accents.
fn key(event: &PublicEvent, begin: NaiveDateTime) -> (bool, String, NaiveDateTime) {
    let Department { code, name } = Department::of(event);
    (code.is_none(), fold(&name), begin)
}
