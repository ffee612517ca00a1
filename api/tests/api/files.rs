//! The store of uploaded files: its room for an edition, its outage, and its delay.

use crate::support::{Answer, EVENTS, Engine, Person, TestApp, awaited, edition, form, path, tag};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, StoredImage};
use shared::id::EventId;
use shared::problem::Code;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::Command;

/// A picture without any pattern, which hardly compresses; another one for each seed.
fn noise(seed: u32) -> Vec<u8> {
    let pixels = RgbImage::from_fn(900, 600, |x, y| {
        let mixed = (x * 7_919 + y * 104_729 + seed * 15_485_863).wrapping_mul(2_654_435_761);
        let [a, b, c, _] = mixed.rotate_left(x % 13 + y % 7).to_be_bytes();
        Rgb([a, b, c])
    });
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), 900, 600, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

async fn send(person: &Person, id: EventId, file: Vec<u8>) -> Answer {
    let request = person
        .request(Method::POST, &format!("{}/image", path(id)))
        .header(header::CONTENT_TYPE, "image/jpeg")
        .body(file);
    Answer::of(request).await
}

#[rstest]
#[tokio::test]
async fn an_edition_stores_files_up_to_its_quota(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SEMAINE_FILES_PER_EDITION", "1")]).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let mut stored = 0;
    let full = loop {
        let answer = send(&owner, draft.id, noise(stored)).await;
        if answer.status != 201 {
            break answer;
        }
        stored += 1;
        assert!(stored < 40, "the quota has no effect");
    };

    let detail = full.refused(Code::EditionFull).detail.unwrap();

    assert!(detail.contains("may store 1048576;"), "{detail}");
    assert!(stored > 0, "the first one fits");
    // What is stored already takes no more room.
    send(&owner, draft.id, noise(0))
        .await
        .ok::<StoredImage>(201);

    // Nothing uses these pictures: the daily sweep makes room.
    app.clock.set("2100-01-01T00:00:00Z".parse().unwrap());
    let owner = app.anew(&owner).await;
    awaited("room for a picture", async || {
        let answer = send(&owner, draft.id, noise(stored)).await;
        (answer.status == 201).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_an_outage() {
    let variables = [
        // Nothing listens on this port: it is reserved.
        ("SEMAINE_FILES_S3_URL", "http://127.0.0.1:1/semaine"),
        ("SEMAINE_FILES_S3_KEY", "id"),
        ("SEMAINE_FILES_S3_SECRET", "hush"),
    ];
    let app = TestApp::configured(Engine::Sqlite, &variables).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;

    let upload = send(&owner, draft.id, noise(0)).await;
    let picture = format!("/media/{}/480.jpg", "0".repeat(64));
    let download = app.visitor().get(&picture).await;
    let ready = app.visitor().get("/api/health/ready").await;

    for answer in [upload, download] {
        let problem = answer.refused(Code::Unavailable);
        assert_eq!(answer.header(header::RETRY_AFTER), Some("5"));
        assert_eq!(problem.detail, None, "nothing of the store is shown");
    }
    assert_eq!(ready.status.as_u16(), 200);
    assert_eq!(ready.json()["files"], "unreachable");
    let unchanged = owner.get(&path(draft.id)).await;
    assert_eq!(unchanged.status.as_u16(), 200);
}

/// Flag of Linux for opening a pipe: at once, or not at all.
const O_NONBLOCK: i32 = 0o4000;

#[rstest]
#[tokio::test]
async fn a_store_that_hangs_keeps_nobody_else_from_saving(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let ready = owner.draft(&form()).await;
    let labelled = app.labelled(&owner, &form()).await;
    let changed = app.labelled(&owner, &form()).await;
    let stored: StoredImage = send(&owner, draft.id, noise(0)).await.ok(201);
    let mut pictured = form();
    pictured["image"] = json!({ "file": stored, "alt": "Un four", "credits": "© Fonderie" });
    let ready: EventFile = owner
        .put(&path(ready.id), &tag(&ready), &pictured)
        .await
        .ok(200);
    let change = |id: EventId| format!("{}/change", path(id));
    let typed = owner.put(&change(changed.id), "*", &pictured).await;
    assert_eq!(typed.status.as_u16(), 200, "{}", typed.text);
    let other = app.organiser().await;
    let mut theirs = other.draft(&json!({})).await;

    // Whoever reads the picture from now on waits until somebody writes into this pipe.
    let id = stored.id.as_str();
    let shelf: String = id.chars().take(2).collect();
    let file = format!("images/{shelf}/{id}/{}.jpg", stored.width);
    let file = app.platform.config.files_dir.join(file);
    fs::remove_file(&file).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&file)
            .status()
            .unwrap()
            .success()
    );
    let new = json!({ "edition": "2018", "form": pictured });
    let external = format!("{EVENTS}/ext/agenda/1");
    let request = |method, path: &str, if_match: &str, body: &Value| {
        let request = owner.request(method, path).json(body);
        request.header(header::IF_MATCH, if_match)
    };
    let submit = |path: String| format!("{path}/submit");
    let nothing = Value::Null;
    for request in [
        owner.request(Method::POST, EVENTS).json(&new),
        owner.request(Method::PUT, &external).json(&new),
        request(Method::PUT, &path(draft.id), &tag(&draft), &pictured),
        request(
            Method::POST,
            &submit(path(ready.id)),
            &tag(&ready),
            &nothing,
        ),
        request(Method::PUT, &change(labelled.id), "*", &pictured),
        request(Method::POST, &submit(change(changed.id)), "*", &nothing),
    ] {
        let waiting = tokio::spawn(Answer::of(request));
        let mut pipe = awaited("somebody who reads the picture", async || {
            let mut options = File::options();
            options.write(true).custom_flags(O_NONBLOCK);
            options.open(&file).ok()
        })
        .await;

        let title = json!({ "title": format!("Version {}", theirs.version) });
        let saved = other.put(&path(theirs.id), &tag(&theirs), &title).await;

        theirs = saved.ok(200);
        assert!(!waiting.is_finished(), "the picture is not read yet");
        pipe.write_all(b"no picture").unwrap();
        drop(pipe);
        let answer = waiting.await.unwrap();
        let fault = &answer.refused(Code::Invalid).errors[0];
        assert_eq!(fault.code, Code::UnknownImage, "{}", answer.text);
    }
}
