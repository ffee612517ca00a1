//! Field that each column fills.

use crate::commune;
use crate::merge::{Merge, line, prose};
use crate::values;
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, limits};
use shared::import::ImportField;
use shared::place::{InseeCode, Position};
use shared::problem::Code;
use shared::text::fold;
use shared::text::markdown::{literal, plain};

/// Distance within which two positions are the same, in metres: exports have six decimals.
const SAME_PLACE_M: f64 = 1.0;

impl Merge<'_> {
    pub(crate) fn organiser(&mut self) {
        self.line(ImportField::OrganiserName, |form| &mut form.organiser.name);
        if let Some(term) = self.term(ImportField::OrganiserKind, |it| &it.organiser_kinds) {
            term.clone_into(&mut self.form.organiser.kind);
        }
        if let Some(text) = self.text(ImportField::OrganiserSiret) {
            let number = values::siret(&text);
            let stored = &mut self.form.organiser.siret;
            if values::siret(stored) != number {
                *stored = number;
            }
        }
        self.line(ImportField::ContactName, |form| {
            &mut form.organiser.contact_name
        });
        self.line(ImportField::ContactEmail, |form| {
            &mut form.organiser.contact_email
        });
        self.phone(ImportField::ContactPhone, |form| {
            &mut form.organiser.contact_phone
        });
        self.line(ImportField::OnBehalfOf, |form| {
            &mut form.organiser.on_behalf_of
        });
        if let Some(text) = self.text(ImportField::CoOrganisers) {
            let said: Vec<String> = text
                .split(['|', ';', '\n', '\r'])
                .map(line)
                .filter(|name| !name.is_empty())
                .collect();
            let stored = &mut self.form.organiser.co_organisers;
            let same = stored
                .iter()
                .map(|name| line(name))
                .eq(said.iter().cloned());
            if !same {
                *stored = said;
            }
        }
    }

    pub(crate) fn event(&mut self) {
        self.line(ImportField::Title, |form| &mut form.title);
        self.line(ImportField::Summary, |form| &mut form.summary);
        self.prose(ImportField::Description, |form| &mut form.description);
        if let Some(text) = self.text(ImportField::PlainDescription) {
            let stored = &mut self.form.description;
            let same = prose(&plain(&prose(stored))) == prose(&text);
            if !same {
                *stored = literal(text.trim());
            }
        }
        if let Some(term) = self.term(ImportField::Kind, |it| &it.kinds) {
            term.clone_into(&mut self.form.kind);
        }
        let words = &self.reader.edition.vocabularies.kinds;
        let kind = words.iter().find(|term| term.id == self.form.kind);
        if kind.is_some_and(|term| term.other) {
            self.line(ImportField::KindOther, |form| &mut form.kind_other);
        }
        self.list(
            ImportField::Topics,
            |it| &it.topics,
            |form| &mut form.topics,
        );
        self.list(
            ImportField::Sectors,
            |it| &it.sectors,
            |form| &mut form.sectors,
        );
        if let Some(value) = self.yes_no(ImportField::FollowsTheme) {
            self.form.follows_theme = value;
        }
    }

    pub(crate) fn place(&mut self) {
        self.line(ImportField::PlaceName, |form| &mut form.place.name);
        self.line(ImportField::PlaceAddress, |form| &mut form.place.address);
        self.prose(ImportField::PlaceAccess, |form| &mut form.place.access);
        self.web(ImportField::OnlineUrl, |form| &mut form.online_url);
        let postal_code = self.text(ImportField::PostalCode);
        let postal_code = postal_code.map(|text| values::five_digits(&text));
        self.commune(postal_code.as_deref());
        let commune = self.reader.commune_of(&self.form);
        if let Some(code) = postal_code {
            let usual = commune.as_ref().and_then(|it| it.postal_codes.first());
            let stored = &mut self.form.place.postal_code;
            let implied = !self.is_new && stored.trim().is_empty() && usual == Some(&code);
            let same = implied || stored.trim() == code;
            if !same {
                *stored = code;
            }
        }
        let (lat, lon) = (
            self.degrees(ImportField::Latitude),
            self.degrees(ImportField::Longitude),
        );
        if let (Some(lat), Some(lon)) = (lat, lon) {
            match Position::new(lon, lat) {
                Ok(position) => {
                    let of_commune = commune.as_ref().map(|it| it.position);
                    let stored = self.form.place.position.or(of_commune);
                    let same = stored.is_some_and(|it| it.distance_m(position) < SAME_PLACE_M);
                    if !same {
                        self.form.place.position = Some(position);
                    }
                }
                Err(error) => {
                    self.fault(ImportField::Latitude, Code::OutOfRange, error.to_string());
                }
            }
        }
        match self.term(ImportField::AttendanceMode, |it| &it.attendance) {
            Some(mode) => self.form.attendance_mode = AttendanceMode::parse(mode),
            None if self.is_new => {
                let place = &self.form.place;
                let there = !place.insee.is_empty() || !place.address.is_empty();
                self.form.attendance_mode = match (there, self.form.online_url.is_empty()) {
                    (true, true) => Some(AttendanceMode::OnSite),
                    (false, false) => Some(AttendanceMode::Online),
                    (true, false) | (false, true) => None,
                };
            }
            None => {}
        }
    }

    fn commune(&mut self, postal_code: Option<&str>) {
        if let Some(text) = self.text(ImportField::Insee) {
            let code = values::five_digits(&text);
            if self.form.place.insee.trim() != code {
                self.form.place.insee = code;
            }
            return;
        }
        let city = self.text(ImportField::City).unwrap_or_default();
        let postal_code = postal_code.unwrap_or_default();
        if city.is_empty() && postal_code.is_empty() {
            return;
        }
        let stored = InseeCode::parse(self.form.place.insee.trim()).ok();
        let gazetteer = self.reader.gazetteer;
        match commune::of_words(gazetteer, postal_code, city.trim(), stored.as_ref()) {
            Some(commune) => self.form.place.insee = commune.insee.to_string(),
            None if city.is_empty() => self.fault(
                ImportField::PostalCode,
                Code::UnknownCommune,
                "no commune, or several, has this postal code: name the commune",
            ),
            None => self.fault(
                ImportField::City,
                Code::UnknownCommune,
                "no commune, or several, has this name and postal code",
            ),
        }
    }

    fn degrees(&mut self, field: ImportField) -> Option<f64> {
        let cell = self.cell(field)?;
        let degrees = values::decimal(cell);
        if degrees.is_none() {
            self.fault(field, Code::InvalidFormat, "not a number of degrees");
        }
        degrees
    }

    pub(crate) fn public(&mut self) {
        self.list(
            ImportField::Audiences,
            |it| &it.audiences,
            |form| &mut form.audiences,
        );
        if let Some(mode) = self.term(ImportField::AccessMode, |it| &it.access) {
            self.form.access_mode = AccessMode::parse(mode);
        }
        if let Some(years) = self.age(ImportField::AgeMin) {
            self.form.age_min = Some(years);
        }
        if let Some(years) = self.age(ImportField::AgeMax) {
            self.form.age_max = Some(years);
        }
        self.free();
        self.prose(ImportField::Conditions, |form| &mut form.conditions);
        self.bookings();
        if let Some(found) = self.terms(ImportField::Accessibility, |it| &it.accessibility) {
            let mut flags: Vec<AccessibilityFlag> = found
                .iter()
                .filter_map(|id| AccessibilityFlag::parse(id))
                .collect();
            flags.sort_unstable();
            let mut stored = self.form.accessibility.clone();
            stored.sort_unstable();
            stored.dedup();
            if stored != flags {
                self.form.accessibility = flags;
            }
        }
        self.list(
            ImportField::Constraints,
            |it| &it.constraints,
            |form| &mut form.constraints,
        );
        self.prose(ImportField::ConstraintsNote, |form| {
            &mut form.constraints_note
        });
        if let Some(number) = self.whole(ImportField::ExpectedParticipants) {
            self.form.expected_participants = Some(number);
        }
        match self.yes_no(ImportField::Commitments) {
            Some(true) => {
                let version = &self.reader.edition.commitments.version;
                self.form.commitments_version.clone_from(version);
            }
            Some(false) => self.form.commitments_version.clear(),
            None => {}
        }
    }

    fn age(&mut self, field: ImportField) -> Option<u8> {
        let years = self.whole(field)?;
        let years = u8::try_from(years)
            .ok()
            .filter(|years| *years <= limits::AGE);
        if years.is_none() {
            self.fault(field, Code::OutOfRange, format!("0 to {}", limits::AGE));
        }
        years
    }

    fn free(&mut self) {
        let Some(cell) = self.cell(ImportField::Free) else {
            return;
        };
        let said = values::yes_no(cell).or_else(|| match fold(&cell.text()).as_str() {
            "gratuit" | "gratuite" | "entree libre" | "entree gratuite" => Some(true),
            "payant" | "payante" => Some(false),
            _ => None,
        });
        match said {
            Some(free) => self.form.free = Some(free),
            None => self.fault(ImportField::Free, Code::UnknownValue, "yes or no"),
        }
    }

    fn bookings(&mut self) {
        self.web(ImportField::PublicBookingUrl, |form| {
            &mut form.public_booking.url
        });
        self.line(ImportField::PublicBookingEmail, |form| {
            &mut form.public_booking.email
        });
        self.phone(ImportField::PublicBookingPhone, |form| {
            &mut form.public_booking.phone
        });
        self.day(ImportField::PublicBookingDeadline, |form| {
            &mut form.public_booking
        });
        self.web(ImportField::SchoolBookingUrl, |form| {
            &mut form.school_booking.url
        });
        self.line(ImportField::SchoolBookingEmail, |form| {
            &mut form.school_booking.email
        });
        self.phone(ImportField::SchoolBookingPhone, |form| {
            &mut form.school_booking.phone
        });
        self.day(ImportField::SchoolBookingDeadline, |form| {
            &mut form.school_booking
        });
    }
}
