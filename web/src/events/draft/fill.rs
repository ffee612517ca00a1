//! Fills the draft with a form.

use super::{BookingDraft, Draft, NO, Text, YES};
use crate::events::occurrence_draft::{OccurrenceDraft, number};
use leptos::prelude::*;
use shared::event::{
    Answers, BookingForm, EventForm, ImageForm, OccurrenceForm, OrganiserForm, PlaceForm,
};

/// Sets a signal, unless it has this value: what has not changed is not drawn again, and the cursor stays.
pub(super) fn put<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: &T) {
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

impl BookingDraft {
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
}
