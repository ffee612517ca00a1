use super::EventImage;
use crate::calendar::Schedule;
use crate::place::{self, DepartmentCode, InseeCode, Position, RegionCode};
use crate::words::string_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::iter;

string_enum! {
    /// How one takes part.
    AttendanceMode {
        /// At a place.
        OnSite = "on_site",
        /// By a link.
        Online = "online",
        /// Both.
        Mixed = "mixed",
    }
}

impl AttendanceMode {
    /// Whether there is a place to go to.
    pub const fn has_place(self) -> bool {
        matches!(self, Self::OnSite | Self::Mixed)
    }

    /// Whether there is a link to follow.
    pub const fn has_link(self) -> bool {
        matches!(self, Self::Online | Self::Mixed)
    }
}

string_enum! {
    /// Who gets in, apart from whom the event is for.
    AccessMode {
        /// Whoever comes.
        Open = "open",
        /// Whoever registered.
        Registration = "registration",
        /// School groups.
        SchoolsOnly = "schools_only",
        /// Whoever was invited; admissible only if the invited group is itself an audience of the programme.
        Invitation = "invitation",
    }
}

string_enum! {
    /// What a place is fit for, by kind of disability.
    ///
    /// Source: OpenAgenda `accessibility`, in this order.
    AccessibilityFlag {
        /// Hearing (`hi`).
        Hearing = "hearing",
        /// Visual (`vi`).
        Visual = "visual",
        /// Psychic (`pi`).
        Psychic = "psychic",
        /// Motor (`mi`).
        Motor = "motor",
        /// Intellectual (`ii`).
        Intellectual = "intellectual",
    }
}

/// Who holds the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organiser {
    /// Name.
    pub name: String,
    /// Term of the edition's `organiserKinds`.
    pub kind: String,
    /// SIRET number, 14 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    /// Member company for which a federation or chamber files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// Organisations that hold it together with the organiser.
    #[serde(default)]
    pub co_organisers: Vec<String>,
}

/// Whom the referent may call. Never public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// First and last name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Where it is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Venue {
    /// Name of the place.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// INSEE code of the commune.
    pub insee: InseeCode,
    /// Name of the commune.
    pub city: String,
    /// Department.
    pub department: DepartmentCode,
    /// Name of the department.
    pub department_name: String,
    /// Region.
    pub region: RegionCode,
    /// Name of the region.
    pub region_name: String,
    /// Where the pin stands.
    pub position: Position,
    /// How to get there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
}

impl Venue {
    /// Pages of the territories it lies in, the widest first, with their names. Overseas, where a department and its region are
    /// one and bear the same name, it is one page.
    pub fn territories(&self) -> Vec<(String, String)> {
        let region = (
            place::region_page(&self.region, &self.region_name),
            self.region_name.clone(),
        );
        let department = (self.department_name != self.region_name).then(|| {
            (
                place::department_page(&self.department, &self.department_name),
                self.department_name.clone(),
            )
        });
        iter::once(region).chain(department).collect()
    }

    /// Where to have the way there worked out.
    pub fn directions(&self) -> String {
        let (lat, lon) = (self.position.lat(), self.position.lon());
        format!("https://www.openstreetmap.org/directions?to={lat}%2C{lon}#map=15/{lat}/{lon}")
    }
}

/// Youngest and oldest age, in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgeRange {
    /// Youngest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u8>,
    /// Oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u8>,
}

impl AgeRange {
    /// Whether somebody of that age, in years, gets in.
    pub fn admits(self, years: u8) -> bool {
        self.min.is_none_or(|min| min <= years) && self.max.is_none_or(|max| years <= max)
    }
}

/// One way to book; at least one of the three is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// Web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Last day to book, in the place's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
}

/// A form without fault: what is checked, labelled and shown. Made only by [`super::EventForm::parse`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventContent {
    /// Who holds it.
    pub organiser: Organiser,
    /// Whom to call; never public.
    pub contact: Contact,
    /// Title, 5 to 140 characters.
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Description, at most 10,000 characters of plain paragraphs.
    pub description: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Precision for « other ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_other: Option<String>,
    /// Terms of the edition's `topics`.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors`, three at most.
    pub sectors: Vec<String>,
    /// Whether it treats the edition's theme.
    pub follows_theme: bool,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// How one takes part.
    pub attendance_mode: AttendanceMode,
    /// Where, unless online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Link to take part online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
    /// Department that answers for it: of the place, or of the organiser when online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// IANA name of the zone of its clocks.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Paris"))]
    pub timezone: String,
    /// When: 1 to 800, ascending, none overlapping.
    pub occurrences: Schedule,
    /// Terms of the edition's `audiences`.
    pub audiences: Vec<String>,
    /// Who gets in.
    pub access_mode: AccessMode,
    /// Ages, when limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRange>,
    /// Conditions in words, at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// How the public books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_booking: Option<Booking>,
    /// How schools book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_booking: Option<Booking>,
    /// What it is fit for.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints`.
    pub constraints: Vec<String>,
    /// Constraints in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints_note: Option<String>,
    /// How many people are expected. Never mixed with those who came.
    pub expected_participants: u32,
    /// Version of the commitments that were accepted.
    pub commitments_version: String,
}
