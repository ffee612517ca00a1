//! An event submission for the people who work on it, as OpenAgenda v2 has an event.

use super::super::Agendas;
use super::super::agenda::merge;
use super::super::event::{Origin, Picture};
use super::super::localised::Localised;
use super::super::place::PLACE_SET;
use super::super::queries::events::Numbers;
use super::super::terms::{ACCESS, AUDIENCES, AgendaField, Choices, KIND, SECTORS, TOPICS};
use crate::events::commune::commune_of;
use crate::events::stored::StoredFile;
use chrono::{DateTime, FixedOffset, TimeZone as _, Utc};
use serde_json::{Map, Value, json};
use shared::calendar::parse_local_time;
use shared::event::{
    AccessMode, AccessibilityFlag, Answer, AttendanceMode, BookingForm, EventForm, EventImage,
};
use shared::french::dates;
use shared::label::LabelState;
use shared::place::Position;
use shared::text::slug;

/// State of an event that reviewers have yet to decide on, and of one that has not got the label.
const TO_MODERATE: i8 = 0;
const REFUSED: i8 = -1;

/// State of an event submission in OpenAgenda's words. A decision that is not announced is nothing that its organiser is told.
pub(in super::super) const fn state_of(state: LabelState) -> i8 {
    match state {
        LabelState::Draft | LabelState::Submitted | LabelState::CorrectionRequested => TO_MODERATE,
        LabelState::Labelled => super::super::PUBLISHED,
        LabelState::Refused | LabelState::Withdrawn | LabelState::Revoked => REFUSED,
    }
}

/// The members of an event submission.
pub(in super::super) fn members(
    agendas: &Agendas,
    origin: &Origin,
    file: &StoredFile,
    numbers: &Numbers,
    now: DateTime<Utc>,
) -> Value {
    let form = &file.form;
    let timings = timings(form);
    let next = timings.iter().find(|(_, end)| *end > now);
    let range = timings
        .first()
        .zip(timings.last())
        .map(|(first, last)| dates::span(first.0, last.1));
    let external: Vec<Value> = numbers
        .external
        .iter()
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect();
    let mut event = json!({
        "uid": numbers.uid,
        "slug": file.slug.clone().unwrap_or_else(|| slug(&form.title)),
        "title": Localised::new(&form.title, false),
        "description": Localised::new(&form.summary, false),
        "longDescription": Localised::new(&form.description, false),
        "conditions": Localised::new(&form.conditions, false),
        "keywords": Localised::new(labels(&origin.fields.topics.choices, &form.topics), false),
        "image": picture(form, &agendas.site),
        "imageCredits": form.image.credits,
        "imageAlt": form.image.alt,
        "location": location(form, numbers.place),
        "attendanceMode": form.attendance_mode.map(AttendanceMode::openagenda_code),
        "onlineAccessLink": Some(&form.online_url).filter(|link| !link.is_empty()),
        "registration": registration(form),
        "accessibility": accessibility(form),
        "age": { "min": form.age_min, "max": form.age_max },
    });
    let times = json!({
        "dateRange": range.map(|range| Localised::new(range, false)),
        "timings": timings.iter().map(timing).collect::<Vec<_>>(),
        "firstTiming": timings.first().map(timing),
        "lastTiming": timings.last().map(timing),
        "nextTiming": next.map(timing),
        "timezone": form.zone(commune_of(form).as_ref()).name(),
    });
    let standing = json!({
        "status": file.life_status.openagenda_code(),
        "state": state_of(file.state),
        "draft": u8::from(file.state.is_editable()),
        "private": 0,
        "featured": false,
        "extIds": Some(external).filter(|all| !all.is_empty()),
        "originAgenda": origin.full,
        "addMethod": "contribution",
        "createdAt": file.created_at,
        "updatedAt": file.updated_at,
    });
    merge(&mut event, times);
    merge(&mut event, standing);
    if let Some(members) = event.as_object_mut() {
        fields(members, agendas, origin, file);
    }
    event
}

/// Begin and end of an occurrence, with the offset of the place.
type Timing = (DateTime<FixedOffset>, DateTime<FixedOffset>);

/// The occurrences whose times exist, in their order.
fn timings(form: &EventForm) -> Vec<Timing> {
    let zone = form.zone(commune_of(form).as_ref());
    let at = |text: &str| {
        let local = parse_local_time(text).ok()?;
        let time = zone.from_local_datetime(&local).earliest()?;
        Some(time.fixed_offset())
    };
    let occurrences = form.occurrences.iter();
    let mut timings: Vec<Timing> = occurrences
        .filter_map(|it| Some((at(&it.begin)?, at(&it.end)?)))
        .collect();
    timings.sort_unstable();
    timings
}

