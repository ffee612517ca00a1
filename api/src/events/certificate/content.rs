//! Facts that a certificate states, as they were when it was issued.

use crate::events::stored::StoredFile;
use anyhow::Context as _;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use chrono_tz::Tz;
use gazetteer::Gazetteer;
use ground::error::Error;
use messages::t_of;
use serde::{Deserialize, Serialize};
use shared::calendar::Occurrence;
use shared::certificate::LabelAuthority;
use shared::edition::CriterionWording;
use shared::event::{AttendanceMode, EventContent, Venue};

/// Content of a certificate, as it was when the certificate was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CertificateContent {
    /// Slug of the edition.
    pub(super) edition: String,
    pub(super) edition_name: String,
    pub(super) subject: CertifiedEvent,
    /// The criteria under which the label was granted.
    pub(super) criteria: Vec<CriterionWording>,
    /// Service that issued it, in French.
    pub(super) authority: String,
    /// Day of the label, at the place of the event.
    pub(super) labelled_on: NaiveDate,
    /// Day of the certificate, at the place of the event.
    pub(super) issued_on: NaiveDate,
}

/// Content of a certificate about the event itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CertifiedEvent {
    pub(super) title: String,
    pub(super) organiser: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_behalf_of: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) co_organisers: Vec<String>,
    pub(super) attendance_mode: AttendanceMode,
    /// Name and address of the place, on one line; absent for an event that is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    /// IANA time zone of the occurrences.
    pub(super) timezone: String,
    /// Start and end of each occurrence; at least one.
    pub(super) occurrences: Vec<CertifiedOccurrence>,
}

/// Start and end of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CertifiedOccurrence {
    pub(super) begin: DateTime<FixedOffset>,
    pub(super) end: DateTime<FixedOffset>,
}

impl CertificateContent {
    /// Content of a certificate of a labelled event that is issued at a time.
    ///
    /// # Errors
    ///
    /// When the event has no content, which every labelled event has.
    pub(super) fn of(
        file: &StoredFile,
        criteria: Vec<CriterionWording>,
        at: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let content = content_of(file)?;
        let day = |at: DateTime<Utc>| at.with_timezone(&zone(content)).date_naive();
        Ok(Self {
            edition: file.edition.slug.clone(),
            edition_name: file.edition.name.clone(),
            subject: CertifiedEvent::of(content),
            criteria,
            authority: authority(file, day(at)),
            labelled_on: day(file.labelled_at.unwrap_or(at)),
            issued_on: day(at),
        })
    }

    /// The same certificate of the event as it is now.
    ///
    /// # Errors
    ///
    /// As [`CertificateContent::of`].
    pub(super) fn again(&self, file: &StoredFile, at: DateTime<Utc>) -> Result<Self, Error> {
        let content = content_of(file)?;
        Ok(Self {
            subject: CertifiedEvent::of(content),
            issued_on: at.with_timezone(&zone(content)).date_naive(),
            ..self.clone()
        })
    }
}

impl CertifiedEvent {
    fn of(content: &EventContent) -> Self {
        let EventContent {
            organiser,
            title,
            attendance_mode,
            venue,
            timezone,
            occurrences,
            ..
        } = content;
        let held: Vec<_> = occurrences.held().map(CertifiedOccurrence::of).collect();
        let all = occurrences.occurrences().iter();
        Self {
            title: title.clone(),
            organiser: organiser.name.clone(),
            on_behalf_of: organiser.on_behalf_of.clone(),
            co_organisers: organiser.co_organisers.clone(),
            attendance_mode: *attendance_mode,
            place: venue.as_ref().map(place),
            timezone: timezone.clone(),
            occurrences: if held.is_empty() {
                all.map(CertifiedOccurrence::of).collect()
            } else {
                held
            },
        }
    }

    /// Content of a certificate about a labelled event as it is now.
    ///
    /// # Errors
    ///
    /// As [`CertificateContent::of`].
    pub(super) fn now(file: &StoredFile) -> Result<Self, Error> {
        content_of(file).map(Self::of)
    }
}

impl CertifiedOccurrence {
    fn of(occurrence: &Occurrence) -> Self {
        Self {
            begin: occurrence.begin(),
            end: occurrence.end(),
        }
    }
}

fn content_of(file: &StoredFile) -> Result<&EventContent, Error> {
    let content = file.content.as_ref();
    Ok(content.with_context(|| format!("content of labelled event {}", file.id))?)
}

fn zone(content: &EventContent) -> Tz {
    content.timezone.parse().unwrap_or(Tz::Europe__Paris)
}

fn place(venue: &Venue) -> String {
    format!(
        "{}, {}, {} {}",
        venue.name, venue.address, venue.postal_code, venue.city
    )
}

/// The service that the edition names for the territory, or the one that issues labels there on that day.
fn authority(file: &StoredFile, day: NaiveDate) -> String {
    if let Some(referent) = file.referent() {
        return referent.service.clone();
    }
    let region = file.region();
    let authority = LabelAuthority::of(day, region);
    let name = t_of("certificate.authority", authority);
    let region = region
        .filter(|_| authority.is_regional())
        .and_then(|code| Gazetteer::embedded().region(code));
    region.map_or_else(
        || name.to_owned(),
        |region| format!("{name} {}", region.name),
    )
}
