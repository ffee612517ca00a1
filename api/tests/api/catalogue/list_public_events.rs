use super::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine, TestApp};
use reqwest::Method;
use reqwest::header::{self, HeaderValue};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventSummary;
use shared::label::LabelState;
use shared::paging::Page;
use shared::place::RegionCode;
use shared::problem::Code;
use std::io::Read as _;

const LIST: &str = "/api/v1/catalogue/events";

async fn list(shelf: &Shelf, query: &str) -> Page<EventSummary> {
    let visitor = shelf.app.visitor();
    visitor.get(&format!("{LIST}?{query}")).await.ok(200)
}

async fn titles(shelf: &Shelf, query: &str) -> Vec<String> {
    let page = list(shelf, query).await;
    page.items.into_iter().map(|item| item.title).collect()
}

fn at(title: &str, begin: &str, end: &str) -> Value {
    content_with(json!({ "title": title, "occurrences": [{ "begin": begin, "end": end }] }))
}

#[rstest]
#[tokio::test]
async fn only_labelled_events_are_listed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let shown = shelf.label(1, content()).await;
    let withdrawn = shelf.label(2, content()).await;
    shelf
        .change(withdrawn, LabelState::Withdrawn, "scheduled")
        .await;

    let answer = shelf.app.visitor().get(&format!("{LIST}?count=true")).await;

    let page: Page<EventSummary> = answer.ok(200);
    assert_eq!((page.total, page.next_cursor), (Some(1), None));
    let [event] = page.items.as_slice() else {
        panic!("{}", answer.text);
    };
    assert_eq!((event.id, event.slug.as_str()), (shown, "visite-1"));
    assert_eq!(event.region.as_ref().map(RegionCode::as_str), Some("84"));
    assert!(
        !answer.text.contains("camille"),
        "the contact is nobody's business"
    );
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/json")
    );
    assert_eq!(
        answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
    assert!(
        answer
            .header(header::CACHE_CONTROL)
            .is_some_and(|rule| rule.starts_with("public, max-age="))
    );
}

#[rstest]
#[tokio::test]
async fn filters_are_cumulative_and_their_values_alternatives(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    shelf
        .label(
            3,
            content_with(json!({ "title": "Atelier de Noël", "kind": "workshop", "accessibility": ["motor", "visual"] })),
        )
        .await;

    for (query, expected) in [
        (
            "q=FONDERIE+metal",
            vec![
                "Visite de la fonderie",
                "La soudure en ligne",
                "Atelier de Noël",
            ],
        ),
        ("q=noel", vec!["Atelier de Noël"]),
        ("q=soud&attendance=online", vec!["La soudure en ligne"]),
        ("q=oudure", vec!["La soudure en ligne"]),
        ("q=udure", vec![]),
        (
            "kind=workshop,webinar",
            vec!["La soudure en ligne", "Atelier de Noël"],
        ),
        ("kind=workshop&attendance=online", vec![]),
        ("accessibility=motor,visual", vec!["Atelier de Noël"]),
        (
            "department=69&region=84&topic=made_in_france&sector=automotive&access=open&status=scheduled&audience=pupils&kind=company_visit",
            vec!["Visite de la fonderie"],
        ),
        ("region=11", vec![]),
        (
            "bbox=4.8,45.6,4.9,45.7&kind=company_visit,webinar",
            vec!["Visite de la fonderie"],
        ),
        ("from=2018-03-27", vec![]),
        (
            "from=2018-03-26&to=2018-03-26&kind=webinar",
            vec!["La soudure en ligne"],
        ),
        ("edition=2018&kind=webinar", vec!["La soudure en ligne"]),
    ] {
        assert_eq!(titles(&shelf, query).await, expected, "{query}");
    }
}

