//! A letter as plain text.

use super::part::LetterPart;
use super::values::Item;
use super::{Frame, automatic_text};
use shared::letter::Language;

/// Greeting, parts, signature, and that no answer is read.
///
/// rspamd 3.4 recognises French from about forty words on; the accents of shorter e-mails it takes for a mixture of
/// alphabets.
pub(super) fn write(parts: &[LetterPart], frame: Frame<'_>, greeting: &str) -> String {
    let text: Vec<String> = parts
        .iter()
        .map(|part| written(part, frame.language))
        .collect();
    format!(
        "{greeting}\n\n{}\n\n{}\n{}",
        text.join("\n\n"),
        frame.signature,
        automatic_text(frame.language)
    )
}

fn written(part: &LetterPart, language: Language) -> String {
    match part {
        LetterPart::Paragraph(words) | LetterPart::Quote(words) | LetterPart::Code(words) => {
            words.clone()
        }
        LetterPart::Link(words, link) => format!("{words}\n{link}"),
        LetterPart::List(items) => lines(items.iter().map(listed)),
        LetterPart::Facts(facts) => {
            let colon = match language {
                Language::French => "\u{202f}: ",
                Language::English => ": ",
            };
            lines(
                facts
                    .iter()
                    .map(|(name, value)| format!("{name}{colon}{value}")),
            )
        }
    }
}

fn listed(item: &Item) -> String {
    let words = item.words.replace('\n', "\n  ");
    match &item.link {
        Some(link) => format!("- {words}\n  {link}"),
        None => format!("- {words}"),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}
