//! Links between the documents, always absolute: clients keep them.

use super::HTML;
use serde::Serialize;
use utoipa::ToSchema;

/// A link (RFC 8288, in JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Link {
    /// Where it leads.
    #[schema(example = "https://example.org/ogc/collections")]
    pub(crate) href: String,
    /// What is there, seen from here.
    #[schema(example = "data")]
    pub(crate) rel: &'static str,
    /// Media type of what is there.
    #[serde(rename = "type")]
    #[schema(example = "application/json")]
    pub(crate) media_type: &'static str,
    /// What people read, in French.
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

    /// The document itself and its other form; `here` has no parameter `f`.
    pub(crate) fn both_forms(here: &str, json: &'static str) -> [Self; 2] {
        let separator = if here.contains('?') { '&' } else { '?' };
        [
            Self::new("self", json, here, "Ce document"),
            Self::new(
                "alternate",
                HTML,
                format!("{here}{separator}f=html"),
                "Ce document en page web",
            ),
        ]
    }

    /// Under which licence the data may be used again.
    pub(crate) fn licence() -> Self {
        let licence = crate::platform::data_licence();
        Self::new("license", HTML, licence.url, licence.name)
    }

    /// For the `Link` header.
    pub(crate) fn header(&self) -> String {
        // A header is ASCII; the title is for people who read the document.
        format!(
            "<{}>; rel=\"{}\"; type=\"{}\"",
            self.href, self.rel, self.media_type
        )
    }
}
