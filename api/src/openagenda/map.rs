//! Maps an OpenAgenda event to an event form: a pure function, field by field, with a note of every change.

use super::commune::commune_of;
use super::markdown;
use super::wire::{ExportedEvent, Location, Registration};
use chrono::DateTime;
use gazetteer::Gazetteer;
use serde::Deserialize as _;
use shared::edition::{Edition, Term};
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, BookingForm, EventForm, OccurrenceForm,
    OrganiserForm, PlaceForm, limits,
};
use shared::place::{Commune, Position};
use shared::text::fold;
use shared::text::markdown::literal;

/// A form made from an exported event.
pub(super) struct Mapped {
    pub(super) form: EventForm,
    pub(super) commune: Option<Commune>,
    /// Values that the import added or corrected, one line each.
    pub(super) completed: Vec<String>,
}

/// Contact used when the export names nobody.
pub(super) struct Owner<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a str,
}

/// Maps an event to a form. Nothing is invented: fields that the export does not fill stay empty and are reported by the
/// form's own validation.
pub(super) fn map(
    event: &ExportedEvent,
    edition: &Edition,
    gazetteer: &Gazetteer,
    owner: &Owner<'_>,
) -> Mapped {
    let mut completed = Vec::new();
    let location = event.location.clone().unwrap_or_default();
    let commune = commune_of(&location, gazetteer, &mut completed);
    let attendance_mode = match event.attendance_mode {
        None | Some(1) => Some(AttendanceMode::OnSite),
        Some(2) => Some(AttendanceMode::Online),
        Some(3) => Some(AttendanceMode::Mixed),
        Some(_) => None,
    };
    let description = markdown::to_subset(event.long_description.french());
    let conditions = event.conditions.french();
    let vocabularies = &edition.vocabularies;
    let words: Vec<String> = event.keywords.words().map(fold).collect();
    let title = event.title.french().trim().to_owned();
    let public_booking = booking(event.registration.as_deref().unwrap_or_default());

    let mut kind = additional(event, "kind", &vocabularies.kinds)
        .into_iter()
        .next()
        .unwrap_or_default();
    if kind.is_empty()
        && let Some(term) = vocabularies
            .kinds
            .iter()
            .find(|term| named(term, &words, &fold(&title)))
    {
        kind.clone_from(&term.id);
        completed.push(format!(
            "kind of event from the title or keywords: {}",
            term.label
        ));
    }
    if let Some(status) = event.status.filter(|status| *status != SCHEDULED) {
        completed.push(format!(
            "OpenAgenda status {status} ignored: the life status is set once the event is labelled"
        ));
    }
    let mut form = EventForm {
        organiser: OrganiserForm {
            name: event
                .origin_agenda
                .as_ref()
                .and_then(|agenda| agenda.title.clone())
                .unwrap_or_default(),
            kind: additional(event, "organiserKind", &vocabularies.organiser_kinds)
                .into_iter()
                .next()
                .unwrap_or_default(),
            contact_name: owner.name.to_owned(),
            contact_email: owner.email.to_owned(),
            ..OrganiserForm::default()
        },
        title,
        summary: event.description.french().trim().to_owned(),
        description: if description.is_empty() {
            literal(event.description.french().trim())
        } else {
            description
        },
        kind,
        topics: additional(event, "topics", &vocabularies.topics),
        sectors: additional(event, "sectors", &vocabularies.sectors),
        attendance_mode,
        place: place_of(&location, commune.as_ref()),
        online_url: event.online_access_link.clone().unwrap_or_default(),
        audiences: additional(event, "audiences", &vocabularies.audiences),
        access_mode: Some(if public_booking == BookingForm::default() {
            AccessMode::Open
        } else {
            AccessMode::Registration
        }),
        age_min: event
            .age
            .and_then(|age| age.min)
            .filter(|&min| min > 0 && min <= limits::AGE),
        age_max: event
            .age
            .and_then(|age| age.max)
            .filter(|&max| max > 0 && max < 99),
        free: is_free(conditions),
        conditions: conditions.trim().to_owned(),
        public_booking,
        accessibility: accessibility(event),
        expected_participants: event
            .additional
            .get("expectedParticipants")
            .and_then(serde_json::Value::as_u64)
            .and_then(|n| n.try_into().ok()),
        ..EventForm::default()
    };
    let zone = form.zone(commune.as_ref());
    form.occurrences = event
        .timings
        .iter()
        .map(|timing| {
            let local = |text: &str| match DateTime::parse_from_rfc3339(text) {
                Ok(time) => time
                    .with_timezone(&zone)
                    .format("%Y-%m-%dT%H:%M")
                    .to_string(),
                // Left unchanged, so that the problem is reported at its field.
                Err(_unreadable) => text.chars().take(40).collect(),
            };
            OccurrenceForm {
                begin: local(&timing.begin),
                end: local(&timing.end),
                capacity: None,
            }
        })
        .collect();
    Mapped {
        form,
        commune,
        completed,
    }
}

