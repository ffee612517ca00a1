//! The form of an event submission: its fields, their limits, and its validation into an event content ([`read`]).

mod advice;
mod asked;
mod field;
mod merge;
mod prefill;
mod read;
#[cfg(test)]
mod tests;
mod values;

pub use advice::Advice;
pub use field::Field;
pub use merge::Merged;

use super::{AccessMode, AccessibilityFlag, Answers, AttendanceMode, FocalPoint, StoredImage};
use crate::identifiers::string_enum;
use crate::place::Position;
use serde::{Deserialize, Serialize};

/// Limits of the form fields, in characters unless stated otherwise.
///
/// Source: OpenAgenda v2 (title 140, description 200, long description 10,000, conditions 255, place name 100, address
/// 255, access 1,000, image credits 255), so that every event can be published there.
pub mod limits {
    use crate::text::Limits;

    /// Title: one line, 5 to 140 characters.
    pub const TITLE: Limits = Limits::line(5, 140);
    /// Summary: one line, 20 to 200 characters.
    pub const SUMMARY: Limits = Limits::line(20, 200);
    /// Description: paragraphs, 20 to 10,000 characters.
    pub const DESCRIPTION: Limits = Limits::prose(20, 10_000);
    /// Name of an organisation or a person.
    pub const NAME: Limits = Limits::line(2, 150);
    /// Free-text kind, for a kind with `other`.
    pub const PRECISION: Limits = Limits::line(3, 100);
    /// Conditions of admission and notes.
    pub const NOTE: Limits = Limits::prose(3, 255);
    /// Alternative text of the image.
    pub const IMAGE_ALT: Limits = Limits::line(3, 250);
    /// Author and rights of the image: one line, 2 to 255 characters.
    pub const IMAGE_CREDITS: Limits = Limits::line(2, 255);
    /// Maximum size of an image file, in bytes.
    pub const IMAGE_BYTES: usize = 8 * 1024 * 1024;
    /// Maximum number of pixels of an image: enough for a high-end phone camera, and at most 160 MB once decoded.
    pub const IMAGE_PIXELS: u32 = 40_000_000;
    /// Minimum length of the shorter side of an image, in pixels; anything smaller is an icon.
    pub const IMAGE_SIDE_PX: u32 = 200;
    /// Maximum ratio of the longer to the shorter side of an image.
    pub const IMAGE_RATIO: u32 = 5;
    /// Name of the venue: one line, 2 to 100 characters.
    pub const VENUE_NAME: Limits = Limits::line(2, 100);
    /// Street and number of the venue.
    pub const ADDRESS: Limits = Limits::line(2, 255);
    /// Directions to the venue.
    pub const ACCESS: Limits = Limits::prose(3, 1_000);
    /// Maximum number of sectors.
    pub const SECTORS: usize = 3;
    /// Maximum number of co-organisers.
    pub const CO_ORGANISERS: usize = 20;
    /// Maximum age, in years.
    pub const AGE: u8 = 120;
    /// Maximum number of expected participants.
    pub const PARTICIPANTS: u32 = 2_000_000;
    /// Maximum distance between the map marker and the town hall of its commune, in metres: the largest communes
    /// (Maripasoula, Arles) are some tens of kilometres wide.
    pub const PIN_DISTANCE_M: f64 = 150_000.0;
}

string_enum! {
    /// The five steps of the form in the web application.
    Step {
        /// Organisation and contact person.
        Organiser = "organiser",
        /// Description of the event.
        Event = "event",
        /// Occurrences, attendance mode and place.
        WhenWhere = "when_where",
        /// Audiences, admission, booking and expected participants.
        Public = "public",
        /// Check of every answer, and commitments.
        Declaration = "declaration",
    }
}

impl Step {
    /// Step that contains the value at a JSON pointer into the form.
    pub fn of(pointer: &str) -> Self {
        Field::containing(pointer).map_or(Self::Public, Field::step)
    }
}

/// Organiser and contact person (step 1 of the form).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganiserForm {
    /// Name of the organisation, 2 to 150 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Term of the edition's `organiserKinds` vocabulary.
    #[cfg_attr(feature = "openapi", schema(example = "company"))]
    pub kind: String,
    /// SIRET number, 14 digits; optional.
    pub siret: String,
    /// Name of the contact person, 2 to 150 characters. Never public.
    pub contact_name: String,
    /// E-mail address of the contact person. Never public.
    pub contact_email: String,
    /// Telephone number of the contact person; optional. Never public.
    pub contact_phone: String,
    /// Member company on whose behalf a federation or chamber submits the event; optional.
    pub on_behalf_of: String,
    /// Names of organisations that run the event together with the organiser, at most 20.
    pub co_organisers: Vec<String>,
}

/// Image of the event, with its texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageForm {
    /// Image as returned by `upload_image`; absent for an event without image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<StoredImage>,
    /// Alternative text for people who cannot see the image: one line of 3 to 250 characters, required with an image.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Une coulée de métal dans un moule de sable")
    )]
    pub alt: String,
    /// Author or rights holder, 2 to 255 characters, required with an image.
    #[cfg_attr(feature = "openapi", schema(example = "© Fonderie du Rhône"))]
    pub credits: String,
    /// Term of the edition's `imageLicences` vocabulary, if the image may be reused beyond the programme; optional.
    #[cfg_attr(feature = "openapi", schema(example = "cc_by_4"))]
    pub licence: String,
    /// The point that crops of the image keep; the centre by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<FocalPoint>,
}