#[rstest]
#[tokio::test]
async fn the_best_or_nearest_matches_come_first_on_every_page() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf
        .label(
            2,
            content_with(json!({ "title": "Atelier", "description": "Une fonderie d’art." })),
        )
        .await;
    shelf
        .label(3, content_with(json!({ "title": "Les fonderies de Lyon" })))
        .await;
    let mut brest = content_with(json!({ "title": "Brest" }));
    brest["venue"]["position"] = json!({ "lon": -4.486, "lat": 48.39 });
    shelf.label(4, brest).await;
    shelf.label(5, online()).await;

    for (query, expected) in [
        (
            "q=fonderie&age=12",
            vec![
                "Visite de la fonderie",
                "Les fonderies de Lyon",
                "Atelier",
                "Brest",
                "La soudure en ligne",
            ],
        ),
        ("near=-4.5,48.4&radius=5000", vec!["Brest"]),
    ] {
        assert_eq!(titles(&shelf, query).await, expected, "{query}");
    }
    for order in ["near=-4.5,48.4&sort=distance", "q=fonderie"] {
        let whole = titles(&shelf, order).await;
        let visitor = shelf.app.visitor();
        let (mut read, mut next) = (Vec::new(), format!("{LIST}?limit=2&{order}"));
        loop {
            let page: Page<EventSummary> = visitor.get(&next).await.ok(200);
            read.extend(page.items.into_iter().map(|item| item.title));
            let Some(cursor) = page.next_cursor else {
                break;
            };
            next = format!("{LIST}?limit=2&{order}&cursor={cursor}");
        }
        assert_eq!((whole.len(), read), (5, whole), "{order}");
    }
}

#[rstest]
#[tokio::test]
async fn events_are_named_by_their_ids() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let one = shelf.label(1, content()).await;
    shelf.label(2, online()).await;

    let found = titles(
        &shelf,
        &format!("id={one},0190a5b4-6f3e-7c1a-8f2e-3d9b6a1c0e55"),
    )
    .await;

    assert_eq!(found, ["Visite de la fonderie"]);
}

#[rstest]
#[case("2018-03-25T21:59:59Z", "today", false)]
#[case("2018-03-25T22:00:00Z", "today", true)]
#[case("2018-03-26T06:59:59Z", "current", false)]
#[case("2018-03-26T07:00:00Z", "current", true)]
#[case("2018-03-26T07:00:00Z", "upcoming", false)]
#[case("2018-03-26T09:00:00Z", "current", false)]
#[case("2018-03-26T09:00:00Z", "past", true)]
#[case("2018-03-26T09:00:00Z", "week", true)]
#[case("2018-03-26T09:00:00Z", "weekend", false)]
#[tokio::test]
async fn a_named_time_passes_when_the_clock_does(
    #[case] now: &str,
    #[case] when: &str,
    #[case] found: bool,
) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    // A cached response must not be served once the time has come.
    titles(&shelf, &format!("when={when}")).await;
    shelf.app.clock.set(now.parse().unwrap());

    let listed = titles(&shelf, &format!("when={when}")).await;

    assert_eq!(listed.len(), usize::from(found));
}

#[rstest]
#[tokio::test]
async fn upcoming_events_come_first_and_past_events_last(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let days = [
        ("Mardi", "2018-03-27"),
        ("Lundi", "2018-03-26"),
        ("Jeudi", "2018-03-29"),
        ("Mercredi", "2018-03-28"),
    ];
    for (number, (title, day)) in (1..).zip(days) {
        let event = at(
            title,
            &format!("{day}T09:00:00+02:00"),
            &format!("{day}T11:00:00+02:00"),
        );
        shelf.label(number, event).await;
    }

    assert_eq!(
        titles(&shelf, "").await,
        ["Lundi", "Mardi", "Mercredi", "Jeudi"]
    );
    // At eleven sharp Tuesday's visit is over, and the cached response is no longer served.
    shelf.app.clock.set("2018-03-27T09:00:00Z".parse().unwrap());
    assert_eq!(
        titles(&shelf, "").await,
        ["Mercredi", "Jeudi", "Mardi", "Lundi"]
    );
}

