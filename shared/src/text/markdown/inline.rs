//! Reads what is within a paragraph, with a parser of CommonMark.
//!
//! The parser gets the text with a backslash before every sign that would have a meaning we do not want.

use super::Inline;
use crate::text::{URL_MAX_BYTES, email, url};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Reads the lines of a paragraph.
pub(super) fn read(lines: &[&str]) -> Vec<Inline> {
    let mut source = String::new();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            source.push('\n');
        }
        escape_line(line, &mut source);
    }
    let mut builder = Builder::default();
    for event in Parser::new_ext(&source, Options::empty()) {
        match event {
            Event::Start(tag) => builder.open(tag),
            Event::End(_) => builder.close(),
            Event::SoftBreak | Event::HardBreak => builder.content().push(Inline::Break),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text) => push_text(builder.content(), &text),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }
    builder.finish()
}

/// The lines of a paragraph without markup.
pub(super) fn prose(lines: &[&str]) -> Vec<Inline> {
    let mut content = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            content.push(Inline::Break);
        }
        push_text(&mut content, line);
    }
    content
}

/// Kind of the part that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Strong,
    Emphasis,
    Link {
        to: String,
    },
    /// A link whose target is refused; it is shown as it was typed.
    Refused {
        target: String,
    },
    /// A part that adds nothing.
    Nothing,
}

/// The parts that are open, each with its content so far.
#[derive(Debug, Default)]
struct Builder {
    done: Vec<Inline>,
    open: Vec<(Kind, Vec<Inline>)>,
}

impl Builder {
    fn content(&mut self) -> &mut Vec<Inline> {
        self.open
            .last_mut()
            .map_or(&mut self.done, |(_, content)| content)
    }

    fn open(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Strong => Kind::Strong,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Link { dest_url, .. } => match target(&dest_url) {
                Some(to) => Kind::Link { to },
                None => Kind::Refused {
                    target: dest_url.into_string(),
                },
            },
            _ => Kind::Nothing,
        };
        // Bold text within bold text is bold.
        let is_open = matches!(kind, Kind::Strong | Kind::Emphasis)
            && self.open.iter().any(|(open, _)| *open == kind);
        let kind = if is_open { Kind::Nothing } else { kind };
        self.open.push((kind, Vec::new()));
    }

    fn close(&mut self) {
        let Some((kind, content)) = self.open.pop() else {
            return;
        };
        let around = self.content();
        match kind {
            Kind::Strong => around.push(Inline::Strong(content)),
            Kind::Emphasis => around.push(Inline::Emphasis(content)),
            Kind::Link { to } => {
                let text = if content.is_empty() {
                    vec![Inline::Text(to.clone())]
                } else {
                    content
                };
                around.push(Inline::Link { to, text });
            }
            Kind::Refused { target } => {
                push_text(around, "[");
                append(around, content);
                push_text(around, &format!("]({target})"));
            }
            Kind::Nothing => append(around, content),
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

fn append(content: &mut Vec<Inline>, more: Vec<Inline>) {
    for part in more {
        match part {
            Inline::Text(text) => push_text(content, &text),
            other => content.push(other),
        }
    }
}

fn push_text(content: &mut Vec<Inline>, text: &str) {
    match content.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => content.push(Inline::Text(text.to_owned())),
    }
}

/// The address that a link may lead to: a web address as [`url()`] accepts it, `mailto:` or `tel:`. `www.exemple.fr` and
/// `nom@exemple.fr` are understood.
pub fn target(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.len() > URL_MAX_BYTES || typed.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let scheme = |name: &str| {
        let (scheme, rest) = typed.split_once(':')?;
        scheme.eq_ignore_ascii_case(name).then_some(rest)
    };
    if let Some(number) = scheme("tel") {
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_number = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.()".contains(&byte));
        return (is_number && digits >= 2).then(|| format!("tel:{number}"));
    }
    let (address, headers) = match scheme("mailto") {
        Some(rest) => rest.split_once('?').map_or((rest, ""), |parts| parts),
        None => (typed, ""),
    };
    if let Ok(address) = email("", address) {
        let is_safe = |c: char| c.is_ascii_graphic() && !"<>\"\\`".contains(c);
        return headers.chars().all(is_safe).then(|| {
            let mark = if headers.is_empty() { "" } else { "?" };
            format!("mailto:{address}{mark}{headers}")
        });
    }
    url("", typed).ok()
}

/// A text with a backslash before every sign that could be read as markup, so that it is read as it is.
pub fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 8);
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            literal.push('\n');
        }
        let line = line.trim();
        let signs = line.chars().take_while(char::is_ascii_digit).count();
        let (head, rest) = line.split_at(signs);
        literal.push_str(head);
        let begins_item = if head.is_empty() {
            rest.starts_with("- ")
        } else {
            rest.starts_with(". ")
        };
        if begins_item {
            literal.push('\\');
        }
        let mut previous = head.chars().next_back();
        let mut rest = rest.chars().peekable();
        while let Some(c) = rest.next() {
            let next = rest.peek().copied();
            let is_within_word = is_letter(previous) && is_letter(next);
            let is_markup = matches!(c, '\\' | '[') || (matches!(c, '*' | '_') && !is_within_word);
            if is_markup {
                literal.push('\\');
            }
            literal.push(c);
            previous = Some(c);
        }
    }
    literal
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Writes a line for the parser.
fn escape_line(line: &str, source: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    source.push_str(number);
    let first = rest.chars().next();
    let begins_block = match first {
        Some('.' | ')') => !number.is_empty(),
        Some('#' | '>' | '+' | '-' | '=' | '|') => number.is_empty(),
        Some(mark @ ('*' | '_')) => {
            let second = rest.chars().nth(1);
            let is_rule = rest.chars().all(|c| c == mark || c.is_whitespace());
            number.is_empty() && (is_rule || second.is_none_or(char::is_whitespace))
        }
        _ => false,
    };
    if begins_block {
        source.push('\\');
        source.extend(first);
        let after = rest.get(first.map_or(0, char::len_utf8)..);
        escape(after.unwrap_or_default(), first, source);
    } else {
        escape(rest, number.chars().next_back(), source);
    }
}

