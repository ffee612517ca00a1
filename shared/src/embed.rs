//! Tags and frames by which other sites show labelled events.

use crate::event::EventQuery;
use crate::identifiers::string_enum;
use crate::letter::Language;
use crate::text::SLUG_MAX_CHARS;
use std::fmt::Write as _;

string_enum! {
    /// Form in which other sites show events.
    EmbedView {
        /// A list in pages.
        List = "list",
        /// The list, with fields to search in it.
        Search = "search",
        /// A map above the list.
        Map = "map",
        /// The card of one event.
        Event = "event",
        /// The number of events.
        Counter = "counter",
    }
}

/// Path of the frames, and of the files that other sites load.
pub const EMBED_ROOT: &str = "/integration";
/// Path of the module that defines the element; the file never moves.
pub const EMBED_SCRIPT: &str = "/integration/semaine-evenements.js";
/// Parameter of a frame, and attribute of a tag, with the publishable key of a partner for whose figures it counts.
pub const EMBED_KEY: &str = "api-key";
/// Height of a frame before it tells its own, in pixels: of a list, and of one event.
pub const EMBED_HEIGHTS_PX: [u32; 2] = [720, 360];

/// Start of the path of an event's page.
const EVENTS: &str = "/evenements";
const EDITION_MAX_CHARS: usize = 60;
/// Beginning of a publishable key.
const KEY_MARK: &str = "sdi_pub_";
const KEY_MAX_CHARS: usize = 100;
/// A slug that another event had first ends with a number.
const EVENT_MAX_CHARS: usize = SLUG_MAX_CHARS + 20;

/// Events on another site: the attributes of its tag, and the parameters of its frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Embed {
    /// Form in which the events are shown.
    pub view: EmbedView,
    /// Language of the texts around the events, which are French.
    pub language: Language,
    /// Filters and sort order of the list, the map and the number.
    pub query: EventQuery,
    /// Edition and slug of the event that is shown alone.
    pub event: Option<(String, String)>,
    /// Events on a page of the list, 1 to [`Embed::PAGE_SIZE_MAX`].
    pub page_size: u8,
    /// Colour of links and buttons as `#` and six hexadecimal digits; that of the site when absent.
    pub accent: Option<String>,
    /// Publishable key of the partner for whose figures the embed counts.
    pub key: Option<String>,
}

impl Default for Embed {
    fn default() -> Self {
        Self {
            view: EmbedView::List,
            language: Language::DEFAULT,
            query: EventQuery::default(),
            event: None,
            page_size: Self::PAGE_SIZE,
            accent: None,
            key: None,
        }
    }
}

impl Embed {
    /// Events on a page of the list, unless another number is asked for.
    pub const PAGE_SIZE: u8 = 12;
    /// Maximum number of events on a page of the list.
    pub const PAGE_SIZE_MAX: u8 = 50;

    /// Parses the parameters of a frame, of which the query is a part. Unknown and invalid ones are dropped, since a
    /// frame on another site is better with too many events than empty.
    pub fn parse_leniently<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Self {
        let value = |wanted: &str| {
            let mut pairs = pairs.clone().into_iter();
            let found = pairs.find(|(name, _)| *name == wanted);
            found.map_or("", |(_, value)| value.trim())
        };
        let event = event_of(value("event"));
        let by_default = if event.is_some() {
            EmbedView::Event
        } else {
            EmbedView::List
        };
        let view = EmbedView::parse(value("view")).unwrap_or(by_default);
        let size = value("page-size").parse::<u8>().ok();
        Self {
            view,
            language: Language::parse(value("lang")).unwrap_or_default(),
            event,
            page_size: size
                .filter(|size| (1..=Self::PAGE_SIZE_MAX).contains(size))
                .unwrap_or(Self::PAGE_SIZE),
            accent: Some(value("accent"))
                .filter(|text| is_colour(text))
                .map(str::to_ascii_lowercase),
            key: Some(value(EMBED_KEY))
                .filter(|text| is_publishable_key(text))
                .map(str::to_owned),
            query: EventQuery::parse_leniently(pairs.clone()),
        }
    }

