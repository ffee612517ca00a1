//! Converts the Markdown of an OpenAgenda description to the subset that descriptions have here.
//!
//! Bold, italics, links and lists are kept; a heading becomes bold, a quotation a paragraph, an image its alternative text. Tags of
//! HTML are left out, and what is between them is kept.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use shared::text::markdown::{literal, plain, target};

/// The text in the subset.
pub(crate) fn to_subset(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, Options::empty()) {
        writer.event(event);
    }
    writer.end_paragraph();
    writer.text.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Number of the next item of each open list; none if it has no numbers.
    lists: Vec<Option<u64>>,
    /// Marker of the item that begins with the next paragraph.
    marker: Option<String>,
    paragraph: Paragraph,
}

/// A paragraph in the subset, and without its markup.
#[derive(Default)]
struct Paragraph {
    marked: String,
    bare: String,
    /// Text that is not written yet: a sign of markup must be seen with what is beside it.
    pending: String,
    /// Targets of the open links, each with its position in `bare`; none if the target is refused.
    links: Vec<(Option<String>, String, usize)>,
    is_heading: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.paragraph.push(&text),
            Event::SoftBreak | Event::HardBreak => self.paragraph.push("\n"),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.paragraph.push(&without_tags(&html));
            }
            Event::Rule => self.end_paragraph(),
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.paragraph.mark("**"),
            Tag::Emphasis => self.paragraph.mark("*"),
            Tag::Link { dest_url, .. } => self.paragraph.open_link(&dest_url),
            Tag::Image { .. } => {}
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_paragraph();
                let number = self.lists.last_mut().and_then(Option::as_mut);
                let marker = number.map(|number| {
                    *number += 1;
                    format!("{}. ", *number - 1)
                });
                self.marker = Some(marker.unwrap_or_else(|| "- ".to_owned()));
            }
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.paragraph.is_heading = true;
            }
            _ => self.end_paragraph(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.paragraph.mark("**"),
            TagEnd::Emphasis => self.paragraph.mark("*"),
            TagEnd::Link => self.paragraph.close_link(),
            TagEnd::Image => {}
            TagEnd::Item => {
                self.end_paragraph();
                // That of an item without text.
                self.marker = None;
            }
            TagEnd::List(_) => {
                self.end_paragraph();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.text.push('\n');
                }
            }
            _ => self.end_paragraph(),
        }
    }

    /// Writes the paragraph, after its marker if it begins an item, and below the text of the item otherwise.
    fn end_paragraph(&mut self) {
        let lines = std::mem::take(&mut self.paragraph).finish();
        if lines.is_empty() {
            return;
        }
        let depth = self.lists.len();
        let margin = "   ".repeat(depth.saturating_sub(1));
        let marker = self.marker.take();
        if depth > 0 && marker.is_none() && !self.text.is_empty() {
            self.text.push('\n');
        }
        let first = match &marker {
            Some(marker) => format!("{margin}{marker}"),
            None => "   ".repeat(depth),
        };
        let within = "   ".repeat(depth);
        for (place, line) in lines.lines().enumerate() {
            self.text
                .push_str(if place == 0 { &first } else { &within });
            self.text.push_str(line);
            self.text.push('\n');
        }
        if depth == 0 {
            self.text.push('\n');
        }
    }
}

impl Paragraph {
    fn push(&mut self, text: &str) {
        self.pending.push_str(text);
    }

    fn mark(&mut self, mark: &str) {
        self.write_pending();
        // A heading is bold as a whole.
        if !self.is_heading {
            self.marked.push_str(mark);
        }
    }

    fn open_link(&mut self, to: &str) {
        self.write_pending();
        let accepted = target(to).filter(|_| self.links.is_empty());
        if accepted.is_some() {
            self.marked.push('[');
        }
        self.links.push((accepted, to.to_owned(), self.bare.len()));
    }

