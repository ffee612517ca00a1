//! The form while it is edited: one signal per field, with conversion from and to `EventForm`.

use super::answer_draft::AnswerDraft;
use super::occurrence_draft::{OccurrenceDraft, number};
use leptos::prelude::*;
use shared::edition::{AdditionalField, FieldKey};
use shared::event::{
    AccessMode, AccessibilityFlag, Answers, AttendanceMode, BookingForm, EventForm, Field,
    FocalPoint, ImageForm, OccurrenceForm, OrganiserForm, PlaceForm, StoredImage,
};
use shared::place::Position;
use shared::problem::{Code, FieldProblem};
use std::collections::BTreeMap;

type Text = RwSignal<String>;
type TextList = RwSignal<Vec<String>>;

/// Signals of a booking channel.
#[derive(Debug, Clone, Copy)]
pub struct BookingDraft {
    pub url: Text,
    pub email: Text,
    pub phone: Text,
    /// Last day to book, as typed.
    pub deadline: Text,
}

/// Signals of every field of the form, with the values as typed.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    owner: StoredValue<Owner>,
    next_key: StoredValue<u32>,
    pub name: Text,
    pub organiser_kind: Text,
    /// SIRET number, as typed.
    pub siret: Text,
    pub contact_name: Text,
    pub contact_email: Text,
    pub contact_phone: Text,
    /// Member company on whose behalf it is submitted.
    pub on_behalf_of: Text,
    /// Co-organisers, one per line.
    pub co_organisers: Text,
    pub title: Text,
    pub summary: Text,
    pub description: Text,
    pub kind: Text,
    /// Required when the kind is `other`.
    pub kind_other: Text,
    pub topics: TextList,
    pub sectors: TextList,
    /// True when the event follows the edition's theme.
    pub follows_theme: RwSignal<bool>,
    pub image_file: RwSignal<Option<StoredImage>>,
    /// Alternative text of the image.
    pub image_alt: Text,
    pub image_credits: Text,
    /// Licence of the image, or empty.
    pub image_licence: Text,
    /// The point that crops of the image keep.
    pub image_focus: RwSignal<Option<FocalPoint>>,
    pub attendance_mode: Text,
    pub place_name: Text,
    pub address: Text,
    pub postal_code: Text,
    /// INSEE code of the selected commune.
    pub insee: Text,
    pub position: RwSignal<Option<Position>>,
    /// Directions to the venue.
    pub place_access: Text,
    pub online_url: Text,
    pub lines: RwSignal<Vec<OccurrenceDraft>>,
    pub audiences: TextList,
    pub access_mode: Text,
    /// Minimum age, as typed.
    pub age_min: Text,
    /// Maximum age, as typed.
    pub age_max: Text,
    /// `yes`, `no` or empty.
    pub free: Text,
    /// Conditions when it is not free.
    pub conditions: Text,
    pub public_booking: BookingDraft,
    pub school_booking: BookingDraft,
    pub accessibility: TextList,
    pub constraints: TextList,
    /// Free text on the constraints.
    pub constraints_note: Text,
    /// Expected number of participants, as typed.
    pub participants: Text,
    /// The additional fields of the edition.
    fields: StoredValue<Vec<AdditionalField>>,
    /// The answers to them, in the same order, whether they are asked or not.
    answers: StoredValue<Vec<AnswerDraft>>,
    /// Answers to fields that the edition does not have any more.
    retired: RwSignal<Answers>,
    /// Accepted version of the commitments.
    pub commitments_version: Text,
}

/// Value of [`Draft::free`] for a free event.
pub const YES: &str = "yes";
/// Value of [`Draft::free`] for an event that is not free.
pub const NO: &str = "no";

/// Sets a signal, unless it has this value: what has not changed is not drawn again, and the cursor stays.
fn put<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: &T) {
    if *signal.read_untracked() != *value {
        signal.set(value.clone());
    }
}

/// As [`put`], for a number: text that denotes the same number stays as typed, and so does text that is none.
fn put_number<N>(signal: Text, value: Option<N>)
where
    N: std::str::FromStr + PartialEq + ToString,
{
    if number::<N>(&signal.read_untracked()) != value {
        signal.set(value.map(|value| value.to_string()).unwrap_or_default());
    }
}

fn booking() -> BookingDraft {
    BookingDraft {
        url: RwSignal::default(),
        email: RwSignal::default(),
        phone: RwSignal::default(),
        deadline: RwSignal::default(),
    }
}