/// The place that a location of OpenAgenda describes, with the commune that most of its statements point to.
///
/// # Errors
///
/// The fault of the description, in an English sentence.
pub(crate) fn read_place(location: &serde_json::Value) -> Result<PlaceForm, String> {
    let location = Location::deserialize(location).map_err(|error| error.to_string())?;
    let commune = commune_of(&location, Gazetteer::embedded(), &mut Vec::new());
    Ok(place_of(&location, commune.as_ref()))
}

/// Code of OpenAgenda for an event that takes place as announced.
const SCHEDULED: u8 = 1;

fn place_of(location: &Location, commune: Option<&Commune>) -> PlaceForm {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let position = location
        .longitude
        .zip(location.latitude)
        .and_then(|(lon, lat)| Position::new(lon, lat).ok());
    PlaceForm {
        name: text(&location.name),
        address: text(&location.address),
        postal_code: text(&location.postal_code),
        insee: commune
            .map(|commune| commune.insee.to_string())
            .unwrap_or_default(),
        position,
        access: location.access.french().trim().to_owned(),
    }
}

fn booking(ways: &[Registration]) -> BookingForm {
    let first = |kind: &str| {
        ways.iter()
            .filter(|way| way.kind.as_deref() == Some(kind))
            .find_map(|way| way.value.as_deref())
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    };
    BookingForm {
        url: first("link"),
        email: first("email"),
        phone: first("phone"),
        deadline: String::new(),
    }
}

fn accessibility(event: &ExportedEvent) -> Vec<AccessibilityFlag> {
    let given = |code: &str| event.accessibility.as_ref()?.get(code);
    AccessibilityFlag::ALL
        .iter()
        .copied()
        .filter(|flag| given(flag.openagenda_code()).is_some_and(|given| given.0))
        .collect()
}

