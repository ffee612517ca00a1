//! The page of the kit and its files: drawn once, kept, and closed with the label.

use super::{ADMINISTRATION, Fixture, null, shared, upload};
use crate::accounts::mails;
use crate::support::{Answer, Engine, TestApp, awaited, edition, form, path, tag};
use chrono::Duration;
use diesel::prelude::*;
use futures_util::future::join_all;
use ground::db::schema::{jobs, log};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::edition::EditionStatus;
use shared::event::{EventFile, StoredImage};
use shared::kit::{KitAnnouncement, KitPage, KitVariant};
use shared::problem::Code;
use std::fs;

#[rstest]
#[tokio::test]
async fn every_file_of_the_kit_can_be_opened(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;

    let page = kit.page().await;

    assert_eq!(page.event, kit.file.id);
    assert!(page.items.len() > 1, "{page:?}");
    for item in &page.items {
        let answer = kit.read(&item.key).await;
        assert_eq!(answer.status.as_u16(), 200, "{}: {}", item.key, answer.text);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            Some(item.media_type.as_str())
        );
        let begin = match item.media_type.as_str() {
            "application/pdf" => "%PDF-",
            "text/calendar" | "text/calendar; charset=utf-8" => "BEGIN:VCALENDAR",
            "image/svg+xml" => "<svg",
            _ => "",
        };
        assert!(answer.text.starts_with(begin), "{}", item.key);
        let saved = answer.header(header::CONTENT_DISPOSITION).unwrap();
        assert!(saved.starts_with("attachment"), "{saved}");
    }
    let text = page.texts.first().expect("a text to copy");
    assert!(text.text.contains("/evenements/2018/"), "{}", text.text);
    assert!(
        page.texts
            .iter()
            .all(|text| text.text.chars().count() <= text.most as usize)
    );
    kit.read("nothing").await.refused(Code::NotFound);
    let variant = kit.read("calendar?variant=press").await;
    variant.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn only_readers_of_the_event_submission_see_its_kit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let addresses = ["", "/files/calendar", "/archive"].map(|end| kit.address() + end);

    for address in &addresses {
        for reader in [
            kit.app.referent("region:84").await,
            kit.app.coordinator().await,
            kit.app.administrator().await,
        ] {
            assert_eq!(reader.get(address).await.status.as_u16(), 200, "{address}");
        }
        for stranger in [
            kit.app.organiser().await,
            kit.app.referent("region:11").await,
        ] {
            stranger.get(address).await.refused(Code::NotFound);
        }
        let visitor = kit.app.visitor();
        visitor.get(address).await.refused(Code::Unauthenticated);
    }
}

#[rstest]
#[tokio::test]
async fn the_kit_opens_with_the_label_and_closes_with_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let submitted = owner.submitted(&form()).await;
    let address = format!("{}/kit", path(submitted.id));
    owner.get(&address).await.refused(Code::NotLabelled);
    let file = app.granted(&owner, &submitted).await;
    app.caught_up().await;
    let kit = Fixture { app, owner, file };
    kit.page().await;

    kit.revoke().await;

    for end in ["", "/files/calendar", "/archive"] {
        let answer = kit.owner.get(&(kit.address() + end)).await;
        answer.refused(Code::KitClosed);
    }
    let letters = mails(&kit.app, &kit.owner.account().email).await;
    let page = format!("/mes-evenements/{}/kit", kit.file.id);
    assert!(letters.iter().any(|mail| mail.body_text.contains(&page)));
    let closed = "Le kit de communication est fermé";
    assert!(letters.iter().any(|mail| mail.body_text.contains(closed)));
}

#[tokio::test]
async fn a_cancelled_event_has_no_kit_and_gets_it_back() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let set = async |status: &str| {
        let now: EventFile = kit.owner.get(&path(kit.file.id)).await.ok(200);
        let address = format!("{}/life-status", path(kit.file.id));
        let form = json!({ "status": status, "note": "" });
        let answer = kit.owner.put(&address, &tag(&now), &form).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        kit.app.caught_up().await;
    };

    set("cancelled").await;
    kit.read("calendar").await.refused(Code::KitClosed);

    set("scheduled").await;
    assert_eq!(kit.read("calendar").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_file_is_drawn_once_for_all_that_ask_for_it() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let page = kit.page().await;
    let key = &page.items[0].key;

    let answers = join_all((0..20).map(|_| kit.read(key))).await;

    assert!(answers.iter().all(|answer| answer.status.as_u16() == 200));
    assert_eq!(kit.app.platform.kits.drawn(), 1);
    let first = &answers[0].text;
    assert!(answers.iter().all(|answer| answer.text == *first));
}

