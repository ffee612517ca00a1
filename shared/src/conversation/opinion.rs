use super::ConversationRules;
use crate::event::EventForm;
use crate::id::OpinionId;
use crate::identifiers::string_enum;
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use crate::text::{self, Limits};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum length of a question and of an opinion, in characters.
pub const OPINION_MAX_CHARS: usize = 5_000;
/// Maximum number of requests for an opinion on one event submission.
pub const OPINIONS_PER_FILE: usize = 20;
/// Maximum length of the name of an expert, in characters.
const NAME_MAX_CHARS: usize = 120;

string_enum! {
    /// Verdict of an expert on an event.
    OpinionVerdict {
        /// In favour of the label.
        Favourable = "favourable",
        /// In favour, with reservations.
        Reserved = "reserved",
        /// Against granting the event the label.
        Unfavourable = "unfavourable",
    }
}

/// Request to ask an expert, who needs no account, for an opinion on an event submission.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewExpertOpinion {
    /// Name of the expert, 2 to 120 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Anne Laurent"))]
    pub name: String,
    /// E-mail address to which the link is sent.
    #[cfg_attr(feature = "openapi", schema(example = "anne.laurent@example.org"))]
    pub email: String,
    /// Question to the expert, 10 to 5,000 characters.
    pub question: String,
    /// Days for which the link is valid, 1 to 60; those of the edition when absent.
    pub days: Option<u32>,
}

/// A checked request to an expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOpinionRequest {
    /// Name of the expert.
    pub name: String,
    /// E-mail address of the expert, normalised.
    pub email: String,
    /// Question to the expert.
    pub question: String,
    /// Days for which the link is valid.
    pub days: u32,
}

impl NewExpertOpinion {
    /// The normalised request, with the number of days of the edition unless it names another.
    ///
    /// # Errors
    ///
    /// Faults at `/name`, `/email`, `/question` and `/days`.
    pub fn check(
        &self,
        rules: ConversationRules,
    ) -> Result<CheckedOpinionRequest, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let name = read(
            "/name",
            &self.name,
            Limits::line(2, NAME_MAX_CHARS),
            &mut faults,
        );
        let email = text::email("/email", &self.email).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        let limits = Limits::prose(10, OPINION_MAX_CHARS);
        let question = read("/question", &self.question, limits, &mut faults);
        let days = self.days.unwrap_or(rules.opinion_days);
        if !(1..=ConversationRules::OPINION_DAYS_MAX).contains(&days) {
            let fault = FieldProblem::new("/days", Code::OutOfRange, "1 to 60 days");
            faults.push(fault.with_limit(ConversationRules::OPINION_DAYS_MAX));
        }
        if faults.is_empty() {
            Ok(CheckedOpinionRequest {
                name,
                email,
                question,
                days,
            })
        } else {
            Err(faults)
        }
    }
}

/// A required text; a fault when it is missing or out of bounds.
fn read(pointer: &str, raw: &str, limits: Limits, faults: &mut Vec<FieldProblem>) -> String {
    let required = || FieldProblem::new(pointer, Code::Required, "the text is missing");
    let text = limits
        .read(pointer, raw)
        .and_then(|text| text.ok_or_else(required));
    text.unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    })
}

/// The opinion of an expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenOpinion {
    /// In favour of the label or not.
    pub verdict: OpinionVerdict,
    /// Reasons for the verdict.
    pub text: String,
    /// Time at which it was given, or last changed.
    pub given_at: DateTime<Utc>,
}

/// A request of the reviewers for an opinion on an event submission, and the opinion once it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpertOpinion {
    /// UUID of the request.
    pub id: OpinionId,
    /// Name of the expert; empty once it was erased.
    pub name: String,
    /// Address to which the link was sent; empty once it was erased.
    pub email: String,
    /// Question to the expert.
    pub question: String,
    /// Time at which the request was sent to the expert.
    pub asked_at: DateTime<Utc>,
    /// Time at which the link expires.
    pub expires_at: DateTime<Utc>,
    /// Time at which the link was revoked; absent unless it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The opinion; absent until it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<GivenOpinion>,
}

