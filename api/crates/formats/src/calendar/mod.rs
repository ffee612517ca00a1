//! iCalendar (RFC 5545, 7986): one entry for each occurrence.
//!
//! **Identity.** `UID` is the event's id and the rank of the occurrence, the same on every host. An event that moves to
//! another day keeps its entries, which a calendar then moves too.
//!
//! **Change.** `SEQUENCE` is the second of the last change, counted from 2010: it grows with every change, is the same on
//! every instance and stays a number of 31 bits until 2078. `DTSTAMP` is that moment, as RFC 5545 (3.8.7.2) asks where there
//! is no `METHOD`; so nothing in a calendar depends on when it is asked for.
//!
//! **What falls away.** A feed is the whole of what answers its query: what no longer answers is not in it, and a calendar
//! that follows the feed forgets it. An event that is asked for by its own id and is no longer public is told `CANCELLED`.
//!
//! **An empty feed** still has a component, the clocks of Paris, without which it would not be a calendar.

mod line;
mod zone;

use super::collection::Collection;
use super::document::Document;
use super::words;
use catalogue::{Entry, GoneEvent, TextKind};
use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use shared::calendar::{Occurrence, Schedule};
use shared::event::{LifeStatus, PublicEvent};
use shared::id::EventId;
use std::collections::BTreeMap;
use std::sync::Arc;
use zone::Zone;

/// RFC 5545.
pub const TYPE: &str = "text/calendar; charset=utf-8";

/// How often a calendar should ask again.
const REFRESH: &str = "PT1H";
/// What makes a UID ours; no host, so that it is the same wherever the platform runs.
const UID_DOMAIN: &str = "semaine-industrie";
/// The second from which `SEQUENCE` counts: 2010-01-01T00:00:00Z, before the first edition.
const SEQUENCE_EPOCH_S: i64 = 1_262_304_000;
/// Decimals of a degree: a tenth of a metre.
const DECIMALS: usize = 6;

/// A calendar.
#[derive(Debug)]
pub struct CalendarDocument {
    name: String,
    /// What all entries of an event have in common; kept for its memory.
    common: String,
}

impl CalendarDocument {
    /// A calendar of that name.
    pub fn named(name: String) -> Self {
        Self {
            name,
            common: String::new(),
        }
    }
}

impl Document for CalendarDocument {
    fn begin(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()> {
        head(out, &self.name, Some(&of.address()));
        let used: BTreeMap<&str, &Zone> = of
            .events
            .iter()
            .filter_map(|entry| Zone::named(&entry.event.timezone))
            .chain(of.events.is_empty().then(paris).flatten())
            .map(|zone| (zone.id(), zone))
            .collect();
        for zone in used.values() {
            zone.write(out);
        }
        Ok(())
    }

    fn event(
        &mut self,
        of: &Collection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let event = &entry.event;
        self.common.clear();
        of.part(TextKind::CalendarEntry, entry, &mut self.common, |out| {
            common(out, of, event);
            Ok(())
        })?;
        entries(
            out,
            event.id,
            &event.occurrences,
            &event.timezone,
            &self.common,
        );
        Ok(())
    }

    fn end(&mut self, _: &Collection, out: &mut String) -> anyhow::Result<()> {
        line::plain(out, "END", "VCALENDAR");
        Ok(())
    }
}

fn paris() -> Option<&'static Zone> {
    Zone::named(Tz::Europe__Paris.name())
}

