//! The directory of the partners of an edition: public, and set by the coordination.

use crate::support::{Answer, Engine, Person, TestApp, awaited, edition};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::StoredImage;
use shared::partner::{ManagedPartners, PartnerDirectory};
use shared::problem::Code;

const MANAGED: &str = "/api/v1/administration/editions/2018/partners";
const PUBLIC: &str = "/api/v1/editions/2018/partners";

/// A logo: half of it is transparent.
fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|at| {
            if at % width < width / 2 {
                [0, 0, 0, 0]
            } else {
                [200, 0, 0, 255]
            }
        })
        .collect();
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
        .unwrap();
    file
}

async fn upload(person: &Person, media_type: &str, file: Vec<u8>) -> Answer {
    let request = person
        .request(Method::POST, &format!("{MANAGED}/logos"))
        .header(header::CONTENT_TYPE, media_type)
        .body(file);
    Answer::of(request).await
}

async fn page(app: &TestApp, path: &str) -> String {
    let request = app
        .visitor()
        .request(Method::GET, path)
        .header(header::ACCEPT, "text/html");
    let answer = Answer::of(request).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.text
}

async fn managed(person: &Person) -> (String, ManagedPartners) {
    let answer = person.get(MANAGED).await;
    let tag = answer.header(header::ETAG).expect("a tag").to_owned();
    (tag, answer.ok(200))
}

#[rstest]
#[tokio::test]
async fn the_coordination_sets_the_partners_that_everybody_sees(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let (tag, before) = managed(&coordinator).await;
    assert_eq!(before.partners, edition().partners);
    let sent = upload(&coordinator, "image/png", png(600, 300)).await;
    let logo: StoredImage = sent.ok(201);
    assert_eq!(sent.header(header::LOCATION), Some(logo.address().as_str()));
    let partners = json!([
        {
            "id": "uimm", "name": "UIMM <Lyon> & environs", "kind": "federation", "role": "Relais en région",
            "url": "https://uimm.example", "territory": "region:84",
            "logo": { "image": logo, "alt": "UIMM « Lyon »" }
        },
        { "id": "dge", "name": "Direction générale des Entreprises", "kind": "state" },
        { "id": "amis", "name": "Amis de l’industrie" }
    ]);

    let answer = coordinator
        .put(MANAGED, &tag, &json!({ "partners": partners }))
        .await;

    let saved: ManagedPartners = answer.ok(200);
    assert_eq!(saved.version, before.version + 1);
    assert_eq!(json!(saved.partners), partners);
    app.caught_up().await;
    let answer = app.visitor().get(PUBLIC).await;
    let public: PartnerDirectory = answer.ok(200);
    assert_eq!(public.items, saved.partners);
    assert_eq!(public.kinds, edition().vocabularies.partner_kinds);
    assert_eq!(
        answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
    assert!(answer.header(header::ETAG).is_some());

    let directory = page(&app, "/partenaires").await;
    let places = [
        "État et services",
        "Direction générale",
        "Fédération",
        "uimm.example",
        "Autres partenaires",
        "Amis",
    ];
    let found: Vec<_> = places
        .iter()
        .map(|text| directory.find(text).unwrap_or_else(|| panic!("{text}")))
        .collect();
    assert!(found.is_sorted(), "{found:?}");
    assert!(directory.contains("Auvergne-Rhône-Alpes"));
    assert!(directory.contains("Relais en région"));
    for path in ["/", "/partenaires"] {
        let html = page(&app, path).await;
        assert!(
            html.contains(&format!("src=\"{}\"", logo.address_for(480))),
            "{path}"
        );
        assert!(html.contains("alt=\"UIMM « Lyon »\""), "{path}");
        assert!(!html.contains("<Lyon>"), "{path}");
    }
    assert!(page(&app, "/").await.contains("href=\"/partenaires\""));
    let history = coordinator
        .get("/api/v1/administration/editions/2018/history")
        .await
        .json();
    assert_eq!(history[0]["role"], "coordinator");
    assert_eq!(history[0]["version"], saved.version);
}

#[rstest]
#[tokio::test]
async fn faults_are_told_at_their_places_and_nothing_is_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let unknown = json!({ "id": "0".repeat(64), "width": 480, "height": 240 });
    let partner = |id: &str| json!({ "id": id, "name": "Partenaire" });
    let with = |member: &str, value: Value| {
        let mut partner = partner("a");
        partner[member] = value;
        json!([partner])
    };
    let cases = [
        (with("kind", json!("club")), "/partners/0/kind"),
        (
            with("territory", json!("region:00")),
            "/partners/0/territory",
        ),
        (
            with("url", json!("ftp://partner.example")),
            "/partners/0/url",
        ),
        (with("role", json!("x".repeat(151))), "/partners/0/role"),
        (
            with("logo", json!({ "image": unknown, "alt": "Logo" })),
            "/partners/0/logo/image",
        ),
        (with("id", json!("A b")), "/partners/0/id"),
        (json!([partner("a"), partner("a")]), "/partners/1/id"),
        (
            json!(
                (0..101)
                    .map(|at| partner(&format!("p{at}")))
                    .collect::<Vec<_>>()
            ),
            "/partners",
        ),
    ];
    for (partners, pointer) in cases {
        let answer = coordinator
            .put(MANAGED, "*", &json!({ "partners": partners }))
            .await;
        let problem = answer.refused(Code::Invalid);
        let pointers: Vec<_> = problem
            .errors
            .iter()
            .map(|it| it.pointer.as_str())
            .collect();
        assert_eq!(pointers, [pointer]);
    }
    let (_, stored) = managed(&coordinator).await;
    assert_eq!((stored.version, stored.partners), (1, edition().partners));

    let none = json!({ "partners": [] });
    coordinator
        .put(MANAGED, "\"7\"", &none)
        .await
        .refused(Code::PreconditionFailed);
    let request = coordinator.request(Method::PUT, MANAGED).json(&none);
    Answer::of(request)
        .await
        .refused(Code::PreconditionRequired);
}

