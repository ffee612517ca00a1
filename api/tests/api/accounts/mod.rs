//! Tests of accounts and sessions, and their helpers.

mod own;
mod reset;
mod session;
mod sign_in;
mod sign_up;

use crate::support::{Answer, Person, TestApp, awaited};
use ground::mail::{self, queries};
use serde_json::{Value, json};
use shared::mail::Mail;

/// Long enough, and not a common password.
const PASSWORD: &str = "correct horse battery";

/// Mails to an address as their recipient reads them, newest first.
pub(crate) async fn mails(app: &TestApp, recipient: &str) -> Vec<Mail> {
    let services = app.platform.services.clone();
    let recipient = recipient.to_owned();
    let mails = services
        .db
        .read(move |conn| queries::page(conn, None, Some(&recipient), 100))
        .await
        .expect("the outbox");
    mails
        .into_iter()
        .map(|mail| mail::revealed(&services.secrets, mail))
        .collect()
}

/// The newest mail to an address, once there is another one than the `known` ones.
pub(crate) async fn next_mail(app: &TestApp, recipient: &str, known: usize) -> Mail {
    awaited(&format!("another mail to {recipient}"), async || {
        let mut mails = mails(app, recipient).await;
        (mails.len() > known).then(|| mails.remove(0))
    })
    .await
}

/// The secret of the link in a mail.
pub(crate) fn token(mail: &Mail) -> String {
    let (_, rest) = mail.body_text.split_once("jeton=").expect("a link");
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
