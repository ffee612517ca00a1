//! Shared files of an edition: uploaded in versions, checked by their content, ordered and removed.

use super::{ADMINISTRATION, Fixture, PDF, shared, upload};
use crate::support::{Engine, TestApp, edition};
use image::{DynamicImage, ImageFormat};
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::kit::KitAssetList;
use shared::problem::Code;
use std::io::Cursor;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::new_rgba8(width, height)
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

#[rstest]
#[tokio::test]
async fn a_shared_file_is_in_every_kit_in_its_newest_versions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let coordinator = kit.app.coordinator().await;
    let list = shared(&coordinator, "Logo de la Semaine").await;
    let logo = png(40, 10);
    for (name, language, content) in [
        ("logo.png", "fr", &logo[..]),
        ("logo.pdf", "fr", PDF),
        ("logo-en.pdf", "en", PDF),
    ] {
        let answer = upload(&coordinator, &list, name, language, content).await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    }

    let newer = [PDF, b"%%EOF\n"].concat();
    let list: KitAssetList = upload(&coordinator, &list, "logo-2.pdf", "fr", &newer)
        .await
        .ok(201);

    assert_eq!((list.items[0].versions.len(), list.unannounced), (4, 3));
    let page = kit.page().await;
    let asset = &page.assets[0];
    assert_eq!(asset.form.notice, "Sur fond blanc.");
    let mut names: Vec<_> = asset
        .versions
        .iter()
        .map(|it| (&*it.name, it.number))
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [("logo-2.pdf", 2), ("logo-en.pdf", 1), ("logo.png", 1)]
    );
    for version in &asset.versions {
        let answer = kit.read(&version.id.to_string()).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(
            answer.header(header::CONTENT_SECURITY_POLICY),
            Some("default-src 'none'; sandbox")
        );
    }
    let replaced = list.items[0]
        .versions
        .iter()
        .find(|it| it.replaced_at.is_some());
    let replaced = replaced.expect("the first version");
    kit.read(&replaced.id.to_string())
        .await
        .refused(Code::NotFound);
    let address = format!(
        "{ADMINISTRATION}/assets/{}/versions/{}",
        list.items[0].id, replaced.id
    );
    assert_eq!(coordinator.get(&address).await.text.as_bytes(), PDF);
    coordinator.delete(&address).await;
    coordinator.get(&address).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn shared_files_count_towards_the_quota_of_the_edition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SEMAINE_FILES_PER_EDITION", "1")]).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let list = shared(&coordinator, "Charte").await;
    let pdf = |fill: &str| format!("%PDF-1.7\n%{}\n%%EOF\n", fill.repeat(700_000)).into_bytes();

    let first = upload(&coordinator, &list, "charte.pdf", "fr", &pdf("a")).await;
    let second = upload(&coordinator, &list, "charte.pdf", "en", &pdf("b")).await;
    // The same content takes no more room.
    let same = upload(&coordinator, &list, "charte.pdf", "en", &pdf("a")).await;

    assert_eq!(first.status.as_u16(), 201, "{}", first.text);
    second.refused(Code::EditionFull);
    assert_eq!(same.status.as_u16(), 201, "{}", same.text);
}

#[rstest]
#[tokio::test]
async fn shared_files_are_ordered_described_and_removed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let administrator = app.administrator().await;
    shared(&administrator, "Logo").await;
    let list = shared(&administrator, "Charte").await;
    let (logo, charter) = (list.items[0].id, list.items[1].id);
    let order = format!("{ADMINISTRATION}/order");

    let wanted = json!({ "assets": [charter, logo] });
    let ordered: KitAssetList = administrator.put(&order, "*", &wanted).await.ok(200);

    let titles = |list: &KitAssetList| -> Vec<String> {
        list.items.iter().map(|it| it.form.title.clone()).collect()
    };
    assert_eq!(titles(&ordered), ["Charte", "Logo"]);
    for wrong in [
        json!([logo]),
        json!([logo, logo]),
        json!([logo, charter, charter]),
    ] {
        let answer = administrator
            .put(&order, "*", &json!({ "assets": wrong }))
            .await;
        answer.refused(Code::Invalid);
    }
    let address = format!("{ADMINISTRATION}/assets/{logo}");
    let form = json!({ "title": "Logo 2018", "alt": "", "notice": "" });
    let described: KitAssetList = administrator.put(&address, "*", &form).await.ok(200);
    assert_eq!(titles(&described), ["Charte", "Logo 2018"]);
    administrator.delete(&address).await;
    let left: KitAssetList = administrator
        .get(&format!("{ADMINISTRATION}/assets"))
        .await
        .ok(200);
    assert_eq!(titles(&left), ["Charte"]);
    let organiser = app.organiser().await;
    let refused = organiser.get(&format!("{ADMINISTRATION}/assets")).await;
    refused.refused(Code::Forbidden);
}

