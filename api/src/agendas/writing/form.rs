//! Changes the form of an event to what a body in the words of OpenAgenda says.

use super::super::event::LANGUAGE;
use super::super::refusal::Fault;
use super::super::terms::{ACCESS, AgendaFields};
use super::super::values::moment;
use super::fields;
use super::members::{Reader, Said};
use super::picture::Picture;
use super::places::NamedPlace;
use crate::events::commune::commune_of;
use crate::openagenda::{read_place, to_subset};
use actix_web::HttpRequest;
use serde_json::{Map, Value};
use shared::calendar::MAX_OCCURRENCES;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AccessibilityFlag, Answers, AttendanceMode, BookingForm, EventForm, ExternalId,
    ExternalKey, OccurrenceForm, PlaceForm, Source, limits,
};
use shared::problem::Code;
use shared::text::fold;
use shared::text::markdown::literal;
use std::sync::Arc;

/// Maximum number of identifiers in other systems, and of ways to book, in a body.
const IDS_MAX: usize = 20;
const WAYS_MAX: usize = 20;
/// Length of a time that is kept as it is, for the fault at its field.
const TIME_CHARS: usize = 40;
/// Ages from which an event is for everybody.
const AGE_OF_ALL: i64 = 99;
/// Life status of an event that takes place as announced.
const SCHEDULED: i64 = 1;

/// The changes that a body asks for, with the place and the picture that it names.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) members: Map<String, Value>,
    /// False when the request says that its plain texts are in another language.
    pub(super) is_french: bool,
    /// True when members that are absent stay as they are.
    pub(super) is_partial: bool,
    pub(super) place: NamedPlace,
    pub(super) picture: Picture,
    pub(super) fields: Arc<AgendaFields>,
}

/// A form that was changed, and what else the body asks for.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) form: EventForm,
    /// True when the event is to be submitted for review.
    pub(super) submit: bool,
    /// Identifiers in other systems.
    pub(super) external: Vec<ExternalId>,
}

impl Wish {
    /// Changes a form, whose place has the number `place`.
    ///
    /// # Errors
    ///
    /// Every member that is wrong.
    pub(super) fn apply(
        &self,
        form: &EventForm,
        place: Option<i64>,
        edition: &Edition,
    ) -> Result<Written, Vec<Fault>> {
        let mut reader = Reader::new(&self.members, self.is_french);
        let mut new = if self.is_partial {
            form.clone()
        } else {
            kept(form, &self.fields)
        };
        texts(&mut reader, form, &mut new);
        match &self.place {
            NamedPlace::Unnamed => described(&mut reader, &mut new),
            NamedPlace::Own(own) => new.place = own.clone(),
            // What the event has is not replaced by what another one says of the place.
            NamedPlace::Public(uid, _) | NamedPlace::Unknown(uid) if place == Some(*uid) => {
                new.place = form.place.clone();
            }
            NamedPlace::Public(_, public) => new.place = public.clone(),
            NamedPlace::Unknown(_) => {
                let message = "is not the number of a place of an event, or of your own";
                reader.fault("location", Code::UnknownValue, message);
            }
        }
        ways(&mut reader, &mut new);
        people(&mut reader, &mut new);
        fields::apply(&mut reader, &self.fields, edition, &mut new);
        if new.access_mode.is_none() && !reader.has(ACCESS) {
            new.access_mode = Some(if new.public_booking == BookingForm::default() {
                AccessMode::Open
            } else {
                AccessMode::Registration
            });
        }
        self.picture.apply(&mut reader, &mut new);
        // Last: times are told on the clock of the place.
        timings(&mut reader, form, &mut new);
        let written = Written {
            submit: submits(&mut reader),
            external: external(&mut reader),
            form: new,
        };
        reader.finish(written)
    }
}

/// Changes the place of a form to the one that a body describes.
fn described(reader: &mut Reader<'_>, form: &mut EventForm) {
    match reader.given("location") {
        None => {}
        Some(Value::Null) => form.place = PlaceForm::default(),
        Some(location) => match read_place(location) {
            Ok(place) => form.place = place,
            Err(why) => reader.fault("location", Code::InvalidFormat, why),
        },
    }
}

