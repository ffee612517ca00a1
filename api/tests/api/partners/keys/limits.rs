//! The limits of a key: its scopes, editions, territory, addresses and origins.

use super::{Fixture, PUBLIC, secret};
use crate::partners::invited;
use crate::support::{Answer, EVENTS, Engine, edition, form, path};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::ReviewSheet;
use shared::partner::MadeApiKey;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn each_scope_admits_its_operations_and_no_others(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let read = f.make(secret(&["read"])).await;
    let write = f.make(secret(&["write"])).await;
    let review = f.make(secret(&["review"])).await;
    let new = || Some(json!({ "edition": "2018", "form": form() }));

    let refused = f.call(&read, Method::POST, EVENTS, new()).await;
    refused.refused(Code::KeyLimited);
    let created = f.call(&write, Method::POST, EVENTS, new()).await;
    let created: EventFile = created.ok(201);
    f.get(&write, EVENTS).await.refused(Code::KeyLimited);
    let seen: EventFile = f.get(&read, &path(created.id)).await.ok(200);
    assert_eq!(seen.id, created.id);
    // The member reviews nothing, and a key cannot do more.
    f.get(&review, "/api/v1/labels/queue")
        .await
        .refused(Code::Forbidden);
    f.get(&write, "/api/v1/session")
        .await
        .refused(Code::KeyLimited);
    f.get(&write, &f.keys("")).await.refused(Code::KeyLimited);
    assert_eq!(f.get(&write, PUBLIC).await.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn a_key_reaches_its_editions_and_its_territory_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let mut other = edition();
    other.slug = "2019".to_owned();
    f.app.put_edition(&other);
    let scopes = ["read", "write"];
    let make = async |more: Value| {
        let mut settings = secret(&scopes);
        for (name, value) in more.as_object().unwrap() {
            settings[name] = value.clone();
        }
        f.make(settings).await
    };
    let of_2019 = make(json!({ "editions": ["2019"] })).await;
    let of_paris = make(json!({ "territory": "department:75" })).await;
    let of_rhone = make(json!({ "territory": "region:84" })).await;
    let draft = f.member.draft(&form()).await;
    let at_2018 = path(draft.id);

    f.get(&of_2019, &at_2018).await.refused(Code::NotFound);
    f.get(&of_paris, &at_2018).await.refused(Code::NotFound);
    assert_eq!(f.get(&of_rhone, &at_2018).await.status.as_u16(), 200);
    f.get(&of_2019, EVENTS).await.refused(Code::KeyLimited);
    f.get(&of_rhone, EVENTS).await.refused(Code::KeyLimited);
    let listed = f.get(&of_2019, &format!("{EVENTS}?edition=2019")).await;
    assert_eq!(listed.status.as_u16(), 200, "{}", listed.text);
    let new = |edition: &str| Some(json!({ "edition": edition, "form": form() }));
    f.call(&of_2019, Method::POST, EVENTS, new("2018"))
        .await
        .refused(Code::KeyLimited);
    let problem = f
        .call(&of_paris, Method::POST, EVENTS, new("2018"))
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/form/place/insee");
    let empty = json!({ "edition": "2018", "form": {} });
    let empty: EventFile = f
        .call(&of_paris, Method::POST, EVENTS, Some(empty))
        .await
        .ok(201);
    f.call(&of_paris, Method::PUT, &path(empty.id), Some(form()))
        .await
        .refused(Code::Invalid);
}

#[rstest]
#[tokio::test]
async fn a_reviewing_key_has_the_reach_that_it_shares_with_its_person(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let referent = f.app.referent("region:84").await;
    let email = referent.account().email.clone();
    let token = invited(&f.app, &f.coordinator, f.id, &email).await;
    referent
        .post(
            "/api/v1/partner-invitations/accept",
            &json!({ "token": token }),
        )
        .await;
    let make = async |territory: &str| {
        let settings = json!({ "kind": "secret", "scopes": ["review"], "territory": territory });
        let new = json!({ "name": "Tri", "settings": settings });
        referent.post(&f.keys(""), &new).await.ok::<MadeApiKey>(201)
    };
    let within = make("department:69").await;
    let outside = make("region:11").await;
    let queue = "/api/v1/labels/queue";

    assert_eq!(f.get(&within, queue).await.status.as_u16(), 200);
    f.get(&within, &format!("{queue}?territory=department:01"))
        .await
        .refused(Code::NotFound);
    f.get(&outside, queue).await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_reviewing_key_for_an_edition_is_not_told_of_submissions_to_others() {
    let f = Fixture::new(Engine::Sqlite).await;
    let mut other = edition();
    other.slug = "2019".to_owned();
    f.app.put_edition(&other);
    let referent = f.app.referent("region:84").await;
    let email = referent.account().email.clone();
    let token = invited(&f.app, &f.coordinator, f.id, &email).await;
    let accept = "/api/v1/partner-invitations/accept";
    referent.post(accept, &json!({ "token": token })).await;
    let make = async |editions: Value| {
        let settings = json!({ "kind": "secret", "scopes": ["review"], "editions": editions });
        let new = json!({ "name": "Tri", "settings": settings });
        referent.post(&f.keys(""), &new).await.ok::<MadeApiKey>(201)
    };
    let (of_one, of_all) = (make(json!(["2018"])).await, make(json!([])).await);
    let organiser = f.app.organiser().await;
    let file = organiser.submitted(&form()).await;
    let there = json!({ "edition": "2019", "form": form() });
    let there: EventFile = organiser.post(EVENTS, &there).await.ok(201);
    organiser.submit(&there).await;
    let past = async |key: &MadeApiKey| {
        let path = format!("/api/v1/labels/events/{}", file.id);
        let sheet: ReviewSheet = f.get(key, &path).await.ok(200);
        let past = sheet.background.expect("the sheet is read").past;
        past.iter().map(|it| it.id).collect::<Vec<_>>()
    };

    assert_eq!(past(&of_all).await, [there.id]);
    assert_eq!(past(&of_one).await, []);
    f.get(&of_one, &format!("/api/v1/labels/events/{}", there.id))
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn a_key_is_accepted_from_its_addresses_only() {
    let f = Fixture::configured(Engine::Sqlite, &[("SEMAINE_TRUST_PROXY", "true")]).await;
    let mut settings = secret(&["read"]);
    settings["networks"] = json!(["192.0.2.0/24", "2001:db8::7"]);
    let made = f.make(settings).await;

    for (address, code) in [
        ("192.0.2.200", None),
        ("2001:db8::7", None),
        ("198.51.100.1", Some(Code::KeyLimited)),
        ("2001:db8::8", Some(Code::KeyLimited)),
    ] {
        let request = f
            .app
            .visitor()
            .request(Method::GET, EVENTS)
            .header("X-Forwarded-For", address)
            .bearer_auth(&made.secret);
        let answer = Answer::of(request).await;
        match code {
            Some(code) => drop(answer.refused(code)),
            None => assert_eq!(answer.status.as_u16(), 200, "{}", answer.text),
        }
    }
}

#[tokio::test]
async fn a_publishable_key_makes_no_private_requests() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f
        .make(json!({ "kind": "publishable", "scopes": ["read"], "origins": ["https://www.cci.example"] }))
        .await;
    assert!(made.secret.starts_with("sdi_pub_"), "{}", made.secret);

    for origin in ["https://www.cci.example", "https://elsewhere.example"] {
        let request = f
            .app
            .visitor()
            .request(Method::GET, EVENTS)
            .header(header::ORIGIN, origin)
            .bearer_auth(&made.secret);
        Answer::of(request).await.refused(Code::KeyLimited);
    }
    let preflight = f
        .app
        .visitor()
        .request(Method::OPTIONS, PUBLIC)
        .header(header::ORIGIN, "https://www.cci.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization");
    let preflight = Answer::of(preflight).await;
    let allowed = preflight.header(header::ACCESS_CONTROL_ALLOW_HEADERS);
    assert!(allowed.is_some_and(|it| it.contains("Authorization")));
}
