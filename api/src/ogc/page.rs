//! A document as a page for people: title, facts, a table, and where it leads.

use super::link::Link;
use askama::Template;
use ground::error::Error;

/// A page.
#[derive(Debug, Default, Template)]
#[template(path = "ogc/page.html")]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The documents above, the outermost first: address and title.
    pub(crate) above: Vec<(String, &'static str)>,
    pub(crate) table: Table,
    pub(crate) links: Vec<Link>,
    /// This document as JSON.
    pub(crate) json: String,
}

impl Page {
    /// The page as HTML.
    ///
    /// # Errors
    ///
    /// When the template fails, which its types do not allow.
    pub(crate) fn html(&self) -> Result<String, Error> {
        Ok(self.render().map_err(anyhow::Error::new)?)
    }
}

/// Rows under their headings.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) headings: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell, which may lead somewhere.
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

/// A page's address as that of a form: `f` comes last.
pub(crate) fn in_form(address: &str, form: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}f={form}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_text() {
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
