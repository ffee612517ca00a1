use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, HistoryEntry, Reading, ReadingAccess};
use shared::id::EventId;
use shared::label::LabelState;
use shared::problem::Code;

fn link(id: EventId) -> String {
    format!("{}/reading-link", path(id))
}

/// Makes a link, and returns its secret.
async fn opened(person: &Person, id: EventId) -> String {
    let access: ReadingAccess = person.post(&link(id), &Value::Null).await.ok(200);
    let url = access.link.expect("a link").url;
    let (page, key) = url.split_once('#').expect("a fragment");
    assert!(page.ends_with("/lecture"), "{page}");
    assert!(url.len() <= 75, "short enough for a line of a mail: {url}");
    key.to_owned()
}

async fn read(app: &TestApp, key: &str) -> Answer {
    let body = json!({ "key": key });
    app.visitor().post("/api/v1/readings", &body).await
}

#[rstest]
#[tokio::test]
async fn a_stranger_with_the_link_reads_the_file_and_no_person(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app
        .named("nadia.benali@example.org", "Nadia Benali", &[])
        .await;
    let mut typed = form();
    typed["organiser"]["contactPhone"] = json!("04 78 00 00 00");
    typed["publicBooking"] = json!({
        "url": "https://example.org/inscription",
        "email": "reserver@exemple.fr",
        "phone": "04 78 11 11 11"
    });
    let draft = owner.draft(&typed).await;
    let none: ReadingAccess = owner.get(&link(draft.id)).await.ok(200);
    assert!(none.link.is_none());

    let key = opened(&owner, draft.id).await;
    let answer = read(&app, &key).await;

    let reading: Reading = answer.ok(200);
    assert_eq!(reading.state, LabelState::Draft);
    assert_eq!(reading.form.title, "Visite de la fonderie");
    assert_eq!(reading.commune.unwrap().name, "Vénissieux");
    assert_eq!(
        reading.form.public_booking.url,
        "https://example.org/inscription"
    );
    for person in [
        "Nadia",
        "nadia.benali",
        "Camille",
        "camille@exemple.fr",
        "04 78",
        "reserver@",
    ] {
        assert!(!answer.text.contains(person), "{person}: {}", answer.text);
    }
    let again: ReadingAccess = owner.get(&link(draft.id)).await.ok(200);
    assert!(again.link.unwrap().url.ends_with(&key));
    assert_eq!(crate::leaving::rows_with(&app, &key), Vec::new());
}

#[rstest]
#[tokio::test]
async fn a_link_dies_when_it_is_replaced_or_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;

    let first = opened(&owner, draft.id).await;
    let second = opened(&owner, draft.id).await;
    read(&app, &first).await.refused(Code::InvalidLink);
    read(&app, &second).await.ok::<Reading>(200);
    assert_eq!(owner.delete(&link(draft.id)).await.status.as_u16(), 204);
    assert_eq!(owner.delete(&link(draft.id)).await.status.as_u16(), 204);

    read(&app, &second).await.refused(Code::InvalidLink);
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(draft.id)))
        .await
        .ok(200);
    let kinds: Vec<_> = history.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "event.created",
            "event.reading_opened",
            "event.reading_opened",
            "event.reading_closed"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn a_link_dies_when_the_event_is_withdrawn_and_stays_dead(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    let key = opened(&owner, file.id).await;
    let reading: Reading = read(&app, &key).await.ok(200);
    assert_eq!(reading.state, LabelState::Submitted);

    let withdraw = format!("{}/withdraw", path(file.id));
    let withdrawn: EventFile = owner
        .post_if(&withdraw, &tag(&file), &json!({}))
        .await
        .ok(200);

    read(&app, &key).await.refused(Code::InvalidLink);
    owner
        .post(&link(file.id), &Value::Null)
        .await
        .refused(Code::IllegalMove);
    owner.submit(&withdrawn).await;
    read(&app, &key).await.refused(Code::InvalidLink);
}

#[tokio::test]
async fn a_link_to_a_public_event_leads_to_its_page() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    let key = opened(&owner, file.id).await;
    let before: Reading = read(&app, &key).await.ok(200);

    app.granted(&owner, &file).await;

    let after: Reading = read(&app, &key).await.ok(200);
    assert_eq!(before.slug, None);
    assert_eq!(after.slug.as_deref(), Some("visite-de-la-fonderie"));
}

#[tokio::test]
async fn only_those_who_work_on_the_file_see_its_link() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let (owner, stranger) = (app.organiser().await, app.organiser().await);
    let coordinator = app.coordinator().await;
    let file = owner.submitted(&form()).await;
    opened(&owner, file.id).await;

    for person in [&stranger, &coordinator] {
        person.get(&link(file.id)).await.refused(Code::NotFound);
        person
            .post(&link(file.id), &Value::Null)
            .await
            .refused(Code::NotFound);
        person.delete(&link(file.id)).await.refused(Code::NotFound);
    }
    for wrong in ["", "nothing", "\u{0}", &"x".repeat(10_000)] {
        read(&app, wrong).await.refused(Code::InvalidLink);
    }
}
