//! Pointers to the faults of a form within the body of a request.

use shared::problem::FieldProblem;

/// Prefixes the pointers of faults in a part of the body, so that they start at its root.
pub(super) fn below(prefix: &str, faults: Vec<FieldProblem>) -> Vec<FieldProblem> {
    faults
        .into_iter()
        .map(|fault| FieldProblem {
            pointer: format!("{prefix}{}", fault.pointer),
            ..fault
        })
        .collect()
}
