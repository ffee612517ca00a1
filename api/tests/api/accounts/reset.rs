//! Password reset with a mailed link.

use super::{PASSWORD, mails, next_mail, sign_in, sign_up, token};
use crate::support::{Answer, Engine, TestApp, awaited};
use api::accounts::passwords::Passwords;
use api::accounts::people::{self, NewAccount};
use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use ground::db::schema::attempts;
use ground::jobs::{self, JobQuery};
use ground::on;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::account::Session;
use shared::problem::Code;
use std::time::{Duration as Pause, Instant};

const NEW: &str = "another horse battery";

pub(super) async fn ask(app: &TestApp, email: &str) -> Answer {
    app.visitor()
        .post(
            "/api/v1/accounts/password-reset",
            &json!({ "email": email }),
        )
        .await
}

pub(super) async fn choose(app: &TestApp, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    app.visitor()
        .post("/api/v1/accounts/password-reset/confirm", &body)
        .await
}

#[rstest]
#[tokio::test]
async fn the_link_changes_the_password_and_ends_all_sessions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    let session: Session = sign_in(&app.visitor(), "camille@example.org", PASSWORD)
        .await
        .ok(200);

    let asked = ask(&app, "CAMILLE@example.org").await;
    let link = token(&next_mail(&app, "camille@example.org", 1).await);
    let chosen = choose(&app, &link, NEW).await;
    let again = choose(&app, &link, "a third horse battery").await;

    assert_eq!((asked.status.as_u16(), chosen.status.as_u16()), (202, 204));
    again.refused(Code::InvalidLink);
    let request = app
        .visitor()
        .request(Method::GET, "/api/v1/session")
        .bearer_auth(&session.access_token);
    Answer::of(request).await.refused(Code::SessionEnded);
    sign_in(&app.visitor(), "camille@example.org", PASSWORD)
        .await
        .refused(Code::InvalidCredentials);
    let back: Session = sign_in(&app.visitor(), "camille@example.org", NEW)
        .await
        .ok(200);
    assert!(back.account.verified);
    assert!(
        mails(&app, "camille@example.org").await[0]
            .summary
            .subject
            .contains("a changé")
    );
}

#[rstest]
#[tokio::test]
async fn an_unknown_address_gets_the_same_response_and_no_mail(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;

    let known = ask(&app, "camille@example.org").await;
    let unknown = ask(&app, "nobody@example.org").await;

    assert_eq!((known.status, known.text), (unknown.status, unknown.text));
    next_mail(&app, "camille@example.org", 1).await;
    let query = JobQuery {
        state: None,
        kind: Some("accounts.mail_reset"),
        before: None,
        limit: 10,
    };
    let db = &app.platform.services.db;
    awaited("the end of the jobs", async || {
        let left = db.read_now(|conn| jobs::list(conn, &query)).unwrap();
        left.is_empty().then_some(())
    })
    .await;
    assert_eq!(mails(&app, "nobody@example.org").await, []);
}

/// Notes each job that mails a link in the table `asked` from now on, for it is removed as soon as it has run.
fn note_jobs(app: &TestApp, engine: Engine) {
    let table = "CREATE TABLE asked (kind TEXT NOT NULL)";
    let statements: &[&str] = match engine {
        Engine::Sqlite => &[
            table,
            "CREATE TRIGGER jobs_note AFTER INSERT ON jobs WHEN NEW.kind = 'accounts.mail_reset' \
                BEGIN INSERT INTO asked (kind) VALUES (NEW.kind); END",
        ],
        Engine::Postgres => &[
            table,
            "CREATE FUNCTION note_job() RETURNS trigger LANGUAGE plpgsql AS \
                'BEGIN INSERT INTO asked (kind) VALUES (NEW.kind); RETURN NULL; END'",
            "CREATE TRIGGER jobs_note AFTER INSERT ON jobs FOR EACH ROW WHEN (NEW.kind = 'accounts.mail_reset') \
                EXECUTE FUNCTION note_job()",
        ],
    };
    app.platform
        .services
        .db
        .write_now(|conn| {
            for statement in statements {
                sql_query(*statement).execute(conn)?;
            }
            Ok(())
        })
        .unwrap();
}

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Number of jobs that were noted.
fn asked(app: &TestApp) -> i64 {
    let count = "SELECT count(*) AS number FROM asked";
    let db = &app.platform.services.db;
    let asked: Asked = db
        .read_now(|conn| Ok(sql_query(count).get_result(conn)?))
        .unwrap();
    asked.number
}

