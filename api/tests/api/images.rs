//! Event images, from the upload to the public page.

use crate::support::{Answer, Engine, Person, TestApp, awaited, edition, form, path, tag};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, StoredImage, Validation, limits};
use shared::id::EventId;
use shared::problem::Code;
use std::path::PathBuf;
use std::process::Command;

/// A JPEG file of one colour.
fn jpeg(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let pixels = RgbImage::from_pixel(width, height, Rgb([shade, 90, 200]));
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

async fn send(person: &Person, id: EventId, media_type: &str, file: Vec<u8>) -> Answer {
    let path = format!("{}/image", path(id));
    let request = person
        .request(Method::POST, &path)
        .header(header::CONTENT_TYPE, media_type)
        .body(file);
    Answer::of(request).await
}

/// Uploads an image and returns what was stored.
async fn sent(person: &Person, id: EventId, file: Vec<u8>) -> StoredImage {
    send(person, id, "image/jpeg", file).await.ok(201)
}

/// A form with an image.
fn with_image(file: &StoredImage) -> Value {
    let mut form = form();
    form["image"] = json!({ "file": file, "alt": "Une coulée de métal", "credits": "© Fonderie" });
    form
}

/// Response with an image, and its bytes.
async fn read(app: &TestApp, address: &str) -> (reqwest::Response, Vec<u8>) {
    let mut response = app
        .visitor()
        .request(Method::GET, address)
        .send()
        .await
        .unwrap();
    let mut bytes = Vec::new();
    while let Some(part) = response.chunk().await.unwrap() {
        bytes.extend(part);
    }
    (response, bytes)
}

#[tokio::test]
async fn an_image_without_a_media_type_is_known_by_its_content() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let named = sent(&owner, draft.id, jpeg(400, 300, 7)).await;

    let answer = send(
        &owner,
        draft.id,
        "application/octet-stream",
        jpeg(400, 300, 7),
    )
    .await;

    assert_eq!(answer.ok::<StoredImage>(201), named);
}

#[rstest]
#[tokio::test]
async fn an_uploaded_image_is_published_with_its_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;

    let answer = send(&owner, draft.id, "image/jpeg", jpeg(2_000, 1_000, 7)).await;

    let stored: StoredImage = answer.ok(201);
    assert_eq!((stored.width, stored.height), (1_600, 800));
    assert_eq!(
        answer.header(header::LOCATION),
        Some(stored.address().as_str())
    );
    let unchanged: EventFile = owner.get(&path(draft.id)).await.ok(200);
    assert_eq!(unchanged.version, draft.version, "the file did not change");
    for width in [480, 960, 1_600] {
        let (response, bytes) = read(&app, &format!("/media/{}/{width}.jpg", stored.id)).await;
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(header("content-type"), "image/jpeg");
        assert_eq!(
            header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
        assert_eq!(header("access-control-allow-origin"), "*");
        let pixels = image::load_from_memory(&bytes).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (width, width / 2));
    }

    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &with_image(&stored))
        .await
        .ok(200);
    assert_eq!(saved.validation.problems, []);
    assert_eq!(saved.form.image.file.as_ref(), Some(&stored));
    let labelled = app.labelled(&owner, &with_image(&stored)).await;
    let address = format!("/api/v1/catalogue/events/{}", labelled.id);
    app.platform.live.reached(last_row(&app)).await;
    let public = app.visitor().get(&address).await.json();
    assert_eq!(
        public["image"],
        json!({
            "id": stored.id, "width": 1_600, "height": 800, "alt": "Une coulée de métal", "credits": "© Fonderie"
        })
    );
}

/// Sequence number of the last log entry.
fn last_row(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    use ground::db::schema::log;
    app.platform
        .services
        .db
        .read_now(|conn| {
            Ok(log::table
                .select(log::seq)
                .order(log::seq.desc())
                .first(conn)?)
        })
        .unwrap()
}

