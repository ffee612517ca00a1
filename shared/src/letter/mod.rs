//! Contents of letters: their kinds, the tags that its wording may use, and the check of a wording.
//!
//! A wording is a subject and a text, in the platform or in an edition, with tags such as `{titre}` for what differs from one
//! letter to the next. The text has paragraphs, separated by an empty line. Lines that begin with `- ` are a list, lines
//! `| name | value` a table of facts. A tag for a link, a quotation or a list stands alone on its line; the lines before it
//! introduce it, and are the words of the link.

mod kind;
mod tag;
mod template;

pub use kind::LetterKind;
pub use tag::{LetterTag, TagShape};
pub use template::{Block, Piece, Template, WordingFault};

use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::problem::FieldProblem;
use crate::text::Limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

string_enum! {
    /// A language in which letters are written.
    Language {
        /// French, the language of the platform.
        French = "fr",
        /// English, for accounts that chose it.
        English = "en",
    }
}

/// Maximum length of the subject of a letter, which is one line, in characters.
pub const SUBJECT_MAX_CHARS: usize = 150;
/// Maximum length of the text of a letter, in characters.
pub const TEXT_MAX_CHARS: usize = 4_000;
/// Bounds of a subject: one line, 2 to 150 characters.
const SUBJECT: Limits = Limits::line(2, SUBJECT_MAX_CHARS);
/// Bounds of a text: paragraphs, 10 to 4,000 characters.
const TEXT: Limits = Limits::prose(10, TEXT_MAX_CHARS);

/// Words of a letter, with tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterWording {
    /// Subject line, 2 to 150 characters; only tags of one line.
    #[cfg_attr(feature = "openapi", schema(example = "Dépôt reçu : {titre}"))]
    pub subject: String,
    /// Text without greeting and signature, 10 to 4,000 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "Votre événement « {titre} » est déposé.\n\nSuivre votre dossier :\n{lien}"
        )
    )]
    pub text: String,
}

/// Words of an edition for a kind of letter; the platform's where there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterWordings {
    /// Words in French; those of the platform when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fr: Option<LetterWording>,
    /// Words in English; those of the platform when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<LetterWording>,
}

/// A tag of a kind of letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagDescription {
    /// The tag, which is written between braces.
    pub tag: LetterTag,
    /// Meaning of the tag, in French.
    pub explanation: String,
    /// Example of what stands in its place.
    pub example: String,
    /// True when it stands alone on its line.
    pub alone: bool,
    /// True when the text must have it.
    pub required: bool,
}

/// A kind of letter that an edition may have its own words for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterDescription {
    /// Kind of letter that the words are for.
    pub kind: LetterKind,
    /// Its name, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Dépôt reçu"))]
    pub name: String,
    /// Tags that its words may have.
    pub tags: Vec<TagDescription>,
    /// Words of the platform in French.
    pub fr: LetterWording,
    /// Words of the platform in English.
    pub en: LetterWording,
}

/// A letter to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterTrial {
    /// Kind of letter whose tags the words have.
    pub kind: LetterKind,
    /// Language in which the letter is composed.
    pub language: Language,
    /// Words, which need not be stored.
    pub wording: LetterWording,
    /// UUID of the event submission, of the same edition, whose values are taken; examples when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// Name of the recipient, at most 100 characters; when absent, that of the organiser of the event submission or of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Camille Lefèvre", max_length = 100)
    )]
    pub name: Option<String>,
}

/// A letter as its recipient would read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterPreview {
    /// Subject line; empty when the words are too long.
    pub subject: String,
    /// Plain text, with greeting and signature.
    pub text: String,
    /// The same as a page of HTML.
    #[cfg_attr(feature = "openapi", schema(content_media_type = "text/html"))]
    pub html: String,
    /// Faults of the words, below `/wording`.
    pub problems: Vec<FieldProblem>,
}

impl Language {
    /// Language of somebody who has chosen none.
    pub const DEFAULT: Self = Self::French;
}

