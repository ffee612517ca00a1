//! Logos of partners: in the kits of the events in their territory, when the coordination says so.

use super::Fixture;
use crate::support::{Answer, Engine, Person};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::event::StoredImage;
use std::io::Cursor;

const PARTNERS: &str = "/api/v1/administration/editions/2018/partners";
const POSTER: &str = "poster-a4";

async fn logo(coordinator: &Person) -> StoredImage {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_pixel(600, 300, Rgb([200, 0, 0])))
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    let request = coordinator
        .request(Method::POST, &format!("{PARTNERS}/logos"))
        .header(header::CONTENT_TYPE, "image/png")
        .body(file.into_inner());
    Answer::of(request).await.ok(201)
}

#[rstest]
#[tokio::test]
async fn a_poster_shows_the_logos_of_the_partners_of_its_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let kit = Fixture::new(engine).await;
    let coordinator = kit.app.coordinator().await;
    let image = logo(&coordinator).await;
    let with_logo = async |territory: &str, in_kits: bool| {
        let now = coordinator.get(PARTNERS).await;
        let tag = now.header(header::ETAG).expect("a tag").to_owned();
        let partners = json!({ "partners": [{
            "id": "uimm", "name": "UIMM", "territory": territory,
            "logo": { "image": image, "alt": "UIMM", "inKits": in_kits }
        }]});
        let answer = coordinator.put(PARTNERS, &tag, &partners).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        kit.app.caught_up().await;
        kit.read(POSTER).await.text
    };
    let without = kit.read(POSTER).await.text;
    let badges = kit.read("badges").await.text;

    let not_chosen = with_logo("region:84", false).await;
    let elsewhere = with_logo("region:11", true).await;
    let shown = with_logo("region:84", true).await;

    assert!(not_chosen == without && elsewhere == without);
    assert!(shown.starts_with("%PDF-") && shown != without);
    assert!(kit.read("badges").await.text == badges, "no place for it");
    assert!(kit.read(POSTER).await.text == shown, "the same file again");
}
