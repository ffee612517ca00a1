//! Export formats: their common behaviour, and each format.

mod accepted_texts;
mod export_atom;
mod export_calendar;
mod export_csv;
mod export_event_calendar;
mod export_france_travail;
mod export_geojson;
mod export_json_feed;
mod export_programme;
mod export_rss;
mod export_xlsx;
mod get_table_schema;
mod occurrence_states;
mod print_programme;

use crate::catalogue::{Shelf, content, content_with, online};
use crate::site::described;
use crate::support::{Answer, Engine};
use flate2::read::GzDecoder;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Path of each list format, with its media type.
const LISTS: [(&str, &str); 9] = [
    (
        "/api/v1/catalogue/events.ics",
        "text/calendar; charset=utf-8",
    ),
    (
        "/api/v1/catalogue/events.atom",
        "application/atom+xml; charset=utf-8",
    ),
    (
        "/api/v1/catalogue/events.rss",
        "application/rss+xml; charset=utf-8",
    ),
    (
        "/api/v1/catalogue/events.feed.json",
        "application/feed+json",
    ),
    (
        "/api/v1/catalogue/events.csv",
        "text/csv; charset=utf-8; header=present",
    ),
    (
        "/api/v1/catalogue/events.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("/api/v1/catalogue/events.geojson", "application/geo+json"),
    (
        "/api/v1/catalogue/events.france-travail.json",
        "application/json",
    ),
    ("/programme", "text/html; charset=utf-8"),
];

/// A visit on 24 March, and another on 25 March, around the night on which the clocks of Paris are put forward.
fn over_the_change() -> Value {
    content_with(json!({
        "title": "La nuit des usines; et le matin",
        "description": "Une ligne.\n\nUne autre, avec une virgule.",
        "occurrences": [
            { "begin": "2018-03-24T22:00:00+01:00", "end": "2018-03-25T03:30:00+02:00" },
            { "begin": "2018-03-25T09:00:00+02:00", "end": "2018-03-25T11:00:00+02:00", "capacity": 30 }
        ]
    }))
}

/// A visit in La Réunion.
fn far_away() -> Value {
    content_with(json!({
        "title": "Visite de la sucrerie",
        "venue": {
            "name": "Sucrerie", "address": "2 chemin du Gol", "postalCode": "97450", "insee": "97414", "city": "Saint-Louis",
            "department": "974", "departmentName": "La Réunion", "region": "04", "regionName": "La Réunion",
            "position": { "lon": 55.4, "lat": -21.28 }
        },
        "department": "974",
        "region": "04",
        "timezone": "Indian/Reunion",
        "occurrences": [{ "begin": "2018-04-03T08:00:00+04:00", "end": "2018-04-03T10:00:00+04:00" }]
    }))
}

#[rstest]
#[tokio::test]
async fn every_format_answers_anybody_with_a_tag_and_its_type(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    for (number, (path, media_type)) in (10u8..).zip(LISTS) {
        let answer = visitor.get(path).await;

        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
        assert_eq!(answer.header(header::CONTENT_TYPE), Some(media_type));
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            Some("*")
        );
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            Some("public, max-age=1, stale-while-revalidate=1")
        );
        let tag = answer.header(header::ETAG).expect("a tag").to_owned();
        let again = visitor
            .request(Method::GET, path)
            .header(header::IF_NONE_MATCH, &tag);
        assert_eq!(Answer::of(again).await.status.as_u16(), 304, "{path}");

        shelf.label(number, online()).await;
        let changed = visitor
            .request(Method::GET, path)
            .header(header::IF_NONE_MATCH, &tag);
        assert_eq!(Answer::of(changed).await.status.as_u16(), 200, "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn an_unknown_parameter_is_named() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    for (path, _) in LISTS {
        for (query, code, pointer) in [
            ("colour=red", Code::UnknownParameter, "/colour"),
            ("limit=10", Code::UnknownParameter, "/limit"),
            ("utm_source=letter", Code::UnknownParameter, "/utm_source"),
            ("kind=siesta", Code::InvalidParameter, "/kind"),
            ("edition=1999", Code::InvalidParameter, "/edition"),
            ("region=84&region=93", Code::InvalidParameter, "/region"),
        ] {
            let problem = visitor.get(&format!("{path}?{query}")).await.refused(code);
            assert_eq!(problem.errors[0].pointer, pointer, "{path}?{query}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_long_document_is_the_same_from_the_cache() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut last = 0;
    // 512 occurrences: a document of at most 500 is rendered at once.
    for number in 0..=255 {
        last = shelf.label_now(number, over_the_change()).1;
    }
    shelf.app.platform.live.reached(last).await;
    let visitor = shelf.app.visitor();

    for (path, _) in LISTS.iter().filter(|(path, _)| !path.ends_with("xlsx")) {
        let chunks = visitor.get(path).await;
        let whole = visitor.get(path).await;
        let kept = visitor.get(path).await;

        assert!(chunks.text.len() > 100_000, "{path}: {}", chunks.text.len());
        assert!(
            chunks.text == whole.text && whole.text == kept.text,
            "{path}"
        );
        assert_eq!(
            chunks.header(header::ETAG),
            kept.header(header::ETAG),
            "{path}"
        );
        assert_eq!(
            chunks.header(header::CONTENT_DISPOSITION),
            kept.header(header::CONTENT_DISPOSITION)
        );
        for encoding in ["br", "gzip"] {
            // A different filter, so that the first response is rendered again.
            let path = format!("{path}?age={}", if encoding == "br" { 10 } else { 11 });
            for _ in 0..2 {
                let asked = visitor
                    .request(Method::GET, &path)
                    .header(header::ACCEPT_ENCODING, encoding);
                let answer = Answer::of(asked).await;
                assert_eq!(
                    answer.header(header::CONTENT_ENCODING),
                    Some(encoding),
                    "{path}"
                );
                assert!(answer.text.len() < chunks.text.len() / 5);
            }
        }
    }
}

#[tokio::test]
async fn a_whole_edition_in_gzip_is_the_document_before_and_after_a_change() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut last = 0;
    // 508 occurrences: a document of at most 500 is rendered at once.
    for number in 0..=253 {
        last = shelf.label_now(number, over_the_change()).1;
    }
    shelf.app.platform.live.reached(last).await;
    let visitor = shelf.app.visitor();

    for number in [254, 255] {
        for (path, _) in LISTS.iter().filter(|(path, _)| !path.ends_with("xlsx")) {
            let request = visitor
                .request(Method::GET, path)
                .header(header::ACCEPT_ENCODING, "gzip, br");
            let response = request.send().await.unwrap();
            assert_eq!(
                response.headers()[header::CONTENT_ENCODING],
                "gzip",
                "{path}"
            );
            let packed = response.bytes().await.unwrap();
            let mut text = String::new();
            GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();

            assert!(text == visitor.get(path).await.text, "{path}");
        }
        shelf.label(number, online()).await;
    }
}

#[tokio::test]
async fn a_client_without_time_left_gets_long_texts_uncompressed_and_no_file() {
    let shelf = Shelf::configured(Engine::Sqlite, &[("SEMAINE_EXPORT_TIME", "0")]).await;
    let description = "Du métal liquide à la pièce finie. ".repeat(140);
    let mut content = over_the_change();
    content["description"] = description.into();
    let mut last = 0;
    for number in 0..=255 {
        last = shelf.label_now(number, content.clone()).1;
    }
    shelf.app.platform.live.reached(last).await;
    let get = async |path: &str| {
        let request = shelf.app.visitor().request(Method::GET, path);
        let request = request.header(header::ACCEPT_ENCODING, "br, gzip");
        request.send().await.unwrap()
    };

    for _ in 0..2 {
        let long = get("/api/v1/catalogue/events.csv?age=10").await;
        assert_eq!(long.status().as_u16(), 200);
        assert_eq!(long.headers().get(header::CONTENT_ENCODING), None);
        let mut varies = long.headers().get_all(header::VARY).iter();
        assert!(varies.any(|it| it.as_bytes().eq_ignore_ascii_case(b"accept-encoding")));
        assert!(long.bytes().await.unwrap().len() > 1 << 20);
    }
    let short = get("/api/v1/catalogue/events.csv?columns=uid&age=10").await;
    assert_eq!(short.headers()[header::CONTENT_ENCODING], "br");
    for path in ["/programme.pdf", "/api/v1/catalogue/events.xlsx"] {
        let refused = get(path).await;
        assert_eq!(refused.status().as_u16(), 429, "{path}");
        assert_eq!(refused.headers()[header::RETRY_AFTER], "600");
    }
}

#[rstest]
#[tokio::test]
async fn any_range_of_a_file_is_sent_from_the_first_request_on() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut last = 0;
    for number in 0..=220 {
        last = shelf.label_now(number, over_the_change()).1;
    }
    shelf.app.platform.live.reached(last).await;
    let visitor = shelf.app.visitor();

    for (path, _) in LISTS {
        let get = async |name: header::HeaderName, value: &str| {
            let request = visitor.request(Method::GET, path).header(name, value);
            request.send().await.unwrap()
        };
        let part = get(header::RANGE, "bytes=10-29").await;
        assert_eq!(part.status().as_u16(), 206, "{path}");
        assert_eq!(part.headers()[header::ACCEPT_RANGES], "bytes");
        let range = part.headers()[header::CONTENT_RANGE]
            .to_str()
            .unwrap()
            .to_owned();
        let part = part.bytes().await.unwrap();

        let whole = get(header::ACCEPT, "*/*").await;
        let headers = whole.headers().clone();
        assert_eq!(whole.status().as_u16(), 200);
        assert_eq!(headers.get(header::CONTENT_ENCODING), None);
        let whole = whole.bytes().await.unwrap();
        assert_eq!(headers[header::CONTENT_LENGTH], whole.len().to_string());
        assert_eq!(range, format!("bytes 10-29/{}", whole.len()), "{path}");
        assert_eq!(part, whole[10..30], "{path}");

        let tag = headers[header::ETAG].to_str().unwrap();
        let resumed = visitor
            .request(Method::GET, path)
            .header(header::RANGE, "bytes=50-")
            .header(header::ACCEPT_ENCODING, "gzip, br")
            .header(header::IF_RANGE, tag);
        let resumed = resumed.send().await.unwrap();
        assert_eq!(resumed.status().as_u16(), 206, "{path}");
        assert_eq!(resumed.bytes().await.unwrap(), whole[50..], "{path}");
        let other = visitor
            .request(Method::GET, path)
            .header(header::RANGE, "bytes=50-")
            .header(header::IF_RANGE, "\"another\"");
        assert_eq!(other.send().await.unwrap().status().as_u16(), 200, "{path}");

        let beyond = get(header::RANGE, &format!("bytes={}-", whole.len())).await;
        assert_eq!(
            beyond.headers()[header::CONTENT_RANGE],
            format!("bytes */{}", whole.len())
        );
        assert_eq!(beyond.status().as_u16(), 416);
    }
}

/// The markup of a description in the formats that have HTML, plain text or the Markdown itself.
#[tokio::test]
async fn a_formatted_description_suits_each_format() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let markdown = "Au **programme** :\n- [fonderie](https://exemple.fr)\n- *laminoir*";
    let plain = "Au programme :\n- fonderie (https://exemple.fr)\n- laminoir";
    let changes = json!({ "description": markdown });
    shelf.label(1, content_with(changes)).await;
    let visitor = shelf.app.visitor();
    let catalogue = "/api/v1/catalogue/events";

    let feed = visitor.get(&format!("{catalogue}.feed.json")).await.json();
    let features = visitor.get(&format!("{catalogue}.geojson")).await.json();
    let items = visitor.get("/ogc/collections/events/items").await.json();
    let table = visitor
        .get(&format!("{catalogue}.csv?columns=longdescription_fr"))
        .await
        .text;
    let found = visitor
        .get(&format!("{catalogue}?q=laminoir&count=true"))
        .await
        .json();

    let content = feed["items"][0]["content_html"].as_str().expect("HTML");
    assert!(
        content.ends_with(
            "<p>Au <strong>programme</strong>\u{202f}:</p><ul><li><a href=\"https://exemple.fr\" \
             rel=\"nofollow ugc noopener\">fonderie</a></li><li><em>laminoir</em></li></ul>"
        ),
        "{content}"
    );
    assert_eq!(
        features["features"][0]["properties"]["description"],
        markdown
    );
    assert_eq!(items["features"][0]["properties"]["description"], plain);
    assert!(table.contains(plain), "{table}");
    assert_eq!(found["total"], 1);

    let atom = visitor.get(&format!("{catalogue}.atom")).await.text;
    assert!(
        atom.contains("&lt;strong&gt;programme&lt;/strong&gt;"),
        "{atom}"
    );
    let workbook = visitor
        .request(
            Method::GET,
            &format!("{catalogue}.xlsx?columns=longdescription_fr"),
        )
        .send()
        .await
        .unwrap();
    let workbook = unpacked(&workbook.bytes().await.unwrap());
    for line in plain.lines() {
        assert!(workbook.contains(line), "{line} in {workbook}");
    }
    assert!(!workbook.contains("**"), "{workbook}");
}

