//! Signed heads of the log: what they prove, and who can read them.

use crate::log::{fill, tamper};
use crate::support::{Engine, TestApp};
use chrono::Duration;
use ground::jobs::{self, JobQuery};
use ground::log::Head;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const HEAD: &str = "/opendata/log-head.jws";
const TYPE: &str = "semaine-log-head+jws";

/// `semaine` on the database, the files and the key of the app.
fn semaine(app: &TestApp, arguments: &[&str], key: &Path) -> Output {
    let config = &app.platform.config;
    Command::new(env!("CARGO_BIN_EXE_semaine"))
        .args(arguments)
        .env_clear()
        .env("SEMAINE_DATABASE_URL", &config.database.url)
        .env("SEMAINE_FILES_DIR", &config.files_dir)
        .env("SEMAINE_JWT_KEY", key)
        .output()
        .unwrap()
}

/// Runs `semaine verify-log` with signed heads; returns exit code, standard output and standard error.
fn verified(app: &TestApp, heads: Option<&str>) -> (Option<i32>, String, String) {
    let config = &app.platform.config;
    let file = config.files_dir.with_file_name("heads.jws");
    let mut arguments = vec!["verify-log"];
    if let Some(heads) = heads {
        fs::write(&file, heads).unwrap();
        arguments.extend(["--head", file.to_str().unwrap()]);
    }
    let output = semaine(app, &arguments, &config.jwt_key);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The present head as `semaine log-head` signs it.
fn signed(app: &TestApp) -> String {
    let output = semaine(app, &["log-head"], &app.platform.config.jwt_key);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A statement signed with the key of the app.
fn stated(app: &TestApp, typ: &str, payload: &Value) -> String {
    let pem = fs::read(&app.platform.config.jwt_key).unwrap();
    let header = Header {
        typ: Some(typ.to_owned()),
        kid: app.platform.keys.published().keys[0].common.key_id.clone(),
        ..Header::new(Algorithm::EdDSA)
    };
    jsonwebtoken::encode(&header, payload, &EncodingKey::from_ed_pem(&pem).unwrap()).unwrap()
}

#[rstest]
#[case::unchanged("UPDATE log SET seq = seq", 0, "the log is valid")]
#[case::without_the_last(
    "DELETE FROM log WHERE seq = 5",
    1,
    "BROKEN: the log ends with row 4, but a signed head names row 5: rows were removed from the end"
)]
#[case::without_the_last_three(
    "DELETE FROM log WHERE seq > 2",
    1,
    "BROKEN: the log ends with row 2, but a signed head names row 5: rows were removed from the end"
)]
#[case::changed(
    "UPDATE log SET payload = '{}' WHERE seq = 2",
    1,
    "BROKEN: row 2 was altered"
)]
#[tokio::test]
async fn a_log_is_compared_with_signed_heads(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] tampering: &str,
    #[case] code: i32,
    #[case] message: &str,
) {
    let app = TestApp::start(engine).await;
    fill(&app, 3);
    let heads = signed(&app);
    fill(&app, 2);
    let heads = format!("{heads}\n{}", signed(&app));

    tamper(&app, tampering);

    let (exit, out, err) = verified(&app, Some(&heads));
    assert_eq!(
        (exit, out.lines().last()),
        (Some(code), Some(message)),
        "{err}"
    );
}

#[rstest]
#[tokio::test]
async fn a_log_that_went_on_in_another_way_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    fill(&app, 3);
    let head = signed(&app);
    tamper(&app, "DELETE FROM log WHERE seq = 3");
    fill(&app, 4);

    let (alone, ..) = verified(&app, None);
    let (exit, out, _) = verified(&app, Some(&head));

    assert_eq!((alone, exit), (Some(0), Some(1)));
    assert!(
        out.ends_with("row 3 is not the one that a signed head names: the log was written anew\n"),
        "{out}"
    );
}

#[rstest]
#[tokio::test]
async fn a_head_of_the_future_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let head = fill(&app, 2);
    let later = stated(
        &app,
        TYPE,
        &json!({ "seq": 2, "hash": head.hash, "at": "2100-01-01T00:00:00Z" }),
    );
    let longer = stated(
        &app,
        TYPE,
        &json!({ "seq": 3, "hash": head.hash, "at": head.at }),
    );

    let (later, longer) = (verified(&app, Some(&later)), verified(&app, Some(&longer)));

    assert_eq!((later.0, longer.0), (Some(1), Some(1)));
    assert!(
        later.1.contains("BROKEN: row 2 is not the one"),
        "{later:?}"
    );
    assert!(
        longer.1.contains("BROKEN: the log ends with row 2"),
        "{longer:?}"
    );
}

