//! The occurrences of an event on its page.

use super::agenda::Agenda;
use super::texts::{plural, words};
use super::view::{rendered, tone};
use askama::Template;
use chrono::{DateTime, Utc};
use ground::error::Error;
use shared::calendar::Occurrence;
use shared::event::{LifeStatus, PublicEvent};
use shared::french::{self, dates};

/// Number of occurrences shown before the rest is expanded.
const SHOWN_OCCURRENCES: usize = 6;

/// Occurrences, upcoming ones first.
pub(super) struct Times {
    pub(super) over: bool,
    /// The list that is always visible.
    pub(super) first: String,
    /// Collapsed lists with their titles.
    pub(super) folded: Vec<(String, String)>,
}

impl Times {
    /// The occurrences of an event. Of several to come, each that is shown at once can be entered in a calendar.
    ///
    /// # Errors
    ///
    /// When a template cannot be rendered.
    pub(super) fn of(event: &PublicEvent, now: DateTime<Utc>, site: &str) -> Result<Self, Error> {
        let ended = past(event, now);
        let (past, coming) = event.occurrences.occurrences().split_at(ended);
        let over = coming.is_empty();
        let (shown, past) = if over { (past, coming) } else { (coming, past) };
        let (first, more) = shown.split_at(shown.len().min(SHOWN_OCCURRENCES));
        let folded = [("event.more_times", more), ("event.past_times", past)]
            .into_iter()
            .filter(|(_, times)| !times.is_empty())
            .map(|(title, times)| Ok((plural(title, times.len() as u64), TimeList::html(times)?)))
            .collect::<Result<_, Error>>()?;
        let first = if coming.len() > 1 {
            let numbered = event.occurrences.by_number().skip(ended);
            let times = numbered
                .take(first.len())
                .map(|(number, occurrence)| Time::with_agenda(event, number, occurrence, site))
                .collect::<Result<_, _>>()?;
            rendered(&TimeList { times })?
        } else {
            TimeList::html(first)?
        };
        Ok(Self {
            over,
            first,
            folded,
        })
    }
}

/// Number of occurrences that have ended.
pub(super) fn past(event: &PublicEvent, now: DateTime<Utc>) -> usize {
    let all = event.occurrences.occurrences();
    all.iter().filter(|time| time.end() <= now).count()
}

#[derive(Template)]
#[template(path = "site/times.html")]
struct TimeList {
    times: Vec<Time>,
}

impl TimeList {
    fn html(times: &[Occurrence]) -> Result<String, Error> {
        rendered(&Self {
            times: times.iter().map(Time::of).collect(),
        })
    }
}

/// One occurrence, as the page shows it.
struct Time {
    datetime: String,
    text: String,
    places: Option<String>,
    /// Note on a change, with its tone.
    note: Option<(&'static str, String)>,
    off: bool,
    /// Menu of calendars, as HTML; empty when the occurrence is not to be entered.
    agenda: String,
}

impl Time {
    fn of(occurrence: &Occurrence) -> Self {
        Self {
            datetime: occurrence.begin().to_rfc3339(),
            text: dates::occurrence(occurrence),
            // The places left say more than the number of seats.
            places: occurrence
                .capacity()
                .filter(|_| occurrence.state().can_be_joined())
                .filter(|_| occurrence.places_left().is_none())
                .map(|places| plural("event.places", places.into())),
            note: french::event::occurrence_note(occurrence, words()).map(|note| {
                (
                    tone(LifeStatus::Scheduled.of_occurrence(occurrence.state())),
                    note,
                )
            }),
            off: occurrence.is_cancelled(),
            agenda: String::new(),
        }
    }

    /// The same with a menu of calendars, unless it does not take place.
    fn with_agenda(
        event: &PublicEvent,
        number: u32,
        occurrence: &Occurrence,
        site: &str,
    ) -> Result<Self, Error> {
        let mut time = Self::of(occurrence);
        if !time.off {
            let agenda = Agenda::of_occurrence(event, number, occurrence, site);
            time.agenda = agenda.named(time.text.clone()).html()?;
        }
        Ok(time)
    }
}