impl BookingDraft {
    fn form(&self) -> BookingForm {
        BookingForm {
            url: self.url.get(),
            email: self.email.get(),
            phone: self.phone.get(),
            deadline: self.deadline.get(),
        }
    }

    fn fill(&self, form: &BookingForm) {
        let BookingForm {
            url,
            email,
            phone,
            deadline,
        } = form;
        put(self.url, url);
        put(self.email, email);
        put(self.phone, phone);
        put(self.deadline, deadline);
    }
}

impl Draft {
    /// Creates a draft with the values of a form, and answers to the additional fields of its edition.
    pub fn new(form: &EventForm, fields: &[AdditionalField]) -> Self {
        let draft = Self {
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            next_key: StoredValue::new(0),
            name: RwSignal::default(),
            organiser_kind: RwSignal::default(),
            siret: RwSignal::default(),
            contact_name: RwSignal::default(),
            contact_email: RwSignal::default(),
            contact_phone: RwSignal::default(),
            on_behalf_of: RwSignal::default(),
            co_organisers: RwSignal::default(),
            title: RwSignal::default(),
            summary: RwSignal::default(),
            description: RwSignal::default(),
            kind: RwSignal::default(),
            kind_other: RwSignal::default(),
            topics: RwSignal::default(),
            sectors: RwSignal::default(),
            follows_theme: RwSignal::default(),
            image_file: RwSignal::default(),
            image_alt: RwSignal::default(),
            image_credits: RwSignal::default(),
            image_licence: RwSignal::default(),
            image_focus: RwSignal::default(),
            attendance_mode: RwSignal::default(),
            place_name: RwSignal::default(),
            address: RwSignal::default(),
            postal_code: RwSignal::default(),
            insee: RwSignal::default(),
            position: RwSignal::default(),
            place_access: RwSignal::default(),
            online_url: RwSignal::default(),
            lines: RwSignal::default(),
            audiences: RwSignal::default(),
            access_mode: RwSignal::default(),
            age_min: RwSignal::default(),
            age_max: RwSignal::default(),
            free: RwSignal::default(),
            conditions: RwSignal::default(),
            public_booking: booking(),
            school_booking: booking(),
            accessibility: RwSignal::default(),
            constraints: RwSignal::default(),
            constraints_note: RwSignal::default(),
            participants: RwSignal::default(),
            fields: StoredValue::new(fields.to_vec()),
            answers: StoredValue::new(fields.iter().map(AnswerDraft::new).collect()),
            retired: RwSignal::default(),
            commitments_version: RwSignal::default(),
        };
        draft.fill(form);
        draft
    }

    /// Replaces every value with those of a form. What is typed but equal to it stays as it is.
    pub fn fill(&self, form: &EventForm) {
        let EventForm {
            organiser,
            title,
            summary,
            description,
            kind,
            kind_other,
            topics,
            sectors,
            follows_theme,
            image,
            attendance_mode,
            place,
            online_url,
            occurrences,
            audiences,
            access_mode,
            age_min,
            age_max,
            free,
            conditions,
            public_booking,
            school_booking,
            accessibility,
            constraints,
            constraints_note,
            expected_participants,
            additional,
            commitments_version,
        } = form;
        let OrganiserForm {
            name,
            kind: organiser_kind,
            siret,
            contact_name,
            contact_email,
            contact_phone,
            on_behalf_of,
            co_organisers,
        } = organiser;
        let ImageForm {
            file,
            alt,
            credits,
            licence,
            focus,
        } = image;
        let PlaceForm {
            name: place_name,
            address,
            postal_code,
            insee,
            position,
            access,
        } = place;
        for (signal, text) in [
            (self.name, name),
            (self.organiser_kind, organiser_kind),
            (self.siret, siret),
            (self.contact_name, contact_name),
            (self.contact_email, contact_email),
            (self.contact_phone, contact_phone),
            (self.on_behalf_of, on_behalf_of),
            (self.title, title),
            (self.summary, summary),
            (self.description, description),
            (self.kind, kind),
            (self.kind_other, kind_other),
            (self.image_alt, alt),
            (self.image_credits, credits),
            (self.image_licence, licence),
            (
                self.attendance_mode,
                &attendance_mode
                    .map(|mode| mode.to_string())
                    .unwrap_or_default(),
            ),
            (self.place_name, place_name),
            (self.address, address),
            (self.postal_code, postal_code),
            (self.insee, insee),
            (self.place_access, access),
            (self.online_url, online_url),
            (
                self.access_mode,
                &access_mode.map(|mode| mode.to_string()).unwrap_or_default(),
            ),
            (
                self.free,
                &match free {
                    Some(true) => YES.to_owned(),
                    Some(false) => NO.to_owned(),
                    None => String::new(),
                },
            ),
            (self.conditions, conditions),
            (self.constraints_note, constraints_note),
            (self.commitments_version, commitments_version),
        ] {
            put(signal, text);
        }
        if untrack(|| self.co_organiser_names()) != *co_organisers {
            self.co_organisers.set(co_organisers.join("\n"));
        }
        put_number(self.age_min, *age_min);
        put_number(self.age_max, *age_max);
        put_number(self.participants, *expected_participants);
        put(self.topics, topics);
        put(self.sectors, sectors);
        put(self.audiences, audiences);
        put(self.constraints, constraints);
        let flags = accessibility.iter().map(ToString::to_string).collect();
        put(self.accessibility, &flags);
        put(self.follows_theme, follows_theme);
        put(self.image_file, file);
        put(self.image_focus, focus);
        put(self.position, position);
        self.public_booking.fill(public_booking);
        self.school_booking.fill(school_booking);
        self.fill_occurrences(occurrences);
        self.fill_answers(additional);
    }

