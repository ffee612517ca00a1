use crate::criterion::{Finding, Outcome};

/// True when the automatic check gives a person nothing to look at: criteria that it can prove are proven, and the others have
/// no remark. The label may then be granted by silence, where the edition has that rule.
pub fn nothing_to_look_at(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.outcome == Outcome::Met)
        && findings.iter().all(|finding| match finding.outcome {
            Outcome::Met => true,
            Outcome::NeedsPerson => finding.reasons.is_empty(),
            Outcome::NotMet => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criterion::Criterion;
    use crate::event::Field;
    use crate::problem::{Code, FieldProblem};
    use rstest::rstest;

    fn finding(outcome: Outcome, remark: bool) -> Finding {
        let problem = || FieldProblem::new(Field::AccessMode, Code::NotAllowed, "look at it");
        Finding {
            criterion: Criterion::Audience,
            outcome,
            reasons: remark.then(problem).into_iter().collect(),
        }
    }

    #[rstest]
    #[case::proven_and_without_remark(&[(Outcome::Met, false), (Outcome::NeedsPerson, false)], true)]
    #[case::a_remark(&[(Outcome::Met, false), (Outcome::NeedsPerson, true)], false)]
    #[case::not_met(&[(Outcome::Met, false), (Outcome::NotMet, true)], false)]
    #[case::nothing_proven(&[(Outcome::NeedsPerson, false)], false)]
    #[case::nothing_checked(&[], false)]
    fn a_file_needs_nobody_when_the_check_has_no_remark(
        #[case] found: &[(Outcome, bool)],
        #[case] expected: bool,
    ) {
        let findings: Vec<_> = found
            .iter()
            .map(|(outcome, remark)| finding(*outcome, *remark))
            .collect();
        assert_eq!(nothing_to_look_at(&findings), expected);
    }
}
