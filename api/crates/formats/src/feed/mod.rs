//! Feeds: most recently updated event first.

pub mod atom;
pub mod json;

use super::collection::EventCollection;
use super::texts;
use shared::event::PublicEvent;
use shared::french::dates;

/// Subtitle of a feed.
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