/// One that came without a job, or with a second one, would take another time.
#[rstest]
#[tokio::test]
async fn each_request_makes_one_job_whether_or_not_the_address_has_an_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    sign_up(&app, "camille@example.org").await;
    note_jobs(&app, engine);

    for (number, email) in [
        (1, "camille@example.org"),
        (2, "nobody@example.org"),
        (3, "nobody@example.org"),
        (4, "camille@example.org"),
    ] {
        let answer = ask(&app, email).await;
        assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);
        assert_eq!(asked(&app), number, "{email}");
    }
}

#[tokio::test]
async fn a_weak_password_leaves_the_link_valid_until_it_expires_after_an_hour() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;
    ask(&app, "camille@example.org").await;
    let link = token(&next_mail(&app, "camille@example.org", 1).await);

    let weak = choose(&app, &link, "short").await;
    app.clock.advance(Duration::minutes(59));
    ask(&app, "camille@example.org").await;
    let newer = token(&next_mail(&app, "camille@example.org", 2).await);
    let replaced = choose(&app, &link, NEW).await;
    app.clock.advance(Duration::hours(1));
    let late = choose(&app, &newer, NEW).await;

    assert_eq!(weak.refused(Code::Invalid).errors[0].pointer, "/password");
    replaced.refused(Code::InvalidLink);
    late.refused(Code::InvalidLink);
}

#[tokio::test]
async fn a_link_is_valid_for_its_purpose_only() {
    let app = TestApp::start(Engine::Sqlite).await;
    sign_up(&app, "camille@example.org").await;
    let verification = token(&mails(&app, "camille@example.org").await[0]);

    choose(&app, &verification, NEW)
        .await
        .refused(Code::InvalidLink);
}

/// Number of counters of attempts.
fn counters(app: &TestApp) -> i64 {
    let db = &app.platform.services.db;
    db.read_now(|conn| Ok(on!(conn, c => attempts::table.count().get_result(c))?))
        .unwrap()
}

/// A hash of [`PASSWORD`] that takes at least `pause` to verify.
fn slow_hash(pause: Pause) -> String {
    let mut passes = 64;
    loop {
        let passwords = Passwords::with_cost(8, passes).unwrap();
        let begun = Instant::now();
        let hash = passwords.hash_now(PASSWORD).unwrap();
        if begun.elapsed() >= pause {
            return hash;
        }
        passes *= 2;
    }
}

#[rstest]
#[tokio::test]
async fn a_sign_in_with_the_old_password_does_not_outlive_the_reset(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // The first request of a server opens connections and prepares statements.
    choose(&app, "invented", NEW).await;
    let begun = Instant::now();
    choose(&app, "invented", NEW).await;
    let new = NewAccount {
        email: "camille@example.org".to_owned(),
        name: "Camille Durand".to_owned(),
        // The reset ends while the sign-in verifies, on any machine.
        password_hash: slow_hash(Pause::from_millis(1_500).max(begun.elapsed() * 20)),
        verified: true,
    };
    app.platform
        .services
        .db
        .write_now(|conn| people::create(conn, &app.clock, &new))
        .unwrap();
    ask(&app, "camille@example.org").await;
    let link = token(&next_mail(&app, "camille@example.org", 0).await);

    let thief = app.visitor();
    let before = counters(&app);
    let (with_old, chosen) =
        tokio::join!(sign_in(&thief, "camille@example.org", PASSWORD), async {
            // It is counted once the old hash was read, right before it is verified.
            awaited("the attempt to sign in", async || {
                (counters(&app) > before).then_some(())
            })
            .await;
            choose(&app, &link, NEW).await
        });

    assert_eq!(chosen.status.as_u16(), 204, "{}", chosen.text);
    with_old.refused(Code::InvalidCredentials);
    sign_in(&app.visitor(), "camille@example.org", NEW)
        .await
        .ok::<Session>(200);
}