fn head(out: &mut String, name: &str, source: Option<&str>) {
    line::plain(out, "BEGIN", "VCALENDAR");
    line::plain(out, "VERSION", "2.0");
    line::plain(
        out,
        "PRODID",
        concat!(
            "-//Semaine de l'Industrie//semaine ",
            env!("CARGO_PKG_VERSION"),
            "//FR"
        ),
    );
    line::plain(out, "CALSCALE", "GREGORIAN");
    line::text(out, "NAME", name);
    line::text(out, "X-WR-CALNAME", name);
    line::plain(out, "REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    line::plain(out, "X-PUBLISHED-TTL", REFRESH);
    if let Some(source) = source {
        line::plain(out, "SOURCE;VALUE=URI", source);
    }
}

/// An entry for each occurrence, with what they have in common.
fn entries(out: &mut String, id: EventId, schedule: &Schedule, zone: &str, common: &str) {
    let zone = Zone::named(zone).map(|zone| {
        let id = zone.id();
        (
            zone.tz,
            format!("DTSTART;TZID={id}"),
            format!("DTEND;TZID={id}"),
        )
    });
    for (place, occurrence) in schedule.occurrences().iter().enumerate() {
        line::plain(out, "BEGIN", "VEVENT");
        line::plain(out, "UID", &format!("{id}-{}@{UID_DOMAIN}", place + 1));
        times(out, occurrence, zone.as_ref());
        out.push_str(common);
        line::plain(out, "END", "VEVENT");
    }
}

/// Beginning and end on the clocks of the place; in UTC where those are not known here.
fn times(out: &mut String, occurrence: &Occurrence, zone: Option<&(Tz, String, String)>) {
    if let Some((tz, begin, end)) = zone {
        let on_the_wall = |at: DateTime<FixedOffset>| at.with_timezone(tz).naive_local();
        line::local(out, begin, on_the_wall(occurrence.begin()));
        line::local(out, end, on_the_wall(occurrence.end()));
    } else {
        line::moment(out, "DTSTART", occurrence.begin().to_utc());
        line::moment(out, "DTEND", occurrence.end().to_utc());
    }
}

fn revision(out: &mut String, updated_at: DateTime<Utc>) {
    line::moment(out, "DTSTAMP", updated_at);
    line::moment(out, "LAST-MODIFIED", updated_at);
    let sequence = (updated_at.timestamp() - SEQUENCE_EPOCH_S).clamp(0, i32::MAX.into());
    line::plain(out, "SEQUENCE", &sequence.to_string());
}

fn common(out: &mut String, of: &Collection, event: &PublicEvent) {
    revision(out, event.updated_at);
    line::moment(out, "CREATED", event.labelled_at);
    line::plain(out, "STATUS", status(event.life_status));
    line::text(
        out,
        "SUMMARY",
        &words::announced(event.life_status, &event.title),
    );
    let page = of.page(event);
    line::text(out, "DESCRIPTION", &description(of, event, &page));
    if let Some(place) = location(event) {
        line::text(out, "LOCATION", &place);
    }
    if let Some(venue) = &event.venue {
        let (lat, lon) = (venue.position.lat(), venue.position.lon());
        line::plain(out, "GEO", &format!("{lat:.DECIMALS$};{lon:.DECIMALS$}"));
    }
    line::plain(out, "URL", &page);
    if let Some(image) = &event.image {
        line::plain(
            out,
            "IMAGE;VALUE=URI;DISPLAY=FULLSIZE;FMTTYPE=image/jpeg",
            &of.on_site(&image.file().address()),
        );
    }
    let topics = of.labels(event, &event.topics, |edition| &edition.vocabularies.topics);
    line::texts(
        out,
        "CATEGORIES",
        std::iter::once(of.kind(event)).chain(topics),
    );
    // Only an address that is published for the public to write to.
    let booking = event.public_booking.as_ref();
    if let Some(email) = booking.and_then(|booking| booking.email.as_deref()) {
        let name = line::quoted(&event.organiser.name);
        line::plain(
            out,
            &format!("ORGANIZER;CN={name}"),
            &format!("mailto:{email}"),
        );
    } else {
        line::text(out, "CONTACT", &event.organiser.name);
    }
}

const fn status(life: LifeStatus) -> &'static str {
    match life {
        LifeStatus::Scheduled
        | LifeStatus::Rescheduled
        | LifeStatus::MovedOnline
        | LifeStatus::Full => "CONFIRMED",
        LifeStatus::Postponed => "TENTATIVE",
        LifeStatus::Cancelled => "CANCELLED",
    }
}

/// What somebody needs on the way; the page has the rest.
fn description(of: &Collection, event: &PublicEvent, page: &str) -> String {
    let mut told = Vec::new();
    if let Some(note) = &event.life_note {
        told.push(format!(
            "{}\u{202f}: {note}",
            words::life_status(event.life_status)
        ));
    }
    told.push(event.summary.clone());
    let mut practical = vec![format!("Organisateur\u{202f}: {}", event.organiser.name)];
    let audiences = of.audiences(event).join(", ");
    practical.push(format!("Public\u{202f}: {audiences}"));
    let ages = event.age.and_then(words::ages);
    practical.push(match ages {
        Some(ages) => format!("{}, gratuit, {ages}", words::access(event.access_mode)),
        None => format!("{}, gratuit", words::access(event.access_mode)),
    });
    practical.extend(
        event
            .conditions
            .as_ref()
            .map(|conditions| format!("Conditions\u{202f}: {conditions}")),
    );
    practical.extend(
        event
            .public_booking
            .as_ref()
            .map(|way| format!("Inscription\u{202f}: {}", words::booking(way))),
    );
    practical.extend(
        event
            .school_booking
            .as_ref()
            .map(|way| format!("Établissements scolaires\u{202f}: {}", words::booking(way))),
    );
    practical.extend(
        event
            .online_url
            .as_ref()
            .map(|link| format!("En ligne\u{202f}: {link}")),
    );
    told.push(practical.join("\n"));
    told.push(page.to_owned());
    told.join("\n\n")
}

fn location(event: &PublicEvent) -> Option<String> {
    match (&event.venue, &event.online_url) {
        (Some(venue), _) => Some(format!(
            "{}, {}, {} {}",
            venue.name, venue.address, venue.postal_code, venue.city
        )),
        (None, Some(link)) => Some(link.clone()),
        (None, None) => None,
    }
}

/// The calendar of an event that is no longer public: its entries, cancelled, without a word of what it was.
pub fn cancelled(id: EventId, remains: &GoneEvent) -> String {
    let mut out = String::new();
    head(&mut out, words::PROGRAMME, None);
    if let Some(zone) = Zone::named(&remains.timezone) {
        zone.write(&mut out);
    }
    let mut common = String::new();
    revision(&mut common, remains.updated_at);
    line::plain(&mut common, "STATUS", "CANCELLED");
    line::text(&mut common, "SUMMARY", words::GONE);
    entries(
        &mut out,
        id,
        &remains.occurrences,
        &remains.timezone,
        &common,
    );
    line::plain(&mut out, "END", "VCALENDAR");
    out
}
