//! Client of the geocoding service of the Géoplateforme, or of one with the same interface.
//!
//! The service accepts 50 requests a second from one address, and refuses all for some seconds after more
//! (<https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage>); this client stays below, remembers what
//! was found, and waits as long as a refusal says. Whenever the service does not answer as it should, the gazetteer does.

use gazetteer::Gazetteer;
use moka::sync::Cache;
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde_json::Value;
use shared::place::{
    AddressMatch, AddressMatches, AddressPrecision, AddressSource, InseeCode, Position,
};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Addresses of one search.
const MOST: usize = 10;
/// Longest wait for the service.
const WAIT: Duration = Duration::from_secs(2);
/// Requests in a second, below the limit of the service.
const PER_SECOND: usize = 40;
/// Pause after a refusal that names none, and the longest that is believed.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Time for which results are remembered.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);
const REMEMBERED: u64 = 10_000;
/// Maximum size of an answer.
const ANSWER_BYTES: usize = 256 << 10;

/// Finds addresses.
#[derive(Debug)]
pub struct Geocoder {
    service: Option<Service>,
    found: Cache<String, Arc<[AddressMatch]>>,
}

#[derive(Debug)]
struct Service {
    client: Client,
    search: Url,
    pace: Mutex<Pace>,
}

/// Why the service has not answered; the search itself is not told, since it may name a person's address.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("asked more often than the service allows")]
    Busy,
    #[error("no answer within {} seconds", WAIT.as_secs())]
    Late,
    #[error("answered with status {0}")]
    Status(StatusCode),
    #[error("answered with more than {ANSWER_BYTES} bytes")]
    Large,
    #[error("answered with something else than GeoJSON")]
    Malformed,
    #[error("cannot be reached")]
    Unreachable,
}

impl Geocoder {
    /// A geocoder that asks the service at this address, such as `https://data.geopf.fr/geocodage`; only the gazetteer without one.
    ///
    /// # Errors
    ///
    /// When the address is no web address, or the system gives no resources for connections.
    pub fn new(url: Option<&str>) -> anyhow::Result<Self> {
        let service = url
            .map(|url| {
                let search = format!("{}/search", url.trim_end_matches('/'));
                anyhow::Ok(Service {
                    client: Client::builder()
                        .redirect(Policy::none())
                        .connect_timeout(WAIT)
                        .build()?,
                    search: Url::parse(&search)?,
                    pace: Mutex::default(),
                })
            })
            .transpose()?;
        let found = Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(REMEMBERED_FOR)
            .build();
        Ok(Self { service, found })
    }

    /// Finds the addresses that a text means, best first, within a commune if there is one.
    pub(super) async fn search(&self, text: &str, within: Option<&InseeCode>) -> AddressMatches {
        let of_gazetteer = || AddressMatches {
            source: AddressSource::Gazetteer,
            items: communes(text, within),
        };
        let Some(service) = &self.service else {
            return of_gazetteer();
        };
        let key = format!("{}\n{text}", within.map_or("", InseeCode::as_str));
        let found = match self.found.get(&key) {
            Some(found) => found,
            None => match service.search(text, within).await {
                Ok(found) => {
                    let found: Arc<[AddressMatch]> = found.into();
                    self.found.insert(key, Arc::clone(&found));
                    found
                }
                Err(failure) => {
                    tracing::warn!(%failure, "the gazetteer answers for the geocoding service");
                    return of_gazetteer();
                }
            },
        };
        AddressMatches {
            source: AddressSource::Geocoder,
            items: found.to_vec(),
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

impl Service {
    async fn search(
        &self,
        text: &str,
        within: Option<&InseeCode>,
    ) -> Result<Vec<AddressMatch>, Failure> {
        self.pace(|pace| pace.may_ask(Instant::now()).then_some(()))
            .ok_or(Failure::Busy)?;
        let limit = MOST.to_string();
        let mut query = vec![("q", text), ("limit", &limit), ("autocomplete", "1")];
        query.extend(within.map(|insee| ("citycode", insee.as_str())));
        let request = self.client.get(self.search.clone()).query(&query);
        timeout(WAIT, self.ask(request))
            .await
            .map_err(|_elapsed| Failure::Late)?
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Vec<AddressMatch>, Failure> {
        let mut response = request
            .send()
            .await
            .map_err(|_error| Failure::Unreachable)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let pause = response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.trim().parse().ok())
                .map_or(PAUSE, Duration::from_secs);
            self.pace(|pace| pace.pause(Instant::now(), pause.min(LONGEST_PAUSE)));
        }
        if status != StatusCode::OK {
            return Err(Failure::Status(status));
        }
        let mut body = Vec::new();
        while let Some(part) = response
            .chunk()
            .await
            .map_err(|_error| Failure::Unreachable)?
        {
            if body.len() + part.len() > ANSWER_BYTES {
                return Err(Failure::Large);
            }
            body.extend_from_slice(&part);
        }
        let answer: Answer = serde_json::from_slice(&body).map_err(|_error| Failure::Malformed)?;
        let features = answer.features.into_iter().take(MOST);
        Ok(features.filter_map(|feature| read(&feature)).collect())
    }

    fn pace<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> T {
        change(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
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

/// When the service was asked in the last second, and until when it wants to be left alone.
#[derive(Debug, Default)]
struct Pace {
    asked: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Pace {
    /// True when the service may be asked now; then it counts as asked.
    fn may_ask(&mut self, now: Instant) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        self.closed_until = None;
        let is_past = |asked: &Instant| now.duration_since(*asked) >= Duration::from_secs(1);
        while self.asked.front().is_some_and(is_past) {
            self.asked.pop_front();
        }
        let may = self.asked.len() < PER_SECOND;
        if may {
            self.asked.push_back(now);
        }
        may
    }

    fn pause(&mut self, now: Instant, pause: Duration) {
        self.closed_until = now.checked_add(pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[test]
    fn the_service_is_asked_so_often_in_a_second() {
        let mut pace = Pace::default();
        let start = Instant::now();

        let first: Vec<bool> = (0..=PER_SECOND).map(|_| pace.may_ask(start)).collect();

        assert_eq!(first.iter().filter(|may| **may).count(), PER_SECOND);
        assert!(!pace.may_ask(start + Duration::from_millis(999)));
        assert!(pace.may_ask(start + Duration::from_secs(1)));
    }

    #[test]
    fn a_refusal_is_respected() {
        let mut pace = Pace::default();
        let start = Instant::now();
        assert!(pace.may_ask(start));

        pace.pause(start, PAUSE);

        assert!(!pace.may_ask(start + PAUSE - Duration::from_millis(1)));
        assert!(pace.may_ask(start + PAUSE));
    }

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