fn timing((begin, end): &Timing) -> Value {
    json!({ "begin": begin, "end": end })
}

fn picture(form: &EventForm, site: &str) -> Option<Picture> {
    let file = form.image.file.as_ref()?;
    let image = EventImage {
        id: file.id.clone(),
        width: file.width,
        height: file.height,
        alt: form.image.alt.clone(),
        credits: form.image.credits.clone(),
        licence: None,
        focus: form.image.focus,
    };
    Some(Picture::of(&image, site))
}

/// The place, as far as it is known.
fn location(form: &EventForm, uid: Option<i64>) -> Value {
    let place = &form.place;
    let commune = commune_of(form);
    if place.name.trim().is_empty() && commune.is_none() {
        return Value::Null;
    }
    let commune = commune.as_ref();
    json!({
        "uid": uid,
        "setUid": PLACE_SET,
        "name": place.name,
        "address": place.address,
        "postalCode": place.postal_code,
        "insee": place.insee,
        "city": commune.map(|commune| &commune.name),
        "department": commune.map(|commune| &commune.department_name),
        "region": commune.map(|commune| &commune.region_name),
        "countryCode": "FR",
        "latitude": place.position.map(Position::lat),
        "longitude": place.position.map(Position::lon),
        "access": Localised::new(&place.access, false),
    })
}

/// The ways to book, those of the public first.
fn registration(form: &EventForm) -> Vec<Value> {
    let mut ways: Vec<(&str, &str)> = Vec::new();
    for booking in [&form.public_booking, &form.school_booking] {
        let BookingForm {
            url,
            email,
            phone,
            deadline: _,
        } = booking;
        for (kind, value) in [("link", url), ("email", email), ("phone", phone)] {
            let is_known = ways.iter().any(|(_, known)| *known == value.as_str());
            if !value.is_empty() && !is_known {
                ways.push((kind, value.as_str()));
            }
        }
    }
    let ways = ways.into_iter();
    ways.map(|(kind, value)| json!({ "type": kind, "value": value }))
        .collect()
}

fn accessibility(form: &EventForm) -> Value {
    let flags = AccessibilityFlag::ALL.iter().map(|flag| {
        let is_given = form.accessibility.contains(flag);
        (flag.openagenda_code().to_owned(), Value::from(is_given))
    });
    Value::Object(flags.collect())
}

fn labels<'a>(choices: &'a Choices, terms: &[String]) -> Vec<&'a str> {
    let known = terms.iter().filter_map(|term| choices.of_term(term));
    known.map(|choice| choice.label.as_str()).collect()
}

/// Adds the additional fields, and what only the platform asks.
fn fields(members: &mut Map<String, Value>, agendas: &Agendas, origin: &Origin, file: &StoredFile) {
    let (form, fields) = (&file.form, &origin.fields);
    let number =
        |field: &AgendaField, term: &str| field.choices.of_term(term).map(|choice| choice.id);
    let numbers = |field: &AgendaField, terms: &[String]| -> Value {
        let numbers = terms.iter().filter_map(|term| number(field, term));
        numbers.collect::<Vec<_>>().into()
    };
    let access = form.access_mode.map(AccessMode::as_str);
    for (name, value) in [
        (KIND, number(&fields.kinds, &form.kind).into()),
        (AUDIENCES, numbers(&fields.audiences, &form.audiences)),
        (TOPICS, numbers(&fields.topics, &form.topics)),
        (SECTORS, numbers(&fields.sectors, &form.sectors)),
        (
            ACCESS,
            access.and_then(|mode| number(&fields.access, mode)).into(),
        ),
        ("organiser", form.organiser.name.clone().into()),
        ("organiserKind", form.organiser.kind.clone().into()),
        ("free", form.free.into()),
        ("expectedParticipants", form.expected_participants.into()),
        ("commitments", form.commitments_version.clone().into()),
    ] {
        members.insert(name.to_owned(), value);
    }
    for field in &fields.added {
        let answer = field.key.and_then(|key| form.additional.get(key));
        let value = match answer {
            None => Value::Null,
            Some(Answer::Text(term)) if !field.choices.all().is_empty() => {
                number(field, term).into()
            }
            Some(Answer::Terms(terms)) => numbers(field, terms),
            Some(Answer::File(named)) => {
                let at = format!("{}{}/events/{}", agendas.site, http::API, file.id);
                let url = format!("{at}/files/{}", named.id);
                json!({ "filename": named.name, "url": url })
            }
            Some(Answer::Text(text)) => text.clone().into(),
            Some(Answer::YesNo(yes)) => (*yes).into(),
            Some(Answer::Number(number)) => json!(number),
        };
        members.insert(field.code.clone(), value);
    }
}
