use super::{Answers, EventImage};
use crate::calendar::{DroppedOccurrence, Schedule};
use crate::id::OrganisationId;
use crate::identifiers::string_enum;
use crate::place::{self, DepartmentCode, InseeCode, Position, PositionOrigin, RegionCode};
use crate::text::slug;
use chrono::NaiveDate;
use form_urlencoded::byte_serialize;
use serde::{Deserialize, Serialize};
use std::iter;

string_enum! {
    /// Attendance mode: on site, online or both.
    AttendanceMode {
        /// At a physical place.
        OnSite = "on_site",
        /// Remotely, through a link.
        Online = "online",
        /// At a place or remotely, as the participant chooses.
        Mixed = "mixed",
    }
}

impl AttendanceMode {
    /// True when participants can come to a physical place: on site or mixed.
    pub const fn has_place(self) -> bool {
        matches!(self, Self::OnSite | Self::Mixed)
    }

    /// True when participants can follow a link: online or mixed.
    pub const fn has_link(self) -> bool {
        matches!(self, Self::Online | Self::Mixed)
    }
}

string_enum! {
    /// Admission rule of an event, independent of its audiences.
    AccessMode {
        /// Open to everyone, without registration.
        Open = "open",
        /// Open to everyone who registers.
        Registration = "registration",
        /// Open to school groups only.
        SchoolsOnly = "schools_only",
        /// By invitation only; admissible only if the invited group is itself an audience of the programme.
        Invitation = "invitation",
    }
}

string_enum! {
    /// Kind of disability for which the venue is accessible.
    ///
    /// Source: OpenAgenda `accessibility`, in this order.
    AccessibilityFlag {
        /// Hearing impairment (OpenAgenda `hi`).
        Hearing = "hearing",
        /// Visual impairment (OpenAgenda `vi`).
        Visual = "visual",
        /// Psychic impairment (OpenAgenda `pi`).
        Psychic = "psychic",
        /// Motor impairment (OpenAgenda `mi`).
        Motor = "motor",
        /// Intellectual impairment (OpenAgenda `ii`).
        Intellectual = "intellectual",
    }
}

/// Organisation that runs the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organiser {
    /// Name of the organisation.
    pub name: String,
    /// Term of the edition's `organiserKinds` vocabulary.
    pub kind: String,
    /// SIRET number of the establishment, 14 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    /// UUID of the organisation in whose name the event is filed; absent when it is filed in no other name than that of its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Member company on whose behalf a federation or chamber submitted the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// Names of organisations that run the event together with the organiser; at most 20.
    #[serde(default)]
    pub co_organisers: Vec<String>,
}

impl Organiser {
    /// Values of the filter `organiser` that select the event: the slug of each organisation that it is by (the organiser, the
    /// company on whose behalf it files, the co-organisers), the SIRET number, and the UUID of the organisation.
    pub fn slugs(&self) -> impl Iterator<Item = String> {
        self.names()
            .map(slug)
            .chain(self.siret.clone())
            .chain(self.organisation.map(|id| id.to_string()))
    }

    /// Name, as it was typed, of the organisation with this slug that the event is by.
    pub fn name_of(&self, wanted: &str) -> Option<&str> {
        self.names().find(|name| slug(name) == wanted)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        iter::once(&self.name)
            .chain(&self.on_behalf_of)
            .chain(&self.co_organisers)
            .map(String::as_str)
    }

    /// Key of the public page of the organisation, in the path `/organisateurs/{key}`; `None` when it has neither a record nor a
    /// SIRET number.
    pub fn page_key(&self) -> Option<String> {
        let id = self.organisation.map(|id| id.to_string());
        id.or_else(|| self.siret.clone())
    }

    /// True for a value of the filter `organiser` that is a number or a UUID, which is not shown as a name.
    pub fn is_number(value: &str) -> bool {
        let is_siret = value.len() == 14 && value.bytes().all(|b| b.is_ascii_digit());
        is_siret || value.parse::<OrganisationId>().is_ok()
    }
}

/// Contact person for the referent. Never public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// First and last name.
    pub name: String,
    /// E-mail address of the contact.
    pub email: String,
    /// Telephone number of the contact; absent when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Place where the event is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Venue {
    /// Name of the place.
    pub name: String,
    /// Street and number, 2 to 255 characters.
    pub address: String,
    /// Postal code, five digits.
    pub postal_code: String,
    /// INSEE code of the commune.
    pub insee: InseeCode,
    /// Name of the commune.
    pub city: String,
    /// INSEE code of the department.
    pub department: DepartmentCode,
    /// Name of the department, in French.
    pub department_name: String,
    /// INSEE code of the region.
    pub region: RegionCode,
    /// Name of the region, in French.
    pub region_name: String,
    /// Location of the map marker.
    pub position: Position,
    /// Origin of `position`; absent when unknown, as for events that an older release stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_origin: Option<PositionOrigin>,
    /// Directions in words, at most 1,000 characters; absent when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
}

impl Venue {
    /// Paths and names of the region and department pages of the venue, region first. Overseas, a region and its only
    /// department share a name and yield a single entry.
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

    /// True when only the commune of the venue is known: nobody has placed the map marker.
    pub fn is_approximate(&self) -> bool {
        self.position_origin == Some(PositionOrigin::Commune)
    }

    /// OpenStreetMap URL of directions to the venue: to its position, or to its address when that is more precise.
    pub fn directions(&self) -> String {
        let (lat, lon) = (self.position.lat(), self.position.lon());
        if self.is_approximate() {
            let address = self.address_in_query();
            return format!(
                "https://www.openstreetmap.org/directions?to={address}#map=13/{lat}/{lon}"
            );
        }
        format!("https://www.openstreetmap.org/directions?to={lat}%2C{lon}#map=15/{lat}/{lon}")
    }

