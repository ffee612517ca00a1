//! Open data: files of complete editions, and their machine-readable descriptions.

use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine};
use api::app;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::read::GzDecoder;
use http::routes::operations;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::account::{Access, Operation};
use shared::label::LabelState;
use shared::problem::Code;
use std::io::Read as _;

/// A downloaded file, and its contents.
struct File {
    bytes: Vec<u8>,
    text: String,
    tag: String,
    /// Header `Repr-Digest` of the answer.
    digest: String,
}

impl File {
    fn sha256(&self) -> String {
        Sha256::digest(&self.bytes)
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

async fn download(shelf: &Shelf, name: &str) -> File {
    let request = shelf
        .app
        .visitor()
        .request(Method::GET, &format!("/opendata/{name}"))
        .header(header::ACCEPT_ENCODING, "gzip, br");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/gzip");
    let tag = response.headers()[header::ETAG]
        .to_str()
        .unwrap()
        .trim_matches('"')
        .to_owned();
    let digest = response.headers()["Repr-Digest"]
        .to_str()
        .unwrap()
        .to_owned();
    let bytes = response.bytes().await.expect("a body").to_vec();
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .expect("gzip of text");
    File {
        bytes,
        text,
        tag,
        digest,
    }
}

#[rstest]
#[tokio::test]
async fn the_lines_of_an_edition_equal_the_responses_of_the_api(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let ids = [
        shelf.label(1, content()).await,
        shelf.label(2, online()).await,
    ];

    let file = download(&shelf, "evenements-2018.ndjson.gz").await;

    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), ids.len());
    for (line, id) in lines.into_iter().zip(ids) {
        let answer = shelf
            .app
            .visitor()
            .get(&format!("/api/v1/catalogue/events/{id}"))
            .await;
        let mut event = answer.json();
        let members = event.as_object_mut().unwrap();
        // A file is read later than it is written: it leaves the next occurrence out.
        assert!(members.remove("nextBegin").is_some() && members.remove("nextEnd").is_some());
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), event);
    }
}

#[rstest]
#[tokio::test]
async fn the_features_of_an_edition_are_those_of_its_collection() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    let visitor = shelf.app.visitor();

    let file = download(&shelf, "evenements-2018.geojson.gz").await;

    let whole: Value = serde_json::from_str(&file.text).unwrap();
    let items = visitor
        .get("/ogc/collections/events-2018/items")
        .await
        .json();
    assert_eq!(whole["features"], items["features"]);
    let collection = visitor.get("/ogc/collections/events-2018").await;
    assert!(
        collection
            .text
            .contains("/opendata/evenements-2018.geojson.gz")
    );
}

#[tokio::test]
async fn a_file_of_many_parts_is_whole_before_and_after_a_change() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut last = 0;
    for number in 0..=220 {
        last = shelf.label_now(number, content()).1;
    }
    shelf.app.platform.live.reached(last).await;
    let before = download(&shelf, "evenements-2018.ndjson.gz").await;
    download(&shelf, "evenements-2018.geojson.gz").await;

    // The last part changes, and those before it are kept.
    shelf.label(221, online()).await;

    let after = download(&shelf, "evenements-2018.ndjson.gz").await;
    let features = download(&shelf, "evenements-2018.geojson.gz").await;
    assert_eq!(before.text.lines().count(), 221);
    assert_eq!(after.text.lines().count(), 222);
    assert!(after.text.starts_with(&before.text));
    let features: Value = serde_json::from_str(&features.text).unwrap();
    let ids = features["features"].as_array().unwrap().iter();
    let ids: Vec<_> = ids.map(|feature| feature["id"].clone()).collect();
    let lines = after.text.lines().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        event["id"].clone()
    });
    assert_eq!(ids, lines.collect::<Vec<_>>());
}

