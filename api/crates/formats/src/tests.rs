//! Every text that the form accepts can be written in every format, and is read back by a strict parser.

use crate::calendar::CalendarDocument;
use crate::collection::EventCollection;
use crate::document::{EventDocument, whole};
use crate::feed::atom::AtomDocument;
use crate::feed::json::JsonFeedDocument;
use crate::feed::rss::RssDocument;
use crate::france_travail::FranceTravailDocument;
use crate::geojson::GeoJsonDocument;
use crate::programme::{ProgrammeDocument, render_pdf};
use crate::table::{Columns, CsvDocument, workbook};
use catalogue::{Catalogue, Entry, Rendered};
use print::Fonts;
use proptest::prelude::*;
use serde_json::json;
use serde_json::value::to_raw_value;
use shared::event::{PublicEvent, limits};
use shared::text::{Limits, markdown};
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

/// The user-written texts of an event.
#[derive(Debug, Clone)]
struct Texts {
    title: String,
    summary: String,
    description: String,
    organiser: String,
    note: String,
    venue: String,
}

/// Texts that these limits accept, as they are stored, with characters that some format cannot carry.
fn accepted(limits: Limits) -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        6 => prop::char::range('a', 'z'),
        2 => prop::sample::select(vec![
            ' ', ',', ';', ':', '"', '\'', '\\', '<', '>', '&', '=', '+', '-', '@', '|', '{', ']', '\n', '\r', '\t',
            '\u{85}', '\u{a0}', '\u{ad}', '\u{301}', '\u{200b}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{f0b7}', '\u{fffd}',
            '\u{fffe}', '\u{ffff}', '\u{1fffe}', '₂', '→', '✔', 'ﬁ', 'Ω', '🏭', 'م', '工',
        ]),
        1 => any::<char>(),
    ];
    prop::collection::vec(sign, 0..60).prop_filter_map("accepted by entry", move |signs| {
        let raw = format!(
            "Visite guidée des ateliers {}",
            signs.into_iter().collect::<String>()
        );
        limits.read("/text", &raw).ok().flatten()
    })
}

fn texts() -> impl Strategy<Value = Texts> {
    (
        accepted(limits::TITLE),
        accepted(limits::SUMMARY),
        accepted(limits::DESCRIPTION),
        accepted(limits::NAME),
        accepted(limits::NOTE),
        accepted(limits::VENUE_NAME),
    )
        .prop_map(
            |(title, summary, description, organiser, note, venue)| Texts {
                title,
                summary,
                description,
                organiser,
                note,
                venue,
            },
        )
}

fn event(texts: &Texts) -> PublicEvent {
    let event = json!({
        "id": "01900000-0000-7000-8000-000000000001",
        "edition": "2018",
        "slug": "visite",
        "lifeStatus": "scheduled",
        "lifeNote": texts.note,
        "title": texts.title,
        "summary": texts.summary,
        "description": texts.description,
        "kind": "other",
        "kindOther": texts.venue,
        "topics": [],
        "sectors": [],
        "followsTheme": false,
        "organiser": { "name": texts.organiser, "kind": "company", "coOrganisers": [texts.venue] },
        "attendanceMode": "on_site",
        "venue": {
            "name": texts.venue, "address": texts.note, "postalCode": "69200", "insee": "69259", "city": "Vénissieux",
            "department": "69", "departmentName": "Rhône", "region": "84", "regionName": "Auvergne-Rhône-Alpes",
            "position": { "lon": 4.88, "lat": 45.69 }
        },
        "timezone": "Europe/Paris",
        "occurrences": [{ "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" }],
        "audiences": ["pupils"],
        "accessMode": "open",
        "conditions": texts.note,
        "accessibility": [],
        "constraints": [],
        "labelledAt": "2018-02-05T09:00:00Z",
        "updatedAt": "2018-02-05T09:00:00Z"
    });
    serde_json::from_value(event).unwrap()
}

fn collection(event: PublicEvent) -> EventCollection {
    let rendered = Rendered {
        summary: to_raw_value(&()).unwrap(),
        feature: None,
    };
    EventCollection {
        catalogue: Arc::new(Catalogue::default()),
        edition: None,
        events: vec![Arc::new(Entry::new(event, None, None, rendered))],
        withdrawn: Vec::new(),
        site: "https://semaine.example".to_owned(),
        path: "/export".into(),
        query: String::new(),
        filters: String::new(),
        room: None,
    }
}

fn written(document: impl EventDocument, texts: &Texts) -> String {
    whole(document, &collection(event(texts))).unwrap()
}

