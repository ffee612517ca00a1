use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};

const EXPORT: &str = "/api/v1/catalogue/events.france-travail.json";

/// An item with the members and types that “Mes évènements emploi” publishes, as its public clients read them.
fn published() -> Value {
    json!({
        "id": 11111,
        "titre": "Atelier du travail",
        "description": "Petite description",
        "deroulement": "Une présentation, puis des entretiens",
        "type": "Atelier",
        "dateEvenement": "2023-05-17T07:00:00.000+00:00",
        "heureDebut": "07:00:00",
        "heureFin": "09:00:00",
        "timezone": "Europe/Paris",
        "ville": "Paris",
        "codePostal": "75012",
        "codeInsee": "75112",
        "longitude": 2.165_241_486_514_305,
        "latitude": 36.143_634_814_355_47,
        "modalites": ["en physique"],
        "objectifs": ["Marché du travail"],
        "publics": ["Ouvert à tous"],
        "operations": ["#1jeune1solution"],
        "benefices": ["Être recruté"],
        "codesRome": ["J"],
        "multisectoriel": true,
        "nombrePlaceTotalPresentiel": 20,
        "nombrePlaceTotalDistance": 0,
        "nombreInscritPresentiel": 1,
        "nombreInscritDistance": 0,
        "urlDetailEvenement": "https://mesevenementsemploi.francetravail.fr/mes-evenements-emploi/evenement/11111",
        "libelleOrganisateurPrincipal": "France Travail"
    })
}

async fn items(shelf: &Shelf) -> Vec<Value> {
    let page = shelf.app.visitor().get(EXPORT).await.json();
    let items = page["content"].as_array().expect("items").clone();
    assert_eq!(page["totalElements"], items.len());
    items
}

#[rstest]
#[tokio::test]
async fn an_item_is_one_as_france_travail_publishes_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;

    let items = items(&shelf).await;

    let [item] = items.as_slice() else {
        panic!("{items:?}");
    };
    let kind = |value: &Value| std::mem::discriminant(value);
    let published = published();
    for (name, value) in published.as_object().expect("an object") {
        assert_eq!(kind(&item[name]), kind(value), "{name}");
    }
    for name in item.as_object().expect("an object").keys() {
        assert!(published.get(name).is_some(), "{name}");
    }
    for (name, expected) in [
        ("titre", json!("Visite de la fonderie")),
        ("type", json!("Visite d'entreprise")),
        ("dateEvenement", json!("2018-03-26T07:00:00.000+00:00")),
        ("heureDebut", json!("07:00:00")),
        ("heureFin", json!("09:00:00")),
        ("timezone", json!("Europe/Paris")),
        ("codeInsee", json!("69259")),
        ("modalites", json!(["en physique"])),
        ("publics", json!(["Scolaires"])),
        ("operations", json!(["Semaine de l’Industrie 2018"])),
        ("multisectoriel", json!(false)),
        ("nombrePlaceTotalPresentiel", json!(0)),
        (
            "urlDetailEvenement",
            json!(format!("{}/evenements/2018/visite-1", shelf.app.address)),
        ),
        ("libelleOrganisateurPrincipal", json!("Fonderie Durand")),
    ] {
        assert_eq!(item[name], expected, "{name}");
    }
}

#[rstest]
#[tokio::test]
async fn each_occurrence_that_takes_place_is_an_item() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let occurrences = json!([
        { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00", "capacity": 30, "placesLeft": 12 },
        { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00", "state": "cancelled" },
        { "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00", "capacity": 30, "state": "full" }
    ]);
    shelf
        .label(1, content_with(json!({ "occurrences": occurrences })))
        .await;

    let items = items(&shelf).await;

    let written: Vec<_> = items
        .iter()
        .map(|item| {
            let id = item["id"].as_i64().expect("a number");
            let day = item["dateEvenement"].as_str().expect("a day");
            let day = day.get(..10).expect("a day").to_owned();
            let taken = item["nombreInscritPresentiel"].as_u64();
            (id % 1_000_000, day, taken)
        })
        .collect();
    assert_eq!(
        written,
        [
            (1, "2018-03-26".to_owned(), Some(18)),
            (3, "2018-03-28".to_owned(), Some(30))
        ]
    );
    assert_eq!(
        items[0]["id"].as_i64().map(|id| id / 1_000_000),
        items[1]["id"].as_i64().map(|id| id / 1_000_000)
    );
}

#[rstest]
#[tokio::test]
async fn an_online_event_has_no_place() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, online()).await;

    let items = items(&shelf).await;

    assert_eq!(items[0]["modalites"], json!(["à distance"]));
    assert_eq!(items[0]["type"], "Conférence");
    assert_eq!(items[0].get("ville"), None);
}