/// A picture of 60,000 × 60,000 pixels in a few bytes.
fn bomb() -> Vec<u8> {
    let mut file = png(1, 1);
    // Width and height in the header, and its checksum.
    file[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let checksum = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&checksum.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[rstest]
#[case::script("logo.png", b"<script>alert(1)</script>".to_vec(), "/content", Code::AttachmentMismatch)]
#[case::drawing("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "/name", Code::AttachmentType)]
#[case::program("logo.exe", b"MZ".to_vec(), "/name", Code::AttachmentType)]
#[case::cut_off("charte.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "/content", Code::AttachmentMismatch)]
#[case::damaged("logo.png", b"\x89PNG\r\n\x1a\nIEND".to_vec(), "/content", Code::ImageUnreadable)]
#[case::bomb("logo.png", bomb(), "/content", Code::ImageDimensions)]
#[case::empty("logo.png", Vec::new(), "/content", Code::Required)]
#[tokio::test]
async fn what_is_no_file_for_a_kit_is_refused(
    #[case] name: &str,
    #[case] content: Vec<u8>,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let list = shared(&coordinator, "Logo").await;

    let answer = upload(&coordinator, &list, name, "fr", &content).await;

    let problem = answer.refused(Code::Invalid);
    let fault = &problem.errors[0];
    assert_eq!((fault.pointer.as_str(), fault.code), (pointer, code));
}

#[tokio::test]
async fn shared_files_are_bounded() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let list = shared(&coordinator, "Logo").await;
    let large = [PDF, &vec![b' '; 8 << 20]].concat();
    let answer = upload(&coordinator, &list, "logo.pdf", "fr", &large).await;
    answer.refused(Code::PayloadTooLarge);
    let answer = upload(&coordinator, &list, "logo.pdf", "français", PDF).await;
    answer.refused(Code::Invalid);
    for number in 2..=40 {
        shared(&coordinator, &format!("Fichier {number}")).await;
    }
    let form = json!({ "title": "De trop" });
    let answer = coordinator
        .post(&format!("{ADMINISTRATION}/assets"), &form)
        .await;
    answer.refused(Code::KitFull);
}

#[tokio::test]
async fn a_kit_that_is_not_saved_is_previewed_with_a_labelled_event() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let administrator = kit.app.administrator().await;
    let key = kit.page().await.items[0].key.clone();
    let preview = |theme: serde_json::Value, file: &str| {
        json!({
            "kit": { "theme": theme },
            "event": kit.file.id,
            "file": file,
            "variant": "thumbnail"
        })
    };
    let theme = |ink: &str| {
        json!({
            "ground": "#ffffff", "soft": "#eef3f6", "ink": ink,
            "accent": "#154a2c", "accentInk": "#ffffff", "spark": "#e8b400"
        })
    };
    let address = format!("{ADMINISTRATION}/preview");

    let drawn = administrator
        .post(&address, &preview(theme("#101010"), &key))
        .await;

    assert_eq!(drawn.status.as_u16(), 200, "{}", drawn.text);
    assert_eq!(drawn.header(header::CONTENT_TYPE), Some("image/png"));
    let faint = administrator
        .post(&address, &preview(theme("#cccccc"), &key))
        .await;
    let problem = faint.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/kit/theme/ink");
    let unknown = administrator
        .post(&address, &preview(theme("#101010"), "nothing"))
        .await;
    unknown.refused(Code::NotFound);
    let owner = kit
        .owner
        .post(&address, &preview(theme("#101010"), &key))
        .await;
    owner.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_kit_is_previewed_with_an_event_of_another_edition_before_the_first_label() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let administrator = kit.app.administrator().await;
    let editions = "/api/v1/administration/editions";
    let next = json!({ "from": "2018", "slug": "2019", "weekFirst": "2019-03-18" });
    let created = administrator.post(editions, &next).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.text);
    let preview = json!({
        "kit": { "font": "open_sans" },
        "event": kit.file.id,
        "file": "poster-a4",
        "variant": "thumbnail"
    });

    let drawn = administrator
        .post(&format!("{editions}/2019/kit/preview"), &preview)
        .await;
    let unknown = administrator
        .post(&format!("{editions}/1789/kit/preview"), &preview)
        .await;

    assert_eq!(drawn.status.as_u16(), 200, "{}", drawn.text);
    unknown.refused(Code::NotFound);
}

#[tokio::test]
async fn fonts_and_hidden_parts_are_previewed_and_refused_where_they_stand() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let administrator = kit.app.administrator().await;
    let address = format!("{ADMINISTRATION}/preview");
    let preview = async |changes: serde_json::Value| {
        let body = json!({
            "kit": changes,
            "event": kit.file.id,
            "file": "poster-a4",
            "variant": "thumbnail"
        });
        administrator.post(&address, &body).await
    };
    let hidden = |parts: &[&str]| json!({ "hidden": [{ "file": "poster-a4", "parts": parts }] });

    let usual = preview(json!({})).await;
    let other_font = preview(json!({ "font": "open_sans" })).await;
    let without_code = preview(hidden(&["code"])).await;
    let nothing = preview(hidden(&[])).await;
    let unknown = preview(json!({ "font": "comic_sans" })).await;

    for drawn in [&usual, &other_font, &without_code] {
        assert_eq!(drawn.status.as_u16(), 200, "{}", drawn.text);
    }
    assert_ne!(other_font.text, usual.text);
    assert_ne!(without_code.text, usual.text);
    let problem = nothing.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/kit/hidden/0/parts");
    unknown.refused(Code::InvalidJson);
}
