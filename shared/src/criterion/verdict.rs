use super::Criterion;
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// A referent's answer on one criterion.
    Verdict {
        /// The event satisfies the criterion.
        Met = "met",
        /// The event fails the criterion.
        NotMet = "not_met",
        /// The organiser must give more information.
        ToClarify = "to_clarify",
    }
}

/// Maximum length of a referent's comment, a correction message or a reason, in characters.
pub const COMMENT_MAX_CHARS: usize = 2_000;

/// A referent's answer on one criterion, with its comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// Criterion that the answer is about.
    pub criterion: Criterion,
    /// Verdict: met, not met, or to be clarified by the organiser.
    pub verdict: Verdict,
    /// Justification, at most 2,000 characters; required unless the verdict is `met`.
    #[serde(default)]
    pub comment: String,
}

/// Assessment of an event submission. Criteria that are left out keep their previous answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssessmentForm {
    /// Answers, at most one per criterion and at least one in all.
    pub answers: Vec<Answer>,
}

/// A stored answer on one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// Criterion that the answer is about.
    pub criterion: Criterion,
    /// Verdict: met, not met, or to be clarified by the organiser.
    pub verdict: Verdict,
    /// Justification; empty when none was given.
    pub comment: String,
    /// Review round: 1 for the first submission, plus one for each resubmission.
    pub round: u32,
    /// Name of the referent or coordinator who answered.
    pub assessed_by: String,
    /// Time of the answer.
    pub assessed_at: DateTime<Utc>,
}

/// Validates a referent's answers and normalises their comments.
///
/// # Errors
///
/// Every fault with its JSON pointer: a criterion answered twice, a comment missing or too long.
pub fn parse_answers(form: AssessmentForm) -> Result<Vec<Answer>, Vec<FieldProblem>> {
    if form.answers.is_empty() {
        return Err(vec![FieldProblem::new(
            "/answers",
            Code::Required,
            "at least one answer is required",
        )]);
    }
    parse_answer_list(form.answers)
}

/// As [`parse_answers`], for answers that come with another request: there may be none.
///
/// # Errors
///
/// As [`parse_answers`].
pub fn parse_answer_list(given: Vec<Answer>) -> Result<Vec<Answer>, Vec<FieldProblem>> {
    let mut faults = Vec::new();
    let mut answers: Vec<Answer> = Vec::new();
    for (i, answer) in given.into_iter().enumerate() {
        if answers
            .iter()
            .any(|other| other.criterion == answer.criterion)
        {
            faults.push(FieldProblem::new(
                format!("/answers/{i}/criterion"),
                Code::Duplicate,
                "this criterion is answered more than once",
            ));
            continue;
        }
        let pointer = format!("/answers/{i}/comment");
        match Limits::prose(1, COMMENT_MAX_CHARS).read(&pointer, &answer.comment) {
            Ok(None) if answer.verdict != Verdict::Met => {
                faults.push(FieldProblem::new(
                    pointer,
                    Code::Required,
                    "a comment is required unless the criterion is met",
                ));
            }
            Ok(comment) => answers.push(Answer {
                comment: comment.unwrap_or_default(),
                ..answer
            }),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(faults)
    }
}

/// Criteria without the verdict `met`, in criterion order; for each criterion the last answer counts.
pub fn unmet<'a>(
    answers: impl IntoIterator<Item = (&'a Criterion, &'a Verdict)>,
) -> Vec<Criterion> {
    let mut unmet = Criterion::ALL.to_vec();
    for (criterion, verdict) in answers {
        unmet.retain(|other| other != criterion);
        if *verdict != Verdict::Met {
            unmet.push(*criterion);
        }
    }
    unmet.sort_unstable();
    unmet
}

/// True when no criterion is [`unmet`]: each has an answer, and its last one is `met`.
pub fn all_met<'a>(answers: impl IntoIterator<Item = (&'a Criterion, &'a Verdict)>) -> bool {
    unmet(answers).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(criterion: Criterion, verdict: Verdict, comment: &str) -> Answer {
        Answer {
            criterion,
            verdict,
            comment: comment.to_owned(),
        }
    }

    #[test]
    fn a_negative_answer_requires_a_comment() {
        let form = AssessmentForm {
            answers: vec![
                answer(Criterion::Free, Verdict::NotMet, " "),
                answer(Criterion::Dates, Verdict::Met, ""),
            ],
        };
        let faults = parse_answers(form).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(
            (faults[0].pointer.as_str(), faults[0].code),
            ("/answers/0/comment", Code::Required)
        );
    }

    #[test]
    fn three_of_four_are_not_enough() {
        let three = [Criterion::Dates, Criterion::Audience, Criterion::Industry];
        assert!(!all_met(
            three.iter().map(|criterion| (criterion, &Verdict::Met))
        ));
        assert!(all_met(
            Criterion::ALL
                .iter()
                .map(|criterion| (criterion, &Verdict::Met))
        ));
        assert!(!all_met(
            Criterion::ALL
                .iter()
                .map(|criterion| (criterion, &Verdict::ToClarify))
        ));
        assert_eq!(
            unmet(three.iter().map(|criterion| (criterion, &Verdict::Met))),
            [Criterion::Free]
        );
    }
}
