//! OGC API – Features, for geographic information systems.

mod documents;
mod get_item;
mod list_items;

use crate::catalogue::Shelf;
use crate::support::Answer;
use reqwest::header::HeaderName;
use serde_json::Value;
use shared::edition::{Edition, EditionStatus, Term};

/// Path and query of an absolute URL.
pub(crate) fn path_of(shelf: &Shelf, address: &str) -> String {
    address
        .strip_prefix(&shelf.app.address)
        .unwrap_or_else(|| panic!("{address} is not on this site"))
        .to_owned()
}

/// URL of the link with this relation.
pub(crate) fn link(document: &Value, relation: &str) -> Option<String> {
    let links = document["links"].as_array().expect("links");
    links
        .iter()
        .find(|link| link["rel"] == relation)
        .map(|link| link["href"].as_str().expect("an address").to_owned())
}

/// The URI in `Content-Crs`.
fn content_crs(answer: &Answer) -> Option<&str> {
    answer
        .header(HeaderName::from_static("content-crs"))?
        .strip_prefix('<')?
        .strip_suffix('>')
}

/// An edition of another year, with a kind that 2018 does not have.
pub(crate) fn edition_2017() -> Edition {
    let mut edition = crate::support::edition_2018();
    edition.slug = "2017".to_owned();
    edition.name = "Semaine de l’Industrie 2017".to_owned();
    edition.status = EditionStatus::Archived;
    edition.vocabularies.kinds.push(Term {
        ended: false,
        id: "parade".to_owned(),
        label: "Défilé".to_owned(),
        label_en: None,
        france_travail: None,
        other: false,
        outside_programme: false,
        url: None,
    });
    edition
}
