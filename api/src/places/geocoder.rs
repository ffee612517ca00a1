//! Client of the geocoding service of the Géoplateforme, or of one with the same interface.
//!
//! The service accepts 50 requests a second from one address, and refuses all for some seconds after more
//! (<https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage>); [`Remote`] stays below, and what was found
//! is remembered. Whenever the service does not answer as it should, the gazetteer does.

use crate::remote::{Failure, Remote, Searches};
use gazetteer::Gazetteer;
use serde::Deserialize;
use serde_json::Value;
use shared::place::{
    AddressMatch, AddressMatches, AddressPrecision, AddressSource, InseeCode, Position,
};

/// Addresses of one search.
const MOST: usize = 10;
/// Requests in a second, below the limit of the service.
const PER_SECOND: usize = 40;

/// Finds addresses with a service or in the gazetteer, and remembers those of the service.
#[derive(Debug)]
pub struct Geocoder(Searches<AddressMatch>);

impl Geocoder {
    /// A geocoder that asks the service at this address, such as `https://data.geopf.fr/geocodage`; only the gazetteer without one.
    ///
    /// # Errors
    ///
    /// When the address is no web address, or the system gives no resources for connections.
    pub fn new(url: Option<&str>) -> anyhow::Result<Self> {
        Searches::at(url, PER_SECOND).map(Self)
    }

    /// Finds the addresses that a text means, best first, within a commune if there is one.
    pub(super) async fn search(&self, text: &str, within: Option<&InseeCode>) -> AddressMatches {
        let of_gazetteer = || AddressMatches {
            source: AddressSource::Gazetteer,
            items: communes(text, within),
        };
        let key = format!("{}\n{text}", within.map_or("", InseeCode::as_str));
        let asked = async |service: &Remote| ask(service, text, within).await;
        match self.0.find(key, asked).await {
            Some(Ok(items)) => AddressMatches {
                source: AddressSource::Geocoder,
                items,
            },
            Some(Err(failure)) => {
                tracing::warn!(%failure, "the gazetteer answers for the geocoding service");
                of_gazetteer()
            }
            None => of_gazetteer(),
        }
    }
}

/// The communes that a text means.
fn communes(text: &str, within: Option<&InseeCode>) -> Vec<AddressMatch> {
    Gazetteer::embedded()
        .search(text, MOST)
        .into_iter()
        .filter(|found| within.is_none_or(|insee| found.commune.insee == *insee))
        .map(|found| AddressMatch {
            label: found.commune.label(),
            address: String::new(),
            postal_code: match found.commune.postal_codes.as_slice() {
                [only] => only.clone(),
                _ => String::new(),
            },
            position: found.commune.position,
            precision: AddressPrecision::Commune,
            score: found.score,
            commune: found.commune,
        })
        .collect()
}

async fn ask(
    service: &Remote,
    text: &str,
    within: Option<&InseeCode>,
) -> Result<Vec<AddressMatch>, Failure> {
    let limit = MOST.to_string();
    let mut query = vec![("q", text), ("limit", &limit), ("autocomplete", "1")];
    query.extend(within.map(|insee| ("citycode", insee.as_str())));
    let answer: Answer = service.get(&query).await?;
    let features = answer.features.into_iter().take(MOST);
    Ok(features.filter_map(|feature| read(&feature)).collect())
}

/// Collection of GeoJSON; its features are read one by one, since points of interest have other properties than addresses.
#[derive(Debug, Deserialize)]
struct Answer {
    features: Vec<Value>,
}

/// An address of a feature; `None` for what is none in a known commune.
fn read(feature: &Value) -> Option<AddressMatch> {
    let of = feature.get("properties")?;
    let text = |name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default();
    let insee = InseeCode::parse(text("citycode")).ok()?;
    let commune = Gazetteer::embedded().commune(&insee)?;
    let precision = match text("type") {
        "housenumber" => AddressPrecision::HouseNumber,
        "street" => AddressPrecision::Street,
        "locality" => AddressPrecision::Locality,
        "municipality" => AddressPrecision::Commune,
        _ => return None,
    };
    let point = feature.get("geometry")?.get("coordinates")?.as_array()?;
    let at = |index: usize| point.get(index).and_then(Value::as_f64);
    let address = match precision {
        AddressPrecision::Commune => String::new(),
        AddressPrecision::HouseNumber | AddressPrecision::Street | AddressPrecision::Locality => {
            text("name").to_owned()
        }
    };
    Some(AddressMatch {
        label: text("label").to_owned(),
        address,
        postal_code: text("postcode").to_owned(),
        position: Position::new(at(0)?, at(1)?).ok()?,
        precision,
        score: of
            .get("score")
            .and_then(Value::as_f64)
            .unwrap_or_default()
            .clamp(0.0, 1.0),
        commune,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case::housenumber("housenumber", Some((AddressPrecision::HouseNumber, "12 Rue Neuve")))]
    #[case::street("street", Some((AddressPrecision::Street, "12 Rue Neuve")))]
    #[case::commune("municipality", Some((AddressPrecision::Commune, "")))]
    #[case::unknown("poi", None)]
    fn a_feature_becomes_an_address(
        #[case] kind: &str,
        #[case] expected: Option<(AddressPrecision, &str)>,
    ) {
        let feature = json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [4.887, 45.697] },
            "properties": {
                "label": "12 Rue Neuve 69200 Vénissieux", "score": 1.2, "type": kind, "name": "12 Rue Neuve",
                "postcode": "69200", "citycode": "69259", "city": "Vénissieux"
            }
        });

        let found = read(&feature);

        let said = found.as_ref().map(|it| (it.precision, it.address.as_str()));
        assert_eq!(said, expected);
        assert!(found.is_none_or(|it| it.score <= 1.0 && it.commune.name == "Vénissieux"));
    }

    #[rstest]
    #[case(json!({}))]
    #[case(json!({ "properties": { "citycode": ["69259"], "type": "street" } }))]
    #[case(json!({ "properties": { "citycode": "69259", "type": "street" }, "geometry": null }))]
    #[case(json!({ "properties": { "citycode": "69259", "type": "street" }, "geometry": { "coordinates": [400, 45] } }))]
    #[case(json!({ "properties": { "citycode": "00000", "type": "street" }, "geometry": { "coordinates": [4, 45] } }))]
    fn what_is_no_address_is_left_out(#[case] feature: Value) {
        assert_eq!(read(&feature), None);
    }
}