/// The text without the characters that XML cannot carry.
fn in_xml(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// Text of the first element of this name below an element of another.
fn element(xml: &str, parent: &str, name: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let parents = document
        .descendants()
        .filter(|node| node.tag_name().name() == parent);
    let mut found = parents
        .flat_map(|node| node.children())
        .filter(|node| node.tag_name().name() == name);
    found
        .next()
        .and_then(|node| node.text())
        .unwrap_or_default()
        .to_owned()
}

fn fonts() -> Fonts {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist");
    Fonts::read(|path| {
        let packed = std::fs::read(dist.join(format!("{path}.br"))).ok()?;
        let mut font = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut font).ok()?;
        Some(font)
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn feeds_are_well_formed_xml(texts in texts()) {
        let atom = written(AtomDocument, &texts);
        let rss = written(RssDocument, &texts);

        prop_assert_eq!(element(&atom, "entry", "title"), in_xml(&texts.title));
        prop_assert_eq!(element(&rss, "item", "title"), in_xml(&texts.title));
        let content = element(&atom, "entry", "content");
        prop_assert_eq!(&content, &element(&rss, "item", "description"));
        // The content of these texts is XML too.
        let content = format!("<div>{}</div>", content.replace("<br>", "<br/>"));
        let parsed = roxmltree::Document::parse(&content).map(|_| ());
        prop_assert!(parsed.is_ok(), "{:?}: {}", parsed, content);
    }

    #[test]
    fn json_has_the_texts_as_they_are(texts in texts()) {
        let feed: serde_json::Value = serde_json::from_str(&written(JsonFeedDocument::default(), &texts)).unwrap();
        let features: serde_json::Value = serde_json::from_str(&written(GeoJsonDocument::default(), &texts)).unwrap();

        prop_assert_eq!(&feed["items"][0]["title"], &texts.title);
        prop_assert_eq!(&features["features"][0]["properties"]["description"], &texts.description);
    }

    #[test]
    fn a_page_of_france_travail_has_the_texts_as_they_are(texts in texts()) {
        let page: serde_json::Value = serde_json::from_str(&written(FranceTravailDocument::default(), &texts)).unwrap();
        let item = &page["content"][0];

        prop_assert_eq!(&page["totalElements"], 1);
        prop_assert_eq!(&item["titre"], &texts.title);
        prop_assert_eq!(&item["description"], &texts.summary);
        let plain = markdown::plain(&texts.description);
        prop_assert_eq!(&item["deroulement"], &*plain);
        prop_assert_eq!(&item["libelleOrganisateurPrincipal"], &texts.organiser);
    }

    #[test]
    fn a_calendar_has_one_property_a_line(texts in texts()) {
        let calendar = written(CalendarDocument::named(texts.title.clone()), &texts);

        prop_assert!(calendar.ends_with("END:VCALENDAR\r\n"));
        prop_assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
        let lines = calendar.replace("\r\n ", "");
        for line in lines.trim_end().split("\r\n") {
            prop_assert!(!line.contains(['\r', '\n']), "{line:?}");
            let name = line.split([':', ';']).next().unwrap();
            prop_assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line:?}");
        }
        let summary = lines.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
        let summary = summary.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        prop_assert_eq!(summary, texts.title.replace('\t', " "));
    }

    #[test]
    fn a_table_has_a_row_for_an_event(texts in texts()) {
        let columns = Columns::parse(Some("title_fr,longdescription_fr,sdi_organiser")).unwrap();
        let table = written(CsvDocument::new(columns.clone()), &texts);
        let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(table.trim_start_matches('\u{feff}').as_bytes())
            .records()
            .collect::<Result<_, _>>()
            .unwrap();
        prop_assert_eq!(rows.len(), 1);
        let plain = markdown::plain(&texts.description);
        prop_assert_eq!(&rows[0][1], &*plain);

        let book = workbook(&columns, &collection(event(&texts))).unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut sheet = String::new();
        parts.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        let sheet = roxmltree::Document::parse(&sheet).unwrap();
        let cells: Vec<_> = sheet.descendants().filter(|node| node.tag_name().name() == "t").collect();
        // Three names of columns and the one that is added, then the row.
        prop_assert_eq!(cells[4].text().unwrap_or_default(), in_xml(&texts.title));
        for node in sheet.descendants().filter(|node| node.tag_name().name() == "row") {
            prop_assert_eq!(node.children().count(), 4);
        }
    }

    #[test]
    fn a_page_has_no_markup_of_its_users(texts in texts()) {
        let mut collection = collection(event(&texts));
        let page = whole(ProgrammeDocument::of(&mut collection), &collection).unwrap();

        prop_assert_eq!(page.matches("<article").count(), 1);
        prop_assert_eq!(page.matches("<h4>").count(), 1);
        let body = page.split("<h4>").nth(1).and_then(|rest| rest.split("</h4>").next()).unwrap();
        let body = format!("<a>{}</a>", in_xml(body));
        prop_assert!(roxmltree::Document::parse(&body).is_ok(), "{}", body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_programme_is_printed(texts in texts()) {
        let file = render_pdf(&collection(event(&texts)), fonts());

        prop_assert!(file.is_ok(), "{:?}", file.err());
        prop_assert!(file.unwrap().starts_with(b"%PDF-"));
    }
}
