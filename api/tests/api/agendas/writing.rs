use super::program::{Program, event, event_with, faults, jpeg, member, with_form};
use crate::support::{Answer, Engine, edition_2018, path};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::LabelState;

#[rstest]
#[tokio::test]
async fn an_event_is_created_changed_and_deleted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;

    let created = program
        .created(&event_with(json!({ "conditions": "Sur inscription" })))
        .await;

    assert_eq!(
        (&created["state"], &created["draft"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(created["title"], json!({ "fr": "Visite de la fonderie" }));
    assert_eq!(created["timings"], event()["timings"]);
    assert_eq!(created["location"]["city"], "Vénissieux");
    assert!(created["kind"].is_u64(), "{created}");
    let below = format!("/events/{}", created["uid"]);
    let filed = program.filed().await;
    assert_eq!((filed.len(), filed[0].state), (1, LabelState::Draft));
    let file: EventFile = program.member.get(&path(filed[0].id)).await.ok(200);
    assert!(
        file.validation.problems.is_empty(),
        "{:?}",
        file.validation.problems
    );
    let account = program.member.account();
    assert_eq!(file.form.organiser.contact_email, account.email);

    let change = json!({ "title": "Visite du laminoir", "age": { "min": 12, "max": 99 } });
    let changed = program.written(Method::PATCH, &below, &change).await;
    assert_eq!(changed["title"]["fr"], "Visite du laminoir");
    assert_eq!(changed["conditions"]["fr"], "Sur inscription");
    assert_eq!(changed["age"], json!({ "min": 12, "max": null }));
    let replaced = program.written(Method::POST, &below, &event()).await;
    assert_eq!(
        (&replaced["uid"], &replaced["conditions"]["fr"]),
        (&created["uid"], &json!(""))
    );
    assert_eq!(replaced["age"], json!({ "min": null, "max": null }));
    assert_eq!(
        member(&program.get(&below).await, "event")["title"],
        created["title"]
    );

    let deleted = member(&program.delete(&below).await, "event");
    assert_eq!(deleted["uid"], created["uid"]);
    for gone in [program.get(&below).await, program.delete(&below).await] {
        assert_eq!(gone.status.as_u16(), 404, "{}", gone.text);
        let uid = created["uid"].to_string();
        assert_eq!(
            gone.json(),
            json!({ "message": "event not found", "info": { "uid": uid } })
        );
    }
    assert_eq!(program.filed().await.len(), 0);
}

#[rstest]
#[tokio::test]
async fn what_was_read_can_be_sent_back_unchanged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let full = event_with(json!({
        "conditions": { "fr": "Chaussures fermées" },
        "registration": [{ "type": "link", "value": "https://exemple.fr/inscription" }, "04 72 00 00 00"],
        "accessibility": { "mi": true, "hi": 0 },
        "topics": ["gender_balance"],
        "sectors": [],
        "age": { "min": 8, "max": 15 },
        "extIds": [{ "key": "agenda-cci", "value": "v/42" }]
    }));
    let created = program.created(&full).await;
    assert_eq!(
        created["extIds"],
        json!([{ "key": "agenda-cci", "value": "v/42" }])
    );
    assert_eq!(created["registration"][1]["type"], "phone");
    let id = program.filed().await[0].id;
    let before: EventFile = program.member.get(&path(id)).await.ok(200);

    let below = format!("/events/{}", created["uid"]);
    let same = program.written(Method::POST, &below, &created).await;

    assert_eq!(same, created);
    let after: EventFile = program.member.get(&path(id)).await.ok(200);
    assert_eq!(
        (after.version, after.state),
        (before.version, LabelState::Draft)
    );
    assert_eq!(after.form, before.form);
}

#[rstest]
#[tokio::test]
async fn a_state_submits_the_event_and_decides_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let created = program.created(&event()).await;
    let below = format!("/events/{}", created["uid"]);
    for state in [2, -1] {
        let refused = program
            .send(Method::PATCH, &below, &json!({ "state": state }))
            .await;
        assert_eq!(faults(&refused), ["state"], "{state}");
    }

    let submitted = program
        .written(Method::PATCH, &below, &json!({ "state": 1 }))
        .await;

    assert_eq!(
        (&submitted["state"], &submitted["draft"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(program.filed().await[0].state, LabelState::Submitted);
    let locked = program
        .send(Method::PATCH, &below, &json!({ "title": "Autre titre" }))
        .await;
    assert_eq!(locked.status.as_u16(), 409, "{}", locked.text);
    assert_eq!(locked.json()["info"], json!({}));
    let withdrawn = member(&program.delete(&below).await, "event");
    assert_eq!(withdrawn["state"], -1);
    assert_eq!(program.filed().await[0].state, LabelState::Withdrawn);
    assert_eq!(program.get(&below).await.status.as_u16(), 404);
}

#[rstest]
#[tokio::test]
async fn a_submission_needs_everything_and_is_stored_whole_or_not_at_all(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let bare = json!({ "title": { "fr": "Visite de la fonderie" }, "state": 0 });

    let refused = program.send(Method::POST, "/events", &bare).await;

    let fields = faults(&refused);
    for field in [
        "description",
        "kind",
        "timings",
        "audiences",
        "location.insee",
        "organiser",
        "expectedParticipants",
        "free",
        "commitments",
    ] {
        assert!(fields.iter().any(|it| it == field), "{field}: {fields:?}");
    }
    assert_eq!(program.filed().await.len(), 0);
    let mut whole = event();
    whole["state"] = json!(0);
    let submitted = program.created(&whole).await;
    assert_eq!(submitted["draft"], 0);
    whole["draft"] = json!(true);
    assert_eq!(program.created(&whole).await["draft"], 1);
}

#[tokio::test]
async fn a_labelled_event_is_neither_changed_nor_deleted_here() {
    let program = Program::start(Engine::Sqlite).await;
    let mut whole = event();
    whole["state"] = json!(0);
    let created = program.created(&whole).await;
    let id = program.filed().await[0].id;
    let file: EventFile = program.member.get(&path(id)).await.ok(200);
    program.app.granted(&program.member, &file).await;
    program.app.caught_up().await;
    let below = format!("/events/{}", created["uid"]);

    let changed = program
        .send(Method::PATCH, &below, &json!({ "title": "Autre titre" }))
        .await;
    let deleted = program.delete(&below).await;

    assert_eq!(
        (changed.status.as_u16(), deleted.status.as_u16()),
        (409, 409)
    );
    let public = program
        .app
        .visitor()
        .get(&format!("/v2/agendas/{}{below}", program.agenda))
        .await;
    assert_eq!(public.json()["event"]["title"], created["title"]);
}

#[rstest]
#[tokio::test]
async fn an_identifier_of_another_system_leads_to_one_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let below = "/events/ext/agenda-cci/v%2F42";
    assert_eq!(program.get(below).await.status.as_u16(), 404);

    let created = program.written(Method::PUT, below, &event()).await;
    let again = program.written(Method::PUT, below, &event()).await;

    assert_eq!(
        created["extIds"],
        json!([{ "key": "agenda-cci", "value": "v/42" }])
    );
    assert_eq!(again, created);
    assert_eq!(member(&program.get(below).await, "event"), created);
    let head = Answer::of(program.request(Method::HEAD, below)).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    let other = event_with(json!({ "extIds": [{ "key": "agenda-cci", "value": "v/42" }] }));
    let taken = program.send(Method::POST, "/events", &other).await;
    assert_eq!(faults(&taken), ["extIds"]);
    assert_eq!(
        member(&program.delete(below).await, "event")["uid"],
        created["uid"]
    );
    assert_eq!(program.delete(below).await.status.as_u16(), 404);
    let new = program.written(Method::PUT, below, &event()).await;
    assert_ne!(new["uid"], created["uid"]);
    let wrong = program
        .send(Method::PUT, "/events/ext/CCI/42", &event())
        .await;
    assert_eq!(wrong.status.as_u16(), 400, "{}", wrong.text);
}

#[rstest]
#[tokio::test]
async fn nobody_writes_to_the_events_of_others(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let created = program.created(&event()).await;
    let path = format!("/v2/agendas/{}/events/{}", program.agenda, created["uid"]);
    let other = program.app.organiser().await;
    let visitor = program.app.visitor();

    for (who, status) in [(&other, 404), (&visitor, 403)] {
        for method in [Method::POST, Method::PATCH] {
            let answer = Answer::of(who.request(method, &path).json(&json!({}))).await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        }
        assert_eq!(who.delete(&path).await.status.as_u16(), status);
    }
    for who in [&other, &visitor] {
        assert_eq!(who.get(&path).await.status.as_u16(), 404);
    }
    let create = format!("/v2/agendas/{}/events", program.agenda);
    assert_eq!(visitor.post(&create, &event()).await.status.as_u16(), 403);
    assert_eq!(other.post(&create, &event()).await.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn a_picture_comes_with_the_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let body =
        event_with(json!({ "imageCredits": "© Fonderie", "imageAlt": "Une coulée de métal" }));

    let answer = program
        .send_form(Method::POST, "/events", &body, &jpeg())
        .await;

    let created = member(&answer, "event");
    let image = &created["image"];
    assert_eq!(image["size"], json!({ "width": 600, "height": 400 }));
    let at = |part: &Value| part.as_str().expect("a text").to_owned();
    let address = format!("{}{}", at(&image["base"]), at(&image["filename"]));
    let site = &program.app.address;
    let stored = program
        .app
        .visitor()
        .get(address.strip_prefix(site.as_str()).unwrap())
        .await;
    assert_eq!(stored.status.as_u16(), 200);
    let below = format!("/events/{}", created["uid"]);
    let mut same = created.clone();
    same["title"] = json!("Visite du laminoir");
    let kept = program.written(Method::POST, &below, &same).await;
    assert_eq!(kept["image"], created["image"]);
    let kept = program.written(Method::POST, &below, &body).await;
    assert_eq!(kept["image"], created["image"]);
    let without = program
        .written(Method::PATCH, &below, &json!({ "image": null }))
        .await;
    assert_eq!(
        (&without["image"], &without["imageCredits"]),
        (&Value::Null, &json!(""))
    );
    let wrong = program
        .send_form(Method::PATCH, &below, &json!({}), b"no picture")
        .await;
    assert_eq!(faults(&wrong), ["image"]);
}

#[rstest]
#[case(json!("http://exemple.fr/a.jpg"))]
#[case(json!({ "url": "https://127.0.0.1/a.jpg" }))]
#[case(json!({ "url": "https://localhost:8080/a.jpg" }))]
#[case(json!({ "url": "https://[::ffff:10.0.0.1]/a.jpg" }))]
#[case(json!({ "url": "https://169.254.169.254/latest/meta-data" }))]
#[case(json!({ "url": "file:///etc/passwd" }))]
#[case(json!({ "url": "https://user:secret@exemple.fr/a.jpg" }))]
#[case(json!({ "filename": "1600.jpg", "base": "https://exemple.fr/" }))]
#[case(json!({}))]
#[case(json!(7))]
#[tokio::test]
async fn no_machine_inside_is_asked_for_a_picture(#[case] image: Value) {
    let program = Program::start(Engine::Sqlite).await;
    let body = event_with(json!({ "image": image }));

    let refused = program.send(Method::POST, "/events", &body).await;

    assert_eq!(faults(&refused), ["image"], "{image}");
    assert!(!refused.text.contains("10.0.0.1") && !refused.text.contains("127.0"));
    assert_eq!(program.filed().await.len(), 0);
}

#[rstest]
#[case(json!({ "title": 7 }), "title")]
#[case(json!({ "title": { "en": "Visit" } }), "title")]
#[case(json!({ "timings": {} }), "timings")]
#[case(json!({ "timings": [{ "begin": "tomorrow", "end": "2018-03-26T10:00:00Z" }] }), "timings.0.begin")]
#[case(json!({ "timings": vec![json!({}); 801] }), "timings")]
#[case(json!({ "attendanceMode": 9 }), "attendanceMode")]
#[case(json!({ "status": 6 }), "status")]
#[case(json!({ "kind": 1 }), "kind")]
#[case(json!({ "audiences": ["martians"] }), "audiences")]
#[case(json!({ "registration": [{ "type": "fax", "value": "04" }] }), "registration.0")]
#[case(json!({ "registration": [7] }), "registration.0")]
#[case(json!({ "accessibility": true }), "accessibility")]
#[case(json!({ "age": { "min": 300 } }), "age.min")]
#[case(json!({ "locationUid": 999_999 }), "location")]
#[case(json!({ "locationUid": "1" }), "locationUid")]
#[case(json!({ "location": { "latitude": "north" } }), "location")]
#[case(json!({ "extIds": [{ "key": "CCI", "value": "1" }] }), "extIds.0.key")]
#[case(json!({ "free": "yes" }), "free")]
#[case(json!({ "expectedParticipants": -1 }), "expectedParticipants")]
#[case(json!({ "organiserKind": "martian" }), "organiserKind")]
#[case(json!({ "title": "x".repeat(20_001) }), "title")]
#[case(json!({ "title": "a\u{0}b" }), "title")]
#[tokio::test]
async fn a_member_of_the_wrong_type_is_refused_by_name(#[case] change: Value, #[case] field: &str) {
    let program = Program::start(Engine::Sqlite).await;
    let mut body = event();
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }

    let refused = program.send(Method::POST, "/events", &body).await;

    assert_eq!(faults(&refused), [field]);
    assert_eq!(program.filed().await.len(), 0);
}

#[tokio::test]
async fn plain_texts_are_in_the_language_that_the_request_names() {
    let program = Program::start(Engine::Sqlite).await;
    let body = event_with(json!({ "title": "Visite de la fonderie" }));
    let send = async |lang: &str| {
        let request = program
            .request(Method::POST, "/events")
            .header("lang", lang);
        Answer::of(request.json(&body)).await
    };

    assert_eq!(send("fr").await.status.as_u16(), 200);
    let refused = send("en").await;

    assert_eq!(faults(&refused), ["title"]);
    assert_eq!(refused.json()["errors"][0]["lang"], "fr");
}

#[tokio::test]
async fn an_agenda_that_is_over_or_unknown_takes_no_events() {
    let program = Program::start(Engine::Sqlite).await;
    let created = program.created(&event()).await;
    program.app.put_edition(&edition_2018());
    program.app.caught_up().await;

    let closed = program.send(Method::POST, "/events", &event()).await;
    let below = format!("/events/{}", created["uid"]);
    let changed = program.send(Method::PATCH, &below, &json!({})).await;
    let visitor = program.app.visitor();
    let unknown = visitor
        .request(Method::POST, "/v2/agendas/999999/events")
        .header("access-token", &program.token)
        .json(&event());
    let unknown = Answer::of(unknown).await;

    assert_eq!(
        (closed.status.as_u16(), changed.status.as_u16()),
        (403, 403)
    );
    assert_eq!(unknown.status.as_u16(), 404);
    assert_eq!(unknown.json()["message"], "agenda not found");
}

/// Requests of clients, as they are sent.
#[rstest]
#[tokio::test]
async fn recorded_requests_of_clients_write(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    // @openagenda/sdk-js 2.0.4: plain JSON, with a nonce; times are written by `Date`.
    let sdk = json!({
        "slug": "a-title",
        "title": { "fr": "Un titre", "en": "A title" },
        "description": { "fr": "La description de votre événement", "en": "The description of your event" },
        "keywords": { "fr": ["Mixité et place des femmes", "soudure"] },
        "timings": [{ "begin": "2018-03-27T08:00:00.000Z", "end": "2018-03-27T09:00:00.000Z" }],
        "location": { "name": "Usine", "address": "1 rue de l’Usine", "latitude": 45.6977, "longitude": 4.8869, "countryCode": "FR" },
        "custom-field": [3, 4]
    });
    let request = program
        .request(Method::POST, "/events")
        .header("nonce", "521256899000")
        .json(&sdk);
    let created = member(&Answer::of(request).await, "event");
    assert_eq!(created["title"], json!({ "fr": "Un titre" }));
    assert_eq!(created["location"]["insee"], "69259");
    assert_eq!(created["timings"][0]["begin"], "2018-03-27T10:00:00+02:00");
    assert_eq!(created["topics"].as_array().unwrap().len(), 1);
    assert_eq!(
        created["longDescription"]["fr"],
        created["description"]["fr"]
    );

    // erwane/openagenda-api 3: a form with the event as `data`, times in UTC without a zone, and the headers `lang` and `nonce`.
    let data = json!({
        "uid": null,
        "title": "Portes ouvertes",
        "timings": [{ "begin": "2018-03-28T07:00:00", "end": "2018-03-28T08:00:00" }],
        "age": { "min": 0, "max": 120 },
        "accessibility": { "hi": false, "ii": false, "mi": true, "pi": false, "vi": false },
        "registration": ["inscription@exemple.fr"],
        "state": null,
        "featured": false
    });
    let below = format!("/events/{}", created["uid"]);
    let request = program
        .request(Method::PATCH, &below)
        .header("lang", "fr")
        .header("nonce", "7");
    let request = with_form(request, "data", &data.to_string(), None);
    let changed = member(&Answer::of(request).await, "event");
    assert_eq!(changed["timings"][0]["begin"], "2018-03-28T09:00:00+02:00");
    assert_eq!(changed["age"], json!({ "min": null, "max": null }));
    assert_eq!(
        changed["registration"],
        json!([{ "type": "email", "value": "inscription@exemple.fr" }])
    );
    assert_eq!(changed["draft"], 1);

    // The same client: a key beside the token, and whether an event exists.
    let head = program
        .request(Method::HEAD, &below)
        .header("key", "PUBLIC");
    assert_eq!(Answer::of(head).await.status.as_u16(), 200);
    let gone = program
        .request(Method::DELETE, &below)
        .header("key", "PUBLIC")
        .header("nonce", "8");
    assert_eq!(Answer::of(gone).await.status.as_u16(), 200);
}
