//! Additional fields of an edition: asked, refused, published, retired.

use crate::support::{EVENTS, Engine, TestApp, edition, form, path, tag};
use boon::{Compiler, Draft, Schemas};
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::event::{EventFile, Validation};
use shared::label::Action;
use shared::problem::{Code, FieldProblem};

const SCHEMA: &str = "/api/v1/editions/2018/event.schema.json";

/// The edition with a public field for visits that is required, and one that is not public.
fn edition_with_fields() -> Edition {
    let mut edition = serde_json::to_value(edition()).unwrap();
    edition["additional"] = json!([
        {
            "key": "visit-capacity",
            "label": "Visiteurs par groupe",
            "step": "public",
            "answer": { "type": "number", "min": 2, "max": 60 },
            "public": true,
            "required": true,
            "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
        },
        {
            "key": "gate-code",
            "label": "Code du portail",
            "step": "when_where",
            "answer": { "type": "line", "min": 2, "max": 20 },
            "shownWhen": [{ "field": "/additional/guided", "isOneOf": [true] }]
        },
        {
            "key": "guided",
            "label": "Visite guidée",
            "step": "event",
            "answer": { "type": "yes_no" },
            "public": true
        }
    ]);
    serde_json::from_value(edition).unwrap()
}

fn visit() -> Value {
    let mut form = form();
    form["additional"] =
        json!({ "visit-capacity": 12, "guided": true, "gate-code": "  sous le pot " });
    form
}

fn workshop(additional: &Value) -> Value {
    let mut form = form();
    form["kind"] = json!("workshop");
    form["additional"] = additional.clone();
    form
}

fn places(faults: &[FieldProblem]) -> Vec<(&str, Code)> {
    let all = faults.iter();
    all.map(|fault| (fault.pointer.as_str(), fault.code))
        .collect()
}

#[rstest]
#[tokio::test]
async fn an_answer_for_another_kind_of_event_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_fields());
    let owner = app.organiser().await;
    let wrong = workshop(&json!({ "visit-capacity": 12, "guided": true }));
    let refused = [("/form/additional/visit-capacity", Code::NotAllowed)];

    let create = owner
        .post(EVENTS, &json!({ "edition": "2018", "form": wrong }))
        .await;
    assert_eq!(places(&create.refused(Code::Invalid).errors), refused);
    let external = owner
        .request(reqwest::Method::PUT, "/api/v1/events/ext/tableau/1")
        .json(&json!({ "edition": "2018", "form": wrong }));
    let external = crate::support::Answer::of(external).await;
    assert_eq!(places(&external.refused(Code::Invalid).errors), refused);
    let request = json!({ "edition": "2018", "form": wrong });
    let validation: Validation = owner
        .post("/api/v1/events/validate", &request)
        .await
        .ok(200);
    assert!(!validation.submittable);
    assert_eq!(
        places(&validation.problems),
        [("/additional/visit-capacity", Code::NotAllowed)]
    );

    let file = owner.draft(&visit()).await;
    let changed = owner.put(&path(file.id), &tag(&file), &wrong).await;
    assert_eq!(
        places(&changed.refused(Code::Invalid).errors),
        [("/additional/visit-capacity", Code::NotAllowed)]
    );
    let unknown = owner
        .put(
            &path(file.id),
            &tag(&file),
            &workshop(&json!({ "colour": "red" })),
        )
        .await;
    assert_eq!(
        places(&unknown.refused(Code::Invalid).errors),
        [("/additional/colour", Code::UnknownValue)]
    );
    let kept: EventFile = owner.get(&path(file.id)).await.ok(200);
    assert_eq!(kept, file, "nothing was changed");
}

#[rstest]
#[tokio::test]
async fn a_submission_needs_the_answers_that_are_required(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_fields());
    let owner = app.organiser().await;
    let mut form = visit();
    form["additional"] = json!({ "gate-code": "sous le pot", "guided": true });
    let file = owner.draft(&form).await;
    assert_eq!(
        places(&file.validation.problems),
        [("/additional/visit-capacity", Code::Required)]
    );

    let submit = format!("{}/submit", path(file.id));
    let refused = owner.post_if(&submit, &tag(&file), &Value::Null).await;
    assert_eq!(
        places(&refused.refused(Code::Invalid).errors),
        [("/additional/visit-capacity", Code::Required)]
    );
    form["additional"]["visit-capacity"] = json!(61);
    let saved: EventFile = owner.put(&path(file.id), &tag(&file), &form).await.ok(200);
    assert_eq!(
        places(&saved.validation.problems),
        [("/additional/visit-capacity", Code::OutOfRange)]
    );
    form["additional"]["visit-capacity"] = json!(60);
    let saved: EventFile = owner.put(&path(file.id), &tag(&saved), &form).await.ok(200);
    assert!(
        owner
            .submit(&saved)
            .await
            .allowed
            .contains(&Action::Withdraw)
    );
    owner.submitted(&workshop(&json!({}))).await;
}

