//! Messages of visitors to the organiser of a public event: questions, and reports of errors.

use crate::calendar;
use crate::id::VisitorMessageId;
use crate::identifiers::string_enum;
use crate::place::DepartmentCode;
use crate::problem::{Code, FieldProblem};
use crate::text::{self, Limits};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Text of a visitor's message: paragraphs, 10 to 2,000 characters.
pub const MESSAGE_TEXT: Limits = Limits::prose(10, 2_000);
/// Maximum number of links in a message.
pub const MESSAGE_LINKS: usize = 2;
/// Working days that a message may wait for the organiser, unless the edition says otherwise.
const WORKING_DAYS: u32 = 2;
/// Days for which a message is kept, unless the edition says otherwise.
const KEPT_DAYS: u32 = 90;

string_enum! {
    /// Subject of a visitor's message: a question, or the error that it reports.
    MessageSubject {
        /// A question to the organiser.
        Question = "question",
        /// A date or a time is wrong.
        Date = "date",
        /// The place is wrong.
        Place = "place",
        /// The event does not take place.
        Cancelled = "cancelled",
        /// A link does not work.
        Link = "link",
        /// Something else is wrong.
        Other = "other",
    }
}

impl MessageSubject {
    /// True when the visitor reports an error; false for a question, to which the organiser answers.
    pub const fn is_report(self) -> bool {
        !matches!(self, Self::Question)
    }

    /// Outcomes by which the organiser may settle such a message.
    pub const fn outcomes(self) -> &'static [MessageOutcome] {
        if self.is_report() {
            &[MessageOutcome::Corrected, MessageOutcome::NotApplicable]
        } else {
            &[MessageOutcome::Answered, MessageOutcome::NotApplicable]
        }
    }
}

string_enum! {
    /// Way in which a visitor's message was settled.
    MessageOutcome {
        /// The question is answered.
        Answered = "answered",
        /// The error is corrected.
        Corrected = "corrected",
        /// There is nothing to answer or to correct.
        NotApplicable = "not_applicable",
    }
}

/// Rules of an edition for the messages of visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorMessageRules {
    /// Working days after which a message that is not settled also goes to the referents (1 to 60).
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub working_days: u32,
    /// Days after which a message is deleted (1 to 400).
    #[cfg_attr(feature = "openapi", schema(example = 90))]
    pub kept_days: u32,
}

impl Default for VisitorMessageRules {
    fn default() -> Self {
        Self {
            working_days: WORKING_DAYS,
            kept_days: KEPT_DAYS,
        }
    }
}

impl VisitorMessageRules {
    /// Time from which a message that was received at that time concerns the referents.
    pub fn due(
        self,
        received_at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
    ) -> DateTime<Utc> {
        calendar::due(received_at, self.working_days, department)
    }

    /// Time at which a message that was received at that time is deleted.
    pub fn expires(self, received_at: DateTime<Utc>) -> DateTime<Utc> {
        received_at + TimeDelta::days(self.kept_days.into())
    }
}

/// A message of a visitor, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorMessageForm {
    /// Subject of the message; required.
    pub subject: Option<MessageSubject>,
    /// The text, 10 to 2,000 characters with at most two links.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Bonjour, la visite du mardi est-elle accessible en fauteuil roulant ?")
    )]
    pub text: String,
    /// E-mail address to which the organiser answers; required for a question. Only the organiser sees it.
    #[cfg_attr(feature = "openapi", schema(example = "louise@example.org"))]
    pub email: String,
    /// To be left empty: a message of a program that fills in every field is dropped.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub website: String,
}

/// A valid message of a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedMessage {
    /// Reason for which the visitor writes.
    pub subject: MessageSubject,
    /// Text of the message, normalised.
    pub text: String,
    /// Address of the visitor, in lower case.
    pub email: Option<String>,
}

impl VisitorMessageForm {
    /// True when a program has filled in the field that no person sees.
    pub fn is_trapped(&self) -> bool {
        !self.website.is_empty()
    }

    /// Checks and normalises the message.
    ///
    /// # Errors
    ///
    /// All faults, each with its pointer.
    pub fn check(&self) -> Result<CheckedMessage, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        if self.subject.is_none() {
            let detail = "a subject is needed";
            faults.push(FieldProblem::new("/subject", Code::Required, detail));
        }
        let text = read_text(&self.text).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        let email = self.read_email().unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        match self.subject {
            Some(subject) if faults.is_empty() => Ok(CheckedMessage {
                subject,
                text,
                email,
            }),
            Some(_) | None => Err(faults),
        }
    }

    fn read_email(&self) -> Result<Option<String>, FieldProblem> {
        if !self.email.trim().is_empty() {
            let email = text::email("/email", &self.email)?;
            return Ok(Some(email.to_lowercase()));
        }
        if self.subject == Some(MessageSubject::Question) {
            let detail = "an address is needed for the answer";
            return Err(FieldProblem::new("/email", Code::Required, detail));
        }
        Ok(None)
    }
}

