//! The conversation on an event submission, and its helpers.

mod attachments;
mod messages;
mod notes;
mod opinions;

use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::conversation::{Conversation, ConversationAttachment, ConversationMessage};
use shared::event::EventFile;
use shared::id::EventId;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

fn conversation_path(id: EventId) -> String {
    format!("{}/conversation", path(id))
}

fn sheet(id: EventId) -> String {
    format!("/api/v1/labels/events/{id}")
}

/// An app with a submitted event, its owner, and a referent of the place.
async fn submitted(engine: Engine) -> (TestApp, Person, Person, EventFile) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    let referent = app.referent("region:84").await;
    (app, owner, referent, file)
}

async fn write(person: &Person, id: EventId, message: &Value) -> Answer {
    person.post(&conversation_path(id), message).await
}

pub(crate) async fn say(person: &Person, id: EventId, text: &str) -> ConversationMessage {
    write(person, id, &json!({ "text": text })).await.ok(201)
}

pub(crate) async fn conversation(person: &Person, id: EventId) -> Conversation {
    person.get(&conversation_path(id)).await.ok(200)
}

pub(crate) async fn read_up_to(person: &Person, id: EventId, number: u32) -> Answer {
    let path = format!("{}/read", conversation_path(id));
    Answer::of(
        person
            .request(Method::PUT, &path)
            .json(&json!({ "upTo": number })),
    )
    .await
}

async fn upload(person: &Person, id: EventId, name: &str, content: &[u8]) -> Answer {
    let path = format!("{}/attachments?name={name}", path(id));
    let request = person
        .request(Method::POST, &path)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(content.to_vec());
    Answer::of(request).await
}

async fn attach(person: &Person, id: EventId) -> ConversationAttachment {
    upload(person, id, "plan.pdf", PDF).await.ok(201)
}
