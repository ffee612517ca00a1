//! One-line descriptions of an event in French: place, dates, ages.

use super::{Words, dates};
use crate::calendar::{Occurrence, OccurrenceState};
use crate::event::{AgeRange, AttendanceMode, EventSummary};

/// Examples: `Usine de Vénissieux, Vénissieux (69)`, `Mairie, Givors (69) · position approximative`, `En ligne`.
pub fn place(event: &EventSummary, words: &Words) -> String {
    let mode = |mode: AttendanceMode| {
        words
            .get(&format!("attendance_mode.{mode}"))
            .unwrap_or_default()
    };
    let city = match (&event.city, &event.department) {
        (Some(city), Some(department)) => Some(format!("{city} ({department})")),
        (city, _) => city.clone(),
    };
    let site = match (event.venue_name.clone(), city) {
        (Some(name), Some(city)) => format!("{name}, {city}"),
        (name, city) => name.or(city).unwrap_or_default(),
    };
    let site = match words.get("event.position.approximate") {
        Some(note) if event.position_approximate => format!("{site} · {note}"),
        Some(_) | None => site,
    };
    match event.attendance_mode {
        AttendanceMode::OnSite => site,
        AttendanceMode::Online => mode(AttendanceMode::Online).to_owned(),
        AttendanceMode::Mixed => format!("{site} · {}", mode(AttendanceMode::Mixed)),
    }
}

/// Example: `du 26 au 28 mars 2018 (heure de La Réunion) · 3 séances, dont 1 complète · 1 séance annulée`.
pub fn when(event: &EventSummary, words: &Words) -> String {
    let mut line = dates::span(event.first_begin, event.last_end);
    if let Some(zone) = dates::zone_key(&event.timezone).and_then(|key| words.get(key)) {
        line.extend([" (", zone, ")"]);
    }
    if event.occurrence_count > 1
        && let Some(count) = words.plural("card.occurrences", event.occurrence_count.into())
    {
        line.extend([" · ", &count]);
        if event.full_count > 0
            && let Some(full) = words.plural("card.full", event.full_count.into())
        {
            line.extend([", ", &full]);
        }
    }
    if event.cancelled_count > 0
        && let Some(cancelled) = words.plural("card.cancelled", event.cancelled_count.into())
    {
        line.extend([" · ", &cancelled]);
    }
    line
}

/// Note on one occurrence, shown beside its time: `Séance annulée`, `Complet`, `Il reste 12 places`, when a moved
/// one was announced; `None` when it takes place as announced.
pub fn occurrence_note(occurrence: &Occurrence, words: &Words) -> Option<String> {
    let state = match occurrence.state() {
        OccurrenceState::Cancelled => return words.get("occurrence.cancelled").map(str::to_owned),
        OccurrenceState::Full => words.get("occurrence.full").map(str::to_owned),
        OccurrenceState::Open | OccurrenceState::Moved => None,
    };
    let moved = occurrence.announced().and_then(|before| {
        let when = dates::occurrence(&before);
        Some(Words::fill(
            words.get("occurrence.moved_from")?,
            &[("when", &when)],
        ))
    });
    let places = occurrence
        .places_left()
        .and_then(|places| words.plural("occurrence.places_left", places.into()));
    let parts: Vec<String> = [state, moved, places].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Distance in kilometres: `à 12 km`, `à moins d’un kilomètre`; `None` when the message is missing.
pub fn away(metres: f64, words: &Words) -> Option<String> {
    let km = (metres / 1000.0).round();
    if km < 1.0 {
        words.get("event.nearby.here").map(str::to_owned)
    } else {
        Some(Words::fill(words.get("event.nearby.away")?, &[("n", &km)]))
    }
}

/// Examples: `de 8 à 12 ans`, `à partir de 16 ans`; `None` when neither bound is set.
pub fn age(age: AgeRange, words: &Words) -> Option<String> {
    let (key, values): (_, &[(&str, u8)]) = match (age.min, age.max) {
        (Some(min), Some(max)) => ("event.age.between", &[("min", min), ("max", max)]),
        (Some(min), None) => ("event.age.from", &[("min", min)]),
        (None, Some(max)) => ("event.age.to", &[("max", max)]),
        (None, None) => return None,
    };
    let mut text = words.get(key)?.to_owned();
    for (name, years) in values {
        text = Words::fill(&text, &[(name, years)]);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_given_in_kilometres() {
        let words =
            Words::parse(r#"{"event.nearby.here": "ici", "event.nearby.away": "à {n} km"}"#)
                .unwrap();

        assert_eq!(away(12_400.0, &words).as_deref(), Some("à 12\u{a0}km"));
        assert_eq!(away(499.0, &words).as_deref(), Some("ici"));
    }
}