/// Writes a part of a line for the parser; `previous` is the character before it.
fn escape(text: &str, mut previous: Option<char>, source: &mut String) {
    let mut rest = text;
    // Within a web address, up to white space or a bracket.
    let mut in_address = false;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let next = after.chars().next();
        let starts = ["http://", "https://", "www."]
            .iter()
            .any(|start| rest.starts_with(start));
        in_address = match c {
            _ if c.is_whitespace() => false,
            '(' | ')' | '[' | ']' => false,
            _ => in_address || (starts && !is_letter(previous)),
        };
        let mut taken = c.len_utf8();
        match c {
            '\\' => match next.filter(char::is_ascii_punctuation) {
                Some(sign) => {
                    source.extend(['\\', sign]);
                    taken += sign.len_utf8();
                }
                None => source.push_str("\\\\"),
            },
            '`' | '<' | '&' | '~' => source.extend(['\\', c]),
            '!' if next == Some('[') => {
                source.push_str("!\\[");
                taken += 1;
            }
            // A definition of a link would disappear.
            ']' if next == Some(':') => {
                source.push_str("]\\:");
                taken += 1;
            }
            '*' | '_' => {
                let run = rest.chars().take_while(|other| *other == c).count();
                let beyond = rest.get(run..).and_then(|beyond| beyond.chars().next());
                let is_within_word = is_letter(previous) && is_letter(beyond);
                let is_within_address = in_address
                    && beyond.is_some_and(|c| !c.is_whitespace() && !")].,;:!?*_»".contains(c));
                for _ in 0..run {
                    if is_within_word || is_within_address {
                        source.push('\\');
                    }
                    source.push(c);
                }
                taken = run;
            }
            other => source.push(other),
        }
        let (done, left) = rest.split_at(taken);
        previous = done.chars().next_back();
        rest = left;
    }
}