    /// Replaces the answers to additional fields. Those to fields that are not asked stay, as they are in no form.
    fn fill_answers(&self, additional: &Answers) {
        let mut retired = additional.clone();
        let asked = untrack(|| self.asked());
        for answer in self.answers.get_value() {
            retired.retain(|key, _| key != answer.key);
            let given = additional.get(answer.key);
            if given.is_some() || asked.contains(&answer.key) {
                answer.fill(given);
            }
        }
        put(self.retired, &retired);
    }

    /// The additional fields that are asked now; reactive.
    fn asked(&self) -> Vec<FieldKey> {
        let form = self.with_answers();
        self.fields.with_value(|fields| {
            let asked = fields.iter().filter(|field| field.is_shown(&form, fields));
            asked.map(|field| field.key).collect()
        })
    }

    /// The answer to an additional field.
    pub fn answer(&self, key: FieldKey) -> Option<AnswerDraft> {
        self.answers
            .with_value(|answers| answers.iter().find(|answer| answer.key == key).copied())
    }

    /// Replaces the occurrences; the rows that stay keep their controls.
    fn fill_occurrences(&self, occurrences: &[OccurrenceForm]) {
        let mut known = self.lines.get_untracked();
        let lines: Vec<OccurrenceDraft> = occurrences
            .iter()
            .map(|form| {
                let same = known
                    .iter()
                    .position(|line| untrack(|| line.form()) == *form);
                match same {
                    Some(index) => known.remove(index),
                    None => self.new_occurrence(form),
                }
            })
            .collect();
        let keys =
            |lines: &[OccurrenceDraft]| lines.iter().map(|line| line.key).collect::<Vec<_>>();
        if keys(&lines) != keys(&self.lines.read_untracked()) {
            self.lines.set(lines);
        }
    }

    fn co_organiser_names(&self) -> Vec<String> {
        self.co_organisers
            .read()
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    }

    /// Creates an occurrence whose signals are disposed of with the draft.
    pub fn new_occurrence(&self, form: &OccurrenceForm) -> OccurrenceDraft {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        self.owner
            .with_value(|owner| owner.with(|| OccurrenceDraft::new(key, form)))
    }

    /// Returns the form to send, without the answers to additional fields that are not asked; reactive.
    pub fn form(&self) -> EventForm {
        let form = self.with_answers();
        self.fields
            .with_value(|fields| form.with_asked_answers(fields))
    }

