//! Parts of this site on other sites: pages for frames, their descriptions by oEmbed, and the page on which a tag is composed.
//!
//! The element of `web/embed` reads the API itself. A frame holds that element; what it shows before its script runs, or without it,
//! is rendered here.

mod builder;
mod discovery;
mod frame;
pub(super) mod oembed;

pub(super) use builder::page;
pub(super) use discovery::discovery;
pub(super) use frame::{FrameRoute, answer};

use form_urlencoded::parse;
use shared::embed::Embed;

/// Parameter of the page number of a list.
const PAGE: &str = "page";
/// Maximum page number; events beyond it are reached with a filter.
const PAGE_MAX: usize = 10_000;

/// An embed, and the page of its list. Its key is left out: it counts when the frame is loaded, and the page is the same for all.
struct EmbedQuery {
    embed: Embed,
    /// Page of the list, from 1.
    page: usize,
}

impl EmbedQuery {
    /// Parses a query string; what is wrong in it is dropped.
    fn read(query: &str) -> Self {
        let page = parse(query.as_bytes()).find(|(name, _)| name == PAGE);
        let page = page.and_then(|(_, page)| page.parse().ok());
        Self {
            embed: Embed {
                key: None,
                ..Embed::parse_search(query)
            },
            page: page
                .filter(|page| (1..=PAGE_MAX).contains(page))
                .unwrap_or(1),
        }
    }
}
