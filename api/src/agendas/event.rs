//! A labelled event as OpenAgenda v2 has it.
//!
//! The members that depend on nothing but the event and the site are written once and kept with the event; those that depend on the
//! edition, the time or the wishes of the client are written each time.

use super::json::{Fields, Object, list};
use super::localised::Localised;
use super::place;
use super::terms::AgendaFields;
use super::{Agendas, PUBLISHED};
use catalogue::{Entry, TextKind};
use chrono::{DateTime, FixedOffset};
use messages::t_of;
use serde::Serialize;
use serde_json::Result;
use serde_json::value::RawValue;
use shared::calendar::Occurrence;
use shared::edition::Edition;
use shared::event::{AccessibilityFlag, EventImage, PublicEvent, StoredImage};
use shared::french::dates;
use shared::text::markdown;
use std::sync::Arc;

/// Language code under which texts in several languages have their only entry.
pub(super) const LANGUAGE: &str = "fr";

/// Format of long descriptions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum DescriptionFormat {
    /// As they were typed.
    #[default]
    Markdown,
    /// Without embedded content, which events do not have.
    Html,
}

/// Form in which a client wants the events: languages, members and format of the long description.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form<'f> {
    /// All members, and not those of a list.
    pub(super) detailed: bool,
    /// Texts instead of texts by language.
    pub(super) monolingual: bool,
    pub(super) description: DescriptionFormat,
    /// Labels beside the numbers of options.
    pub(super) labels: bool,
    pub(super) fields: Fields<'f>,
}

impl Form<'_> {
    /// The members that are kept with the event; `None` if the client wants others.
    const fn kept(&self) -> Option<TextKind> {
        match self {
            Self {
                monolingual: false,
                description: DescriptionFormat::Markdown,
                fields: Fields::All,
                ..
            } => Some(if self.detailed {
                TextKind::AgendaEventDetailed
            } else {
                TextKind::AgendaEvent
            }),
            _ => None,
        }
    }
}

/// The edition of an event, and what it says as JSON.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) edition: Arc<Edition>,
    pub(super) fields: Arc<AgendaFields>,
    /// The agenda, as a list of events has it.
    pub(super) short: Box<RawValue>,
    /// The agenda, as a detailed event has it.
    pub(super) full: Box<RawValue>,
}

#[derive(Serialize)]
struct Timing {
    begin: DateTime<FixedOffset>,
    end: DateTime<FixedOffset>,
}

impl From<&Occurrence> for Timing {
    fn from(occurrence: &Occurrence) -> Self {
        Self {
            begin: occurrence.begin(),
            end: occurrence.end(),
        }
    }
}

