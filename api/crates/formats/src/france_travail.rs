//! Events in the shape of the answers of “Mes évènements emploi”, the events API of France Travail, so that programs made for it
//! read ours.
//!
//! One item per occurrence that takes place. Its programs take `heureDebut` and `heureFin` for UTC, on the day of `dateEvenement` in
//! its own offset: all three are therefore in UTC, and `timezone` is the zone of the place. The type of an event is that of its kind
//! in the vocabulary of the edition (`franceTravail`).

use super::collection::EventCollection;
use super::document::EventDocument;
use catalogue::Entry;
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::Term;
use shared::event::{AttendanceMode, LifeStatus, PublicEvent};
use shared::text::markdown;
use std::sync::Arc;

/// Media type of the answer of France Travail's events API.
pub const TYPE: &str = "application/json";

/// Numbers of occurrences of one event are below this.
const OCCURRENCES: i64 = 1_000_000;

/// Writes the events as a page of “Mes évènements emploi”.
#[derive(Debug, Default)]
pub struct FranceTravailDocument {
    /// Number of items so far.
    items: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    /// Number of the event, followed by that of the occurrence in six digits.
    id: i64,
    titre: &'a str,
    description: &'a str,
    deroulement: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    date_evenement: String,
    heure_debut: String,
    heure_fin: String,
    timezone: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    modalites: &'static [&'static str],
    objectifs: [&'a str; 0],
    publics: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<[&'a str; 1]>,
    benefices: [&'a str; 0],
    codes_rome: [&'a str; 0],
    multisectoriel: bool,
    nombre_place_total_presentiel: u32,
    nombre_place_total_distance: u32,
    nombre_inscrit_presentiel: u32,
    nombre_inscrit_distance: u32,
    url_detail_evenement: &'a str,
    libelle_organisateur_principal: &'a str,
}

/// Where an event takes place; left out when it is online only.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    ville: &'a str,
    code_postal: &'a str,
    code_insee: &'a str,
    longitude: f64,
    latitude: f64,
}

impl EventDocument for FranceTravailDocument {
    fn begin(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push_str(r#"{"content":["#);
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let event = &entry.event;
        if matches!(
            event.life_status,
            LifeStatus::Cancelled | LifeStatus::Postponed
        ) {
            return Ok(());
        }
        let (page, kind) = (collection.page(event), kind(collection, event));
        let (publics, course) = (
            collection.audiences(event),
            markdown::plain(&event.description),
        );
        let edition = collection.edition_of(event);
        for (number, occurrence) in event.occurrences.by_number() {
            if occurrence.is_cancelled() {
                continue;
            }
            if self.items > 0 {
                out.push(',');
            }
            self.items += 1;
            let (begin, end) = (in_utc(occurrence.begin()), in_utc(occurrence.end()));
            let (seats, taken) = seats(occurrence);
            let online = event.attendance_mode == AttendanceMode::Online;
            let split = |number: u32| if online { (0, number) } else { (number, 0) };
            let (seats, taken) = (split(seats), split(taken));
            out.push_str(&serde_json::to_string(&Item {
                id: entry.ids.uid * OCCURRENCES + i64::from(number),
                titre: &event.title,
                description: &event.summary,
                deroulement: &course,
                kind,
                date_evenement: begin.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
                heure_debut: begin.format("%H:%M:%S").to_string(),
                heure_fin: end.format("%H:%M:%S").to_string(),
                timezone: &event.timezone,
                place: event.venue.as_ref().map(|venue| Place {
                    ville: &venue.city,
                    code_postal: venue.postal_code.as_str(),
                    code_insee: venue.insee.as_str(),
                    longitude: venue.position.lon(),
                    latitude: venue.position.lat(),
                }),
                modalites: match event.attendance_mode {
                    AttendanceMode::OnSite => &["en physique"],
                    AttendanceMode::Online => &["à distance"],
                    AttendanceMode::Mixed => &["en physique", "à distance"],
                },
                objectifs: [],
                publics: &publics,
                operations: edition.map(|edition| [edition.name.as_str()]),
                benefices: [],
                codes_rome: [],
                multisectoriel: event.sectors.len() != 1,
                nombre_place_total_presentiel: seats.0,
                nombre_place_total_distance: seats.1,
                nombre_inscrit_presentiel: taken.0,
                nombre_inscrit_distance: taken.1,
                url_detail_evenement: &page,
                libelle_organisateur_principal: &event.organiser.name,
            })?);
        }
        Ok(())
    }

    fn end(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.extend([r#"],"totalElements":"#, &self.items.to_string(), "}"]);
        Ok(())
    }
}

fn in_utc(at: DateTime<FixedOffset>) -> DateTime<Utc> {
    at.with_timezone(&Utc)
}

/// The type of the event's kind; its label where the edition has none.
fn kind<'a>(collection: &'a EventCollection, event: &'a PublicEvent) -> &'a str {
    collection
        .edition_of(event)
        .and_then(|edition| Term::find(&edition.vocabularies.kinds, &event.kind))
        .and_then(|term| term.france_travail.as_deref())
        .unwrap_or_else(|| collection.kind(event))
}

/// Seats of an occurrence, and those that are taken; none where the organiser gave no number.
fn seats(occurrence: &Occurrence) -> (u32, u32) {
    let seats = occurrence.capacity().unwrap_or(0);
    let left = match occurrence.state() {
        OccurrenceState::Full => Some(0),
        OccurrenceState::Open | OccurrenceState::Moved | OccurrenceState::Cancelled => {
            occurrence.places_left()
        }
    };
    (seats, left.map_or(0, |left| seats.saturating_sub(left)))
}