/// The secret of a link to give an opinion.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpinionKey {
    /// The part of the link after `#`.
    pub key: String,
}

/// Page of an expert: the question, and the event submission without any person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpinionSheet {
    /// Name of the expert.
    pub name: String,
    /// Question to the expert.
    pub question: String,
    /// Time until which the opinion can be given and changed.
    pub expires_at: DateTime<Utc>,
    /// The opinion; absent until it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<GivenOpinion>,
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Form as last saved, without the contact person, and without e-mail addresses and telephone numbers of the booking.
    pub form: EventForm,
    /// Commune with the INSEE code of the form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
}

/// The opinion of an expert, as typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpinionForm {
    /// The part of the link after `#`.
    pub key: String,
    /// In favour of the label or not; required.
    #[serde(default)]
    pub verdict: Option<OpinionVerdict>,
    /// Reasons, 10 to 5,000 characters.
    #[serde(default)]
    pub text: String,
}

impl OpinionForm {
    /// The opinion, with its text normalised.
    ///
    /// # Errors
    ///
    /// Faults at `/verdict` and `/text`.
    pub fn check(&self) -> Result<(OpinionVerdict, String), Vec<FieldProblem>> {
        let mut faults = Vec::new();
        if self.verdict.is_none() {
            faults.push(FieldProblem::new(
                "/verdict",
                Code::Required,
                "the verdict is missing",
            ));
        }
        let text = read(
            "/text",
            &self.text,
            Limits::prose(10, OPINION_MAX_CHARS),
            &mut faults,
        );
        match self.verdict {
            Some(verdict) if faults.is_empty() => Ok((verdict, text)),
            Some(_) | None => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn request() -> NewExpertOpinion {
        NewExpertOpinion {
            name: " Anne  Laurent ".to_owned(),
            email: "anne.laurent@example.org".to_owned(),
            question: "L’atelier montre-t-il un métier de l’industrie ?".to_owned(),
            days: None,
        }
    }

    fn pointers(faults: Vec<FieldProblem>) -> Vec<String> {
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn the_link_lasts_as_long_as_the_edition_says_unless_another_number_is_chosen() {
        let rules = ConversationRules::default();
        let checked = request().check(rules).unwrap();
        assert_eq!((checked.name.as_str(), checked.days), ("Anne Laurent", 7));
        let chosen = NewExpertOpinion {
            days: Some(30),
            ..request()
        };
        assert_eq!(chosen.check(rules).unwrap().days, 30);
    }

    #[test]
    fn each_fault_of_a_request_is_at_its_field() {
        let empty = NewExpertOpinion {
            days: Some(61),
            ..NewExpertOpinion::default()
        };
        let faults = empty.check(ConversationRules::default()).unwrap_err();
        assert_eq!(pointers(faults), ["/name", "/email", "/question", "/days"]);
    }

    #[rstest]
    #[case::given(Some(OpinionVerdict::Reserved), "Plutôt un salon qu’un atelier.", &[])]
    #[case::without_verdict(None, "Plutôt un salon qu’un atelier.", &["/verdict"])]
    #[case::without_reasons(Some(OpinionVerdict::Favourable), "Oui", &["/text"])]
    #[case::nothing(None, "", &["/verdict", "/text"])]
    fn an_opinion_has_a_verdict_and_reasons(
        #[case] verdict: Option<OpinionVerdict>,
        #[case] text: &str,
        #[case] faults: &[&str],
    ) {
        let form = OpinionForm {
            key: String::new(),
            verdict,
            text: text.to_owned(),
        };
        assert_eq!(pointers(form.check().err().unwrap_or_default()), faults);
    }
}
