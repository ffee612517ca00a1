//! Metadata of a page for search engines, feed readers and other sites.

use super::embed;
use super::json_ld;
use super::picture::EventPicture;
use super::texts::t;
use crate::kit::social;
use askama::Template;
use serde_json::Value;

/// A feed of the events on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Feed {
    /// Media type, for example `text/calendar`.
    pub(super) media_type: &'static str,
    /// Title shown by programs.
    pub(super) title: String,
    /// Label of the link on the page.
    pub(super) name: &'static str,
    pub(super) href: String,
}

/// Image that other sites show with the title.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Picture {
    address: String,
    width: u32,
    height: u32,
    alt: String,
    /// Card type: small beside the title, or large above it.
    card: &'static str,
}

/// Contents of the HTML element `<head>`.
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
    /// URL of the description of the page for programs that show it in a frame.
    oembed: Option<String>,
    /// Feeds of the events on the page.
    pub(super) feeds: Vec<Feed>,
    /// URL of the previous page.
    pub(super) previous: Option<String>,
    /// URL of the next page.
    pub(super) next: Option<String>,
    structured: Vec<String>,
}

/// Maximum length of a description in characters, as displayed by search engines.
const DESCRIPTION_MAX_CHARS: usize = 300;

impl Head {
    /// Metadata of the page at `path`, including its normalised query, on the site at `site`.
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
            oembed: None,
            feeds: Vec::new(),
            previous: None,
            next: None,
            structured: Vec::new(),
        }
    }

    /// Excludes the page from search engines.
    pub(super) fn unlisted(mut self) -> Self {
        self.indexed = false;
        self
    }

    /// Names the description by which other sites show the page in a frame.
    pub(super) fn embeddable(mut self) -> Self {
        self.oembed = Some(embed::discovery(&self.site, &self.address));
        self
    }

    /// Adds the picture of the event that the page is about.
    pub(super) fn pictured(mut self, picture: &EventPicture<'_>) -> Self {
        let (path, (width, height), alt) = match picture {
            EventPicture::Own(image) => (
                image.file().address(),
                (image.width, image.height),
                image.alt.clone(),
            ),
            EventPicture::Drawn(drawn) => (drawn.address(), social::PIXELS, drawn.alt()),
        };
        self.image = Picture {
            address: format!("{}{path}", self.site),
            width,
            height,
            alt,
            card: "summary_large_image",
        };
        self
    }

    /// Adds structured data (schema.org).
    pub(super) fn structured(mut self, data: &Value) -> Self {
        self.structured.push(json_ld::script(data));
        self
    }

    /// Path without the query.
    pub(super) fn path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The `Link` header: canonical URL and feeds.
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

/// Truncates a text at a word boundary.
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
    fn user_text_is_escaped() {
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
    fn a_long_description_is_cut_at_a_word() {
        let text = shortened(&"industrie ".repeat(60));

        assert!(text.chars().count() <= DESCRIPTION_MAX_CHARS);
        assert!(text.ends_with("industrie…"), "{text}");
    }
}
