//! Values of a form, apart from how they were typed: two forms with the same values make the same content.

use crate::calendar::parse_local_time;
use crate::edition::vocabulary::find;
use crate::edition::{Edition, FieldKey};
use crate::event::{
    Answer, Answers, AttendanceMode, BookingForm, EventForm, ImageForm, OccurrenceForm,
    OrganiserForm, PlaceForm,
};
use crate::text::Limits;

/// The form with its texts as they are stored, its terms and occurrences in one order, and without what its other answers leave
/// unused.
pub(super) fn values_of(form: &EventForm, edition: &Edition) -> EventForm {
    let mode = form.attendance_mode;
    let names_other =
        find(&edition.vocabularies.kinds, form.kind.trim()).is_some_and(|it| it.other);
    EventForm {
        organiser: organiser(&form.organiser),
        title: line(&form.title),
        summary: line(&form.summary),
        description: prose(&form.description),
        kind: line(&form.kind),
        kind_other: line_if(names_other, &form.kind_other),
        topics: set(&form.topics),
        sectors: set(&form.sectors),
        follows_theme: form.follows_theme,
        image: image(&form.image),
        attendance_mode: mode,
        place: place(&form.place, mode.is_none_or(AttendanceMode::has_place)),
        online_url: line_if(mode.is_some_and(AttendanceMode::has_link), &form.online_url),
        occurrences: occurrences(&form.occurrences),
        audiences: set(&form.audiences),
        access_mode: form.access_mode,
        age_min: form.age_min,
        age_max: form.age_max,
        free: form.free,
        conditions: prose(&form.conditions),
        public_booking: booking(&form.public_booking),
        school_booking: booking(&form.school_booking),
        accessibility: {
            let mut flags = form.accessibility.clone();
            flags.sort_unstable_by_key(|flag| flag.as_str());
            flags.dedup();
            flags
        },
        constraints: set(&form.constraints),
        constraints_note: prose(&form.constraints_note),
        expected_participants: form.expected_participants,
        additional: answers(form, edition),
        commitments_version: line(&form.commitments_version),
    }
}

fn organiser(form: &OrganiserForm) -> OrganiserForm {
    OrganiserForm {
        name: line(&form.name),
        kind: line(&form.kind),
        siret: without_spaces(&form.siret),
        contact_name: line(&form.contact_name),
        contact_email: line(&form.contact_email),
        contact_phone: line(&form.contact_phone),
        on_behalf_of: line(&form.on_behalf_of),
        co_organisers: lines(&form.co_organisers),
    }
}

fn image(form: &ImageForm) -> ImageForm {
    let used = form.file.is_some();
    ImageForm {
        file: form.file.clone(),
        alt: line_if(used, &form.alt),
        credits: line_if(used, &form.credits),
        licence: line_if(used, &form.licence),
        focus: form.focus.filter(|_| used),
    }
}

/// The commune counts without a place too: it says which territory decides.
fn place(form: &PlaceForm, used: bool) -> PlaceForm {
    PlaceForm {
        name: line_if(used, &form.name),
        address: line_if(used, &form.address),
        postal_code: if used {
            without_spaces(&form.postal_code)
        } else {
            String::new()
        },
        insee: without_spaces(&form.insee),
        position: form.position.filter(|_| used),
        access: if used {
            prose(&form.access)
        } else {
            String::new()
        },
    }
}

fn booking(form: &BookingForm) -> BookingForm {
    BookingForm {
        url: line(&form.url),
        email: line(&form.email),
        phone: line(&form.phone),
        deadline: line(&form.deadline),
    }
}

fn answers(form: &EventForm, edition: &Edition) -> Answers {
    let keys = form.additional.iter().map(|(key, _)| key);
    keys.filter_map(|key| Some((key, answer_of(key, form, edition)?)))
        .collect()
}

/// The answer to an additional field; `None` when there is none, or it is not asked beside the others.
fn answer_of(key: FieldKey, form: &EventForm, edition: &Edition) -> Option<Answer> {
    let answer = form.additional.get(key)?;
    let field = edition.additional_field(key);
    if field.is_some_and(|field| !field.is_shown(form, &edition.additional)) {
        return None;
    }
    // As it is stored, if it can be; the answer to a field that the edition does not have any more stays as it is.
    let read = field.and_then(|field| field.read(answer).ok());
    Some(match read.unwrap_or_else(|| Some(answer.clone()))? {
        Answer::Text(text) => Answer::Text(line(&text)),
        Answer::Terms(ids) => Answer::Terms(set(&ids)),
        answer => answer,
    })
}

/// A text as it is stored; one that cannot be stored stays as typed.
fn normal(limits: Limits, typed: &str) -> String {
    match limits.read("", typed) {
        Ok(text) => text.unwrap_or_default(),
        Err(_as_typed) => typed.to_owned(),
    }
}

fn line(typed: &str) -> String {
    normal(Limits::line(0, usize::MAX), typed)
}

fn line_if(used: bool, typed: &str) -> String {
    if used { line(typed) } else { String::new() }
}

fn prose(typed: &str) -> String {
    normal(Limits::prose(0, usize::MAX), typed)
}

fn lines(typed: &[String]) -> Vec<String> {
    let all = typed.iter().map(|text| line(text));
    all.filter(|text| !text.is_empty()).collect()
}

/// The terms of a list, whatever their order.
fn set(typed: &[String]) -> Vec<String> {
    let mut terms = lines(typed);
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn without_spaces(typed: &str) -> String {
    typed.split_whitespace().collect()
}

/// The occurrences by time; a time that cannot be parsed stays as typed.
fn occurrences(typed: &[OccurrenceForm]) -> Vec<OccurrenceForm> {
    let mut rows: Vec<OccurrenceForm> = typed
        .iter()
        .map(|row| OccurrenceForm {
            begin: time_of(&row.begin),
            end: time_of(&row.end),
            capacity: row.capacity,
        })
        .collect();
    rows.sort_unstable();
    rows
}

/// Start and end of every occurrence, sorted; a time that cannot be parsed stays as typed.
pub(super) fn times_of(form: &EventForm) -> Vec<(String, String)> {
    let mut times: Vec<_> = form
        .occurrences
        .iter()
        .map(|row| (time_of(&row.begin), time_of(&row.end)))
        .collect();
    times.sort_unstable();
    times
}

fn time_of(typed: &str) -> String {
    parse_local_time(typed).map_or_else(|_as_typed| typed.to_owned(), |time| time.to_string())
}
