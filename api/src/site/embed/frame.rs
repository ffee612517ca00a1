//! The pages for frames: lists, one event, the number of events, and the map. Framing is allowed here and nowhere else.

use super::EmbedQuery;
use crate::catalogue::Live;
use crate::site::bundle::{Bundle, Encoding};
use crate::site::context::PageContext;
use crate::site::explorer_query::find;
use crate::site::headers::FRAME_POLICY;
use crate::site::shell::{with_parts, without_placeholders};
use crate::site::view::rendered;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use catalogue::{Entry, Found};
use ground::error::Error;
use http::{API, Answer, ApiError};
use messages::letters::dates;
use messages::{all, plural_in, t_in, words};
use serde_json::json;
use shared::embed::{Embed, EmbedView};
use shared::event::{EventQuery, EventSummary};
use shared::french;
use shared::letter::Language;
use std::sync::Arc;

/// Name of the bundle file into which the frames are inserted.
const DOCUMENT: &str = "integration/cadre.html";
/// The document in the sources, for a server that was built without the bundle: readable, unstyled.
const SOURCE: &str = include_str!("../../../../web/embed/cadre.html");
const HTML: &str = "text/html; charset=utf-8";

/// A page for a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::site) enum FrameRoute<'p> {
    /// A list, or the number of its events.
    List,
    /// The event of an edition with this slug.
    Event(&'p str, &'p str),
    Map,
}

/// A page for a frame, before it is inserted into the bundle's document.
struct Frame {
    language: Language,
    title: String,
    /// URL of the page of the site that shows the same.
    canonical: String,
    /// Name of the part of the document that this page does not need.
    unused: &'static str,
    body: String,
}

#[derive(Template)]
#[template(path = "site/frame_head.html")]
struct Head<'a> {
    title: &'a str,
    canonical: &'a str,
}

impl Frame {
    fn document(&self, bundle: &Bundle) -> Result<String, Error> {
        let built = bundle.get(DOCUMENT, Encoding::Identity);
        let document = built
            .and_then(|content| String::from_utf8(content.bytes.into()).ok())
            .unwrap_or_else(|| without_placeholders(SOURCE));
        let head = rendered(&Head {
            title: &self.title,
            canonical: &self.canonical,
        })?;
        let parts = [
            ("body", self.body.as_str()),
            (self.unused, ""),
            ("head", head.as_str()),
        ];
        let language = format!("<html lang=\"{}\"", self.language);
        Ok(with_parts(&document, &parts).replacen("<html lang=\"fr\"", &language, 1))
    }

    fn answer(&self, bundle: &Bundle) -> Result<Answer, Error> {
        Answer::new(HTML, self.document(bundle)?).with(CONTENT_SECURITY_POLICY, FRAME_POLICY)
    }
}

/// Texts of a list that its template shows.
struct Words {
    search: &'static str,
    search_action: &'static str,
    pages: &'static str,
    all: &'static str,
}

