//! Texts of the communication kit: templates of the edition, filled from an event.

use super::Edition;
use super::faults::Faults;
use super::kit::{KitTag, TextPart, UnknownTag, parts};
use crate::problem::Code;
use crate::text::Limits;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Maximum number of texts of a kit.
const TEXTS_MAX: usize = 20;
/// Length of the title of a text.
const TITLE: Limits = Limits::line(2, 80);
/// Length of a template.
const TEMPLATE: Limits = Limits::prose(10, 4_000);
/// Number of characters that a text may be limited to.
const MOST: Range<u32> = 100..10_001;
/// Characters that a shortened value keeps at least.
const KEPT: usize = 30;

/// A text of the communication kit, for organisers to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitTextTemplate {
    /// Title in French, 2 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Annonce courte"))]
    pub title: String,
    /// Maximum number of characters where it is published, 100 to 10,000; the filled text is shortened to it.
    #[cfg_attr(
        feature = "openapi",
        schema(minimum = 100, maximum = 10000, example = 280)
    )]
    pub most: u32,
    /// The text, 10 to 4,000 characters, with the tags of the files of a kit (`{titre}`, `{date}`, `{lieu}`, `{lien}` …) and
    /// `{description}`. A line of which no tag has a value is left out.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "{titre}, {date}, {lieu} : {lien}")
    )]
    pub text: String,
}

/// Tag of the description, which only the texts have: files have no room for it.
const DESCRIPTION: &str = "{description}";

/// Tags whose value is shortened when a text is too long, in this order; the description before all of them.
const SHORTENED: [KitTag; 7] = [
    KitTag::Summary,
    KitTag::Dates,
    KitTag::Access,
    KitTag::Address,
    KitTag::Place,
    KitTag::Organiser,
    KitTag::Title,
];

/// Values of the tags of a template.
#[derive(Debug, Clone)]
struct Values {
    tags: Vec<(KitTag, String)>,
    description: String,
}

