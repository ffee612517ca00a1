//! Fields that a column of an imported table can fill.

use crate::edition::{AnswerPointer, FieldKey};
use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $id:tt, $pointer:literal;)*) => {
        string_enum! {
            /// Field that a column of an imported table fills.
            ImportField { $( $(#[$doc])* $name = $id, )* }
        }

        impl ImportField {
            /// JSON pointer into the event form to what the column fills; empty when that is not part of the form.
            pub const fn pointer(self) -> &'static str {
                match self { $( Self::$name => $pointer, )* }
            }
        }
    };
}

fields! {
    /// Identifier of an event of this platform.
    Uid = "uid", "";
    /// Identifier of the event in the system that the table comes from.
    ExternalId = "external_id", "";
    /// Name of the organisation.
    OrganiserName = "organiser_name", "/organiser/name";
    /// Kind of the organisation.
    OrganiserKind = "organiser_kind", "/organiser/kind";
    /// SIRET number of the organisation.
    OrganiserSiret = "organiser_siret", "/organiser/siret";
    /// Name of the contact person.
    ContactName = "contact_name", "/organiser/contactName";
    /// E-mail address of the contact person.
    ContactEmail = "contact_email", "/organiser/contactEmail";
    /// Telephone number of the contact person.
    ContactPhone = "contact_phone", "/organiser/contactPhone";
    /// Member company on whose behalf the event is filed.
    OnBehalfOf = "on_behalf_of", "/organiser/onBehalfOf";
    /// Organisations that run the event too.
    CoOrganisers = "co_organisers", "/organiser/coOrganisers";
    /// Title of the event.
    Title = "title", "/title";
    /// Summary of the event.
    Summary = "summary", "/summary";
    /// Description of the event, in Markdown.
    Description = "description", "/description";
    /// Description without markup: signs of Markdown in it are text.
    PlainDescription = "plain_description", "/description";
    /// Kind of event, as a term of the edition.
    Kind = "kind", "/kind";
    /// Kind in the organiser's words.
    KindOther = "kind_other", "/kindOther";
    /// Topics of the event, as terms of the edition.
    Topics = "topics", "/topics";
    /// Sectors of industry, as terms of the edition.
    Sectors = "sectors", "/sectors";
    /// Statement that the event follows the theme of the edition.
    FollowsTheme = "follows_theme", "/followsTheme";
    /// On site, online or both.
    AttendanceMode = "attendance_mode", "/attendanceMode";
    /// Name of the venue.
    PlaceName = "place_name", "/place/name";
    /// Street and number of the venue.
    PlaceAddress = "place_address", "/place/address";
    /// Postal code of the venue.
    PostalCode = "postal_code", "/place/postalCode";
    /// INSEE code of the commune.
    Insee = "insee", "/place/insee";
    /// Name of the commune.
    City = "city", "/place/insee";
    /// Latitude of the venue in degrees, WGS 84.
    Latitude = "latitude", "/place/position";
    /// Longitude of the venue in degrees, WGS 84.
    Longitude = "longitude", "/place/position";
    /// Directions to the venue.
    PlaceAccess = "place_access", "/place/access";
    /// Link for remote participants.
    OnlineUrl = "online_url", "/onlineUrl";
    /// Begin: a date with a time.
    Begin = "begin", "/occurrences";
    /// Day of the begin.
    BeginDate = "begin_date", "/occurrences";
    /// Time of day of the begin, in the time zone of the place.
    BeginTime = "begin_time", "/occurrences";
    /// End: a date with a time, or a time on the day of the begin.
    End = "end", "/occurrences";
    /// Day of the end; that of the begin without it.
    EndDate = "end_date", "/occurrences";
    /// Time of day of the end, in the time zone of the place.
    EndTime = "end_time", "/occurrences";
    /// All occurrences, in JSON: `[{"begin": "…", "end": "…"}]`.
    Timings = "timings", "/occurrences";
    /// Number of occurrences, by which a list that a spreadsheet cut off is recognised.
    OccurrenceCount = "occurrence_count", "/occurrences";
    /// Seats of each occurrence.
    Capacity = "capacity", "/occurrences";
    /// Seats of all occurrences together.
    TotalCapacity = "total_capacity", "/occurrences";
    /// Audiences of the event, as terms of the edition.
    Audiences = "audiences", "/audiences";
    /// Admission rule: open, with registration, for schools or by invitation.
    AccessMode = "access_mode", "/accessMode";
    /// Youngest age admitted, in years.
    AgeMin = "age_min", "/ageMin";
    /// Oldest age admitted, in years.
    AgeMax = "age_max", "/ageMax";
    /// Statement that the event is free of charge.
    Free = "free", "/free";
    /// Conditions of admission in words.
    Conditions = "conditions", "/conditions";
    /// Address of the page for bookings.
    PublicBookingUrl = "public_booking_url", "/publicBooking/url";
    /// E-mail address for bookings.
    PublicBookingEmail = "public_booking_email", "/publicBooking/email";
    /// Telephone number for bookings.
    PublicBookingPhone = "public_booking_phone", "/publicBooking/phone";
    /// Last day to book.
    PublicBookingDeadline = "public_booking_deadline", "/publicBooking/deadline";
    /// Booking page for schools.
    SchoolBookingUrl = "school_booking_url", "/schoolBooking/url";
    /// E-mail address for bookings of schools.
    SchoolBookingEmail = "school_booking_email", "/schoolBooking/email";
    /// Telephone number for bookings of schools.
    SchoolBookingPhone = "school_booking_phone", "/schoolBooking/phone";
    /// Last day to book for schools.
    SchoolBookingDeadline = "school_booking_deadline", "/schoolBooking/deadline";
    /// Disabilities for which the venue is accessible.
    Accessibility = "accessibility", "/accessibility";
    /// Practical constraints, as terms of the edition.
    Constraints = "constraints", "/constraints";
    /// Further constraints in words.
    ConstraintsNote = "constraints_note", "/constraintsNote";
    /// Number of participants expected.
    ExpectedParticipants = "expected_participants", "/expectedParticipants";
    /// Acceptance of the commitments of the edition.
    Commitments = "commitments", "/commitmentsVersion";
}

impl ImportField {
    /// Key of the French name.
    pub fn name_key(self) -> String {
        format!("import.field.{self}")
    }

    /// Name as a query parameter, such as `organiserName`.
    pub fn parameter(self) -> String {
        let mut name = String::new();
        for (at, word) in self.as_str().split('_').enumerate() {
            let (first, rest) = word.split_at(1);
            if at == 0 {
                name.push_str(first);
            } else {
                name.push_str(&first.to_ascii_uppercase());
            }
            name.push_str(rest);
        }
        name
    }
}

/// Field that a column fills: one of every edition, or an additional one, by the JSON pointer to its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportTarget {
    /// A field of every edition.
    Standard(ImportField),
    /// An additional field of the edition.
    Additional(AnswerPointer),
}