#[tokio::test]
async fn the_label_starts_the_preparation_of_the_kit() {
    let app = TestApp::prepared(Engine::Sqlite, &[], |platform| {
        platform.prepares_kits = true;
    });
    let kit = Fixture::of(app.await).await;
    let page = kit.page().await;
    assert_eq!(kit.app.platform.kits.drawn(), 0);

    kit.app.clock.advance(Duration::minutes(1));
    kit.app.none_left("kits.prepare").await;

    // Less than all variants: the thumbnail of a small picture is the picture itself.
    let drawn = kit.app.platform.kits.drawn();
    assert!(drawn >= page.items.len() - 1, "{drawn}");
    for item in &page.items {
        assert_eq!(kit.read(&item.key).await.status.as_u16(), 200);
        if item.variants.contains(&KitVariant::Thumbnail) {
            let thumbnail = kit.read(&format!("{}?variant=thumbnail", item.key)).await;
            assert_eq!(thumbnail.status.as_u16(), 200);
        }
    }
    assert_eq!(kit.app.platform.kits.drawn(), drawn, "all were kept");
}

#[tokio::test]
async fn a_store_without_room_delays_nobody_and_loses_nothing() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let key = kit.page().await.items[0].key.clone();
    // Where the folder of the kits would be.
    let place = kit.app.platform.config.files_dir.join("kits");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, b"").unwrap();

    let first = kit.read(&key).await;
    let second = kit.read(&key).await;

    assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 200));
    assert_eq!(kit.app.platform.kits.drawn(), 2, "nothing could be kept");
    fs::remove_file(&place).unwrap();
    assert_eq!(kit.read(&key).await.text, first.text);
    assert_eq!(kit.read(&key).await.text, first.text);
    assert_eq!(kit.app.platform.kits.drawn(), 3, "it is kept now");
}

#[tokio::test]
async fn a_store_that_does_not_answer_keeps_nobody_from_a_file_and_is_tried_again() {
    let variables = [
        // Nothing listens on this port: it is reserved.
        ("SEMAINE_FILES_S3_URL", "http://127.0.0.1:1/semaine"),
        ("SEMAINE_FILES_S3_KEY", "id"),
        ("SEMAINE_FILES_S3_SECRET", "hush"),
    ];
    let app = TestApp::prepared(Engine::Sqlite, &variables, |platform| {
        platform.prepares_kits = true;
    });
    let kit = Fixture::of(app.await).await;
    let key = kit.page().await.items[0].key.clone();

    let drawn = kit.read(&key).await;
    kit.app.clock.advance(Duration::minutes(1));
    let failure = awaited("the failure of the preparation", async || {
        let preparation = jobs::table.filter(jobs::kind.eq("kits.prepare"));
        let last: Option<Option<String>> = kit
            .app
            .platform
            .services
            .db
            .read_now(|conn| {
                let errors = preparation.select(jobs::last_error);
                Ok(errors.first(conn).optional()?)
            })
            .unwrap();
        last.expect("the job waits for another attempt")
    })
    .await;

    assert_eq!(drawn.status.as_u16(), 200, "{}", drawn.text);
    assert!(!failure.contains("hush"), "{failure}");
}

#[tokio::test]
async fn a_damaged_file_is_drawn_again() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let page = kit.page().await;
    let item = page
        .items
        .iter()
        .find(|item| item.media_type == "application/pdf");
    let key = &item.expect("a page to print").key;
    let whole = kit.read(key).await;
    let kept = kit.app.platform.config.files_dir.join("kits/made");
    for folder in fs::read_dir(kept).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            fs::write(file.unwrap().path(), b"%PDF-1.7").unwrap();
        }
    }

    assert_eq!(kit.read(key).await.text, whole.text);
}

#[tokio::test]
async fn texts_and_letters_show_no_markup_of_a_description() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut form = form();
    form["description"] =
        json!("Au **programme** :\n- [fonderie](https://exemple.fr)\n- *laminoir*");
    let file = app.labelled(&owner, &form).await;
    app.caught_up().await;
    let kit = Fixture { app, owner, file };

    let texts = kit.page().await.texts;
    let letters = mails(&kit.app, &kit.owner.account().email).await;

    let plain = "Au programme :\n- fonderie (https://exemple.fr)\n- laminoir";
    assert!(
        texts.iter().any(|text| text.text.contains(plain)),
        "{texts:?}"
    );
    assert!(letters.len() > 1);
    for letter in letters {
        let html = letter.body_html.expect("a letter as HTML");
        for part in [letter.body_text, html] {
            for markup in ["**", "](", "*laminoir*"] {
                assert!(!part.contains(markup), "{part}");
            }
        }
    }
}

