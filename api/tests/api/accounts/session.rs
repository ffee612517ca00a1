//! Renewal and end of sessions.

use super::reset::{ask, choose};
use super::{PASSWORD, mails, next_mail, sign_in, sign_up, token};
use crate::support::{Answer, Engine, Person, TestApp, tries};
use chrono::Duration;
use diesel::prelude::*;
use ground::db::schema::attempts;
use reqwest::Method;
use reqwest::header;
use rstest::rstest;
use shared::account::Session;
use shared::problem::Code;
use std::time::Duration as Pause;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const REFRESH: &str = "/api/v1/session/refresh";

/// The cookie that a response sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    let set = answer.header(header::SET_COOKIE).expect("a cookie");
    set.split(';').next().expect("its value").to_owned()
}

async fn refresh(app: &TestApp, cookie: &str) -> Answer {
    Answer::of(
        app.visitor()
            .request(Method::POST, REFRESH)
            .header(header::COOKIE, cookie),
    )
    .await
}

async fn signed_in(app: &TestApp) -> (Person, Answer) {
    sign_up(app, "camille@example.org").await;
    let person = app.visitor();
    let answer = sign_in(&person, "camille@example.org", PASSWORD).await;
    (person, answer)
}

async fn who(app: &TestApp, session: &Session) -> Answer {
    Answer::of(
        app.visitor()
            .request(Method::GET, "/api/v1/session")
            .bearer_auth(&session.access_token),
    )
    .await
}

#[rstest]
#[tokio::test]
async fn the_cookie_renews_the_session_and_is_replaced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    app.clock.advance(Duration::minutes(30));

    let renewed = refresh(&app, &cookie(&opened)).await;

    let session: Session = renewed.ok(200);
    assert_ne!(cookie(&renewed), cookie(&opened));
    assert_eq!(who(&app, &session).await.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn a_session_outlives_a_clock_that_moves_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let first: Session = opened.ok(200);
    let renewed = refresh(&app, &cookie(&opened)).await;
    renewed.ok::<Session>(200);

    app.clock.advance(Duration::hours(-2));
    // A token of the future is not believed; the cookie gives another one, in whatever tab it stands.
    who(&app, &first).await.refused(Code::InvalidToken);
    let again = refresh(&app, &cookie(&renewed)).await;
    let session: Session = again.ok(200);
    assert_eq!(who(&app, &session).await.status.as_u16(), 200);
    let other_tab = refresh(&app, &cookie(&renewed)).await;
    other_tab.ok::<Session>(200);

    app.clock.advance(Duration::hours(2));
    let session: Session = refresh(&app, &cookie(&again)).await.ok(200);
    assert_eq!(who(&app, &session).await.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn reusing_a_copied_cookie_ends_the_session(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let renewed = refresh(&app, &cookie(&opened)).await;
    let session: Session = renewed.ok(200);
    app.clock.advance(Duration::seconds(11));

    let thief = refresh(&app, &cookie(&opened)).await;
    let owner = refresh(&app, &cookie(&renewed)).await;

    thief.refused(Code::SessionEnded);
    assert!(
        thief
            .header(header::SET_COOKIE)
            .unwrap()
            .contains("Max-Age=0")
    );
    owner.refused(Code::SessionEnded);
    who(&app, &session).await.refused(Code::SessionEnded);
}

#[rstest]
#[tokio::test]
async fn two_tabs_may_renew_at_the_same_time(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let cookie_of_both = cookie(&opened);

    let (one, other) = tokio::join!(
        refresh(&app, &cookie_of_both),
        refresh(&app, &cookie_of_both)
    );
    app.clock.advance(Duration::seconds(60));

    assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200));
    assert_eq!(cookie(&one), cookie(&other));
    assert_eq!(refresh(&app, &cookie(&one)).await.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn a_tab_that_comes_late_gets_the_newest_cookie(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let second = refresh(&app, &cookie(&opened)).await;
    let third = refresh(&app, &cookie(&second)).await;
    app.clock.advance(Duration::seconds(10));

    let late = refresh(&app, &cookie(&opened)).await;

    late.ok::<Session>(200);
    assert_eq!(cookie(&late), cookie(&third));
}

#[rstest]
#[tokio::test]
async fn a_thief_within_the_grace_is_noticed_at_the_next_renewal(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let owner = refresh(&app, &cookie(&opened)).await;
    let thief = refresh(&app, &cookie(&opened)).await;
    app.clock.advance(Duration::minutes(9));

    let owner_again = refresh(&app, &cookie(&owner)).await;
    app.clock.advance(Duration::seconds(11));
    let thief_again = refresh(&app, &cookie(&thief)).await;
    let owner_at_last = refresh(&app, &cookie(&owner_again)).await;

    assert_eq!(owner_again.status.as_u16(), 200);
    thief_again.refused(Code::SessionEnded);
    owner_at_last.refused(Code::SessionEnded);
}

#[tokio::test]
async fn a_session_ends_after_two_weeks_without_use() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (_, opened) = signed_in(&app).await;
    app.clock.advance(Duration::days(14));

    refresh(&app, &cookie(&opened))
        .await
        .refused(Code::SessionEnded);
}

#[rstest]
#[case("")]
#[case("semaine_refresh=")]
#[case("semaine_refresh=invented")]
#[case("other=1")]
#[tokio::test]
async fn without_a_valid_cookie_there_is_no_session(#[case] cookie: &str) {
    let app = TestApp::start(Engine::Sqlite).await;

    refresh(&app, cookie).await.refused(Code::SessionEnded);
}

#[tokio::test]
async fn an_invented_cookie_does_not_wait_for_writers() {
    let app = TestApp::start(Engine::Sqlite).await;
    let db = app.platform.services.db.clone();
    let (held, holding) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        db.write_now(|_| {
            held.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        })
    });
    holding.recv().unwrap();

    // A request that waited for the lock would be refused as unavailable: the writer keeps it until then.
    let answer = refresh(&app, "semaine_refresh=invented").await;
    release.send(()).unwrap();
    writer.join().unwrap().unwrap();

    answer.refused(Code::SessionEnded);
}

