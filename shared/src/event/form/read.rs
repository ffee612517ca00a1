//! Reads a form: every fault at once, or a content.

use super::{BookingForm, EventForm, ImageForm, OrganiserForm, PlaceForm, limits};
use crate::calendar::{MAX_OCCURRENCES, Occurrence, Schedule, parse_local_time};
use crate::criterion::{Outcome, check};
use crate::edition::vocabulary::find;
use crate::edition::{Edition, Term};
use crate::event::{
    AccessMode, AgeRange, AttendanceMode, Booking, Contact, EventContent, EventImage, Organiser,
    Venue,
};
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, email, phone, siret, url};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

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
        let image = read_image(&mut reader, &self.image);

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
                image,
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

/// A picture comes with its words; words without a picture are taken for a picture that was forgotten.
fn read_image(reader: &mut Reader, form: &ImageForm) -> Option<EventImage> {
    let ImageForm { file, alt, credits } = form;
    let Some(file) = file else {
        if [alt, credits].iter().any(|text| !text.trim().is_empty()) {
            reader.fault("/image/file", Code::Required, "these words are of no image");
        }
        return None;
    };
    Some(EventImage {
        id: file.id.clone(),
        width: file.width,
        height: file.height,
        alt: reader.required(limits::IMAGE_ALT, "/image/alt", alt),
        credits: reader.required(limits::IMAGE_CREDITS, "/image/credits", credits),
    })
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
