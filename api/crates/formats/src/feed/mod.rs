//! Feeds: most recently updated event first. All have the same content.

pub mod atom;
pub mod json;
pub mod rss;

use super::collection::EventCollection;
use super::texts;
use askama::Template;
use messages::t;
use shared::event::{LifeStatus, PublicEvent};
use shared::french::dates;
use shared::text::markdown;

fn subtitle(collection: &EventCollection) -> String {
    messages::t_args("feed.subtitle", &[("title", &collection.title())])
}

/// Short description of the venue.
fn place(event: &PublicEvent) -> String {
    match &event.venue {
        Some(venue) => format!("{}, {} {}", venue.name, venue.postal_code, venue.city),
        None => texts::attendance(event.attendance_mode).to_owned(),
    }
}

/// The days on which the event takes place.
fn days(event: &PublicEvent) -> String {
    dates::span(
        event.occurrences.first_begin(),
        event.occurrences.last_end(),
    )
}

/// Days, place and summary, as plain text.
fn summary(event: &PublicEvent) -> String {
    format!("{} – {}. {}", days(event), place(event), event.summary)
}

/// URL of the event's image in its own width, a JPEG file.
fn image(collection: &EventCollection, event: &PublicEvent) -> Option<String> {
    let image = event.image.as_ref()?;
    Some(collection.on_site(&image.file().address()))
}

/// A term of a vocabulary: what people read, and an identifier that does not change with it.
struct FeedCategory<'a> {
    label: &'a str,
    scheme: String,
}

/// The kind and the topics of an event.
fn categories<'a>(
    collection: &'a EventCollection,
    event: &'a PublicEvent,
) -> Vec<FeedCategory<'a>> {
    let category = |vocabulary: &str, id: &str, label| FeedCategory {
        label,
        scheme: collection.on_site(&format!(
            "/api/v1/editions/{}/vocabularies#{vocabulary}/{id}",
            event.edition
        )),
    };
    let topics = collection.labels(event, &event.topics, |edition| &edition.vocabularies.topics);
    let topics = event.topics.iter().zip(topics);
    std::iter::once(category("kinds", &event.kind, collection.kind(event)))
        .chain(topics.map(|(id, label)| category("topics", id, label)))
        .collect()
}

/// The content of an event as HTML: when, where, what has changed, how to book, and the description.
#[derive(Template)]
#[template(path = "feed_content.html")]
struct FeedContent<'a> {
    days: String,
    zone: Option<&'static str>,
    place: String,
    note: Option<(&'static str, Option<&'a str>)>,
    /// The occurrences with something to know besides their times.
    changes: Vec<String>,
    bookings: Vec<(&'static str, String)>,
    online: Option<&'a str>,
    summary: &'a str,
    /// Description of the event, as HTML.
    description: String,
}

/// Time and note of each occurrence that differs from what was announced.
fn changes(event: &PublicEvent) -> Vec<String> {
    let all = event.occurrences.occurrences().iter();
    all.filter_map(|occurrence| {
        let note = texts::occurrence_note(event, occurrence)?;
        let occurrence = dates::occurrence(occurrence);
        Some(messages::t_args(
            "feed.occurrence_note",
            &[("occurrence", &occurrence), ("note", &note)],
        ))
    })
    .collect()
}

fn content(event: &PublicEvent) -> anyhow::Result<String> {
    let (public, schools) = (event.public_booking.as_ref(), event.school_booking.as_ref());
    let public = public.map(|booking| (t("programme.booking"), texts::booking(booking)));
    let schools = schools.map(|booking| (t("programme.schools"), texts::booking(booking)));
    let changed = event.life_status != LifeStatus::Scheduled || event.life_note.is_some();
    let content = FeedContent {
        days: days(event),
        zone: texts::zone(&event.timezone),
        place: match &event.venue {
            Some(venue) => format!(
                "{}, {}, {} {}",
                venue.name, venue.address, venue.postal_code, venue.city
            ),
            None => place(event),
        },
        note: changed.then(|| {
            (
                texts::life_status(event.life_status),
                event.life_note.as_deref(),
            )
        }),
        changes: changes(event),
        bookings: public.into_iter().chain(schools).collect(),
        online: event.online_url.as_deref(),
        summary: &event.summary,
        description: markdown::html(&event.description),
    };
    Ok(content.render()?)
}
