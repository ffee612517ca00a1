//! Sign-in with e-mail address and password, and its rate limits.

use super::{PASSWORD, credentials, sign_in, sign_up};
use crate::support::{Answer, Engine, TestApp};
use chrono::Duration;
use reqwest::Method;
use reqwest::header;
use rstest::rstest;
use shared::account::{Account, Session};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn the_token_authenticates_requests(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    let person = app.visitor();

    let answer = sign_in(&person, " Camille@EXAMPLE.org ", PASSWORD).await;
    let session: Session = answer.ok(200);
    let request = person
        .request(Method::GET, "/api/v1/session")
        .bearer_auth(&session.access_token);
    let account: Account = Answer::of(request).await.ok(200);

    assert_eq!(account, session.account);
    assert_eq!(session.expires_in, 600);
    let cookie = answer.header(header::SET_COOKIE).unwrap();
    for word in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/api/v1/session",
        "Max-Age=1209600",
    ] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let app = TestApp::configured(
        Engine::Sqlite,
        &[("SEMAINE_PUBLIC_URL", "https://semaine.example")],
    )
    .await;
    sign_up(&app, "camille@example.org").await;

    let answer = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;

    assert!(
        answer
            .header(header::SET_COOKIE)
            .unwrap()
            .contains("Secure")
    );
}

#[rstest]
#[case("camille@example.org", "wrong horse battery")]
#[case("nobody@example.org", PASSWORD)]
#[case("not an address\0", PASSWORD)]
#[case("camille@example.org", "")]
#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_response(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] email: &str,
    #[case] password: &str,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;

    let problem = sign_in(&app.visitor(), email, password)
        .await
        .refused(Code::InvalidCredentials);

    assert_eq!((problem.detail, problem.errors), (None, vec![]));
}

#[rstest]
#[tokio::test]
async fn after_too_many_guesses_even_the_right_password_is_rejected(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    for _ in 0..10 {
        sign_in(&app.visitor(), "camille@example.org", "wrong horse battery")
            .await
            .refused(Code::InvalidCredentials);
    }

    let stopped = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;
    app.clock.advance(Duration::minutes(15));
    let later = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;

    stopped.refused(Code::TooManyRequests);
    assert_eq!(later.status.as_u16(), 200);
}

/// Signs in from a network address, which the test's proxy reports.
async fn sign_in_from(app: &TestApp, machine: &str, password: &str) -> Answer {
    let request = app
        .visitor()
        .request(Method::POST, "/api/v1/session")
        .header("X-Forwarded-For", machine)
        .json(&credentials("camille@example.org", password));
    Answer::of(request).await
}

async fn behind_a_proxy(engine: Engine) -> TestApp {
    let app = TestApp::configured(engine, &[("SEMAINE_TRUST_PROXY", "true")]).await;
    sign_up(&app, "camille@example.org").await;
    app
}

#[rstest]
#[tokio::test]
async fn the_guesses_of_a_stranger_do_not_keep_the_owner_out(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    for _ in 0..10 {
        sign_in_from(&app, "203.0.113.1", "wrong horse battery")
            .await
            .refused(Code::InvalidCredentials);
    }

    for _ in 0..100 {
        sign_in_from(&app, "203.0.113.1", "wrong horse battery")
            .await
            .refused(Code::TooManyRequests);
    }
    let stranger = sign_in_from(&app, "203.0.113.1", PASSWORD).await;
    let owner = sign_in_from(&app, "198.51.100.7", PASSWORD).await;
    let stranger_still = sign_in_from(&app, "203.0.113.1", PASSWORD).await;

    stranger.refused(Code::TooManyRequests);
    owner.ok::<Session>(200);
    stranger_still.refused(Code::TooManyRequests);
}