fn read_text(raw: &str) -> Result<String, FieldProblem> {
    let text = MESSAGE_TEXT.read("/text", raw)?;
    let text =
        text.ok_or_else(|| FieldProblem::new("/text", Code::Required, "a text is needed"))?;
    let (links, words): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| is_link(word));
    if links.len() > MESSAGE_LINKS {
        let detail = format!("{} links, at most {MESSAGE_LINKS}", links.len());
        let fault = FieldProblem::new("/text", Code::TooMany, detail);
        return Err(fault.with_limit(MESSAGE_LINKS as u64));
    }
    let said: usize = words.iter().map(|word| word.chars().count()).sum();
    if !links.is_empty() && said < MESSAGE_TEXT.min {
        let detail = "the text needs words besides its links";
        let fault = FieldProblem::new("/text", Code::TooShort, detail);
        return Err(fault.with_limit(MESSAGE_TEXT.min as u64));
    }
    Ok(text)
}

fn is_link(word: &str) -> bool {
    let word = word.to_lowercase();
    word.contains("://") || word.contains("www.")
}

/// Confirmation that a message was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedMessage {
    /// Time from which the referents of the territory see it too, unless the organiser has settled it.
    pub due_at: DateTime<Utc>,
}

/// A message of a visitor, as the people who work on the event see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorMessage {
    /// UUID of the message.
    pub id: VisitorMessageId,
    /// Reason for which the visitor wrote.
    pub subject: MessageSubject,
    /// Text, 10 to 2,000 characters with at most two links.
    pub text: String,
    /// Address of the visitor; absent when none was given, and for everybody but the owner and the co-editors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Time at which it was received.
    pub received_at: DateTime<Utc>,
    /// Time at which it went to the referents; absent when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<DateTime<Utc>>,
    /// Outcome of the message; absent until it is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<MessageOutcome>,
    /// Time at which it is deleted.
    pub expires_at: DateTime<Utc>,
}

/// Request to settle a message of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageSettlement {
    /// Outcome of the message: `answered` for a question, `corrected` for a report, `not_applicable` for both.
    pub outcome: MessageOutcome,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn question(text: &str) -> VisitorMessageForm {
        VisitorMessageForm {
            subject: Some(MessageSubject::Question),
            text: text.to_owned(),
            email: " Louise@Example.org ".to_owned(),
            website: String::new(),
        }
    }

    fn faults(form: &VisitorMessageForm) -> Vec<(String, Code)> {
        let faults = form.check().unwrap_err();
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn a_question_is_normalised() {
        let message = question("  Où se garer\r\nle mardi ?  ").check().unwrap();

        assert_eq!(message.text, "Où se garer\nle mardi ?");
        assert_eq!(message.email.as_deref(), Some("louise@example.org"));
    }

    #[rstest]
    #[case("", Code::Required)]
    #[case("Bonjour", Code::TooShort)]
    #[case("https://example.org/ https://example.com/", Code::TooShort)]
    #[case("WWW.example.org voir", Code::TooShort)]
    #[case(
        "Voyez https://a.fr, http://b.fr et www.c.fr pour comprendre",
        Code::TooMany
    )]
    #[case("Un texte \u{7} qui sonne", Code::ControlCharacter)]
    fn a_text_needs_words_and_few_links(#[case] text: &str, #[case] code: Code) {
        assert_eq!(faults(&question(text)), [("/text".to_owned(), code)]);
    }

    #[test]
    fn a_text_is_bounded_in_characters() {
        let long = "é".repeat(2_000);
        assert!(question(&long).check().is_ok());
        assert_eq!(
            faults(&question(&format!("{long}é"))),
            [("/text".to_owned(), Code::TooLong)]
        );
    }

    #[test]
    fn only_a_question_needs_an_address() {
        for subject in MessageSubject::ALL.iter().copied() {
            let form = VisitorMessageForm {
                subject: Some(subject),
                email: " ".to_owned(),
                ..question("La date affichée est fausse.")
            };
            assert_eq!(form.check().is_ok(), subject.is_report(), "{subject}");
        }
        let wrong = VisitorMessageForm {
            subject: None,
            email: "louise".to_owned(),
            ..question("La date affichée est fausse.")
        };
        let expected = [
            ("/subject".to_owned(), Code::Required),
            ("/email".to_owned(), Code::InvalidEmail),
        ];
        assert_eq!(faults(&wrong), expected);
    }

    #[test]
    fn an_outcome_fits_its_subject() {
        assert!(
            !MessageSubject::Question
                .outcomes()
                .contains(&MessageOutcome::Corrected)
        );
        assert!(
            !MessageSubject::Date
                .outcomes()
                .contains(&MessageOutcome::Answered)
        );
        for subject in MessageSubject::ALL {
            assert!(subject.outcomes().contains(&MessageOutcome::NotApplicable));
        }
    }

    #[test]
    fn a_message_waits_two_working_days() {
        let rules: VisitorMessageRules = serde_json::from_str("{}").unwrap();
        // A Friday.
        let received = "2018-03-16T09:00:00Z".parse().unwrap();

        let due = rules
            .due(received, None)
            .with_timezone(&chrono_tz::Europe::Paris);

        assert_eq!(due.date_naive().to_string(), "2018-03-20");
        assert_eq!(rules.expires(received) - received, TimeDelta::days(90));
    }
}
