//! Values of the fields of a form, in French.

use super::occurrence_draft::date;
use crate::dates;
use crate::messages::{plural, t, t_args, t_of};
use shared::calendar::{Occurrence, parse_local_time};
use shared::edition::{AnswerPointer, Edition, Term};
use shared::event::{
    AccessMode, Answer, AnswerFile, AttendanceMode, BookingForm, EventForm, Field, FocalPoint,
    FormField, OccurrenceForm, StoredImage,
};
use shared::place::Commune;
use shared::text::markdown;

/// Value of a field, formatted for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Text on one line.
    Line(String),
    /// Text with the markup of [`markdown`].
    Formatted(String),
    /// Several values, shown as a list.
    List(Vec<String>),
    Link(String),
    /// Image with its alternative text.
    Image(StoredImage, String),
    /// A document that was uploaded as an answer.
    Document(AnswerFile),
}

impl FieldValue {
    /// The value in one line, shortened when long.
    pub fn brief(&self) -> String {
        const MAX_CHARS: usize = 160;
        let text = match self {
            Self::Line(text) | Self::Link(text) => text.clone(),
            Self::Formatted(text) => markdown::plain(text).into_owned(),
            Self::List(items) => items.join(" · "),
            Self::Document(file) => file.name.clone(),
            Self::Image(file, _) => {
                let (width, height) = (file.width, file.height);
                t_args(
                    "form.image.brief",
                    &[("width", &width), ("height", &height)],
                )
            }
        };
        if text.chars().count() > MAX_CHARS {
            let mut cut: String = text.chars().take(MAX_CHARS).collect();
            cut.push('…');
            cut
        } else {
            text
        }
    }
}

/// The value of a field of an edition; `None` when it is empty.
pub fn form_field_value(
    field: FormField,
    form: &EventForm,
    edition: &Edition,
    commune: Option<&Commune>,
) -> Option<FieldValue> {
    let key = match field {
        FormField::Standard(field) => return field_value(field, form, edition, commune),
        FormField::Additional(AnswerPointer(key)) => key,
    };
    let answer = form.additional.get(key)?;
    let yes_no = [t("answer.yes"), t("answer.no")];
    match (edition.additional_field(key), answer) {
        (_, Answer::File(file)) => Some(FieldValue::Document(file.clone())),
        (Some(field), answer) => list_of(field.in_words(answer, yes_no)),
        // The terms of a retired field have no labels any more.
        (None, Answer::Text(text)) => line(text),
        (None, Answer::Terms(ids)) => list_of(ids.clone()),
        (None, Answer::Number(number)) => line(&shared::french::decimal(number.value())),
        (None, Answer::YesNo(said)) => {
            let [yes, no] = yes_no;
            line(if *said { yes } else { no })
        }
    }
}

