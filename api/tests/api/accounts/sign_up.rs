//! Sign-up, and verification of the e-mail address.

use super::{PASSWORD, mails, sign_in, sign_up, token};
use crate::support::{Answer, Engine, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use ground::db::schema::{accounts, log};
use ground::db::types::SqlTime;
use reqwest::{Method, Url, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Session;
use shared::problem::Code;

const VERIFY: &str = "/api/v1/accounts/verify";
const PREVIEW: &str = "/api/v1/accounts/verify/preview";

#[rstest]
#[tokio::test]
async fn a_mailed_link_verifies_the_address_and_signs_in_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    let answer = sign_up(&app, "Camille@Example.org").await;
    let mailed = mails(&app, "Camille@Example.org").await;
    let body = json!({ "token": token(&mailed[0]) });
    let session = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;
    let preview = app.visitor().post(PREVIEW, &body).await;
    let first = app.visitor().post(VERIFY, &body).await;
    let again = app.visitor().post(VERIFY, &body).await;
    let preview_again = app.visitor().post(PREVIEW, &body).await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, ""));
    assert_eq!(session.json()["account"]["verified"], false);
    assert_eq!(
        preview.json(),
        json!({ "state": "usable", "name": "Camille Durand", "email": "Camille@Example.org" })
    );
    let cookie = first.header(header::SET_COOKIE).expect("a cookie");
    assert!(cookie.starts_with("semaine_refresh="), "{cookie}");
    let opened: Session = first.ok(200);
    assert!(opened.account.verified);
    let holder = app.holder(opened);
    assert_eq!(holder.get("/api/v1/session").await.status.as_u16(), 200);
    again.refused(Code::AlreadyVerified);
    assert!(again.header(header::SET_COOKIE).is_none());
    assert_eq!(preview_again.json(), json!({ "state": "verified" }));
}

#[rstest]
#[tokio::test]
async fn opening_the_link_uses_nothing_up_and_signs_nobody_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    let mailed = mails(&app, "camille@example.org").await;
    let address = mailed[0]
        .body_text
        .split_whitespace()
        .find(|word| word.contains("/verification"))
        .expect("a link");
    let page = address.strip_prefix(&app.address).expect("of this site");
    let body = json!({ "token": token(&mailed[0]) });

    for method in [Method::GET, Method::HEAD] {
        let opened = Answer::of(app.visitor().request(method, page)).await;
        assert!(opened.header(header::SET_COOKIE).is_none());
    }
    for _ in 0..3 {
        let preview = app.visitor().post(PREVIEW, &body).await;
        assert!(preview.header(header::SET_COOKIE).is_none());
    }

    assert_eq!(logged(&app), 0);
    app.visitor().post(VERIFY, &body).await.ok::<Session>(200);
}

#[rstest]
#[tokio::test]
async fn of_two_simultaneous_uses_of_a_link_one_signs_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    let body = json!({ "token": token(&mails(&app, "camille@example.org").await[0]) });
    let (one, other) = (app.visitor(), app.visitor());

    let (one, other) = tokio::join!(one.post(VERIFY, &body), other.post(VERIFY, &body));

    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text, other.text);
    assert_eq!(logged(&app), 1);
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_use_a_link() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;
    let body = json!({ "token": token(&mails(&app, "camille@example.org").await[0]) });

    let request = app
        .visitor()
        .request(Method::POST, VERIFY)
        .header("Origin", "https://exemple.fr");

    Answer::of(request.json(&body))
        .await
        .refused(Code::CrossOrigin);
}

#[rstest]
#[tokio::test]
async fn the_destination_is_in_the_links_of_both_mails(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let destination = "/mes-evenements?edition=2018&tri=é";
    let form = json!({ "email": "camille@example.org", "name": "Camille", "password": PASSWORD,
        "destination": destination });

    for _ in 0..2 {
        let answer = app.visitor().post("/api/v1/accounts", &form).await;
        assert_eq!(answer.status.as_u16(), 202);
    }

    let mailed = mails(&app, "camille@example.org").await;
    for (mail, page) in mailed.iter().zip(["/connexion", "/verification"]) {
        let link = mail
            .body_text
            .split_whitespace()
            .filter_map(|word| Url::parse(word).ok())
            .find(|link| link.path() == page)
            .unwrap_or_else(|| panic!("{page} in {}", mail.body_text));
        let carried = link.query_pairs().find(|(name, _)| name == "suite");
        assert_eq!(carried.expect("a destination").1, destination);
    }
    let body = json!({ "token": token(&mailed[1]) });
    app.visitor().post(VERIFY, &body).await.ok::<Session>(200);
}

#[rstest]
#[case("https://exemple.fr")]
#[case("//exemple.fr")]
#[case("/\\exemple.fr")]
#[case("/.//exemple.fr")]
#[case("javascript:alert(1)")]
#[case("")]
#[tokio::test]
async fn a_destination_elsewhere_is_refused(#[case] destination: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let form = json!({ "email": "camille@example.org", "name": "Camille", "password": PASSWORD,
        "destination": destination });

    let problem = app
        .visitor()
        .post("/api/v1/accounts", &form)
        .await
        .refused(Code::Invalid);

    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/destination", Code::InvalidFormat)
    );
    assert!(mails(&app, "camille@example.org").await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_known_address_gets_the_same_response_and_another_mail(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let first = sign_up(&app, "camille@example.org").await;

    let second = sign_up(&app, " CAMILLE@example.org").await;

    assert_eq!((first.status, &first.text), (second.status, &second.text));
    let mailed = mails(&app, "camille@example.org").await;
    assert_eq!(mailed.len(), 2);
    assert!(mailed[0].summary.subject.contains("déjà un compte"));
    assert!(!mailed[0].body_text.contains("jeton="));
}

#[rstest]
#[tokio::test]
async fn a_link_that_was_used_says_that_the_address_is_verified_as_long_as_it_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    let body = json!({ "token": token(&mails(&app, "camille@example.org").await[0]) });
    let follow = async || app.visitor().post("/api/v1/accounts/verify", &body).await;
    let first = follow().await;
    app.clock.advance(Duration::days(3));

    let late = follow().await;
    let recorded = logged(&app);
    unverify(&app);
    let unverified = follow().await;

    assert_eq!(first.status.as_u16(), 200);
    late.refused(Code::AlreadyVerified);
    assert_eq!(recorded, 1, "the log has one verification");
    unverified.refused(Code::InvalidLink);
}

