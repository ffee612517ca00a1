use crate::support::{Engine, TestApp, edition};
use rstest::rstest;
use serde_json::json;
use shared::event::PrefilledForm;
use shared::problem::Code;

const FORM: &str = "/api/v1/event-form";

#[rstest]
#[tokio::test]
async fn a_link_fills_a_form(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let path = format!(
        "{FORM}?edition=2018&organiserName=Fonderie+du+Rh%C3%B4ne&kind=Visite+d%E2%80%99entreprise&postalCode=69200\
         &city=V%C3%A9nissieux&beginDate=26/03/2018&beginTime=9h&endTime=10h30&ageMin=douze&summary="
    );

    let filled: PrefilledForm = app.visitor().get(&path).await.ok(200);

    assert_eq!(filled.edition, "2018");
    let form = &filled.form;
    assert_eq!(
        (
            form.organiser.name.as_str(),
            form.kind.as_str(),
            form.place.insee.as_str(),
            form.occurrences[0].begin.as_str(),
            form.occurrences[0].end.as_str()
        ),
        (
            "Fonderie du Rhône",
            "company_visit",
            "69259",
            "2018-03-26T09:00",
            "2018-03-26T10:30"
        )
    );
    assert_eq!(form.age_min, None);
    let pointers: Vec<_> = filled
        .problems
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/ageMin"], "{:?}", filled.problems);
}

#[tokio::test]
async fn without_an_edition_the_current_one_applies() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());

    let filled: PrefilledForm = app
        .visitor()
        .get(&format!("{FORM}?title=Visite"))
        .await
        .ok(200);

    assert_eq!(
        (filled.edition.as_str(), filled.form.title.as_str()),
        ("2018", "Visite")
    );
}

#[rstest]
#[case("colour=red", Code::UnknownParameter, "/colour")]
#[case("organiser_name=Fonderie", Code::UnknownParameter, "/organiser_name")]
#[case("commitments=oui", Code::UnknownParameter, "/commitments")]
#[case("uid=1", Code::UnknownParameter, "/uid")]
#[case("title=a&title=b", Code::InvalidParameter, "/title")]
#[case("edition=1999", Code::InvalidParameter, "/edition")]
#[case("edition=%00", Code::InvalidParameter, "/edition")]
#[tokio::test]
async fn a_parameter_that_no_link_has_is_named(
    #[case] query: &str,
    #[case] code: Code,
    #[case] pointer: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());

    let problem = app
        .visitor()
        .get(&format!("{FORM}?{query}"))
        .await
        .refused(code);

    assert_eq!(problem.errors[0].pointer, pointer);
}

#[rstest]
#[tokio::test]
async fn a_link_answers_additional_fields(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = serde_json::to_value(edition()).unwrap();
    edition["additional"] = json!([
        { "key": "network", "label": "Réseau", "step": "organiser", "public": true,
          "answer": { "type": "one", "terms": [{ "id": "uimm", "label": "UIMM" }, { "id": "cci", "label": "CCI" }] } },
        { "key": "groups", "label": "Groupes", "step": "public",
          "answer": { "type": "number", "min": 1, "max": 9 } },
        { "key": "guided", "label": "Visite guidée", "step": "event", "answer": { "type": "yes_no" },
          "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }] },
        { "key": "plan", "label": "Plan", "step": "public",
          "answer": { "type": "file", "types": ["pdf"], "maxBytes": 9 } }
    ]);
    app.put_edition(&serde_json::from_value(edition).unwrap());
    let visitor = app.visitor();

    let path = format!(
        "{FORM}?kind=company_visit&additional.network=UIMM&additional.guided=oui&additional.groups=deux"
    );
    let filled: PrefilledForm = visitor.get(&path).await.ok(200);
    let answers = serde_json::to_value(&filled.form.additional).unwrap();
    assert_eq!(answers, json!({ "network": "uimm", "guided": true }));
    let problems: Vec<_> = filled
        .problems
        .iter()
        .map(|it| (it.pointer.as_str(), it.code))
        .collect();
    assert_eq!(problems, [("/additional.groups", Code::InvalidFormat)]);

    // Without the kind, the field is not asked.
    let path = format!("{FORM}?additional.guided=oui");
    let filled: PrefilledForm = visitor.get(&path).await.ok(200);
    assert!(filled.form.additional.is_empty());
    assert_eq!(filled.problems[0].pointer, "/additional.guided");
    assert_eq!(filled.problems[0].code, Code::NotAllowed);

    for parameter in [
        "additional.colour",
        "additional.plan",
        "additional.A",
        "additional",
    ] {
        let answer = visitor.get(&format!("{FORM}?{parameter}=x")).await;
        let problem = answer.refused(Code::UnknownParameter);
        assert_eq!(problem.errors[0].pointer, format!("/{parameter}"));
    }
}
