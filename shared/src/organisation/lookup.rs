use super::OrganisationIdentifier;
use crate::identifiers::string_enum;
use crate::place::Commune;
use serde::{Deserialize, Serialize};

string_enum! {
    /// State of the register of companies during a search.
    LookupState {
        /// The register of companies has answered.
        Answered = "answered",
        /// The server asks no register; only organisations known to it are found.
        Off = "off",
        /// The register has not answered as it should; only organisations known to the server are found.
        Unavailable = "unavailable",
    }
}

/// An organisation that a search proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyMatch {
    /// SIRET or UAI number.
    pub identifier: OrganisationIdentifier,
    /// Name in the register, or that of a known organisation.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Street and number; empty when none is known.
    #[cfg_attr(feature = "openapi", schema(example = "12 rue de la Forge"))]
    pub address: String,
    /// Postal code; empty when none is known.
    #[cfg_attr(feature = "openapi", schema(example = "69200"))]
    pub postal_code: String,
    /// The commune; absent when none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
}

/// Result of a search for organisations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyMatches {
    /// Answer of the register of companies to this search; unless `answered`, only organisations known to the server are found.
    pub state: LookupState,
    /// The organisations, best first, at most 10.
    pub items: Vec<CompanyMatch>,
}
