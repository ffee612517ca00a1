//! The grid of the criteria: the verdicts that a decision on the label needs.

use super::DecisionKind;
use crate::criterion::{Answer, Assessment, Criterion, Finding, Outcome, Verdict, unmet};
use crate::edition::CriterionWording;

/// Contradiction between a decision and the verdicts on the criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OffGrid {
    /// The label needs four times the verdict `met`; these criteria have another one, or none.
    Unmet(Vec<Criterion>),
    /// A refusal needs a criterion with the verdict `not_met`; there is none.
    NothingUnmet,
}

/// Checks a decision against the verdicts of its review round, in any order; for each criterion the last one counts.
///
/// The label needs the verdict `met` on all four criteria. A refusal needs `not_met` on one of them: a point that is only
/// unclear leads to a correction request, not to a refusal.
///
/// # Errors
///
/// [`OffGrid`] with the verdicts that are missing.
pub fn check_grid(
    decision: DecisionKind,
    verdicts: &[(Criterion, Verdict)],
) -> Result<(), OffGrid> {
    match decision {
        DecisionKind::Label => {
            let unmet = unmet(
                verdicts
                    .iter()
                    .map(|(criterion, verdict)| (criterion, verdict)),
            );
            if unmet.is_empty() {
                Ok(())
            } else {
                Err(OffGrid::Unmet(unmet))
            }
        }
        DecisionKind::Refuse => {
            let refused = Criterion::ALL.iter().any(|criterion| {
                let mut own = verdicts.iter().rev().filter(|(of, _)| of == criterion);
                own.next()
                    .is_some_and(|(_, verdict)| *verdict == Verdict::NotMet)
            });
            if refused {
                Ok(())
            } else {
                Err(OffGrid::NothingUnmet)
            }
        }
    }
}

/// Answers of a round once `given` is stored: a given answer replaces the stored one of its criterion. In the order of the
/// criteria.
pub fn answers_with(stored: &[Assessment], given: &[Answer]) -> Vec<Answer> {
    let of = |criterion: Criterion| {
        let stored = || {
            let stored = stored.iter().find(|one| one.criterion == criterion)?;
            Some(Answer {
                criterion,
                verdict: stored.verdict,
                comment: stored.comment.clone(),
            })
        };
        let given = given.iter().find(|one| one.criterion == criterion);
        given.cloned().or_else(stored)
    };
    Criterion::ALL.iter().copied().filter_map(of).collect()
}

/// Answers to offer for the criteria that nobody has answered and that the automatic check proves to be met.
pub fn proven(findings: &[Finding], stored: &[Assessment]) -> Vec<Answer> {
    findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Met)
        .filter(|finding| stored.iter().all(|one| one.criterion != finding.criterion))
        .map(|finding| Answer {
            criterion: finding.criterion,
            verdict: Verdict::Met,
            comment: String::new(),
        })
        .collect()
}

