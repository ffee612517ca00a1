//! The page on which somebody composes a tag for another site. It works without scripts; the application has the same page
//! (`web/src/embed`).

use crate::site::head::Head;
use crate::site::shell::{Page, Start, WIDE};
use crate::site::texts::{t, t_args, t_of};
use crate::site::view::rendered;
use askama::Template;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::embed::{Embed, EmbedView};
use shared::event::EventQuery;
use shared::letter::Language;

/// Path of the page.
const PATH: &str = "/integrer";

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "site/builder.html")]
struct Builder<'a> {
    views: Vec<Choice>,
    /// Address of the only event, if there is one.
    event: String,
    text: &'a str,
    regions: Vec<Choice>,
    languages: Vec<Choice>,
    page_size: u8,
    page_size_max: u8,
    accent: &'a str,
    key: &'a str,
    /// Filters without a field of their own.
    hidden: Vec<(&'static str, String)>,
    tag: String,
    frame_tag: String,
    frame: String,
    policy: String,
}

/// Renders the page for a query string.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(in crate::site) fn page(site: &str, search: &str) -> Result<Page, Error> {
    let embed = Embed::parse_search(search);
    let (link, title) = (t("builder.link"), t("builder.title"));
    let region = embed.query.regions.first();
    let regions = Gazetteer::embedded().territories().regions.iter();
    let others = EventQuery {
        text: None,
        regions: Vec::new(),
        ..embed.query.clone()
    };
    let choice = |value: String, label: &str, chosen| Choice {
        value,
        label: label.to_owned(),
        chosen,
    };
    let main = rendered(&Builder {
        views: EmbedView::ALL
            .iter()
            .map(|view| {
                let label = t_of("builder.view", view);
                choice(view.to_string(), label, *view == embed.view)
            })
            .collect(),
        event: embed
            .event
            .as_ref()
            .map(|(edition, slug)| format!("{site}/evenements/{edition}/{slug}"))
            .unwrap_or_default(),
        text: embed.query.text.as_deref().unwrap_or_default(),
        regions: regions
            .map(|it| choice(it.code.to_string(), &it.name, region == Some(&it.code)))
            .collect(),
        languages: Language::ALL
            .iter()
            .map(|language| {
                let label = t_of("builder.lang", language);
                choice(language.to_string(), label, *language == embed.language)
            })
            .collect(),
        page_size: embed.page_size,
        page_size_max: Embed::PAGE_SIZE_MAX,
        accent: embed.accent.as_deref().unwrap_or_default(),
        key: embed.key.as_deref().unwrap_or_default(),
        hidden: others.to_pairs(),
        tag: embed.tag(site, link),
        frame_tag: embed.frame_tag(site, link),
        frame: embed.frame(),
        policy: t_args("builder.policy", &[("site", &site)]),
    })?;
    Ok(Page {
        head: Head::new(site, PATH, title, t("builder.intro")),
        start: Start::Now,
        width: WIDE,
        main,
    })
}
