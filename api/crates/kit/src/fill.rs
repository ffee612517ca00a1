//! Words of a template with the facts in place of its tags.

use super::Facts;
use shared::edition::kit::{KitParagraph, KitTag, TextPart, parts};

/// Longest text of a paragraph, in characters: more is never on a page.
const LONGEST: usize = 4_000;

/// The words of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// With every date on a line of its own, where there is room for that many lines.
    pub(crate) full: String,
    /// With the dates summed up; `None` when that is the same.
    pub(crate) short: Option<String>,
    /// True when they say the address of the event's page.
    pub(crate) links: bool,
}

/// Fills the tags of a paragraph; `None` when none of them says anything.
pub(crate) fn fill(paragraph: &KitParagraph, facts: &Facts) -> Option<Words> {
    // A template is checked when it is saved; what an older release let through is shown as it is.
    let parts =
        parts(&paragraph.text).unwrap_or_else(|_unknown| vec![TextPart::Words(&paragraph.text)]);
    let (mut full, mut short) = (String::new(), String::new());
    let (mut tags, mut said, mut links) = (0, 0, false);
    for part in parts {
        let tag = match part {
            TextPart::Words(words) => {
                full.push_str(words);
                short.push_str(words);
                continue;
            }
            TextPart::Tag(tag) => tag,
        };
        let summed_up = value(tag, facts);
        tags += 1;
        said += usize::from(!summed_up.trim().is_empty());
        links |= tag == KitTag::Link;
        let most = usize::try_from(paragraph.lines).unwrap_or_default();
        if tag == KitTag::Dates && facts.sessions.len() <= most {
            full.push_str(&facts.sessions.join("\n"));
        } else {
            full.push_str(&summed_up);
        }
        short.push_str(&summed_up);
    }
    let full = bounded(&full);
    let short = bounded(&short);
    if full.trim().is_empty() || (tags > 0 && said == 0) {
        return None;
    }
    Some(Words {
        short: (short != full).then_some(short),
        full,
        links,
    })
}

/// Value of a tag; dates are summed up in a line.
fn value(tag: KitTag, facts: &Facts) -> String {
    match tag {
        KitTag::Title => facts.title.clone(),
        KitTag::Date | KitTag::Dates => facts.date.clone(),
        KitTag::Place => facts.place_line.clone(),
        KitTag::Address => facts.place.join("\n"),
        KitTag::Organiser => facts.organiser.clone(),
        KitTag::Summary => facts.description.clone(),
        KitTag::Access => facts.access.clone(),
        KitTag::Link => facts
            .url
            .split_once("://")
            .map_or(facts.url.as_str(), |(_, address)| address)
            .to_owned(),
        KitTag::Edition => facts.edition.clone(),
        KitTag::Theme => facts.theme.clone(),
    }
}

/// Lines without superfluous spaces; no-break spaces stay.
fn bounded(text: &str) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    let is_space = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    let lines = text.lines().map(|line| {
        let words = line.split(is_space).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}