/// Venue of the event as a form has it: every part may be empty until the event is submitted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceForm {
    /// Name of the venue, 2 to 100 characters.
    pub name: String,
    /// Street and number, 2 to 255 characters.
    pub address: String,
    /// Postal code, five digits; the commune's first postal code when empty.
    #[cfg_attr(feature = "openapi", schema(example = "69200"))]
    pub postal_code: String,
    /// INSEE code of the commune; for an online event, that of the organiser, so that its territory is known.
    #[cfg_attr(feature = "openapi", schema(example = "69259"))]
    pub insee: String,
    /// Location of the map marker; the town hall of the commune when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Directions in words; optional, 3 to 1,000 characters.
    pub access: String,
}

/// An occurrence in the form, in the local time of the place.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OccurrenceForm {
    /// Start, in local time without UTC offset.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26T09:30"))]
    pub begin: String,
    /// End, in local time without UTC offset; after `begin`, by at most 24 hours.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26T12:00"))]
    pub end: String,
    /// Number of seats, 1 to 1,000,000; optional.
    #[serde(skip_serializing_if = "Option::is_none")]
    // A form that breaks this rule can be stored, not submitted: the schema has the range of the type.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32))]
    pub capacity: Option<u32>,
}

/// Booking channel in the form; it needs at least one of `url`, `email` and `phone`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingForm {
    /// Address of the booking page, starting with `http://` or `https://`.
    pub url: String,
    /// E-mail address for bookings.
    pub email: String,
    /// Telephone number for bookings.
    pub phone: String,
    /// Last day to book, such as `2018-03-22`; optional.
    pub deadline: String,
}

impl BookingForm {
    pub(crate) fn is_empty(&self) -> bool {
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

/// Form of an event submission. Drafts are stored as typed: every field may be missing or invalid until the event is
/// submitted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventForm {
    /// Organiser and contact person (step 1).
    pub organiser: OrganiserForm,
    /// Title, 5 to 140 characters (step 2).
    #[cfg_attr(feature = "openapi", schema(example = "Visite de la fonderie"))]
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Description in Markdown, as it was typed, 20 to 10,000 characters: bold, italics, links (`http`, `https`, `mailto`, `tel`),
    /// lists; a blank line separates paragraphs, and a line end ends a line. Other markup, HTML included, is text.
    #[cfg_attr(feature = "openapi", schema(content_media_type = "text/markdown"))]
    pub description: String,
    /// Term of the edition's `kinds` vocabulary.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub kind: String,
    /// Kind in the organiser's words, 3 to 100 characters; required when `kind` is a term with `other`.
    pub kind_other: String,
    /// Terms of the edition's `topics` vocabulary.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors` vocabulary, at most 3.
    pub sectors: Vec<String>,
    /// True when the event addresses the theme of the edition.
    pub follows_theme: bool,
    /// Image of the event with its texts; optional.
    pub image: ImageForm,
    /// Attendance mode: on site, online or both (step 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance_mode: Option<AttendanceMode>,
    /// Place of the event; for an online event, only the organiser's commune, optional.
    pub place: PlaceForm,
    /// Link for remote participants; required for an online or mixed event.
    pub online_url: String,
    /// Occurrences: 1 to 800, without overlaps.
    pub occurrences: Vec<OccurrenceForm>,
    /// Terms of the edition's `audiences` vocabulary, at least one (step 4).
    pub audiences: Vec<String>,
    /// Admission rule: everyone, registered visitors, school groups or invited guests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_mode: Option<AccessMode>,
    /// Youngest age admitted, in years, 0 to 120; no lower bound when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_min: Option<u8>,
    /// Oldest age admitted, in years, 0 to 120; no upper bound when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_max: Option<u8>,
    /// True when the event is free of charge (fourth criterion); absent until the organiser declares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// Conditions of admission in words; optional, 3 to 255 characters.
    pub conditions: String,
    /// Booking channel for the general public; required when `accessMode` is `registration` and `schoolBooking` is
    /// empty.
    pub public_booking: BookingForm,
    /// Booking channel for schools; required when `accessMode` is `schools_only`.
    pub school_booking: BookingForm,
    /// Disabilities for which the venue is accessible.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints` vocabulary.
    pub constraints: Vec<String>,
    /// Further constraints in words; optional, 3 to 255 characters.
    pub constraints_note: String,
    /// Number of participants expected, 1 to 2,000,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    // A form that breaks this rule can be stored, not submitted: the schema has the range of the type.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32))]
    pub expected_participants: Option<u32>,
    /// Answers to the additional fields of the edition, by key; those that are not asked beside the other answers are refused.
    #[serde(skip_serializing_if = "Answers::is_empty")]
    pub additional: Answers,
    /// Version of the edition's commitments that the organiser accepts (step 5); empty when not accepted.
    pub commitments_version: String,
}