/// All parts of a workbook, one after the other.
fn unpacked(workbook: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        part.read_to_string(&mut text).unwrap();
    }
    text
}

/// Formats that show an event in a few lines have its summary, and nothing of the description.
#[tokio::test]
async fn where_there_is_little_room_the_summary_stands() {
    const SUMMARY: &str = "Du métal liquide à la pièce finie, en une heure.";
    let shelf = Shelf::start(Engine::Sqlite).await;
    let changes =
        json!({ "description": "Au **programme** :\n- le [laminoir](https://exemple.fr)" });
    shelf.label(1, content_with(changes)).await;

    let programme = shelf.app.visitor().get("/programme").await.text;

    assert!(programme.contains(SUMMARY), "{programme}");
    assert!(!programme.contains("laminoir"), "{programme}");
}

/// The description of the only calendar entry of a platform, and that of the JSON-LD of the event's page.
async fn descriptions(shelf: &Shelf) -> (String, String) {
    let visitor = shelf.app.visitor();
    let calendar = visitor.get("/api/v1/catalogue/events.ics").await.text;
    let calendar = calendar.replace("\r\n ", "");
    let entry = calendar
        .split("\r\n")
        .find_map(|line| line.strip_prefix("DESCRIPTION:"))
        .expect("an entry");
    let entry = entry.replace("\\n", "\n").replace('\\', "");
    let page = visitor.get("/evenements/2018/visite-1").await.text;
    let data = described(&page, "Event");
    let linked = data["description"].as_str().expect("a text");
    (entry, linked.to_owned())
}