#[tokio::test]
async fn renewals_are_limited_by_machine() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (_, opened) = signed_in(&app).await;
    let cookie = cookie(&opened);
    refresh(&app, &cookie).await.ok::<Session>(200);
    // As though the machine had renewed 999.
    let counted = app.platform.services.db.write_now(|conn| {
        let these = attempts::table.filter(attempts::key.like("refresh:machine:%"));
        Ok(diesel::update(these)
            .set(attempts::count.eq(999))
            .execute(conn)?)
    });
    assert_eq!(counted.unwrap(), 1);
    refresh(&app, &cookie).await.ok::<Session>(200);

    let stopped = refresh(&app, &cookie).await;
    app.clock.advance(Duration::minutes(15));
    let later = sign_in(&app.visitor(), "camille@example.org", PASSWORD).await;
    let renewed = refresh(&app, &self::cookie(&later)).await;

    stopped.refused(Code::TooManyRequests);
    renewed.ok::<Session>(200);
}

#[rstest]
#[case("Origin", "https://evil.example")]
#[case("Origin", "null")]
#[case("Sec-Fetch-Site", "cross-site")]
#[tokio::test]
async fn another_site_cannot_use_the_cookie(#[case] name: &str, #[case] value: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let (person, _) = signed_in(&app).await;

    let renewal = Answer::of(person.request(Method::POST, REFRESH).header(name, value)).await;
    let end = Answer::of(
        person
            .request(Method::DELETE, "/api/v1/session")
            .header(name, value),
    )
    .await;
    let ours = Answer::of(
        person
            .request(Method::POST, REFRESH)
            .header("Origin", &app.address),
    )
    .await;

    renewal.refused(Code::CrossOrigin);
    end.refused(Code::CrossOrigin);
    assert_eq!(ours.status.as_u16(), 200);
}

#[rstest]
#[case("null")]
#[case("")]
#[case("https://evil.example")]
#[tokio::test]
async fn another_site_cannot_use_the_cookie_without_naming_a_host(#[case] origin: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    let (_, opened) = signed_in(&app).await;
    let host = app.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!(
        "POST {REFRESH} HTTP/1.0\r\nOrigin: {origin}\r\nCookie: {}\r\nContent-Length: 0\r\n\r\n",
        cookie(&opened)
    );

    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();

    assert!(answer.starts_with("HTTP/1.0 403"), "{answer}");
    assert!(answer.contains("cross_origin"), "{answer}");
}