    /// The form with every answer; reactive.
    fn with_answers(&self) -> EventForm {
        let mut additional = self.retired.get();
        for answer in self.answers.get_value() {
            if let Some(said) = answer.answer() {
                additional.set(answer.key, said);
            }
        }
        EventForm {
            organiser: OrganiserForm {
                name: self.name.get(),
                kind: self.organiser_kind.get(),
                siret: self.siret.get(),
                contact_name: self.contact_name.get(),
                contact_email: self.contact_email.get(),
                contact_phone: self.contact_phone.get(),
                on_behalf_of: self.on_behalf_of.get(),
                co_organisers: self.co_organiser_names(),
            },
            title: self.title.get(),
            summary: self.summary.get(),
            description: self.description.get(),
            kind: self.kind.get(),
            kind_other: self.kind_other.get(),
            topics: self.topics.get(),
            sectors: self.sectors.get(),
            follows_theme: self.follows_theme.get(),
            image: ImageForm {
                file: self.image_file.get(),
                alt: self.image_alt.get(),
                credits: self.image_credits.get(),
                licence: self.image_licence.get(),
                focus: self.image_focus.get(),
            },
            attendance_mode: AttendanceMode::parse(&self.attendance_mode.read()),
            place: PlaceForm {
                name: self.place_name.get(),
                address: self.address.get(),
                postal_code: self.postal_code.get(),
                insee: self.insee.get(),
                position: self.position.get(),
                access: self.place_access.get(),
            },
            online_url: self.online_url.get(),
            occurrences: self
                .lines
                .read()
                .iter()
                .map(OccurrenceDraft::form)
                .collect(),
            audiences: self.audiences.get(),
            access_mode: AccessMode::parse(&self.access_mode.read()),
            age_min: number(&self.age_min.read()),
            age_max: number(&self.age_max.read()),
            free: match self.free.read().as_str() {
                YES => Some(true),
                NO => Some(false),
                _ => None,
            },
            conditions: self.conditions.get(),
            public_booking: self.public_booking.form(),
            school_booking: self.school_booking.form(),
            accessibility: self
                .accessibility
                .read()
                .iter()
                .filter_map(|flag| AccessibilityFlag::parse(flag))
                .collect(),
            constraints: self.constraints.get(),
            constraints_note: self.constraints_note.get(),
            expected_participants: number(&self.participants.read()),
            additional,
            commitments_version: self.commitments_version.get(),
        }
    }

    /// What was typed where a number is expected and is none, by pointer; reactive. `EventForm` cannot represent it.
    pub fn unreadable_texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let mut look = |pointer: String, text: &str, readable: bool| {
            if !text.trim().is_empty() && !readable {
                texts.insert(pointer, text.to_owned());
            }
        };
        for (field, age) in [(Field::AgeMin, self.age_min), (Field::AgeMax, self.age_max)] {
            let age = age.read();
            look(field.into(), &age, number::<u8>(&age).is_some());
        }
        let participants = self.participants.read();
        let readable = number::<u32>(&participants).is_some();
        look(Field::ExpectedParticipants.into(), &participants, readable);
        for (i, line) in self.lines.read().iter().enumerate() {
            let capacity = line.capacity.read();
            let readable = number::<u32>(&capacity).is_some();
            look(capacity_at(i), &capacity, readable);
        }
        let unreadable: Vec<(FieldKey, String)> = self
            .answers
            .get_value()
            .iter()
            .filter_map(|answer| Some((answer.key, answer.unreadable()?)))
            .collect();
        if !unreadable.is_empty() {
            let asked = self.asked();
            let unreadable = unreadable.into_iter();
            texts.extend(
                unreadable
                    .filter(|(key, _)| asked.contains(key))
                    .map(|(key, text)| (key.pointer(), text)),
            );
        }
        texts
    }

    /// Puts back what [`Draft::unreadable_texts`] returned.
    pub fn restore_texts(&self, texts: &BTreeMap<String, String>) {
        let restore = |pointer: &str, signal: Text| {
            if let Some(text) = texts.get(pointer) {
                put(signal, text);
            }
        };
        restore(Field::AgeMin.pointer(), self.age_min);
        restore(Field::AgeMax.pointer(), self.age_max);
        restore(Field::ExpectedParticipants.pointer(), self.participants);
        for (i, line) in self.lines.read_untracked().iter().enumerate() {
            restore(&capacity_at(i), line.capacity);
        }
        for answer in self.answers.get_value() {
            restore(&answer.key.pointer(), answer.text);
        }
    }

    /// Errors for what is not a number; reactive.
    pub fn unreadable(&self) -> Vec<FieldProblem> {
        let texts = self.unreadable_texts().into_keys();
        texts
            .map(|pointer| FieldProblem::new(pointer, Code::InvalidFormat, "not a number"))
            .collect()
    }
}

