//! The communication kit of a labelled event, and its helpers.

mod assets;
mod files;
mod links;
mod logos;
mod lost;
mod templates;
mod zip;

use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use reqwest::Method;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::kit::{KitAssetList, KitPage};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const ADMINISTRATION: &str = "/api/v1/administration/editions/2018/kit";

/// An open edition and an organiser with a labelled event.
struct Fixture {
    app: TestApp,
    owner: Person,
    file: EventFile,
}

impl Fixture {
    async fn new(engine: Engine) -> Self {
        Self::of(TestApp::start(engine).await).await
    }

    async fn of(app: TestApp) -> Self {
        app.put_edition(&edition());
        let owner = app.organiser().await;
        let file = app.labelled(&owner, &form()).await;
        app.caught_up().await;
        Self { app, owner, file }
    }

    fn address(&self) -> String {
        format!("{}/kit", path(self.file.id))
    }

    async fn page(&self) -> KitPage {
        self.owner.get(&self.address()).await.ok(200)
    }

    async fn read(&self, key: &str) -> Answer {
        let address = format!("{}/files/{key}", self.address());
        self.owner.get(&address).await
    }

    async fn revoke(&self) {
        let coordinator = self.app.coordinator().await;
        let address = format!("/api/v1/labels/events/{}/revocation", self.file.id);
        let reason = json!({ "reason": "L’entrée est devenue payante." });
        let now: EventFile = self.owner.get(&path(self.file.id)).await.ok(200);
        let answer = coordinator.post_if(&address, &tag(&now), &reason).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }
}

/// A shared file without versions; returns the list.
async fn shared(person: &Person, title: &str) -> KitAssetList {
    let form = json!({ "title": title, "alt": "Une roue dentée", "notice": "Sur fond blanc." });
    let address = format!("{ADMINISTRATION}/assets");
    person.post(&address, &form).await.ok(201)
}

async fn upload(
    person: &Person,
    list: &KitAssetList,
    name: &str,
    language: &str,
    content: &[u8],
) -> Answer {
    let asset = list.items.last().expect("a shared file").id;
    let address =
        format!("{ADMINISTRATION}/assets/{asset}/versions?name={name}&language={language}");
    let request = person
        .request(Method::POST, &address)
        .header("content-type", "application/octet-stream")
        .body(content.to_vec());
    Answer::of(request).await
}

fn null() -> Value {
    Value::Null
}
