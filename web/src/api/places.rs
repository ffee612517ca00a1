//! Calls on communes, departments and regions.

use super::CallError;
use super::client::get;
use crate::url::encode;
use shared::place::{
    AddressMatches, Commune, CommuneGroupSummary, CommuneMatch, InseeCode, NearestCommune,
    Position, Territories,
};

/// Searches communes by name, postal code or INSEE code; tolerates typos.
pub async fn search_communes(text: &str, limit: u32) -> Result<Vec<CommuneMatch>, CallError> {
    get(format!("/places/communes?q={}&limit={limit}", encode(text))).await
}

/// Searches addresses, within a commune if there is one.
pub async fn search_addresses(
    text: &str,
    within: Option<&InseeCode>,
) -> Result<AddressMatches, CallError> {
    let within = within.map(|insee| format!("&insee={insee}"));
    get(format!(
        "/places/addresses?q={}{}",
        encode(text),
        within.unwrap_or_default()
    ))
    .await
}

/// Returns a commune by its INSEE code.
pub async fn get_commune(insee: &str) -> Result<Commune, CallError> {
    get(format!("/places/communes/{}", encode(insee))).await
}

/// Returns the commune nearest to a point.
pub async fn reverse_commune(point: Position) -> Result<NearestCommune, CallError> {
    get(format!(
        "/places/reverse?lat={}&lon={}",
        point.lat(),
        point.lon()
    ))
    .await
}

/// Returns all EPCI (groups of communes), by name.
pub async fn list_epci() -> Result<Vec<CommuneGroupSummary>, CallError> {
    get("/places/epci").await
}

/// Returns all Territoires d'industrie.
pub async fn list_industrial_territories() -> Result<Vec<CommuneGroupSummary>, CallError> {
    get("/places/industrial-territories").await
}

/// Returns all regions and departments.
pub async fn list_territories() -> Result<Territories, CallError> {
    get("/places/territories").await
}
