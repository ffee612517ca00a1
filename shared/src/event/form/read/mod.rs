//! Validation of a form: returns either an event content or all errors at once.

mod occurrences;
mod organiser;
mod reader;
mod venue;

use crate::calendar::MAX_OCCURRENCES;
use crate::criterion::{Outcome, check};
use crate::edition::Edition;
use crate::event::form::{BookingForm, EventForm, Field, ImageForm, limits};
use crate::event::{
    AccessMode, AgeRange, AttendanceMode, Booking, EventContent, EventImage, FocalPoint,
};
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use crate::text::{email, phone, url};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use reader::Reader;

impl EventForm {
    /// Checks that the form can be stored, complete or not: rejects NUL characters and sizes far beyond the field
    /// limits.
    ///
    /// # Errors
    ///
    /// Every such fault with its JSON pointer.
    pub fn check_storable(&self) -> Result<(), Vec<FieldProblem>> {
        // Twice the longest text that the form accepts: the bound stops programs, not people.
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
                        FieldProblem::new(pointer, Code::TooLong, "too long to store")
                            .with_limit(TEXT_MAX_CHARS as u64),
                    );
                }
                serde_json::Value::Array(items) if items.len() > LIST_MAX_ITEMS => {
                    faults.push(
                        FieldProblem::new(pointer, Code::TooMany, "too many items to store")
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
        // A form that is short as a whole has no long text, nor more items than commas and one; NUL is always escaped.
        fn is_short(form: &str) -> bool {
            form.len() <= TEXT_MAX_CHARS
                && form.matches(',').count() < LIST_MAX_ITEMS
                && !form.contains("\\u0000")
        }
        let mut faults: Vec<FieldProblem> = self.too_many_answers().into_iter().collect();
        // Most forms are, and need no walk through their fields.
        if !serde_json::to_string(self).is_ok_and(|form| is_short(&form)) {
            match serde_json::to_value(self) {
                Ok(value) => walk("", &value, &mut faults),
                Err(error) => {
                    faults.push(FieldProblem::new("", Code::BadRequest, error.to_string()));
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Copy of the form for another edition: without occurrences, booking deadlines and accepted commitments.
    #[must_use]
    pub fn renewed(mut self) -> Self {
        self.occurrences.clear();
        self.public_booking.deadline.clear();
        self.school_booking.deadline.clear();
        self.commitments_version.clear();
        self
    }

    /// Time zone of the occurrences: that of the commune, or Paris for an online event.
    pub fn zone(&self, commune: Option<&Commune>) -> Tz {
        match self.attendance_mode {
            Some(AttendanceMode::Online) => Tz::Europe__Paris,
            _ => commune.map_or(Tz::Europe__Paris, Commune::zone),
        }
    }

    /// Validates the form and returns the event content, or all errors at once.
    ///
    /// `commune` is the commune with the INSEE code `place.insee`; `None` when the gazetteer has none. The four
    /// criteria are checked separately, by [`crate::criterion::check`].
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer into the form.
    pub fn parse(
        &self,
        edition: &Edition,
        commune: Option<&Commune>,
    ) -> Result<EventContent, Vec<FieldProblem>> {
        let mut reader = Reader { faults: Vec::new() };
        let (organiser, contact) = self.read_organiser(&mut reader, edition);
        let title = reader.required(limits::TITLE, Field::Title.pointer(), &self.title);
        let summary = reader.required(limits::SUMMARY, Field::Summary.pointer(), &self.summary);
        let description = reader.required(
            limits::DESCRIPTION,
            Field::Description.pointer(),
            &self.description,
        );
        let vocabularies = &edition.vocabularies;
        let kind = reader.term(&vocabularies.kinds, Field::Kind.pointer(), &self.kind);
        let kind_other = match kind {
            Some(term) if term.other => Some(reader.required(
                limits::PRECISION,
                Field::KindOther.pointer(),
                &self.kind_other,
            )),
            _ => None,
        };
        let topics = reader.terms(
            &vocabularies.topics,
            Field::Topics.pointer(),
            &self.topics,
            vocabularies.topics.len(),
        );
        let sectors = reader.terms(
            &vocabularies.sectors,
            Field::Sectors.pointer(),
            &self.sectors,
            limits::SECTORS,
        );
        let image = read_image(&mut reader, &self.image, edition);

        if self.attendance_mode.is_none() {
            reader.fault(Field::AttendanceMode, Code::Required, "required");
        }
        let attendance_mode = self.attendance_mode.unwrap_or(AttendanceMode::OnSite);
        let venue = self.read_venue(&mut reader, attendance_mode, commune);
        let online_url = if attendance_mode.has_link() {
            let link = reader.optional_parsed(url, Field::OnlineUrl.pointer(), &self.online_url);
            if self.online_url.trim().is_empty() {
                reader.fault(
                    Field::OnlineUrl,
                    Code::MissingLink,
                    "an online event requires a link",
                );
            }
            link
        } else {
            None
        };
        let occurrences = self.read_occurrences(&mut reader, commune);

        let audiences = reader.terms(
            &vocabularies.audiences,
            Field::Audiences.pointer(),
            &self.audiences,
            vocabularies.audiences.len(),
        );
        if self.audiences.is_empty() {
            reader.fault(
                Field::Audiences,
                Code::Required,
                "at least one audience is required",
            );
        }
        if self.access_mode.is_none() {
            reader.fault(Field::AccessMode, Code::Required, "required");
        }
        let access_mode = self.access_mode.unwrap_or(AccessMode::Open);
        let age = self.read_age(&mut reader);
        if self.free.is_none() {
            reader.fault(Field::Free, Code::Required, "required");
        }
        let conditions =
            reader.optional(limits::NOTE, Field::Conditions.pointer(), &self.conditions);
        let public_booking = read_booking(
            &mut reader,
            Field::PublicBooking.pointer(),
            &self.public_booking,
        );
        let school_booking = read_booking(
            &mut reader,
            Field::SchoolBooking.pointer(),
            &self.school_booking,
        );
        match access_mode {
            AccessMode::Registration
                if self.public_booking.is_empty() && self.school_booking.is_empty() =>
            {
                reader.fault(
                    Field::PublicBooking,
                    Code::MissingBooking,
                    "registration requires a booking channel",
                );
            }
            AccessMode::SchoolsOnly if self.school_booking.is_empty() => {
                reader.fault(
                    Field::SchoolBooking,
                    Code::MissingBooking,
                    "events for schools only require a booking channel for schools",
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
            Field::Constraints.pointer(),
            &self.constraints,
            vocabularies.constraints.len(),
        );
        let constraints_note = reader.optional(
            limits::NOTE,
            Field::ConstraintsNote.pointer(),
            &self.constraints_note,
        );

        let expected_participants = match self.expected_participants {
            Some(number) if (1..=limits::PARTICIPANTS).contains(&number) => number,
            Some(_) => {
                let fault = FieldProblem::new(
                    Field::ExpectedParticipants,
                    Code::OutOfRange,
                    "1 to 2,000,000",
                );
                reader.faults.push(fault.with_limit(limits::PARTICIPANTS));
                0
            }
            None => {
                reader.fault(Field::ExpectedParticipants, Code::Required, "required");
                0
            }
        };
        let additional = self.read_answers(edition, &mut reader.faults);
        if self.commitments_version != edition.commitments.version {
            reader.fault(
                Field::CommitmentsVersion,
                Code::CommitmentsRequired,
                "the current version of the commitments must be accepted",
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
                dropped_occurrences: Vec::new(),
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
                additional,
                commitments_version: self.commitments_version.clone(),
            }),
            _ => Err(reader.faults),
        }
    }

    /// Content to submit: the form has no error and no criterion is found not met.
    ///
    /// # Errors
    ///
    /// Every form error and every reason of an unmet criterion, with its JSON pointer into the form. An error found by
    /// both is reported once.
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
        for (pointer, age) in [
            (Field::AgeMin.pointer(), self.age_min),
            (Field::AgeMax.pointer(), self.age_max),
        ] {
            if age.is_some_and(|age| age > limits::AGE) {
                reader.faults.push(
                    FieldProblem::new(pointer, Code::OutOfRange, "at most 120")
                        .with_limit(limits::AGE),
                );
            }
        }
        if let (Some(min), Some(max)) = (self.age_min, self.age_max)
            && min > max
        {
            reader.fault(
                Field::AgeMax,
                Code::OutOfRange,
                "the oldest age must not be below the youngest",
            );
        }
        (self.age_min.is_some() || self.age_max.is_some()).then_some(AgeRange {
            min: self.age_min,
            max: self.age_max,
        })
    }
}

/// Reads the image with its texts. Texts without an image are an error: the image was probably forgotten.
fn read_image(reader: &mut Reader, form: &ImageForm, edition: &Edition) -> Option<EventImage> {
    let ImageForm {
        file,
        alt,
        credits,
        licence,
        focus,
    } = form;
    let Some(file) = file else {
        if [alt, credits].iter().any(|text| !text.trim().is_empty()) {
            reader.fault(
                Field::ImageFile,
                Code::Required,
                "alternative text or credits given without an image",
            );
        }
        return None;
    };
    if focus.is_some_and(|focus| !focus.is_inside()) {
        reader.fault(
            Field::ImageFocus,
            Code::OutOfRange,
            "the point is outside the image: x and y are percentages from 0 to 100",
        );
    }
    Some(EventImage {
        id: file.id.clone(),
        width: file.width,
        height: file.height,
        alt: reader.required(limits::IMAGE_ALT, Field::ImageAlt.pointer(), alt),
        credits: reader.required(
            limits::IMAGE_CREDITS,
            Field::ImageCredits.pointer(),
            credits,
        ),
        licence: (!licence.is_empty())
            .then(|| {
                let licences = &edition.vocabularies.image_licences;
                reader.term(licences, Field::ImageLicence.pointer(), licence)
            })
            .flatten()
            .map(|term| term.id.clone()),
        focus: focus.filter(|focus| *focus != FocalPoint::CENTRE),
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
                    "not an existing date such as 2018-03-22",
                );
            }
            date
        }
    };
    let booking = Booking {
        url: reader.optional_parsed(url, &format!("{pointer}/url"), &form.url),
        email: reader.optional_parsed(email, &format!("{pointer}/email"), &form.email),
        phone: reader.optional_parsed(phone, &format!("{pointer}/phone"), &form.phone),
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
            "a URL, an e-mail address or a telephone number is required",
        );
    }
    Some(booking)
}
