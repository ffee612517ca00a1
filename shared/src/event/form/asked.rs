//! Fields that a form asks for, given its other answers.

use super::{EventForm, Field};
use crate::edition::{Edition, Term};
use crate::event::{AccessMode, AttendanceMode};

impl EventForm {
    /// True when the field has a meaning beside the other answers: a link only for an online event, credits only with an image.
    pub fn asks(&self, field: Field, edition: &Edition) -> bool {
        let mode = self.attendance_mode;
        match field {
            Field::KindOther => {
                Term::find(&edition.vocabularies.kinds, &self.kind).is_some_and(|term| term.other)
            }
            Field::ImageAlt | Field::ImageCredits | Field::ImageFocus => self.image.file.is_some(),
            Field::ImageLicence => {
                self.image.file.is_some() && !edition.vocabularies.image_licences.is_empty()
            }
            Field::OnlineUrl => mode.is_some_and(AttendanceMode::has_link),
            Field::PlaceName
            | Field::PlaceAddress
            | Field::PlacePostalCode
            | Field::PlacePosition
            | Field::PlaceAccess => mode.is_none_or(AttendanceMode::has_place),
            Field::OrganiserName
            | Field::OrganiserKind
            | Field::OrganiserSiret
            | Field::OrganiserContactName
            | Field::OrganiserContactEmail
            | Field::OrganiserContactPhone
            | Field::OrganiserOnBehalfOf
            | Field::OrganiserCoOrganisers
            | Field::Title
            | Field::Summary
            | Field::Description
            | Field::Kind
            | Field::Topics
            | Field::Sectors
            | Field::FollowsTheme
            | Field::ImageFile
            | Field::AttendanceMode
            | Field::PlaceInsee
            | Field::Occurrences
            | Field::Audiences
            | Field::AccessMode
            | Field::AgeMin
            | Field::AgeMax
            | Field::Free
            | Field::Conditions
            | Field::PublicBooking
            | Field::SchoolBooking
            | Field::Accessibility
            | Field::Constraints
            | Field::ConstraintsNote
            | Field::ExpectedParticipants
            | Field::CommitmentsVersion => true,
        }
    }

    /// The booking channel that the admission calls for: `None` when there may be one, but none is needed.
    pub const fn booking_needed(access: Option<AccessMode>) -> Option<Field> {
        match access {
            Some(AccessMode::Registration) => Some(Field::PublicBooking),
            Some(AccessMode::SchoolsOnly) => Some(Field::SchoolBooking),
            Some(AccessMode::Open | AccessMode::Invitation) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn a_field_is_asked_beside_the_answers_that_give_it_a_meaning() {
        let edition = edition();
        let mut form = EventForm::default();
        assert!(
            form.asks(Field::PlaceName, &edition),
            "until the mode is known"
        );
        assert!(!form.asks(Field::OnlineUrl, &edition));
        assert!(!form.asks(Field::KindOther, &edition));
        form.attendance_mode = Some(AttendanceMode::Online);
        form.kind = "other".to_owned();
        assert!(!form.asks(Field::PlaceName, &edition));
        assert!(form.asks(Field::PlaceInsee, &edition));
        assert!(form.asks(Field::OnlineUrl, &edition));
        assert!(form.asks(Field::KindOther, &edition));
        assert!(!form.asks(Field::ImageAlt, &edition));
    }

    #[test]
    fn booking_is_needed_for_registration_and_for_schools() {
        let needed = |mode| EventForm::booking_needed(Some(mode));
        assert_eq!(needed(AccessMode::Registration), Some(Field::PublicBooking));
        assert_eq!(needed(AccessMode::SchoolsOnly), Some(Field::SchoolBooking));
        assert_eq!(needed(AccessMode::Open), None);
    }
}
