use super::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, Contact, EventContent,
    Organiser, Venue,
};
use crate::calendar::{MAX_OCCURRENCES, Occurrence, Schedule, parse_local_time};
use crate::criterion::{Outcome, check};
use crate::edition::vocabulary::find;
use crate::edition::{Edition, Term};
use crate::place::{Commune, Position};
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, email, phone, siret, url};
use crate::words::words;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Most bytes of a form as JSON: 800 occurrences and a full description take about 120 KiB.
pub const FORM_MAX_BYTES: usize = 256 * 1024;

/// Limits of the fields, in characters unless said otherwise.
///
/// Source: OpenAgenda v2 (title 140, description 200, long description 10,000, conditions 255, place name 100, address 255,
/// access 1,000), so that everything filed here can be read there.
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

words! {
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
            | "followsTheme" => Self::Event,
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

/// What reads a form: collects every fault instead of stopping at the first.
struct Reader {
    faults: Vec<FieldProblem>,
}

impl Reader {
    fn fault(&mut self, pointer: impl Into<String>, code: Code, detail: impl Into<String>) {
        self.faults.push(FieldProblem::new(pointer, code, detail));
    }

    fn keep<T>(&mut self, read: Result<T, FieldProblem>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn optional(&mut self, limits: Limits, pointer: &str, raw: &str) -> Option<String> {
        self.keep(limits.read(pointer, raw)).flatten()
    }

    fn required(&mut self, limits: Limits, pointer: &str, raw: &str) -> String {
        match limits.read(pointer, raw) {
            Ok(Some(text)) => return text,
            Ok(None) => self.fault(pointer, Code::Required, "required"),
            Err(fault) => self.faults.push(fault),
        }
        String::new()
    }

    fn optional_by(
        &mut self,
        parse: fn(&str, &str) -> Result<String, FieldProblem>,
        pointer: &str,
        raw: &str,
    ) -> Option<String> {
        if raw.trim().is_empty() {
            None
        } else {
            self.keep(parse(pointer, raw))
        }
    }

    fn term<'a>(&mut self, terms: &'a [Term], pointer: &str, id: &str) -> Option<&'a Term> {
        if id.is_empty() {
            self.fault(pointer, Code::Required, "required");
            return None;
        }
        let term = find(terms, id);
        if term.is_none() {
            self.fault(
                pointer,
                Code::UnknownValue,
                "not in the edition's vocabulary",
            );
        }
        term
    }

    fn terms(&mut self, terms: &[Term], pointer: &str, ids: &[String], most: usize) -> Vec<String> {
        if ids.len() > most {
            self.faults.push(
                FieldProblem::new(pointer, Code::TooMany, format!("at most {most}"))
                    .with_limit(most as u64),
            );
        }
        let mut kept: Vec<String> = Vec::new();
        for (i, id) in ids.iter().enumerate().take(terms.len().max(most) + 1) {
            if find(terms, id).is_none() {
                self.fault(
                    format!("{pointer}/{i}"),
                    Code::UnknownValue,
                    "not in the edition's vocabulary",
                );
            } else if kept.contains(id) {
                self.fault(format!("{pointer}/{i}"), Code::Duplicate, "given twice");
            } else {
                kept.push(id.clone());
            }
        }
        kept
    }
}

