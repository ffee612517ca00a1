//! Printing of certificates: their French texts, and the presses.

use super::content::{CertificateContent, CertifiedEvent};
use actix_web::web::Bytes;
use certificate::{BRAND, Certificate, Press, Verification};
use chrono::Datelike as _;
use ground::error::Error;
use messages::{plural, t, t_args, t_of};
use print::Fonts;
use shared::calendar::Occurrence;
use shared::certificate::CertificateCode;
use shared::event::AttendanceMode;
use shared::french::{dates, tied};
use shared::id::EventId;
use std::sync::{Mutex, PoisonError};

/// Most dates that are listed; more are summed up.
const DATES_LISTED: usize = 40;
/// Most co-organisers that are named.
const CO_ORGANISERS_NAMED: usize = 8;

/// Presses that are not in use. Each keeps its parsed fonts; there are as many as certificates were printed at the same time.
#[derive(Debug)]
pub(crate) struct Presses {
    idle: Mutex<Vec<Press>>,
    /// Reads a font file by its path in the bundle.
    font: fn(&str) -> Option<Bytes>,
}

impl Presses {
    /// Presses whose fonts are read when the first certificate is printed.
    pub(crate) const fn with_fonts(font: fn(&str) -> Option<Bytes>) -> Self {
        Self {
            idle: Mutex::new(Vec::new()),
            font,
        }
    }

    /// Prints a certificate.
    ///
    /// # Errors
    ///
    /// When the server was built without its fonts, or the document cannot be written.
    pub(super) fn print(&self, certificate: &Certificate) -> Result<Vec<u8>, Error> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let free = idle().pop();
        let mut press = match free {
            Some(press) => press,
            None => Press::new(Fonts::read(self.font)?),
        };
        let file = press.print(certificate)?;
        idle().push(press);
        Ok(file)
    }
}

/// The texts of a certificate.
pub(super) fn certificate(
    content: &CertificateContent,
    event: EventId,
    code: &CertificateCode,
    number: u32,
    site: &str,
) -> Certificate {
    let subject = &content.subject;
    let address = format!("{site}{}", code.page());
    let (labelled, issued) = (
        dates::day(content.labelled_on),
        dates::day(content.issued_on),
    );
    let year = u16::try_from(content.issued_on.year()).unwrap_or_default();
    let day = |number: u32| u8::try_from(number).unwrap_or_default();
    let mut facts = vec![organisers(subject), when(subject)];
    facts.extend(place(subject));
    let numbered = if number == 1 {
        "certificate.number.first"
    } else {
        "certificate.number"
    };
    Certificate {
        title: t_args("certificate.document", &[("title", &subject.title)]),
        edition: content.edition_name.clone(),
        heading: t("certificate.heading").to_owned(),
        lead: t("certificate.lead").to_owned(),
        event: tied(&subject.title),
        facts,
        criteria_heading: t("certificate.criteria").to_owned(),
        criteria: content
            .criteria
            .iter()
            .map(|criterion| (criterion.title.clone(), criterion.wording.clone()))
            .collect(),
        authority: t_args(
            "certificate.issued",
            &[("authority", &content.authority), ("day", &labelled)],
        ),
        reference: t_args(
            numbered,
            &[
                ("reference", &event.reference()),
                ("number", &number),
                ("day", &issued),
            ],
        ),
        verification: Verification {
            sentence: t("certificate.verify").to_owned(),
            alt: t_args("certificate.qr", &[("address", &address)]),
            address,
            code: t_args(
                "certificate.code",
                &[("code", code), ("page", &format!("{site}/verifier"))],
            ),
        },
        limits: t("certificate.limits").to_owned(),
        colour: BRAND,
        issued_on: (
            year,
            day(content.issued_on.month()),
            day(content.issued_on.day()),
        ),
    }
}

fn organisers(subject: &CertifiedEvent) -> String {
    let CertifiedEvent {
        organiser,
        on_behalf_of,
        co_organisers,
        ..
    } = subject;
    let mut sentence = match on_behalf_of {
        Some(member) => t_args(
            "certificate.organiser.for",
            &[("organiser", organiser), ("member", member)],
        ),
        None => t_args("certificate.organiser", &[("organiser", organiser)]),
    };
    if !co_organisers.is_empty() {
        let listed = co_organisers.iter().take(CO_ORGANISERS_NAMED);
        let listed: Vec<&str> = listed.map(String::as_str).collect();
        sentence += &t_args(
            "certificate.organiser.with",
            &[("names", &listed.join(", "))],
        );
        let others = co_organisers.len().saturating_sub(CO_ORGANISERS_NAMED);
        if others > 0 {
            sentence += &plural("certificate.organiser.others", others as u64);
        }
    }
    sentence
}

fn when(subject: &CertifiedEvent) -> String {
    let occurrences = &subject.occurrences;
    let first = occurrences.first().map(|it| it.begin);
    let last = occurrences.iter().map(|it| it.end).max();
    let text = if occurrences.len() > DATES_LISTED {
        let span = first
            .zip(last)
            .map(|(first, last)| dates::span(first, last));
        let count = plural("certificate.dates.count", occurrences.len() as u64);
        format!("{}, {count}", span.unwrap_or_default())
    } else {
        let listed = occurrences
            .iter()
            .filter_map(|it| Occurrence::new(it.begin, it.end, None).ok())
            .map(|occurrence| dates::occurrence(&occurrence));
        listed.collect::<Vec<_>>().join("\u{a0}; ")
    };
    let mut line = if occurrences.len() == 1 {
        t_args("certificate.date", &[("dates", &text)])
    } else {
        t_args("certificate.dates", &[("dates", &text)])
    };
    if let Some(zone) = dates::zone_key(&subject.timezone) {
        line.extend([" (", t(zone), ")"]);
    }
    line
}

fn place(subject: &CertifiedEvent) -> Option<String> {
    let mode = || t_of("attendance_mode", subject.attendance_mode);
    let text = match (&subject.place, subject.attendance_mode) {
        (Some(place), AttendanceMode::Mixed) => format!("{place} · {}", mode()),
        (Some(place), AttendanceMode::OnSite | AttendanceMode::Online) => place.clone(),
        (None, AttendanceMode::Online | AttendanceMode::Mixed) => mode().to_owned(),
        (None, AttendanceMode::OnSite) => return None,
    };
    Some(t_args("certificate.place", &[("place", &text)]))
}