/// The form without what OpenAgenda can say, which a whole update says anew. The picture stays unless it is said to go.
fn kept(form: &EventForm, fields: &AgendaFields) -> EventForm {
    let public = |key| fields.added.iter().any(|field| field.key == Some(key));
    let answers = form.additional.iter().filter(|(key, _)| !public(*key));
    let answers: Answers = answers.map(|(key, it)| (key, it.clone())).collect();
    EventForm {
        organiser: form.organiser.clone(),
        kind_other: form.kind_other.clone(),
        follows_theme: form.follows_theme,
        image: form.image.clone(),
        free: form.free,
        school_booking: form.school_booking.clone(),
        constraints: form.constraints.clone(),
        constraints_note: form.constraints_note.clone(),
        expected_participants: form.expected_participants,
        additional: answers,
        commitments_version: form.commitments_version.clone(),
        ..EventForm::default()
    }
}

fn texts(reader: &mut Reader<'_>, before: &EventForm, form: &mut EventForm) {
    for (name, text) in [
        ("title", &mut form.title),
        ("description", &mut form.summary),
        ("conditions", &mut form.conditions),
    ] {
        if let Some(said) = reader.french(name) {
            *text = said;
        }
    }
    if let Some(text) = reader.french("longDescription") {
        form.description = to_subset(&text);
    } else if form.description.is_empty() || form.description == literal(&before.summary) {
        // Where there is no long description, the short one is both.
        form.description = literal(&form.summary);
    }
    for (name, text) in [
        ("onlineAccessLink", &mut form.online_url),
        ("imageCredits", &mut form.image.credits),
        ("imageAlt", &mut form.image.alt),
    ] {
        if let Some(said) = reader.text(name) {
            *text = said;
        }
    }
}

/// Attendance mode, life status and ways to book.
fn ways(reader: &mut Reader<'_>, form: &mut EventForm) {
    match reader.whole("attendanceMode") {
        Said::Value(code) => {
            let modes = AttendanceMode::ALL.iter();
            let mut modes = modes.filter(|mode| i64::from(mode.openagenda_code()) == code);
            match modes.next() {
                Some(mode) => form.attendance_mode = Some(*mode),
                None => reader.fault("attendanceMode", Code::UnknownValue, "must be 1, 2 or 3"),
            }
        }
        Said::Unsaid | Said::Null if form.attendance_mode.is_none() => {
            form.attendance_mode = Some(AttendanceMode::OnSite);
        }
        Said::Unsaid | Said::Null => {}
    }
    if let Said::Value(status) = reader.whole("status")
        && status != SCHEDULED
    {
        let message = "is set on the platform once the event has the label";
        reader.fault("status", Code::NotAllowed, message);
    }
    if let Some(ways) = reader.list("registration", WAYS_MAX) {
        form.public_booking = booking(reader, ways, form);
    }
}

fn booking(reader: &mut Reader<'_>, ways: &[Value], form: &EventForm) -> BookingForm {
    let school = &form.school_booking;
    let mut booking = BookingForm {
        deadline: form.public_booking.deadline.clone(),
        ..BookingForm::default()
    };
    for (at, way) in ways.iter().enumerate() {
        let field = format!("registration.{at}");
        let Some(value) = way.get("value").unwrap_or(way).as_str().map(str::trim) else {
            reader.fault(
                &field,
                Code::InvalidFormat,
                "must be a text, or type and value",
            );
            continue;
        };
        let kind = way.get("type").and_then(Value::as_str);
        let kind = kind.unwrap_or(match value {
            value if value.contains('@') => "email",
            value if value.contains("://") => "link",
            _ => "phone",
        });
        // The channels for schools are told with the others.
        let known = [&school.url, &school.email, &school.phone];
        if known.into_iter().any(|known| known == value) {
            continue;
        }
        let slot = match kind {
            "link" => &mut booking.url,
            "email" => &mut booking.email,
            "phone" => &mut booking.phone,
            _ => {
                let message = "has the type link, email or phone";
                reader.fault(&field, Code::UnknownValue, message);
                continue;
            }
        };
        if slot.is_empty() {
            value.clone_into(slot);
        } else {
            reader.fault(&field, Code::TooMany, "is the second one of its type");
        }
    }
    booking
}