#[tokio::test]
async fn a_kept_file_needs_its_picture_no_more() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let mut picture = Vec::new();
    JpegEncoder::new(&mut picture)
        .encode(
            &vec![90; 3 * 1_200 * 800],
            1_200,
            800,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    let request = owner
        .request(Method::POST, &format!("{}/image", path(draft.id)))
        .header(header::CONTENT_TYPE, "image/jpeg")
        .body(picture);
    let stored: StoredImage = Answer::of(request).await.ok(201);
    let mut form = form();
    form["image"] = json!({ "file": stored, "alt": "Une coulée", "credits": "© Fonderie" });
    let file = app.labelled(&owner, &form).await;
    app.caught_up().await;
    let kit = Fixture { app, owner, file };
    let items = kit.page().await.items;
    let mut before = Vec::new();
    for item in &items {
        before.push(kit.read(&item.key).await.text);
    }
    let drawn = kit.app.platform.kits.drawn();
    fs::remove_dir_all(kit.app.platform.config.files_dir.join("images")).unwrap();

    for (item, before) in items.iter().zip(before) {
        assert_eq!(kit.read(&item.key).await.text, before, "{}", item.key);
    }

    assert_eq!(kit.app.platform.kits.drawn(), drawn);
}

#[tokio::test]
async fn what_is_packed_is_not_compressed_for_each_reader() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let mut packed = 0;
    for item in kit.page().await.items {
        let request = kit
            .owner
            .request(
                Method::GET,
                &format!("{}/files/{}", kit.address(), item.key),
            )
            .header(header::ACCEPT_ENCODING, "gzip");
        let answer = request.send().await.unwrap();
        if matches!(item.media_type.as_str(), "application/pdf" | "image/png") {
            packed += 1;
            let encoding = answer.headers().get(header::CONTENT_ENCODING);
            assert_eq!(encoding, None, "{}", item.key);
        }
    }
    assert!(packed > 1);
}

#[tokio::test]
async fn a_label_that_ends_while_files_are_drawn_closes_the_kit() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let page = kit.page().await;
    let asking = join_all(page.items.iter().map(|item| kit.read(&item.key)));

    let (answers, ()) = tokio::join!(asking, kit.revoke());

    for answer in answers {
        let status = answer.status.as_u16();
        assert!(status == 200 || status == 410 || status == 503, "{status}");
    }
    for item in &page.items {
        kit.read(&item.key).await.refused(Code::KitClosed);
    }
}

#[rstest]
#[tokio::test]
async fn downloads_are_counted_for_the_coordinator(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let coordinator = kit.app.coordinator().await;
    kit.read("calendar").await;
    kit.read("calendar").await;
    kit.owner.get(&format!("{}/archive", kit.address())).await;
    // What a reviewer looks at was not used.
    let address = format!("{}/files/calendar", kit.address());
    coordinator.get(&address).await;

    let counted = coordinator
        .get(&format!("{ADMINISTRATION}/downloads"))
        .await
        .json();

    assert_eq!(
        counted,
        json!({ "files": [
            { "file": "calendar", "title": "Agenda de l’événement", "downloads": 2, "events": 1 },
            { "file": "archive", "title": "Kit complet (ZIP)", "downloads": 1, "events": 1 }
        ]})
    );
    let owner = &kit.owner;
    let refused = owner.get(&format!("{ADMINISTRATION}/downloads")).await;
    refused.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn new_shared_files_are_announced_once_to_each_organiser(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    kit.app.labelled(&kit.owner, &form()).await;
    let other = kit.app.organiser().await;
    other.submitted(&form()).await;
    let coordinator = kit.app.coordinator().await;
    let list = shared(&coordinator, "Charte graphique").await;
    upload(&coordinator, &list, "charte.pdf", "fr", super::PDF).await;
    let address = format!("{ADMINISTRATION}/announcement");

    let announced: KitAnnouncement = coordinator.post(&address, &null()).await.ok(200);
    let logged = || -> i64 {
        let changes = log::table.filter(log::kind.eq("edition.kit_changed"));
        let db = &kit.app.platform.services.db;
        db.read_now(|conn| Ok(changes.count().get_result(conn)?))
            .unwrap()
    };
    let before = logged();
    let again: KitAnnouncement = coordinator.post(&address, &null()).await.ok(200);

    assert_eq!((announced.versions, again.versions), (1, 0));
    assert_eq!(logged(), before, "what did not happen is not logged");
    let owner = kit.owner.account().email.clone();
    let letters = async |email: &str| {
        let mails = mails(&kit.app, email).await;
        let about = |text: &String| text.contains("- Charte graphique");
        mails
            .into_iter()
            .map(|mail| mail.body_text)
            .filter(about)
            .count()
    };
    awaited("the letter", async || {
        (letters(&owner).await == 1).then_some(())
    })
    .await;
    assert_eq!(letters(&other.account().email).await, 0, "no label, no kit");
    let page: KitPage = kit.page().await;
    assert!(page.assets[0].versions[0].uploaded_at >= page.new_since);
}

#[tokio::test]
async fn the_kit_of_an_archived_edition_stays_open() {
    let kit = Fixture::new(Engine::Sqlite).await;
    let mut archived = edition();
    archived.status = EditionStatus::Archived;
    kit.app.put_edition(&archived);
    kit.app.caught_up().await;

    assert_eq!(kit.read("calendar").await.status.as_u16(), 200);
}
