//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use super::{days, place, subtitle};
use crate::collection::Collection;
use crate::document::Document;
use crate::words;
use catalogue::Entry;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;

/// The type that JSON Feed asks for.
pub const TYPE: &str = "application/feed+json";

/// A feed.
#[derive(Debug, Default)]
pub struct JsonFeedDocument {
    begun: bool,
}

/// All of the feed but its items.
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
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: DateTime<Utc>,
    date_modified: DateTime<Utc>,
    authors: [Author<'a>; 1],
    tags: Vec<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

impl Document for JsonFeedDocument {
    fn begin(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()> {
        let head = serde_json::to_string(&Head {
            version: "https://jsonfeed.org/version/1.1",
            title: of.title(),
            description: subtitle(of),
            home_page_url: of.explorer(),
            feed_url: of.address(),
            language: "fr",
        })?;
        out.push_str(head.strip_suffix('}').unwrap_or(&head));
        out.push_str(r#","items":["#);
        Ok(())
    }

    fn event(
        &mut self,
        of: &Collection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let event = &entry.event;
        if self.begun {
            out.push(',');
        }
        self.begun = true;
        let topics = of.labels(event, &event.topics, |edition| &edition.vocabularies.topics);
        out.push_str(&serde_json::to_string(&Item {
            id: format!("urn:uuid:{}", event.id),
            url: of.page(event),
            title: words::announced(event.life_status, &event.title),
            summary: format!("{} – {}. {}", days(event), place(event), event.summary),
            content_text: &event.description,
            image: event
                .image
                .as_ref()
                .map(|image| of.on_site(&image.file().address())),
            date_published: event.labelled_at,
            date_modified: event.updated_at,
            authors: [Author {
                name: &event.organiser.name,
            }],
            tags: std::iter::once(of.kind(event)).chain(topics).collect(),
        })?);
        Ok(())
    }

    fn end(&mut self, _: &Collection, out: &mut String) -> anyhow::Result<()> {
        out.push_str("]}");
        Ok(())
    }
}
