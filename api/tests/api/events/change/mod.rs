//! Changes of labelled events: what is public at once, what waits for a check, the decision, and who gets there first.

mod at_once;
mod ends;
mod recheck;
mod suspended;

use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::event::{ChangeStatus, EventChange, EventFile, HistoryEntry};
use shared::label::ReviewSheet;

/// An open edition, an organiser, and a labelled event.
struct Fixture {
    app: TestApp,
    owner: Person,
    file: EventFile,
}

impl Fixture {
    async fn new(engine: Engine) -> Self {
        Self::with(engine, &edition()).await
    }

    async fn with(engine: Engine, edition: &Edition) -> Self {
        let app = TestApp::start(engine).await;
        app.put_edition(edition);
        let owner = app.organiser().await;
        let file = app.labelled(&owner, &form()).await;
        app.caught_up().await;
        Self { app, owner, file }
    }

    fn address(&self) -> String {
        format!("{}/change", path(self.file.id))
    }

    async fn change(&self) -> EventChange {
        self.owner.get(&self.address()).await.ok(200)
    }

    async fn save(&self, person: &Person, version: i32, form: &Value) -> Answer {
        person.put(&self.address(), &tag(version), form).await
    }

    /// Saves a form over what is being written.
    async fn saved(&self, form: &Value) -> EventChange {
        let version = self.change().await.version;
        self.save(&self.owner, version, form).await.ok(200)
    }

    async fn submit(&self, person: &Person, version: i32) -> Answer {
        let address = format!("{}/submit", self.address());
        person.post_if(&address, &tag(version), &Value::Null).await
    }

    /// Saves and submits a form.
    async fn submitted(&self, form: &Value) -> EventChange {
        let saved = self.saved(form).await;
        self.submit(&self.owner, saved.version).await.ok(200)
    }

    async fn withdraw(&self, version: i32) -> Answer {
        let address = format!("{}/withdraw", self.address());
        self.owner
            .post_if(&address, &tag(version), &Value::Null)
            .await
    }

    async fn discard(&self, version: i32) -> Answer {
        let request = self
            .owner
            .request(Method::DELETE, &self.address())
            .header(header::IF_MATCH, tag(version));
        Answer::of(request).await
    }

    async fn decide(&self, referent: &Person, version: i32, body: &Value) -> Answer {
        let address = format!("/api/v1/labels/events/{}/change/decision", self.file.id);
        referent.post_if(&address, &tag(version), body).await
    }

    async fn read(&self) -> EventFile {
        self.owner.get(&path(self.file.id)).await.ok(200)
    }

    async fn status(&self) -> ChangeStatus {
        self.read().await.change.expect("a labelled event")
    }

    async fn sheet(&self, referent: &Person) -> ReviewSheet {
        let address = format!("/api/v1/labels/events/{}", self.file.id);
        referent.get(&address).await.ok(200)
    }

    /// The event as the public sees it.
    async fn public(&self) -> Value {
        self.app.caught_up().await;
        let address = format!("/api/v1/catalogue/events/{}", self.file.id);
        let answer = self.app.visitor().get(&address).await;
        answer.ok(200)
    }

    /// The number of its revision in calendars.
    async fn revision(&self) -> i32 {
        self.app.caught_up().await;
        let calendar = self.app.visitor().get("/api/v1/catalogue/events.ics").await;
        let line = calendar
            .text
            .lines()
            .find_map(|line| line.strip_prefix("SEQUENCE:"))
            .expect("a revision");
        line.trim().parse().expect("a number")
    }

    async fn history(&self) -> Vec<HistoryEntry> {
        let address = format!("{}/history", path(self.file.id));
        self.owner.get(&address).await.ok(200)
    }

    /// Kinds of the last entries of the history.
    async fn last_kinds(&self, number: usize) -> Vec<String> {
        let history = self.history().await;
        let kinds = history.into_iter().map(|entry| entry.kind);
        kinds
            .rev()
            .take(number)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    }
}

fn tag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The labelled form with a typo fixed.
fn retitled() -> Value {
    let mut form = form();
    form["title"] = json!("Visite de la grande fonderie");
    form
}

/// The labelled form on another day.
fn moved() -> Value {
    let mut form = form();
    form["occurrences"] = json!([{ "begin": "2018-03-28T09:00", "end": "2018-03-28T10:00" }]);
    form
}

fn accept() -> Value {
    json!({ "decision": "accept" })
}

fn refuse() -> Value {
    json!({ "decision": "refuse", "comment": "Le mercredi, l’atelier est fermé." })
}
