//! The HTML page of a document: title, facts, a table and links.

use super::link::Link;
use askama::Template;
use ground::error::Error;

/// Content of the page.
#[derive(Debug, Default, Template)]
#[template(path = "ogc/page.html")]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) lead: String,
    /// Breadcrumbs, outermost first: URL and title.
    pub(crate) breadcrumbs: Vec<(String, &'static str)>,
    pub(crate) table: Table,
    pub(crate) links: Vec<Link>,
    /// URL of the JSON representation.
    pub(crate) json: String,
}

impl Page {
    /// Renders the page.
    ///
    /// # Errors
    ///
    /// When the template fails, which its types do not allow.
    pub(crate) fn html(&self) -> Result<String, Error> {
        Ok(self.render().map_err(anyhow::Error::new)?)
    }
}

/// Rows with column headings.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) headings: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A table cell, optionally linked.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }

    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
        }
    }
}

/// Appends the parameter `f` to a URL, in last place.
pub(crate) fn with_format(address: &str, format: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}f={format}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_escaped() {
        let page = Page {
            title: "<script>alert(1)</script>".to_owned(),
            table: Table {
                headings: vec!["Titre"],
                rows: vec![vec![Cell::link("a & b", "/?x=1&y=\"2\"")]],
            },
            ..Page::default()
        };

        let html = page.render().unwrap();

        assert!(!html.contains("<script>"), "{html}");
        assert!(
            html.contains("a &#38; b") || html.contains("a &amp; b"),
            "{html}"
        );
        assert!(!html.contains("y=\"2\""), "{html}");
    }
}
