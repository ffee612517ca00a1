use crate::support::{Engine, Remote, TestApp};
use rstest::rstest;
use serde_json::json;
use shared::place::{AddressMatches, AddressPrecision, AddressSource};
use shared::problem::Code;
use std::net::TcpListener;

const ADDRESSES: &str = "/api/v1/places/addresses";

/// Setting that names the service.
const SETTING: &str = "SEMAINE_GEOCODER_URL";

fn answering(head: &str, body: String) -> Remote {
    Remote::answering("/geocodage/", head, body)
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
    let service = answering("200 OK", recorded());
    let app = service.app(SETTING).await;
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
    let service = answering(head, body.to_owned());
    let app = service.app(SETTING).await;
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
        let app = TestApp::configured(Engine::Sqlite, &[(SETTING, &url)]).await;
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