/// The comments on the criteria that are not met, one paragraph for each, with its title in the edition, in French.
pub fn unmet_comments(answers: &[Answer], criteria: &[CriterionWording]) -> String {
    let lines: Vec<String> = answers
        .iter()
        .filter(|answer| answer.verdict != Verdict::Met && !answer.comment.is_empty())
        .map(|answer| {
            let wording = criteria
                .iter()
                .find(|wording| wording.criterion == answer.criterion);
            let title = wording.map_or(answer.criterion.as_str(), |wording| &wording.title);
            format!("{title}\u{202f}: {}", answer.comment)
        })
        .collect();
    lines.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const MET: Verdict = Verdict::Met;
    const NOT: Verdict = Verdict::NotMet;
    const UNCLEAR: Verdict = Verdict::ToClarify;

    fn verdicts(of: &[Verdict]) -> Vec<(Criterion, Verdict)> {
        Criterion::ALL
            .iter()
            .copied()
            .zip(of.iter().copied())
            .collect()
    }

    fn answer(criterion: Criterion, verdict: Verdict, comment: &str) -> Answer {
        Answer {
            criterion,
            verdict,
            comment: comment.to_owned(),
        }
    }

    #[rstest]
    #[case::all(&[MET, MET, MET, MET], Ok(()))]
    #[case::none(&[], Err(OffGrid::Unmet(Criterion::ALL.to_vec())))]
    #[case::one_unanswered(&[MET, MET, MET], Err(OffGrid::Unmet(vec![Criterion::Free])))]
    #[case::one_to_clarify(&[MET, UNCLEAR, MET, MET], Err(OffGrid::Unmet(vec![Criterion::Audience])))]
    fn the_label_needs_four_times_met(
        #[case] of: &[Verdict],
        #[case] expected: Result<(), OffGrid>,
    ) {
        assert_eq!(check_grid(DecisionKind::Label, &verdicts(of)), expected);
    }

    #[rstest]
    #[case::one_not_met(&[MET, MET, MET, NOT], Ok(()))]
    #[case::the_only_answer(&[NOT], Ok(()))]
    #[case::nothing_said(&[], Err(OffGrid::NothingUnmet))]
    #[case::all_met(&[MET, MET, MET, MET], Err(OffGrid::NothingUnmet))]
    #[case::all_to_clarify(&[UNCLEAR; 4], Err(OffGrid::NothingUnmet))]
    fn a_refusal_needs_a_criterion_that_is_not_met(
        #[case] of: &[Verdict],
        #[case] expected: Result<(), OffGrid>,
    ) {
        assert_eq!(check_grid(DecisionKind::Refuse, &verdicts(of)), expected);
    }

    #[test]
    fn a_given_answer_replaces_the_stored_one() {
        let stored = Assessment {
            criterion: Criterion::Free,
            verdict: MET,
            comment: String::new(),
            round: 1,
            assessed_by: "Dominique".to_owned(),
            assessed_at: chrono::DateTime::UNIX_EPOCH,
        };
        let given = [
            answer(Criterion::Free, NOT, "Cinq euros à l’entrée."),
            answer(Criterion::Dates, MET, ""),
        ];

        let all = answers_with(&[stored], &given);

        assert_eq!(all, [given[1].clone(), given[0].clone()]);
    }

    #[test]
    fn only_what_is_proven_and_unanswered_is_offered() {
        let finding = |criterion, outcome| Finding {
            criterion,
            outcome,
            reasons: Vec::new(),
        };
        let findings = [
            finding(Criterion::Dates, Outcome::Met),
            finding(Criterion::Audience, Outcome::NeedsPerson),
            finding(Criterion::Free, Outcome::NotMet),
        ];

        assert_eq!(proven(&findings, &[]), [answer(Criterion::Dates, MET, "")]);
    }

    #[test]
    fn the_comments_of_a_refusal_name_their_criteria() {
        let criteria = [CriterionWording {
            criterion: Criterion::Free,
            title: "Gratuité".to_owned(),
            wording: String::new(),
        }];
        let answers = [
            answer(Criterion::Industry, MET, "Très bien."),
            answer(Criterion::Free, NOT, "Cinq euros à l’entrée."),
        ];

        assert_eq!(
            unmet_comments(&answers, &criteria),
            "Gratuité\u{202f}: Cinq euros à l’entrée."
        );
    }

    proptest! {
        #[test]
        fn no_verdicts_allow_both_decisions(
            drawn in proptest::collection::vec((0_usize..4, 0_usize..3), 0..12)
        ) {
            let drawn: Vec<_> = drawn
                .into_iter()
                .map(|(criterion, verdict)| (Criterion::ALL[criterion], Verdict::ALL[verdict]))
                .collect();
            let label = check_grid(DecisionKind::Label, &drawn).is_ok();
            let refuse = check_grid(DecisionKind::Refuse, &drawn).is_ok();
            prop_assert!(!(label && refuse));
        }
    }
}
