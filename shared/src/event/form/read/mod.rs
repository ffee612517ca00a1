//! Reads a form: every fault at once, or a content.

mod occurrences;
mod organiser;
mod reader;
mod venue;

use crate::calendar::MAX_OCCURRENCES;
use crate::criterion::{Outcome, check};
use crate::edition::Edition;
use crate::event::form::{BookingForm, EventForm, ImageForm, limits};
use crate::event::{AccessMode, AgeRange, AttendanceMode, Booking, EventContent, EventImage};
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use crate::text::{email, phone, url};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use reader::Reader;

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