#[rstest]
#[tokio::test]
async fn the_checksum_of_a_file_is_the_same_everywhere() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let sums = visitor.get("/opendata/SHA256SUMS").await.text;
    let described = visitor.get("/opendata").await.json();
    let nodes = described["@graph"].as_array().unwrap();
    let set = nodes
        .iter()
        .find(|node| node["@type"] == "dcat:Dataset")
        .unwrap();
    let distributions: Vec<_> = set["distribution"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|distribution| distribution.get("compressFormat").is_some())
        .collect();
    assert_eq!(distributions.len(), sums.lines().count());
    let package = visitor.get("/opendata/datapackage.json").await.json();

    for distribution in distributions {
        let address = distribution["downloadURL"].as_str().unwrap();
        let name = address.rsplit('/').next().unwrap();
        let file = download(&shelf, name).await;

        let resources = package["resources"].as_array().unwrap();
        assert!(
            resources.iter().any(|resource| resource["path"] == address
                && resource["hash"] == format!("sha256:{}", file.sha256())),
            "{package}"
        );
        assert_eq!(distribution["byteSize"], file.bytes.len().to_string());
        assert_eq!(file.tag, file.sha256());
        let digest = BASE64_STANDARD.encode(Sha256::digest(&file.bytes));
        assert_eq!(file.digest, format!("sha-256=:{digest}:"));
        assert!(
            sums.contains(&format!("{}  {name}\n", file.sha256())),
            "{sums}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_file_is_never_older_than_the_catalogue() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let name = "evenements-2018.ndjson.gz";
    let first = download(&shelf, name).await;
    assert_eq!(download(&shelf, name).await.tag, first.tag);

    shelf
        .label(2, content_with(json!({ "title": "Visite de la forge" })))
        .await;
    let second = download(&shelf, name).await;
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;
    let third = download(&shelf, name).await;

    let events = |file: &File| file.text.lines().count();
    assert_eq!((events(&first), events(&second), events(&third)), (1, 2, 1));
    let held = shelf
        .app
        .visitor()
        .request(Method::GET, &format!("/opendata/{name}"))
        .header(header::IF_NONE_MATCH, format!("\"{}\"", third.tag));
    assert_eq!(Answer::of(held).await.status.as_u16(), 304);
}

#[rstest]
#[tokio::test]
async fn a_data_set_has_a_licence_and_the_days_of_its_edition() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;

    let answer = shelf.app.visitor().get("/opendata").await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/ld+json")
    );
    assert!(
        answer
            .header(header::LINK)
            .unwrap()
            .contains("rel=\"license\"")
    );
    let described = answer.json();
    let nodes = described["@graph"].as_array().unwrap();
    let set = nodes
        .iter()
        .find(|node| node["@type"] == "dcat:Dataset")
        .unwrap();
    assert_eq!(set["identifier"], "semaine-industrie-2018");
    assert_eq!(set["modified"], "2018-02-05T09:00:00Z");
    assert_eq!(set["temporal"]["startDate"], "2018-03-26");
    assert!(set["license"].as_str().unwrap().contains("licence-ouverte"));
    let page = shelf.app.visitor().get("/opendata?f=html").await;
    assert!(page.text.contains("evenements-2018.ndjson.gz"));
}

