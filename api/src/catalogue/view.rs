//! The choice of a reader: members of an event, and the language of its labels.

use ground::error::Error;
use http::query::Split;
use serde_json::value::RawValue;
use shared::event::FieldChoice;
use shared::letter::Language;

/// Names of the parameters.
pub(super) const FIELDS: &str = "fields";
pub(super) const LANG: &str = "lang";

/// The members of an event that an answer has, and the language of its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// All members when absent.
    fields: Option<FieldChoice>,
    language: Language,
}

impl View {
    /// Reads the parameters; records their faults. `known` are the members of the answer.
    pub(super) fn read(split: &mut Split, known: &[&'static [&'static str]]) -> Self {
        let fields = split
            .own(FIELDS)
            .map(|names| FieldChoice::parse(names, known));
        let fields = fields.and_then(|read| {
            read.map_err(|unknown| split.fault(FIELDS, &unknown.to_string()))
                .ok()
        });
        let language = split.read(LANG, Language::parse, "must be `fr` or `en`");
        Self {
            fields,
            language: language.unwrap_or(Language::French),
        }
    }

    /// Parses the query of an operation without other parameters.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn parse(query: &str, known: &[&'static [&'static str]]) -> Result<Self, Error> {
        let mut split = Split::of(query, &[FIELDS, LANG])?;
        let view = Self::read(&mut split, known);
        split.only(|_| false);
        split.finish()?;
        Ok(view)
    }

    /// True when the answer has every member, with the labels in French.
    pub(super) fn is_plain(&self) -> bool {
        self.fields.is_none() && self.language == Language::French
    }

    /// Language of the labels.
    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// Value of `fields` in canonical order; `None` when absent.
    pub(super) fn fields(&self) -> Option<String> {
        self.fields.as_ref().map(FieldChoice::to_text)
    }

    /// Value of `lang`; `None` for French.
    pub(super) fn lang(&self) -> Option<&'static str> {
        (self.language != Language::French).then(|| self.language.as_str())
    }

    /// An event, written as a JSON object, with the chosen members alone.
    ///
    /// # Errors
    ///
    /// When it is no JSON object.
    pub(super) fn narrow(&self, event: String) -> Result<String, Error> {
        match &self.fields {
            None => Ok(event),
            Some(fields) => Ok(fields.narrow(&event)?),
        }
    }

    /// [`View::narrow`] for an event in a list.
    ///
    /// # Errors
    ///
    /// As [`View::narrow`].
    pub(super) fn narrow_item(&self, event: Box<RawValue>) -> Result<Box<RawValue>, Error> {
        match &self.fields {
            None => Ok(event),
            Some(fields) => Ok(RawValue::from_string(fields.narrow(event.get())?)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::event::PUBLISHED_FIELDS;
    use shared::problem::Code;

    #[test]
    fn a_view_is_written_in_one_order() {
        let view = View::parse("lang=en&fields=title,id", PUBLISHED_FIELDS).unwrap();
        assert_eq!(view.fields().as_deref(), Some("id,title"));
        assert_eq!((view.lang(), view.is_plain()), (Some("en"), false));
        for query in ["", "lang=fr", "fields=&lang="] {
            assert!(View::parse(query, PUBLISHED_FIELDS).unwrap().is_plain());
        }
    }

    #[rstest]
    #[case("fields=colour", Code::InvalidParameter, "/fields")]
    #[case("fields=id&fields=title", Code::InvalidParameter, "/fields")]
    #[case("lang=de", Code::InvalidParameter, "/lang")]
    #[case("kind=workshop", Code::UnknownParameter, "/kind")]
    fn a_fault_is_located(#[case] query: &str, #[case] code: Code, #[case] pointer: &str) {
        let problem = View::parse(query, PUBLISHED_FIELDS).unwrap_err().problem();
        assert_eq!(
            (
                problem.status,
                problem.code,
                problem.errors[0].pointer.as_str()
            ),
            (400, code, pointer)
        );
    }
}
