//! Changes that a person makes to their own account: name, password, address, sessions.

use super::{PASSWORD, mails, next_mail, sign_in, sign_up, token};
use crate::support::{Answer, Engine, Person, TestApp};
use chrono::Duration;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::account::{Account, OpenSessions, Session};
use shared::problem::Code;
use uuid::Uuid;

const EMAIL: &str = "camille@example.org";
const NEW_EMAIL: &str = "camille.roy@example.org";
const NEW: &str = "another horse battery";

/// A person with an account, and the session of a first device.
async fn somebody(app: &TestApp) -> Person {
    sign_up(app, EMAIL).await;
    opened(app, EMAIL, PASSWORD).await
}

async fn opened(app: &TestApp, email: &str, password: &str) -> Person {
    let session: Session = sign_in(&app.visitor(), email, password).await.ok(200);
    app.holder(session)
}

async fn change(person: &Person, method: Method, path: &str, body: serde_json::Value) -> Answer {
    Answer::of(person.request(method, path).json(&body)).await
}

async fn rename(person: &Person, name: &str) -> Answer {
    change(
        person,
        Method::PATCH,
        "/api/v1/account",
        json!({ "name": name }),
    )
    .await
}

async fn change_password(person: &Person, current: &str, password: &str) -> Answer {
    let body = json!({ "current": current, "password": password });
    change(person, Method::PUT, "/api/v1/account/password", body).await
}

async fn change_address(person: &Person, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    change(person, Method::POST, "/api/v1/account/address", body).await
}

async fn confirm(app: &TestApp, token: &str) -> Answer {
    let body = json!({ "token": token });
    app.visitor()
        .post("/api/v1/accounts/address/confirm", &body)
        .await
}

async fn sessions(person: &Person) -> OpenSessions {
    person.get("/api/v1/account/sessions").await.ok(200)
}

#[rstest]
#[tokio::test]
async fn a_name_is_changed_and_trimmed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;

    let account: Account = rename(&person, "  Camille Roy ").await.ok(200);
    let empty = rename(&person, " ").await.refused(Code::Invalid);

    assert_eq!(account.name, "Camille Roy");
    assert_eq!(
        (empty.errors[0].pointer.as_str(), empty.errors[0].code),
        ("/name", Code::Required)
    );
    let stored: Account = person.get("/api/v1/session").await.ok(200);
    assert_eq!(stored.name, "Camille Roy");
}

#[rstest]
#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_is_told_by_mail(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    let other = opened(&app, EMAIL, PASSWORD).await;
    let known = mails(&app, EMAIL).await.len();

    let changed = change_password(&person, PASSWORD, NEW).await;

    assert_eq!(changed.status.as_u16(), 204, "{}", changed.text);
    assert_eq!(person.get("/api/v1/session").await.status.as_u16(), 200);
    other
        .get("/api/v1/session")
        .await
        .refused(Code::SessionEnded);
    sign_in(&app.visitor(), EMAIL, PASSWORD)
        .await
        .refused(Code::InvalidCredentials);
    sign_in(&app.visitor(), EMAIL, NEW).await.ok::<Session>(200);
    let mail = next_mail(&app, EMAIL, known).await;
    assert!(mail.summary.subject.contains("mot de passe"), "{mail:?}");
}

#[rstest]
#[tokio::test]
async fn a_change_needs_the_password(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;

    let password = change_password(&person, "not my password", NEW).await;
    let address = change_address(&person, NEW_EMAIL, "not my password").await;

    for (answer, pointer) in [(password, "/current"), (address, "/password")] {
        let problem = answer.refused(Code::Invalid);
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].code),
            (pointer, Code::WrongPassword)
        );
    }
    assert!(mails(&app, NEW_EMAIL).await.is_empty());
}

#[tokio::test]
async fn guesses_of_the_password_are_limited() {
    let app = TestApp::start(Engine::Sqlite).await;
    let person = somebody(&app).await;

    for _ in 0..10 {
        change_password(&person, "not my password", NEW)
            .await
            .refused(Code::Invalid);
    }

    change_password(&person, PASSWORD, NEW)
        .await
        .refused(Code::TooManyRequests);
}