#[derive(Template)]
#[template(path = "site/frame_list.html")]
struct List<'a> {
    embed: &'a Embed,
    query: String,
    /// Edition and slug of the only event.
    event: Option<String>,
    /// Words of the search; `None` without a field for them.
    searched: Option<&'a str>,
    hidden: Vec<(&'static str, String)>,
    status: String,
    first: usize,
    items: Vec<Item>,
    /// Addresses of the neighbouring pages, with their texts.
    pages: Vec<(String, &'static str)>,
    all: String,
    words: Words,
}

/// An event in a list.
struct Item {
    href: String,
    title: String,
    begin: String,
    when: String,
    place: String,
}

impl Item {
    fn of(entry: &Entry, language: Language) -> Self {
        let summary =
            EventSummary::of(&entry.event, entry.department.clone(), entry.region.clone());
        Self {
            href: entry.event.path(),
            title: french::tied(&entry.event.title),
            begin: summary.first_begin.to_rfc3339(),
            when: when(&summary, language),
            place: french::event::place(&summary, words(language)),
        }
    }
}

fn when(event: &EventSummary, language: Language) -> String {
    match language {
        Language::French => french::event::when(event, all()),
        Language::English => {
            let last = french::dates::last_day(event.last_end.naive_local());
            dates::days(language, event.first_begin.date_naive(), last)
        }
    }
}

impl<'a> List<'a> {
    /// A page without events.
    fn empty(embed: &'a Embed) -> Self {
        let word = |key: &str| t_in(embed.language, key);
        Self {
            embed,
            query: embed.query.to_search(),
            event: embed
                .only_event()
                .map(|(edition, slug)| format!("{edition}/{slug}")),
            searched: None,
            hidden: Vec::new(),
            status: String::new(),
            first: 1,
            items: Vec::new(),
            pages: Vec::new(),
            all: embed.page(),
            words: Words {
                search: word("embed.search"),
                search_action: word("embed.search.action"),
                pages: word("embed.pages"),
                all: word("embed.all"),
            },
        }
    }

    fn frame(&self, site: &str, title: String) -> Result<Frame, Error> {
        Ok(Frame {
            language: self.embed.language,
            title,
            canonical: format!("{site}{}", self.embed.page()),
            unused: "map",
            body: rendered(self)?,
        })
    }
}

/// A page of a list, or the number of its events.
fn list(context: &PageContext<'_>, parsed: &EmbedQuery) -> Result<Frame, Error> {
    let (selection, query) = find(context, parsed.embed.query.clone())?;
    let embed = Embed {
        query,
        ..parsed.embed.clone()
    };
    let language = embed.language;
    let entries: Vec<&Arc<Entry>> = selection.entries().collect();
    let size = usize::from(embed.page_size);
    let pages = entries.len().div_ceil(size).max(1);
    let page = parsed.page.min(pages);
    let mut list = List::empty(&embed);
    list.status = if entries.is_empty() {
        t_in(language, "embed.none").to_owned()
    } else {
        plural_in(language, "embed.count", entries.len() as u64)
    };
    if embed.view == EmbedView::Search {
        list.searched = Some(embed.query.text.as_deref().unwrap_or_default());
        list.hidden = hidden(&embed);
    }
    if embed.view != EmbedView::Counter {
        list.first = (page - 1) * size + 1;
        let on_page = entries.iter().skip((page - 1) * size).take(size);
        list.items = on_page.map(|entry| Item::of(entry, language)).collect();
        list.pages = [
            (page > 1).then(|| (embed.frame_at(page - 1), t_in(language, "embed.previous"))),
            (page < pages).then(|| (embed.frame_at(page + 1), t_in(language, "embed.next"))),
        ]
        .into_iter()
        .flatten()
        .collect();
    }
    list.frame(context.site(), t_in(language, "embed.title").to_owned())
}

/// Fields that the form of a search keeps beside its words. An order that requires words would be dropped without them.
fn hidden(embed: &Embed) -> Vec<(&'static str, String)> {
    let query = EventQuery {
        text: None,
        sort: None,
        ..embed.query.clone()
    };
    let mut pairs = query.to_pairs();
    pairs.extend([
        ("view", embed.view.to_string()),
        ("lang", embed.language.to_string()),
        ("page-size", embed.page_size.to_string()),
    ]);
    pairs.extend(embed.accent.clone().map(|accent| ("accent", accent)));
    pairs
}

/// A frame with the card of one event.
fn event(context: &PageContext<'_>, entry: &Entry, embed: &Embed) -> Result<Frame, Error> {
    let mut list = List::empty(embed);
    list.items = vec![Item::of(entry, embed.language)];
    list.frame(context.site(), french::tied(&entry.event.title))
}

/// An event that is not public.
fn missing(context: &PageContext<'_>, embed: &Embed) -> Result<Frame, Error> {
    let language = embed.language;
    let mut list = List::empty(embed);
    list.all = Embed::default().page();
    t_in(language, "embed.gone").clone_into(&mut list.status);
    list.frame(context.site(), t_in(language, "embed.title").to_owned())
}

/// Texts of the map that its template shows.
struct MapWords {
    chosen: &'static str,
    failed: &'static str,
    drawing: &'static str,
    list: &'static str,
}

#[derive(Template)]
#[template(path = "site/frame_map.html")]
struct Map {
    /// Path of the events as points.
    points: String,
    /// Path of the clusters, if there are too many points to load them at once.
    clusters: Option<String>,
    query: String,
    /// Settings of the map as JSON.
    settings: String,
    drawing: String,
    list: String,
    words: MapWords,
}

/// The map of the events of a list.
fn map(context: &PageContext<'_>, parsed: &EmbedQuery) -> Result<Frame, Error> {
    let (selection, query) = find(context, parsed.embed.query.clone())?;
    let language = parsed.embed.language;
    let total = selection.total();
    let word = |key: &str| t_in(language, key);
    let search = query.to_search();
    // The area is where the map looks; within it, the visitor moves on.
    let source = EventQuery {
        bounds: None,
        sort: None,
        ..query.clone()
    };
    let source = source.to_search();
    let title = word("embed.map.title");
    let body = rendered(&Map {
        points: format!("{API}/catalogue/points?{source}"),
        clusters: (total > EventQuery::MAP_POINTS_MAX)
            .then(|| format!("{API}/catalogue/clusters?{source}")),
        drawing: format!("/carte.svg?{search}"),
        query: search,
        settings: settings(language, title),
        list: Embed::of_list(query.clone()).page(),
        words: MapWords {
            chosen: word("embed.map.chosen"),
            failed: word("embed.map.failed"),
            drawing: word("embed.map.drawing"),
            list: word("embed.map.list"),
        },
    })?;
    Ok(Frame {
        language,
        title: title.to_owned(),
        canonical: format!("{}{}", context.site(), Embed::of_list(query).page()),
        unused: "list",
        body,
    })
}

/// Settings of the map, with the texts that the library shows or passes to screen readers.
fn settings(language: Language, title: &str) -> String {
    let word = |key: &str| t_in(language, key);
    json!({
        "texts": {
            "Map.Title": title,
            "NavigationControl.ZoomIn": word("map.zoom_in"),
            "NavigationControl.ZoomOut": word("map.zoom_out"),
            "AttributionControl.ToggleAttribution": word("map.toggle_attribution"),
            "Popup.Close": word("dialog.close"),
            "CooperativeGesturesHandler.WindowsHelpText": word("map.gesture_ctrl"),
            "CooperativeGesturesHandler.MacHelpText": word("map.gesture_cmd"),
            "CooperativeGesturesHandler.MobileHelpText": word("map.gesture_fingers"),
        },
        "attribution": word("map.attribution"),
        "aim": { "group": word("map.aim.group"), "event": word("map.aim.event"), "apart": word("map.aim.apart") },
        "cooperative": true,
    })
    .to_string()
}

/// Sends a page for a frame.
///
/// # Errors
///
/// When a template cannot be rendered, or the catalogue cannot run the query.
pub(in crate::site) async fn answer(
    request: &HttpRequest,
    context: &PageContext<'_>,
    live: &Live,
    bundle: &Bundle,
    route: FrameRoute<'_>,
) -> Result<HttpResponse, ApiError> {
    let parsed = EmbedQuery::read(request.query_string());
    let keep = |name: &str, query: &EventQuery, make: &dyn Fn() -> Result<Frame, Error>| {
        let key = context.catalogue.key(name, query, context.now);
        live.answer(key, || make()?.answer(bundle))
    };
    let query = &parsed.embed.query;
    let made = match route {
        FrameRoute::List => {
            let name = format!("frame{}", parsed.embed.frame_at(parsed.page));
            keep(&name, query, &|| list(context, &parsed))
        }
        FrameRoute::Map => {
            let name = format!("frame/map/{}", parsed.embed.language);
            keep(&name, query, &|| map(context, &parsed))
        }
        FrameRoute::Event(edition, slug) => {
            let embed = Embed {
                view: EmbedView::Event,
                event: Some((edition.to_owned(), slug.to_owned())),
                ..parsed.embed.clone()
            };
            let status = match context.catalogue.by_slug(edition, slug) {
                Some(Found::Event(entry)) => {
                    let name = format!("frame{}", embed.frame());
                    let shown = keep(&name, &EventQuery::default(), &|| {
                        event(context, entry, &embed)
                    });
                    return shown?.respond(request).await;
                }
                Some(Found::Gone) => StatusCode::GONE,
                None => StatusCode::NOT_FOUND,
            };
            let page = missing(context, &embed)?;
            return Ok(HttpResponse::build(status)
                .content_type(HTML)
                .insert_header((CACHE_CONTROL, "no-cache"))
                .insert_header((CONTENT_SECURITY_POLICY, FRAME_POLICY))
                .body(page.document(bundle)?));
        }
    };
    made?.respond(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Language::French)]
    #[case(Language::English)]
    fn every_text_exists_in_both_languages(#[case] language: Language) {
        let source = include_str!("frame.rs");
        let calls = ["word(\"", "t_in(language, \"", "t_in(embed.language, \""];
        let keys: Vec<_> = calls
            .iter()
            .flat_map(|call| source.split(*call).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|key| key.contains('.'))
            .collect();

        assert!(keys.len() > 15, "{keys:?}");
        for key in keys {
            assert!(words(language).get(key).is_some(), "{language}: {key}");
        }
        assert!(!plural_in(language, "embed.count", 2).is_empty());
    }

    #[test]
    fn a_frame_has_the_parts_that_it_needs_and_its_language() {
        let frame = Frame {
            language: Language::English,
            title: "A & B".to_owned(),
            canonical: "https://exemple.fr/evenements".to_owned(),
            unused: "map",
            body: "<main>x</main>".to_owned(),
        };

        let document = frame.document(&Bundle::built()).unwrap();

        assert!(
            document.contains("<html lang=\"en\"") && document.contains("<title>A &#38; B</title>")
        );
        assert!(document.contains("<main>x</main>") && document.contains("semaine-evenements.js"));
        assert!(!document.contains("carte.js") && !document.contains("{{"));
    }
}