/// Number of verifications in the log.
fn logged(app: &TestApp) -> i64 {
    let db = &app.platform.services.db;
    let verified = log::table.filter(log::kind.eq("account.verified"));
    db.read_now(|conn| Ok(verified.count().get_result(conn)?))
        .unwrap()
}

fn unverify(app: &TestApp) {
    let db = &app.platform.services.db;
    db.write_now(|conn| {
        diesel::update(accounts::table)
            .set(accounts::verified_at.eq(None::<SqlTime>))
            .execute(conn)?;
        Ok(())
    })
    .unwrap();
}

#[tokio::test]
async fn the_link_is_valid_for_one_day() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;
    let mailed = mails(&app, "camille@example.org").await;

    app.clock.advance(Duration::hours(24));

    let body = json!({ "token": token(&mailed[0]) });
    let answer = app.visitor().post("/api/v1/accounts/verify", &body).await;
    answer.refused(Code::InvalidLink);
}

#[rstest]
#[tokio::test]
async fn a_new_link_replaces_the_old_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    app.clock.advance(Duration::hours(30));
    let session = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;
    let access = session.json()["accessToken"].as_str().unwrap().to_owned();
    let ask = || {
        app.visitor()
            .request(Method::POST, "/api/v1/accounts/verification")
            .bearer_auth(&access)
    };

    let asked = Answer::of(ask()).await;
    let mailed = mails(&app, "camille@example.org").await;
    let [new, old] = mailed.as_slice() else {
        panic!("two mails, not {}", mailed.len())
    };
    let verify = |mail| json!({ "token": token(mail) });
    let with_old = app
        .visitor()
        .post("/api/v1/accounts/verify", &verify(old))
        .await;
    let with_new = app
        .visitor()
        .post("/api/v1/accounts/verify", &verify(new))
        .await;
    let once_more = Answer::of(ask()).await;

    assert_eq!((asked.status.as_u16(), asked.text.as_str()), (202, ""));
    with_old.refused(Code::InvalidLink);
    assert_eq!(with_new.status.as_u16(), 200);
    assert_eq!(once_more.status.as_u16(), 202);
    assert_eq!(
        mails(&app, "camille@example.org").await.len(),
        2,
        "a verified address gets no link"
    );
}

#[tokio::test]
async fn mailed_links_are_rate_limited() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;
    let session = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;
    let access = session.json()["accessToken"].as_str().unwrap().to_owned();
    let ask = async || {
        let request = app
            .visitor()
            .request(Method::POST, "/api/v1/accounts/verification");
        Answer::of(request.bearer_auth(&access)).await
    };

    for _ in 0..5 {
        assert_eq!(ask().await.status.as_u16(), 202);
    }

    ask().await.refused(Code::TooManyRequests);
}

#[tokio::test]
async fn all_faults_of_the_form_are_reported_at_once() {
    let app = TestApp::start(Engine::Sqlite).await;
    let form = json!({ "email": "camille", "name": "  ", "password": "short" });

    let problem = app
        .visitor()
        .post("/api/v1/accounts", &form)
        .await
        .refused(Code::Invalid);

    let faults: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        faults,
        [
            ("/email", Code::InvalidEmail),
            ("/name", Code::Required),
            ("/password", Code::WeakPassword)
        ]
    );
}

#[rstest]
#[case(json!({ "email": "a@example.org", "name": "A" }), Code::InvalidJson)]
#[case(json!({ "email": "a@example.org", "name": "A", "password": 12 }), Code::InvalidJson)]
#[case(json!({ "email": "a@example.org", "name": "A", "password": PASSWORD, "admin": true }), Code::InvalidJson)]
#[case(json!({ "email": "a@example.org", "name": "a\u{0}b", "password": PASSWORD }), Code::Invalid)]
#[tokio::test]
async fn a_malformed_form_is_rejected(#[case] form: Value, #[case] code: Code) {
    let app = TestApp::start(Engine::Postgres).await;

    app.visitor()
        .post("/api/v1/accounts", &form)
        .await
        .refused(code);
}

#[rstest]
#[tokio::test]
async fn a_stranger_is_not_flooded_with_mails(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for _ in 0..5 {
        assert_eq!(
            sign_up(&app, "camille@example.org").await.status.as_u16(),
            202
        );
    }

    let sixth = sign_up(&app, "camille@example.org").await;
    let other = sign_up(&app, "claude@example.org").await;
    app.clock.advance(Duration::hours(1));
    let later = sign_up(&app, "camille@example.org").await;

    sixth.refused(Code::TooManyRequests);
    let wait: i64 = sixth.header(header::RETRY_AFTER).unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    assert_eq!((other.status.as_u16(), later.status.as_u16()), (202, 202));
}
