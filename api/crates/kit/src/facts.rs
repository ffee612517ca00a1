//! The facts about an event that a template can name.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use shared::event::{AttendanceMode, EventSummary, PublicEvent};
use shared::french::{self, Words, dates, tied};
use std::sync::Arc;

/// The facts about an event that a kit shows, in French.
///
/// Texts may have any length: a long one is set smaller, then shortened.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Name of the edition.
    pub edition: String,
    /// Theme of the edition; empty when it has none.
    pub theme: String,
    /// Title of the event.
    pub title: String,
    /// Name of the organiser.
    pub organiser: String,
    /// Each date on a line, on the clock of the place.
    pub sessions: Vec<String>,
    /// All dates in one line.
    pub date: String,
    /// Name of the place, street, commune; that it is online.
    pub place: Vec<String>,
    /// The place in one line.
    pub place_line: String,
    /// True when there is no place to go to.
    pub online: bool,
    /// Summary of the event, one paragraph.
    pub description: String,
    /// Conditions of admission; empty when there are none.
    pub access: String,
    /// Absolute address of the event's page, also in the QR code.
    pub url: String,
    /// Absolute address of the event's calendar.
    pub ics_url: String,
    /// Picture of the event.
    pub picture: Option<Picture>,
    /// Longitude and latitude; absent when there is no place to go to.
    pub position: Option<(f64, f64)>,
    /// Logos of partners, in order.
    pub logos: Vec<Logo>,
    /// Alternative text of the QR code.
    pub code_alt: String,
    /// Alternative text of the map.
    pub map_alt: String,
}

/// The picture of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Distinguishes the content in [`content_key`](super::content_key): another picture or width has another value.
    pub name: String,
    /// A JPEG file written by `pictures`. Only [`Painter::draw`](super::Painter::draw) needs it.
    pub jpeg: Vec<u8>,
    /// Alternative text of the picture, as the organiser wrote it.
    pub alt: String,
    /// Author or rights holder, shown with the picture.
    pub credits: String,
    /// Point that crops keep, from 0 to 1 of the width and of the height.
    pub focus: (f32, f32),
}

/// The logo of a partner, checked and drawn once by [`Logo::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Name of the partner, which is its alternative text.
    pub name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Red, green, blue, opacity of each pixel.
    pub(crate) pixels: Arc<[u8]>,
    /// SHA-256 of width and pixels.
    pub(crate) hash: [u8; 32],
}

impl Facts {
    /// The facts of a public event, without picture and logos, which the caller reads. `site` is the public URL of the site.
    pub fn of(event: &PublicEvent, edition: &Edition, words: &Words, site: &str) -> Self {
        let summary = EventSummary::of(event, None, None);
        let word = |key: &str| words.get(key).unwrap_or_default().to_owned();
        let online = event.venue.is_none() || event.attendance_mode == AttendanceMode::Online;
        let zone = dates::zone_key(&event.timezone).and_then(|key| words.get(key));
        let mut sessions: Vec<String> = event.occurrences.held().map(dates::occurrence).collect();
        if let (Some(zone), Some(last)) = (zone, sessions.last_mut()) {
            last.extend([" (", zone, ")"]);
        }
        let mode = |mode: AttendanceMode| word(&format!("attendance_mode.{mode}"));
        let mut place = Vec::new();
        if let (Some(venue), false) = (&event.venue, online) {
            place.push(tied(&venue.name));
            place.push(venue.address.clone());
            place.push(format!("{} {}", venue.postal_code, venue.city));
        }
        if event.attendance_mode != AttendanceMode::OnSite {
            place.push(mode(event.attendance_mode));
        }
        let url = format!("{site}{}", event.path());
        let at = summary.position.filter(|_| !online);
        let place_line = french::event::place(&summary, words);
        Self {
            edition: edition.name.clone(),
            theme: tied(&edition.theme),
            title: tied(&event.title),
            organiser: tied(&event.organiser.name),
            sessions,
            date: french::event::when(&summary, words),
            place,
            online,
            description: tied(&event.summary),
            access: event.conditions.as_deref().map(tied).unwrap_or_default(),
            code_alt: Words::fill(&word("kit.code"), &[("address", &url)]),
            map_alt: Words::fill(&word("kit.map"), &[("place", &place_line)]),
            place_line,
            ics_url: format!("{site}/api/v1/catalogue/events/{}/calendar.ics", event.id),
            url,
            picture: None,
            position: at.map(|position| (position.lon(), position.lat())),
            logos: Vec::new(),
        }
    }

    /// Everything but the bytes of pictures, for [`content_key`](super::content_key).
    pub(crate) fn texts(&self) -> Value {
        let picture = self.picture.as_ref();
        json!([
            self.edition,
            self.theme,
            self.title,
            self.organiser,
            self.sessions,
            self.date,
            self.place,
            self.place_line,
            self.online,
            self.description,
            self.access,
            self.url,
            self.ics_url,
            picture.map(|it| (&it.alt, &it.credits, it.focus)),
            self.position,
            self.code_alt,
            self.map_alt,
        ])
    }
}

impl Logo {
    pub(crate) fn of(name: &str, (width, height): (u32, u32), pixels: Vec<u8>) -> Self {
        let mut digest = Sha256::new();
        digest.update(width.to_be_bytes());
        digest.update(&pixels);
        Self {
            name: name.to_owned(),
            width,
            height,
            pixels: pixels.into(),
            hash: digest.finalize().into(),
        }
    }

    /// Encodes the pixels with their transparency.
    pub(crate) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(file)
    }
}
