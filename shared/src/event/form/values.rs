//! The value of each field of a form: comparing and taking over by field.

use super::{EventForm, Field};
use crate::edition::AnswerPointer;
use crate::event::FormField;

/// Declares where a form has each field: a field without a place does not compile.
macro_rules! places {
    ($($field:ident = $($part:ident).+;)*) => {
        impl EventForm {
            fn agrees_in(&self, other: &Self, field: Field) -> bool {
                match field { $( Field::$field => self.$($part).+ == other.$($part).+, )* }
            }

            fn take_over(&mut self, field: Field, from: &Self) {
                match field { $( Field::$field => self.$($part).+.clone_from(&from.$($part).+), )* }
            }
        }
    };
}

places! {
    OrganiserName = organiser.name;
    OrganiserKind = organiser.kind;
    OrganiserSiret = organiser.siret;
    OrganiserContactName = organiser.contact_name;
    OrganiserContactEmail = organiser.contact_email;
    OrganiserContactPhone = organiser.contact_phone;
    OrganiserOnBehalfOf = organiser.on_behalf_of;
    OrganiserCoOrganisers = organiser.co_organisers;
    Title = title;
    Summary = summary;
    Description = description;
    Kind = kind;
    KindOther = kind_other;
    Topics = topics;
    Sectors = sectors;
    FollowsTheme = follows_theme;
    ImageFile = image.file;
    ImageAlt = image.alt;
    ImageCredits = image.credits;
    ImageLicence = image.licence;
    ImageFocus = image.focus;
    AttendanceMode = attendance_mode;
    PlaceName = place.name;
    PlaceAddress = place.address;
    PlacePostalCode = place.postal_code;
    PlaceInsee = place.insee;
    PlacePosition = place.position;
    PlaceAccess = place.access;
    OnlineUrl = online_url;
    Occurrences = occurrences;
    Audiences = audiences;
    AccessMode = access_mode;
    AgeMin = age_min;
    AgeMax = age_max;
    Free = free;
    Conditions = conditions;
    PublicBooking = public_booking;
    SchoolBooking = school_booking;
    Accessibility = accessibility;
    Constraints = constraints;
    ConstraintsNote = constraints_note;
    ExpectedParticipants = expected_participants;
    CommitmentsVersion = commitments_version;
}

impl EventForm {
    /// True when both forms have the same value, as typed.
    pub(super) fn agrees(&self, other: &Self, field: FormField) -> bool {
        match field {
            FormField::Standard(field) => self.agrees_in(other, field),
            FormField::Additional(AnswerPointer(key)) => {
                self.additional.get(key) == other.additional.get(key)
            }
        }
    }

    /// Sets a field to its value in another form.
    pub(super) fn take(&mut self, field: FormField, from: &Self) {
        match field {
            FormField::Standard(field) => self.take_over(field, from),
            FormField::Additional(AnswerPointer(key)) => {
                self.additional.take(key, &from.additional);
            }
        }
    }
}