#[rstest]
#[tokio::test]
async fn pages_follow_one_another_whatever_happens_meanwhile(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    for number in 1..=5 {
        let day = format!("2018-03-{}", 25 + u32::from(number));
        let event = at(
            &format!("Visite {number}"),
            &format!("{day}T09:00:00+02:00"),
            &format!("{day}T11:00:00+02:00"),
        );
        shelf.label(number, event).await;
    }
    let visitor = shelf.app.visitor();

    let first = visitor
        .get(&format!("{LIST}?limit=2&count=true&kind=company_visit"))
        .await;
    let link = first.header(header::LINK).expect("a link").to_owned();
    // Between two pages the first day passes and another event is labelled.
    shelf.app.clock.set("2018-03-26T12:00:00Z".parse().unwrap());
    shelf
        .label(
            9,
            at(
                "Neuve",
                "2018-03-26T09:30:00+02:00",
                "2018-03-26T10:00:00+02:00",
            ),
        )
        .await;
    let next = link
        .split(", ")
        .find_map(|link| link.strip_suffix(">; rel=\"next\"")?.strip_prefix('<'))
        .expect("a next page");
    let second: Page<EventSummary> = visitor.get(next).await.ok(200);

    let first: Page<EventSummary> = first.ok(200);
    assert!(
        link.starts_with(
            "</api/v1/catalogue/events?kind=company_visit&limit=2&count=true>; rel=\"first\""
        ),
        "{link}"
    );
    assert_eq!(first.total, Some(5));
    let named = |page: &Page<EventSummary>| {
        page.items
            .iter()
            .map(|item| item.title.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&first), ["Visite 1", "Visite 2"]);
    assert_eq!(named(&second), ["Visite 3", "Visite 4"]);

    let cursor = first.next_cursor.expect("a cursor");
    for elsewhere in [
        format!("{LIST}?kind=workshop&cursor={cursor}"),
        format!("{LIST}?cursor=abc"),
    ] {
        visitor.get(&elsewhere).await.refused(Code::InvalidCursor);
    }
}

#[rstest]
#[tokio::test]
async fn a_matching_etag_returns_not_modified(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let asked = |tag: &str| {
        let request = visitor.request(Method::GET, LIST);
        Answer::of(request.header(header::IF_NONE_MATCH, tag))
    };
    let tag = visitor
        .get(LIST)
        .await
        .header(header::ETAG)
        .expect("a tag")
        .to_owned();

    let known = asked(&tag).await;
    shelf.change(id, LabelState::Labelled, "cancelled").await;
    let changed = asked(&tag).await;

    assert_eq!((known.status.as_u16(), known.text.as_str()), (304, ""));
    assert_eq!(known.header(header::ETAG), Some(tag.as_str()));
    let page: Page<EventSummary> = changed.ok(200);
    assert_eq!(page.items[0].life_status.as_str(), "cancelled");
}

#[rstest]
#[case("br")]
#[case("gzip")]
#[tokio::test]
async fn a_compressed_response_has_the_same_content(#[case] encoding: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let plain = visitor.get(LIST).await;

    let request = visitor.request(Method::GET, LIST);
    let encoded = request
        .header(header::ACCEPT_ENCODING, encoding)
        .send()
        .await
        .unwrap();

    assert_eq!(
        encoded
            .headers()
            .get(header::CONTENT_ENCODING)
            .map(HeaderValue::as_bytes),
        Some(encoding.as_bytes())
    );
    assert_ne!(
        encoded.headers().get(header::ETAG),
        plain.headers.get(header::ETAG)
    );
    let bytes = encoded.bytes().await.unwrap();
    let mut text = String::new();
    match encoding {
        "br" => brotli::Decompressor::new(&*bytes, 4096).read_to_string(&mut text),
        _ => flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text),
    }
    .unwrap();
    assert_eq!(text, plain.text);
}

