//! Addresses that a search finds.

use super::{Commune, Position};
use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Precision of the position of an address, the finest first.
    AddressPrecision {
        /// The number in the street.
        HouseNumber = "house_number",
        /// The street, without a number.
        Street = "street",
        /// A hamlet, an industrial area or another named place.
        Locality = "locality",
        /// The commune only: its town hall.
        Commune = "commune",
    }
}

string_enum! {
    /// Origin of the addresses.
    AddressSource {
        /// The geocoding service that the server is configured with.
        Geocoder = "geocoder",
        /// The gazetteer of communes: no service is configured, or it does not answer.
        Gazetteer = "gazetteer",
    }
}

/// An address that a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressMatch {
    /// Address as it is shown to the user.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "12 Rue de la République 69200 Vénissieux")
    )]
    pub label: String,
    /// Number and street, or name of the locality; empty when only the commune is known.
    #[cfg_attr(feature = "openapi", schema(example = "12 Rue de la République"))]
    pub address: String,
    /// Postal code, five digits.
    #[cfg_attr(feature = "openapi", schema(example = "69200"))]
    pub postal_code: String,
    /// Commune in which the address lies.
    pub commune: Commune,
    /// Location of the address.
    pub position: Position,
    /// Kind of place that the position locates: house, street, locality or commune.
    pub precision: AddressPrecision,
    /// Relevance from 0 to 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1, example = 0.96))]
    pub score: f64,
}

/// Result of a search for addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressMatches {
    /// Origin of the addresses.
    pub source: AddressSource,
    /// Addresses, best first; at most 10.
    pub items: Vec<AddressMatch>,
}