    /// [`Self::parse_leniently`] for a query string.
    pub fn parse_search(search: &str) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(search.as_bytes()).collect();
        Self::parse_leniently(pairs.iter().map(|(name, value)| (&**name, &**value)))
    }

    /// An embed of one event, named by the slugs of its edition and its own.
    pub fn of_event(edition: &str, slug: &str) -> Self {
        Self {
            view: EmbedView::Event,
            event: Some((edition.to_owned(), slug.to_owned())),
            ..Self::default()
        }
    }

    /// An embed of the events that match a query, with the default appearance.
    pub fn of_list(query: EventQuery) -> Self {
        Self {
            query,
            ..Self::default()
        }
    }

    /// The only event that is shown, as edition and slug.
    pub fn only_event(&self) -> Option<(&str, &str)> {
        let (edition, slug) = self.event.as_ref()?;
        (self.view == EmbedView::Event).then_some((edition.as_str(), slug.as_str()))
    }

    /// Path of the page of this site that shows the same.
    pub fn page(&self) -> String {
        match self.only_event() {
            Some((edition, slug)) => format!("{EVENTS}/{edition}/{slug}"),
            None => with_search(EVENTS, &self.query.to_search()),
        }
    }

    /// Path of the frame, with its parameters.
    pub fn frame(&self) -> String {
        self.frame_at(1)
    }

    /// Path of the frame at a page of its list.
    pub fn frame_at(&self, page: usize) -> String {
        let mut own = Vec::new();
        let path = if let Some((edition, slug)) = self.only_event() {
            format!("{EMBED_ROOT}{EVENTS}/{edition}/{slug}")
        } else {
            if self.view != EmbedView::List {
                own.push(("view", self.view.to_string()));
            }
            if self.page_size != Self::PAGE_SIZE {
                own.push(("page-size", self.page_size.to_string()));
            }
            if page > 1 {
                own.push(("page", page.to_string()));
            }
            EMBED_ROOT.to_owned()
        };
        if self.language != Language::DEFAULT {
            own.push(("lang", self.language.to_string()));
        }
        if let Some(accent) = &self.accent {
            own.push(("accent", accent.clone()));
        }
        if let Some(key) = &self.key {
            own.push((EMBED_KEY, key.clone()));
        }
        let query = match self.only_event() {
            Some(_) => EventQuery::default(),
            None => self.query.clone(),
        };
        let own = own.iter().map(|(name, value)| (*name, value.as_str()));
        with_search(&path, &query.to_search_with(own))
    }

    /// The tag for a page of another site, with the link that is left where scripts are blocked. `site` is the address
    /// of this one.
    pub fn tag(&self, site: &str, link: &str) -> String {
        let mut attributes = String::new();
        let mut add = |name: &str, value: &str| {
            // Writing to a String cannot fail.
            let _ = write!(attributes, " {name}=\"{}\"", escaped(value));
        };
        if self.view != EmbedView::List && self.only_event().is_none() {
            add("view", self.view.as_str());
        }
        if self.language != Language::DEFAULT {
            add("lang", self.language.as_str());
        }
        if self.page_size != Self::PAGE_SIZE && self.only_event().is_none() {
            add("page-size", &self.page_size.to_string());
        }
        if let Some(accent) = &self.accent {
            add("accent", accent);
        }
        if let Some(key) = &self.key {
            add(EMBED_KEY, key);
        }
        format!(
            "<script type=\"module\" src=\"{0}{EMBED_SCRIPT}\"></script>\n\
             <semaine-evenements{attributes}>\n  <a href=\"{0}{1}\">{2}</a>\n</semaine-evenements>",
            escaped(site),
            escaped(&self.page()),
            escaped(link),
        )
    }

    /// The tag of the frame, for pages that accept no script.
    pub fn frame_tag(&self, site: &str, title: &str) -> String {
        let [list, one] = EMBED_HEIGHTS_PX;
        let height = if self.only_event().is_some() {
            one
        } else {
            list
        };
        format!(
            "<iframe src=\"{}{}\" title=\"{}\" width=\"100%\" height=\"{height}\" loading=\"lazy\"></iframe>",
            escaped(site),
            escaped(&self.frame()),
            escaped(title),
        )
    }
}

