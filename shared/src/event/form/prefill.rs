//! Forms that begin with answers already given: in the account, in the person's last file, in the file that is copied.

use super::{BookingForm, EventForm, OrganiserForm, PlaceForm};
use crate::edition::{Edition, Term};

impl EventForm {
    /// The form of a new event: contact of the account, and what stays the same from one event of a person to the next.
    ///
    /// From the last file come the organiser, the contact, the kind, the place, the audiences, the admission with its booking
    /// channels, the accessibility and the constraints. Texts, image, dates, number of participants and commitments are asked
    /// each time. A term that the edition does not have is left out.
    #[must_use]
    pub fn prefilled(name: &str, email: &str, last: Option<&Self>, edition: &Edition) -> Self {
        let mut form = last.map(|last| last.usual(edition)).unwrap_or_default();
        let contact = &mut form.organiser;
        if contact.contact_name.trim().is_empty() {
            name.trim().clone_into(&mut contact.contact_name);
        }
        if contact.contact_email.trim().is_empty() {
            email.trim().clone_into(&mut contact.contact_email);
        }
        form
    }

    /// The answers that the next event of the same person most likely shares.
    fn usual(&self, edition: &Edition) -> Self {
        let vocabularies = &edition.vocabularies;
        let OrganiserForm {
            name,
            kind,
            siret,
            contact_name,
            contact_email,
            contact_phone,
            // They belong to the event.
            on_behalf_of: _,
            co_organisers: _,
        } = self.organiser.clone();
        Self {
            organiser: OrganiserForm {
                name,
                kind: known(&vocabularies.organiser_kinds, kind),
                siret,
                contact_name,
                contact_email,
                contact_phone,
                ..OrganiserForm::default()
            },
            kind: known(&vocabularies.kinds, self.kind.clone()),
            kind_other: self.kind_other.clone(),
            attendance_mode: self.attendance_mode,
            place: self.place.clone(),
            audiences: known_all(&vocabularies.audiences, &self.audiences),
            access_mode: self.access_mode,
            age_min: self.age_min,
            age_max: self.age_max,
            // An event that was not free got no label: the question is asked again.
            free: self.free.filter(|free| *free),
            conditions: self.conditions.clone(),
            public_booking: self.public_booking.without_deadline(),
            school_booking: self.school_booking.without_deadline(),
            accessibility: self.accessibility.clone(),
            constraints: known_all(&vocabularies.constraints, &self.constraints),
            constraints_note: self.constraints_note.clone(),
            ..Self::default()
        }
    }

    /// Copy of the form for another site in the same edition: as [`Self::renewed`], without place.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        Self {
            place: PlaceForm::default(),
            ..self.renewed()
        }
    }
}

impl BookingForm {
    fn without_deadline(&self) -> Self {
        Self {
            deadline: String::new(),
            ..self.clone()
        }
    }
}

fn known(terms: &[Term], id: String) -> String {
    if Term::is_offered(terms, &id) {
        id
    } else {
        String::new()
    }
}

fn known_all(terms: &[Term], ids: &[String]) -> Vec<String> {
    ids.iter()
        .filter(|id| Term::is_offered(terms, id))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{AccessMode, AttendanceMode, OccurrenceForm};

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap()
    }

    fn last() -> EventForm {
        EventForm {
            organiser: OrganiserForm {
                name: "Fonderie du Rhône".to_owned(),
                kind: "company".to_owned(),
                contact_name: "Louise Caron".to_owned(),
                on_behalf_of: "Laminoir".to_owned(),
                ..OrganiserForm::default()
            },
            title: "Visite".to_owned(),
            kind: "tea_party".to_owned(),
            attendance_mode: Some(AttendanceMode::OnSite),
            place: PlaceForm {
                insee: "69266".to_owned(),
                ..PlaceForm::default()
            },
            occurrences: vec![OccurrenceForm::default()],
            audiences: vec!["pupils".to_owned(), "cats".to_owned()],
            access_mode: Some(AccessMode::SchoolsOnly),
            free: Some(false),
            school_booking: BookingForm {
                email: "visites@example.org".to_owned(),
                deadline: "2018-03-20".to_owned(),
                ..BookingForm::default()
            },
            expected_participants: Some(30),
            commitments_version: "2018-1".to_owned(),
            ..EventForm::default()
        }
    }

    #[test]
    fn a_first_file_begins_with_the_contact_of_the_account() {
        let form = EventForm::prefilled("Louise Caron ", "louise@example.org", None, &edition());
        assert_eq!(form.organiser.contact_name, "Louise Caron");
        assert_eq!(form.organiser.contact_email, "louise@example.org");
        assert_eq!(form.organiser.name, "");
    }

    #[test]
    fn a_further_file_begins_with_what_stays_the_same() {
        let form = EventForm::prefilled("L. C.", "louise@example.org", Some(&last()), &edition());
        assert_eq!(form.organiser.name, "Fonderie du Rhône");
        assert_eq!(form.organiser.contact_name, "Louise Caron");
        assert_eq!(form.organiser.contact_email, "louise@example.org");
        assert_eq!(form.place.insee, "69266");
        assert_eq!(form.school_booking.email, "visites@example.org");
        assert_eq!(form.access_mode, Some(AccessMode::SchoolsOnly));
    }

    #[test]
    fn what_belongs_to_one_event_or_to_another_edition_is_asked_again() {
        let form = EventForm::prefilled("L. C.", "louise@example.org", Some(&last()), &edition());
        assert_eq!((form.title.as_str(), form.kind.as_str()), ("", ""));
        assert_eq!(form.organiser.on_behalf_of, "");
        assert_eq!(form.audiences, ["pupils"]);
        assert_eq!(form.free, None);
        assert!(form.occurrences.is_empty());
        assert_eq!(form.school_booking.deadline, "");
        assert_eq!(form.expected_participants, None);
        assert_eq!(form.commitments_version, "");
    }

    #[test]
    fn a_copy_for_another_site_keeps_everything_but_place_and_dates() {
        let copy = last().elsewhere();
        assert_eq!(copy.organiser, last().organiser);
        assert_eq!(copy.title, "Visite");
        assert_eq!(copy.place, PlaceForm::default());
        assert!(copy.occurrences.is_empty());
    }
}