impl EventForm {
    /// Whether the form can be stored at all, be it complete or not: sizes far beyond the limits of the fields, and NUL
    /// characters, are refused.
    ///
    /// # Errors
    ///
    /// Every such fault with its pointer.
    pub fn check_storable(&self) -> Result<(), Vec<FieldProblem>> {
        // Ten times the longest text of the form would still be read; this is a bound for machines, not for people.
        const TEXT_MAX_CHARS: usize = 20_000;
        const LIST_MAX_ITEMS: usize = 2 * MAX_OCCURRENCES;
        fn walk(pointer: &str, value: &serde_json::Value, faults: &mut Vec<FieldProblem>) {
            match value {
                serde_json::Value::String(text) if text.contains('\0') => {
                    faults.push(FieldProblem::new(
                        pointer,
                        Code::ControlCharacter,
                        "NUL characters are not allowed",
                    ));
                }
                serde_json::Value::String(text) if text.chars().count() > TEXT_MAX_CHARS => {
                    faults.push(
                        FieldProblem::new(pointer, Code::TooLong, "too long to be stored")
                            .with_limit(TEXT_MAX_CHARS as u64),
                    );
                }
                serde_json::Value::Array(items) if items.len() > LIST_MAX_ITEMS => {
                    faults.push(
                        FieldProblem::new(pointer, Code::TooMany, "too many to be stored")
                            .with_limit(LIST_MAX_ITEMS as u64),
                    );
                }
                serde_json::Value::Array(items) => {
                    for (i, item) in items.iter().enumerate() {
                        walk(&format!("{pointer}/{i}"), item, faults);
                    }
                }
                serde_json::Value::Object(fields) => {
                    for (name, field) in fields {
                        walk(&format!("{pointer}/{name}"), field, faults);
                    }
                }
                serde_json::Value::Null
                | serde_json::Value::Bool(_)
                | serde_json::Value::Number(_)
                | serde_json::Value::String(_) => {}
            }
        }
        let mut faults = Vec::new();
        match serde_json::to_value(self) {
            Ok(value) => walk("", &value, &mut faults),
            Err(error) => faults.push(FieldProblem::new("", Code::BadRequest, error.to_string())),
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// The same event for another time: without dates, booking deadlines and promises.
    #[must_use]
    pub fn renewed(mut self) -> Self {
        self.occurrences.clear();
        self.public_booking.deadline.clear();
        self.school_booking.deadline.clear();
        self.commitments_version.clear();
        self
    }

    /// Zone of the clocks of the form: the commune's, or Paris for an event online only.
    pub fn zone(&self, commune: Option<&Commune>) -> Tz {
        match self.attendance_mode {
            Some(AttendanceMode::Online) => Tz::Europe__Paris,
            _ => commune.map_or(Tz::Europe__Paris, Commune::zone),
        }
    }

    /// The form as a content, or every fault at once.
    ///
    /// `commune` is what the gazetteer knows of `place.insee`; `None` when it knows nothing. The four criteria are judged
    /// apart, by [`crate::criterion::check`].
    ///
    /// # Errors
    ///
    /// Every fault with its pointer into the form.
    pub fn parse(
        &self,
        edition: &Edition,
        commune: Option<&Commune>,
    ) -> Result<EventContent, Vec<FieldProblem>> {
        let mut reader = Reader { faults: Vec::new() };
        let (organiser, contact) = self.read_organiser(&mut reader, edition);
        let title = reader.required(limits::TITLE, "/title", &self.title);
        let summary = reader.required(limits::SUMMARY, "/summary", &self.summary);
        let description = reader.required(limits::DESCRIPTION, "/description", &self.description);
        let vocabularies = &edition.vocabularies;
        let kind = reader.term(&vocabularies.kinds, "/kind", &self.kind);
        let kind_other = match kind {
            Some(term) if term.other => {
                Some(reader.required(limits::PRECISION, "/kindOther", &self.kind_other))
            }
            _ => None,
        };
        let topics = reader.terms(
            &vocabularies.topics,
            "/topics",
            &self.topics,
            vocabularies.topics.len(),
        );
        let sectors = reader.terms(
            &vocabularies.sectors,
            "/sectors",
            &self.sectors,
            limits::SECTORS,
        );

        if self.attendance_mode.is_none() {
            reader.fault("/attendanceMode", Code::Required, "required");
        }
        let attendance_mode = self.attendance_mode.unwrap_or(AttendanceMode::OnSite);
        let venue = self.read_venue(&mut reader, attendance_mode, commune);
        let online_url = if attendance_mode.has_link() {
            let link = reader.optional_by(url, "/onlineUrl", &self.online_url);
            if self.online_url.trim().is_empty() {
                reader.fault(
                    "/onlineUrl",
                    Code::MissingLink,
                    "an event online needs a link",
                );
            }
            link
        } else {
            None
        };
        let occurrences = self.read_occurrences(&mut reader, commune);

        let audiences = reader.terms(
            &vocabularies.audiences,
            "/audiences",
            &self.audiences,
            vocabularies.audiences.len(),
        );
        if self.audiences.is_empty() {
            reader.fault("/audiences", Code::Required, "at least one audience");
        }
        if self.access_mode.is_none() {
            reader.fault("/accessMode", Code::Required, "required");
        }
        let access_mode = self.access_mode.unwrap_or(AccessMode::Open);
        let age = self.read_age(&mut reader);
        if self.free.is_none() {
            reader.fault("/free", Code::Required, "required");
        }
        let conditions = reader.optional(limits::NOTE, "/conditions", &self.conditions);
        let public_booking = read_booking(&mut reader, "/publicBooking", &self.public_booking);
        let school_booking = read_booking(&mut reader, "/schoolBooking", &self.school_booking);
        match access_mode {
            AccessMode::Registration
                if self.public_booking.is_empty() && self.school_booking.is_empty() =>
            {
                reader.fault(
                    "/publicBooking",
                    Code::MissingBooking,
                    "say how to register",
                );
            }
            AccessMode::SchoolsOnly if self.school_booking.is_empty() => {
                reader.fault(
                    "/schoolBooking",
                    Code::MissingBooking,
                    "say how schools register",
                );
            }
            AccessMode::Open
            | AccessMode::Registration
            | AccessMode::SchoolsOnly
            | AccessMode::Invitation => {}
        }
        let mut accessibility = self.accessibility.clone();
        accessibility.sort_unstable();
        accessibility.dedup();
        let constraints = reader.terms(
            &vocabularies.constraints,
            "/constraints",
            &self.constraints,
            vocabularies.constraints.len(),
        );
        let constraints_note =
            reader.optional(limits::NOTE, "/constraintsNote", &self.constraints_note);

        let expected_participants = match self.expected_participants {
            Some(number) if (1..=limits::PARTICIPANTS).contains(&number) => number,
            Some(_) => {
                let fault =
                    FieldProblem::new("/expectedParticipants", Code::OutOfRange, "1 to 2,000,000");
                reader.faults.push(fault.with_limit(limits::PARTICIPANTS));
                0
            }
            None => {
                reader.fault("/expectedParticipants", Code::Required, "required");
                0
            }
        };
        if self.commitments_version != edition.commitments.version {
            reader.fault(
                "/commitmentsVersion",
                Code::CommitmentsRequired,
                "accept the commitments of the edition",
            );
        }

        match (kind, occurrences) {
            (Some(kind), Some(occurrences)) if reader.faults.is_empty() => Ok(EventContent {
                organiser,
                contact,
                title,
                summary,
                description,
                kind: kind.id.clone(),
                kind_other,
                topics,
                sectors,
                follows_theme: self.follows_theme,
                attendance_mode,
                venue,
                online_url,
                department: commune.map(|commune| commune.department.clone()),
                region: commune.map(|commune| commune.region.clone()),
                timezone: self.zone(commune).name().to_owned(),
                occurrences,
                audiences,
                access_mode,
                age,
                conditions,
                public_booking,
                school_booking,
                accessibility,
                constraints,
                constraints_note,
                expected_participants,
                commitments_version: self.commitments_version.clone(),
            }),
            _ => Err(reader.faults),
        }
    }

    /// The content to file: the form without fault, and no criterion that a machine finds not met.
    ///
    /// # Errors
    ///
    /// Every fault and every such finding, with its pointer into the form; what both name stands once.
    pub fn ready(
        &self,
        edition: &Edition,
        commune: Option<&Commune>,
        at: DateTime<Utc>,
    ) -> Result<EventContent, Vec<FieldProblem>> {
        let parsed = self.parse(edition, commune);
        let mut faults = parsed.as_ref().err().cloned().unwrap_or_default();
        let not_met = check(self, edition, commune, at)
            .into_iter()
            .filter(|finding| finding.outcome == Outcome::NotMet)
            .flat_map(|finding| finding.reasons);
        for reason in not_met {
            if !faults
                .iter()
                .any(|fault| fault.pointer == reason.pointer && fault.code == reason.code)
            {
                faults.push(reason);
            }
        }
        if faults.is_empty() {
            parsed
        } else {
            Err(faults)
        }
    }

    fn read_organiser(&self, reader: &mut Reader, edition: &Edition) -> (Organiser, Contact) {
        let OrganiserForm {
            name,
            kind,
            siret: siret_number,
            contact_name,
            contact_email,
            contact_phone,
            on_behalf_of,
            co_organisers,
        } = &self.organiser;
        let most = limits::CO_ORGANISERS;
        if co_organisers.len() > most {
            let fault = FieldProblem::new(
                "/organiser/coOrganisers",
                Code::TooMany,
                format!("at most {most}"),
            );
            reader.faults.push(fault.with_limit(most as u64));
        }
        let organiser = Organiser {
            name: reader.required(limits::NAME, "/organiser/name", name),
            kind: reader
                .term(
                    &edition.vocabularies.organiser_kinds,
                    "/organiser/kind",
                    kind,
                )
                .map(|term| term.id.clone())
                .unwrap_or_default(),
            siret: reader.optional_by(siret, "/organiser/siret", siret_number),
            on_behalf_of: reader.optional(limits::NAME, "/organiser/onBehalfOf", on_behalf_of),
            co_organisers: co_organisers
                .iter()
                .enumerate()
                .take(most)
                .filter_map(|(i, name)| {
                    reader.optional(limits::NAME, &format!("/organiser/coOrganisers/{i}"), name)
                })
                .collect(),
        };
        if contact_email.trim().is_empty() {
            reader.fault("/organiser/contactEmail", Code::Required, "required");
        }
        let contact = Contact {
            name: reader.required(limits::NAME, "/organiser/contactName", contact_name),
            email: reader
                .optional_by(email, "/organiser/contactEmail", contact_email)
                .unwrap_or_default(),
            phone: reader.optional_by(phone, "/organiser/contactPhone", contact_phone),
        };
        (organiser, contact)
    }

    fn read_venue(
        &self,
        reader: &mut Reader,
        mode: AttendanceMode,
        commune: Option<&Commune>,
    ) -> Option<Venue> {
        let PlaceForm {
            name,
            address,
            postal_code,
            insee,
            position,
            access,
        } = &self.place;
        if commune.is_none() && !insee.trim().is_empty() {
            reader.fault("/place/insee", Code::UnknownCommune, "not in the gazetteer");
        }
        if !mode.has_place() {
            return None;
        }
        let name = reader.required(limits::VENUE_NAME, "/place/name", name);
        let address = reader.required(limits::ADDRESS, "/place/address", address);
        let access = reader.optional(limits::ACCESS, "/place/access", access);
        let Some(commune) = commune else {
            if insee.trim().is_empty() {
                reader.fault(
                    "/place/insee",
                    Code::MissingLocation,
                    "an event on site needs its commune",
                );
            }
            return None;
        };
        let postal_code = match postal_code.trim() {
            "" => commune.postal_codes.first().cloned().unwrap_or_default(),
            code if code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()) => code.to_owned(),
            _ => {
                reader.fault("/place/postalCode", Code::InvalidFormat, "five digits");
                String::new()
            }
        };
        let position = position.unwrap_or(commune.position);
        if position.distance_m(commune.position) > limits::PIN_DISTANCE_M {
            reader.fault(
                "/place/position",
                Code::OutsideFrance,
                "too far from the commune",
            );
        }
        Some(Venue {
            name,
            address,
            postal_code,
            insee: commune.insee.clone(),
            city: commune.name.clone(),
            department: commune.department.clone(),
            department_name: commune.department_name.clone(),
            region: commune.region.clone(),
            region_name: commune.region_name.clone(),
            position,
            access,
        })
    }

    fn read_occurrences(&self, reader: &mut Reader, commune: Option<&Commune>) -> Option<Schedule> {
        let (schedule, mut faults) = self.schedule(commune);
        reader.faults.append(&mut faults);
        schedule
    }

    /// The occurrences as far as they can be read, with every fault; the schedule is there only when all is well.
    pub(crate) fn schedule(
        &self,
        commune: Option<&Commune>,
    ) -> (Option<Schedule>, Vec<FieldProblem>) {
        let zone = self.zone(commune);
        let mut faults = Vec::new();
        let mut read = Vec::with_capacity(self.occurrences.len().min(MAX_OCCURRENCES));
        if self.occurrences.len() > MAX_OCCURRENCES {
            let fault = FieldProblem::new(
                "/occurrences",
                Code::TooMany,
                format!("at most {MAX_OCCURRENCES}"),
            );
            return (None, vec![fault.with_limit(MAX_OCCURRENCES as u64)]);
        }
        for (i, form) in self.occurrences.iter().enumerate() {
            let mut local = |field: &str, raw: &str| {
                if raw.trim().is_empty() {
                    faults.push(FieldProblem::new(
                        format!("/occurrences/{i}/{field}"),
                        Code::Required,
                        "required",
                    ));
                    return None;
                }
                parse_local_time(raw)
                    .map_err(|error| {
                        faults.push(FieldProblem::new(
                            format!("/occurrences/{i}/{field}"),
                            error.code(),
                            error.to_string(),
                        ));
                    })
                    .ok()
            };
            let (begin, end) = (local("begin", &form.begin), local("end", &form.end));
            let (Some(begin), Some(end)) = (begin, end) else {
                continue;
            };
            match Occurrence::from_local(begin, end, zone, form.capacity) {
                Ok(occurrence) => read.push((i, occurrence)),
                Err(found) => faults.extend(found.into_iter().map(|fault| {
                    FieldProblem::new(
                        format!("/occurrences/{i}/{}", fault.field()),
                        fault.code(),
                        fault.to_string(),
                    )
                })),
            }
        }
        let complete = read.len() == self.occurrences.len();
        match Schedule::numbered(read) {
            Ok(schedule) => (complete.then_some(schedule), faults),
            // An empty list is a fault of its own only when nothing was typed: lines that could not be read have theirs.
            Err(_) if self.occurrences.is_empty() => (
                None,
                vec![FieldProblem::new(
                    "/occurrences",
                    Code::Required,
                    "at least one occurrence",
                )],
            ),
            Err(found) => {
                faults.extend(found.0.into_iter().filter_map(|fault| {
                    let index = fault.index?;
                    Some(FieldProblem::new(
                        format!("/occurrences/{index}/begin"),
                        fault.code(),
                        fault.kind.to_string(),
                    ))
                }));
                (None, faults)
            }
        }
    }

    /// The occurrences that can be read, each with its index in the form.
    pub(crate) fn read_lines(
        &self,
        commune: Option<&Commune>,
    ) -> impl Iterator<Item = (usize, Occurrence)> {
        let zone = self.zone(commune);
        self.occurrences
            .iter()
            .enumerate()
            .filter_map(move |(i, line)| {
                let (begin, end) = (
                    parse_local_time(&line.begin).ok()?,
                    parse_local_time(&line.end).ok()?,
                );
                Some((
                    i,
                    Occurrence::from_local(begin, end, zone, line.capacity).ok()?,
                ))
            })
    }

    fn read_age(&self, reader: &mut Reader) -> Option<AgeRange> {
        for (pointer, age) in [("/ageMin", self.age_min), ("/ageMax", self.age_max)] {
            if age.is_some_and(|age| age > limits::AGE) {
                reader.faults.push(
                    FieldProblem::new(pointer, Code::OutOfRange, "120 at most")
                        .with_limit(limits::AGE),
                );
            }
        }
        if let (Some(min), Some(max)) = (self.age_min, self.age_max)
            && min > max
        {
            reader.fault(
                "/ageMax",
                Code::OutOfRange,
                "the oldest age is below the youngest",
            );
        }
        (self.age_min.is_some() || self.age_max.is_some()).then_some(AgeRange {
            min: self.age_min,
            max: self.age_max,
        })
    }
}

fn read_booking(reader: &mut Reader, pointer: &str, form: &BookingForm) -> Option<Booking> {
    if form.is_empty() {
        return None;
    }
    let deadline = match form.deadline.trim() {
        "" => None,
        text => {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|_| text.len() == 10);
            if date.is_none() {
                reader.fault(
                    format!("{pointer}/deadline"),
                    Code::ImpossibleDate,
                    "not a date",
                );
            }
            date
        }
    };
    let booking = Booking {
        url: reader.optional_by(url, &format!("{pointer}/url"), &form.url),
        email: reader.optional_by(email, &format!("{pointer}/email"), &form.email),
        phone: reader.optional_by(phone, &format!("{pointer}/phone"), &form.phone),
        deadline,
    };
    let BookingForm {
        url: raw_url,
        email: raw_email,
        phone: raw_phone,
        deadline: _,
    } = form;
    if [raw_url, raw_email, raw_phone]
        .iter()
        .all(|raw| raw.trim().is_empty())
    {
        reader.fault(
            pointer,
            Code::MissingBooking,
            "a link, an address or a number",
        );
    }
    Some(booking)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{DepartmentCode, InseeCode, RegionCode};
    use proptest::prelude::*;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    fn venissieux() -> Commune {
        Commune {
            insee: InseeCode::parse("69259").unwrap(),
            name: "Vénissieux".into(),
            postal_codes: vec!["69200".into()],
            department: DepartmentCode::parse("69").unwrap(),
            department_name: "Rhône".into(),
            region: RegionCode::parse("84").unwrap(),
            region_name: "Auvergne-Rhône-Alpes".into(),
            position: Position::new(4.8869, 45.6977).unwrap(),
            population: 65_000,
        }
    }

