//! Secret links by which others fetch a kit without an account.

use super::KitVariant;
use crate::id::KitLinkId;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Days for which a link may be valid.
pub const KIT_LINK_DAYS: RangeInclusive<u32> = 1..=90;
/// Maximum number of links of one event that are valid at the same time.
pub const KIT_LINKS_MAX: usize = 20;

const RECIPIENT: Limits = Limits::line(2, 100);

/// Request of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitLinkForm {
    /// Days for which it is valid.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90, example = 14))]
    pub days: u32,
    /// For whom it is, in the words of the organiser, 2 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Service communication"))]
    pub recipient: String,
}

impl KitLinkForm {
    /// Number of days, and the normalised recipient.
    ///
    /// # Errors
    ///
    /// All faults, each at its field.
    pub fn parse(&self) -> Result<(u32, String), Vec<FieldProblem>> {
        let mut faults = Vec::new();
        if !KIT_LINK_DAYS.contains(&self.days) {
            let detail = format!("{} to {}", KIT_LINK_DAYS.start(), KIT_LINK_DAYS.end());
            faults.push(FieldProblem::new("/days", Code::OutOfRange, detail));
        }
        match RECIPIENT.read("/recipient", &self.recipient) {
            Ok(Some(recipient)) if faults.is_empty() => return Ok((self.days, recipient)),
            Ok(Some(_)) => {}
            Ok(None) => faults.push(FieldProblem::new("/recipient", Code::Required, "required")),
            Err(fault) => faults.push(fault),
        }
        Err(faults)
    }
}

/// A secret link to the kit of an event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitLink {
    /// Identifier of the link.
    pub id: KitLinkId,
    /// Address of the page; its part after `#` is the secret, which browsers send to no server.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://semaine.example.org/kit#JxDdEtD3mb1vVLVC-yvZgw")
    )]
    pub url: String,
    /// For whom it is.
    pub recipient: String,
    /// Time at which it was made.
    pub created_at: DateTime<Utc>,
    /// Time from which it does not work any more.
    pub expires_at: DateTime<Utc>,
}

/// The links to the kit of an event that are valid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitLinks {
    /// The links, newest first.
    pub items: Vec<KitLink>,
}

/// Request with the secret of a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitSecret {
    /// The part of the link after `#`.
    pub key: String,
}

/// Request of one file with the secret of a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitFileRequest {
    /// The part of the link after `#`.
    pub key: String,
    /// Key of the file in the kit.
    #[cfg_attr(feature = "openapi", schema(example = "calendar"))]
    pub file: String,
    /// Variant of the file; `plain` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<KitVariant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_an_end_and_a_recipient() {
        let form = |days, recipient: &str| KitLinkForm {
            days,
            recipient: recipient.to_owned(),
        };
        let read = form(14, " Service  communication ").parse();
        assert_eq!(read, Ok((14, "Service communication".to_owned())));
        for (days, recipient, pointers) in [
            (0, "Service", vec!["/days"]),
            (91, "", vec!["/days", "/recipient"]),
            (7, "x", vec!["/recipient"]),
        ] {
            let faults = form(days, recipient).parse().unwrap_err();
            let found: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(found, pointers);
        }
    }
}
