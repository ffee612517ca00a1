use super::program::{Program, event, exchange, exchanged, made, with_form};
use crate::leaving::rows_with;
use crate::support::{Answer, Engine, edition, form};
use chrono::Duration;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};

#[rstest]
#[tokio::test]
async fn a_secret_is_exchanged_for_a_token_of_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;

    let answer = exchange(&program.app, &program.key.secret).await;

    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    let received = answer.json();
    let token = received["access_token"].as_str().unwrap();
    assert_eq!((token.len(), &received["expires_in"]), (32, &json!(3_600)));
    assert!(token.starts_with("sdi_tmp_"), "{token}");
    assert_eq!(rows_with(&program.app, token), []);
    let me = program
        .app
        .visitor()
        .request(Method::GET, "/v2/me")
        .header("access-token", token);
    let me = Answer::of(me).await;
    assert_eq!(me.status.as_u16(), 200, "{}", me.text);
    assert_eq!(me.json()["email"], program.member.account().email.as_str());
}

#[tokio::test]
async fn the_exchange_may_come_as_a_form_and_a_nonce_may_come_twice() {
    let program = Program::start(Engine::Sqlite).await;
    let visitor = program.app.visitor();
    let ask = visitor.request(Method::POST, "/v2/requestAccessToken?nc=1");
    let ask = with_form(ask, "code", &program.key.secret, None);

    let answer = Answer::of(ask).await;

    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    for _ in 0..2 {
        let me = visitor
            .request(Method::GET, "/v2/me?key=PUBLIC")
            .header("access-token", &program.token)
            .header("nonce", "1234567890123")
            .header("key", "PUBLIC");
        assert_eq!(Answer::of(me).await.status.as_u16(), 200);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_no_secret_for_writing_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let other = made(&program.member, &program.keys, &["read"]).await;
    let limited = exchange(&program.app, &other.secret).await;
    assert_eq!(limited.status.as_u16(), 403, "{}", limited.text);
    assert!(limited.text.contains("`write`"), "{}", limited.text);
    let revoked = made(&program.member, &program.keys, &["write"]).await;
    let path = format!("{}/{}", program.keys, revoked.key.id);
    assert_eq!(program.member.delete(&path).await.status.as_u16(), 204);

    let invented = api::api_keys::generate(shared::partner::KeyKind::Secret).unwrap();
    for secret in ["SECRET", &invented, &revoked.secret, &program.token] {
        let answer = exchange(&program.app, secret).await;
        assert_eq!(answer.status.as_u16(), 401, "{secret}: {}", answer.text);
        assert_eq!(
            answer.json(),
            json!({ "message": "invalid code", "info": {} })
        );
    }
    for (body, field) in [
        (json!({}), "code"),
        (json!({ "code": null }), "code"),
        (json!({ "code": 7 }), "code"),
        (
            json!({ "code": "a", "grant-type": "password" }),
            "grant-type",
        ),
        (
            json!({ "code": "a", "grant_type": "password" }),
            "grant_type",
        ),
    ] {
        let path = "/v2/requestAccessToken";
        let answer = program.app.visitor().post(path, &body).await;
        assert_eq!(super::program::faults(&answer), [field], "{body}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_ends_after_an_hour_for_good(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut program = Program::start(engine).await;
    let created = program.send(Method::POST, "/events", &event()).await;
    assert_eq!(created.status.as_u16(), 200, "{}", created.text);

    program.app.clock.advance(Duration::hours(1));

    let expired = program.send(Method::POST, "/events", &event()).await;
    assert_eq!(expired.status.as_u16(), 403, "{}", expired.text);
    assert_eq!(expired.json()["success"], false);
    assert_eq!(expired.header(header::WWW_AUTHENTICATE), None);
    let old = program.token.clone();
    program.token = exchanged(&program.app, &program.key.secret).await;
    assert_ne!(program.token, old);
    let again = program.send(Method::POST, "/events", &event()).await;
    assert_eq!(again.status.as_u16(), 200, "{}", again.text);
    program.token = old;
    let replayed = program.send(Method::POST, "/events", &event()).await;
    assert_eq!(replayed.status.as_u16(), 403, "{}", replayed.text);
}

#[rstest]
#[tokio::test]
async fn a_token_ends_with_its_key(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let program = Program::start(engine).await;
    assert_eq!(program.get("/locations").await.status.as_u16(), 200);
    let path = format!("{}/{}", program.keys, program.key.key.id);

    assert_eq!(program.member.delete(&path).await.status.as_u16(), 204);

    let refused = program.send(Method::POST, "/events", &event()).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text);
    assert_eq!(refused.json()["success"], false);
}

#[rstest]
#[tokio::test]
async fn a_walk_goes_on_where_its_token_expires(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut program = Program::start(engine).await;
    let owner = program.app.organiser().await;
    let mut other = form();
    other["title"] = json!("Portes ouvertes au laminoir");
    for form in [form(), other] {
        program.app.labelled(&owner, &form).await;
    }
    let mut next = edition();
    next.slug = "2019".to_owned();
    program.app.put_edition(&next);
    program.app.caught_up().await;
    let me = async |program: &Program, after: &str| {
        let path = format!("/v2/me/agendas?limit=1{after}");
        let request = program.app.visitor().request(Method::GET, &path);
        Answer::of(request.header("access-token", &program.token)).await
    };
    let first = program
        .get("/events?size=1&sort=updatedAt.asc")
        .await
        .json();
    let after = first["after"][0].as_str().unwrap().to_owned();
    let own = me(&program, "").await.json();
    assert_eq!(own["total"], 2, "{own}");

    program.app.clock.advance(Duration::hours(1));

    // Public events need no token.
    let rest = format!("/events?size=1&sort=updatedAt.asc&after[0]={after}");
    let rest = program.get(&rest).await;
    assert_eq!(rest.status.as_u16(), 200, "{}", rest.text);
    let rest = rest.json();
    assert_eq!((&rest["total"], &rest["after"]), (&json!(2), &Value::Null));
    assert_ne!(rest["events"][0]["uid"], first["events"][0]["uid"]);
    // One's own agendas do: the place of the walk stays, and a new token goes on from it.
    let after = format!("&after={}", own["after"]);
    assert_eq!(me(&program, &after).await.status.as_u16(), 403);
    program.token = exchanged(&program.app, &program.key.secret).await;
    let rest = me(&program, &after).await.json();
    assert_eq!(rest["after"], Value::Null);
    assert_ne!(rest["items"][0]["uid"], own["items"][0]["uid"]);
}