#[rstest]
#[case::empty("", "there is no signed head of the log in it")]
#[case::text("5:9f86d081", "line 1 is not a signed head of the log: not a JWS")]
#[case::second_line("HEAD\n\nnothing", "line 3 is not a signed head")]
#[case::cut_short("HEAD-", "signature or its content is invalid")]
#[case::changed("CHANGED", "signature or its content is invalid")]
#[case::access_token("TOKEN", "its `typ` is `JWT` instead of `semaine-log-head+jws`")]
#[case::incomplete("INCOMPLETE", "missing field `hash`")]
#[case::more("MORE", "unknown field `kind`")]
#[tokio::test]
async fn a_file_without_signed_heads_is_refused_by_its_line(
    #[case] content: &str,
    #[case] message: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    let person = app.organiser().await;
    let head = fill(&app, 2);
    let genuine = signed(&app).trim().to_owned();
    let [protected, payload, signature] = genuine.split('.').collect::<Vec<_>>()[..] else {
        panic!("{genuine}")
    };
    let other = stated(&app, TYPE, &json!({ "seq": 1 }));
    let changed = [protected, other.split('.').nth(1).unwrap(), signature].join(".");
    let more = json!({ "seq": 2, "hash": head.hash, "at": head.at, "kind": "event.tried" });
    let content = match content {
        "HEAD-" => [protected, payload, "c2lnbmF0dXJl"].join("."),
        "CHANGED" => changed,
        "TOKEN" => person.token().unwrap().to_owned(),
        "INCOMPLETE" => other,
        "MORE" => stated(&app, TYPE, &more),
        other => other.replace("HEAD", &genuine),
    };

    let (exit, out, err) = verified(&app, Some(&content));

    assert_eq!((exit, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("heads.jws: ") && err.contains(message),
        "{err}"
    );
}

#[tokio::test]
async fn a_head_of_another_key_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    fill(&app, 2);
    let other: PathBuf = app.platform.config.jwt_key.with_file_name("other.pem");
    let foreign = semaine(&app, &["log-head"], &other);
    assert!(foreign.status.success(), "{foreign:?}");

    let (exit, _, err) = verified(&app, Some(&String::from_utf8(foreign.stdout).unwrap()));

    assert_eq!(exit, Some(1));
    assert!(err.contains("it was signed with another key"), "{err}");
}

#[rstest]
#[tokio::test]
async fn the_published_head_is_that_of_the_log_and_verifies_with_the_published_key(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let visitor = app.visitor();
    app.caught_up().await;
    visitor.get(HEAD).await.refused(Code::NotFound);
    let head = fill(&app, 2);
    app.caught_up().await;

    let answer = visitor.get(HEAD).await;

    let keys: JwkSet = visitor.get("/.well-known/jwks.json").await.ok(200);
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.required_spec_claims.clear();
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let read = jsonwebtoken::decode::<Head>(&answer.text, &key, &rules).unwrap();
    assert_eq!(read.claims, head);
    assert_eq!(read.header.kid, keys.keys[0].common.key_id);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/jose")
    );
    assert_eq!(signed(&app).trim(), answer.text);
    let tag = answer.header(header::ETAG).unwrap();
    let known = visitor.request(reqwest::Method::GET, HEAD);
    let known = known
        .header(header::IF_NONE_MATCH, tag)
        .send()
        .await
        .unwrap();
    assert_eq!(known.status().as_u16(), 304);
    fill(&app, 1);
    app.caught_up().await;
    assert_ne!(visitor.get(HEAD).await.text, answer.text);
}

#[tokio::test]
async fn a_signed_head_is_no_access_token() {
    let app = TestApp::start(Engine::Sqlite).await;
    fill(&app, 1);
    let request = app
        .visitor()
        .request(reqwest::Method::GET, "/api/v1/events")
        .bearer_auth(signed(&app).trim());

    let answer = crate::support::Answer::of(request).await;

    answer.refused(Code::InvalidToken);
}

#[rstest]
#[tokio::test]
async fn the_head_kept_daily_shows_what_was_removed_since_and_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let kept = app.platform.config.files_dir.join("log-head.jws");
    fill(&app, 5);
    let head = signed(&app);

    app.clock.advance(Duration::days(1));
    crate::jobs::in_time(async {
        while !kept.exists() {
            tokio::time::sleep(crate::jobs::POLL).await;
        }
    })
    .await;
    let whole = verified(&app, None);
    tamper(&app, "DELETE FROM log WHERE seq = 5");
    let cut = verified(&app, None);
    app.clock.advance(Duration::days(1));
    let query = JobQuery {
        kind: Some("log.keep_head"),
        limit: 1,
        ..JobQuery::default()
    };
    let refused = crate::jobs::in_time(async {
        loop {
            let db = &app.platform.services.db;
            let jobs = db.read_now(|conn| jobs::list(conn, &query)).unwrap();
            if let Some(error) = jobs.into_iter().find_map(|job| job.last_error) {
                return error;
            }
            tokio::time::sleep(crate::jobs::POLL).await;
        }
    })
    .await;

    assert_eq!(whole.0, Some(0));
    assert!(
        whole
            .1
            .contains("compared with 1 signed heads, up to row 5"),
        "{whole:?}"
    );
    assert_eq!(cut.0, Some(1));
    assert!(cut.1.contains("rows were removed from the end"), "{cut:?}");
    assert!(
        refused.contains("row 5 of the log is not the one"),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(&kept).unwrap(), head);
}
