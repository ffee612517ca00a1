//! What search engines, readers of feeds and other sites learn about a page.

use super::json_ld;
use super::words::t;
use askama::Template;
use serde_json::Value;
use shared::event::EventImage;

/// A feed of what a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Feed {
    /// As `text/calendar`.
    pub(super) media_type: &'static str,
    /// What programs show.
    pub(super) title: String,
    /// A word for people.
    pub(super) name: &'static str,
    /// Address.
    pub(super) href: String,
}

/// What other sites show of a page beside its title.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Picture {
    address: String,
    width: u32,
    height: u32,
    alt: String,
    /// Shown small beside the title, or large above it.
    card: &'static str,
}

/// The head of a page.
#[derive(Debug, Template)]
#[template(path = "site/head.html")]
pub(super) struct Head {
    title: String,
    description: String,
    site: String,
    path: String,
    address: String,
    image: Picture,
    indexed: bool,
    /// Feeds of what it shows.
    pub(super) feeds: Vec<Feed>,
    /// The page before.
    pub(super) previous: Option<String>,
    /// The page after.
    pub(super) next: Option<String>,
    structured: Vec<String>,
}

/// Characters of a description: what search engines show of one.
const DESCRIPTION_MAX_CHARS: usize = 300;

impl Head {
    /// The head of the page at `path` (its query included, in its one form) on the site at `site`.
    pub(super) fn new(site: &str, path: &str, title: &str, description: &str) -> Self {
        let name = t("site.name");
        let title = if title.contains(name) {
            title.to_owned()
        } else {
            format!("{title} – {name}")
        };
        Self {
            title,
            description: shortened(description),
            address: format!("{site}{path}"),
            image: Picture {
                address: format!("{site}/icons/512.png"),
                width: 512,
                height: 512,
                alt: name.to_owned(),
                card: "summary",
            },
            site: site.to_owned(),
            path: path.to_owned(),
            indexed: true,
            feeds: Vec::new(),
            previous: None,
            next: None,
            structured: Vec::new(),
        }
    }

    /// The same, for a page that search engines pass over.
    pub(super) fn unlisted(mut self) -> Self {
        self.indexed = false;
        self
    }

    /// The same with a picture of what it is about.
    pub(super) fn pictured(mut self, image: &EventImage) -> Self {
        self.image = Picture {
            address: format!("{}{}", self.site, image.file().address()),
            width: image.width,
            height: image.height,
            alt: image.alt.clone(),
            card: "summary_large_image",
        };
        self
    }

    /// The same with a description for machines, in the words of schema.org.
    pub(super) fn structured(mut self, data: &Value) -> Self {
        self.structured.push(json_ld::script(data));
        self
    }

    /// Path of the page, without its query.
    pub(super) fn path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The `Link` header: the page's one address, and the feeds.
    pub(super) fn link(&self) -> String {
        let mut links = vec![format!("<{}>; rel=\"canonical\"", self.address)];
        links.extend(self.feeds.iter().map(|feed| {
            format!(
                "<{}{}>; rel=\"alternate\"; type=\"{}\"",
                self.site, feed.href, feed.media_type
            )
        }));
        links.join(", ")
    }
}

/// A text cut at a word.
fn shortened(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION_MAX_CHARS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(DESCRIPTION_MAX_CHARS - 1).collect();
    let kept = cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_that_people_write_leaves_its_place() {
        let head = Head::new(
            "https://exemple.fr",
            "/evenements/2018/x",
            "<b>\"Usine\"</b>",
            "a & b",
        )
        .structured(&json!({ "name": "</script><script>alert(1)</script>" }))
        .render()
        .unwrap();

        assert!(!head.contains("<b>") && !head.contains("alert(1)</script><"));
        assert!(head.contains("a &#38; b"), "{head}");
        assert!(
            head.contains(r#"<link rel="canonical" href="https://exemple.fr/evenements/2018/x">"#)
        );
    }

    #[test]
    fn a_long_description_ends_at_a_word() {
        let text = shortened(&"industrie ".repeat(60));

        assert!(text.chars().count() <= DESCRIPTION_MAX_CHARS);
        assert!(text.ends_with("industrie…"), "{text}");
    }
}
