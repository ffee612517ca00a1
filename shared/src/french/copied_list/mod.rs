//! A list of events as text to paste elsewhere, such as a newsletter: plain, HTML or Markdown.

use super::{NARROW_NBSP, Words, event, number, tied};
use crate::event::{EventSummary, LifeStatus};
use std::borrow::Cow;

/// Maximum number of events of a copied list.
pub const COPIED_EVENTS: usize = 100;

/// Markup in which a list of events is copied to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// Text without markup, one paragraph for each event.
    Plain,
    /// A fragment of HTML without classes: `ul`, `li`, `p`, `a`, `br`.
    Html,
    /// CommonMark: a list, whose items begin with a link.
    Markdown,
}

/// A list of events, of which the first [`COPIED_EVENTS`] are written.
#[derive(Debug, Clone, Copy)]
pub struct CopiedList<'a> {
    /// The first events of the list.
    pub events: &'a [EventSummary],
    /// Number of events of the whole list.
    pub total: u64,
    /// URL of the site, without a slash at its end.
    pub site: &'a str,
    /// Path of the list on the site, with its query string.
    pub path: &'a str,
}

impl CopiedList<'_> {
    /// Number of events that [`write`](Self::write) writes.
    pub fn written(&self) -> u64 {
        self.shown().len() as u64
    }

    /// True when the list has more events than are written.
    pub fn is_cut(&self) -> bool {
        self.total > self.written()
    }

    fn shown(&self) -> &[EventSummary] {
        self.events.get(..COPIED_EVENTS).unwrap_or(self.events)
    }

    /// Writes title, dates, place, organiser, admission and summary of each event with the address of its page; below a list
    /// that is cut, how many events there are, and the address of them all.
    pub fn write(&self, format: TextFormat, words: &Words) -> String {
        let items: Vec<String> = self
            .shown()
            .iter()
            .map(|event| {
                let title = one_line(&event.title);
                let address = format!("{}{}", self.site, event.path());
                format.item(&title, &address, &lines(event, words))
            })
            .collect();
        let mut text = format.list(&items);
        if let Some(sentence) = words.get("copy.cut").filter(|_| self.is_cut()) {
            let sentence = Words::fill(
                sentence,
                &[
                    ("n", &number(self.written())),
                    ("total", &number(self.total)),
                ],
            );
            let address = format!("{}{}", self.site, self.path);
            text.push_str(&format.rest(&sentence, &address));
        }
        text
    }
}

/// The lines below the title, without the empty ones.
fn lines(event: &EventSummary, words: &Words) -> Vec<String> {
    let status = Some(event.life_status)
        .filter(|status| *status != LifeStatus::Scheduled)
        .and_then(|status| words.get(&format!("life_status.{status}")));
    let access = words.get(&format!("access_mode.{}", event.access_mode));
    let (when, place) = (event::when(event, words), event::place(event, words));
    let joined = |parts: &[Option<&str>]| {
        let parts = parts.iter().flatten().map(|part| one_line(part));
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    };
    [
        joined(&[status, Some(when.as_str())]),
        joined(&[Some(place.as_str())]),
        joined(&[Some(event.organiser.as_str()), access]),
        joined(&[Some(event.summary.as_str())]),
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .collect()
}

/// The text on one line, with French no-break spaces. Spaces that keep words together stay.
fn one_line(text: &str) -> String {
    let is_break =
        |c: char| c.is_control() || (c.is_whitespace() && !matches!(c, '\u{a0}' | NARROW_NBSP));
    let words: Vec<&str> = text
        .split(is_break)
        .filter(|word| !word.is_empty())
        .collect();
    tied(words.join(" ").trim())
}

impl TextFormat {
    fn list(self, items: &[String]) -> String {
        match self {
            Self::Plain => items.join("\n"),
            Self::Html => format!("<ul>\n{}</ul>\n", items.concat()),
            Self::Markdown => items.concat(),
        }
    }

    fn item(self, title: &str, address: &str, lines: &[String]) -> String {
        match self {
            Self::Plain => {
                let mut item = format!("{title}\n");
                for line in lines.iter().map(String::as_str).chain([address]) {
                    item.extend([line, "\n"]);
                }
                item
            }
            Self::Html => {
                let (title, address) = (escaped_html(title), escaped_html(address));
                let mut item = format!("<li><p><a href=\"{address}\">{title}</a>");
                for line in lines {
                    item.extend(["<br>", &escaped_html(line)]);
                }
                item.push_str("</p></li>\n");
                item
            }
            Self::Markdown => {
                let mut item = format!("- [{}]({address})", escaped_markdown(title));
                for line in lines {
                    // Two spaces end a line within a paragraph.
                    item.extend(["  \n  ", &escaped_markdown(line)]);
                }
                item.push('\n');
                item
            }
        }
    }

    /// The paragraph below a list that is cut.
    fn rest(self, sentence: &str, address: &str) -> String {
        match self {
            Self::Plain => format!("\n{sentence}\n{address}\n"),
            Self::Html => {
                let (sentence, address) = (escaped_html(sentence), escaped_html(address));
                format!("<p>{sentence} <a href=\"{address}\">{address}</a></p>\n")
            }
            Self::Markdown => {
                let sentence = escaped_markdown(sentence);
                format!("\n{sentence} <{address}>\n")
            }
        }
    }
}

/// Escapes text for the content of an element and for an attribute in double quotes.
fn escaped_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Escapes one line of text, so that nothing in it is markup, also where it begins a line.
fn escaped_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    // Digits at the start number an item when a point or a parenthesis follows.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (place, c) in text.chars().enumerate() {
        let has_meaning = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' | '^' => true,
            '#' | '+' | '-' | '=' | ':' => place == 0,
            '.' | ')' => place > 0 && place == digits,
            _ => false,
        };
        if has_meaning {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests;
