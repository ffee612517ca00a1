//! The records of organisations as the coordination works on them: likely duplicates, and what a merge moves.

use super::{OrganisationIdentifier, OrganisationName};
use crate::event::{TITLE_LIKENESS, TitleWords};
use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

/// Digits of a SIRET number that name the company; the rest names the establishment.
const SIREN_DIGITS: usize = 9;

string_enum! {
    /// Reason why two records are likely those of one organisation.
    OrganisationLikeness {
        /// Both numbers are of one company.
        SameCompany = "same_company",
        /// Their names are alike, and they are in the same commune.
        SimilarName = "similar_name",
    }
}

/// Properties by which two records are compared.
#[derive(Debug, Clone)]
pub struct ComparedOrganisation {
    /// SIREN number; `None` for a school.
    company: Option<String>,
    insee: String,
    words: TitleWords,
}

impl ComparedOrganisation {
    /// A record with this number, name, and INSEE code of its commune, which may be empty.
    pub fn of(identifier: &OrganisationIdentifier, name: &str, insee: &str) -> Self {
        Self {
            company: identifier
                .as_str()
                .get(..SIREN_DIGITS)
                .filter(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
                .map(str::to_owned),
            insee: insee.to_owned(),
            words: TitleWords::of(name),
        }
    }

    /// Reason why both are likely one organisation; `None` when they are not. The names are compared as the titles of events
    /// are.
    pub fn likeness(&self, other: &Self) -> Option<OrganisationLikeness> {
        if self.company.is_some() && self.company == other.company {
            return Some(OrganisationLikeness::SameCompany);
        }
        let similar = !self.insee.is_empty()
            && self.insee == other.insee
            && self.words.likeness(&other.words) >= TITLE_LIKENESS;
        similar.then_some(OrganisationLikeness::SimilarName)
    }
}

/// A record, as the coordination sees it in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisteredOrganisation {
    /// Identifier, number, name and kind.
    pub organisation: OrganisationName,
    /// Name of its commune; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Number of events filed in its name.
    pub files: u64,
    /// Number of accounts that are its members.
    pub members: u64,
    /// Other records that are likely the same organisation, at most 10.
    pub alike: Vec<AlikeOrganisation>,
}

/// Another record that is likely the same organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlikeOrganisation {
    /// Identifier, number, name and kind.
    pub organisation: OrganisationName,
    /// Reason why both are likely the same organisation.
    pub why: OrganisationLikeness,
}

/// Extent of a merge: the two records, and numbers of everything that moves from one to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergePreview {
    /// The record that goes; its number leads to the other one from then on.
    pub from: OrganisationName,
    /// The record that stays.
    pub into: OrganisationName,
    /// Number of events that move.
    pub files: u64,
    /// Number of members that move; a member of both keeps the wider role.
    pub members: u64,
    /// Number of them that are members of both.
    pub members_of_both: u64,
    /// Number of open invitations that move.
    pub invitations: u64,
    /// Number of mandates that move.
    pub mandates: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn record(number: &str, name: &str, insee: &str) -> ComparedOrganisation {
        let number = OrganisationIdentifier::try_from(number.to_owned()).unwrap();
        ComparedOrganisation::of(&number, name, insee)
    }

    #[rstest]
    #[case::establishments(
        "91000000100016",
        "Autre enseigne",
        "01001",
        Some(OrganisationLikeness::SameCompany)
    )]
    #[case::names(
        "91000000300004",
        "Fonderie Trois Rivières",
        "69259",
        Some(OrganisationLikeness::SimilarName)
    )]
    #[case::elsewhere("91000000300004", "Fonderie Trois Rivières", "01001", None)]
    #[case::others("91000000300004", "Chaudronnerie du Port", "69259", None)]
    fn records_of_one_company_and_neighbours_with_one_name_are_alike(
        #[case] number: &str,
        #[case] name: &str,
        #[case] insee: &str,
        #[case] expected: Option<OrganisationLikeness>,
    ) {
        let foundry = record("91000000100008", "Fonderie des Trois Rivières", "69259");
        let other = record(number, name, insee);
        assert_eq!(foundry.likeness(&other), expected);
        assert_eq!(other.likeness(&foundry), expected);
    }

    #[test]
    fn without_a_commune_a_name_alone_says_nothing() {
        let one = record("91000000100008", "Fonderie", "");
        assert_eq!(
            one.likeness(&record("91000000300004", "Fonderie", "")),
            None
        );
    }
}
