//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use super::{categories, content, image, subtitle, summary};
use crate::collection::EventCollection;
use crate::document::EventDocument;
use crate::texts;
use catalogue::Entry;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;

/// Media type, as JSON Feed specifies it.
pub const TYPE: &str = "application/feed+json";

/// Writes the events as a JSON Feed.
#[derive(Debug, Default)]
pub struct JsonFeedDocument {
    begun: bool,
}

/// The members of the feed other than its items.
#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: &'a str,
    description: String,
    home_page_url: String,
    feed_url: String,
    language: &'static str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: String,
    summary: String,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: DateTime<Utc>,
    date_modified: DateTime<Utc>,
    authors: [Author<'a>; 1],
    tags: Vec<&'a str>,
}

/// An event that is no longer public; an extension of JSON Feed, whose names begin with `_`.
#[derive(Serialize)]
struct Gone {
    id: String,
    date: DateTime<Utc>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

impl EventDocument for JsonFeedDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        let head = serde_json::to_string(&Head {
            version: "https://jsonfeed.org/version/1.1",
            title: collection.title(),
            description: subtitle(collection),
            home_page_url: collection.explorer(),
            feed_url: collection.address(),
            language: "fr",
        })?;
        out.push_str(head.strip_suffix('}').unwrap_or(&head));
        out.push_str(r#","items":["#);
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let event = &entry.event;
        if self.begun {
            out.push(',');
        }
        self.begun = true;
        out.push_str(&serde_json::to_string(&Item {
            id: format!("urn:uuid:{}", event.id),
            url: collection.page(event),
            title: texts::title_with_status(event.life_status, &event.title),
            summary: summary(event),
            content_html: content(event)?,
            image: image(collection, event),
            date_published: event.labelled_at,
            date_modified: event.updated_at,
            authors: [Author {
                name: &event.organiser.name,
            }],
            tags: categories(collection, event)
                .into_iter()
                .map(|category| category.label)
                .collect(),
        })?);
        Ok(())
    }

    fn end(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push(']');
        if !collection.withdrawn.is_empty() {
            let gone = collection.withdrawn.iter().map(|entry| Gone {
                id: format!("urn:uuid:{}", entry.event.id),
                date: entry.event.updated_at,
            });
            let gone: Vec<Gone> = gone.collect();
            out.push_str(r#","_gone":"#);
            out.push_str(&serde_json::to_string(&gone)?);
        }
        out.push('}');
        Ok(())
    }
}