/// The terms of the edition named by an additional field, by id or label, as a single value or a list.
fn additional(event: &ExportedEvent, field: &str, terms: &[Term]) -> Vec<String> {
    let values = match event.additional.get(field) {
        Some(serde_json::Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    let mut ids: Vec<String> = Vec::new();
    for text in values.iter().filter_map(serde_json::Value::as_str) {
        let term = terms
            .iter()
            .find(|term| term.id == text || fold(&term.label) == fold(text));
        // An unknown word is passed on, so that the form's validation reports it.
        let id = term.map_or_else(|| text.chars().take(60).collect(), |term| term.id.clone());
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// True when a keyword equals a word of the term's label, or the title contains the label.
fn named(term: &Term, keywords: &[String], title: &str) -> bool {
    let label = fold(&term.label);
    let parts: Vec<&str> = term.label.split(',').map(str::trim).collect();
    let in_title = |part: &&str| format!(" {title} ").contains(&format!(" {} ", fold(part)));
    !term.other
        && (keywords.contains(&label)
            || parts.iter().any(|part| keywords.contains(&fold(part)))
            || parts.iter().any(in_title))
}

/// True when the conditions state that the event is free, false when they state a price; `None` when they are
/// ambiguous.
fn is_free(conditions: &str) -> Option<bool> {
    let folded = fold(conditions);
    let says = |words: &[&str]| {
        words
            .iter()
            .any(|word| format!(" {folded} ").contains(&format!(" {word} ")))
    };
    if conditions.contains('€') || says(&["euro", "euros", "tarif", "tarifs", "payant", "payante"])
    {
        Some(false)
    } else if says(&["gratuit", "gratuite", "entree libre", "acces libre"]) {
        Some(true)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;
    use rstest::rstest;
    use shared::problem::Code;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    fn mapped(json: serde_json::Value) -> Mapped {
        let lines = source::read(&serde_json::to_string(&vec![json]).unwrap()).unwrap();
        let event = lines.into_iter().next().unwrap().event.unwrap();
        map(
            &event,
            &edition(),
            Gazetteer::embedded(),
            &Owner {
                name: "Camille Martin",
                email: "camille@exemple.fr",
            },
        )
    }

    fn example() -> serde_json::Value {
        serde_json::json!({
            "uid": 43_760_404,
            "title": {"fr": "Conférence : le métal de demain", "en": "Tomorrow's metal"},
            "description": {"fr": "Une heure pour comprendre les alliages de demain."},
            "longDescription": {"fr": "Avec **nos** [ingénieurs](https://exemple.fr).\n\n* un\n* deux"},
            "conditions": {"fr": "Entrée libre"},
            "keywords": {"fr": ["métal", "Conférence"]},
            "timings": [{"begin": "2018-03-27T12:30:00+04:00", "end": "2018-03-27T14:00:00.000+04:00"}],
            "attendanceMode": 1,
            "location": {"name": "Halle", "address": "2 rue du Port", "city": "Saint-Denis", "postalCode": "97400",
                "latitude": -20.8823, "longitude": 55.4504, "access": {}, "insee": null},
            "registration": [{"type": "link", "value": "https://exemple.fr/inscription"}, {"type": "phone", "value": "02 62 00 00 00"}],
            "accessibility": {"mi": true, "hi": false},
            "age": {"min": 11, "max": 99},
            "originAgenda": {"uid": 7, "title": "CCI Réunion", "image": null},
        })
    }

    #[test]
    fn an_event_fills_the_form_and_the_gazetteer_completes_it() {
        let Mapped {
            form,
            commune,
            completed,
        } = mapped(example());
        assert_eq!(commune.unwrap().insee.as_str(), "97411");
        assert_eq!(form.occurrences[0].begin, "2018-03-27T12:30");
        assert_eq!(
            (form.kind.as_str(), form.free, form.access_mode),
            ("conference", Some(true), Some(AccessMode::Registration))
        );
        assert_eq!((form.age_min, form.age_max), (Some(11), None));
        assert_eq!(form.accessibility, [AccessibilityFlag::Motor]);
        assert_eq!(
            form.description,
            "Avec **nos** [ingénieurs](https://exemple.fr).\n\n- un\n- deux"
        );
        assert_eq!(form.organiser.name, "CCI Réunion");
        assert_eq!(completed.len(), 2, "{completed:?}");
    }

    #[test]
    fn missing_values_are_reported_by_the_form() {
        let Mapped { form, commune, .. } =
            mapped(serde_json::json!({"uid": "x", "timings": [{"begin": "hier", "end": ""}]}));
        let faults = form.parse(&edition(), commune.as_ref()).unwrap_err();
        for (pointer, code) in [
            ("/title", Code::Required),
            ("/occurrences/0/begin", Code::InvalidFormat),
            ("/free", Code::Required),
        ] {
            assert!(
                faults
                    .iter()
                    .any(|fault| fault.pointer == pointer && fault.code == code),
                "{pointer}"
            );
        }
    }

    #[test]
    fn additional_fields_name_terms_by_id_or_label() {
        let mut event = example();
        event["kind"] = "Job dating".into();
        event["audiences"] = serde_json::json!(["pupils", "Demandeurs d’emploi", "martiens"]);
        event["expectedParticipants"] = 40.into();
        let form = mapped(event).form;
        assert_eq!(form.kind, "job_dating");
        assert_eq!(form.audiences, ["pupils", "job_seekers", "martiens"]);
        assert_eq!(form.expected_participants, Some(40));
    }

    fn located(location: serde_json::Value) -> (String, Vec<String>) {
        let mut event = example();
        event["location"] = location;
        event["kind"] = "conference".into();
        let Mapped {
            commune, completed, ..
        } = mapped(event);
        let insee = commune.map(|commune| commune.insee.to_string());
        (insee.unwrap_or_default(), completed)
    }

    #[rstest]
    #[case::abbreviation("ST ETIENNE", "42000", "42218")]
    #[case::arrondissement("Paris 15e", "75015", "75115")]
    #[case::city("Paris", "75015", "75056")]
    #[case::cedex("SAINT-ETIENNE CEDEX 1", "42001", "42218")]
    #[case::former("Seynod", "74600", "74010")]
    #[case::misspelled("Villeurbane", "69100", "69266")]
    #[case::ambiguous("Saint-Martin", "", "")]
    #[case::name_only("Vénissieux", "", "69259")]
    fn a_commune_is_found_by_postal_code_and_name(
        #[case] city: &str,
        #[case] postal_code: &str,
        #[case] expected: &str,
    ) {
        let (found, completed) =
            located(serde_json::json!({"city": city, "postalCode": postal_code}));
        assert_eq!(found, expected, "{completed:?}");
    }

    #[test]
    fn two_of_three_decide_and_the_third_is_reported() {
        // The town hall of Villeurbanne.
        let (latitude, longitude) = (45.7665, 4.8795);
        let with = |insee: &str, postal_code: &str, city: &str| {
            located(serde_json::json!({
                "insee": insee, "postalCode": postal_code, "city": city, "latitude": latitude, "longitude": longitude
            }))
        };
        let (all_agree, said) = with("69266", "69100", "VILLEURBANNE");
        assert_eq!((all_agree.as_str(), said.len()), ("69266", 0), "{said:?}");

        let (wrong_code, said) = with("69259", "69100", "Villeurbanne");
        assert_eq!(wrong_code, "69266");
        assert!(
            said.iter()
                .any(|line| line.starts_with("doubtful commune Villeurbanne")
                    && line.contains("69259")),
            "{said:?}"
        );

        let (wrong_point, said) = with("", "69200", "Vénissieux");
        assert_eq!(wrong_point, "69259");
        assert!(
            said.iter().any(|line| line.contains("coordinates")),
            "{said:?}"
        );

        let (wrong_name, said) = with("", "69100", "Lyon");
        assert_eq!(wrong_name, "69266");
        assert_eq!(said.len(), 2, "{said:?}");
    }

    #[rstest]
    #[case("Entrée libre", Some(true))]
    #[case("entrée gratuite", Some(true))]
    #[case("Entrée : 5 €, tarif réduit : 3 €", Some(false))]
    #[case("Gratuit, dîner à 12 euros", Some(false))]
    #[case("3/5", None)]
    #[case("", None)]
    fn a_price_is_read_from_the_conditions(#[case] conditions: &str, #[case] free: Option<bool>) {
        assert_eq!(is_free(conditions), free);
    }
}