#[rstest]
#[tokio::test]
async fn only_public_answers_are_published(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition_with_fields();
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &visit()).await;
    app.caught_up().await;
    let visitor = app.visitor();
    let address = format!("/api/v1/catalogue/events/{}", file.id);
    let page = format!("/evenements/2018/{}", file.slug.clone().unwrap());

    let event: Value = visitor.get(&address).await.ok(200);
    assert_eq!(
        event["additional"],
        json!([
            { "key": "visit-capacity", "label": "Visiteurs par groupe", "value": 12 },
            { "key": "guided", "label": "Visite guidée", "value": true },
        ])
    );
    for path in [
        address.as_str(),
        page.as_str(),
        "/api/v1/catalogue/events.csv?edition=2018",
        "/programme?edition=2018",
    ] {
        let text = visitor.get(path).await.text;
        assert!(
            !text.contains("sous le pot") && !text.contains("portail"),
            "{path}"
        );
    }
    let shown = visitor.get(&page).await.text;
    assert!(shown.contains("Visiteurs par groupe") && shown.contains("Oui"));
    let table = visitor
        .get(
            "/api/v1/catalogue/events.csv?edition=2018&columns=sdi_additional,sdi_additional_label",
        )
        .await
        .text;
    assert!(table.contains("\"\"visit-capacity\"\":12"), "{table}");
    assert!(table.contains("Visite guidée\u{a0}: Oui"), "{table}");
    // Everything is on the sheet of the reviewers.
    let sheet = format!("/api/v1/labels/events/{}", file.id);
    let sheet: Value = app.coordinator().await.get(&sheet).await.ok(200);
    assert_eq!(
        sheet["file"]["form"]["additional"]["gate-code"],
        "  sous le pot "
    );

    // A field that is not public any more is gone at once.
    for field in &mut edition.additional {
        field.public = false;
    }
    app.put_edition(&edition);
    app.caught_up().await;
    let event: Value = visitor.get(&address).await.ok(200);
    assert_eq!(event.get("additional"), None);
    assert!(
        !visitor
            .get(&page)
            .await
            .text
            .contains("Visiteurs par groupe")
    );
}

#[rstest]
#[tokio::test]
async fn answers_survive_a_changed_definition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_fields());
    let owner = app.organiser().await;
    let file = owner.draft(&visit()).await;
    let mut changed = edition_with_fields();
    changed
        .additional
        .retain(|field| field.key.as_str() == "guided");
    changed.additional[0].required = true;
    app.put_edition(&changed);

    // The form is saved with what was stored, and nothing is asked but at the submission.
    let mut form = visit();
    form["title"] = json!("Visite de l’aciérie");
    let saved: EventFile = owner.put(&path(file.id), &tag(&file), &form).await.ok(200);
    assert_eq!(saved.form.additional.len(), 3);
    let submitted = owner.submit(&saved).await;
    assert_eq!(submitted.form.additional, saved.form.additional);
    // What the edition does not know any more cannot be answered anew.
    let fresh = owner
        .post(EVENTS, &json!({ "edition": "2018", "form": visit() }))
        .await;
    assert_eq!(fresh.refused(Code::Invalid).errors.len(), 2);
    let copy: EventFile = owner
        .post(&format!("{}/duplicate", path(file.id)), &json!({}))
        .await
        .ok(201);
    assert_eq!(copy.form.additional.len(), 1);
}

#[tokio::test]
async fn the_schema_of_the_form_is_published() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_fields());
    app.caught_up().await;
    let visitor = app.visitor();

    let answer = visitor.get(SCHEMA).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/schema+json")
    );
    assert_eq!(
        answer.header(header::CACHE_CONTROL),
        Some("public, max-age=60")
    );
    let known = answer.header(header::ETAG).unwrap().to_owned();
    let again = visitor
        .request(reqwest::Method::GET, SCHEMA)
        .header(header::IF_NONE_MATCH, known);
    assert_eq!(crate::support::Answer::of(again).await.status.as_u16(), 304);
    let schema: Value = answer.ok(200);
    let address = schema["$id"].as_str().unwrap().to_owned();
    assert!(address.ends_with(SCHEMA), "{address}");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.set_default_draft(Draft::V2020_12);
    compiler.add_resource(&address, schema).unwrap();
    let index = compiler.compile(&address, &mut schemas).unwrap();

    let owner = app.organiser().await;
    for form in [
        visit(),
        workshop(&json!({ "guided": false })),
        workshop(&json!({})),
    ] {
        let file = owner.submitted(&form).await;
        let stored = serde_json::to_value(&file.form).unwrap();
        assert!(schemas.validate(&stored, index).is_ok(), "{stored:#}");
    }
    let wrong = workshop(&json!({ "visit-capacity": 12 }));
    assert!(schemas.validate(&wrong, index).is_err());
    visitor
        .get("/api/v1/editions/2030/event.schema.json")
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn a_correction_may_name_an_additional_field_of_the_edition() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_fields());
    let owner = app.organiser().await;
    let file = owner.submitted(&visit()).await;
    let coordinator = app.coordinator().await;
    let correction = format!("/api/v1/labels/events/{}/correction", file.id);
    let request = |field: &str| json!({ "message": "Combien de visiteurs ?", "fields": [field] });

    let unknown = coordinator
        .post_if(&correction, &tag(&file), &request("/additional/colour"))
        .await;
    assert_eq!(
        places(&unknown.refused(Code::Invalid).errors),
        [("/fields/0", Code::UnknownValue)]
    );
    let point = |field: &str| {
        json!({
            "message": "Combien de visiteurs ?",
            "points": [{ "field": field, "reason": "incorrect" }]
        })
    };
    let unknown = coordinator
        .post_if(&correction, &tag(&file), &point("/additional/colour"))
        .await;
    assert_eq!(
        places(&unknown.refused(Code::Invalid).errors),
        [("/points/0/field", Code::UnknownValue)]
    );
    let sheet: Value = coordinator
        .post_if(
            &correction,
            &tag(&file),
            &point("/additional/visit-capacity"),
        )
        .await
        .ok(200);
    assert_eq!(
        sheet["file"]["decisions"][0]["points"],
        json!([{ "field": "/additional/visit-capacity", "reason": "incorrect" }])
    );
    assert_eq!(
        sheet["file"]["decisions"][0]["fields"],
        json!(["/additional/visit-capacity"])
    );
}
