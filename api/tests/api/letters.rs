//! Wording of letters: that of an edition, previews, letters on trial, and the language of the account.

use crate::support::{Answer, Engine, Person, TestApp, edition, form};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Account;
use shared::letter::{LetterDescription, LetterPreview};
use shared::mail::{Mail, MailSummary};
use shared::paging::Page;
use shared::problem::Code;

const EDITION: &str = "/api/v1/administration/editions/2018";
const PREVIEW: &str = "/api/v1/administration/editions/2018/letters/preview";
const TRIAL: &str = "/api/v1/administration/editions/2018/letters/trial";

/// Own words for the receipt.
fn reworded() -> Value {
    json!({
        "subject": "Bien reçu : {titre}",
        "text": "Merci, {organisateur}. Réponse le {echeance} au plus tard.\n\n| Référence | {reference}\n\nSuivre le dossier :\n{lien}"
    })
}

fn trial(wording: &Value) -> Value {
    json!({ "kind": "receipt", "language": "fr", "wording": wording })
}

/// Stores words of the edition for the receipt.
async fn store(person: &Person, wordings: &Value) -> Answer {
    let answer = person.get(EDITION).await;
    let etag = answer.header(header::ETAG).unwrap().to_owned();
    let mut edition = answer.json()["edition"].clone();
    edition["letters"] = json!({ "receipt": wordings });
    let body = json!({ "edition": edition, "reason": "Un texte plus court." });
    person.put(EDITION, &etag, &body).await
}

/// The letters to a person with these words in their subject.
async fn letters(app: &TestApp, to: &Person, subject: &str) -> Vec<Mail> {
    let reader = app.administrator().await;
    let path = format!("/api/v1/outbox?recipient={}", to.account().email);
    let page: Page<MailSummary> = reader.get(&path).await.ok(200);
    let mut found = Vec::new();
    for summary in page.items {
        if summary.subject.contains(subject) {
            let path = format!("/api/v1/outbox/{}", summary.id);
            found.push(reader.get(&path).await.ok(200));
        }
    }
    found
}

