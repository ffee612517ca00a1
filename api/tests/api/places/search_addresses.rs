use crate::support::{Engine, TestApp};
use rstest::rstest;
use serde_json::json;
use shared::place::{AddressMatches, AddressPrecision, AddressSource};
use shared::problem::Code;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

const ADDRESSES: &str = "/api/v1/places/addresses";

/// A geocoding service that gives every request the same answer, and keeps their first lines.
struct Service {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn answering(head: &str, body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/geocodage/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (head, kept) = (head.to_owned(), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).unwrap();
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let line = text.lines().next().unwrap_or_default().to_owned();
                kept.lock().unwrap().push(line);
                let answer = format!(
                    "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                // A client that has seen enough closes the connection.
                let _refused = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    async fn app(&self) -> TestApp {
        TestApp::configured(Engine::Sqlite, &[("SEMAINE_GEOCODER_URL", &self.url)]).await
    }
}

/// An answer of the Géoplateforme, shortened: an address, and a point of interest with lists where an address has texts.
fn recorded() -> String {
    json!({
        "type": "FeatureCollection",
        "query": "12 rue de la republique venissieux",
        "features": [
            {
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [4.886, 45.698] },
                "properties": {
                    "label": "12 Rue de la République 69200 Vénissieux", "score": 0.97, "housenumber": "12",
                    "id": "69259_6050_00012", "name": "12 Rue de la République", "postcode": "69200", "citycode": "69259",
                    "city": "Vénissieux", "context": "69, Rhône, Auvergne-Rhône-Alpes", "type": "housenumber",
                    "importance": 0.6, "street": "Rue de la République", "_type": "address"
                }
            },
            {
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [4.9, 45.7] },
                "properties": { "toponym": "Mairie", "citycode": ["69259"], "postcode": ["69200"], "_type": "poi" }
            }
        ]
    })
    .to_string()
}

#[tokio::test]
async fn the_service_proposes_addresses_and_is_asked_once_for_the_same_text() {
    let service = Service::answering("200 OK", recorded());
    let app = service.app().await;
    let organiser = app.organiser().await;
    let path = format!("{ADDRESSES}?q=12+rue+de+la+R%C3%A9publique&insee=69259");

    let found: AddressMatches = organiser.get(&path).await.ok(200);
    let again: AddressMatches = organiser.get(&path).await.ok(200);

    assert_eq!(found.source, AddressSource::Geocoder);
    let said: Vec<_> = found
        .items
        .iter()
        .map(|it| (it.address.as_str(), it.postal_code.as_str(), it.precision))
        .collect();
    assert_eq!(
        said,
        [(
            "12 Rue de la République",
            "69200",
            AddressPrecision::HouseNumber
        )]
    );
    assert_eq!(found.items[0].commune.label(), "Vénissieux (69)");
    assert_eq!(again, found);
    assert_eq!(
        service.requests(),
        [
            "GET /geocodage/search?q=12+rue+de+la+R%C3%A9publique&limit=10&autocomplete=1&citycode=69259 HTTP/1.1"
        ]
    );
}

#[rstest]
#[case::error("500 Internal Server Error", "{}")]
#[case::no_json("200 OK", "<html>")]
#[case::other_json("200 OK", r#"{"features":{}}"#)]
#[case::moved("302 Found\r\nLocation: http://127.0.0.1:1/", "")]
#[case::busy("429 Too Many Requests\r\nRetry-After: 5", "")]
#[tokio::test]
async fn the_gazetteer_answers_for_a_service_that_does_not(#[case] head: &str, #[case] body: &str) {
    let service = Service::answering(head, body.to_owned());
    let app = service.app().await;
    let organiser = app.organiser().await;

    for asked in 1..=2 {
        let found: AddressMatches = organiser
            .get(&format!("{ADDRESSES}?q=V%C3%A9nissieux"))
            .await
            .ok(200);

        assert_eq!(found.source, AddressSource::Gazetteer);
        assert_eq!(found.items[0].commune.insee.as_str(), "69259");
        assert_eq!(found.items[0].precision, AddressPrecision::Commune);
        // A service that refuses is left alone for as long as it says.
        let expected = if head.starts_with("429") { 1 } else { asked };
        assert_eq!(service.requests().len(), expected);
    }
}

#[tokio::test]
async fn the_gazetteer_answers_for_a_service_that_is_silent_or_gone() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    for address in [silent.local_addr().unwrap(), gone] {
        let url = format!("http://{address}");
        let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_GEOCODER_URL", &url)]).await;
        let organiser = app.organiser().await;

        let found: AddressMatches = organiser.get(&format!("{ADDRESSES}?q=Lyon")).await.ok(200);

        assert_eq!(found.source, AddressSource::Gazetteer);
    }
}

#[tokio::test]
async fn organisers_search_within_bounds() {
    let app = TestApp::start(Engine::Sqlite).await;
    let organiser = app.organiser().await;

    for (query, pointer) in [
        ("q=ab", "/q"),
        ("q=", "/q"),
        (&format!("q={}", "a".repeat(101)), "/q"),
        ("q=Lyon&insee=69", "/insee"),
        ("q=Lyon&insee=%00", "/insee"),
    ] {
        let problem = organiser
            .get(&format!("{ADDRESSES}?{query}"))
            .await
            .refused(Code::InvalidParameter);
        assert_eq!(problem.errors[0].pointer, pointer, "{query}");
    }
    let found: AddressMatches = organiser
        .get(&format!("{ADDRESSES}?q=lyon&insee=69259"))
        .await
        .ok(200);
    assert_eq!(found.items, []);
    app.visitor()
        .get(&format!("{ADDRESSES}?q=Lyon"))
        .await
        .refused(Code::Unauthenticated);
}
