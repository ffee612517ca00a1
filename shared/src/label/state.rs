use crate::identifiers::string_enum;

string_enum! {
    /// State of an event submission in the labelling process.
    LabelState {
        /// Being written; visible to its owner only.
        Draft = "draft",
        /// Submitted; the review clock runs.
        Submitted = "submitted",
        /// Sent back to the organiser for correction; the review clock is stopped.
        CorrectionRequested = "correction_requested",
        /// Labelled: public and on the map.
        Labelled = "labelled",
        /// Refused, with reasons; the organiser may submit it again.
        Refused = "refused",
        /// Withdrawn by its organiser.
        Withdrawn = "withdrawn",
        /// The label was revoked.
        Revoked = "revoked",
    }
}

string_enum! {
    /// Step that an event submission has reached in the labelling process.
    Milestone {
        /// It was submitted to the reviewers.
        Filed = "filed",
        /// It was reviewed: the label was granted or refused.
        Checked = "checked",
        /// It has the label now.
        Labelled = "labelled",
        /// Its organiser has reported on it.
        Reported = "reported",
    }
}

string_enum! {
    /// Action that moves an event submission from one state to another.
    Action {
        /// The organiser submits it, for the first time or again.
        Submit = "submit",
        /// The referent requests a correction.
        RequestCorrection = "request_correction",
        /// The referent grants the label.
        Grant = "grant",
        /// The referent refuses the label.
        Refuse = "refuse",
        /// The organiser withdraws it.
        Withdraw = "withdraw",
        /// The national coordinator revokes the label.
        Revoke = "revoke",
        /// A reviewer takes a refusal back: the review goes on.
        Reopen = "reopen",
    }
}

string_enum! {
    /// Capacity in which a person acts on an event submission.
    Actor {
        /// Owner of the event submission.
        Owner = "owner",
        /// Co-editor of the event submission, who may submit it.
        Submitter = "submitter",
        /// Co-editor of the event submission, who may not submit it.
        Editor = "editor",
        /// Referent of its territory.
        Referent = "referent",
        /// Coordinator, whose territory is the whole country.
        Coordinator = "coordinator",
    }
}

string_enum! {
    /// Condition of a transition, besides state and actor.
    Guard {
        /// The form is valid, no criterion is found not met, and the edition accepts the submission (`Edition::takes`).
        ReadyToFile = "ready_to_file",
        /// A correction message is given.
        MessageWritten = "message_written",
        /// All four criteria have the verdict `met`.
        CriteriaMet = "criteria_met",
        /// All four criteria have the verdict `met`, and a reason is given.
        CriteriaMetWithReason = "criteria_met_with_reason",
        /// A criterion has the verdict `not_met`, and a reason is given.
        CriterionNotMet = "criterion_not_met",
        /// A reason is given.
        ReasonWritten = "reason_written",
        /// No condition besides state and actor.
        Free = "free",
    }
}

impl LabelState {
    /// The last step that an event submission in this state has reached, `reported` on or not; `None` before it is submitted and after
    /// it was withdrawn.
    pub const fn milestone(self, reported: bool) -> Option<Milestone> {
        match self {
            Self::Draft | Self::Withdrawn => None,
            Self::Submitted | Self::CorrectionRequested => Some(Milestone::Filed),
            Self::Refused | Self::Revoked => Some(Milestone::Checked),
            Self::Labelled if reported => Some(Milestone::Reported),
            Self::Labelled => Some(Milestone::Labelled),
        }
    }
}

/// One transition: a state, an action, the actors who may perform it, a condition, and the resulting state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// State to which the transition applies.
    pub from: LabelState,
    /// Action that performs it.
    pub action: Action,
    /// Actors who may perform it.
    pub actors: &'static [Actor],
    /// Condition that must hold.
    pub guard: Guard,
    /// State after the transition.
    pub to: LabelState,
}

const OWNER: &[Actor] = &[Actor::Owner];
const SUBMITTERS: &[Actor] = &[Actor::Owner, Actor::Submitter];
const REVIEWERS: &[Actor] = &[Actor::Referent, Actor::Coordinator];
const COORDINATOR: &[Actor] = &[Actor::Coordinator];

