//! One entry of the programme.

use super::order::Standing;
use crate::collection::Collection;
use crate::words;
use askama::Template;
use shared::calendar::Occurrence;
use shared::event::{LifeStatus, PublicEvent};
use shared::french::dates;

/// An entry as it is printed.
#[derive(Debug, Template)]
#[template(path = "programme_entry.html")]
pub(super) struct EntryPart<'a> {
    pub(super) number: usize,
    pub(super) hours: String,
    pub(super) status: Option<&'static str>,
    pub(super) page: String,
    pub(super) event: &'a PublicEvent,
    pub(super) facts: Vec<(&'static str, String)>,
}

impl<'a> EntryPart<'a> {
    pub(super) fn of(
        of: &Collection,
        event: &'a PublicEvent,
        standing: &Standing,
        number: usize,
    ) -> Self {
        let hours: Vec<String> = event
            .occurrences
            .occurrences()
            .iter()
            .filter(|occurrence| occurrence.begin().date_naive() == standing.day)
            .map(hours)
            .collect();
        let zone = words::zone(&event.timezone)
            .map(|zone| format!(" ({zone})"))
            .unwrap_or_default();
        Self {
            number,
            hours: format!("{}{zone}", hours.join(" ; ")),
            status: (event.life_status != LifeStatus::Scheduled)
                .then(|| words::life_status(event.life_status)),
            page: of.page(event),
            event,
            facts: facts(of, event),
        }
    }
}

fn hours(occurrence: &Occurrence) -> String {
    let (begin, end) = (occurrence.begin(), occurrence.end());
    if begin.date_naive() == end.date_naive() {
        format!(
            "de {} à {}",
            dates::time(begin.time()),
            dates::time(end.time())
        )
    } else {
        dates::occurrence(occurrence)
    }
}

/// What somebody wants to know before they go.
fn facts(of: &Collection, event: &PublicEvent) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    if let Some(venue) = &event.venue {
        let place = format!(
            "{}, {}, {} {}",
            venue.name, venue.address, venue.postal_code, venue.city
        );
        told.push(("Lieu", place));
    }
    told.extend(event.online_url.clone().map(|link| ("En ligne", link)));
    told.push(("Organisateur", event.organiser.name.clone()));
    told.push(("Type", of.kind(event).to_owned()));
    let ages = event.age.and_then(words::ages);
    let audiences = of
        .audiences(event)
        .into_iter()
        .map(str::to_owned)
        .chain(ages);
    told.push(("Public", audiences.collect::<Vec<_>>().join(", ")));
    let access =
        std::iter::once(words::access(event.access_mode)).chain(event.conditions.as_deref());
    told.push(("Accès", access.collect::<Vec<_>>().join(" – ")));
    let (public, schools) = (event.public_booking.as_ref(), event.school_booking.as_ref());
    told.extend(public.map(|way| ("Inscription", words::booking(way))));
    told.extend(schools.map(|way| ("Scolaires", words::booking(way))));
    let constraints = of.labels(event, &event.constraints, |edition| {
        &edition.vocabularies.constraints
    });
    let flags = event
        .accessibility
        .iter()
        .map(|flag| words::accessibility(*flag))
        .collect();
    for (term, values) in [("À prévoir", constraints), ("Accessibilité", flags)] {
        if !values.is_empty() {
            told.push((term, values.join(", ")));
        }
    }
    told
}