/// Changes the caller's account, and returns it.
async fn change(person: &Person, change: &Value) -> Account {
    let request = person.request(Method::PATCH, "/api/v1/account");
    Answer::of(request.json(change)).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn an_edition_has_its_own_words_in_letters_from_then_on(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (administrator, organiser) = (app.administrator().await, app.organiser().await);
    organiser.submitted(&form()).await;
    let before = letters(&app, &organiser, "Dépôt reçu").await;

    store(&administrator, &json!({ "fr": reworded() }))
        .await
        .ok::<Value>(200);
    organiser.submitted(&form()).await;

    let (after, frozen) = (
        letters(&app, &organiser, "Bien reçu").await,
        letters(&app, &organiser, "Dépôt reçu").await,
    );
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(frozen, before);
    let letter = &after[0];
    assert!(
        letter
            .body_text
            .contains("Suivre le dossier\u{202f}:\nhttp"),
        "{letter:?}"
    );
    let html = letter.body_html.as_deref().unwrap();
    assert!(
        html.contains("lang=\"fr\"") && html.contains(">Suivre le dossier</a>"),
        "{html}"
    );
}

#[rstest]
#[case("{titree}", Code::UnknownTag, "/letters/receipt/fr/text")]
#[case("{motif}", Code::UnknownTag, "/letters/receipt/fr/text")]
#[tokio::test]
async fn wrong_words_are_not_stored(#[case] tag: &str, #[case] code: Code, #[case] pointer: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let administrator = app.administrator().await;
    let mut wrong = reworded();
    wrong["text"] = json!(format!("Merci {tag}.\n\nSuivre :\n{{lien}}"));

    let refused = store(&administrator, &json!({ "fr": wrong })).await;

    let problem = refused.refused(Code::Invalid);
    assert_eq!(problem.errors.len(), 1, "{problem:?}");
    assert_eq!(
        (problem.errors[0].code, problem.errors[0].pointer.as_str()),
        (code, pointer)
    );
}

#[rstest]
#[tokio::test]
async fn a_preview_shows_any_event_in_either_language(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (coordinator, organiser) = (app.coordinator().await, app.organiser().await);
    let file = organiser.submitted(&form()).await;
    let kinds: Vec<LetterDescription> = coordinator
        .get("/api/v1/administration/letters")
        .await
        .ok(200);
    let receipt = kinds
        .iter()
        .find(|kind| kind.kind.as_str() == "receipt")
        .unwrap();
    let mut asked = trial(&serde_json::to_value(&receipt.en).unwrap());
    asked["language"] = json!("en");
    asked["event"] = json!(file.id);
    asked["name"] = json!("Louise <Caron>");

    let shown: LetterPreview = coordinator.post(PREVIEW, &asked).await.ok(200);
    let mut wrong = asked.clone();
    wrong["wording"]["text"] = json!("Your file {titree} has arrived.");
    let faulty: LetterPreview = coordinator.post(PREVIEW, &wrong).await.ok(200);

    assert_eq!(shown.problems, []);
    assert!(
        shown.subject.starts_with("Submission received: "),
        "{}",
        shown.subject
    );
    assert!(
        shown.text.starts_with("Hello Louise <Caron>,"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains(&file.id.reference()), "{}", shown.text);
    assert!(shown.html.contains("lang=\"en\"") && shown.html.contains("Louise &lt;Caron&gt;"));
    let codes: Vec<_> = faulty.problems.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [Code::UnknownTag, Code::MissingTag]);
    assert!(faulty.text.contains("{titree}"));
}

#[tokio::test]
async fn a_preview_needs_an_event_of_its_edition() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let mut asked = trial(&reworded());
    asked["event"] = json!("0190a1b2-0000-7000-8000-000000000001");

    coordinator
        .post(PREVIEW, &asked)
        .await
        .refused(Code::Invalid);
    // A draft is for its owner alone.
    let draft = app.organiser().await.draft(&form()).await;
    asked["event"] = json!(draft.id);
    let problem = coordinator.post(PREVIEW, &asked).await;
    let problem = problem.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/event");
    asked["event"] = Value::Null;
    asked["name"] = json!("Louise\u{7}");
    let problem = coordinator.post(PREVIEW, &asked).await;
    let problem = problem.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/name");
    asked["name"] = Value::Null;
    asked["kind"] = json!("password_reset");
    coordinator
        .post(PREVIEW, &asked)
        .await
        .refused(Code::Invalid);
}

#[rstest]
#[tokio::test]
async fn a_letter_on_trial_goes_to_oneself_so_many_times_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let administrator = app.administrator().await;
    let asked = trial(&reworded());

    let mut answers = vec![administrator.post(TRIAL, &asked).await];
    let sent = letters(&app, &administrator, "Bien reçu").await;
    for _ in 1..20 {
        answers.push(administrator.post(TRIAL, &asked).await);
    }
    assert!(answers.iter().all(|answer| answer.status.as_u16() == 202));
    administrator
        .post(TRIAL, &asked)
        .await
        .refused(Code::TooManyRequests);

    assert_eq!(sent.len(), 1);
    assert!(
        sent[0].summary.subject.starts_with("Essai"),
        "{:?}",
        sent[0]
    );
    app.coordinator()
        .await
        .post(TRIAL, &asked)
        .await
        .refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn letters_are_in_the_language_of_the_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let wanted = json!({ "name": "Camille Lefèvre", "language": "en" });
    let account: Account = change(&organiser, &wanted).await;
    organiser.submitted(&form()).await;
    // A change of the name alone leaves the language.
    let renamed: Account = change(&organiser, &json!({ "name": "Camille" })).await;

    assert_eq!(
        (account.language.as_str(), renamed.language.as_str()),
        ("en", "en")
    );
    let sent = letters(&app, &organiser, "Submission received: ").await;
    assert_eq!(sent.len(), 1);
    assert!(
        sent[0].body_text.starts_with("Hello Camille Lefèvre,"),
        "{:?}",
        sent[0]
    );
    assert!(
        sent[0]
            .body_html
            .as_deref()
            .is_some_and(|html| html.contains("lang=\"en\""))
    );
}
