//! RSS 2.0 (<https://www.rssboard.org/rss-specification>), for readers that do not know Atom.

use super::atom::LICENCE;
use super::{categories, content, image, subtitle};
use crate::collection::EventCollection;
use crate::document::EventDocument;
use crate::{texts, xml};
use anyhow::Context as _;
use catalogue::Entry;
use chrono::{DateTime, Utc};
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Media type, which no standard registers.
pub const TYPE: &str = "application/rss+xml; charset=utf-8";

const NAMESPACES: [(&str, &str); 3] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("georss", "http://www.georss.org/georss"),
];
/// Minutes after which a reader may request the feed again.
const TTL_MINUTES: &str = "60";

/// Writes the events as an RSS feed.
#[derive(Debug)]
pub struct RssDocument;

impl EventDocument for RssDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        let feed = channel(collection).to_string();
        let (head, _) = feed
            .rsplit_once("</channel>")
            .context("a channel has an end")?;
        out.push_str(&xml::without_forbidden(head));
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let written = Channel {
            items: vec![item(collection, entry)?],
            ..Channel::default()
        };
        let written = written.to_string();
        let start = written.find("<item>").context("an item has a start")?;
        let (item, _) = written
            .get(start..)
            .and_then(|rest| rest.rsplit_once("</channel>"))
            .context("an item has an end")?;
        out.push_str(&xml::without_forbidden(item));
        out.push('\n');
        Ok(())
    }

    fn end(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push_str("</channel></rss>\n");
        Ok(())
    }
}

fn channel(collection: &EventCollection) -> Channel {
    let updated = collection
        .events
        .iter()
        .map(|entry| entry.event.updated_at)
        .max();
    let own = element(
        "atom:link",
        [
            ("href", collection.address()),
            ("rel", "self".to_owned()),
            ("type", "application/rss+xml".to_owned()),
        ],
        None,
    );
    Channel {
        title: collection.title().to_owned(),
        link: collection.explorer(),
        description: subtitle(collection),
        language: Some("fr".to_owned()),
        copyright: Some(LICENCE.to_owned()),
        last_build_date: Some(dated(updated.unwrap_or(DateTime::UNIX_EPOCH))),
        generator: Some(concat!("semaine ", env!("CARGO_PKG_VERSION")).to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        ttl: Some(TTL_MINUTES.to_owned()),
        namespaces: NAMESPACES
            .map(|(name, uri)| (name.to_owned(), uri.to_owned()))
            .into(),
        extensions: extensions([own]),
        ..Channel::default()
    }
}

fn item(collection: &EventCollection, shown: &Entry) -> anyhow::Result<Item> {
    let event = &shown.event;
    let page = collection.page(event);
    let organiser = element("dc:creator", [], Some(event.organiser.name.clone()));
    let updated = element("atom:updated", [], Some(event.updated_at.to_rfc3339()));
    let point = event.venue.as_ref().map(|venue| {
        let (lat, lon) = (venue.position.lat(), venue.position.lon());
        element("georss:point", [], Some(format!("{lat} {lon}")))
    });
    Ok(Item {
        title: Some(texts::title_with_status(event.life_status, &event.title)),
        link: Some(page),
        description: Some(content(event)?),
        categories: categories(collection, event)
            .into_iter()
            .map(|category| Category {
                name: category.label.to_owned(),
                domain: Some(category.scheme),
            })
            .collect(),
        // The length is mandatory, and not known here.
        enclosure: image(collection, event).map(|url| Enclosure {
            url,
            length: "0".to_owned(),
            mime_type: "image/jpeg".to_owned(),
        }),
        guid: Some(Guid {
            value: format!("urn:uuid:{}", event.id),
            permalink: false,
        }),
        pub_date: Some(dated(event.labelled_at)),
        extensions: extensions([organiser, updated].into_iter().chain(point)),
        ..Item::default()
    })
}

fn dated(at: DateTime<Utc>) -> String {
    at.to_rfc2822()
}

/// An element of one of the [`NAMESPACES`].
fn element<const N: usize>(
    name: &str,
    attributes: [(&str, String); N],
    value: Option<String>,
) -> Extension {
    Extension {
        name: name.to_owned(),
        value,
        attrs: attributes
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        children: BTreeMap::new(),
    }
}

fn extensions(elements: impl IntoIterator<Item = Extension>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    for element in elements {
        let (space, local) = element.name.split_once(':').unwrap_or_default();
        let (space, local) = (space.to_owned(), local.to_owned());
        map.entry(space)
            .or_default()
            .entry(local)
            .or_default()
            .push(element);
    }
    map
}
