//! The fields of the form, each with its JSON pointer, its step and the key of its name.

use super::Step;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares [`Field`]: a field without a pointer, a step or a name does not compile.
macro_rules! fields {
    ($($variant:ident = $pointer:tt, $step:ident, $name:tt;)*) => {
        /// A field of the form, as a referent names it in a correction request and the summary shows it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[expect(missing_docs, reason = "the pointer of each field names it, and `EventForm` describes it")]
        pub enum Field { $( #[serde(rename = $pointer)] $variant, )* }

        impl Field {
            /// All fields, in the order of the form.
            pub const ALL: &[Self] = &[ $( Self::$variant, )* ];

            /// JSON pointer into the form.
            pub const fn pointer(self) -> &'static str {
                match self { $( Self::$variant => $pointer, )* }
            }

            /// Step of the form that contains the field.
            pub const fn step(self) -> Step {
                match self { $( Self::$variant => Step::$step, )* }
            }

            /// Key of the field's name in the message file.
            pub const fn name_key(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }
        }
    };
}

fields! {
    OrganiserName = "/organiser/name", Organiser, "form.field.organiser.name";
    OrganiserKind = "/organiser/kind", Organiser, "form.field.organiser.kind";
    OrganiserSiret = "/organiser/siret", Organiser, "form.field.organiser.siret";
    OrganiserContactName = "/organiser/contactName", Organiser, "form.field.organiser.contactName";
    OrganiserContactEmail = "/organiser/contactEmail", Organiser, "form.field.organiser.contactEmail";
    OrganiserContactPhone = "/organiser/contactPhone", Organiser, "form.field.organiser.contactPhone";
    OrganiserOnBehalfOf = "/organiser/onBehalfOf", Organiser, "form.field.organiser.onBehalfOf";
    OrganiserCoOrganisers = "/organiser/coOrganisers", Organiser, "form.field.organiser.coOrganisers";
    Title = "/title", Event, "form.field.title";
    Summary = "/summary", Event, "form.field.summary";
    Description = "/description", Event, "form.field.description";
    Kind = "/kind", Event, "form.field.kind";
    KindOther = "/kindOther", Event, "form.field.kindOther";
    Topics = "/topics", Event, "form.field.topics";
    Sectors = "/sectors", Event, "form.field.sectors";
    FollowsTheme = "/followsTheme", Event, "form.field.followsTheme";
    ImageFile = "/image/file", Event, "form.field.image.file";
    ImageAlt = "/image/alt", Event, "form.field.image.alt";
    ImageCredits = "/image/credits", Event, "form.field.image.credits";
    ImageLicence = "/image/licence", Event, "form.field.image.licence";
    ImageFocus = "/image/focus", Event, "form.field.image.focus";
    AttendanceMode = "/attendanceMode", WhenWhere, "form.field.attendanceMode";
    PlaceName = "/place/name", WhenWhere, "form.field.place.name";
    PlaceAddress = "/place/address", WhenWhere, "form.field.place.address";
    PlacePostalCode = "/place/postalCode", WhenWhere, "form.field.place.postalCode";
    PlaceInsee = "/place/insee", WhenWhere, "form.field.place.insee";
    PlacePosition = "/place/position", WhenWhere, "form.field.place.position";
    PlaceAccess = "/place/access", WhenWhere, "form.field.place.access";
    OnlineUrl = "/onlineUrl", WhenWhere, "form.field.onlineUrl";
    Occurrences = "/occurrences", WhenWhere, "form.field.occurrences";
    Audiences = "/audiences", Public, "form.field.audiences";
    AccessMode = "/accessMode", Public, "form.field.accessMode";
    AgeMin = "/ageMin", Public, "form.field.ageMin";
    AgeMax = "/ageMax", Public, "form.field.ageMax";
    Free = "/free", Public, "form.field.free";
    Conditions = "/conditions", Public, "form.field.conditions";
    PublicBooking = "/publicBooking", Public, "form.field.publicBooking";
    SchoolBooking = "/schoolBooking", Public, "form.field.schoolBooking";
    Accessibility = "/accessibility", Public, "form.field.accessibility";
    Constraints = "/constraints", Public, "form.field.constraints";
    ConstraintsNote = "/constraintsNote", Public, "form.field.constraintsNote";
    ExpectedParticipants = "/expectedParticipants", Public, "form.field.expectedParticipants";
    CommitmentsVersion = "/commitmentsVersion", Declaration, "form.field.commitmentsVersion";
}

impl Field {
    /// The field that contains the value at a pointer: `/occurrences` for `/occurrences/3/end`.
    pub fn containing(pointer: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| {
            pointer
                .strip_prefix(field.pointer())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Pointer to a value inside the field, such as `/occurrences/3/end` for `3/end`.
    pub fn at(self, inside: impl fmt::Display) -> String {
        format!("{}/{inside}", self.pointer())
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.pointer().to_owned()
    }
}
