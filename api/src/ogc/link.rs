//! Links between the documents, always absolute, because clients store them.

use super::HTML;
use messages::t;
use serde::Serialize;
use utoipa::ToSchema;

/// A link (RFC 8288, in JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Link {
    /// Absolute URL of the target.
    #[schema(example = "https://example.org/ogc/collections")]
    pub(crate) href: String,
    /// Relation type of the target.
    #[schema(example = "data")]
    pub(crate) rel: &'static str,
    /// Media type of the target.
    #[serde(rename = "type")]
    #[schema(example = "application/json")]
    pub(crate) media_type: &'static str,
    /// Title of the target, in French.
    pub(crate) title: String,
}

impl Link {
    pub(crate) fn new(
        rel: &'static str,
        media_type: &'static str,
        href: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            href: href.into(),
            rel,
            media_type,
            title: title.into(),
        }
    }

    /// `self` and `alternate` links to the JSON and the HTML of a document; `here` must not contain the parameter `f`.
    pub(crate) fn self_and_alternate(here: &str, json: &'static str) -> [Self; 2] {
        let separator = if here.contains('?') { '&' } else { '?' };
        [
            Self::new("self", json, here, t("ogc.this_document")),
            Self::new(
                "alternate",
                HTML,
                format!("{here}{separator}f=html"),
                t("ogc.this_page"),
            ),
        ]
    }

    /// Link to the licence of the data.
    pub(crate) fn licence() -> Self {
        let licence = crate::platform::data_licence();
        Self::new("license", HTML, licence.url, licence.name)
    }

    /// The link as a value of the `Link` header.
    pub(crate) fn header(&self) -> String {
        // Without the title: header values are ASCII.
        format!(
            "<{}>; rel=\"{}\"; type=\"{}\"",
            self.href, self.rel, self.media_type
        )
    }
}
