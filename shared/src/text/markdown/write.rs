//! Writes a formatted text as HTML and as plain text.

use super::{Block, Content, Inline, List, Markdown};
use crate::french::tied;

/// `rel` of the links: they are those of the person who wrote the text.
const REL: &str = "nofollow ugc noopener";

impl Markdown {
    /// The text as HTML, with French no-break spaces: `p`, `ul`, `ol`, `li`, `br`, `strong`, `em` and `a` without classes.
    pub fn html(&self) -> String {
        let mut html = String::new();
        for block in &self.blocks {
            write_block(block, &mut html);
        }
        html
    }

    /// The text without markup: paragraphs separated by an empty line, links followed by their targets, items of lists after
    /// `- ` or their number.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        write_blocks_plain(&self.blocks, "", &mut text);
        text
    }
}

fn write_block(block: &Block, html: &mut String) {
    match &block.content {
        Content::Paragraph(content) => {
            html.push_str("<p>");
            write_inlines(content, html);
            html.push_str("</p>");
        }
        Content::List(list) => write_list(list, html),
    }
}

fn write_list(list: &List, html: &mut String) {
    let name = if list.numbered { "ol" } else { "ul" };
    html.extend(["<", name, ">"]);
    for item in &list.items {
        html.push_str("<li>");
        for (place, block) in item.iter().enumerate() {
            match &block.content {
                Content::Paragraph(content) if place == 0 => write_inlines(content, html),
                Content::Paragraph(_) | Content::List(_) => write_block(block, html),
            }
        }
        html.push_str("</li>");
    }
    html.extend(["</", name, ">"]);
}

fn write_inlines(content: &[Inline], html: &mut String) {
    for part in content {
        match part {
            Inline::Text(text) => escape(&tied(text), html),
            Inline::Break => html.push_str("<br>"),
            Inline::Strong(content) => {
                html.push_str("<strong>");
                write_inlines(content, html);
                html.push_str("</strong>");
            }
            Inline::Emphasis(content) => {
                html.push_str("<em>");
                write_inlines(content, html);
                html.push_str("</em>");
            }
            Inline::Link { to, text } => {
                html.push_str("<a href=\"");
                escape(to, html);
                html.extend(["\" rel=\"", REL, "\">"]);
                write_inlines(text, html);
                html.push_str("</a>");
            }
        }
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

/// Writes blocks, each line but the first after `margin`.
fn write_blocks_plain(blocks: &[Block], margin: &str, text: &mut String) {
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            text.extend([line_end(block.spaced), margin]);
        }
        match &block.content {
            Content::Paragraph(content) => write_plain(content, margin, text),
            Content::List(list) => write_list_plain(list, margin, text),
        }
    }
}

fn write_list_plain(list: &List, margin: &str, text: &mut String) {
    for (place, item) in list.items.iter().enumerate() {
        if place > 0 {
            let spaced = item.first().is_some_and(|block| block.spaced);
            text.extend([line_end(spaced), margin]);
        }
        let marker = if list.numbered {
            format!("{}. ", place + 1)
        } else {
            "- ".to_owned()
        };
        text.push_str(&marker);
        let within = format!("{margin}{}", " ".repeat(marker.len()));
        write_blocks_plain(item, &within, text);
    }
}

fn line_end(spaced: bool) -> &'static str {
    if spaced { "\n\n" } else { "\n" }
}

fn write_plain(content: &[Inline], margin: &str, text: &mut String) {
    for part in content {
        match part {
            Inline::Text(part) => text.push_str(part),
            Inline::Break => text.extend(["\n", margin]),
            Inline::Strong(content) | Inline::Emphasis(content) => {
                write_plain(content, margin, text);
            }
            Inline::Link { to, text: shown } => {
                let start = text.len();
                write_plain(shown, margin, text);
                let shown = text.get(start..).unwrap_or_default();
                let address = to
                    .strip_prefix("mailto:")
                    .or_else(|| to.strip_prefix("tel:"))
                    .unwrap_or(to);
                if bare(shown) != bare(address) {
                    let address = format!(" ({address})");
                    text.push_str(&address);
                }
            }
        }
    }
}

/// An address without its scheme and the slash at its end.
fn bare(address: &str) -> &str {
    let address = address.trim().trim_end_matches('/');
    let web = ["https://", "http://"];
    web.into_iter()
        .find_map(|scheme| address.strip_prefix(scheme))
        .unwrap_or(address)
}
