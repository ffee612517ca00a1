//! Pages and sitemaps follow the rules that search engines publish.

use super::{described, page, shelf};
use crate::catalogue::{Shelf, content, content_with, online};
use boon::{Compiler, Draft, SchemaIndex, Schemas};
use chrono::DateTime;
use roxmltree::Document;
use rstest::rstest;
use serde_json::{Value, json};

const RULES: &str = "https://semaine.example.org/event_rules.json";
/// Bounds of the sitemap protocol (<https://www.sitemaps.org/protocol.html>), which Google and Bing both state.
const PAGES_MAX: usize = 50_000;
const BYTES_MAX: usize = 50 << 20;
const ADDRESS_MAX_CHARS: usize = 2_048;

/// The rules of schema.org, compiled once for all pages.
struct Rules {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Rules {
    fn read() -> Self {
        let text: Value = serde_json::from_str(include_str!("event_rules.json")).unwrap();
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(RULES, text).unwrap();
        let index = compiler.compile(RULES, &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// Faults against the rules; empty when there is none.
    fn against(&self, data: &Value) -> String {
        match self.schemas.validate(data, self.index) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }
}

async fn event(shelf: &Shelf, number: u8) -> Value {
    let path = format!("/evenements/2018/visite-{number}");
    described(&page(shelf, &path).await.text, "Event")
}

#[rstest]
#[case::on_site(content())]
#[case::online(online())]
#[case::mixed(content_with(json!({ "attendanceMode": "mixed", "onlineUrl": "https://exemple.fr/direct" })))]
#[case::of_several(content_with(json!({ "organiser": {
    "name": "Fonderie Durand", "kind": "company", "coOrganisers": ["Forge Martin"]
} })))]
#[case::with_a_picture(content_with(json!({ "image": {
    "id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "width": 1600, "height": 1067,
    "alt": "Une coulée", "credits": "© Fonderie"
} })))]
#[case::several_dates(content_with(json!({ "occurrences": [
    { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00", "capacity": 30 },
    { "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00", "state": "cancelled" }
] })))]
#[tokio::test]
async fn an_event_has_what_search_engines_ask_for(#[case] content: Value) {
    let rules = Rules::read();
    let shelf = shelf().await;
    let id = shelf.label(1, content).await;

    for status in ["scheduled", "full", "postponed", "cancelled"] {
        shelf
            .note(id, status, "Nous vous tiendrons au courant.")
            .await;
        let data = event(&shelf, 1).await;
        assert_eq!(rules.against(&data), "", "{status}: {data:#}");
    }
}

/// The rules refuse what they are there for.
#[rstest]
#[case("name", None)]
#[case("startDate", Some(json!("26 mars")))]
#[case("location", Some(json!({ "@type": "Place", "name": "Usine" })))]
#[case("image", Some(json!(["/icons/512.png"])))]
#[case("offers", Some(json!({ "@type": "Offer", "price": "gratuit" })))]
#[case("eventStatus", Some(json!("scheduled")))]
#[tokio::test]
async fn what_search_engines_refuse_is_recognised(
    #[case] member: &str,
    #[case] value: Option<Value>,
) {
    let rules = Rules::read();
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let mut data = event(&shelf, 1).await;

    let members = data.as_object_mut().expect("an object");
    match value {
        Some(value) => members.insert(member.to_owned(), value),
        None => members.remove(member),
    };

    assert_ne!(rules.against(&data), "");
}

#[tokio::test]
async fn the_sitemaps_keep_the_protocol() {
    let shelf = shelf().await;
    for number in 1..=3 {
        shelf.label(number, content()).await;
    }
    let site = &shelf.app.address;

    let index = page(&shelf, "/sitemap.xml").await.text;
    let maps = addresses(&index, "sitemap", site);
    let robots = page(&shelf, "/robots.txt").await.text;
    assert!(robots.contains(&format!("Sitemap: {site}/sitemap.xml")));
    assert!(maps.len() >= 2, "{maps:?}");

    let mut events = 0;
    for map in maps {
        let path = map
            .strip_prefix(site.as_str())
            .expect("an address of the site");
        let text = page(&shelf, path).await.text;
        for listed in addresses(&text, "url", site) {
            let path = listed
                .strip_prefix(site.as_str())
                .expect("an address of the site");
            if path.starts_with("/evenements/2018/") {
                events += 1;
                let html = page(&shelf, path).await.text;
                // What is listed is what the page names as its address.
                let canonical = format!("<link rel=\"canonical\" href=\"{listed}\"");
                assert!(html.contains(&canonical), "{listed}");
            }
        }
    }
    assert_eq!(events, 3);
}

/// The addresses of a sitemap file, after its bounds and dates were checked.
fn addresses(xml: &str, element: &str, site: &str) -> Vec<String> {
    assert!(xml.len() <= BYTES_MAX);
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let root = document.root_element();
    assert_eq!(
        root.tag_name().namespace(),
        Some("http://www.sitemaps.org/schemas/sitemap/0.9")
    );
    let entries = root.children().filter(roxmltree::Node::is_element);
    let read: Vec<String> = entries
        .map(|entry| {
            assert_eq!(entry.tag_name().name(), element);
            let text = |name: &str| {
                let found = entry.children().find(|node| node.tag_name().name() == name);
                found.and_then(|node| node.text()).map(str::to_owned)
            };
            if let Some(changed) = text("lastmod") {
                assert!(DateTime::parse_from_rfc3339(&changed).is_ok(), "{changed}");
            }
            text("loc").expect("an address")
        })
        .collect();
    assert!(read.len() <= PAGES_MAX);
    for address in &read {
        assert!(address.starts_with(site), "{address}");
        assert!(
            address.len() < ADDRESS_MAX_CHARS && address.is_ascii(),
            "{address}"
        );
    }
    read
}
