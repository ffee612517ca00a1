//! A letter as HTML: a page that mail programs show without a network.
//!
//! Styles are inline, since many programs drop everything else; tables are for layout only and say so. Each colour comes with
//! its background and neither is pure black nor white, so that programs may turn both around at night. The page is also
//! well-formed XML.

use super::Frame;
use super::part::LetterPart;
use super::values::Item;
use crate::t_in;
use shared::letter::Language;

/// Colours of a letter.
#[derive(Debug, Clone, Copy)]
struct Palette {
    /// Around the sheet of the letter.
    page: &'static str,
    /// Behind the text of the letter.
    sheet: &'static str,
    text: &'static str,
    /// Text of less weight.
    quiet: &'static str,
    /// Links, and the button.
    accent: &'static str,
    /// Words of the button.
    on_accent: &'static str,
    /// Beside quotations, and between facts.
    line: &'static str,
}

impl Palette {
    /// The colours of the platform.
    const OWN: Self = Self {
        page: "#eceff4",
        sheet: "#fbfbfd",
        text: "#1e2430",
        quiet: "#4a5263",
        accent: "#23418f",
        on_accent: "#f8f9fd",
        line: "#b9c2d3",
    };
}

const FONT: &str = "font-family:Arial,Helvetica,sans-serif";
const WRAP: &str = "overflow-wrap:anywhere;word-break:break-word";

/// The page of a letter.
pub(super) fn write(
    subject: &str,
    parts: &[LetterPart],
    frame: Frame<'_>,
    greeting: &str,
) -> String {
    let Palette {
        page, sheet, text, ..
    } = Palette::OWN;
    let (title, language) = (escaped(subject), frame.language);
    let mut body = format!(
        "<h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:bold;color:{text};{WRAP}\">{title}</h1>\n"
    );
    body += &paragraph(&escaped(greeting));
    let mut has_button = false;
    for part in parts {
        body += &match part {
            LetterPart::Link(words, link) if !has_button => {
                has_button = true;
                button(words, link)
            }
            part => written(part),
        };
    }
    body += &paragraph(&escaped(frame.signature));
    body += &automatic(language);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" xmlns=\"http://www.w3.org/1999/xhtml\" style=\"color-scheme:light dark\">\n<head>\n\
         <meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"supported-color-schemes\" content=\"light dark\"/>\n\
         <title>{title}</title>\n</head>\n\
         <body style=\"margin:0;padding:0;background-color:{page};color:{text};{FONT}\">\n\
         <table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" style=\"width:100%;background-color:{page}\">\
         <tr><td align=\"center\" style=\"padding:16px 8px\">\n\
         <table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" \
         style=\"width:100%;max-width:600px;table-layout:fixed;background-color:{sheet};border-radius:8px\">\
         <tr><td align=\"left\" style=\"padding:24px 20px;background-color:{sheet};color:{text};{FONT};font-size:16px;line-height:1.5;text-align:left;{WRAP}\">\n\
         {body}</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n"
    )
}

/// That nobody reads answers.
pub(super) fn automatic(language: Language) -> String {
    let words = escaped(t_in(language, "letter.automatic"));
    let quiet = Palette::OWN.quiet;
    format!("<p style=\"margin:16px 0 0;font-size:14px;color:{quiet}\">{words}</p>\n")
}

fn written(part: &LetterPart) -> String {
    let Palette {
        line, accent, text, ..
    } = Palette::OWN;
    match part {
        LetterPart::Paragraph(words) => paragraph(&in_lines(words)),
        LetterPart::Quote(words) => format!(
            "<blockquote style=\"margin:0 0 16px;padding:4px 0 4px 12px;border-left:4px solid {line};color:{text};{WRAP}\">{}</blockquote>\n",
            in_lines(words)
        ),
        LetterPart::Link(words, link) => paragraph(&format!(
            "<a href=\"{}\" style=\"color:{accent};text-decoration:underline\">{}</a>",
            escaped(link),
            in_lines(of_link(words))
        )),
        LetterPart::Code(code) => format!(
            "<p style=\"margin:0 0 16px;font-family:'Courier New',monospace;font-size:20px;letter-spacing:1px;color:{text}\">{}</p>\n",
            escaped(code)
        ),
        LetterPart::List(items) => {
            let items: String = items.iter().map(listed).collect();
            format!("<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n{items}</ul>\n")
        }
        LetterPart::Facts(facts) => table(facts),
    }
}

fn paragraph(html: &str) -> String {
    format!("<p style=\"margin:0 0 16px;{WRAP}\">{html}</p>\n")
}

/// The link that matters most.
fn button(words: &str, link: &str) -> String {
    let Palette {
        accent, on_accent, ..
    } = Palette::OWN;
    format!(
        "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" style=\"margin:0 0 16px\"><tr>\
         <td align=\"center\" style=\"background-color:{accent};border-radius:6px\">\
         <a href=\"{}\" style=\"display:inline-block;padding:12px 20px;background-color:{accent};color:{on_accent};{FONT};font-size:16px;line-height:1.3;font-weight:bold;text-decoration:none;border-radius:6px\">{}</a>\
         </td></tr></table>\n",
        escaped(link),
        in_lines(of_link(words))
    )
}

fn listed(item: &Item) -> String {
    let accent = Palette::OWN.accent;
    let words = in_lines(&item.words);
    let words = match &item.link {
        Some(link) => format!(
            "<a href=\"{}\" style=\"color:{accent};text-decoration:underline\">{words}</a>",
            escaped(link)
        ),
        None => words,
    };
    format!("<li style=\"margin:0 0 8px;{WRAP}\">{words}</li>\n")
}

/// Facts, in a table with headings: it is data, not layout.
fn table(facts: &[(String, String)]) -> String {
    let Palette {
        line, quiet, text, ..
    } = Palette::OWN;
    let row = |(name, value): &(String, String)| {
        format!(
            "<tr><th scope=\"row\" align=\"left\" valign=\"top\" style=\"padding:6px 12px 6px 0;border-bottom:1px solid {line};font-weight:normal;text-align:left;color:{quiet}\">{}</th>\
             <td align=\"left\" valign=\"top\" style=\"padding:6px 0;border-bottom:1px solid {line};color:{text};{WRAP}\">{}</td></tr>\n",
            escaped(name),
            escaped(value)
        )
    };
    let rows: String = facts.iter().map(row).collect();
    format!(
        "<table cellspacing=\"0\" cellpadding=\"0\" border=\"0\" style=\"margin:0 0 16px;border-collapse:collapse\">\n{rows}</table>\n"
    )
}

/// The words of a link, without the colon that stands before its address in the text.
fn of_link(words: &str) -> &str {
    words.trim_end().trim_end_matches(':').trim_end()
}

/// Words whose line ends are kept.
fn in_lines(words: &str) -> String {
    escaped(words).replace('\n', "<br/>")
}

/// Words that are no markup, also in an attribute.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
