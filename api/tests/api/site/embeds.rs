//! Frames for other sites, and their descriptions by oEmbed.

use super::{attribute, page, said, shelf};
use crate::catalogue::{Shelf, content, content_with};
use crate::support::Answer;
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::label::LabelState;
use shared::problem::Code;

const EVENT: &str = "/evenements/2018/visite-1";

/// Two events, of which the second is in another region.
async fn two() -> Shelf {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let elsewhere = json!({
        "title": "La conserverie ouvre ses portes",
        "venue": {
            "name": "Conserverie", "address": "1 quai du Port", "postalCode": "29900", "insee": "29039", "city": "Concarneau",
            "department": "29", "departmentName": "Finistère", "region": "53", "regionName": "Bretagne",
            "position": { "lon": -3.92, "lat": 47.87 }
        },
        "department": "29",
        "region": "53",
    });
    shelf.label(2, content_with(elsewhere)).await;
    shelf
}

/// Percent-encodes an address for a query.
fn encoded(address: &str) -> String {
    form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

async fn described(shelf: &Shelf, path: &str, more: &str) -> Answer {
    let url = encoded(&format!("{}{path}", shelf.app.address));
    let visitor = shelf.app.visitor();
    visitor.get(&format!("/oembed?url={url}{more}")).await
}

fn policy(answer: &Answer) -> &str {
    answer
        .header(header::CONTENT_SECURITY_POLICY)
        .expect("a policy")
}

#[tokio::test]
async fn only_the_pages_for_frames_may_be_framed() {
    let shelf = two().await;

    for path in [
        "/integration",
        "/integration?view=counter",
        "/integration/carte",
        "/integration/evenements/2018/visite-1",
        "/integration/evenements/2018/nothing",
    ] {
        let answer = page(&shelf, path).await;
        assert!(
            policy(&answer).ends_with("frame-ancestors *"),
            "{path}: {}",
            policy(&answer)
        );
        assert!(!policy(&answer).contains("unsafe"), "{path}");
    }
    for path in [
        "/",
        EVENT,
        "/integrer",
        "/integration/nothing",
        "/connexion",
        "/oembed",
    ] {
        let answer = page(&shelf, path).await;
        assert!(policy(&answer).contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn a_list_in_a_frame_is_read_without_scripts() {
    let shelf = two().await;

    let answer = page(
        &shelf,
        "/integration?view=search&region=84&page-size=1&accent=%23aa0000&utm_source=x",
    )
    .await;

    let html = &answer.text;
    assert_eq!(answer.status.as_u16(), 200);
    let text = said(html).replace('\u{a0}', " ");
    for words in [
        "1 événement",
        "Visite de la fonderie",
        "lundi 26 mars 2018, de 9 h à 11 h",
        "Usine, Vénissieux (69)",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("conserverie"), "{text}");
    let element = |name| attribute(html, "<semaine-evenements", name);
    assert_eq!(element("view"), "search");
    assert_eq!(element("query"), "region=84");
    assert_eq!(element("page-size"), "1");
    assert_eq!(element("accent"), "#aa0000");
    assert_eq!(
        attribute(html, "<input type=\"hidden\" name=\"region\"", "value"),
        "84"
    );
    assert!(html.contains("<base target=\"_top\">"));
    assert!(!html.contains("carte.js") && !html.contains("style=\""));
    assert_eq!(answer.header(header::SET_COOKIE), None);
}

#[tokio::test]
async fn a_long_list_has_pages_within_the_frame() {
    let shelf = two().await;

    let first = page(&shelf, "/integration?page-size=1").await.text;
    let last = page(&shelf, "/integration?page-size=1&page=9").await.text;
    let counted = page(&shelf, "/integration?page-size=1&api-key=sdi_pub_0aZ")
        .await
        .text;

    assert!(
        first.contains(
            "<a href=\"/integration?page-size=1&#38;page=2\" target=\"_self\">Page suivante"
        ),
        "{first}"
    );
    assert_eq!(counted, first);
    assert!(last.contains("<a href=\"/integration?page-size=1\" target=\"_self\">Page précédente"));
    assert!(!last.contains("Page suivante"));
}

#[tokio::test]
async fn a_frame_speaks_english_on_request() {
    let shelf = two().await;

    let list = page(&shelf, "/integration?lang=en").await.text;
    let map = page(&shelf, "/integration/carte?lang=en&region=53")
        .await
        .text;

    assert!(list.contains("<html lang=\"en\""));
    let text = said(&list);
    assert!(
        text.contains("2 events") && text.contains("26 March 2018"),
        "{text}"
    );
    assert!(map.contains("Zoom in") && map.contains("data-query=\"region=53\""));
    assert!(map.contains("data-points=\"/api/v1/catalogue/points?region=53\""));
    assert!(!map.contains("data-clusters") && !map.contains("semaine-evenements.js"));
}

#[tokio::test]
async fn an_event_that_is_not_public_leaves_a_sentence_in_its_frame() {
    let shelf = two().await;
    let id = shelf.label(3, content()).await;
    shelf.change(id, LabelState::Revoked, "scheduled").await;

    let gone = page(&shelf, "/integration/evenements/2018/visite-3").await;
    let unknown = page(&shelf, "/integration/evenements/2018/nothing").await;

    assert_eq!(gone.status.as_u16(), 410);
    assert_eq!(unknown.status.as_u16(), 404);
    for answer in [gone, unknown] {
        assert!(said(&answer.text).contains("Cet événement n’est pas publié."));
    }
}

#[tokio::test]
async fn a_page_leads_to_its_description() {
    let shelf = two().await;
    let visitor = shelf.app.visitor();

    for (path, frame) in [
        (EVENT, "/integration/evenements/2018/visite-1"),
        (
            "/evenements?region=84&kind=company_visit",
            "/integration?region=84&#38;kind=company_visit",
        ),
    ] {
        let html = page(&shelf, path).await.text;
        let head = html.split("</head>").next().expect("a head");
        let link = attribute(
            head,
            "<link rel=\"alternate\" type=\"application/json+oembed\"",
            "href",
        );
        let link = link.replace("&#38;", "&");
        assert!(link.contains("&format=json"), "{link}");
        let path = link
            .strip_prefix(&shelf.app.address)
            .expect("an address of the site");
        // What WordPress adds.
        let answer = visitor
            .get(&format!("{path}&maxwidth=600&maxheight=900&dnt=1"))
            .await;

        let body = answer.json();
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            Some("*")
        );
        assert_eq!(
            (&body["type"], &body["version"]),
            (&json!("rich"), &json!("1.0"))
        );
        let tag = body["html"].as_str().expect("a frame");
        assert!(tag.starts_with("<iframe ") && tag.ends_with("</iframe>") && tag.len() < 4_000);
        assert_eq!(
            attribute(tag, "<iframe", "src"),
            format!("{}{frame}", shelf.app.address)
        );
        assert_eq!(body["width"], 600);
        assert!(body["height"].as_u64().is_some_and(|height| height <= 900));
        for member in [
            "title",
            "provider_name",
            "provider_url",
            "thumbnail_url",
            "thumbnail_width",
            "thumbnail_height",
        ] {
            assert!(!body[member].is_null(), "{member}");
        }
    }
}

#[rstest]
#[case("", 640, 360, true)]
#[case("&maxwidth=", 640, 360, true)]
#[case("&maxwidth=1&maxheight=1", 1, 1, false)]
#[case("&maxwidth=511", 511, 360, false)]
#[case("&maxwidth=10000&maxheight=10000", 640, 360, true)]
#[tokio::test]
async fn a_frame_keeps_within_the_bounds_that_are_asked_for(
    #[case] more: &str,
    #[case] width: u64,
    #[case] height: u64,
    #[case] pictured: bool,
) {
    let shelf = two().await;

    let body: Value = described(&shelf, EVENT, more).await.ok(200);

    assert_eq!(body["width"], width);
    assert_eq!(body["height"], height);
    assert_eq!(!body["thumbnail_url"].is_null(), pictured);
    assert_eq!(body["title"], "Visite de la fonderie");
    assert_eq!(body["author_name"], "Fonderie Durand");
}

#[rstest]
#[case("", "/media/events/", 1200, 630)]
#[case("&maxwidth=1200&maxheight=630", "/media/events/", 1200, 630)]
#[case("&maxwidth=600", "/icons/512.png", 512, 512)]
#[case("&maxheight=629", "/icons/512.png", 512, 512)]
#[tokio::test]
async fn an_event_without_an_image_has_its_drawn_picture_where_it_fits(
    #[case] more: &str,
    #[case] path: &str,
    #[case] width: u64,
    #[case] height: u64,
) {
    let shelf = two().await;

    let body: Value = described(&shelf, EVENT, more).await.ok(200);

    let address = body["thumbnail_url"].as_str().expect("an address");
    let start = format!("{}{path}", shelf.app.address);
    assert!(address.starts_with(&start), "{address}");
    assert_eq!(body["thumbnail_width"], width);
    assert_eq!(body["thumbnail_height"], height);
}

#[rstest]
#[case("", Code::InvalidParameter, "/url")]
#[case("url=", Code::InvalidParameter, "/url")]
#[case("url={event}&maxwidth=0", Code::InvalidParameter, "/maxwidth")]
#[case("url={event}&maxheight=10001", Code::InvalidParameter, "/maxheight")]
#[case("url={event}&maxwidth=wide", Code::InvalidParameter, "/maxwidth")]
#[case("url={event}&url={event}", Code::InvalidParameter, "/url")]
#[case("url={long}", Code::InvalidParameter, "/url")]
#[case("url={event}&format=xml", Code::FormatNotOffered, "/format")]
#[case("format=xml", Code::FormatNotOffered, "/format")]
#[tokio::test]
async fn a_description_is_refused_by_name(
    #[case] query: &str,
    #[case] code: Code,
    #[case] pointer: &str,
) {
    let shelf = two().await;
    let event = encoded(&format!("{}{EVENT}", shelf.app.address));
    let long = encoded(&format!(
        "{}{EVENT}?{}",
        shelf.app.address,
        "x".repeat(2_048)
    ));
    let query = query.replace("{event}", &event).replace("{long}", &long);

    let answer = shelf.app.visitor().get(&format!("/oembed?{query}")).await;

    let problem = answer.refused(code);
    assert_eq!(problem.errors.len(), 1, "{}", answer.text);
    assert_eq!(problem.errors[0].pointer, pointer);
}

#[rstest]
#[case("https://example.org/evenements/2018/visite-1")]
#[case("{site}.example.org/evenements/2018/visite-1")]
#[case("{site}/evenements/2018/nothing")]
#[case("{site}/connexion")]
#[case("{site}/api/v1/catalogue/events")]
#[case("{site}")]
#[case("/evenements/2018/visite-1")]
#[case("javascript:alert(1)")]
#[tokio::test]
async fn an_address_without_events_has_no_description(#[case] url: &str) {
    let shelf = two().await;
    let url = encoded(&url.replace("{site}", &shelf.app.address));

    let answer = shelf.app.visitor().get(&format!("/oembed?url={url}")).await;

    answer.refused(Code::NotFound);
}

#[tokio::test]
async fn an_event_that_is_gone_has_no_description() {
    let shelf = two().await;
    let id = shelf.label(3, content()).await;
    shelf.change(id, LabelState::Revoked, "scheduled").await;

    let answer = described(&shelf, "/evenements/2018/visite-3", "").await;

    answer.refused(Code::Gone);
}

#[tokio::test]
async fn a_tag_is_composed_without_scripts() {
    let shelf = two().await;
    let site = &shelf.app.address;

    let html = page(
        &shelf,
        "/integrer?view=map&q=&region=53&lang=en&page-size=12&accent=&api-key=sdi_pub_0aZ&event=&kind=company_visit",
    )
    .await
    .text;

    let query = "region=53&#38;amp;kind=company_visit";
    assert!(html.contains(&format!(
        "&#60;semaine-evenements view=&#34;map&#34; lang=&#34;en&#34; api-key=&#34;sdi_pub_0aZ&#34;&#62;\n  &#60;a href=&#34;{site}/evenements?{query}&#34;&#62;"
    )), "{html}");
    assert_eq!(
        attribute(&html, "<iframe class=\"builder__preview\"", "src"),
        "/integration?region=53&#38;kind=company_visit&#38;view=map&#38;lang=en&#38;api-key=sdi_pub_0aZ"
    );
    assert!(html.contains("<option value=\"53\" selected>Bretagne</option>"));
    assert_eq!(
        attribute(&html, "<input type=\"hidden\" name=\"kind\"", "value"),
        "company_visit"
    );
}
