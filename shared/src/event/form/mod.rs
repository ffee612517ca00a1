//! The form as it is filled: its fields, their limits, and ([`read`]) how it becomes a content.

mod read;
#[cfg(test)]
mod tests;

use super::{AccessMode, AccessibilityFlag, AttendanceMode, StoredImage};
use crate::place::Position;
use crate::words::string_enum;
use serde::{Deserialize, Serialize};

/// Most bytes of a form as JSON: 800 occurrences and a full description take about 120 KiB.
pub const FORM_MAX_BYTES: usize = 256 * 1024;

/// Limits of the fields, in characters unless said otherwise.
///
/// Source: OpenAgenda v2 (title 140, description 200, long description 10,000, conditions 255, place name 100, address 255,
/// access 1,000, image credits 255), so that everything filed here can be read there.
pub mod limits {
    use crate::text::Limits;

    /// Title.
    pub const TITLE: Limits = Limits::line(5, 140);
    /// Summary.
    pub const SUMMARY: Limits = Limits::line(20, 200);
    /// Description.
    pub const DESCRIPTION: Limits = Limits::prose(20, 10_000);
    /// Name of an organisation or a person.
    pub const NAME: Limits = Limits::line(2, 150);
    /// Precision for « other ».
    pub const PRECISION: Limits = Limits::line(3, 100);
    /// Conditions, notes.
    pub const NOTE: Limits = Limits::prose(3, 255);
    /// Alternative text of a picture.
    pub const IMAGE_ALT: Limits = Limits::line(3, 250);
    /// Credits of a picture.
    pub const IMAGE_CREDITS: Limits = Limits::line(2, 255);
    /// Largest file of a picture, in bytes.
    pub const IMAGE_BYTES: usize = 8 * 1024 * 1024;
    /// Most pixels of a picture: what a good telephone takes, and still no more than 160 MB once it is decoded.
    pub const IMAGE_PIXELS: u32 = 40_000_000;
    /// Shortest side of a picture, in pixels: below, it is an icon.
    pub const IMAGE_SIDE_PX: u32 = 200;
    /// How many times longer than the other a side of a picture may be.
    pub const IMAGE_RATIO: u32 = 5;
    /// Name of a place.
    pub const VENUE_NAME: Limits = Limits::line(2, 100);
    /// Street and number.
    pub const ADDRESS: Limits = Limits::line(2, 255);
    /// How to get there.
    pub const ACCESS: Limits = Limits::prose(3, 1_000);
    /// Most sectors, in number.
    pub const SECTORS: usize = 3;
    /// Most co-organisers, in number.
    pub const CO_ORGANISERS: usize = 20;
    /// Oldest age, in years.
    pub const AGE: u8 = 120;
    /// Most people that may be expected.
    pub const PARTICIPANTS: u32 = 2_000_000;
    /// Farthest that a pin may stand from the town hall of its commune, in metres: the largest communes (Maripasoula, Arles)
    /// are some tens of kilometres wide.
    pub const PIN_DISTANCE_M: f64 = 150_000.0;
}

/// Pointers of the form that a correction request may name.
pub const FIELDS: &[&str] = &[
    "/organiser/name",
    "/organiser/kind",
    "/organiser/siret",
    "/organiser/contactName",
    "/organiser/contactEmail",
    "/organiser/contactPhone",
    "/organiser/onBehalfOf",
    "/organiser/coOrganisers",
    "/title",
    "/summary",
    "/description",
    "/kind",
    "/kindOther",
    "/topics",
    "/sectors",
    "/followsTheme",
    "/image/file",
    "/image/alt",
    "/image/credits",
    "/attendanceMode",
    "/place/name",
    "/place/address",
    "/place/postalCode",
    "/place/insee",
    "/place/position",
    "/place/access",
    "/onlineUrl",
    "/occurrences",
    "/audiences",
    "/accessMode",
    "/ageMin",
    "/ageMax",
    "/free",
    "/conditions",
    "/publicBooking",
    "/schoolBooking",
    "/accessibility",
    "/constraints",
    "/constraintsNote",
    "/expectedParticipants",
    "/commitmentsVersion",
];

string_enum! {
    /// The five steps in which the form is filled.
    Step {
        /// Who holds it.
        Organiser = "organiser",
        /// What it is.
        Event = "event",
        /// When and where.
        WhenWhere = "when_where",
        /// For whom, and how one gets in.
        Public = "public",
        /// Figures, promises, and a last look.
        Declaration = "declaration",
    }
}

