//! iCalendar (RFC 5545, 7986): one calendar entry per occurrence.
//!
//! **Identity.** The `UID` consists of the event's id and the number of the occurrence, which the occurrence keeps when other
//! dates are added or dropped; it is the same on every host. An event that is rescheduled keeps its entries, so that
//! subscribed calendars move them.
//!
//! **Revision.** `SEQUENCE` is the number of changes to what the public sees of the event. `DTSTAMP` is the time of the last
//! one, as RFC 5545 (3.8.7.2) requires without `METHOD`; so the content does not depend on the time of the request.
//!
//! **State of an occurrence.** Its entry has the status and the title of its own state, and a comment on what has changed; its
//! siblings keep theirs. An occurrence that was moved is at its new time, under its `UID`.
//!
//! **Removal.** A feed contains the events that match its query. An event that was withdrawn or revoked stays in it as
//! `CANCELLED` for [`WITHDRAWN_DAYS`], and so does each date that was dropped as long as its event is public. An event that is
//! requested by id and is no longer public has the status `CANCELLED`. Any other event that no longer matches is missing, and
//! a subscribed calendar drops it.
//!
//! **Visitors' time.** Entries are `TRANSPARENT`: who subscribes to a programme is not busy at all of it.
//!
//! **Empty feed.** A calendar must have at least one component; an empty feed contains the time zone of Paris.

mod deadlines;
mod line;
mod zone;

pub use deadlines::{Deadline, deadlines};

use super::collection::EventCollection;
use super::document::EventDocument;
use super::texts;
use catalogue::{Entry, TextKind};
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use messages::t_args;
use shared::calendar::{DroppedOccurrence, Occurrence};
use shared::event::{LifeStatus, PublicEvent};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use zone::Zone;

/// Media type, from RFC 5545.
pub const TYPE: &str = "text/calendar; charset=utf-8";

/// Suggested refresh interval: one hour.
const REFRESH: &str = "PT1H";
/// Suffix of every UID; not a host name, so that it does not depend on where the platform runs.
const UID_DOMAIN: &str = "semaine-industrie";
/// Days for which an event that was withdrawn or revoked stays in the calendars of searches.
pub const WITHDRAWN_DAYS: i64 = 30;
/// Decimals of a coordinate: a tenth of a metre.
const DECIMALS: usize = 6;

/// Writes the events as one iCalendar document.
#[derive(Debug)]
pub struct CalendarDocument {
    name: String,
    /// The number of the only occurrence that is written, if not all are.
    only: Option<u32>,
    /// Buffer for the properties shared by all entries of an event; reused to save allocations.
    common: String,
}

impl CalendarDocument {
    /// Creates a calendar with this display name.
    pub fn named(name: String) -> Self {
        Self {
            name,
            only: None,
            common: String::new(),
        }
    }

    /// Writes only the occurrence of that number of each event, unless it is `None`.
    #[must_use]
    pub fn only(self, number: Option<u32>) -> Self {
        Self {
            only: number,
            ..self
        }
    }
}

