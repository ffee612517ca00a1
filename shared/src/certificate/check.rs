//! Result of the check of a certificate.

use super::CertificateCode;
use crate::identifiers::string_enum;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Act that ended a label.
    CertificateEnd {
        /// A coordinator revoked it.
        Revoked = "revoked",
        /// Its organiser withdrew the event.
        Withdrawn = "withdrawn",
    }
}

string_enum! {
    /// Standing of a certificate at the time of the check.
    CertificateStatus {
        /// The event has the label, and this is its certificate.
        Valid = "valid",
        /// The event has the label, and another certificate since.
        Replaced = "replaced",
        /// The event has lost the label.
        Revoked = "revoked",
        /// The organiser has withdrawn the event.
        Withdrawn = "withdrawn",
    }
}

impl CertificateStatus {
    /// Status of a certificate: the end of a label takes precedence over a newer certificate. `ended` is the end of the newest
    /// certificate of the event.
    pub const fn of(replaced: bool, ended: Option<CertificateEnd>) -> Self {
        match (ended, replaced) {
            (Some(CertificateEnd::Revoked), _) => Self::Revoked,
            (Some(CertificateEnd::Withdrawn), _) => Self::Withdrawn,
            (None, true) => Self::Replaced,
            (None, false) => Self::Valid,
        }
    }
}

/// A certificate as anybody may verify it: its printed content, and its standing now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateCheck {
    /// The code, as it is printed.
    pub code: CertificateCode,
    /// Standing of the certificate at the time of the check; only `valid` can be relied on.
    pub status: CertificateStatus,
    /// Number among the certificates of the event: 1 for the first.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub number: u32,
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Name of the edition, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Semaine de l’Industrie 2018"))]
    pub edition_name: String,
    /// Title of the event.
    #[cfg_attr(feature = "openapi", schema(example = "Visite de la fonderie"))]
    pub title: String,
    /// Names of the organisations that run the event, the organiser first.
    pub organisers: Vec<String>,
    /// Start of the first occurrence.
    pub first_begin: DateTime<FixedOffset>,
    /// End of the last occurrence.
    pub last_end: DateTime<FixedOffset>,
    /// Number of occurrences of the event.
    pub occurrence_count: u32,
    /// IANA time zone of the occurrences.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Paris"))]
    pub timezone: String,
    /// Place, in French; absent for an event that is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Fonderie du Rhône, 12 rue de la Coulée, 69200 Vénissieux")
    )]
    pub place: Option<String>,
    /// Service that issued the certificate, in French.
    #[cfg_attr(feature = "openapi", schema(example = "DIRECCTE Auvergne-Rhône-Alpes"))]
    pub authority: String,
    /// Time at which this certificate was issued.
    pub issued_at: DateTime<Utc>,
    /// Time at which another certificate replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_at: Option<DateTime<Utc>>,
    /// Code of the newest certificate of the event; absent when it is this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<CertificateCode>,
    /// Time at which the label ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Address of the page of the event; absent when it is not public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://semaine.example/evenements/2018/visite-de-la-fonderie")
    )]
    pub url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_has_ended_counts_more_than_another_certificate() {
        use CertificateStatus::{Replaced, Revoked, Valid, Withdrawn};
        for (replaced, ended, status) in [
            (false, None, Valid),
            (true, None, Replaced),
            (false, Some(CertificateEnd::Revoked), Revoked),
            (true, Some(CertificateEnd::Revoked), Revoked),
            (true, Some(CertificateEnd::Withdrawn), Withdrawn),
        ] {
            assert_eq!(CertificateStatus::of(replaced, ended), status);
        }
    }
}
