//! Secret links: valid until they expire or are revoked, and as long as the label stands.

use super::{ADMINISTRATION, Fixture, PDF, shared, upload};
use crate::support::{Engine, path, tag};
use chrono::Duration;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::kit::{KitAssetList, KitDownloads, KitLink, KitLinks, KitPage};
use shared::problem::Code;

const OPEN: &str = "/api/v1/kit/open";
const FILE: &str = "/api/v1/kit/file";
const ARCHIVE: &str = "/api/v1/kit/archive";

fn form(days: u32) -> Value {
    json!({ "days": days, "recipient": "Service communication" })
}

async fn link(kit: &Fixture, days: u32) -> (KitLink, String) {
    let address = format!("{}/links", kit.address());
    let link: KitLink = kit.owner.post(&address, &form(days)).await.ok(201);
    let (_, key) = link.url.split_once("/kit#").expect("a secret");
    let key = key.to_owned();
    (link, key)
}

#[rstest]
#[tokio::test]
async fn whoever_has_the_link_downloads_the_kit_without_an_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let (link, key) = link(&kit, 14).await;
    let visitor = kit.app.visitor();

    let page: KitPage = visitor.post(OPEN, &json!({ "key": key })).await.ok(200);

    assert_eq!(page, kit.page().await);
    let wanted = json!({ "key": key, "file": "calendar" });
    let calendar = visitor.post(FILE, &wanted).await;
    assert_eq!(calendar.text, kit.read("calendar").await.text);
    let archive = visitor.post(ARCHIVE, &json!({ "key": key })).await;
    assert_eq!(archive.status.as_u16(), 200);
    let wanted = json!({ "key": key, "file": "nothing" });
    visitor.post(FILE, &wanted).await.refused(Code::NotFound);
    let address = format!("{}/links", kit.address());
    let listed: KitLinks = kit.owner.get(&address).await.ok(200);
    assert_eq!(listed.items.len(), 1);
    assert!(listed.items[0] == link);
    let stranger = kit.app.organiser().await;
    stranger.get(&address).await.refused(Code::NotFound);
    let referent = kit.app.referent("region:84").await;
    referent.get(&address).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_link_ends_when_it_expires_or_is_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let (revoked, first) = link(&kit, 14).await;
    let (_, second) = link(&kit, 1).await;
    let visitor = kit.app.visitor();
    let address = format!("{}/links/{}", kit.address(), revoked.id);

    kit.owner.delete(&address).await;

    let opened = visitor.post(OPEN, &json!({ "key": first })).await;
    opened.refused(Code::InvalidLink);
    let opened = visitor.post(OPEN, &json!({ "key": second })).await;
    assert_eq!(opened.status.as_u16(), 200);
    kit.app.clock.advance(Duration::days(1));
    let opened = visitor.post(OPEN, &json!({ "key": second })).await;
    opened.refused(Code::InvalidLink);
}

#[rstest]
#[tokio::test]
async fn a_link_dies_with_the_label(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let kit = Fixture::new(engine).await;
    let (_, key) = link(&kit, 14).await;

    kit.revoke().await;

    let visitor = kit.app.visitor();
    for (address, body) in [
        (OPEN, json!({ "key": key })),
        (FILE, json!({ "key": key, "file": "calendar" })),
        (ARCHIVE, json!({ "key": key })),
    ] {
        visitor.post(address, &body).await.refused(Code::KitClosed);
    }
    let address = format!("{}/links", kit.address());
    let refused = kit.owner.post(&address, &form(7)).await;
    refused.refused(Code::KitClosed);
}

#[rstest]
#[tokio::test]
async fn a_link_does_not_come_back_with_another_label(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let (_, key) = link(&kit, 14).await;
    let address = format!("{}/withdraw", path(kit.file.id));
    let reason = json!({ "reason": "La fonderie est en travaux." });
    let answer = kit.owner.post_if(&address, &tag(&kit.file), &reason).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);

    let file: EventFile = kit.owner.get(&path(kit.file.id)).await.ok(200);
    let again = kit.owner.submit(&file).await;
    kit.app.granted(&kit.owner, &again).await;
    kit.app.caught_up().await;

    let visitor = kit.app.visitor();
    let opened = visitor.post(OPEN, &json!({ "key": key })).await;
    opened.refused(Code::InvalidLink);
}

#[tokio::test]
async fn a_shared_file_is_counted_as_one_however_its_identifier_is_written() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let (_, key) = link(&kit, 14).await;
    let coordinator = kit.app.coordinator().await;
    let list = shared(&coordinator, "Charte").await;
    let answer = upload(&coordinator, &list, "charte.pdf", "fr", PDF).await;
    let list: KitAssetList = answer.ok(201);
    let id = list.items[0].versions[0].id.to_string();

    for spelled in [id.clone(), id.to_uppercase(), id.replace('-', "")] {
        let wanted = json!({ "key": key, "file": spelled });
        let answer = kit.app.visitor().post(FILE, &wanted).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }

    let address = format!("{ADMINISTRATION}/downloads");
    let counted: KitDownloads = coordinator.get(&address).await.ok(200);
    let counted: Vec<_> = counted
        .files
        .iter()
        .map(|file| (file.file.as_str(), file.downloads))
        .collect();
    assert_eq!(counted, [(id.as_str(), 3)]);
}

#[tokio::test]
async fn forged_and_guessed_secrets_are_refused_and_counted() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let (_, key) = link(&kit, 14).await;
    let visitor = kit.app.visitor();
    let (start, last) = key.split_at(key.len() - 1);
    let almost = format!("{start}{}", if last == "A" { "Q" } else { "A" });
    let twice = key.repeat(2);

    for guess in ["", "x", almost.as_str(), twice.as_str(), "../../etc/passwd"] {
        let answer = visitor.post(OPEN, &json!({ "key": guess })).await;
        answer.refused(Code::InvalidLink);
    }
    for _ in 0..100 {
        visitor.post(OPEN, &json!({ "key": "guess" })).await;
    }

    let answer = visitor.post(OPEN, &json!({ "key": key })).await;
    answer.refused(Code::TooManyRequests);
}

#[tokio::test]
async fn a_link_has_bounds() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let address = format!("{}/links", kit.address());
    for days in [0, 91] {
        let problem = kit.owner.post(&address, &form(days)).await;
        let problem = problem.refused(Code::Invalid);
        assert_eq!(problem.errors[0].pointer, "/days");
    }
    for _ in 0..20 {
        link(&kit, 7).await;
    }
    let refused = kit.owner.post(&address, &form(7)).await;
    refused.refused(Code::KitFull);
}

#[tokio::test]
async fn the_history_tells_of_links_and_not_of_their_secrets() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let (_, key) = link(&kit, 14).await;

    let address = format!("/api/v1/events/{}/history", kit.file.id);
    let history = kit.owner.get(&address).await;

    assert!(
        history.text.contains("event.kit_link_made"),
        "{}",
        history.text
    );
    assert!(!history.text.contains(&key));
    let file: EventFile = kit.owner.get(&path(kit.file.id)).await.ok(200);
    assert_eq!(file.id, kit.file.id);
}