#[tokio::test]
async fn the_square_crop_keeps_the_focal_point() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    // The left third is bright.
    let pixels = RgbImage::from_fn(1_500, 600, |x, _| {
        Rgb(if x < 500 { [250; 3] } else { [10; 3] })
    });
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), 1_500, 600, ExtendedColorType::Rgb8)
        .unwrap();
    let stored = sent(&owner, draft.id, file).await;
    let mut form = with_image(&stored);
    form["image"]["focus"] = json!({ "x": 4, "y": 90 });
    let labelled = app.labelled(&owner, &form).await;
    app.platform.live.reached(last_row(&app)).await;
    let address = format!("/api/v1/catalogue/events/{}", labelled.id);

    let public = app.visitor().get(&address).await.json();

    let url = public["squareUrl"].as_str().unwrap();
    let path = url.strip_prefix(&app.address).unwrap();
    assert_eq!(path, format!("/media/{}/square-0.jpg", stored.id));
    for _cut_then_stored in 0..2 {
        let (response, bytes) = read(&app, path).await;
        assert_eq!(response.status().as_u16(), 200);
        let square = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(square.dimensions(), (480, 480));
        assert!(square.get_pixel(200, 240).0[0] > 200);
    }
    let (_, end) = read(&app, &format!("/media/{}/square-100.jpg", stored.id)).await;
    let end = image::load_from_memory(&end).unwrap().into_rgb8();
    assert!(end.get_pixel(200, 240).0[0] < 50);
    for unknown in [
        format!("/media/{}/square-55.jpg", stored.id),
        format!("/media/{}/square-110.jpg", stored.id),
        format!("/media/{}/square-50.jpg", "0".repeat(64)),
        format!("/media/{}/square-.jpg", stored.id),
    ] {
        app.visitor().get(&unknown).await.refused(Code::NotFound);
    }

    form["image"]["focus"] = json!({ "x": 101, "y": 0 });
    let draft = owner.draft(&form).await;
    let pointers: Vec<_> = draft
        .validation
        .problems
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/image/focus"]);
}

#[tokio::test]
async fn an_image_supports_conditional_requests() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let stored = sent(&owner, draft.id, jpeg(400, 300, 1)).await;
    let (first, _) = read(&app, &stored.address()).await;
    let known = first.headers()[header::ETAG].clone();

    let again = app
        .visitor()
        .request(Method::GET, &stored.address())
        .header(header::IF_NONE_MATCH, known);
    let again = Answer::of(again).await;

    assert_eq!((again.status.as_u16(), again.text.len()), (304, 0));
    for unknown in [
        format!("/media/{}/480.jpg", stored.id),
        format!("/media/{}/400.jpg", "0".repeat(64)),
        "/media/secret/400.jpg".to_owned(),
        "/media/..%2f..%2fkey.pem/400.jpg".to_owned(),
        "/media".to_owned(),
    ] {
        app.visitor().get(&unknown).await.refused(Code::NotFound);
    }
}

#[tokio::test]
async fn an_unsuitable_image_is_rejected() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let other = app.organiser().await;
    let id = draft.id;

    send(&other, id, "image/jpeg", jpeg(400, 300, 1))
        .await
        .refused(Code::NotFound);
    for media_type in ["image/gif", "image/svg+xml", "application/json", ""] {
        send(&owner, id, media_type, jpeg(400, 300, 1))
            .await
            .refused(Code::UnsupportedMediaType);
    }
    send(&owner, id, "application/octet-stream", b"GIF89a".to_vec())
        .await
        .refused(Code::ImageUnreadable);
    send(&owner, id, "image/png", Vec::new())
        .await
        .refused(Code::ImageUnreadable);
    send(&owner, id, "image/png", b"<svg onload=alert(1)>".to_vec())
        .await
        .refused(Code::ImageUnreadable);
    send(&owner, id, "image/jpeg", jpeg(400, 300, 1)[..100].to_vec())
        .await
        .refused(Code::ImageUnreadable);
    let small = send(&owner, id, "image/jpeg", jpeg(400, 199, 1)).await;
    let header = small.refused(Code::ImageDimensions).detail;
    assert_eq!(header.as_deref(), Some("400 × 199 pixels"));
    let mut padded = jpeg(400, 300, 1);
    padded.resize(limits::IMAGE_BYTES + 1, 0);
    send(&owner, id, "image/jpeg", padded)
        .await
        .refused(Code::PayloadTooLarge);
    // The content of the file counts, not its declared type.
    send(&owner, id, "image/webp", jpeg(400, 300, 1))
        .await
        .ok::<StoredImage>(201);
}

#[tokio::test]
async fn an_event_under_review_accepts_no_image() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let filed = owner.submitted(&form()).await;

    let answer = send(&owner, filed.id, "image/jpeg", jpeg(400, 300, 1)).await;

    let problem = answer.refused(Code::FileLocked);
    assert!(problem.allowed_moves.is_some());
}