const fn row(
    from: LabelState,
    action: Action,
    actors: &'static [Actor],
    guard: Guard,
    to: LabelState,
) -> Move {
    Move {
        from,
        action,
        actors,
        guard,
        to,
    }
}

/// All transitions. Anything else is a conflict (409).
///
/// A refused or withdrawn event can be submitted again before the deadline: a refusal gives reasons so that the
/// organiser can respond to them (*refus* in `docs/GLOSSARY.md`). A revoked label is final: the organiser duplicates
/// the event and submits the copy. A refusal can be taken back, or overturned by a coordinator; it stays in the history.
pub const MOVES: &[Move] = &[
    row(
        LabelState::Draft,
        Action::Submit,
        SUBMITTERS,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
    row(
        LabelState::Draft,
        Action::Withdraw,
        OWNER,
        Guard::Free,
        LabelState::Withdrawn,
    ),
    row(
        LabelState::Submitted,
        Action::RequestCorrection,
        REVIEWERS,
        Guard::MessageWritten,
        LabelState::CorrectionRequested,
    ),
    row(
        LabelState::Submitted,
        Action::Grant,
        REVIEWERS,
        Guard::CriteriaMet,
        LabelState::Labelled,
    ),
    row(
        LabelState::Submitted,
        Action::Refuse,
        REVIEWERS,
        Guard::CriterionNotMet,
        LabelState::Refused,
    ),
    row(
        LabelState::Submitted,
        Action::Withdraw,
        OWNER,
        Guard::Free,
        LabelState::Withdrawn,
    ),
    row(
        LabelState::CorrectionRequested,
        Action::Submit,
        SUBMITTERS,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
    row(
        LabelState::CorrectionRequested,
        Action::Refuse,
        REVIEWERS,
        Guard::CriterionNotMet,
        LabelState::Refused,
    ),
    row(
        LabelState::CorrectionRequested,
        Action::Withdraw,
        OWNER,
        Guard::Free,
        LabelState::Withdrawn,
    ),
    row(
        LabelState::Labelled,
        Action::Withdraw,
        OWNER,
        Guard::ReasonWritten,
        LabelState::Withdrawn,
    ),
    row(
        LabelState::Labelled,
        Action::Revoke,
        COORDINATOR,
        Guard::ReasonWritten,
        LabelState::Revoked,
    ),
    row(
        LabelState::Refused,
        Action::Submit,
        SUBMITTERS,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
    row(
        LabelState::Refused,
        Action::Reopen,
        REVIEWERS,
        Guard::ReasonWritten,
        LabelState::Submitted,
    ),
    row(
        LabelState::Refused,
        Action::Grant,
        COORDINATOR,
        Guard::CriteriaMetWithReason,
        LabelState::Labelled,
    ),
    row(
        LabelState::Withdrawn,
        Action::Submit,
        SUBMITTERS,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
];

/// Actions in the order of [`MOVES`], without duplicates.
pub type ActionSet = Vec<Action>;

/// Error: [`MOVES`] has no such transition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the action `{action}` is not allowed in the state `{from}`")]
pub struct IllegalMove {
    /// Current state of the event submission.
    pub from: LabelState,
    /// Action that was requested.
    pub action: Action,
    /// Actions that the actor may perform instead.
    pub allowed: ActionSet,
}

impl Actor {
    /// True for the people who work on the event submission: its owner and the co-editors.
    pub const fn edits(self) -> bool {
        match self {
            Self::Owner | Self::Submitter | Self::Editor => true,
            Self::Referent | Self::Coordinator => false,
        }
    }
}

impl LabelState {
    /// The transition that `action` performs from this state.
    ///
    /// # Errors
    ///
    /// [`IllegalMove`] with the allowed actions, when the table has no such transition for any of `actors`.
    pub fn moved_by(self, action: Action, actors: &[Actor]) -> Result<&'static Move, IllegalMove> {
        MOVES
            .iter()
            .find(|row| {
                row.from == self
                    && row.action == action
                    && row.actors.iter().any(|actor| actors.contains(actor))
            })
            .ok_or_else(|| IllegalMove {
                from: self,
                action,
                allowed: self.allowed(actors),
            })
    }

    /// Actions that a person may perform in this state, acting in any of these capacities.
    pub fn allowed(self, actors: &[Actor]) -> ActionSet {
        MOVES
            .iter()
            .filter(|row| row.from == self && row.actors.iter().any(|actor| actors.contains(actor)))
            .map(|row| row.action)
            .collect()
    }

    /// True while the organiser may edit the form.
    ///
    /// A submitted form is read-only during the review; a correction request makes it editable again.
    pub const fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Draft | Self::CorrectionRequested | Self::Refused | Self::Withdrawn
        )
    }

    /// True when the public can see the event: only while it is labelled.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Labelled)
    }

    /// True while the review clock of the submission runs: only while the event is submitted. A change of a labelled event has the
    /// clock of its own check.
    pub const fn clock_runs(self) -> bool {
        matches!(self, Self::Submitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_report_is_the_last_step_as_long_as_there_is_a_label() {
        let reached = |state: LabelState, reported| state.milestone(reported);
        assert_eq!(
            reached(LabelState::Labelled, false),
            Some(Milestone::Labelled)
        );
        assert_eq!(
            reached(LabelState::Labelled, true),
            Some(Milestone::Reported)
        );
        assert_eq!(reached(LabelState::Revoked, true), Some(Milestone::Checked));
    }

    #[test]
    fn each_triple_has_one_outcome_at_most() {
        for &state in LabelState::ALL {
            for &action in Action::ALL {
                for &actor in Actor::ALL {
                    let rows = MOVES
                        .iter()
                        .filter(|row| {
                            row.from == state && row.action == action && row.actors.contains(&actor)
                        })
                        .count();
                    assert!(rows <= 1, "{state} {action} {actor}: {rows} rows");
                    match state.moved_by(action, &[actor]) {
                        Ok(row) => assert_eq!((rows, row.from), (1, state)),
                        Err(refusal) => {
                            assert_eq!(rows, 0);
                            assert_eq!(refusal.allowed, state.allowed(&[actor]));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_co_editor_submits_where_allowed_and_never_withdraws() {
        for &state in LabelState::ALL {
            assert_eq!(state.allowed(&[Actor::Editor]), []);
            let owner = state.allowed(&[Actor::Owner]);
            let submitter = state.allowed(&[Actor::Submitter]);
            assert_eq!(
                submitter.contains(&Action::Submit),
                owner.contains(&Action::Submit)
            );
            assert!(submitter.iter().all(|action| *action == Action::Submit));
        }
    }

    #[test]
    fn only_reviewers_grant_the_label_and_only_a_coordinator_against_a_refusal() {
        for row in MOVES.iter().filter(|row| row.to == LabelState::Labelled) {
            let (guard, actors) = match row.from {
                LabelState::Submitted => (Guard::CriteriaMet, REVIEWERS),
                LabelState::Refused => (Guard::CriteriaMetWithReason, COORDINATOR),
                other => panic!("labelled from {other}"),
            };
            assert_eq!((row.guard, row.actors), (guard, actors));
        }
    }

    #[test]
    fn a_revoked_label_is_final() {
        assert!(MOVES.iter().all(|row| row.from != LabelState::Revoked));
    }

    #[test]
    fn states_round_trip_through_text() {
        for &state in LabelState::ALL {
            assert_eq!(LabelState::parse(state.as_str()), Some(state));
        }
        assert_eq!(LabelState::parse("published"), None);
    }

    proptest! {
        #[test]
        fn any_sequence_of_moves_stays_legal(steps in proptest::collection::vec((0usize..7, 0usize..5), 0..60)) {
            let mut state = LabelState::Draft;
            for (action, actor) in steps {
                let (action, actor) = (Action::ALL[action], Actor::ALL[actor]);
                match state.moved_by(action, &[actor]) {
                    Ok(row) => {
                        prop_assert!(state.allowed(&[actor]).contains(&action));
                        // Only a reviewer makes an event public.
                        prop_assert!(!row.to.is_public() || !actor.edits());
                        state = row.to;
                    }
                    Err(refusal) => prop_assert!(!refusal.allowed.contains(&action)),
                }
            }
        }
    }
}
