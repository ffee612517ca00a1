//! Conflicts of interest: organisations and people whose files a reviewer does not see.

use super::NamedReviewer;
use crate::id::{AccountId, EventId, ReviewConflictId};
use crate::identifiers::string_enum;
use crate::organisation::{IdentifierKind, OrganisationIdentifier};
use serde::{Deserialize, Serialize};
use std::fmt;

string_enum! {
    /// Kind of the other party of a conflict of interest.
    ConflictWith {
        /// The organisation that runs the event: every establishment of the company.
        Organisation = "organisation",
        /// The person who files the event.
        Person = "person",
    }
}

/// A conflict of interest of a reviewer, who does not see files of that organisation or person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewConflict {
    /// UUID of the conflict.
    pub id: ReviewConflictId,
    /// Reviewer who has the conflict.
    pub reviewer: NamedReviewer,
    /// Kind of the other party of the conflict.
    pub with: ConflictWith,
    /// Name of the organisation or the person when it was declared, or the number that was given.
    pub name: String,
}

/// Request to declare a conflict of interest of the caller: with the organiser of an event, or an organisation by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReviewConflict {
    /// Kind of the other party of the conflict.
    pub with: ConflictWith,
    /// Event whose organiser is the other party; absent with a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// SIRET or UAI number of the organisation; absent with an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "73282932000074"))]
    pub number: Option<String>,
}

/// Somebody with whom a reviewer may have a conflict of interest: `siren:732829320`, `uai:0691234K` or `person:<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConflictParty(String);

impl ConflictParty {
    /// The organisation with this number: a company with all its establishments, or a school.
    pub fn of_number(number: &OrganisationIdentifier) -> Self {
        let text = number.as_str();
        match number.kind() {
            IdentifierKind::Siret => Self(format!("siren:{}", text.get(..9).unwrap_or(text))),
            IdentifierKind::Uai => Self(format!("uai:{text}")),
        }
    }

    /// The person with this account: `person:<uuid>`.
    pub fn of_person(account: AccountId) -> Self {
        Self(format!("person:{account}"))
    }

    /// Reads the text of [`Self::as_str`], which is not checked again.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The party as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Kind of the party: an organisation or a person.
    pub fn kind(&self) -> ConflictWith {
        if self.0.starts_with("person:") {
            ConflictWith::Person
        } else {
            ConflictWith::Organisation
        }
    }
}

impl fmt::Display for ConflictParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_conflict_is_with_every_establishment_of_a_company() {
        let party = |number: &str| {
            ConflictParty::of_number(&OrganisationIdentifier::parse("", number).unwrap())
        };

        assert_eq!(party("73282932000074").as_str(), "siren:732829320");
        assert_eq!(party("0750655E").as_str(), "uai:0750655E");
        assert_eq!(party("0750655E").kind(), ConflictWith::Organisation);
        assert_eq!(
            ConflictParty::of_person(AccountId(Uuid::nil())).kind(),
            ConflictWith::Person
        );
    }
}
