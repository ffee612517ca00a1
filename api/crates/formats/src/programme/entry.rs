//! Template of one programme entry, and the facts that it lists.

use super::order::ProgrammeSection;
use crate::collection::EventCollection;
use crate::texts;
use askama::Template;
use messages::{t, t_args};
use shared::calendar::Occurrence;
use shared::event::{LifeStatus, PublicEvent};
use shared::french::dates;
use std::borrow::Cow;

/// One entry of the programme, as HTML and in the PDF.
#[derive(Debug, Template)]
#[template(path = "programme_entry.html")]
pub(super) struct EntryPart<'a> {
    pub(super) number: usize,
    pub(super) hours: String,
    pub(super) status: Option<&'static str>,
    pub(super) page: String,
    pub(super) event: &'a PublicEvent,
    pub(super) facts: Vec<(Cow<'static, str>, String)>,
}

impl<'a> EntryPart<'a> {
    pub(super) fn of(
        collection: &EventCollection,
        event: &'a PublicEvent,
        section: &ProgrammeSection,
        number: usize,
    ) -> Self {
        let hours: Vec<String> = event
            .occurrences
            .occurrences()
            .iter()
            .filter(|occurrence| occurrence.begin().date_naive() == section.day)
            .map(
                |occurrence| match texts::occurrence_note(event, occurrence) {
                    Some(note) => format!("{} ({note})", hours(occurrence)),
                    None => hours(occurrence),
                },
            )
            .collect();
        let zone = texts::zone(&event.timezone)
            .map(|zone| format!(" ({zone})"))
            .unwrap_or_default();
        Self {
            number,
            hours: format!("{}{zone}", hours.join(" ; ")),
            status: (event.life_status != LifeStatus::Scheduled)
                .then(|| texts::life_status(event.life_status)),
            page: collection.page(event),
            event,
            facts: facts(collection, event)
                .into_iter()
                .map(|(term, text)| (Cow::Borrowed(term), text))
                .chain(answers(collection, event))
                .collect(),
        }
    }
}

fn hours(occurrence: &Occurrence) -> String {
    let (begin, end) = (occurrence.begin(), occurrence.end());
    if begin.date_naive() == dates::last_day(end.naive_local()) {
        let (begin, end) = (dates::time(begin.time()), dates::end_time(end.time()));
        t_args("programme.hours", &[("begin", &begin), ("end", &end)])
    } else {
        dates::occurrence(occurrence)
    }
}

/// Public answers to the additional fields of the edition: label and answer.
fn answers(
    collection: &EventCollection,
    event: &PublicEvent,
) -> impl Iterator<Item = (Cow<'static, str>, String)> {
    texts::answers(collection.edition_of(event), event)
        .into_iter()
        .map(|(label, words)| (Cow::Owned(label), words.join(", ")))
}

/// Practical information: term and value.
fn facts(collection: &EventCollection, event: &PublicEvent) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(venue) = &event.venue {
        let place = format!(
            "{}, {}, {} {}",
            venue.name, venue.address, venue.postal_code, venue.city
        );
        facts.push((t("programme.place"), place));
    }
    facts.extend(
        event
            .online_url
            .clone()
            .map(|link| (t("programme.online"), link)),
    );
    facts.push((t("programme.organiser"), event.organiser.name.clone()));
    facts.push((t("programme.kind"), collection.kind(event).to_owned()));
    let ages = event.age.and_then(texts::ages);
    let audiences = collection
        .audiences(event)
        .into_iter()
        .map(str::to_owned)
        .chain(ages);
    facts.push((
        t("programme.audience"),
        audiences.collect::<Vec<_>>().join(", "),
    ));
    let access =
        std::iter::once(texts::access(event.access_mode)).chain(event.conditions.as_deref());
    facts.push((
        t("programme.access"),
        access.collect::<Vec<_>>().join(" – "),
    ));
    let (public, schools) = (event.public_booking.as_ref(), event.school_booking.as_ref());
    facts.extend(public.map(|booking| (t("programme.booking"), texts::booking(booking))));
    facts.extend(schools.map(|booking| (t("programme.schools"), texts::booking(booking))));
    let constraints = collection.labels(event, &event.constraints, |edition| {
        &edition.vocabularies.constraints
    });
    let flags = event
        .accessibility
        .iter()
        .map(|flag| texts::accessibility(*flag))
        .collect();
    for (term, values) in [
        (t("programme.constraints"), constraints),
        (t("programme.accessibility"), flags),
    ] {
        if !values.is_empty() {
            facts.push((term, values.join(", ")));
        }
    }
    facts
}
