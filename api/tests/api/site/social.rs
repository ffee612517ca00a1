//! The picture that other sites show with a link to an event.

use super::{attribute, described, page, shelf, unescaped};
use crate::catalogue::{Shelf, content, content_with, online, shown_edition};
use crate::support::{Answer, form};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::label::LabelState;
use shared::problem::Code;

const PATH: &str = "/evenements/2018/visite-1";

/// Path and query of the picture in the metadata of a page.
fn named(shelf: &Shelf, html: &str) -> String {
    let address = unescaped(attribute(html, "property=\"og:image\"", "content"));
    let path = address.strip_prefix(&shelf.app.address);
    path.expect("an address of this site").to_owned()
}

/// Path and query of the picture of the first event.
async fn address(shelf: &Shelf) -> String {
    named(shelf, &page(shelf, PATH).await.text)
}

async fn png(shelf: &Shelf, address: &str) -> Vec<u8> {
    let request = shelf.app.visitor().request(Method::GET, address);
    let response = request.send().await.expect("the server answers");
    assert_eq!(response.status().as_u16(), 200, "{address}");
    let bytes = response.bytes().await.expect("a picture").to_vec();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{address}");
    let size = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((size(16), size(20)), (1200, 630), "{address}");
    bytes
}

#[tokio::test]
async fn an_event_without_an_image_has_a_drawn_picture() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;

    let html = page(&shelf, PATH).await.text;
    let address = named(&shelf, &html);
    let picture = png(&shelf, &address).await;

    let meta = |name: &str| unescaped(attribute(&html, name, "content"));
    assert_eq!(meta("property=\"og:image:width\""), "1200");
    assert_eq!(meta("property=\"og:image:height\""), "630");
    assert_eq!(meta("name=\"twitter:card\""), "summary_large_image");
    let alt = meta("property=\"og:image:alt\"").replace(['\u{a0}', '\u{202f}'], " ");
    for words in ["Visite de la fonderie", "26 mars 2018", "Vénissieux"] {
        assert!(alt.contains(words), "{words} in {alt}");
    }
    let event = described(&html, "Event");
    assert_eq!(
        event["image"],
        json!([{
            "@type": "ImageObject",
            "url": format!("{}{address}", shelf.app.address),
            "caption": meta("property=\"og:image:alt\""),
            "width": 1200,
            "height": 630,
        }])
    );
    assert!(png(&shelf, &address).await == picture, "the same bytes");
    assert_eq!(shelf.app.platform.kits.drawn(), 1, "it was kept");
}

#[tokio::test]
async fn caches_keep_the_picture_and_ask_whether_it_is_current() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let address = address(&shelf).await;
    let visitor = shelf.app.visitor();

    let tagged = visitor.get(&address).await;
    let (path, _) = address.split_once('?').expect("a tag");
    let plain = visitor.get(path).await;
    let tag = tagged
        .header(header::ETAG)
        .expect("an entity tag")
        .to_owned();
    let asked = visitor.request(Method::GET, &address);
    let again = Answer::of(asked.header(header::IF_NONE_MATCH, &tag)).await;

    let max_age = |answer: &Answer| answer.header(header::CACHE_CONTROL).map(str::to_owned);
    assert_eq!(max_age(&tagged).as_deref(), Some("public, max-age=604800"));
    assert_eq!(max_age(&plain).as_deref(), Some("public, max-age=300"));
    assert_eq!(tagged.header(header::CONTENT_TYPE), Some("image/png"));
    assert_eq!(plain.header(header::ETAG), Some(tag.as_str()));
    assert_eq!(again.status.as_u16(), 304);
    assert_eq!(again.text, "");
}

#[tokio::test]
async fn another_content_has_another_address() {
    let shelf = shelf().await;
    let id = shelf.label(1, content()).await;
    let mut addresses = vec![address(&shelf).await];

    shelf
        .rewrite(id, content_with(json!({ "title": "Visite de la forge" })))
        .await;
    addresses.push(address(&shelf).await);
    shelf.change(id, LabelState::Labelled, "cancelled").await;
    addresses.push(address(&shelf).await);
    let mut edition = shown_edition();
    // The kits of the edition lack the picture; links have it all the same.
    edition.kit.without = vec!["banner-link".parse().expect("a key")];
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;
    assert_eq!(
        address(&shelf).await,
        addresses[2],
        "the template is the same"
    );
    edition.kit.font = Some(shared::edition::kit::KitFont::NotoSans);
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;
    addresses.push(address(&shelf).await);

    for (at, address) in addresses.iter().enumerate() {
        assert!(!addresses[..at].contains(address), "{addresses:?}");
    }
    let now = png(&shelf, &addresses[3]).await;
    assert!(
        png(&shelf, &addresses[0]).await == now,
        "an old address leads to the picture of today"
    );
}

#[tokio::test]
async fn every_kind_of_event_has_a_picture() {
    let shelf = shelf().await;
    let at = |day: u32, hour: &str| format!("2018-03-{day}T{hour}:00:00+02:00");
    let occurrence = |day: u32| json!({ "begin": at(day, "09"), "end": at(day, "11") });
    let days: Vec<Value> = (26..31).map(occurrence).collect();
    let longest = "Découverte des métiers de l’électromécanique et rencontres ".repeat(3);
    let longest: String = longest.chars().take(140).collect();
    let events = [
        content(),
        content_with(json!({ "title": longest })),
        content_with(json!({ "occurrences": days })),
        online(),
    ];
    let mut pictures: Vec<Vec<u8>> = Vec::new();
    for (number, event) in (1..).zip(events) {
        shelf.label(number, event).await;
        let path = format!("/evenements/2018/visite-{number}");
        let address = named(&shelf, &page(&shelf, &path).await.text);
        let picture = png(&shelf, &address).await;
        assert!(!pictures.contains(&picture), "{path}");
        pictures.push(picture);
    }
}

#[tokio::test]
async fn the_picture_is_public_as_long_as_the_event_is() {
    let shelf = shelf().await;
    let id = shelf.label(1, content()).await;
    let address = address(&shelf).await;
    png(&shelf, &address).await;
    let visitor = shelf.app.visitor();

    shelf.change(id, LabelState::Revoked, "scheduled").await;

    visitor.get(&address).await.refused(Code::Gone);
    let draft = shelf.app.organiser().await.draft(&form()).await;
    for unknown in [draft.id.to_string(), uuid::Uuid::nil().to_string()] {
        let address = format!("/media/events/{unknown}/sharing.png");
        visitor.get(&address).await.refused(Code::NotFound);
    }
}