/// Edition and slug of an event, from the address of its page or from both with a slash between them.
fn event_of(text: &str) -> Option<(String, String)> {
    let path = text.split(['?', '#']).next()?.trim_end_matches('/');
    let place = match path.split_once(EVENTS) {
        Some((_, rest)) => rest.strip_prefix('/')?,
        None => path,
    };
    let (edition, slug) = place.split_once('/')?;
    let is_name = |text: &str, most: usize| {
        (1..=most).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    (is_name(edition, EDITION_MAX_CHARS) && is_name(slug, EVENT_MAX_CHARS))
        .then(|| (edition.to_owned(), slug.to_owned()))
}

/// True for `#` and six hexadecimal digits.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// True for what may be a publishable key; a secret one must not stand in a page.
pub fn is_publishable_key(text: &str) -> bool {
    text.len() <= KEY_MAX_CHARS
        && text
            .strip_prefix(KEY_MARK)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn with_search(path: &str, search: &str) -> String {
    if search.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{search}")
    }
}

/// Text for HTML, within quotes or without.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embed(pairs: &[(&str, &str)]) -> Embed {
        Embed::parse_leniently(pairs.iter().copied())
    }

    #[test]
    fn a_frame_is_read_as_it_is_written() {
        let search = embed(&[
            ("view", "search"),
            ("lang", "en"),
            ("page-size", "6"),
            ("accent", "#AA0000"),
            ("region", "84"),
            ("kind", "company_visit"),
            ("utm_source", "x"),
        ]);

        assert_eq!(
            search.frame_at(2),
            "/integration?region=84&kind=company_visit&view=search&page-size=6&page=2&lang=en&accent=%23aa0000"
        );
        let frame = search.frame();
        assert_eq!(
            Embed::parse_search(frame.split_once('?').unwrap().1),
            search
        );
        assert_eq!(Embed::default().frame(), "/integration");
    }

    #[test]
    fn what_is_wrong_is_dropped() {
        for wrong in [
            ("view", "calendar"),
            ("lang", "de"),
            ("page-size", "0"),
            ("page-size", "51"),
            ("accent", "red"),
            ("accent", "#12345g"),
            ("api-key", "sdi_live_0123456789"),
            ("api-key", "sdi_pub_"),
            ("api-key", "sdi_pub_\""),
            ("event", "visite"),
            ("event", "2018/../etc"),
            ("from", "hier"),
        ] {
            assert_eq!(embed(&[wrong]), Embed::default(), "{wrong:?}");
        }
    }

    #[test]
    fn an_event_is_named_by_its_address_or_by_edition_and_slug() {
        for text in [
            "2018/visite-de-la-fonderie",
            "/evenements/2018/visite-de-la-fonderie/",
            "https://semaine.example.org/evenements/2018/visite-de-la-fonderie?utm_source=x#b",
        ] {
            let found = embed(&[("event", text), ("region", "84")]);
            assert_eq!(
                found.only_event(),
                Some(("2018", "visite-de-la-fonderie")),
                "{text}"
            );
            assert_eq!(
                found.frame(),
                "/integration/evenements/2018/visite-de-la-fonderie"
            );
        }
    }

    #[test]
    fn a_tag_holds_a_link_to_the_same_events() {
        let tag = embed(&[("view", "map"), ("region", "84"), ("kind", "company_visit")])
            .tag("https://semaine.example.org", "Visites <gratuites>");

        assert_eq!(
            tag,
            "<script type=\"module\" src=\"https://semaine.example.org/integration/semaine-evenements.js\"></script>\n\
             <semaine-evenements view=\"map\">\n  \
             <a href=\"https://semaine.example.org/evenements?region=84&amp;kind=company_visit\">Visites &lt;gratuites&gt;</a>\n\
             </semaine-evenements>"
        );
    }

    #[test]
    fn a_publishable_key_is_in_the_tag_and_in_the_address_of_the_frame() {
        let counted = embed(&[("api-key", "sdi_pub_0aZ"), ("event", "2018/visite")]);

        assert_eq!(
            counted.frame(),
            "/integration/evenements/2018/visite?api-key=sdi_pub_0aZ"
        );
        let tag = counted.tag("https://semaine.example.org", "Visite");
        assert!(
            tag.contains("<semaine-evenements api-key=\"sdi_pub_0aZ\">"),
            "{tag}"
        );
        assert_eq!(counted.page(), "/evenements/2018/visite");
    }

    #[test]
    fn a_frame_is_as_high_as_what_it_shows() {
        let list = Embed::default().frame_tag("https://semaine.example.org", "Événements");
        let one = Embed::of_event("2018", "visite").frame_tag("https://semaine.example.org", "\"");

        assert!(list.contains(" height=\"720\" "), "{list}");
        assert!(
            one.contains(" height=\"360\" ") && one.contains("title=\"&quot;\""),
            "{one}"
        );
    }
}
