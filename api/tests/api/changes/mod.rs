//! The stream of changes to the public events.

mod event_streams;
mod history;
mod pages;

use crate::catalogue::Shelf;
use crate::support::{Answer, Person};
use flate2::read::GzDecoder;
use reqwest::{Method, header};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;

/// Path of the stream.
const CHANGES: &str = "/api/v1/changes";
/// The dump of the edition.
const DUMP: &str = "/opendata/evenements-2018.ndjson.gz";

/// The next page of the stream: `query` has the filters and other parameters.
async fn page(reader: &Person, query: &str) -> Value {
    reader.get(&format!("{CHANGES}?{query}")).await.ok(200)
}

/// A cursor at the end of the stream with these filters.
async fn end(reader: &Person, filters: &str) -> String {
    let mut mirror = Mirror::of(filters);
    mirror.read(reader, 100).await;
    mirror.cursor.expect("a cursor")
}

/// The kinds and identifiers of the changes of a page, with the reasons of removals.
fn changes_in(page: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            (
                text(&item["kind"]).expect("a kind"),
                text(&item["id"]).expect("an id"),
                text(&item["reason"]),
            )
        })
        .collect()
}

/// The events of the edition as its dump has them, by identifier.
async fn dump(reader: &Person) -> BTreeMap<String, Value> {
    let request = reader
        .request(Method::GET, DUMP)
        .header(header::ACCEPT_ENCODING, "identity");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    let bytes = response.bytes().await.expect("a body");
    let mut text = String::new();
    GzDecoder::new(&*bytes)
        .read_to_string(&mut text)
        .expect("gzip of text");
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|event| (event["id"].as_str().expect("an id").to_owned(), event))
        .collect()
}

/// Target of the `Link` header with a relation.
fn link(answer: &Answer, relation: &str) -> Option<String> {
    let wanted = format!("rel=\"{relation}\"");
    answer
        .headers
        .get_all(header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find(|value| value.ends_with(&wanted))
        .and_then(|value| {
            let (address, _) = value.strip_prefix('<')?.split_once('>')?;
            Some(address.to_owned())
        })
}

/// A partner who keeps a copy of the events of a stream.
#[derive(Debug, Clone)]
struct Mirror {
    filters: String,
    events: BTreeMap<String, Value>,
    cursor: Option<String>,
}

impl Mirror {
    fn of(filters: &str) -> Self {
        Self {
            filters: filters.to_owned(),
            events: BTreeMap::new(),
            cursor: None,
        }
    }

    /// Address of the next page.
    fn next(&self, limit: u32) -> String {
        let since = self.cursor.iter().map(|cursor| format!("&since={cursor}"));
        let since: String = since.collect();
        format!("{CHANGES}?{}&limit={limit}{since}", self.filters)
    }

    /// Stores what a page tells; returns whether more follows.
    fn take(&mut self, page: &Value) -> bool {
        for item in page["items"].as_array().expect("items") {
            let id = item["id"].as_str().expect("an id");
            if item["kind"] == "removed" {
                self.events.remove(id);
            } else {
                assert_eq!(item["event"]["id"], item["id"]);
                self.events.insert(id.to_owned(), item["event"].clone());
            }
        }
        self.cursor = Some(page["cursor"].as_str().expect("a cursor").to_owned());
        page["more"].as_bool().expect("whether more follows")
    }

    /// Reads until the copy is complete.
    async fn read(&mut self, reader: &Person, limit: u32) {
        loop {
            let page: Value = reader.get(&self.next(limit)).await.ok(200);
            if !self.take(&page) {
                return;
            }
        }
    }
}

/// Expected content of a copy: the events that the list finds, as the dump has them.
async fn public(shelf: &Shelf, filters: &str) -> BTreeMap<String, Value> {
    let reader = shelf.app.visitor();
    let list: Value = reader
        .get(&format!("/api/v1/catalogue/events?{filters}&limit=100"))
        .await
        .ok(200);
    let found: Vec<&str> = list["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|item| item["id"].as_str())
        .collect();
    let mut all = dump(&reader).await;
    all.retain(|id, _| found.contains(&id.as_str()));
    assert_eq!(all.len(), found.len());
    all
}
