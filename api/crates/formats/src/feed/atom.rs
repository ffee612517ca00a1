//! Atom (RFC 4287) with the position of each event (GeoRSS-Simple), and with the events that are no longer public (RFC 6721).

use super::{categories, content, image, subtitle, summary};
use crate::collection::EventCollection;
use crate::document::EventDocument;
use crate::{texts, xml};
use anyhow::Context as _;
use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed, Generator, Link, Person, Text, WriteConfig,
};
use catalogue::Entry;
use chrono::{DateTime, Utc};
use shared::event::PublicEvent;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Media type, from RFC 4287.
pub const TYPE: &str = "application/atom+xml; charset=utf-8";

const GEORSS: (&str, &str) = ("georss", "http://www.georss.org/georss");
/// Namespace of deleted entries, from RFC 6721.
const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");
/// URL of the licence of the data.
pub(super) const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";

/// Writes the events as an Atom feed.
#[derive(Debug)]
pub struct AtomDocument;

impl EventDocument for AtomDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        let feed = String::from_utf8(feed(collection).write_to(Vec::new())?)?;
        let (head, _) = feed.rsplit_once("</feed>").context("a feed has an end")?;
        out.push_str(&xml::without_forbidden(head));
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
        let written = atom_entry(collection, entry)?.write_with_config(Vec::new(), bare)?;
        out.push_str(&xml::without_forbidden(std::str::from_utf8(&written)?));
        out.push('\n');
        Ok(())
    }

    fn end(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        for entry in &collection.withdrawn {
            let (id, when) = (entry.event.id, entry.event.updated_at.to_rfc3339());
            writeln!(
                out,
                r#"<at:deleted-entry ref="urn:uuid:{id}" when="{when}"/>"#
            )?;
        }
        out.push_str("</feed>\n");
        Ok(())
    }
}

fn feed(collection: &EventCollection) -> Feed {
    // No event is older than the epoch, which is the last change of an empty feed.
    let updated = collection
        .events
        .iter()
        .chain(&collection.withdrawn)
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
            // Some readers take the first link.
            link("alternate", "text/html", collection.explorer()),
            link("self", "application/atom+xml", collection.address()),
            Link {
                rel: "license".to_owned(),
                href: LICENCE.to_owned(),
                ..Link::default()
            },
        ],
        namespaces: BTreeMap::from(
            [GEORSS, TOMBSTONES].map(|(name, uri)| (name.to_owned(), uri.to_owned())),
        ),
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

fn atom_entry(collection: &EventCollection, shown: &Entry) -> anyhow::Result<AtomEntry> {
    let event = &shown.event;
    let page = link("alternate", "text/html", collection.page(event));
    let picture = image(collection, event).map(|image| link("enclosure", "image/jpeg", image));
    let categories = categories(collection, event).into_iter();
    Ok(AtomEntry {
        title: Text::plain(texts::title_with_status(event.life_status, &event.title)),
        id: format!("urn:uuid:{}", event.id),
        updated: event.updated_at.fixed_offset(),
        published: Some(event.labelled_at.fixed_offset()),
        authors: vec![Person {
            name: event.organiser.name.clone(),
            ..Person::default()
        }],
        categories: categories
            .map(|category| Category {
                // Most readers show the term and ignore the label.
                term: category.label.to_owned(),
                label: Some(category.label.to_owned()),
                scheme: Some(category.scheme),
            })
            .collect(),
        links: std::iter::once(page).chain(picture).collect(),
        summary: Some(Text::plain(summary(event))),
        content: Some(Content {
            value: Some(content(event)?),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        extensions: georss(event),
        ..AtomEntry::default()
    })
}

/// The position of the venue as an extension element.
fn georss(event: &PublicEvent) -> ExtensionMap {
    let Some(venue) = &event.venue else {
        return ExtensionMap::default();
    };
    let point = Extension {
        name: "georss:point".to_owned(),
        value: Some(format!("{} {}", venue.position.lat(), venue.position.lon())),
        ..Extension::default()
    };
    let elements = BTreeMap::from([("point".to_owned(), vec![point])]);
    BTreeMap::from([("georss".to_owned(), elements)])
}