impl ImportTarget {
    /// The additional field with a key.
    pub const fn of_key(key: FieldKey) -> Self {
        Self::Additional(AnswerPointer(key))
    }

    /// The target in the notation of JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let additional = || AnswerPointer::try_from(text.to_owned()).ok();
        ImportField::parse(text)
            .map(Self::Standard)
            .or_else(|| additional().map(Self::Additional))
    }

    /// The notation of JSON: an identifier, or a JSON pointer.
    pub fn id(self) -> String {
        match self {
            Self::Standard(field) => field.as_str().to_owned(),
            Self::Additional(AnswerPointer(key)) => key.pointer(),
        }
    }

    /// Key of an additional field.
    pub const fn key(self) -> Option<FieldKey> {
        match self {
            Self::Standard(_) => None,
            Self::Additional(AnswerPointer(key)) => Some(key),
        }
    }

    /// JSON pointer into the event form to what the column fills; empty when that is not part of the form.
    pub fn pointer(self) -> Cow<'static, str> {
        match self {
            Self::Standard(field) => Cow::Borrowed(field.pointer()),
            Self::Additional(AnswerPointer(key)) => Cow::Owned(key.pointer()),
        }
    }
}

impl From<ImportField> for ImportTarget {
    fn from(field: ImportField) -> Self {
        Self::Standard(field)
    }
}
