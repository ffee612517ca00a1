//! A correction request opens the same fields of the form for every client.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, awaited, edition_2018};
use chrono::{Duration, DurationRound as _};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, EventForm, Field};
use shared::label::LabelState;
use shared::problem::Code;

async fn read(desk: &Desk, file: &File) -> (EventFile, File) {
    let path = format!("/api/v1/events/{}", file.id);
    let page = desk.organiser.get(&path).await;
    (page.ok(200), File::read(&page, file.id))
}

async fn save(desk: &Desk, read: &File, form: &EventForm) -> Answer {
    let path = format!("/api/v1/events/{}", read.id);
    desk.organiser.put(&path, &read.tag, &json!(form)).await
}

#[rstest]
#[tokio::test]
async fn only_what_was_asked_can_be_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let asked = desk.file_in(LabelState::CorrectionRequested).await;
    let (file, read) = read(&desk, &asked).await;
    let scope = file.correction.expect("what is open");
    assert_eq!(scope.asked, [Field::Occurrences.into()]);
    let mut form = file.form.clone();
    form.title = "Visite du laminoir".to_owned();
    form.occurrences[0].end = "2018-03-27T11:00".into();

    desk::refused_at(
        &save(&desk, &read, &form).await,
        "/title",
        Code::FieldLocked,
    );

    form.title = file.form.title;
    let saved = save(&desk, &read, &form).await;
    let saved = File::read(&saved, asked.id);
    let again = desk.file(&desk.organiser, &saved).await;
    let (file, _) = self::read(&desk, &again).await;
    assert_eq!((file.state, file.correction), (LabelState::Submitted, None));
    assert_eq!(file.form.occurrences[0].end, "2018-03-27T11:00");
}

#[rstest]
#[tokio::test]
async fn what_depends_on_an_asked_field_is_open_and_what_is_at_fault_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let request =
        json!({ "message": "Dans quelle commune est la visite ?", "fields": ["/place/insee"] });
    desk::done(&desk.referent().await, "correction", &filed, &request).await;
    let (file, _) = read(&desk, &filed).await;
    let scope = file.correction.expect("what is open");
    assert!(scope.is_open(Field::PlacePostalCode.into()));
    assert!(!scope.is_open(Field::Title.into()));
    assert!(!scope.is_open(Field::Occurrences.into()));

    // The commitments have another version since, which the organiser must accept.
    let mut edition = edition_2018();
    edition.commitments.version = "2018-2".to_owned();
    desk.app.put_edition(&edition);
    let (file, _) = read(&desk, &filed).await;
    let scope = file.correction.expect("what is open");
    assert!(scope.is_open(Field::CommitmentsVersion.into()));
    assert!(!scope.is_open(Field::Title.into()));
}

#[tokio::test]
async fn a_request_without_fields_opens_all() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let request = json!({ "message": "Tout est à revoir." });
    desk::done(&desk.referent().await, "correction", &filed, &request).await;
    let (file, read) = read(&desk, &filed).await;
    assert_eq!(file.correction, None);
    let mut form = file.form;
    form.title = "Visite du laminoir".to_owned();
    save(&desk, &read, &form).await.ok::<EventFile>(200);
}

#[rstest]
#[tokio::test]
async fn a_program_is_held_to_the_request_as_well(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let path = "/api/v1/events/ext/mairie/17";
    let put = async |form: &EventForm| {
        let body = json!({ "edition": "2018", "form": form });
        Answer::of(desk.organiser.request(Method::PUT, path).json(&body)).await
    };
    let created = put(&desk::visit()).await;
    let file: EventFile = created.ok(201);
    let draft = File::read(&created, file.id);
    let submit = desk
        .organiser
        .request(Method::POST, &format!("{path}/submit"))
        .header(header::IF_MATCH, &draft.tag);
    let submitted = Answer::of(submit).await;
    submitted.ok::<EventFile>(200);
    let filed = File::read(&submitted, file.id);
    desk::done(
        &desk.referent().await,
        "correction",
        &filed,
        &desk::correction(),
    )
    .await;

    let mut form = desk::visit();
    form.title = "Visite du laminoir".to_owned();
    let refused: Value = put(&form).await.json();
    assert_eq!(refused["errors"][0]["pointer"], "/form/title");
    assert_eq!(refused["errors"][0]["code"], "field_locked");
    let mut form = desk::visit();
    form.occurrences[0].end = "2018-03-27T11:00".into();
    put(&form).await.ok::<EventFile>(200);
}

#[rstest]
#[tokio::test]
async fn an_unanswered_request_is_reminded_of_and_ends_when_the_event_begins(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let asked = desk.file_in(LabelState::CorrectionRequested).await;
    let subjects = |desk: &Desk| -> Vec<String> {
        desk.mails()
            .into_iter()
            .map(|(_, subject, _)| subject)
            .collect()
    };
    assert_eq!(subjects(&desk).len(), 1);

    // Two days later the jobs of the hour have run, and nobody has been reminded.
    desk.app.clock.advance(Duration::days(2));
    let hour = desk.app.clock.now().duration_trunc(Duration::hours(1));
    desk.app
        .has_run(
            "labels.remind_reviewers",
            "labels.remind_reviewers",
            hour.unwrap(),
        )
        .await;
    assert_eq!(subjects(&desk).len(), 1);

    desk.app.clock.advance(Duration::days(1));
    awaited("the reminder", async || {
        (subjects(&desk).len() == 2).then_some(())
    })
    .await;
    assert!(subjects(&desk)[1].starts_with("Correction attendue"));
    assert_eq!(
        desk.logged(&asked).last().unwrap(),
        "event.correction_reminded"
    );

    // The visit begins at 9:30 in Paris.
    desk.at("2018-03-27T07:30:00Z").await;
    awaited("the end of the request", async || {
        let (file, _) = read(&desk, &asked).await;
        (file.state == LabelState::Withdrawn).then_some(())
    })
    .await;
    let logged = desk.logged(&asked);
    assert_eq!(
        logged[logged.len() - 2..],
        ["event.correction_lapsed", "event.withdrawn"]
    );
    let found = subjects(&desk);
    assert!(
        found
            .iter()
            .any(|it| it.starts_with("Dossier classé sans suite")),
        "{found:?}"
    );
}