/// Reads the accessibility of the venue and the ages of the public.
fn people(reader: &mut Reader<'_>, form: &mut EventForm) {
    let flag = |code: &str| {
        let mut flags = AccessibilityFlag::ALL.iter().copied();
        flags.find(|flag| flag.openagenda_code() == code)
    };
    match reader.given("accessibility") {
        None => {}
        Some(Value::Null) => form.accessibility.clear(),
        Some(Value::Object(given)) => {
            let yes = |value: &Value| value.as_bool().unwrap_or(value.as_i64() == Some(1));
            let given = given.iter().filter(|(_, value)| yes(value));
            form.accessibility = given.filter_map(|(code, _)| flag(code)).collect();
        }
        Some(Value::Array(codes)) => {
            let codes = codes.iter().filter_map(Value::as_str);
            form.accessibility = codes.filter_map(flag).collect();
        }
        Some(_) => {
            let message = "must be an object of hi, vi, pi, mi and ii";
            reader.fault("accessibility", Code::InvalidFormat, message);
        }
    }
    match reader.given("age") {
        None => {}
        Some(Value::Null) => (form.age_min, form.age_max) = (None, None),
        Some(Value::Object(ages)) => {
            let ends = [
                ("age.min", ages.get("min"), &mut form.age_min),
                ("age.max", ages.get("max"), &mut form.age_max),
            ];
            for (field, value, age) in ends {
                let Some(value) = value else { continue };
                let said = reader.whole_of(field, value);
                let most = i64::from(limits::AGE) + 1;
                if matches!(said, Said::Value(years) if !(0..=most).contains(&years)) {
                    let message = format!("must be 0 to {}", limits::AGE);
                    reader.fault(field, Code::OutOfRange, message);
                    continue;
                }
                let bound = |years: i64| (1..AGE_OF_ALL).contains(&years).then_some(years);
                let said = said.map(bound).map(|years| u8::try_from(years).ok());
                said.change(age);
            }
        }
        Some(_) => reader.fault(
            "age",
            Code::InvalidFormat,
            "must be an object of min and max",
        ),
    }
}

/// The occurrences, on the clock of the place; each keeps the number of its seats.
fn timings(reader: &mut Reader<'_>, before: &EventForm, form: &mut EventForm) {
    let Some(items) = reader.list("timings", MAX_OCCURRENCES) else {
        return;
    };
    let zone = form.zone(commune_of(form).as_ref());
    let mut occurrences = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let mut end = |name: &str| {
            let text = item.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some(time) = moment(text.trim()) {
                let local = time.with_timezone(&zone);
                return local.format("%Y-%m-%dT%H:%M").to_string();
            }
            let field = format!("timings.{at}.{name}");
            let message = "must be a time such as 2018-03-26T09:30:00+02:00";
            reader.fault(&field, Code::InvalidFormat, message);
            text.chars().take(TIME_CHARS).collect()
        };
        let (begin, end) = (end("begin"), end("end"));
        let mut known = before.occurrences.iter();
        let same = known.find(|known| known.begin == begin && known.end == end);
        occurrences.push(OccurrenceForm {
            capacity: same.and_then(|same| same.capacity),
            begin,
            end,
        });
    }
    form.occurrences = occurrences;
}

/// True when the body asks to submit the event: with the state 0 or 1, unless it says that the event is a draft.
fn submits(reader: &mut Reader<'_>) -> bool {
    if reader.yes("draft") == Said::Value(true) {
        return false;
    }
    match reader.whole("state") {
        Said::Value(0 | 1) => true,
        Said::Value(_) => {
            let message = "must be 0 or 1, which submit the event: reviewers decide on the others";
            reader.fault("state", Code::NotAllowed, message);
            false
        }
        Said::Unsaid | Said::Null => false,
    }
}

/// Identifiers in other systems.
pub(super) fn external(reader: &mut Reader<'_>) -> Vec<ExternalId> {
    let mut ids = Vec::new();
    for (at, item) in reader
        .list("extIds", IDS_MAX)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let source = Source::parse(text("key"));
        let key = ExternalKey::parse(text("value"));
        match (source, key) {
            (Ok(source), Ok(key)) => ids.push(ExternalId { source, key }),
            (Err(why), _) => {
                reader.fault(
                    &format!("extIds.{at}.key"),
                    Code::InvalidFormat,
                    why.to_string(),
                );
            }
            (_, Err(why)) => {
                reader.fault(
                    &format!("extIds.{at}.value"),
                    Code::InvalidFormat,
                    why.to_string(),
                );
            }
        }
    }
    ids
}

/// The header `lang` of a request: the language of its plain texts.
pub(super) fn lang(request: &HttpRequest) -> Option<&str> {
    request.headers().get("lang")?.to_str().ok()
}

/// True when the header `lang` of a request, if it has one, is that of the events.
pub(super) fn is_french(lang: Option<&str>) -> bool {
    lang.is_none_or(|lang| fold(lang).starts_with(LANGUAGE))
}