impl Values {
    fn of(&self, tag: KitTag) -> &str {
        let found = self.tags.iter().find(|(of, _)| *of == tag);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// A line with its tags filled; `None` when it has tags and none of them a value.
fn filled(line: &str, values: &Values) -> Option<String> {
    let (mut tags, mut with_value) = (0_usize, 0_usize);
    let mut text = String::new();
    let mut put = |value: &str| {
        tags += 1;
        with_value += usize::from(!value.is_empty());
        value.to_owned()
    };
    for (at, section) in line.split(DESCRIPTION).enumerate() {
        if at > 0 {
            text += &put(&values.description);
        }
        for part in parts(section).unwrap_or_else(|_unknown| vec![TextPart::Words(section)]) {
            match part {
                TextPart::Words(words) => text += words,
                TextPart::Tag(tag) => text += &put(values.of(tag)),
            }
        }
    }
    (tags == 0 || with_value > 0).then(|| text.trim_end().to_owned())
}

impl KitTextTemplate {
    /// The text with the value of each tag and the description, of at most [`most`](Self::most) characters. Values are shortened at the
    /// end of a word, the description first and the title last; the address never.
    pub fn fill(&self, value: impl Fn(KitTag) -> String, description: &str) -> String {
        let most = self.most as usize;
        let mut values = Values {
            tags: KitTag::ALL.iter().map(|tag| (*tag, value(*tag))).collect(),
            description: description.to_owned(),
        };
        let mut text = self.with(&values);
        for tag in [None].into_iter().chain(SHORTENED.map(Some)) {
            let excess = text.chars().count().saturating_sub(most);
            if excess == 0 {
                return text;
            }
            let written = tag.map_or(DESCRIPTION.to_owned(), |tag| format!("{{{tag}}}"));
            let used = self.text.matches(&written).count();
            let found = match tag {
                None => Some(&mut values.description),
                Some(tag) => values
                    .tags
                    .iter_mut()
                    .find(|(of, _)| *of == tag)
                    .map(|(_, value)| value),
            };
            if let (Some(value), true) = (found, used > 0) {
                let room = value.chars().count().saturating_sub(excess.div_ceil(used));
                *value = shortened(value, room.max(KEPT));
                text = self.with(&values);
            }
        }
        shortened(&text, most)
    }

    fn with(&self, values: &Values) -> String {
        let lines = self.text.lines().filter_map(|line| filled(line, values));
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// Text in braces that is no tag.
    fn unknown(&self) -> Option<UnknownTag> {
        let mut sections = self.text.split(DESCRIPTION);
        sections.find_map(|section| parts(section).err())
    }
}

/// A text cut at the end of a word, with an ellipsis, to at most so many characters.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = kept
        .rfind(char::is_whitespace)
        .filter(|end| *end > kept.len() / 2);
    let kept = end.and_then(|end| kept.get(..end)).unwrap_or(&kept);
    format!(
        "{}…",
        kept.trim_end_matches([' ', '\n', ',', ';', ':', '.', '\u{a0}'])
    )
}

impl Edition {
    /// Adds the faults of the texts, at `/kitTexts`.
    pub(super) fn check_kit_texts(&self, faults: &mut Faults) {
        faults.check_count("/kitTexts", self.kit_texts.len(), TEXTS_MAX);
        for (at, template) in self.kit_texts.iter().enumerate().take(TEXTS_MAX) {
            let place = format!("/kitTexts/{at}");
            faults.check_text(&format!("{place}/title"), TITLE, &template.title, true);
            faults.check_text(&format!("{place}/text"), TEMPLATE, &template.text, true);
            faults.check_number(
                &format!("{place}/most"),
                template.most,
                MOST.start,
                MOST.end - 1,
            );
            if let Some(unknown) = template.unknown() {
                faults.add(
                    &format!("{place}/text"),
                    Code::UnknownValue,
                    unknown.to_string(),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn template(text: &str, most: u32) -> KitTextTemplate {
        KitTextTemplate {
            title: "Annonce".to_owned(),
            most,
            text: text.to_owned(),
        }
    }

    fn value(tag: KitTag) -> String {
        match tag {
            KitTag::Title => "Visite de la fonderie".to_owned(),
            KitTag::Summary => "Les apprentis montrent la coulée. ".repeat(6),
            KitTag::Link => "https://semaine.example/evenements/2018/fonderie".to_owned(),
            KitTag::Access => String::new(),
            other => other.as_str().to_owned(),
        }
    }

    #[test]
    fn a_text_is_filled_and_a_line_without_a_value_left_out() {
        let text = template("{titre}, {dates}\nAccès : {acces}\n\n{lien}", 280);
        assert_eq!(
            text.fill(value, ""),
            "Visite de la fonderie, dates\n\nhttps://semaine.example/evenements/2018/fonderie"
        );
    }

    #[test]
    fn the_summary_is_shortened_before_the_title_and_the_link_never() {
        let filled = template("{titre} : {resume}\n{lien}", 140).fill(value, "");
        assert!(filled.chars().count() <= 140, "{filled}");
        assert!(
            filled.starts_with("Visite de la fonderie : Les apprentis"),
            "{filled}"
        );
        assert!(
            filled.ends_with("…\nhttps://semaine.example/evenements/2018/fonderie"),
            "{filled}"
        );
    }

    #[test]
    fn an_unknown_tag_is_told_where_it_is() {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.kit_texts = vec![
            template("Venez à {titre} !", 280),
            template("Venez à {title} !", 280),
            template("Venez à {titre !", 99),
        ];
        let faults: Vec<_> = edition
            .problems()
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();
        assert_eq!(
            faults,
            [
                ("/kitTexts/1/text".to_owned(), Code::UnknownValue),
                ("/kitTexts/2/most".to_owned(), Code::OutOfRange),
                ("/kitTexts/2/text".to_owned(), Code::UnknownValue),
            ]
        );
    }

    proptest! {
        #[test]
        fn a_text_is_never_longer_than_it_may_be(words in "[a-zé ]{0,400}", most in 100_u32..600) {
            let text = template("{titre} — {resume} {description}\n{organisateur} {lieu} {lien}", most);
            let filled = text.fill(|_| words.clone(), &words);
            prop_assert!(filled.chars().count() <= most as usize);
        }
    }
}
