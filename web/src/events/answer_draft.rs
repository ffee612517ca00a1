//! The answer to an additional field while it is edited.

use super::draft::{NO, YES};
use leptos::prelude::*;
use shared::edition::{AdditionalField, AnswerKind, FieldKey};
use shared::event::{Answer, AnswerFile, Number};

/// Signals of an answer, with the values as typed.
#[derive(Debug, Clone, Copy)]
pub struct AnswerDraft {
    pub key: FieldKey,
    form: Form,
    /// The text, number or term as typed or chosen; `yes`, `no` or empty.
    pub text: RwSignal<String>,
    /// The chosen terms of a list.
    pub terms: RwSignal<Vec<String>>,
    /// Uploaded document, for an answer that is one.
    pub file: RwSignal<Option<AnswerFile>>,
}

/// How an answer is typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Number,
    Terms,
    YesNo,
    File,
}

impl AnswerDraft {
    /// An empty answer to a field.
    pub fn new(field: &AdditionalField) -> Self {
        Self {
            key: field.key,
            form: match field.answer {
                AnswerKind::Line { .. } | AnswerKind::Prose { .. } | AnswerKind::One { .. } => {
                    Form::Text
                }
                AnswerKind::Number { .. } => Form::Number,
                AnswerKind::Many { .. } => Form::Terms,
                AnswerKind::YesNo {} => Form::YesNo,
                AnswerKind::File { .. } => Form::File,
            },
            text: RwSignal::default(),
            terms: RwSignal::default(),
            file: RwSignal::default(),
        }
    }

    /// The answer to send; `None` when there is none, or a number cannot be read. Reactive.
    pub fn answer(&self) -> Option<Answer> {
        let answer = match self.form {
            Form::Text => Answer::Text(self.text.get()),
            Form::Number => Answer::Number(decimal(&self.text.read())?),
            Form::Terms => Answer::Terms(self.terms.get()),
            Form::YesNo => match self.text.read().as_str() {
                YES => Answer::YesNo(true),
                NO => Answer::YesNo(false),
                _ => return None,
            },
            Form::File => Answer::File(self.file.get()?),
        };
        (!answer.is_blank()).then_some(answer)
    }

    /// Text typed where a number is expected, when it is none; reactive.
    pub fn unreadable(&self) -> Option<String> {
        let text = self.text.read();
        let wrong =
            self.form == Form::Number && !text.trim().is_empty() && decimal(&text).is_none();
        wrong.then(|| text.clone())
    }

    /// Replaces the answer. A number that is typed in another way stays as typed.
    pub fn fill(&self, answer: Option<&Answer>) {
        let same = untrack(|| self.answer());
        if same.as_ref() == answer {
            return;
        }
        let (text, terms) = match answer {
            Some(Answer::Text(text)) => (text.clone(), Vec::new()),
            Some(Answer::Number(number)) => {
                (number.value().to_string().replace('.', ","), Vec::new())
            }
            Some(Answer::YesNo(said)) => (if *said { YES } else { NO }.to_owned(), Vec::new()),
            Some(Answer::Terms(ids)) => (String::new(), ids.clone()),
            Some(Answer::File(_)) | None => (String::new(), Vec::new()),
        };
        self.file.set(answer.and_then(Answer::file).cloned());
        self.text.set(text);
        self.terms.set(terms);
    }
}

/// Reads a number with a comma or a point, and spaces between thousands.
fn decimal(text: &str) -> Option<Number> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let value: f64 = digits.replace(',', ".").replace('−', "-").parse().ok()?;
    value.is_finite().then(|| Number::new(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_typed_in_french() {
        let value = |text: &str| decimal(text).map(Number::value);
        assert_eq!(value("1\u{202f}200,5"), Some(1_200.5));
        assert_eq!(value("-3"), Some(-3.0));
        assert_eq!(value("une dizaine"), None);
        assert_eq!(value("inf"), None);
    }
}
