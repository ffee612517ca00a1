//! Letters: the platform's words for each kind, and what becomes of them with the values of one letter, as text and as HTML.
//!
//! Text and HTML are written from the same blocks. Values are words of people: they are never read for tags, markup or links, as on the
//! pages that show them. None is the description of an event, the only text with markup (`shared::text::markdown`).

pub mod dates;
mod html;
mod part;
mod text;
mod values;

#[cfg(test)]
mod tests;

pub use values::{Item, Value, Values};

use crate::t_in;
use shared::french::{Words, typeset};
use shared::letter::{Language, LetterKind, LetterWording, Template};
use std::collections::HashMap;
use std::sync::LazyLock;

type Wordings = HashMap<LetterKind, LetterWording>;

static FRENCH: LazyLock<Wordings> =
    LazyLock::new(|| read(include_str!("../../locales/letters.fr.json")));
static ENGLISH: LazyLock<Wordings> =
    LazyLock::new(|| read(include_str!("../../locales/letters.en.json")));

fn read(json: &str) -> Wordings {
    serde_json::from_str(json)
        .expect("the letters are an object of wordings by kind, as a test verifies")
}

/// A letter as its recipient reads it, but for the secrets of its links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Subject on one line, with the values of its tags.
    pub subject: String,
    /// Plain text, with greeting and signature.
    pub text: String,
    /// The same as a page of HTML.
    pub html: String,
}

/// Greeting, signature and language around the text of a letter.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Language in which the frame is written.
    pub language: Language,
    /// Name in the greeting.
    pub name: &'a str,
    /// Who writes; may have several lines.
    pub signature: &'a str,
}

/// The platform's words for a kind of letter.
///
/// # Panics
///
/// When a kind has no words, which a test rules out.
pub fn wording(kind: LetterKind, language: Language) -> &'static LetterWording {
    let all = match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    };
    all.get(&kind)
        .expect("every kind has words in every language, as a test verifies")
}

/// The name of the platform's team, which signs letters of no edition.
pub fn team(language: Language) -> &'static str {
    t_in(language, "letter.account.signature")
}

/// Writes a letter with these words.
pub fn write(wording: &LetterWording, frame: Frame<'_>, values: &Values) -> Written {
    let subject = part::subject(&typeset(&wording.subject), values);
    // A page of XML can contain neither the form feeds nor the vertical tabs of a pasted text.
    let text = values::in_lines(&wording.text);
    let parts = part::parts(&Template::read(&typeset(&text)), values);
    let name = values::in_one_line(frame.name);
    let signature = values::in_lines(frame.signature);
    let frame = Frame {
        signature: &signature,
        ..frame
    };
    let greeting = Words::fill(t_in(frame.language, "letter.greeting"), &[("name", &name)]);
    Written {
        text: text::write(&parts, frame, &greeting),
        html: html::write(&subject, &parts, frame, &greeting),
        subject,
    }
}

/// The last lines of the text, which say that nobody reads answers.
pub fn automatic_text(language: Language) -> String {
    format!("\n{}\n", t_in(language, "letter.automatic"))
}

/// The same in HTML.
pub fn automatic_html(language: Language) -> String {
    html::automatic(language)
}