/// Practical information comes before the description, and the link to the whole at the end.
#[tokio::test]
async fn calendars_and_linked_data_have_the_description_below_the_summary() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let changes = json!({
        "description": "Au **programme** :\n- [fonderie](https://exemple.fr)\n- *laminoir*",
        "conditions": "Chaussures fermées",
    });
    shelf.label(1, content_with(changes)).await;

    let (entry, linked) = descriptions(&shelf).await;

    let said = "Au programme :\n- fonderie (https://exemple.fr)\n- laminoir";
    assert_eq!(
        linked,
        format!("Du métal liquide à la pièce finie, en une heure.\n\n{said}")
    );
    let page = format!("{}/evenements/2018/visite-1", shelf.app.address);
    let below = format!("\nConditions\u{202f}: Chaussures fermées\n\n{said}\n\n{page}");
    assert!(entry.ends_with(&below), "{entry}");
}

#[tokio::test]
async fn a_long_description_ends_after_a_word_in_calendars_and_linked_data() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let changes = json!({ "description": "four ".repeat(200).trim_end() });
    shelf.label(1, content_with(changes)).await;

    let (entry, linked) = descriptions(&shelf).await;

    let kept = format!("{}…", "four ".repeat(100).trim_end());
    assert_eq!(kept.chars().count(), 500);
    assert_eq!(
        linked,
        format!("Du métal liquide à la pièce finie, en une heure.\n\n{kept}")
    );
    assert!(entry.contains(&format!("\n\n{kept}\n\n")), "{entry}");
}

#[tokio::test]
async fn a_description_that_repeats_the_summary_is_not_shown_twice() {
    const SUMMARY: &str = "Du métal liquide à la pièce finie, en une heure.";
    let shelf = Shelf::start(Engine::Sqlite).await;
    let changes = json!({ "description": SUMMARY });
    shelf.label(1, content_with(changes)).await;

    let (entry, linked) = descriptions(&shelf).await;

    assert_eq!(linked, SUMMARY);
    assert_eq!(entry.matches(SUMMARY).count(), 1, "{entry}");
}