#[rstest]
#[case("/opendata/evenements-1999.ndjson.gz")]
#[case("/opendata/evenements-2018.exe")]
#[case("/opendata/..%2Fetc%2Fpasswd")]
#[tokio::test]
async fn a_file_that_is_not_listed_is_not_found(#[case] path: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    shelf.app.visitor().get(path).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn the_text_for_programs_names_every_open_read_and_every_edition() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;

    let answer = shelf.app.visitor().get("/llms.txt").await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("text/markdown; charset=utf-8")
    );
    assert!(answer.text.contains("`edition=2018`") && answer.text.contains("1 labelled event"));
    let document = app::document();
    for (path, item) in &document.paths.paths {
        let open = operations(item).any(|(method, operation)| {
            let id = operation.operation_id.as_deref().unwrap();
            let known = Operation::ALL
                .iter()
                .find(|known| known.id() == id)
                .unwrap();
            method.as_str() == "GET" && known.access() == Access::Anyone
        });
        let line = format!("- [GET {path}]({}{path}): ", shelf.app.address);
        assert_eq!(answer.text.contains(&line), open, "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn the_links_of_the_interface_catalogue_work() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    let answer = visitor.get("/.well-known/api-catalog").await;

    assert!(
        answer
            .header(header::CONTENT_TYPE)
            .unwrap()
            .starts_with("application/linkset+json")
    );
    assert!(
        answer
            .header(header::LINK)
            .unwrap()
            .contains("rel=\"api-catalog\"")
    );
    let sets = answer.json();
    for set in sets["linkset"].as_array().unwrap() {
        for (relation, links) in set.as_object().unwrap() {
            let links = links.as_array().into_iter().flatten();
            for link in links.filter(|_| relation != "item") {
                let address = link["href"].as_str().unwrap();
                let path = address.strip_prefix(&shelf.app.address).unwrap();
                let there = visitor.get(path).await;
                assert_eq!(there.status.as_u16(), 200, "{address}");
                let media_type = there.header(header::CONTENT_TYPE).unwrap();
                assert!(
                    media_type.starts_with(link["type"].as_str().unwrap()),
                    "{address}: {media_type}"
                );
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_description_tells_harvesters_what_they_need() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let site = &shelf.app.address;

    let described = visitor.get("/opendata").await.json();

    let nodes = described["@graph"].as_array().unwrap();
    let of_type = |kind: &str| {
        let found: Vec<_> = nodes.iter().filter(|node| node["@type"] == kind).collect();
        found
    };
    for node in [of_type("dcat:Dataset"), of_type("dcat:DataService")].concat() {
        assert!(node["identifier"].is_string(), "{node}");
    }
    // udata 17.18 drops a data set whose files have a checksum as DCAT-AP wants it.
    let text = described.to_string();
    assert!(
        !text.contains("checksum") && !text.contains("spdx"),
        "{text}"
    );
    let set = of_type("dcat:Dataset")[0];
    assert_eq!(set["modified"], "2018-02-05T09:00:00Z");
    let tables: Vec<_> = set["distribution"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file.get("conformsTo").is_some())
        .collect();
    let schema = format!("{site}/api/v1/catalogue/events.schema.json");
    assert_eq!(
        (tables.len(), &tables[0]["conformsTo"]),
        (1, &json!(schema))
    );
    let address = tables[0]["downloadURL"].as_str().unwrap();
    let table = visitor.get(address.strip_prefix(site).unwrap()).await;
    assert!(table.text.starts_with('\u{feff}'), "{}", table.text);
    assert!(table.text.contains(";visite-1;"), "{}", table.text);
}

#[rstest]
#[tokio::test]
async fn an_edition_changes_with_its_own_events_only() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let mut other = crate::support::edition_2018();
    "2019".clone_into(&mut other.slug);
    other.status = shared::edition::EditionStatus::Archived;
    shelf.app.put_edition(&other);
    shelf.label(1, content()).await;
    shelf.app.clock.set("2018-02-06T09:00:00Z".parse().unwrap());
    shelf.label(2, content()).await;

    let described = visitor.get("/opendata").await.json();

    let nodes = described["@graph"].as_array().unwrap();
    let set = |slug: &str| {
        let identifier = format!("semaine-industrie-{slug}");
        let found = nodes.iter().find(|node| node["identifier"] == identifier);
        found.unwrap_or_else(|| panic!("{described}"))
    };
    assert_eq!(set("2018")["modified"], "2018-02-06T09:00:00Z");
    assert_eq!(set("2019")["modified"], json!(other.opens_at.to_utc()));
    let frequency = |slug| set(slug)["accrualPeriodicity"].as_str().unwrap().to_owned();
    assert!(frequency("2018").ends_with("/UPDATE_CONT"));
    assert!(frequency("2019").ends_with("/NEVER"));
}

#[rstest]
#[tokio::test]
async fn a_broken_download_resumes() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let whole = download(&shelf, "evenements-2018.ndjson.gz").await;

    let request = shelf
        .app
        .visitor()
        .request(Method::GET, "/opendata/evenements-2018.ndjson.gz")
        .header(header::RANGE, "bytes=100-")
        .header(header::IF_RANGE, format!("\"{}\"", whole.tag));
    let rest = request.send().await.unwrap();

    assert_eq!(rest.status().as_u16(), 206);
    assert_eq!(
        rest.headers()[header::CONTENT_RANGE],
        format!("bytes 100-{}/{}", whole.bytes.len() - 1, whole.bytes.len())
    );
    assert_eq!(rest.bytes().await.unwrap(), whole.bytes[100..]);
}