fn capacity_at(index: usize) -> String {
    Field::Occurrences.at(format_args!("{index}/capacity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> EventForm {
        let occurrence = |begin: &str, end: &str| OccurrenceForm {
            begin: begin.to_owned(),
            end: end.to_owned(),
            capacity: Some(20),
        };
        EventForm {
            title: "Visite".to_owned(),
            organiser: OrganiserForm {
                co_organisers: vec!["CCI".to_owned(), "Lycée".to_owned()],
                ..OrganiserForm::default()
            },
            image: ImageForm {
                file: Some(StoredImage {
                    id: "0a".repeat(32).parse().unwrap(),
                    width: 480,
                    height: 320,
                }),
                alt: "Une coulée".to_owned(),
                credits: "© Fonderie".to_owned(),
                licence: "cc_by_4".to_owned(),
                focus: Some(FocalPoint { x: 30, y: 100 }),
            },
            attendance_mode: Some(AttendanceMode::Mixed),
            place: PlaceForm {
                position: Position::new(4.8, 45.7).ok(),
                ..PlaceForm::default()
            },
            occurrences: vec![
                occurrence("2018-03-26T09:30", "2018-03-26T12:00"),
                occurrence("2018-03-30T20:00", "2018-03-31T01:00"),
                occurrence("2018-03-27T", ""),
            ],
            age_min: Some(11),
            free: Some(false),
            accessibility: vec![AccessibilityFlag::Motor],
            expected_participants: Some(40),
            commitments_version: "2018-1".to_owned(),
            ..EventForm::default()
        }
    }

    #[test]
    fn a_form_round_trips() {
        let owner = Owner::new();
        owner.set();
        let form = filled();
        assert_eq!(Draft::new(&form, &[]).form(), form);
        assert_eq!(
            Draft::new(&EventForm::default(), &[]).form(),
            EventForm::default()
        );
    }

    #[test]
    fn filling_keeps_the_rows_and_texts_that_do_not_change() {
        let owner = Owner::new();
        owner.set();
        let mut form = filled();
        let draft = Draft::new(&form, &[]);
        let keys = || -> Vec<u32> {
            draft
                .lines
                .read_untracked()
                .iter()
                .map(|line| line.key)
                .collect()
        };
        let before = keys();
        draft.participants.set("40 ".to_owned());
        form.occurrences.remove(1);
        form.occurrences.push(OccurrenceForm::default());
        form.title = "Visite de la fonderie".to_owned();
        draft.fill(&form);
        assert_eq!(draft.form(), form);
        assert_eq!(draft.participants.get_untracked(), "40 ");
        assert_eq!(keys()[..2], [before[0], before[2]]);
    }

    #[test]
    fn an_invalid_number_is_reported() {
        let owner = Owner::new();
        owner.set();
        let draft = Draft::new(&filled(), &[]);
        draft.participants.set("une centaine".to_owned());
        draft.age_max.set("300".to_owned());
        let pointers: Vec<_> = draft
            .unreadable()
            .into_iter()
            .map(|fault| fault.pointer)
            .collect();
        assert_eq!(pointers, ["/ageMax", "/expectedParticipants"]);

        let texts = draft.unreadable_texts();
        let later = Draft::new(&draft.form(), &[]);
        later.restore_texts(&texts);
        assert_eq!(later.participants.get_untracked(), "une centaine");
        assert_eq!(later.unreadable_texts(), texts);
    }

    #[test]
    fn an_answer_that_is_not_asked_is_kept_and_not_sent() {
        let owner = Owner::new();
        owner.set();
        let field = serde_json::json!({
            "key": "visit-capacity",
            "label": "Visiteurs par groupe",
            "step": "public",
            "answer": { "type": "number", "min": 1, "max": 60 },
            "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
        });
        let field: AdditionalField = serde_json::from_value(field).unwrap();
        let key = field.key;
        let form = EventForm {
            kind: "company_visit".to_owned(),
            ..EventForm::default()
        };
        let draft = Draft::new(&form, &[field]);
        let answer = draft.answer(key).unwrap();

        answer.text.set("une douzaine".to_owned());
        assert_eq!(draft.unreadable()[0].pointer, "/additional/visit-capacity");
        answer.text.set(" 12".to_owned());
        assert_eq!(draft.form().additional.len(), 1);

        draft.kind.set("workshop".to_owned());
        assert!(draft.form().additional.is_empty());
        draft.fill(&draft.form());
        draft.kind.set("company_visit".to_owned());
        assert_eq!(draft.form().additional.len(), 1);
        assert_eq!(answer.text.get_untracked(), " 12");
    }
}
