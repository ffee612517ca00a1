//! The form while it is edited: one signal per field, with conversion from and to `EventForm`.

mod fill;
#[cfg(test)]
mod tests;
mod texts;

use super::answer_draft::AnswerDraft;
use super::occurrence_draft::{OccurrenceDraft, number};
use leptos::prelude::*;
use shared::edition::{AdditionalField, FieldKey};
use shared::event::{
    AccessMode, AccessibilityFlag, Answers, AttendanceMode, BookingForm, EventForm, FocalPoint,
    ImageForm, OccurrenceForm, OrganiserForm, PlaceForm, StoredImage,
};
use shared::place::Position;

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
}
