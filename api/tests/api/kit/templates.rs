//! Templates that an edition changes: checked as a whole, saved with its version, and drawn when somebody asks.

use super::{ADMINISTRATION, Fixture};
use crate::support::{Engine, Person};
use ground::jobs;
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionHistoryEntry;
use shared::edition::kit::{KitBlock, KitFile};
use shared::problem::Code;

const EDITION: &str = "/api/v1/administration/editions/2018";
const TEMPLATES: &str = "/api/v1/administration/kit-templates";

async fn template(person: &Person, key: &str) -> KitFile {
    person.get(&format!("{TEMPLATES}/{key}")).await.ok(200)
}

/// The stored edition as JSON, and its `ETag`.
async fn read(person: &Person) -> (Value, String) {
    let answer = person.get(EDITION).await;
    let etag = answer.header(header::ETAG).unwrap().to_owned();
    (answer.json()["edition"].clone(), etag)
}

/// Number of events whose kits are due to be drawn before somebody asks for them.
fn due(kit: &Fixture) -> u64 {
    let kinds = kit.app.platform.services.db.read_now(jobs::counts).unwrap();
    let these = kinds.iter().filter(|count| count.kind == "kits.prepare");
    these.map(|count| count.jobs).sum()
}

/// The edition with another kit, as its `PUT` takes it.
async fn with_kit(person: &Person, kit: &Value) -> Value {
    let (mut edition, _) = read(person).await;
    edition["kit"] = kit.clone();
    let preview = format!("{EDITION}/preview");
    let shown = person.post(&preview, &json!({ "edition": edition })).await;
    json!({ "edition": edition, "token": shown.json()["token"] })
}

/// The poster with its QR code in the upper left corner of the picture.
async fn moved(person: &Person) -> KitFile {
    let mut poster = template(person, "poster-a4").await;
    for block in &mut poster.blocks {
        if let KitBlock::Code { area } = block {
            (area.x, area.y) = (100, 100);
        }
    }
    poster
}

#[rstest]
#[tokio::test]
async fn a_template_is_saved_with_the_edition_and_draws_only_what_is_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let administrator = kit.app.administrator().await;
    let drawn = || kit.app.platform.kits.drawn();
    let poster = kit.read("poster-a4").await.text;
    kit.read("social-square").await;
    assert_eq!((drawn(), due(&kit)), (2, 1), "one since the label");
    let (_, first) = read(&administrator).await;

    let own = moved(&administrator).await;
    let changed = with_kit(&administrator, &json!({ "files": [own] })).await;
    let saved = administrator.put(EDITION, &first, &changed).await;

    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    let late = administrator.put(EDITION, &first, &changed).await;
    assert_eq!(late.status.as_u16(), 412, "{}", late.text);
    kit.app.caught_up().await;
    assert_eq!((drawn(), due(&kit)), (2, 1));
    assert_ne!(kit.read("poster-a4").await.text, poster);
    kit.read("social-square").await;
    assert_eq!(drawn(), 3);
    let history: Vec<EditionHistoryEntry> = administrator
        .get(&format!("{EDITION}/history"))
        .await
        .ok(200);
    let changes = &history[0].changes;
    assert!(changes.iter().all(|change| change.path.starts_with("/kit")));
    assert!(!changes.is_empty());

    // Back to the template of the default kit, whose file was kept.
    let (_, etag) = read(&administrator).await;
    let back = with_kit(&administrator, &json!({})).await;
    let saved = administrator.put(EDITION, &etag, &back).await;
    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    kit.app.caught_up().await;
    assert_eq!(kit.read("poster-a4").await.text, poster);
    assert_eq!((drawn(), due(&kit)), (3, 1));
}

#[tokio::test]
async fn a_template_is_previewed_and_each_fault_told_at_its_place() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let administrator = kit.app.administrator().await;
    let preview = async |file: &KitFile| {
        let body = json!({
            "kit": { "files": [file] },
            "event": kit.file.id,
            "file": file.key,
            "variant": "thumbnail"
        });
        let address = format!("{ADMINISTRATION}/preview");
        administrator.post(&address, &body).await
    };
    let original = template(&administrator, "poster-a4").await;
    let moved = moved(&administrator).await;
    let mut covering = moved.clone();
    covering.blocks.rotate_right(1);
    let mut outside = moved.clone();
    if let Some(KitBlock::Code { area }) = outside.blocks.last_mut() {
        area.x = 1_800;
    }

    let before = preview(&original).await;
    let after = preview(&moved).await;
    let covering = preview(&covering).await.refused(Code::Invalid);
    let outside = preview(&outside).await.refused(Code::Invalid);

    assert_eq!((before.status.as_u16(), after.status.as_u16()), (200, 200));
    assert_ne!(before.text, after.text);
    let pointers = |problem: shared::problem::Problem| -> Vec<String> {
        let errors = problem.errors.into_iter();
        errors.map(|error| error.pointer).collect()
    };
    // The picture, which is the second block now.
    assert_eq!(pointers(covering), ["/kit/files/0/blocks/1/area"]);
    assert_eq!(pointers(outside), ["/kit/files/0/blocks/7/area"]);
}

#[tokio::test]
async fn a_file_that_the_default_kit_does_not_have_has_no_template() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let coordinator = kit.app.coordinator().await;

    assert_eq!(
        template(&coordinator, "badges").await.key.as_str(),
        "badges"
    );
    for unknown in ["certificate", "Badges", "nothing"] {
        let answer = coordinator.get(&format!("{TEMPLATES}/{unknown}")).await;
        answer.refused(Code::NotFound);
    }
    let refused = kit.owner.get(&format!("{TEMPLATES}/badges")).await;
    refused.refused(Code::Forbidden);
}
