//! Tags in the words of a template, such as `{titre}`.

use crate::identifiers::string_enum;

string_enum! {
    /// A fact that a tag stands for. The identifiers are French, as the editors of templates are.
    KitTag {
        /// Title of the event.
        Title = "titre",
        /// The date in one line; of several dates, from when to when.
        Date = "date",
        /// Every date on a line of its own, as many as there is room for.
        Dates = "dates",
        /// Name of the place and its commune, in one line; that it is online.
        Place = "lieu",
        /// Name of the place, street and commune, a line each; that it is online.
        Address = "adresse",
        /// Name of the organiser.
        Organiser = "organisateur",
        /// Summary of the event.
        Summary = "resume",
        /// Conditions of admission; nothing when there are none.
        Access = "acces",
        /// Address of the event's page, without scheme.
        Link = "lien",
        /// Name of the edition.
        Edition = "edition",
        /// Theme of the year, in French.
        Theme = "theme",
    }
}

/// A part of a text: words as they are, or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart<'a> {
    /// Words to be shown as they are.
    Words(&'a str),
    /// A fact to be put in.
    Tag(KitTag),
}

/// Error: a tag that is unknown, or a brace without its other half.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no tag")]
pub struct UnknownTag(pub String);

/// Splits a text at its tags.
///
/// # Errors
///
/// [`UnknownTag`] with the first one.
pub fn parts(text: &str) -> Result<Vec<TextPart<'_>>, UnknownTag> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after
            .split_once('}')
            .ok_or_else(|| UnknownTag("{".to_owned()))?;
        let tag = KitTag::parse(name).ok_or_else(|| UnknownTag(format!("{{{name}}}")))?;
        words(before, &mut parts)?;
        parts.push(TextPart::Tag(tag));
        rest = behind;
    }
    words(rest, &mut parts)?;
    Ok(parts)
}

fn words<'a>(text: &'a str, parts: &mut Vec<TextPart<'a>>) -> Result<(), UnknownTag> {
    if text.contains('}') {
        return Err(UnknownTag("}".to_owned()));
    }
    if !text.is_empty() {
        parts.push(TextPart::Words(text));
    }
    Ok(())
}
