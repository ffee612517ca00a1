use super::{FOUNDRY, created};
use crate::support::{Engine, Remote, TestApp};
use rstest::rstest;
use serde_json::json;
use shared::organisation::{CompanyMatches, LookupState};
use shared::problem::Code;
use std::net::TcpListener;

const COMPANIES: &str = "/api/v1/companies";

/// Setting that names the service.
const SETTING: &str = "SEMAINE_COMPANIES_URL";

fn answering(head: &str, body: String) -> Remote {
    Remote::answering("", head, body)
}

/// An answer in the form of the register, with invented units: one is open, one is closed, one does not want to be found.
fn recorded() -> String {
    let seat = |siret: &str, state: &str| {
        json!({
            "activite_principale": "24.51Z", "adresse": "12 RUE DE LA FORGE 69200 VENISSIEUX", "code_postal": "69200",
            "commune": "69259", "departement": "69", "epci": "200046977", "est_siege": true, "etat_administratif": state,
            "latitude": "45.697", "libelle_commune": "VENISSIEUX", "liste_enseignes": null, "liste_uai": null,
            "longitude": "4.887", "region": "84", "siret": siret, "tranche_effectif_salarie": "21"
        })
    };
    let unit = |name: &str, siret: &str, state: &str, shown: &str| {
        json!({
            "siren": siret.split_at(9).0, "nom_complet": format!("{name} (FDR)"), "nom_raison_sociale": name, "sigle": "FDR",
            "nombre_etablissements": 1, "nombre_etablissements_ouverts": 1, "siege": seat(siret, state),
            "categorie_entreprise": "PME", "section_activite_principale": "C", "nature_juridique": "5710",
            "statut_diffusion": shown, "matching_etablissements": [], "complements": {}, "etat_administratif": "A"
        })
    };
    json!({
        "results": [
            unit("FONDERIE DU RHONE", FOUNDRY, "A", "O"),
            unit("FONDERIE FERMEE", "91000000200006", "F", "O"),
            unit("FONDERIE DISCRETE", "91000000300004", "A", "N")
        ],
        "total_results": 3, "page": 1, "per_page": 10, "total_pages": 1
    })
    .to_string()
}

#[tokio::test]
async fn the_register_proposes_and_is_asked_once_for_the_same_text() {
    let register = answering("200 OK", recorded());
    let app = register.app(SETTING).await;
    let person = app.organiser().await;
    let path = format!("{COMPANIES}?q=fonderie++du+rh%C3%B4ne");

    let found: CompanyMatches = person.get(&path).await.ok(200);
    let again: CompanyMatches = person.get(&path).await.ok(200);

    assert_eq!(found.state, LookupState::Answered);
    assert_eq!(found.items.len(), 1);
    assert_eq!(found.items[0].identifier.as_str(), FOUNDRY);
    assert_eq!(found.items[0].name, "FONDERIE DU RHONE");
    assert_eq!(found.items[0].address, "12 RUE DE LA FORGE");
    assert_eq!(found.items[0].commune.as_ref().unwrap().name, "Vénissieux");
    assert_eq!(again, found);
    assert_eq!(
        register.requests(),
        ["GET /search?q=fonderie+du+rh%C3%B4ne&page=1&per_page=10 HTTP/1.1"]
    );
}

#[tokio::test]
async fn a_number_is_asked_for_as_such() {
    let register = answering("200 OK", recorded());
    let app = register.app(SETTING).await;
    let person = app.organiser().await;

    let found: CompanyMatches = person
        .get(&format!("{COMPANIES}?q=910+000+001+00008"))
        .await
        .ok(200);
    let school: CompanyMatches = person.get(&format!("{COMPANIES}?q=0691234s")).await.ok(200);

    assert_eq!(found.items.len(), 1);
    assert_eq!(school.items, []);
    assert_eq!(
        register.requests(),
        [
            format!("GET /search?q={FOUNDRY}&page=1&per_page=10 HTTP/1.1"),
            "GET /search?id_uai=0691234S&page=1&per_page=10 HTTP/1.1".to_owned(),
        ]
    );
}

#[rstest]
#[case::error("500 Internal Server Error", "{}")]
#[case::no_json("200 OK", "<html>")]
#[case::other_json("200 OK", r#"{"results":{}}"#)]
#[case::moved("302 Found\r\nLocation: http://127.0.0.1:1/", "")]
#[case::busy("429 Too Many Requests\r\nRetry-After: 5", "")]
#[tokio::test]
async fn a_register_that_does_not_answer_is_told_and_known_organisations_are_found(
    #[case] head: &str,
    #[case] body: &str,
) {
    let register = answering(head, body.to_owned());
    let app = register.app(SETTING).await;
    let (manager, person) = (app.organiser().await, app.organiser().await);
    created(&manager, FOUNDRY, "Fonderie du Rhône").await;

    for asked in 1..=2 {
        let found: CompanyMatches = person
            .get(&format!("{COMPANIES}?q={FOUNDRY}"))
            .await
            .ok(200);

        assert_eq!(found.state, LookupState::Unavailable);
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].name, "Fonderie du Rhône");
        // A service that refuses is left alone for as long as it says.
        let expected = if head.starts_with("429") { 1 } else { asked };
        assert_eq!(register.requests().len(), expected);
    }
}

#[tokio::test]
async fn a_silent_or_unreachable_register_is_told() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    for address in [silent.local_addr().unwrap(), gone] {
        let url = format!("http://{address}");
        let app = TestApp::configured(Engine::Sqlite, &[(SETTING, &url)]).await;
        let person = app.organiser().await;

        let found: CompanyMatches = person.get(&format!("{COMPANIES}?q=fonderie")).await.ok(200);

        assert_eq!(
            (found.state, found.items.len()),
            (LookupState::Unavailable, 0)
        );
    }
}

#[tokio::test]
async fn without_a_register_people_search_within_bounds() {
    let app = TestApp::start(Engine::Sqlite).await;
    let person = app.organiser().await;

    let found: CompanyMatches = person.get(&format!("{COMPANIES}?q=fonderie")).await.ok(200);
    assert_eq!((found.state, found.items.len()), (LookupState::Off, 0));
    for query in ["q=ab", "q=", &format!("q={}", "a".repeat(101))] {
        let problem = person
            .get(&format!("{COMPANIES}?{query}"))
            .await
            .refused(Code::InvalidParameter);
        assert_eq!(problem.errors[0].pointer, "/q", "{query}");
    }
    app.visitor()
        .get(&format!("{COMPANIES}?q=fonderie"))
        .await
        .refused(Code::Unauthenticated);
    let mut last = 200;
    for _ in 0..110 {
        last = person
            .get(&format!("{COMPANIES}?q=fonderie"))
            .await
            .status
            .as_u16();
    }
    assert_eq!(last, 429);
}
