//! The complete path of an event, from the draft to the label.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::{Action, LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_event_is_corrected_and_labelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let filed = desk.filed(&desk::visit()).await;

    // The referent requests a correction.
    let answers = json!({ "answers": [
        { "criterion": "dates", "verdict": "to_clarify", "comment": "La fin n’est pas claire." },
        { "criterion": "free", "verdict": "met" },
    ]});
    let answered = desk::assessed(&referent, &filed, &answers).await;
    desk::done(&referent, "correction", &answered, &desk::correction()).await;

    // The organiser corrects the form and resubmits it.
    let path = format!("/api/v1/events/{}", filed.id);
    let page = desk.organiser.get(&path).await;
    let file: EventFile = page.ok(200);
    assert_eq!(file.state, LabelState::CorrectionRequested);
    assert_eq!(
        file.decisions[0].comment,
        "À quelle heure finit la visite ?"
    );
    let mut form = file.form;
    form.occurrences[0].end = "2018-03-27T11:30".into();
    let tag = page.header(header::ETAG).unwrap();
    let saved = desk.organiser.put(&path, tag, &json!(form)).await;
    let saved = File {
        id: filed.id,
        tag: saved.header(header::ETAG).unwrap().to_owned(),
    };
    let again = desk.file(&desk.organiser, &saved).await;

    // The second round starts without answers, and ends with the label.
    let sheet: ReviewSheet = referent.get(&again.page()).await.ok(200);
    assert_eq!((sheet.round, sheet.assessments.len()), (2, 0));
    let met = desk::assessed(&referent, &again, &desk::all_met()).await;
    let labelled = desk::step(&referent, "decision", &met, &desk::grant()).await;
    let sheet: ReviewSheet = labelled.ok(200);

    assert_eq!(sheet.file.state, LabelState::Labelled);
    assert_eq!(sheet.file.slug.as_deref(), Some("visite-de-la-fonderie"));
    assert_eq!(sheet.file.due_at, None);
    let decided: Vec<_> = sheet
        .file
        .decisions
        .iter()
        .map(|decision| (decision.action, decision.round))
        .collect();
    assert_eq!(
        decided,
        [(Action::Grant, 2), (Action::RequestCorrection, 1)]
    );
    assert_eq!(
        desk.logged(&filed),
        [
            "event.created",
            "event.submitted",
            "event.assessed",
            "event.correction_requested",
            "event.submitted",
            "event.assessed",
            "event.labelled",
        ]
    );
    let mails = desk.mails();
    let owner = &desk.organiser.account().email;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|(to, ..)| to == owner));
    let (_, subject, text) = &mails[1];
    assert_eq!(
        subject,
        "Événement labellisé\u{202f}: Visite de la fonderie"
    );
    assert!(
        text.contains("/evenements/2018/visite-de-la-fonderie\n"),
        "{text}"
    );
}

#[rstest]
#[tokio::test]
async fn the_history_hides_assessments_and_names_from_the_organiser(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let filed = desk.filed(&desk::visit()).await;
    desk::assessed(&referent, &filed, &desk::all_met()).await;
    let path = format!("/api/v1/events/{}/history", filed.id);
    let kinds = |answer: Value| -> Vec<String> {
        answer
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].as_str().unwrap().to_owned())
            .collect()
    };

    let own = desk.organiser.get(&path).await.json();
    let all = referent.get(&path).await.json();

    let name = &referent.account().name;
    assert!(!own.to_string().contains(name), "{own}");
    assert_eq!(all[2]["actorName"], name.as_str());
    let (own, all) = (kinds(own), kinds(all));
    assert_eq!(own, ["event.created", "event.submitted"]);
    assert_eq!(all, ["event.created", "event.submitted", "event.assessed"]);
}

/// The write operations of reviewers, with a valid body.
fn writes() -> [(Method, &'static str, Value); 4] {
    [
        (Method::PUT, "assessment", desk::all_met()),
        (Method::POST, "correction", desk::correction()),
        (Method::POST, "decision", desk::refusal()),
        (Method::POST, "revocation", desk::reason()),
    ]
}

#[tokio::test]
async fn a_write_needs_the_version_that_was_read() {
    let desk = Desk::open(Engine::Sqlite).await;
    let coordinator = desk.app.coordinator().await;
    let submitted = desk.file_in(LabelState::Submitted).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    for (method, name, body) in writes() {
        let file = if name == "revocation" {
            &labelled
        } else {
            &submitted
        };
        let stale = File {
            tag: "\"1\"".to_owned(),
            ..file.clone()
        };
        let path = format!("{}/{name}", file.page());

        let without = Answer::of(coordinator.request(method.clone(), &path).json(&body)).await;
        let with_old = desk::send(&coordinator, method.clone(), &path, &stale, &body).await;
        let wrong = desk::send(&coordinator, method, &path, file, &json!({ "nope": 1 })).await;

        without.refused(Code::PreconditionRequired);
        with_old.refused(Code::PreconditionFailed);
        assert_eq!(with_old.header(header::ETAG), Some(file.tag.as_str()));
        wrong.refused(Code::InvalidJson);
    }
}

#[tokio::test]
async fn only_permitted_roles_may_write() {
    let desk = Desk::open(Engine::Sqlite).await;
    let file = desk.file_in(LabelState::Submitted).await;
    let elsewhere = desk.app.referent("region:04").await;
    let administrator = desk.app.administrator().await;
    for (method, name, body) in writes() {
        let path = format!("{}/{name}", file.page());
        let visitor = desk.app.visitor();

        let nobody = desk::send(&visitor, method.clone(), &path, &file, &body).await;
        let organiser = desk::send(&desk.organiser, method.clone(), &path, &file, &body).await;
        let reads_only = desk::send(&administrator, method.clone(), &path, &file, &body).await;
        let other = desk::send(&elsewhere, method, &path, &file, &body).await;

        nobody.refused(Code::Unauthenticated);
        organiser.refused(Code::Forbidden);
        reads_only.refused(Code::Forbidden);
        other.refused(if name == "revocation" {
            Code::Forbidden
        } else {
            Code::NotFound
        });
    }
}
