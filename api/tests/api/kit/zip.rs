//! The whole kit as one archive.

use super::{Fixture, PDF, shared, upload};
use crate::support::Engine;
use reqwest::{Method, header};
use rstest::rstest;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use zip::{CompressionMethod, ZipArchive};

pub(super) async fn archive(kit: &Fixture) -> Vec<u8> {
    let request = kit
        .owner
        .request(Method::GET, &format!("{}/archive", kit.address()));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let announced = answer.headers().get(header::CONTENT_LENGTH).cloned();
    let bytes = answer.bytes().await.unwrap().to_vec();
    let announced: usize = announced
        .expect("a length")
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(bytes.len(), announced);
    bytes
}

pub(super) fn entries(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            assert_eq!(file.compression(), CompressionMethod::Stored);
            let name = file.name().unwrap().into_owned();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (name, content)
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn the_archive_has_every_file_of_the_kit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let coordinator = kit.app.coordinator().await;
    for title in ["Charte d’usage", "Notice"] {
        let list = shared(&coordinator, title).await;
        // Of the same name.
        let name = "charte-%C3%A9t%C3%A9.pdf";
        let answer = upload(&coordinator, &list, name, "fr", PDF).await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    }

    let files = entries(archive(&kit).await);

    let page = kit.page().await;
    assert_eq!(files.len(), page.items.len() + 2);
    for item in &page.items {
        assert!(!files[&item.name].is_empty(), "{}", item.name);
    }
    assert_eq!(files["charte-été.pdf"], PDF);
    assert_eq!(files["charte-été-2.pdf"], PDF);
    assert_eq!(archive(&kit).await, archive(&kit).await, "the same bytes");
}

#[tokio::test]
async fn an_archive_that_is_broken_off_costs_nothing_that_was_kept() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let whole = archive(&kit).await;
    let address = format!("{}/archive", kit.address());

    let mut answer = kit
        .owner
        .request(Method::GET, &address)
        .send()
        .await
        .unwrap();
    let first = answer.chunk().await.unwrap().unwrap();
    assert!(!first.is_empty());
    drop(answer);

    let drawn = kit.app.platform.kits.drawn();
    assert_eq!(archive(&kit).await, whole);
    assert_eq!(kit.app.platform.kits.drawn(), drawn);
}

#[tokio::test]
async fn an_archive_is_the_same_whether_the_store_keeps_its_files() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let drawn = || kit.app.platform.kits.drawn();
    // Where the folder of the kits would be.
    let place = kit.app.platform.config.files_dir.join("kits");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, b"").unwrap();

    let from_memory = archive(&kit).await;
    let files = drawn();
    fs::remove_file(&place).unwrap();
    let just_kept = archive(&kit).await;

    assert!(files > 1);
    assert_eq!(drawn(), 2 * files, "each once for an archive");
    assert_eq!(just_kept, from_memory);
    assert_eq!(archive(&kit).await, from_memory);
    assert_eq!(drawn(), 2 * files);
}