    /// URI that opens the venue in the maps application of a phone: its position, or its address when that is more precise.
    ///
    /// Source: <https://developer.android.com/guide/components/intents-common#ViewMap>.
    pub fn geo_uri(&self) -> String {
        if self.is_approximate() {
            return format!("geo:0,0?q={}", self.address_in_query());
        }
        let (lat, lon) = (self.position.lat(), self.position.lon());
        format!("geo:{lat},{lon}?q={lat},{lon}")
    }

    fn address_in_query(&self) -> String {
        let address = format!("{}, {} {}", self.address, self.postal_code, self.city);
        byte_serialize(address.as_bytes()).collect()
    }
}

/// Ages admitted, in years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgeRange {
    /// Youngest age admitted; no lower bound when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u8>,
    /// Oldest age admitted; no upper bound when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u8>,
}

impl AgeRange {
    /// True when a person of that age, in years, is admitted.
    pub fn admits(self, years: u8) -> bool {
        self.min.is_none_or(|min| min <= years) && self.max.is_none_or(|max| years <= max)
    }
}

/// Booking channel: at least one of `url`, `email` and `phone` is present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// Address of the booking page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// E-mail address for bookings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number for bookings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Last day to book, in the calendar of the place; absent when there is no booking deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
}

/// Validated content of an event: what is reviewed, labelled and published. Built only by [`super::EventForm::parse`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventContent {
    /// Organisation that runs the event.
    pub organiser: Organiser,
    /// Contact person; never public.
    pub contact: Contact,
    /// Title, 5 to 140 characters.
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Description in Markdown, as it was typed, 20 to 10,000 characters: bold, italics, links (`http`, `https`, `mailto`, `tel`),
    /// lists; a blank line separates paragraphs, and a line end ends a line. Other markup, HTML included, is text.
    #[cfg_attr(feature = "openapi", schema(content_media_type = "text/markdown"))]
    pub description: String,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// Kind in the organiser's words, 3 to 100 characters; present when `kind` is a term with `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_other: Option<String>,
    /// Terms of the edition's `topics` vocabulary.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors` vocabulary, at most 3.
    pub sectors: Vec<String>,
    /// True when the event addresses the theme of the edition.
    pub follows_theme: bool,
    /// Image of the event; absent when none was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// Attendance mode: on site, online or both.
    pub attendance_mode: AttendanceMode,
    /// Place of the event; absent when it is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Link for remote participants; absent when the event is on site only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
    /// Department of the venue, or of the organiser for an online event; absent when an online event gives no commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the venue, or of the organiser for an online event; absent when an online event gives no commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// IANA time zone of the occurrences.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Paris"))]
    pub timezone: String,
    /// Occurrences: 1 to 800, sorted by start, without overlaps.
    pub occurrences: Schedule,
    /// Occurrences that an earlier version of the event announced and this one does not; at most 800.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped_occurrences: Vec<DroppedOccurrence>,
    /// Terms of the edition's `audiences` vocabulary.
    pub audiences: Vec<String>,
    /// Admission rule: everyone, registered visitors, school groups or invited guests.
    pub access_mode: AccessMode,
    /// Ages admitted; all ages when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRange>,
    /// Conditions of admission in words, 3 to 255 characters; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Booking channel for the general public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_booking: Option<Booking>,
    /// Booking channel for schools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_booking: Option<Booking>,
    /// Disabilities for which the venue is accessible.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints` vocabulary.
    pub constraints: Vec<String>,
    /// Further constraints in words, 3 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints_note: Option<String>,
    /// Number of participants expected by the organiser; never added up with actual attendance.
    pub expected_participants: u32,
    /// Answers to the additional fields of the edition, by key; also to those that it does not have any more.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub additional: Answers,
    /// Version of the commitments that the organiser accepted.
    pub commitments_version: String,
}

impl EventContent {
    /// Takes the numbers of the occurrences from the content that was announced before, and lists the dates that are no
    /// longer there.
    #[must_use]
    pub fn succeeding(self, before: &Self) -> Self {
        let (occurrences, dropped_occurrences) = self
            .occurrences
            .succeeding(&before.occurrences, &before.dropped_occurrences);
        Self {
            occurrences,
            dropped_occurrences,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn venue(origin: Option<&str>) -> Venue {
        serde_json::from_value(serde_json::json!({
            "name": "Fonderie", "address": "12 rue de la République", "postalCode": "69200", "insee": "69259", "city": "Vénissieux",
            "department": "69", "departmentName": "Rhône", "region": "84", "regionName": "Auvergne-Rhône-Alpes",
            "position": { "lon": 4.8869, "lat": 45.6977 }, "positionOrigin": origin
        }))
        .unwrap()
    }

    #[test]
    fn directions_lead_to_the_address_where_only_the_commune_is_known() {
        for (origin, approximate) in [
            (None, false),
            (Some("placed"), false),
            (Some("commune"), true),
        ] {
            let venue = venue(origin);
            assert_eq!(venue.is_approximate(), approximate);
            let by_address = "to=12+rue+de+la+R%C3%A9publique%2C+69200+V%C3%A9nissieux#";
            assert_eq!(venue.directions().contains(by_address), approximate);
            assert_eq!(
                venue.directions().contains("to=45.6977%2C4.8869#"),
                !approximate
            );
            let geo = if approximate {
                "geo:0,0?q=12+rue+de+la+R%C3%A9publique%2C+69200+V%C3%A9nissieux"
            } else {
                "geo:45.6977,4.8869?q=45.6977,4.8869"
            };
            assert_eq!(venue.geo_uri(), geo);
        }
    }
}