impl Step {
    /// The step that shows the field of a pointer.
    pub fn of(pointer: &str) -> Self {
        let field = pointer
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        match field {
            "organiser" => Self::Organiser,
            "title" | "summary" | "description" | "kind" | "kindOther" | "topics" | "sectors"
            | "followsTheme" | "image" => Self::Event,
            "attendanceMode" | "place" | "onlineUrl" | "occurrences" => Self::WhenWhere,
            "expectedParticipants" | "commitmentsVersion" => Self::Declaration,
            _ => Self::Public,
        }
    }
}

/// Step 1 of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganiserForm {
    /// Name of the organisation, 2 to 150 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Term of the edition's `organiserKinds`.
    #[cfg_attr(feature = "openapi", schema(example = "company"))]
    pub kind: String,
    /// SIRET number, 14 digits; optional.
    pub siret: String,
    /// Person to contact. Never public.
    pub contact_name: String,
    /// Address of that person. Never public.
    pub contact_email: String,
    /// Telephone number of that person; optional. Never public.
    pub contact_phone: String,
    /// Member company for which a federation or chamber files; optional.
    pub on_behalf_of: String,
    /// Organisations that hold it together with the organiser, 20 at most.
    pub co_organisers: Vec<String>,
}

/// The picture of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageForm {
    /// The picture, as `upload_image` answered it; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<StoredImage>,
    /// What it shows, for those who do not see it: one line of 3 to 250 characters, required with a picture.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Une coulée de métal dans un moule de sable")
    )]
    pub alt: String,
    /// Whose picture it is, 2 to 255 characters, required with a picture.
    #[cfg_attr(feature = "openapi", schema(example = "© Fonderie du Rhône"))]
    pub credits: String,
}

/// The place of the form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceForm {
    /// Name, 2 to 100 characters.
    pub name: String,
    /// Street and number, 2 to 255 characters.
    pub address: String,
    /// Postal code; five digits.
    #[cfg_attr(feature = "openapi", schema(example = "69200"))]
    pub postal_code: String,
    /// INSEE code of the commune; for an event online only, the organiser's, so that its territory is known.
    #[cfg_attr(feature = "openapi", schema(example = "69259"))]
    pub insee: String,
    /// Where the pin stands; the town hall of the commune when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// How to get there; optional, 1,000 characters at most.
    pub access: String,
}

/// An occurrence of the form, on the clocks of the place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OccurrenceForm {
    /// Local time, without offset.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26T09:30"))]
    pub begin: String,
    /// Local time, after `begin`, 24 hours later at most.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26T12:00"))]
    pub end: String,
    /// Seats; optional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
}

/// A way to book of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingForm {
    /// Web address.
    pub url: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Last day to book, `2018-03-22`; optional.
    pub deadline: String,
}

impl BookingForm {
    fn is_empty(&self) -> bool {
        let Self {
            url,
            email,
            phone,
            deadline,
        } = self;
        [url, email, phone, deadline]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// The form as it is being filled: every field may be missing or wrong, so that nothing typed is ever lost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventForm {
    /// Who holds it (step 1).
    pub organiser: OrganiserForm,
    /// Title, 5 to 140 characters (step 2).
    #[cfg_attr(feature = "openapi", schema(example = "Visite de la fonderie"))]
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Description, 20 to 10,000 characters of plain text; paragraphs are parted by blank lines.
    pub description: String,
    /// Term of the edition's `kinds`.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub kind: String,
    /// Precision when the kind is « other », 3 to 100 characters.
    pub kind_other: String,
    /// Terms of the edition's `topics`.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors`, three at most.
    pub sectors: Vec<String>,
    /// Whether it treats the edition's theme.
    pub follows_theme: bool,
    /// Its picture, with what must stand beside it; optional.
    pub image: ImageForm,
    /// How one takes part (step 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance_mode: Option<AttendanceMode>,
    /// Where; for an event online only, just the organiser's commune, optional.
    pub place: PlaceForm,
    /// Link to take part online.
    pub online_url: String,
    /// When: 1 to 800, none overlapping.
    pub occurrences: Vec<OccurrenceForm>,
    /// Terms of the edition's `audiences` (step 4).
    pub audiences: Vec<String>,
    /// Who gets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_mode: Option<AccessMode>,
    /// Youngest age, in years; optional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_min: Option<u8>,
    /// Oldest age, in years; optional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_max: Option<u8>,
    /// Whether it is free of charge: the fourth criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// Conditions in words; optional, 255 characters at most.
    pub conditions: String,
    /// How the public books.
    pub public_booking: BookingForm,
    /// How schools book.
    pub school_booking: BookingForm,
    /// What it is fit for.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints`.
    pub constraints: Vec<String>,
    /// Constraints in words; optional, 255 characters at most.
    pub constraints_note: String,
    /// How many people are expected, at least 1 (step 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_participants: Option<u32>,
    /// Version of the edition's commitments that the organiser accepts; empty when not accepted.
    pub commitments_version: String,
}
