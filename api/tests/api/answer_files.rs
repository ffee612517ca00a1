//! Documents that answer additional fields, from the upload to the public page, and their end.

use crate::leaving::{leave, rows_with};
use crate::support::{
    Answer, Engine, PASSWORD, Person, TestApp, awaited, edition, form, path, tag,
};
use chrono::Duration;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::event::{AnswerFile, EventFile, Reading, Validation};
use shared::id::EventId;
use shared::problem::Code;
use std::path::PathBuf;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-IEND\xaeB`\x82";

/// The edition with a public document, and one that describes a person.
fn edition_with_documents() -> Edition {
    let mut edition = serde_json::to_value(edition()).unwrap();
    let document = json!({ "type": "file", "types": ["pdf", "png"], "maxBytes": 2_000 });
    edition["additional"] = json!([
        { "key": "plan", "label": "Plan d’accès", "step": "public", "answer": document, "public": true },
        { "key": "badge", "label": "Pièce d’identité", "step": "public", "answer": document, "personal": true },
        { "key": "escort", "label": "Accompagnateur", "step": "public", "personal": true,
          "answer": { "type": "line", "min": 2, "max": 60 } },
        { "key": "gate", "label": "Portail", "step": "public", "answer": { "type": "line", "min": 2, "max": 60 } }
    ]);
    serde_json::from_value(edition).unwrap()
}

async fn send(person: &Person, id: EventId, key: &str, name: &str, file: &[u8]) -> Answer {
    let path = format!("{}/additional/{key}/file?name={name}", path(id));
    let request = person
        .request(Method::POST, &path)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(file.to_vec());
    Answer::of(request).await
}

async fn sent(person: &Person, id: EventId, key: &str, file: &[u8]) -> AnswerFile {
    send(person, id, key, "Plan.PDF", file).await.ok(201)
}

fn with(answers: &Value) -> Value {
    let mut form = form();
    form["additional"] = answers.clone();
    form
}

/// Status, headers and body of a document.
async fn read(person: &Person, address: &str) -> (reqwest::Response, Vec<u8>) {
    let mut response = person.request(Method::GET, address).send().await.unwrap();
    let mut bytes = Vec::new();
    while let Some(part) = response.chunk().await.unwrap() {
        bytes.extend(part);
    }
    (response, bytes)
}

fn file_of(app: &TestApp, file: &AnswerFile) -> PathBuf {
    let id = file.id.as_str();
    let shelf: String = id.chars().take(2).collect();
    let root = &app.platform.config.files_dir;
    root.join(format!("documents/{shelf}/{id}"))
}

async fn gone(app: &TestApp, file: &AnswerFile) {
    let path = file_of(app, file);
    awaited("the removal of a document", async || {
        (!path.exists()).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn a_document_is_read_by_those_who_may_read_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;

    let answer = send(&owner, draft.id, "plan", "C%3A%5CPlan.PDF", PDF).await;

    let plan: AnswerFile = answer.ok(201);
    assert_eq!(plan.name, "Plan.pdf");
    let own = format!("{}/files/{}", path(draft.id), plan.id);
    assert_eq!(answer.header(header::LOCATION), Some(own.as_str()));
    let unsaved = owner.get(&own).await;
    unsaved.refused(Code::NotFound);
    let unchanged: EventFile = owner.get(&path(draft.id)).await.ok(200);
    assert_eq!(unchanged.version, draft.version, "the file did not change");
    let badge = sent(&owner, draft.id, "badge", PNG).await;
    assert_eq!(badge.name, "Plan.PDF.png");
    let form = with(&json!({ "plan": plan, "badge": badge }));
    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &form)
        .await
        .ok(200);
    assert_eq!(saved.validation.problems, []);

    let (response, bytes) = read(&owner, &own).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(bytes, PDF);
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"Plan.pdf\""
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(header("cache-control"), "no-store");
    let referent = app.referent("department:69").await;
    referent.get(&own).await.refused(Code::NotFound);
    app.organiser()
        .await
        .get(&own)
        .await
        .refused(Code::NotFound);

    let labelled = app.labelled(&owner, &form).await;
    let reviewed = format!("{}/files/{}", path(labelled.id), badge.id);
    assert_eq!(read(&referent, &reviewed).await.1, PNG);
    let public =
        |file: &AnswerFile| format!("/api/v1/catalogue/events/{}/files/{}", labelled.id, file.id);
    let visitor = app.visitor();
    awaited("the public document", async || {
        let (response, bytes) = read(&visitor, &public(&plan)).await;
        (response.status().as_u16() == 200 && bytes == PDF).then_some(())
    })
    .await;
    visitor.get(&public(&badge)).await.refused(Code::NotFound);
    let (response, _) = read(&visitor, &public(&plan)).await;
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"Plan.pdf\""
    );
    let event = visitor
        .get(&format!("/api/v1/catalogue/events/{}", labelled.id))
        .await
        .json();
    assert_eq!(event["additional"][0]["value"], json!(plan));
    assert_eq!(event["additional"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_reader_with_the_link_saves_the_documents_until_it_is_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let plan = sent(&owner, draft.id, "plan", PDF).await;
    let badge = sent(&owner, draft.id, "badge", PNG).await;
    let unused = sent(&owner, draft.id, "plan", &[PDF, b"%%EOF\n"].concat()).await;
    let answers =
        json!({ "plan": plan, "badge": badge, "escort": "Zoé Petitjean", "gate": "Portail nord" });
    owner
        .put(&path(draft.id), &tag(&draft), &with(&answers))
        .await
        .ok::<EventFile>(200);
    let link = format!("{}/reading-link", path(draft.id));
    let opened = owner.post(&link, &Value::Null).await.json();
    let (_, key) = opened["link"]["url"]
        .as_str()
        .and_then(|url| url.split_once('#'))
        .expect("a secret");
    let visitor = app.visitor();
    let save = async |file: &AnswerFile, key: &str| {
        let path = format!("/api/v1/readings/files/{}", file.id);
        visitor.post(&path, &json!({ "key": key })).await
    };

    let read: Reading = visitor
        .post("/api/v1/readings", &json!({ "key": key }))
        .await
        .ok(200);
    let saved = save(&plan, key).await;

    // What describes a person is not for the reader.
    assert_eq!(
        json!(read.form.additional),
        json!({ "plan": plan, "gate": "Portail nord" })
    );
    assert_eq!(
        (saved.status.as_u16(), saved.text.as_bytes()),
        (200, PDF),
        "{}",
        saved.text
    );
    let header = |name: &str| saved.headers[name].to_str().unwrap();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"Plan.pdf\""
    );
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    save(&badge, key).await.refused(Code::NotFound);
    save(&unused, key).await.refused(Code::NotFound);
    save(&plan, "invented").await.refused(Code::InvalidLink);
    assert_eq!(owner.delete(&link).await.status.as_u16(), 204);
    save(&plan, key).await.refused(Code::InvalidLink);
}

#[tokio::test]
async fn what_is_no_document_of_the_field_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let id = owner.draft(&json!({})).await.id;

    for content in [
        b"<html><script>alert(1)</script>".as_slice(),
        // Accepted by other fields.
        b"\xff\xd8\xff\xe0\xff\xd9",
        &PDF[..20],
        b"",
    ] {
        let answer = send(&owner, id, "plan", "plan.pdf", content).await;
        answer.refused(Code::FileRefused);
    }
    let large = [PDF, &[b' '; 2_000], b"%%EOF"].concat();
    let answer = send(&owner, id, "plan", "plan.pdf", &large).await;
    answer.refused(Code::PayloadTooLarge);
    for key in ["gate", "colour"] {
        let answer = send(&owner, id, key, "plan.pdf", PDF).await;
        answer.refused(Code::NotFound);
    }
    let other = app.organiser().await;
    let answer = send(&other, id, "plan", "plan.pdf", PDF).await;
    answer.refused(Code::NotFound);
    let answer = send(&owner, id, "plan", &"a".repeat(501), PDF).await;
    answer.refused(Code::InvalidParameter);
    let request = owner
        .request(Method::POST, &format!("{}/additional/plan/file", path(id)))
        .header(header::CONTENT_TYPE, "text/html")
        .body(PDF);
    Answer::of(request)
        .await
        .refused(Code::UnsupportedMediaType);
    let filed = owner.submitted(&form()).await;
    let answer = send(&owner, filed.id, "plan", "plan.pdf", PDF).await;
    answer.refused(Code::FileLocked);
}

#[tokio::test]
async fn a_document_that_was_never_uploaded_is_rejected_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let stored = sent(&owner, draft.id, "plan", PDF).await;
    let mut invented = json!(stored);
    invented["id"] = json!("0".repeat(64));
    let mut longer = json!(stored);
    longer["bytes"] = json!(stored.bytes + 1);

    for file in [invented, longer] {
        let form = with(&json!({ "plan": file }));
        let saved = owner.put(&path(draft.id), &tag(&draft), &form).await;
        let fault = &saved.refused(Code::Invalid).errors[0];
        assert_eq!(
            (fault.pointer.as_str(), fault.code),
            ("/additional/plan", Code::UnknownFile)
        );
        let asked = json!({ "edition": "2018", "form": form });
        let judged: Validation = owner.post("/api/v1/events/validate", &asked).await.ok(200);
        assert!(judged.problems.contains(fault));
    }

    let form = with(&json!({ "plan": stored }));
    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &form)
        .await
        .ok(200);
    std::fs::remove_file(file_of(&app, &stored)).unwrap();
    let submit = format!("{}/submit", path(draft.id));
    let answer = owner.post_if(&submit, &tag(&saved), &Value::Null).await;
    let fault = &answer.refused(Code::Invalid).errors[0];
    assert_eq!(fault.code, Code::UnknownFile);
}

#[rstest]
#[tokio::test]
async fn an_unused_document_is_removed_after_a_week(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let written = sent(&owner, draft.id, "plan", PDF).await;
    let unused = sent(&owner, draft.id, "plan", PNG).await;
    let form = with(&json!({ "plan": written }));
    owner
        .put(&path(draft.id), &tag(&draft), &form)
        .await
        .ok::<EventFile>(200);

    // The daily sweep of the server is due then.
    app.clock.set("2100-01-01T00:00:00Z".parse().unwrap());

    gone(&app, &unused).await;
    assert!(file_of(&app, &written).exists());
}

/// Reads the form of an event from the database.
fn stored_form(app: &TestApp, id: EventId) -> Value {
    use diesel::prelude::*;
    use ground::db::schema::events;
    use ground::db::types::{SqlJson, SqlUuid};
    let form: SqlJson = app
        .platform
        .services
        .db
        .read_now(|conn| {
            let found = events::table.find(SqlUuid::from(id));
            Ok(found.select(events::form).first(conn)?)
        })
        .unwrap();
    form.read().unwrap()
}

#[rstest]
#[tokio::test]
async fn answers_that_describe_people_leave_with_the_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_documents());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let plan = sent(&owner, draft.id, "plan", PDF).await;
    let badge = sent(&owner, draft.id, "badge", PNG).await;
    let other = [PDF, b"% brouillon\n%%EOF\n"].concat();
    let unfiled = sent(&owner, draft.id, "plan", &other).await;
    let form = with(&json!({ "plan": unfiled }));
    owner
        .put(&path(draft.id), &tag(&draft), &form)
        .await
        .ok::<EventFile>(200);
    let answers =
        json!({ "plan": plan, "badge": badge, "escort": "Zoé Petitjean", "gate": "Nord" });
    let filed = owner.submitted(&with(&answers)).await;
    assert!(!rows_with(&app, "Petitjean").is_empty());

    app.clock.advance(Duration::minutes(5));

    let left = leave(&owner, PASSWORD).await;

    assert_eq!(left.status.as_u16(), 204, "{}", left.text);
    gone(&app, &badge).await;
    gone(&app, &unfiled).await;
    assert!(file_of(&app, &plan).exists(), "its reviewers keep it");
    let kept = stored_form(&app, filed.id);
    assert_eq!(kept["additional"], json!({ "plan": plan, "gate": "Nord" }));
    assert_eq!(rows_with(&app, "Petitjean"), []);
}