#[rstest]
#[case("colour=red", Code::UnknownParameter, &["/colour"])]
#[case("limit=0", Code::InvalidParameter, &["/limit"])]
#[case("limit=101&count=oui", Code::InvalidParameter, &["/limit", "/count"])]
#[case("kind=siesta", Code::InvalidParameter, &["/kind"])]
#[case("kind=siesta&audience=martians", Code::InvalidParameter, &["/kind", "/audience"])]
#[case("edition=1999", Code::InvalidParameter, &["/edition"])]
#[case("attendance=by_post&bbox=1,2&from=2018-02-30", Code::InvalidParameter, &["/attendance", "/bbox", "/from"])]
#[case("from=2018-03-27&to=2018-03-26", Code::InvalidParameter, &["/to"])]
#[tokio::test]
async fn an_invalid_parameter_is_named(
    #[case] query: &str,
    #[case] code: Code,
    #[case] named: &[&str],
) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let problem = shelf
        .app
        .visitor()
        .get(&format!("{LIST}?{query}"))
        .await
        .refused(code);

    let pointers: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(pointers, named);
}

#[rstest]
#[case("/api/v1/catalogue/events")]
#[case("/api/v1/catalogue/events.csv")]
#[case("/ogc/collections/events/items")]
#[case("/programme.pdf")]
#[tokio::test]
async fn a_flood_of_wrong_parameters_is_refused_in_short(#[case] path: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.platform.live.reached(0).await;
    let flood: Vec<_> = (0..5_000).map(|number| format!("a{number}=1")).collect();
    let flood = flood.join("&");

    let refused = app.visitor().get(&format!("{path}?{flood}")).await;
    let repeated = "limit=0&".repeat(5_000);
    let again = app.visitor().get(&format!("{path}?{repeated}")).await;

    assert_eq!((refused.status.as_u16(), again.status.as_u16()), (400, 400));
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 20);
    assert!(refused.text.len() < 4_000, "{}", refused.text.len());
    assert!(again.text.len() < 1_000, "{}", again.text);
}

#[tokio::test]
async fn the_pages_of_the_site_are_pages_of_the_api() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in 1..=5 {
        shelf.label(number, content()).await;
    }
    let visitor = shelf.app.visitor();
    let read = async |query: &str| visitor.get(&format!("{LIST}?limit=2{query}")).await;
    let ids = |answer: &Answer| {
        let items = answer.json()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["id"].clone())
            .collect::<Vec<_>>()
    };

    let first = read("").await;
    let second = read("&page=2").await;
    let third = read("&page=3").await;

    assert_eq!(read("&page=1").await.text, first.text);
    let cursor = first.json()["nextCursor"].as_str().unwrap().to_owned();
    assert_eq!(ids(&read(&format!("&cursor={cursor}")).await), ids(&second));
    let cursor = second.json()["nextCursor"].as_str().unwrap().to_owned();
    assert_eq!(ids(&read(&format!("&cursor={cursor}")).await), ids(&third));
    assert_eq!(
        (ids(&third).len(), third.json().get("nextCursor")),
        (1, None)
    );
    assert_eq!(ids(&read("&page=4").await), Vec::<Value>::new());
    let both = read(&format!("&page=2&cursor={cursor}")).await;
    assert_eq!(
        both.refused(Code::InvalidParameter).errors[0].pointer,
        "/page"
    );
    for page in ["0", "10001", "two"] {
        let refused = read(&format!("&page={page}")).await;
        refused.refused(Code::InvalidParameter);
    }
}

#[tokio::test]
async fn a_misspelt_search_is_answered_with_words_of_the_events() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let title = "La métallurgie ouvre ses portes";
    shelf
        .label(1, content_with(json!({ "title": title })))
        .await;
    let meant = async |query: &str| {
        let visitor = shelf.app.visitor();
        let answer = visitor.get(&format!("{LIST}?{query}")).await;
        let list: Value = answer.ok(200);
        list.get("didYouMean").cloned()
    };

    assert_eq!(meant("q=metalurjie").await, Some(json!("métallurgie")));
    assert_eq!(
        meant("q=metalurjie&region=84").await,
        Some(json!("métallurgie"))
    );
    // Nothing is proposed that finds nothing either, and nothing beside events.
    assert_eq!(meant("q=metalurjie&region=11").await, None);
    assert_eq!(meant("q=metallurgie").await, None);
    assert_eq!(meant("region=11").await, None);
}