#[rstest]
#[tokio::test]
async fn guesses_from_many_machines_stop_only_machines_that_are_not_known(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    sign_in_from(&app, "198.51.100.7", PASSWORD)
        .await
        .ok::<Session>(200);
    app.clock.advance(Duration::days(20));
    for number in 0..100 {
        sign_in_from(&app, &format!("203.0.113.{number}"), "wrong horse battery")
            .await
            .refused(Code::InvalidCredentials);
    }

    let another = sign_in_from(&app, "192.0.2.1", PASSWORD).await;
    let known = sign_in_from(&app, "198.51.100.7", PASSWORD).await;
    app.clock.advance(Duration::hours(1));
    let later = sign_in_from(&app, "192.0.2.1", PASSWORD).await;

    let wait: i64 = another
        .header(header::RETRY_AFTER)
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    another.refused(Code::TooManyRequests);
    known.ok::<Session>(200);
    later.ok::<Session>(200);
}

#[tokio::test]
async fn a_machine_is_known_for_thirty_days() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    sign_in_from(&app, "198.51.100.7", PASSWORD)
        .await
        .ok::<Session>(200);
    app.clock.advance(Duration::days(30));
    for number in 0..100 {
        sign_in_from(&app, &format!("203.0.113.{number}"), "wrong horse battery").await;
    }

    sign_in_from(&app, "198.51.100.7", PASSWORD)
        .await
        .refused(Code::TooManyRequests);
}

#[tokio::test]
async fn successful_sign_ins_do_not_count_as_guesses() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;

    for _ in 0..12 {
        sign_in(&app.visitor(), "camille@example.org", PASSWORD)
            .await
            .ok::<Session>(200);
    }
}

#[tokio::test]
async fn another_site_cannot_sign_somebody_in() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;

    let request = app
        .visitor()
        .request(Method::POST, "/api/v1/session")
        .header(header::ORIGIN, "https://evil.example")
        .json(&credentials("camille@example.org", PASSWORD));

    Answer::of(request).await.refused(Code::CrossOrigin);
}

#[rstest]
#[case(None, Code::UnsupportedMediaType)]
#[case(Some("text/plain"), Code::UnsupportedMediaType)]
#[case(Some("application/json"), Code::InvalidJson)]
#[tokio::test]
async fn the_body_must_be_json(#[case] content_type: Option<&str>, #[case] code: Code) {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut request = app
        .visitor()
        .request(Method::POST, "/api/v1/session")
        .body("email=x");
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }

    Answer::of(request).await.refused(code);
}

#[tokio::test]
async fn an_accent_may_be_typed_composed_or_not() {
    let app = TestApp::start(Engine::Sqlite).await;
    let form = serde_json::json!({
        "email": "camille@example.org",
        "name": "Camille Durand",
        "password": "un \u{e9}t\u{e9} tr\u{e8}s calme \u{e0} l’\u{ee}le"
    });
    let answer = app.visitor().post("/api/v1/accounts", &form).await;
    assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);

    let decomposed = "un e\u{301}te\u{301} tre\u{300}s calme a\u{300} l’i\u{302}le";
    sign_in(&app.visitor(), "camille@example.org", decomposed)
        .await
        .ok::<Session>(200);
}

#[tokio::test]
async fn a_password_that_is_too_long_is_refused_before_it_is_hashed() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = sign_in(&app.visitor(), "camille@example.org", &"x".repeat(257)).await;

    let problem = answer.refused(Code::Invalid);
    let fault = &problem.errors[0];
    assert_eq!(
        (fault.pointer.as_str(), fault.code, fault.limit),
        ("/password", Code::TooLong, Some(256))
    );
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    let long = "x".repeat(600 * 1024);

    let answer = sign_in(&app.visitor(), &long, "x").await;

    answer.refused(Code::PayloadTooLarge);
}

#[tokio::test]
async fn a_token_of_another_server_and_an_expired_one_are_rejected() {
    let app = TestApp::start(Engine::Sqlite).await;
    let other = TestApp::start(Engine::Sqlite).await;
    let (here, there) = (app.organiser().await, other.organiser().await);
    let with = |token: &str| {
        app.visitor()
            .request(Method::GET, "/api/v1/session")
            .bearer_auth(token)
    };

    let foreign = Answer::of(with(there.token().unwrap())).await;
    let own = Answer::of(with(here.token().unwrap())).await;
    app.clock.advance(Duration::minutes(10));
    let old = Answer::of(with(here.token().unwrap())).await;

    foreign.refused(Code::InvalidToken);
    assert_eq!(own.status.as_u16(), 200);
    old.refused(Code::InvalidToken);
}
