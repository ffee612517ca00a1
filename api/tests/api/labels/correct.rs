use super::desk::{self, Desk};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{Action, LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_correction_request_reopens_the_form(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;

    let answer = desk::step(
        &desk.referent().await,
        "correction",
        &filed,
        &desk::correction(),
    )
    .await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.state, LabelState::CorrectionRequested);
    assert_eq!(sheet.file.allowed, [Action::Refuse]);
    assert_eq!(sheet.file.due_at, None);
    let asked = &sheet.file.decisions[0];
    assert_eq!(
        (asked.action, asked.fields.as_slice()),
        (
            Action::RequestCorrection,
            ["/occurrences".to_owned()].as_slice()
        )
    );
    let mails = desk.mails();
    let (to, subject, text) = &mails[0];
    assert_eq!(to, &desk.organiser.account().email);
    assert_eq!(
        subject,
        "Correction demandée\u{202f}: Visite de la fonderie"
    );
    let page = format!("{}/mes-evenements/{}\n", desk.app.address, filed.id);
    for expected in [
        "À quelle heure finit la visite ?",
        "- Dates et horaires\n",
        &page,
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test]
async fn an_invalid_correction_request_is_rejected_at_its_field() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let unknown = json!({ "message": "Merci de préciser.", "fields": ["/title", "/owner"] });
    for (body, pointer, code) in [
        (json!({ "message": "" }), "/message", Code::Required),
        (json!({ "message": "Encore." }), "/message", Code::TooShort),
        (
            json!({ "message": "é".repeat(2_001) }),
            "/message",
            Code::TooLong,
        ),
        (unknown, "/fields/1", Code::UnknownValue),
    ] {
        let answer = desk::step(&referent, "correction", &filed, &body).await;

        desk::refused_at(&answer, pointer, code);
    }
    assert_eq!(desk.mails(), []);
}