#[tokio::test]
async fn an_image_that_was_never_uploaded_is_rejected_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let stored = sent(&owner, draft.id, jpeg(400, 300, 1)).await;
    let invented = [
        StoredImage {
            id: "0".repeat(64).parse().unwrap(),
            ..stored.clone()
        },
        StoredImage {
            height: 4_000,
            ..stored.clone()
        },
    ];

    for image in &invented {
        let form = with_image(image);
        let saved = owner.put(&path(draft.id), &tag(&draft), &form).await;
        let asked = json!({ "edition": "2018", "form": form });
        let created = owner.post("/api/v1/events", &asked).await;
        let judged: Validation = owner.post("/api/v1/events/validate", &asked).await.ok(200);

        let fault = &saved.refused(Code::Invalid).errors[0];
        assert_eq!(
            (fault.pointer.as_str(), fault.code),
            ("/image/file", Code::UnknownImage)
        );
        assert_eq!(
            created.refused(Code::Invalid).errors[0].pointer,
            "/form/image/file"
        );
        assert_eq!(judged.problems.as_slice(), std::slice::from_ref(fault));
    }
    let mut forged = with_image(&stored);
    forged["image"]["file"]["id"] = json!("../../../key.pem");
    let answer = owner.put(&path(draft.id), &tag(&draft), &forged).await;
    assert_eq!(
        answer.refused(Code::InvalidJson).errors[0].pointer,
        "/image/file/id"
    );
}

#[tokio::test]
async fn an_event_with_a_lost_image_cannot_be_submitted() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let stored = sent(&owner, draft.id, jpeg(400, 300, 1)).await;
    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &with_image(&stored))
        .await
        .ok(200);
    std::fs::remove_file(file_of(&app, &stored)).unwrap();

    let answer = owner
        .post_if(
            &format!("{}/submit", path(draft.id)),
            &tag(&saved),
            &Value::Null,
        )
        .await;

    let fault = &answer.refused(Code::Invalid).errors[0];
    assert_eq!(
        (fault.pointer.as_str(), fault.code),
        ("/image/file", Code::UnknownImage)
    );
    let after: EventFile = owner.get(&path(draft.id)).await.ok(200);
    assert_eq!((after.state, after.version), (saved.state, saved.version));
}

/// Path of the largest variant.
fn file_of(app: &TestApp, image: &StoredImage) -> PathBuf {
    let id = image.id.as_str();
    let shelf: String = id.chars().take(2).collect();
    let root = &app.platform.config.files_dir;
    root.join(format!("images/{shelf}/{id}/{}.jpg", image.width))
}

#[tokio::test]
async fn uploads_are_rate_limited() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    for _ in 0..60 {
        send(&owner, draft.id, "image/png", b"none".to_vec())
            .await
            .refused(Code::ImageUnreadable);
    }

    let answer = send(&owner, draft.id, "image/png", b"none".to_vec()).await;

    answer.refused(Code::TooManyRequests);
    assert!(answer.header(header::RETRY_AFTER).is_some());
    let other = app.organiser().await;
    let theirs = other.draft(&json!({})).await;
    sent(&other, theirs.id, jpeg(400, 300, 1)).await;
}

#[rstest]
#[tokio::test]
async fn an_unused_image_is_removed_after_a_week(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&json!({})).await;
    let (written, filed, unused) = (
        sent(&owner, draft.id, jpeg(1_000, 500, 1)).await,
        sent(&owner, draft.id, jpeg(1_000, 500, 60)).await,
        sent(&owner, draft.id, jpeg(1_000, 500, 120)).await,
    );
    owner
        .put(&path(draft.id), &tag(&draft), &with_image(&written))
        .await
        .ok::<EventFile>(200);
    owner.submitted(&with_image(&filed)).await;
    // The daily sweep of the server is due then; this image is uploaded the same day.
    app.clock.set("2100-01-01T00:00:00Z".parse().unwrap());
    let owner = app.anew(&owner).await;
    let young = sent(&owner, draft.id, jpeg(1_000, 500, 180)).await;
    let notes = app.platform.config.files_dir.join("images/notes.txt");
    std::fs::write(&notes, "not ours").unwrap();
    let removed = file_of(&app, &unused).parent().unwrap().to_owned();
    awaited("the sweep", async || {
        let left = std::fs::read_dir(&removed).map_or(0, Iterator::count);
        (left == 0).then_some(())
    })
    .await;

    let swept = Command::new(env!("CARGO_BIN_EXE_semaine"))
        .arg("sweep-images")
        .env_clear()
        .env("SEMAINE_DATABASE_URL", &app.platform.config.database.url)
        .env("SEMAINE_FILES_DIR", &app.platform.config.files_dir)
        .env("SEMAINE_JWT_KEY", &app.platform.config.jwt_key)
        .output()
        .unwrap();

    let said = String::from_utf8(swept.stdout).unwrap();
    assert_eq!(said, "files removed: 0 (0 bytes); kept: 10\n");
    for stays in [&written, &filed, &young] {
        for width in stays.widths() {
            let (response, _) = read(&app, &format!("/media/{}/{width}.jpg", stays.id)).await;
            assert_eq!(response.status().as_u16(), 200);
        }
    }
    assert!(!file_of(&app, &unused).exists());
    assert!(notes.exists());
}
