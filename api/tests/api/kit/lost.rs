//! Shared files that the store has lost: told before and when they are asked for.

use super::zip::{archive, entries};
use super::{ADMINISTRATION, Fixture, PDF, shared, upload};
use crate::support::{Engine, Person, TestApp};
use chrono::Duration;
use rstest::rstest;
use shared::kit::KitAssetList;
use shared::problem::Code;
use std::fs;
use std::path::PathBuf;

const NOTE: &str = "fichiers-manquants.txt";

/// The stored shared files.
fn stored(app: &TestApp) -> Vec<PathBuf> {
    let shared = app.platform.config.files_dir.join("kits/shared");
    fs::read_dir(shared)
        .unwrap()
        .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

async fn charter(coordinator: &Person) -> KitAssetList {
    let list = shared(coordinator, "Charte d’usage").await;
    let answer = upload(coordinator, &list, "charte.pdf", "fr", PDF).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    list
}

async fn listed(coordinator: &Person) -> KitAssetList {
    let address = format!("{ADMINISTRATION}/assets");
    coordinator.get(&address).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn a_shared_file_that_is_missing_is_told_until_it_is_uploaded_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let coordinator = kit.app.coordinator().await;
    let list = charter(&coordinator).await;
    for file in stored(&kit.app) {
        fs::remove_file(file).unwrap();
    }
    kit.app.clock.advance(Duration::minutes(2));

    let page = kit.page().await;

    let version = &page.assets[0].versions[0];
    assert!(version.lost, "{version:?}");
    assert_eq!(listed(&coordinator).await.lost(), 1);
    let refused = kit.read(&version.id.to_string()).await;
    refused.refused(Code::KitFileLost);
    let files = entries(archive(&kit).await);
    assert!(!files.contains_key("charte.pdf"));
    let note = String::from_utf8(files[NOTE].clone()).unwrap();
    assert!(note.contains("charte.pdf"), "{note}");

    upload(&coordinator, &list, "charte.pdf", "fr", PDF).await;

    let page = kit.page().await;
    let version = &page.assets[0].versions[0];
    assert!(!version.lost, "{version:?}");
    assert_eq!(listed(&coordinator).await.lost(), 0);
    let read = kit.read(&version.id.to_string()).await;
    assert_eq!(read.status.as_u16(), 200, "{}", read.text);
    let files = entries(archive(&kit).await);
    assert_eq!(files["charte.pdf"], PDF);
    assert!(!files.contains_key(NOTE));
}

#[tokio::test]
async fn a_shared_file_that_is_damaged_is_told_once_somebody_asked_for_it() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let coordinator = kit.app.coordinator().await;
    charter(&coordinator).await;
    for file in stored(&kit.app) {
        fs::write(file, vec![b'x'; PDF.len()]).unwrap();
    }
    kit.app.clock.advance(Duration::minutes(2));
    let version = kit.page().await.assets[0].versions[0].clone();
    assert!(!version.lost, "its size is right");

    let refused = kit.read(&version.id.to_string()).await;

    refused.refused(Code::KitFileLost);
    assert!(kit.page().await.assets[0].versions[0].lost);
    let files = entries(archive(&kit).await);
    assert!(files.contains_key(NOTE));
}
