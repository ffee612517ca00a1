//! Feeds: what changed last stands first.

pub mod atom;
pub mod json;

use super::collection::Collection;
use super::words;
use shared::event::PublicEvent;
use shared::french::dates;

/// Sentence on what a feed is.
fn subtitle(of: &Collection) -> String {
    format!(
        "{}\u{202f}: événements labellisés, les derniers modifiés d’abord",
        of.title()
    )
}

/// Where it is held, in a few words.
fn place(event: &PublicEvent) -> String {
    match &event.venue {
        Some(venue) => format!("{}, {} {}", venue.name, venue.postal_code, venue.city),
        None => words::attendance(event.attendance_mode).to_owned(),
    }
}

/// On which days.
fn days(event: &PublicEvent) -> String {
    dates::span(
        event.occurrences.first_begin(),
        event.occurrences.last_end(),
    )
}