#[tokio::test]
async fn an_archived_edition_keeps_its_partners() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut archived = edition();
    archived.status = EditionStatus::Archived;
    app.put_edition(&archived);
    let coordinator = app.coordinator().await;

    let answer = coordinator
        .put(MANAGED, "*", &json!({ "partners": [] }))
        .await;

    let problem = answer.refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::EditionArchived);
}

#[tokio::test]
async fn a_logo_must_be_a_picture_and_its_sender_of_the_coordination() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;

    for (media_type, file, code) in [
        (
            "image/png",
            b"not a picture".to_vec(),
            Code::ImageUnreadable,
        ),
        ("image/png", png(300, 20), Code::ImageDimensions),
        ("image/svg+xml", b"<svg/>".to_vec(), Code::ImageUnreadable),
        ("image/gif", b"GIF89a".to_vec(), Code::UnsupportedMediaType),
        (
            "application/octet-stream",
            b"GIF89a".to_vec(),
            Code::ImageUnreadable,
        ),
    ] {
        upload(&coordinator, media_type, file).await.refused(code);
    }
    let organiser = app.organiser().await;
    upload(&organiser, "image/png", png(600, 300))
        .await
        .refused(Code::Forbidden);
    organiser.get(MANAGED).await.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn the_directory_of_a_draft_or_an_unknown_edition_is_not_found(
    #[values("2018", "1789")] slug: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut draft = edition();
    draft.status = EditionStatus::Draft;
    app.put_edition(&draft);
    app.caught_up().await;

    let answer = app
        .visitor()
        .get(&format!("/api/v1/editions/{slug}/partners"))
        .await;

    answer.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_logo_that_no_edition_uses_is_removed_after_a_week(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let used: StoredImage = upload(&coordinator, "image/png", png(600, 300))
        .await
        .ok(201);
    let unused: StoredImage = upload(&coordinator, "image/png", png(300, 300))
        .await
        .ok(201);
    let partners = json!([{ "id": "a", "name": "Partenaire", "logo": { "image": used, "alt": "Partenaire" } }]);
    coordinator
        .put(MANAGED, "*", &json!({ "partners": partners }))
        .await
        .ok::<ManagedPartners>(200);

    app.clock.set("2100-01-01T00:00:00Z".parse().unwrap());

    awaited("the sweep", async || {
        let answer = app.visitor().get(&unused.address()).await;
        (answer.status.as_u16() == 404).then_some(())
    })
    .await;
    let stays = app
        .visitor()
        .request(Method::GET, &used.address())
        .send()
        .await
        .unwrap();
    assert_eq!(stays.status().as_u16(), 200);
}

#[tokio::test]
async fn a_logo_may_be_a_drawing_that_is_stored_as_pixels() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let svg = |inside: &str| {
        let root = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 30\">";
        format!("{root}{inside}</svg>").into_bytes()
    };
    let sent = async |file: Vec<u8>| upload(&coordinator, "image/svg+xml", file).await;

    let logo: StoredImage = sent(svg("<path d=\"M0 0h30v30H0z\"/>")).await.ok(201);
    let mut marked = b"\xEF\xBB\xBF\n".to_vec();
    marked.extend(svg("<path d=\"M0 0h30v30H0z\"/>"));
    let untyped = upload(&coordinator, "application/octet-stream", marked).await;
    assert_eq!(untyped.ok::<StoredImage>(201), logo);

    assert_eq!((logo.width, logo.height), (1_200, 600));
    let stored = app.visitor().get(&logo.address()).await;
    assert_eq!(stored.header(header::CONTENT_TYPE), Some("image/jpeg"));
    for refused in [
        svg("<script>alert(1)</script>"),
        svg("<image href=\"https://example.org/a.png\"/>"),
        png(600, 300),
    ] {
        sent(refused).await.refused(Code::ImageUnreadable);
    }
    let narrow = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 6\"/>";
    sent(narrow.to_vec()).await.refused(Code::ImageDimensions);
    let endless = svg(&" ".repeat(512 * 1024));
    sent(endless).await.refused(Code::PayloadTooLarge);
    // The name says what the content is not.
    let disguised = upload(&coordinator, "image/png", svg("<g/>")).await;
    disguised.refused(Code::ImageUnreadable);
}