    fn complete() -> EventForm {
        EventForm {
            organiser: OrganiserForm {
                name: "Fonderie du Rhône".into(),
                kind: "company".into(),
                contact_name: "Camille Martin".into(),
                contact_email: "camille@exemple.fr".into(),
                ..OrganiserForm::default()
            },
            title: "Visite de la fonderie".into(),
            summary: "Du métal liquide à la pièce finie, en une heure.".into(),
            description: "Nous ouvrons nos ateliers aux collégiens et lycéens.".into(),
            kind: "company_visit".into(),
            attendance_mode: Some(AttendanceMode::OnSite),
            place: PlaceForm {
                name: "Usine".into(),
                address: "1 rue de l’Usine".into(),
                insee: "69259".into(),
                ..PlaceForm::default()
            },
            occurrences: vec![OccurrenceForm {
                begin: "2018-03-26T09:00".into(),
                end: "2018-03-26T10:00".into(),
                capacity: Some(12),
            }],
            audiences: vec!["pupils".into()],
            access_mode: Some(AccessMode::Open),
            free: Some(true),
            expected_participants: Some(12),
            commitments_version: "2018-1".into(),
            ..EventForm::default()
        }
    }

    fn faults(form: &EventForm) -> Vec<(String, Code)> {
        let found = form.parse(&edition(), Some(&venissieux())).unwrap_err();
        found
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn a_complete_form_becomes_a_content() {
        let content = complete().parse(&edition(), Some(&venissieux())).unwrap();
        assert_eq!(content.timezone, "Europe/Paris");
        assert_eq!(
            content.occurrences.first_begin().to_rfc3339(),
            "2018-03-26T09:00:00+02:00"
        );
        let venue = content.venue.unwrap();
        assert_eq!(
            (venue.postal_code.as_str(), venue.department_name.as_str()),
            ("69200", "Rhône")
        );
    }

    #[test]
    fn a_form_is_ready_when_it_has_no_fault_and_no_criterion_fails() {
        let before = DateTime::parse_from_rfc3339("2018-03-01T08:00:00Z")
            .unwrap()
            .to_utc();
        let ready = |form: &EventForm| form.ready(&edition(), Some(&venissieux()), before);
        assert!(ready(&complete()).is_ok());

        let mut form = complete();
        form.occurrences[0].begin = "2018-04-03T09:00".into();
        form.occurrences[0].end = "2018-04-03T10:00".into();
        form.free = None;
        let found: Vec<_> = ready(&form)
            .unwrap_err()
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();
        assert_eq!(
            found,
            [
                ("/free".to_owned(), Code::Required),
                ("/occurrences/0/begin".to_owned(), Code::OutsideWindow),
            ]
        );
    }

    #[test]
    fn an_empty_form_names_everything_that_is_missing() {
        let found = EventForm::default().parse(&edition(), None).unwrap_err();
        for pointer in [
            "/organiser/name",
            "/title",
            "/summary",
            "/kind",
            "/attendanceMode",
            "/occurrences",
            "/audiences",
            "/free",
            "/commitmentsVersion",
        ] {
            assert!(
                found.iter().any(|fault| fault.pointer == pointer),
                "{pointer} is missing"
            );
        }
    }

    #[test]
    fn every_fault_is_found_at_its_field() {
        let mut form = complete();
        form.title = "Non".into();
        form.kind = "party".into();
        form.sectors = ["rail", "wood", "food", "rail"].map(String::from).to_vec();
        form.occurrences.push(OccurrenceForm {
            begin: "2018-03-26T09:30".into(),
            end: "2018-03-26T11:00".into(),
            capacity: None,
        });
        form.occurrences.push(OccurrenceForm {
            begin: "2018-02-30T09:30".into(),
            end: String::new(),
            capacity: None,
        });
        form.access_mode = Some(AccessMode::SchoolsOnly);
        form.public_booking.url = "exemple.fr".into();
        let found = faults(&form);
        for expected in [
            ("/title", Code::TooShort),
            ("/kind", Code::UnknownValue),
            ("/sectors", Code::TooMany),
            ("/sectors/3", Code::Duplicate),
            ("/occurrences/1/begin", Code::OccurrencesOverlap),
            ("/occurrences/2/begin", Code::ImpossibleDate),
            ("/occurrences/2/end", Code::Required),
            ("/schoolBooking", Code::MissingBooking),
            ("/publicBooking/url", Code::InvalidUrl),
        ] {
            assert!(
                found.contains(&(expected.0.to_owned(), expected.1)),
                "{expected:?} not in {found:?}"
            );
        }
    }

    #[test]
    fn modes_ask_for_what_they_need() {
        let mut form = complete();
        form.attendance_mode = Some(AttendanceMode::Mixed);
        assert_eq!(
            faults(&form),
            [("/onlineUrl".to_owned(), Code::MissingLink)]
        );
        form.attendance_mode = Some(AttendanceMode::Online);
        form.online_url = "https://exemple.fr/salle".into();
        form.place = PlaceForm::default();
        let content = form.parse(&edition(), None).unwrap();
        assert_eq!((content.venue, content.department), (None, None));
        form.attendance_mode = Some(AttendanceMode::OnSite);
        let found = form.parse(&edition(), None).unwrap_err();
        assert!(
            found
                .iter()
                .any(|fault| fault.code == Code::MissingLocation)
        );
    }

    #[test]
    fn a_pin_stays_near_its_commune() {
        let mut form = complete();
        form.place.position = Some(Position::new(2.35, 48.85).unwrap());
        assert_eq!(
            faults(&form),
            [("/place/position".to_owned(), Code::OutsideFrance)]
        );
    }

    #[test]
    fn what_no_database_can_hold_is_refused_even_in_a_draft() {
        let mut form = complete();
        form.title = "a\0b".into();
        form.description = "x".repeat(20_001);
        let found = form.check_storable().unwrap_err();
        assert_eq!(found.len(), 2);
        assert!(complete().check_storable().is_ok());
    }

    #[test]
    fn each_field_belongs_to_a_step_and_exists() {
        let mut form = complete();
        form.place.position = Some(venissieux().position);
        form.age_min = Some(11);
        form.age_max = Some(18);
        let json = serde_json::to_value(&form).unwrap();
        for pointer in FIELDS {
            assert!(
                json.pointer(pointer).is_some(),
                "{pointer} is no field of the form"
            );
        }
        assert_eq!(Step::of("/occurrences/3/end"), Step::WhenWhere);
        assert_eq!(Step::of("/free"), Step::Public);
    }

    proptest! {
        #[test]
        fn any_text_in_any_field_is_judged_without_panic(text in "\\PC{0,40}", n in 0usize..5) {
            let mut form = complete();
            form.title.clone_from(&text);
            form.place.insee.clone_from(&text);
            form.place.postal_code.clone_from(&text);
            form.organiser.siret.clone_from(&text);
            form.public_booking.deadline.clone_from(&text);
            form.occurrences = vec![OccurrenceForm { begin: text.clone(), end: text.clone(), capacity: None }; n];
            form.audiences = vec![text; n];
            if let Err(faults) = form.parse(&edition(), Some(&venissieux())) {
                prop_assert!(faults.iter().all(|fault| fault.pointer.starts_with('/')));
            }
        }
    }
}