impl EventDocument for CalendarDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        head(out, &self.name, Some(&collection.address()));
        let mut used: BTreeMap<&str, &Zone> = collection
            .events
            .iter()
            .chain(&collection.withdrawn)
            .filter_map(|entry| Zone::named(&entry.event.timezone))
            .map(|zone| (zone.id(), zone))
            .collect();
        if used.is_empty() {
            used.extend(paris().map(|zone| (zone.id(), zone)));
        }
        for zone in used.values() {
            zone.write(out);
        }
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let event = &entry.event;
        let only = self.only;
        let is_written = move |entry: &CalendarEntry| only.is_none_or(|only| only == entry.number);
        self.common.clear();
        collection.part(TextKind::CalendarEntry, entry, &mut self.common, |out| {
            common(out, collection, entry);
            Ok(())
        })?;
        let occurrences = event.occurrences.by_number();
        let occurrences = occurrences.map(|(number, occurrence)| CalendarEntry {
            number,
            begin: occurrence.begin(),
            end: occurrence.end(),
            own: own(event, occurrence),
        });
        entries(out, event, occurrences.filter(is_written), &self.common);
        if !event.dropped_occurrences.is_empty() {
            let title = texts::title_with_status(LifeStatus::Cancelled, &event.title);
            let mut common = String::new();
            cancellation(&mut common, entry, &title);
            line::plain(&mut common, "URL", &collection.page(event));
            entries(out, event, dropped(event).filter(is_written), &common);
        }
        Ok(())
    }

    fn end(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        for entry in &collection.withdrawn {
            withdrawal(out, entry);
        }
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

/// Writes a calendar entry for each number with its begin and end; `common` holds the properties that they share.
fn entries(
    out: &mut String,
    event: &PublicEvent,
    occurrences: impl Iterator<Item = CalendarEntry>,
    common: &str,
) {
    let zone = Zone::named(&event.timezone).map(|zone| {
        let id = zone.id();
        (
            zone.tz,
            format!("DTSTART;TZID={id}"),
            format!("DTEND;TZID={id}"),
        )
    });
    for entry in occurrences {
        let CalendarEntry {
            number,
            begin,
            end,
            own,
        } = entry;
        line::plain(out, "BEGIN", "VEVENT");
        line::plain(out, "UID", &format!("{}-{number}@{UID_DOMAIN}", event.id));
        times(out, begin, end, zone.as_ref());
        out.push_str(&own);
        out.push_str(common);
        line::plain(out, "END", "VEVENT");
    }
}

/// The fields of a calendar entry that differ between the occurrences of an event.
struct CalendarEntry {
    number: u32,
    begin: DateTime<FixedOffset>,
    end: DateTime<FixedOffset>,
    /// Its own properties, as lines.
    own: String,
}

/// The dates of the event that were dropped.
fn dropped(event: &PublicEvent) -> impl Iterator<Item = CalendarEntry> {
    let all = event.dropped_occurrences.iter();
    all.map(|DroppedOccurrence { number, begin, end }| CalendarEntry {
        number: *number,
        begin: *begin,
        end: *end,
        own: String::new(),
    })
}

/// The properties of one occurrence besides its times.
fn own(event: &PublicEvent, occurrence: &Occurrence) -> String {
    let life = event.status_of(occurrence);
    let mut own = String::new();
    line::plain(&mut own, "STATUS", status(life));
    line::text(
        &mut own,
        "SUMMARY",
        &texts::title_with_status(life, &event.title),
    );
    if let Some(note) = texts::occurrence_note(event, occurrence) {
        line::text(&mut own, "COMMENT", &note);
    }
    own
}

/// Writes begin and end in the local time of the venue, or in UTC when the time zone is not supported.
fn times(
    out: &mut String,
    from: DateTime<FixedOffset>,
    until: DateTime<FixedOffset>,
    zone: Option<&(Tz, String, String)>,
) {
    if let Some((tz, begin, end)) = zone {
        let on_the_wall = |at: DateTime<FixedOffset>| at.with_timezone(tz).naive_local();
        line::local(out, begin, on_the_wall(from));
        line::local(out, end, on_the_wall(until));
    } else {
        line::moment(out, "DTSTART", from.to_utc());
        line::moment(out, "DTEND", until.to_utc());
    }
}

fn revision(out: &mut String, entry: &Entry) {
    line::moment(out, "DTSTAMP", entry.event.updated_at);
    line::moment(out, "LAST-MODIFIED", entry.event.updated_at);
    line::plain(out, "SEQUENCE", &entry.sequence.to_string());
}

/// Writes the properties of a cancelled entry besides its times.
fn cancellation(out: &mut String, entry: &Entry, title: &str) {
    revision(out, entry);
    line::plain(out, "STATUS", "CANCELLED");
    line::plain(out, "TRANSP", "TRANSPARENT");
    line::text(out, "SUMMARY", title);
}

fn common(out: &mut String, collection: &EventCollection, entry: &Entry) {
    let event = &entry.event;
    revision(out, entry);
    line::moment(out, "CREATED", event.labelled_at);
    line::plain(out, "TRANSP", "TRANSPARENT");
    let page = collection.page(event);
    line::text(out, "DESCRIPTION", &description(collection, event, &page));
    if let Some(place) = event.location() {
        line::text(out, "LOCATION", &place);
    }
    if let Some(venue) = &event.venue {
        let (lat, lon) = (venue.position.lat(), venue.position.lon());
        line::plain(out, "GEO", &format!("{lat:.DECIMALS$};{lon:.DECIMALS$}"));
    }
    line::plain(out, "URL", &page);
    if let Some(link) = &event.online_url {
        line::plain(out, "CONFERENCE;VALUE=URI", link);
    }
    if let Some(image) = &event.image {
        line::plain(
            out,
            "IMAGE;VALUE=URI;DISPLAY=FULLSIZE;FMTTYPE=image/jpeg",
            &collection.on_site(&image.file().address()),
        );
    }
    let topics = collection.labels(event, &event.topics, |edition| &edition.vocabularies.topics);
    line::texts(
        out,
        "CATEGORIES",
        std::iter::once(collection.kind(event))
            .chain(topics)
            .map(without_commas),
    );
    // Only a booking address is used: it is published for the public to write to.
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

/// Summary and practical information for visitors; below it, so that booking and conditions stay in sight, the beginning of the description,
/// with a link to the event's page for the rest.
fn description(collection: &EventCollection, event: &PublicEvent, page: &str) -> String {
    let mut paragraphs = Vec::new();
    if let Some(note) = &event.life_note {
        let status = texts::life_status(event.life_status);
        paragraphs.push(t_args(
            "calendar.life_note",
            &[("status", &status), ("note", note)],
        ));
    }
    paragraphs.push(event.summary.clone());
    let audiences = collection.audiences(event).join(", ");
    let access = texts::access(event.access_mode);
    let mut practical = vec![
        t_args("calendar.organiser", &[("name", &event.organiser.name)]),
        t_args("calendar.audience", &[("audiences", &audiences)]),
        match event.age.and_then(texts::ages) {
            Some(ages) => t_args(
                "calendar.access_for_ages",
                &[("access", &access), ("ages", &ages)],
            ),
            None => t_args("calendar.access", &[("access", &access)]),
        },
    ];
    practical.extend(
        event
            .conditions
            .as_ref()
            .map(|conditions| t_args("calendar.conditions", &[("conditions", conditions)])),
    );
    practical.extend(
        event
            .public_booking
            .as_ref()
            .map(|booking| t_args("calendar.booking", &[("booking", &texts::booking(booking))])),
    );
    practical.extend(event.school_booking.as_ref().map(|booking| {
        t_args(
            "calendar.school_booking",
            &[("booking", &texts::booking(booking))],
        )
    }));
    practical.extend(
        event
            .online_url
            .as_ref()
            .map(|link| t_args("calendar.online", &[("link", link)])),
    );
    paragraphs.push(practical.join("\n"));
    paragraphs.extend(event.details());
    paragraphs.push(page.to_owned());
    paragraphs.join("\n\n")
}

/// A category without commas, at which some calendars part it although they are escaped.
fn without_commas(category: &str) -> Cow<'_, str> {
    if category.contains(',') {
        let parts: Vec<&str> = category.split(',').map(str::trim).collect();
        Cow::Owned(parts.join(" / "))
    } else {
        Cow::Borrowed(category)
    }
}

/// The calendar of an event that is no longer public: cancelled entries without any of its content.
pub fn cancelled(entry: &Entry) -> String {
    let mut out = String::new();
    head(&mut out, messages::t("site.name"), None);
    if let Some(zone) = Zone::named(&entry.event.timezone) {
        zone.write(&mut out);
    }
    withdrawal(&mut out, entry);
    line::plain(&mut out, "END", "VCALENDAR");
    out
}

/// The cancelled entries of an event that is no longer public.
fn withdrawal(out: &mut String, entry: &Entry) {
    let event = &entry.event;
    let mut common = String::new();
    cancellation(&mut common, entry, messages::t("calendar.gone"));
    let occurrences = event
        .occurrences
        .by_number()
        .map(|(number, occurrence)| CalendarEntry {
            number,
            begin: occurrence.begin(),
            end: occurrence.end(),
            own: String::new(),
        });
    entries(out, event, occurrences.chain(dropped(event)), &common);
}