#[derive(Serialize)]
struct Size {
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Variant {
    filename: String,
    size: Size,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// A picture: `base` followed by a file name is an address.
#[derive(Serialize)]
pub(super) struct Picture {
    filename: String,
    size: Size,
    variants: Vec<Variant>,
    base: String,
}

impl Picture {
    pub(super) fn of(image: &EventImage, site: &str) -> Self {
        let file = image.file();
        let name = |address: String| {
            let name = address.rsplit('/').next().unwrap_or_default().to_owned();
            (name, address)
        };
        let (filename, address) = name(file.address());
        let base = address.strip_suffix(filename.as_str()).unwrap_or_default();
        let scaled = |width: u32| Size {
            width,
            height: scaled_height(&file, width),
        };
        let variant = |address: String, kind| {
            let (filename, _) = name(address);
            let width = filename.trim_end_matches(".jpg").parse();
            Variant {
                size: scaled(width.unwrap_or(file.width)),
                filename,
                kind,
            }
        };
        Self {
            variants: vec![
                variant(file.address(), "full"),
                variant(image.thumbnail(), "thumbnail"),
            ],
            size: scaled(file.width),
            base: format!("{site}{base}"),
            filename,
        }
    }
}

/// Height of a variant of that width.
fn scaled_height(file: &StoredImage, width: u32) -> u32 {
    let height = u64::from(file.height) * u64::from(width) / u64::from(file.width.max(1));
    u32::try_from(height).unwrap_or(file.height).max(1)
}

#[derive(Serialize)]
struct Registration<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct ExtId<'a> {
    key: &'a str,
    value: &'a str,
}

/// Writes an event; `now` is the moment that decides which timing is next, in microseconds since 1970.
///
/// # Errors
///
/// When the event has no JSON form, which its types do not allow.
pub(super) fn write(
    out: &mut Vec<u8>,
    agendas: &Agendas,
    entry: &Entry,
    origin: &Origin,
    form: Form<'_>,
    now: i64,
) -> Result<()> {
    let mut object = Object::begin(out, form.fields);
    write_members(&mut object, agendas, entry, origin, form, now)?;
    object.end();
    Ok(())
}

/// Writes the members of an event into an object.
///
/// # Errors
///
/// As [`write()`].
pub(super) fn write_members(
    object: &mut Object<'_, '_>,
    agendas: &Agendas,
    entry: &Entry,
    origin: &Origin,
    form: Form<'_>,
    now: i64,
) -> Result<()> {
    let event = &entry.event;
    let kind = form.kept();
    if let Some(members) = kind.and_then(|kind| entry.cache.text(kind)) {
        object.rendered(members);
    } else {
        let start = object.position();
        write_lasting(object, entry, form, &agendas.site)?;
        if let (Some(kind), Some(members)) = (kind, object.since(start)) {
            entry.cache.insert_text(kind, members, &agendas.room);
        }
    }
    coded(
        object,
        "status",
        event.life_status.openagenda_code(),
        form,
        || t_of("life_status", event.life_status),
    )?;
    coded(
        object,
        "attendanceMode",
        event.attendance_mode.openagenda_code(),
        form,
        || t_of("attendance_mode", event.attendance_mode),
    )?;
    let next = event.occurrences.next(now).map(Timing::from);
    object.value("nextTiming", &next)?;
    if object.has("keywords") {
        let labels = event
            .topics
            .iter()
            .filter_map(|topic| origin.fields.topics.choices.of_term(topic))
            .map(|choice| choice.label.as_str())
            .collect::<Vec<_>>();
        object.value("keywords", &Localised::new(labels, form.monolingual))?;
    }
    let agenda = if form.detailed {
        &origin.full
    } else {
        &origin.short
    };
    object.json("originAgenda", agenda.get());
    let site = &agendas.site;
    origin
        .fields
        .write(object, event, &origin.edition, form.labels, site)
}

/// Writes a number of OpenAgenda's own lists, with its label if the client wants labels.
fn coded(
    object: &mut Object<'_, '_>,
    name: &str,
    code: u8,
    form: Form<'_>,
    label: impl FnOnce() -> &'static str,
) -> Result<()> {
    #[derive(Serialize)]
    struct Labelled {
        id: u8,
        label: Localised<&'static str>,
    }
    if !form.labels || !object.has(name) {
        return object.value(name, &code);
    }
    let label = Localised::new(label(), form.monolingual);
    object.value(name, &Labelled { id: code, label })
}

/// Writes the members that depend on the event, the site and the form alone.
fn write_lasting(
    object: &mut Object<'_, '_>,
    entry: &Entry,
    form: Form<'_>,
    site: &str,
) -> Result<()> {
    let event = &entry.event;
    let all = &event.occurrences;
    let mono = form.monolingual;
    object.value("uid", &entry.ids.uid)?;
    object.value("slug", &event.slug)?;
    object.value("title", &Localised::new(&event.title, mono))?;
    object.value("description", &Localised::new(&event.summary, mono))?;
    if object.has("image") {
        let picture = event.image.as_ref().map(|image| Picture::of(image, site));
        object.value("image", &picture)?;
    }
    let credits = event.image.as_ref().map(|image| &image.credits);
    object.value("imageCredits", &credits)?;
    if object.has("dateRange") {
        let range = dates::span(all.first_begin(), all.last_end());
        object.value("dateRange", &Localised::new(range, mono))?;
    }
    object.value("featured", &false)?;
    object.value("onlineAccessLink", &event.online_url)?;
    object.value("firstTiming", &all.held().next().map(Timing::from))?;
    object.value("lastTiming", &all.held().next_back().map(Timing::from))?;
    match &event.venue {
        Some(venue) => object.object("location", |object| {
            if form.detailed {
                place::write_full(object, entry, venue, mono)
            } else {
                place::write_short(object, entry, venue)
            }
        })?,
        None => object.value("location", &())?,
    }
    if form.detailed {
        write_details(object, entry, form)?;
    }
    Ok(())
}

fn write_details(object: &mut Object<'_, '_>, entry: &Entry, form: Form<'_>) -> Result<()> {
    let event = &entry.event;
    let mono = form.monolingual;
    if object.has("longDescription") {
        match form.description {
            DescriptionFormat::Markdown => {
                object.value("longDescription", &Localised::new(&event.description, mono))?;
            }
            DescriptionFormat::Html => {
                let html = markdown::html(&event.description);
                object.value("longDescription", &Localised::new(html, mono))?;
            }
        }
    }
    match &event.conditions {
        Some(conditions) => object.value("conditions", &Localised::new(conditions, mono))?,
        None if mono => object.value("conditions", &())?,
        None => object.json("conditions", "{}"),
    }
    object.object("age", |object| {
        object.value("min", &event.age.and_then(|age| age.min))?;
        object.value("max", &event.age.and_then(|age| age.max))
    })?;
    object.value("registration", &registration(event))?;
    object.object("accessibility", |object| {
        AccessibilityFlag::ALL.iter().try_for_each(|flag| {
            let is_given = event.accessibility.contains(flag);
            object.value(flag.openagenda_code(), &is_given)
        })
    })?;
    object.with("timings", |out| {
        list(out, event.occurrences.held(), |out, occurrence| {
            serde_json::to_writer(out, &Timing::from(occurrence))
        })
    })?;
    object.value("timezone", &event.timezone)?;
    object.value("state", &PUBLISHED)?;
    object.value("motive", &())?;
    object.json("links", "[]");
    let external = entry.ids.external.iter();
    let external: Vec<_> = external.map(|(key, value)| ExtId { key, value }).collect();
    object.value("extIds", &Some(external).filter(|all| !all.is_empty()))?;
    object.json("country", r#"{"code":"FR","fr":"France"}"#);
    object.value("createdAt", &event.labelled_at)?;
    object.value("updatedAt", &event.updated_at)?;
    object.json("sourceAgendas", "[]");
    // Who filed an event is not public.
    for name in ["member", "creatorUid", "ownerUid"] {
        object.value(name, &())?;
    }
    object.value("private", &0)?;
    object.value("draft", &0)?;
    object.value("addMethod", "contribution")
}

/// The ways to book, those of the public first.
fn registration(event: &PublicEvent) -> Vec<Registration<'_>> {
    let mut ways = Vec::new();
    for booking in [&event.public_booking, &event.school_booking]
        .into_iter()
        .flatten()
    {
        for (kind, value) in [
            ("link", &booking.url),
            ("email", &booking.email),
            ("phone", &booking.phone),
        ] {
            let Some(value) = value else { continue };
            let known = |way: &Registration<'_>| way.value == value;
            if !ways.iter().any(known) {
                ways.push(Registration { kind, value });
            }
        }
    }
    ways
}
