//! Accounts and sessions.

mod reset;
mod session;
mod sign_in;
mod sign_up;

use crate::support::{Answer, Person, TestApp};
use serde_json::{Value, json};
use shared::mail::Mail;

/// A valid password.
const PASSWORD: &str = "correct horse battery";

/// Mails to an address, newest first.
async fn mails(app: &TestApp, recipient: &str) -> Vec<Mail> {
    let reader = app.administrator().await;
    let list = reader
        .get(&format!("/api/v1/outbox?recipient={recipient}"))
        .await
        .json();
    let mut mails = Vec::new();
    for item in list["items"].as_array().expect("a page") {
        let id = item["id"].as_str().expect("an id");
        mails.push(reader.get(&format!("/api/v1/outbox/{id}")).await.ok(200));
    }
    mails
}

/// The secret of the link in a mail.
fn token(mail: &Mail) -> String {
    let (_, rest) = mail.body_text.split_once("?jeton=").expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

async fn sign_up(app: &TestApp, email: &str) -> Answer {
    let form = json!({ "email": email, "name": "Camille Durand", "password": PASSWORD });
    app.visitor().post("/api/v1/accounts", &form).await
}

async fn sign_in(person: &Person, email: &str, password: &str) -> Answer {
    person
        .post("/api/v1/session", &credentials(email, password))
        .await
}

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}
