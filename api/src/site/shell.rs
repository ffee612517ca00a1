//! The shell of every page: the bundle's document with an inserted head and body.

use super::head::Head;
use super::icon::icon;
use super::texts::t;
use askama::Template;
use ground::error::Error;
use std::ops::Range;

/// The document in the sources, for a server that was built without the bundle: readable, unstyled.
const BARE: &str = include_str!("../../../web/index.html");

/// Time at which the application starts on a server-rendered page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Immediately, for interactive pages.
    Now,
    /// On the first interaction, for pages to read.
    Later,
    /// Never, because the path is not that of the page.
    Never,
}

impl Start {
    const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Later => "later",
            Self::Never => "never",
        }
    }
}

/// A page before it is inserted into the shell.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) head: Head,
    pub(super) start: Start,
    /// CSS classes of `<main>`.
    pub(super) width: &'static str,
    /// HTML that fills `<main>`, escaped already.
    pub(super) main: String,
}

/// CSS classes of `<main>`, by maximum width.
pub(super) const WIDE: &str = "page";
pub(super) const TEXT: &str = "page page--text";
pub(super) const FULL: &str = "page page--full";

#[derive(Template)]
#[template(path = "site/body.html")]
struct Body<'a> {
    start: &'static str,
    here: &'a str,
    width: &'static str,
    main: &'a str,
}

impl Page {
    /// Renders the complete document.
    ///
    /// # Errors
    ///
    /// When a template cannot be rendered.
    pub(super) fn document(&self, shell: Option<&str>) -> Result<String, Error> {
        let body = Body {
            start: self.start.word(),
            here: self.head.path(),
            width: self.width,
            main: &self.main,
        };
        let head = self.head.render().map_err(anyhow::Error::new)?;
        let body = body.render().map_err(anyhow::Error::new)?;
        let start = (self.start != Start::Now).then_some("");
        let bare = || without_placeholders(BARE);
        let shell = shell.map_or_else(bare, str::to_owned);
        Ok(filled(&shell, &head, &body, start))
    }
}

/// A document in the sources without the placeholders that the build fills.
pub(super) fn without_placeholders(source: &str) -> String {
    let mut page = source.to_owned();
    while let Some(begin) = page.find("{{") {
        let end = page.get(begin..).and_then(|rest| rest.find("}}"));
        page.replace_range(begin..end.map_or(page.len(), |end| begin + end + 2), "");
    }
    page
}

/// Puts a head, a body and, if given, the data that the application starts with into the shell.
fn filled(shell: &str, head: &str, body: &str, start: Option<&str>) -> String {
    let start = start.map(|text| ("start", text));
    let parts: Vec<_> = std::iter::once(("body", body))
        .chain(start)
        .chain([("head", head)])
        .collect();
    with_parts(shell, &parts)
}

/// Replaces marked parts of a document, in this order; parts without a marker are dropped.
pub(super) fn with_parts(document: &str, parts: &[(&str, &str)]) -> String {
    let mut document = document.to_owned();
    for (name, text) in parts {
        if let Some(part) = part(&document, name) {
            document.replace_range(part, text);
        }
    }
    document
}

/// Bytes of a part of the document, its two comments included: `<!--name-->` to `<!--/name-->`.
fn part(document: &str, name: &str) -> Option<Range<usize>> {
    let (open, close) = (format!("<!--{name}-->"), format!("<!--/{name}-->"));
    let begin = document.find(&open)?;
    let end = document.get(begin..)?.find(&close)? + begin + close.len();
    Some(begin..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_shell_are_replaced() {
        let shell = "<head><!--head--><title>x</title><!--/head--><!--start-->y<!--/start--></head><body><!--body-->z<!--/body--></body>";

        assert_eq!(
            filled(shell, "H", "B", Some("")),
            "<head>H</head><body>B</body>"
        );
        assert!(filled(shell, "H", "B", None).contains("<!--start-->y<!--/start-->"));
        assert_eq!(filled("<p>", "H", "B", Some("")), "<p>");
    }

    #[test]
    fn the_source_document_has_all_markers() {
        for name in ["head", "start", "body"] {
            assert!(part(BARE, name).is_some(), "{name}");
        }
        let bare = without_placeholders(BARE);
        assert!(!bare.contains("{{") && bare.ends_with("</html>\n"));
    }
}