/// The value of a field; `None` when it is empty.
pub fn field_value(
    field: Field,
    form: &EventForm,
    edition: &Edition,
    commune: Option<&Commune>,
) -> Option<FieldValue> {
    let vocabularies = &edition.vocabularies;
    let terms = |list: &[Term], ids: &[String]| {
        list_of(
            ids.iter()
                .map(|id| Term::label_of(list, id).to_owned())
                .collect(),
        )
    };
    match field {
        Field::OrganiserName => line(&form.organiser.name),
        Field::OrganiserKind => term(&vocabularies.organiser_kinds, &form.organiser.kind),
        Field::OrganiserSiret => line(&form.organiser.siret),
        Field::OrganiserContactName => line(&form.organiser.contact_name),
        Field::OrganiserContactEmail => line(&form.organiser.contact_email),
        Field::OrganiserContactPhone => line(&form.organiser.contact_phone),
        Field::OrganiserOnBehalfOf => line(&form.organiser.on_behalf_of),
        Field::OrganiserCoOrganisers => list_of(form.organiser.co_organisers.clone()),
        Field::Title => line(&form.title),
        Field::Summary => line(&form.summary),
        Field::Description => (!form.description.trim().is_empty())
            .then(|| FieldValue::Formatted(form.description.clone())),
        Field::Kind => term(&vocabularies.kinds, &form.kind),
        Field::KindOther => line(&form.kind_other),
        Field::Topics => terms(&vocabularies.topics, &form.topics),
        Field::Sectors => terms(&vocabularies.sectors, &form.sectors),
        Field::FollowsTheme => form
            .follows_theme
            .then(|| FieldValue::Line(edition.theme.clone())),
        Field::ImageFile => form
            .image
            .file
            .clone()
            .map(|file| FieldValue::Image(file, form.image.alt.clone())),
        Field::ImageAlt => line(&form.image.alt),
        Field::ImageCredits => line(&form.image.credits),
        Field::ImageLicence => term(&vocabularies.image_licences, &form.image.licence),
        Field::ImageFocus => form.image.focus.map(|FocalPoint { x, y }| {
            FieldValue::Line(t_args("form.image.focus.at", &[("x", &x), ("y", &y)]))
        }),
        Field::AttendanceMode => word(
            "form.attendance",
            form.attendance_mode.map(AttendanceMode::as_str),
        ),
        Field::PlaceName => line(&form.place.name),
        Field::PlaceAddress => line(&form.place.address),
        Field::PlacePostalCode => line(&form.place.postal_code),
        Field::PlaceInsee => match commune {
            Some(commune) => {
                let (name, department) = (commune.label(), &commune.department_name);
                line(&format!("{name}, {department}, {}", commune.region_name))
            }
            None => line(&form.place.insee),
        },
        Field::PlacePosition => form.place.position.map(|position| {
            let (lat, lon) = (position.lat(), position.lon());
            let north = if lat < 0.0 {
                t("form.south")
            } else {
                t("form.north")
            };
            let east = if lon < 0.0 {
                t("form.west")
            } else {
                t("form.east")
            };
            let (lat, lon) = (degrees(lat.abs()), degrees(lon.abs()));
            FieldValue::Line(format!("{lat}\u{a0}° {north}, {lon}\u{a0}° {east}"))
        }),
        Field::PlaceAccess => line(&form.place.access),
        Field::OnlineUrl => link(&form.online_url),
        Field::Occurrences => list_of(form.occurrences.iter().map(occurrence).collect()),
        Field::Audiences => terms(&vocabularies.audiences, &form.audiences),
        Field::AccessMode => word("form.access", form.access_mode.map(AccessMode::as_str)),
        Field::AgeMin => form.age_min.map(age),
        Field::AgeMax => form.age_max.map(age),
        Field::Free => form.free.map(|free| {
            FieldValue::Line(
                t(if free {
                    "form.free.yes"
                } else {
                    "form.free.no"
                })
                .to_owned(),
            )
        }),
        Field::Conditions => line(&form.conditions),
        Field::PublicBooking => booking(&form.public_booking),
        Field::SchoolBooking => booking(&form.school_booking),
        Field::Accessibility => list_of(
            form.accessibility
                .iter()
                .map(|flag| t_of("form.accessibility", flag.as_str()))
                .collect(),
        ),
        Field::Constraints => terms(&vocabularies.constraints, &form.constraints),
        Field::ConstraintsNote => line(&form.constraints_note),
        Field::ExpectedParticipants => form
            .expected_participants
            .map(|n| FieldValue::Line(crate::messages::number(n.into()))),
        Field::CommitmentsVersion => (!form.commitments_version.is_empty()).then(|| {
            FieldValue::Line(t_args(
                "form.commitments.accepted",
                &[("version", &form.commitments_version)],
            ))
        }),
    }
}

pub(super) fn line(text: &str) -> Option<FieldValue> {
    (!text.trim().is_empty()).then(|| FieldValue::Line(text.to_owned()))
}

fn link(text: &str) -> Option<FieldValue> {
    let web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.trim().starts_with(scheme));
    if web {
        Some(FieldValue::Link(text.trim().to_owned()))
    } else {
        line(text)
    }
}

fn list_of(items: Vec<String>) -> Option<FieldValue> {
    (!items.is_empty()).then_some(FieldValue::List(items))
}

fn term(list: &[Term], id: &str) -> Option<FieldValue> {
    line(Term::label_of(list, id))
}

fn word(feature: &str, word: Option<&'static str>) -> Option<FieldValue> {
    word.map(|word| FieldValue::Line(t_of(feature, word)))
}

fn age(years: u8) -> FieldValue {
    FieldValue::Line(plural("form.years", years.into()))
}

/// Degrees in French notation, to about a metre.
pub fn degrees(value: f64) -> String {
    format!("{value:.5}").replace('.', ",")
}

fn booking(form: &BookingForm) -> Option<FieldValue> {
    let BookingForm {
        url,
        email,
        phone,
        deadline,
    } = form;
    let mut items: Vec<String> = [url, email, phone]
        .into_iter()
        .filter(|text| !text.trim().is_empty())
        .cloned()
        .collect();
    if let Some(day) = date(deadline) {
        items.push(t_args("form.booking.until", &[("day", &dates::day(day))]));
    }
    list_of(items)
}

/// Formats an occurrence, as `lundi 26 mars 2018, de 9 h 30 à 12 h (20 places)`; as typed when it cannot be parsed.
fn occurrence(form: &OccurrenceForm) -> String {
    let read = parse_local_time(&form.begin)
        .ok()
        .zip(parse_local_time(&form.end).ok());
    let when = match read {
        Some((begin, end)) => {
            // The offset does not appear in the text, so any offset gives the same result.
            let (begin, end) = (begin.and_utc().fixed_offset(), end.and_utc().fixed_offset());
            Occurrence::new(begin, end, None).map_or_else(
                |_fault| format!("{} – {}", form.begin, form.end),
                |read| dates::occurrence(&read),
            )
        }
        None => format!(
            "{} – {}",
            form.begin.replace('T', " "),
            form.end.replace('T', " ")
        ),
    };
    match form.capacity {
        Some(seats) => t_args(
            "form.occurrence.with_seats",
            &[
                ("when", &when),
                ("seats", &plural("form.seats", seats.into())),
            ],
        ),
        None => when,
    }
}
