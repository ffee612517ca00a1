//! Atom (RFC 4287) with the position of each event (GeoRSS-Simple).

use super::{days, place, subtitle};
use crate::collection::EventCollection;
use crate::document::EventDocument;
use crate::texts;
use anyhow::Context as _;
use atom_syndication::extension::Extension;
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed, Generator, Link, Person, Text, WriteConfig,
};
use catalogue::Entry;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Media type (RFC 4287).
pub const TYPE: &str = "application/atom+xml; charset=utf-8";

const GEORSS: (&str, &str) = ("georss", "http://www.georss.org/georss");
const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";

/// Writes the events as an Atom feed.
#[derive(Debug)]
pub struct AtomDocument;

impl EventDocument for AtomDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        let feed = String::from_utf8(feed(collection).write_to(Vec::new())?)?;
        let (head, _) = feed.rsplit_once("</feed>").context("a feed has an end")?;
        out.push_str(head);
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let bare = WriteConfig {
            write_document_declaration: false,
            indent_size: None,
        };
        let written = atom_entry(collection, entry).write_with_config(Vec::new(), bare)?;
        out.push_str(std::str::from_utf8(&written)?);
        out.push('\n');
        Ok(())
    }

    fn end(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push_str("</feed>\n");
        Ok(())
    }
}

fn feed(collection: &EventCollection) -> Feed {
    // No event is older than the epoch, which is the last change of an empty feed.
    let updated = collection
        .events
        .iter()
        .map(|entry| entry.event.updated_at)
        .max();
    Feed {
        lang: Some("fr".to_owned()),
        title: Text::plain(collection.title()),
        subtitle: Some(Text::plain(subtitle(collection))),
        id: collection.address(),
        updated: updated
            .unwrap_or(DateTime::<Utc>::UNIX_EPOCH)
            .fixed_offset(),
        generator: Some(Generator {
            value: "semaine".to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links: vec![
            link("self", "application/atom+xml", collection.address()),
            link("alternate", "text/html", collection.explorer()),
            Link {
                rel: "license".to_owned(),
                href: LICENCE.to_owned(),
                ..Link::default()
            },
        ],
        namespaces: BTreeMap::from([GEORSS].map(|(name, uri)| (name.to_owned(), uri.to_owned()))),
        ..Feed::default()
    }
}

fn link(rel: &str, mime_type: &str, href: String) -> Link {
    Link {
        rel: rel.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        href,
        ..Link::default()
    }
}

fn atom_entry(collection: &EventCollection, shown: &Entry) -> AtomEntry {
    let event = &shown.event;
    let term = |term: &str, label: &str| Category {
        term: term.to_owned(),
        label: Some(label.to_owned()),
        scheme: None,
    };
    let topics = collection.labels(event, &event.topics, |edition| &edition.vocabularies.topics);
    AtomEntry {
        title: Text::plain(texts::title_with_status(event.life_status, &event.title)),
        id: format!("urn:uuid:{}", event.id),
        updated: event.updated_at.fixed_offset(),
        published: Some(event.labelled_at.fixed_offset()),
        authors: vec![Person {
            name: event.organiser.name.clone(),
            ..Person::default()
        }],
        categories: std::iter::once(term(&event.kind, collection.kind(event)))
            .chain(
                event
                    .topics
                    .iter()
                    .zip(topics)
                    .map(|(id, label)| term(id, label)),
            )
            .collect(),
        links: vec![link("alternate", "text/html", collection.page(event))],
        summary: Some(Text::plain(format!(
            "{} – {}. {}",
            days(event),
            place(event),
            event.summary
        ))),
        content: Some(Content {
            value: Some(event.description.clone()),
            content_type: Some("text".to_owned()),
            ..Content::default()
        }),
        extensions: event
            .venue
            .as_ref()
            .map(|venue| {
                let point = Extension {
                    name: "georss:point".to_owned(),
                    value: Some(format!("{} {}", venue.position.lat(), venue.position.lon())),
                    ..Extension::default()
                };
                BTreeMap::from([(
                    "georss".to_owned(),
                    BTreeMap::from([("point".to_owned(), vec![point])]),
                )])
            })
            .unwrap_or_default(),
        ..AtomEntry::default()
    }
}