#[rstest]
#[tokio::test]
async fn signing_out_ends_this_session_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (person, opened) = signed_in(&app).await;
    let session: Session = opened.ok(200);
    let elsewhere: Session = sign_in(&app.visitor(), "camille@example.org", PASSWORD)
        .await
        .ok(200);

    let answer = person.delete("/api/v1/session").await;

    assert_eq!(answer.status.as_u16(), 204);
    assert!(
        answer
            .header(header::SET_COOKIE)
            .unwrap()
            .contains("Max-Age=0")
    );
    who(&app, &session).await.refused(Code::SessionEnded);
    refresh(&app, &cookie(&opened))
        .await
        .refused(Code::SessionEnded);
    assert_eq!(who(&app, &elsewhere).await.status.as_u16(), 200);
    assert_eq!(
        app.visitor()
            .delete("/api/v1/session")
            .await
            .status
            .as_u16(),
        204
    );
}

#[rstest]
#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (_, opened) = signed_in(&app).await;
    let session: Session = opened.ok(200);
    let elsewhere: Session = sign_in(&app.visitor(), "camille@example.org", PASSWORD)
        .await
        .ok(200);
    let request = app
        .visitor()
        .request(Method::DELETE, "/api/v1/session/all")
        .bearer_auth(&session.access_token);

    let answer = Answer::of(request).await;

    assert_eq!(answer.status.as_u16(), 204);
    who(&app, &session).await.refused(Code::SessionEnded);
    who(&app, &elsewhere).await.refused(Code::SessionEnded);
}

/// Action that ends every session of the account.
#[derive(Debug, Clone, Copy)]
enum End {
    SignOut,
    SignOutEverywhere,
    Reset,
}

/// Renews a session again and again, until the response says that the session has ended.
///
/// Returns the last session received.
async fn hold_on(app: &TestApp, mut cookie_now: String, mut session: Session) -> Session {
    for _ in 0..200 {
        let renewed = refresh(app, &cookie_now).await;
        if renewed.status.as_u16() != 200 {
            renewed.refused(Code::SessionEnded);
            return session;
        }
        cookie_now = cookie(&renewed);
        session = renewed.ok(200);
    }
    session
}

/// Moments of a renewal at which the session is ended, in turn.
const MOMENTS: u64 = 12;
/// Rounds of one person, whose mails are read as one page.
const ROUNDS_OF_PERSON: u64 = 20;

#[rstest]
#[tokio::test]
async fn a_session_that_is_being_renewed_ends_all_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(End::SignOut, End::SignOutEverywhere, End::Reset)] end: End,
) {
    // SQLite has one writer at a time; the transactions of PostgreSQL run beside each other.
    let rounds: u64 = match engine {
        Engine::Sqlite => MOMENTS,
        Engine::Postgres => tries(2 * MOMENTS, 200),
    };
    let app = TestApp::start(engine).await;
    let mut survivors = Vec::new();
    for round in 0..rounds {
        let email = format!("camille-{}@example.org", round / ROUNDS_OF_PERSON);
        if round.is_multiple_of(ROUNDS_OF_PERSON) {
            sign_up(&app, &email).await;
        }
        // Past every limit of the round before.
        app.clock.advance(Duration::hours(1));
        let opened = sign_in(&app.visitor(), &email, PASSWORD).await;
        let session: Session = opened.ok(200);
        let link = match end {
            End::Reset => {
                let known = mails(&app, &email).await.len();
                ask(&app, &email).await;
                Some(token(&next_mail(&app, &email, known).await))
            }
            End::SignOut | End::SignOutEverywhere => None,
        };
        let ending = async {
            // A different moment of the renewal in each round.
            tokio::time::sleep(Pause::from_micros(700 * (round % MOMENTS))).await;
            let answer = match (&link, end) {
                (Some(link), _) => choose(&app, link, PASSWORD).await,
                (None, End::SignOut) => leave(&app, "/api/v1/session", &session).await,
                (None, _) => leave(&app, "/api/v1/session/all", &session).await,
            };
            assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
        };
        let (last, ()) = tokio::join!(hold_on(&app, cookie(&opened), session.clone()), ending);
        if who(&app, &last).await.status.as_u16() != 401 {
            survivors.push(round);
        }
    }

    assert_eq!(survivors, Vec::<u64>::new(), "rounds whose session goes on");
}

async fn leave(app: &TestApp, path: &str, session: &Session) -> Answer {
    let request = app.visitor().request(Method::DELETE, path);
    Answer::of(request.bearer_auth(&session.access_token)).await
}