impl Default for Language {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl LetterWordings {
    /// The edition's words in a language; `None` when the platform's own are used.
    pub const fn of(&self, language: Language) -> Option<&LetterWording> {
        match language {
            Language::French => self.fr.as_ref(),
            Language::English => self.en.as_ref(),
        }
    }
}

impl LetterWording {
    /// Faults of the words for a kind of letter, below a JSON pointer.
    pub fn problems(&self, kind: LetterKind, pointer: &str) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let subject = format!("{pointer}/subject");
        let text = format!("{pointer}/text");
        for (place, limits, words) in [
            (&subject, SUBJECT, &self.subject),
            (&text, TEXT, &self.text),
        ] {
            match limits.read(place, words) {
                Ok(Some(_)) => {}
                Ok(None) => problems.push(FieldProblem::new(
                    place.as_str(),
                    crate::problem::Code::Required,
                    "required",
                )),
                Err(fault) => problems.push(fault),
            }
        }
        // An endless text is not read any further.
        if !problems.is_empty() {
            return problems;
        }
        let of_subject = template::faults_of_subject(kind, &self.subject);
        let of_text = template::faults_of_text(kind, &self.text);
        let at = |place: &str, faults: Vec<WordingFault>| -> Vec<FieldProblem> {
            let at =
                |fault: WordingFault| FieldProblem::new(place, fault.code(), fault.to_string());
            faults.into_iter().map(at).collect()
        };
        problems.extend(at(&subject, of_subject));
        problems.extend(at(&text, of_text));
        problems
    }
}

/// Faults of the words of an edition, below `/letters`.
pub fn problems(letters: &BTreeMap<LetterKind, LetterWordings>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for (kind, wordings) in letters {
        let pointer = format!("/letters/{kind}");
        if !kind.is_of_edition() {
            problems.push(FieldProblem::new(
                pointer,
                crate::problem::Code::NotAllowed,
                "this letter belongs to no edition",
            ));
            continue;
        }
        for language in Language::ALL.iter().copied() {
            if let Some(wording) = wordings.of(language) {
                problems.extend(wording.problems(*kind, &format!("{pointer}/{language}")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use rstest::rstest;

    fn wording(text: &str) -> LetterWording {
        LetterWording {
            subject: "Dépôt reçu : {titre}".to_owned(),
            text: text.to_owned(),
        }
    }

    #[rstest]
    #[case::right("Reçu avant le {echeance}.\n\nSuivre votre dossier :\n{lien}", None)]
    #[case::unknown(
        "Reçu, {tittre}.\n\nSuivre votre dossier :\n{lien}",
        Some(Code::UnknownTag)
    )]
    #[case::of_another_letter("{motif}\n\nSuivre votre dossier :\n{lien}", Some(Code::UnknownTag))]
    #[case::open(
        "Reçu, {titre\n\nSuivre votre dossier :\n{lien}",
        Some(Code::UnknownTag)
    )]
    #[case::missing("Votre événement est déposé.", Some(Code::MissingTag))]
    #[case::in_a_sentence("Votre dossier, {lien}, est déposé.", Some(Code::MisplacedTag))]
    #[case::without_words("Votre événement est déposé.\n\n{lien}", Some(Code::MisplacedTag))]
    fn a_wrong_tag_is_told_at_its_place(#[case] text: &str, #[case] code: Option<Code>) {
        let found = wording(text).problems(LetterKind::Receipt, "/letters/receipt/fr");

        assert_eq!(found.first().map(|it| it.code), code, "{found:?}");
        assert!(
            found
                .iter()
                .all(|it| it.pointer == "/letters/receipt/fr/text")
        );
    }

    #[test]
    fn a_subject_has_tags_of_one_line_only() {
        let mut wrong = wording("Suivre votre dossier :\n{lien}");
        wrong.subject = "Dépôt {lien}".to_owned();

        let found = wrong.problems(LetterKind::Receipt, "");

        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].pointer.as_str(), found[0].code),
            ("/subject", Code::MisplacedTag)
        );
    }

    #[test]
    fn an_endless_text_is_refused() {
        let endless = wording(&"{tittre} ".repeat(2_000));

        let found = endless.problems(LetterKind::Receipt, "");

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, Code::TooLong);
    }

    #[test]
    fn letters_of_no_edition_are_not_reworded() {
        let letters = BTreeMap::from([(LetterKind::PasswordReset, LetterWordings::default())]);

        assert_eq!(problems(&letters)[0].code, Code::NotAllowed);
    }

    #[test]
    fn each_required_tag_is_one_of_the_letter() {
        for kind in LetterKind::ALL {
            let tags = kind.tags();
            assert!(
                kind.required().iter().all(|tag| tags.contains(tag)),
                "{kind}"
            );
        }
    }
}
