//! The program of a partner, which writes with a token.

use crate::partners::{at, joined, opened};
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};
use shared::event::EventFileSummary;
use shared::paging::Page;
use shared::partner::MadeApiKey;

/// Boundary of the forms.
const BOUNDARY: &str = "----part";

/// An app with the edition of 2018, a partner's member, and a program with a key and a token of that person.
pub(super) struct Program {
    pub(super) app: TestApp,
    pub(super) member: Person,
    /// Path of the keys of the partner.
    pub(super) keys: String,
    pub(super) key: MadeApiKey,
    pub(super) token: String,
    /// Number of the agenda.
    pub(super) agenda: i64,
}

impl Program {
    pub(super) async fn start(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        app.put_edition(&edition());
        app.caught_up().await;
        let coordinator = app.coordinator().await;
        let space = opened(&coordinator, "cci_france").await;
        let member = joined(&app, &coordinator, space).await;
        let keys = at(space, "/keys");
        let key = made(&member, &keys, &["read", "write"]).await;
        let token = exchanged(&app, &key.secret).await;
        let agendas = app.visitor().get("/v2/agendas?slug=2018").await.json();
        let agenda = agendas["agendas"][0]["uid"].as_i64().expect("a number");
        Self {
            app,
            member,
            keys,
            key,
            token,
            agenda,
        }
    }

    /// A request with the token, to a path below the agenda.
    pub(super) fn request(&self, method: Method, below: &str) -> RequestBuilder {
        let path = format!("/v2/agendas/{}{below}", self.agenda);
        let request = self.app.visitor().request(method, &path);
        request.header("access-token", &self.token)
    }

    pub(super) async fn send(&self, method: Method, below: &str, body: &Value) -> Answer {
        Answer::of(self.request(method, below).json(body)).await
    }

    pub(super) async fn get(&self, below: &str) -> Answer {
        Answer::of(self.request(Method::GET, below)).await
    }

    pub(super) async fn delete(&self, below: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, below)).await
    }

    /// Sends a form with an object as `data` and a picture as `image`.
    pub(super) async fn send_form(
        &self,
        method: Method,
        below: &str,
        data: &Value,
        image: &[u8],
    ) -> Answer {
        let request = self.request(method, below);
        Answer::of(with_form(request, "data", &data.to_string(), Some(image))).await
    }

    /// The event that a request has written.
    pub(super) async fn written(&self, method: Method, below: &str, body: &Value) -> Value {
        member(&self.send(method, below, body).await, "event")
    }

    /// A draft that the program has created.
    pub(super) async fn created(&self, body: &Value) -> Value {
        self.written(Method::POST, "/events", body).await
    }

    /// The event submissions of the member, on the platform.
    pub(super) async fn filed(&self) -> Vec<EventFileSummary> {
        let page: Page<EventFileSummary> = self.member.get(EVENTS).await.ok(200);
        page.items
    }
}

/// A member of a successful answer.
#[track_caller]
pub(super) fn member(answer: &Answer, name: &str) -> Value {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    let received = answer.json();
    assert_eq!(received["success"], true, "{}", answer.text);
    received[name].clone()
}

/// The fields that a refusal names.
#[track_caller]
pub(super) fn faults(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status.as_u16(), 400, "{}", answer.text);
    let received = answer.json();
    assert_eq!(received["message"], "data is invalid");
    let faults = received["errors"].as_array().expect("faults").iter();
    let field = |fault: &Value| {
        assert_eq!(fault["origin"], "body", "{fault}");
        fault["field"].as_str().expect("a field").to_owned()
    };
    faults.map(field).collect()
}

/// A secret key with these scopes.
pub(super) async fn made(member: &Person, keys: &str, scopes: &[&str]) -> MadeApiKey {
    let settings = json!({ "kind": "secret", "scopes": scopes });
    let new = json!({ "name": "Programme", "settings": settings });
    member.post(keys, &new).await.ok(201)
}

/// Asks for a token, as the SDK for JavaScript does.
pub(super) async fn exchange(app: &TestApp, secret: &str) -> Answer {
    let body = json!({ "grant-type": "authorization_code", "code": secret });
    app.visitor().post("/v2/requestAccessToken", &body).await
}

/// A token for a secret.
pub(super) async fn exchanged(app: &TestApp, secret: &str) -> String {
    let answer = exchange(app, secret).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    let token = answer.json()["access_token"].clone();
    token.as_str().expect("a token").to_owned()
}

/// A request with a form: a part of text, and a picture as `image`.
pub(super) fn with_form(
    request: RequestBuilder,
    name: &str,
    text: &str,
    image: Option<&[u8]>,
) -> RequestBuilder {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
    );
    let mut body = head.into_bytes();
    if let Some(image) = image {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"été.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(image);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
    request.header(header::CONTENT_TYPE, media_type).body(body)
}

/// A JPEG file of one colour.
pub(super) fn jpeg() -> Vec<u8> {
    let pixels = RgbImage::from_pixel(600, 400, Rgb([200, 90, 30]));
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), 600, 400, ExtendedColorType::Rgb8)
        .expect("a picture");
    file
}

/// An event with everything that a submission needs.
pub(super) fn event() -> Value {
    json!({
        "title": { "fr": "Visite de la fonderie" },
        "description": { "fr": "Du métal liquide à la pièce finie, en une heure." },
        "longDescription": { "fr": "Nous ouvrons nos ateliers aux collégiens et lycéens." },
        "kind": "company_visit",
        "audiences": ["pupils"],
        "timings": [{ "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T10:00:00+02:00" }],
        "location": { "name": "Usine", "address": "1 rue de l’Usine", "insee": "69259", "countryCode": "FR" },
        "organiser": "Fonderie du Rhône",
        "organiserKind": "company",
        "free": true,
        "expectedParticipants": 12,
        "commitments": "2018-1"
    })
}

/// The event with some members changed; `null` removes a member.
pub(super) fn event_with(changes: Value) -> Value {
    let mut event = event();
    let members = event.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    event
}