#[rstest]
#[tokio::test]
async fn an_address_changes_when_its_link_is_opened(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    let known = mails(&app, EMAIL).await.len();

    let asked = change_address(&person, NEW_EMAIL, PASSWORD).await;
    let link = token(&next_mail(&app, NEW_EMAIL, 0).await);
    let before: Account = person.get("/api/v1/session").await.ok(200);
    let confirmed = confirm(&app, &link).await;
    confirm(&app, &link).await.refused(Code::InvalidLink);

    assert_eq!(
        (asked.status.as_u16(), confirmed.status.as_u16()),
        (202, 204)
    );
    assert_eq!((before.email.as_str(), before.verified), (EMAIL, false));
    let after: Account = person.get("/api/v1/session").await.ok(200);
    assert_eq!((after.email.as_str(), after.verified), (NEW_EMAIL, true));
    sign_in(&app.visitor(), NEW_EMAIL, PASSWORD)
        .await
        .ok::<Session>(200);
    sign_in(&app.visitor(), EMAIL, PASSWORD)
        .await
        .refused(Code::InvalidCredentials);
    let received = next_mail(&app, EMAIL, known).await;
    assert!(received.summary.subject.contains("adresse"), "{received:?}");
}

#[rstest]
#[tokio::test]
async fn an_address_of_another_account_is_not_taken(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] before_the_request: bool,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    if before_the_request {
        sign_up(&app, NEW_EMAIL).await;
        let known = mails(&app, NEW_EMAIL).await.len();

        let asked = change_address(&person, NEW_EMAIL, PASSWORD).await;

        assert_eq!(asked.status.as_u16(), 202);
        let received = next_mail(&app, NEW_EMAIL, known).await;
        assert!(
            !received.body_text.contains("nouvelle-adresse"),
            "{received:?}"
        );
    } else {
        change_address(&person, NEW_EMAIL, PASSWORD).await;
        let link = token(&next_mail(&app, NEW_EMAIL, 0).await);
        sign_up(&app, NEW_EMAIL).await;

        confirm(&app, &link).await.refused(Code::InvalidLink);
    }
    let account: Account = person.get("/api/v1/session").await.ok(200);
    assert_eq!(account.email, EMAIL);
}

#[rstest]
#[tokio::test]
async fn a_link_to_a_new_address_expires_after_a_day(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    change_address(&person, NEW_EMAIL, PASSWORD).await;
    let link = token(&next_mail(&app, NEW_EMAIL, 0).await);

    app.clock.advance(Duration::hours(25));

    confirm(&app, &link).await.refused(Code::InvalidLink);
}

#[rstest]
#[tokio::test]
async fn sessions_are_listed_by_device_and_ended_one_by_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    app.clock.advance(Duration::minutes(1));
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    let phone = app
        .visitor()
        .request(Method::POST, "/api/v1/session")
        .header(
            header::USER_AGENT,
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
        )
        .json(&credentials);
    let phone = app.holder(Answer::of(phone).await.ok(200));

    let before = sessions(&person).await.items;
    let ended = person
        .delete(&format!("/api/v1/account/sessions/{}", before[0].id))
        .await;

    assert_eq!(
        before
            .iter()
            .map(|session| (session.device.as_deref(), session.current))
            .collect::<Vec<_>>(),
        [(Some("Firefox, Android"), false), (None, true)]
    );
    assert_eq!(ended.status.as_u16(), 204);
    phone
        .get("/api/v1/session")
        .await
        .refused(Code::SessionEnded);
    assert_eq!(sessions(&person).await.items.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_session_of_somebody_else_is_not_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let person = somebody(&app).await;
    let other = app.organiser().await;
    let theirs = sessions(&other).await.items[0].id;

    for id in [theirs, Uuid::nil()] {
        person
            .delete(&format!("/api/v1/account/sessions/{id}"))
            .await
            .refused(Code::NotFound);
    }

    assert_eq!(other.get("/api/v1/session").await.status.as_u16(), 200);
}