    fn close_link(&mut self) {
        self.write_pending();
        let Some((accepted, to, start)) = self.links.pop() else {
            return;
        };
        if let Some(accepted) = accepted {
            let escaped = accepted.replace('(', "%28").replace(')', "%29");
            self.marked.extend(["](", &escaped, ")"]);
        } else if self.bare.get(start..).is_some_and(|text| text != to) && !to.is_empty() {
            self.push(&format!(" ({to})"));
        }
    }

    fn write_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.bare.push_str(&pending);
        self.marked.push_str(&escaped(&pending));
    }

    /// The lines of the paragraph. Where the subset does not understand the marks, as within a word, there are none.
    fn finish(mut self) -> String {
        self.write_pending();
        let bare = lines(&self.bare);
        let marked = lines(&self.marked);
        let marked = if self.is_heading && !marked.contains('\n') {
            format!("**{marked}**")
        } else {
            marked
        };
        let shown = plain(&marked);
        let is_understood = shown == bare || marked.contains("](");
        if bare.is_empty() {
            String::new()
        } else if is_understood {
            marked
        } else {
            literal(&bare)
        }
    }
}

/// Trimmed lines, without empty ones.
fn lines(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// [`literal`] of a part of a line, with the white space around it.
fn escaped(text: &str) -> String {
    let inner = text.trim();
    match text.split_once(inner) {
        Some((before, after)) if !inner.is_empty() => {
            format!("{before}{}{after}", literal(inner))
        }
        _ => text.to_owned(),
    }
}

/// The text of HTML, with a line end for each `br`.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, after)) = after.split_once('>') else {
            rest = after;
            break;
        };
        let name = tag.trim_start_matches('/').to_ascii_lowercase();
        if ["br", "p", "div", "li"]
            .iter()
            .any(|block| name.starts_with(block))
        {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::text::markdown::html;

    #[rstest]
    #[case::kept("Avec **nos** *ingénieurs*.", "Avec **nos** *ingénieurs*.")]
    #[case::link("[nous](https://exemple.fr)", "[nous](https://exemple.fr)")]
    #[case::reference("[nous][1]\n\n[1]: https://exemple.fr", "[nous](https://exemple.fr)")]
    #[case::list("Voici :\n\n* un\n* deux\n\nFin", "Voici :\n\n- un\n- deux\n\nFin")]
    #[case::nested("1. un\n   * a\n   * b\n2. deux", "1. un\n   - a\n   - b\n2. deux")]
    #[case::heading("# Le *programme*\nSuite", "**Le programme**\n\nSuite")]
    #[case::quote("> citation", "citation")]
    #[case::image("![une fonderie](https://exemple.fr/i.jpg)", "une fonderie")]
    #[case::code("un `code`", "un code")]
    #[case::html("<p>Un<br>deux</p>", "Un\ndeux")]
    #[case::inline_html("Un <b>four</b> chaud", "Un four chaud")]
    #[case::signs(r"5 \* 3, \[a\]", r"5 \* 3, \[a]")]
    #[case::within_word("mi**cro**scope", "microscope")]
    #[case::script("[a](javascript:alert)", "a (javascript:alert)")]
    #[case::lines("une\ndeux", "une\ndeux")]
    #[case::escaped_item(r"\- un", r"\- un")]
    #[case::empty_item("- un\n-\n\ntexte", "- un\n\ntexte")]
    #[case::empty("  \n", "")]
    fn other_markup_becomes_what_is_allowed(#[case] markdown: &str, #[case] expected: &str) {
        assert_eq!(to_subset(markdown), expected);
    }

    #[test]
    fn what_is_kept_is_shown() {
        let text = to_subset(
            "## Programme\n\n- **fusion**\n- [coulée](https://exemple.fr)\n\n  _à midi_\n",
        );

        assert_eq!(
            html(&text),
            "<p><strong>Programme</strong></p><ul><li><strong>fusion</strong></li><li>\
             <a href=\"https://exemple.fr\" rel=\"nofollow ugc noopener\">coulée</a><p><em>à midi</em></p></li></ul>"
        );
    }
}
