use crate::support::{EVENTS, Engine, TestApp, edition};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::{PREFILLED_LINK_CHARS, PrefilledForm, PrefilledLink};
use shared::problem::Code;

const LINK: &str = "/api/v1/event-form/link";

#[rstest]
#[tokio::test]
async fn a_link_opens_the_form_with_its_values(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let network = app.organiser().await;
    let fields = json!({
        "organiserName": " Fonderie & fils du Rhône ",
        "kind": "Visite d’entreprise",
        "postalCode": "69200",
        "city": "Vénissieux",
        "topics": "made_in_france",
        "summary": ""
    });

    let link: PrefilledLink = network
        .post(LINK, &json!({ "fields": fields }))
        .await
        .ok(200);

    assert_eq!(link.edition, "2018");
    let (page, query) = link.url.split_once('?').expect("a query");
    assert!(page.ends_with("/deposer"), "{page}");
    let opened: PrefilledForm = app
        .visitor()
        .get(&format!("/api/v1/event-form?{query}"))
        .await
        .ok(200);
    assert_eq!(opened.problems, []);
    assert_eq!(opened.edition, "2018");
    let form = &opened.form;
    assert_eq!(
        (
            form.organiser.name.as_str(),
            form.kind.as_str(),
            form.place.insee.as_str()
        ),
        ("Fonderie & fils du Rhône", "company_visit", "69259")
    );
    assert_eq!(form.topics, ["made_in_france"]);
    let stored = network.get(EVENTS).await.json();
    assert_eq!(stored["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn every_value_that_cannot_be_read_is_told_at_its_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = serde_json::to_value(edition()).unwrap();
    edition["additional"] = json!([
        { "key": "plan", "label": "Plan", "step": "public",
          "answer": { "type": "file", "types": ["pdf"], "maxBytes": 9 } }
    ]);
    app.put_edition(&serde_json::from_value(edition).unwrap());
    let network = app.organiser().await;
    let fields = json!({
        "title": "Visite",
        "kind": "croisière",
        "ageMin": "douze",
        "uid": "1",
        "commitments": "oui",
        "colour/shade": "red",
        "additional.plan": "plan.pdf"
    });

    let answer = network.post(LINK, &json!({ "fields": fields })).await;

    let mut places: Vec<_> = answer
        .refused(Code::Invalid)
        .errors
        .into_iter()
        .map(|it| it.pointer)
        .collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "/fields/additional.plan",
            "/fields/ageMin",
            "/fields/colour~1shade",
            "/fields/commitments",
            "/fields/kind",
            "/fields/uid"
        ]
    );
}

#[rstest]
#[case::without_values(json!({ "fields": { "title": " " } }), "/fields", Code::Required)]
#[case::of_an_unknown_edition(json!({ "edition": "1999", "fields": { "title": "Visite" } }), "/edition", Code::UnknownValue)]
#[case::of_no_slug(json!({ "edition": "\u{0}", "fields": { "title": "Visite" } }), "/edition", Code::UnknownValue)]
#[case::of_an_edition_in_preparation(json!({ "edition": "2019", "fields": { "title": "Visite" } }), "/edition", Code::UnknownValue)]
#[case::that_cannot_be_stored(json!({ "fields": { "title": "Vi\u{0}site" } }), "/fields/title", Code::ControlCharacter)]
#[case::too_long(json!({ "fields": { "title": "é".repeat(400) } }), "/fields", Code::TooLong)]
#[tokio::test]
async fn a_link_that_cannot_be_made_is_refused(
    #[case] body: Value,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let mut draft = edition();
    draft.slug = "2019".to_owned();
    draft.status = EditionStatus::Draft;
    app.put_edition(&draft);

    let answer = app.organiser().await.post(LINK, &body).await;

    let problem = answer.refused(Code::Invalid);
    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|it| (it.pointer.as_str(), it.code))
        .collect();
    assert_eq!(places, [(pointer, code)]);
    if code == Code::TooLong {
        assert_eq!(
            problem.errors[0].limit,
            i64::try_from(PREFILLED_LINK_CHARS).ok()
        );
    }
}

#[tokio::test]
async fn a_visitor_makes_no_links() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());

    let answer = app
        .visitor()
        .post(LINK, &json!({ "fields": { "title": "Visite" } }))
        .await;

    answer.refused(Code::Unauthenticated);
}
