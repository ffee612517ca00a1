use crate::words::string_enum;

string_enum! {
    /// Where a file stands on its way to the label.
    LabelState {
        /// Being written; only its owner sees it.
        Draft = "draft",
        /// Filed; the clock of the referents runs.
        Submitted = "submitted",
        /// Sent back to the organiser with questions; the clock stands still.
        CorrectionRequested = "correction_requested",
        /// Labelled: public, on the map.
        Labelled = "labelled",
        /// Refused with reasons.
        Refused = "refused",
        /// Taken back by its organiser.
        Withdrawn = "withdrawn",
        /// The label was taken away.
        Revoked = "revoked",
    }
}

string_enum! {
    /// What moves a file from one state to another.
    Action {
        /// The organiser files it, or files it again.
        Submit = "submit",
        /// The referent asks for a correction.
        RequestCorrection = "request_correction",
        /// The referent gives the label.
        Grant = "grant",
        /// The referent refuses the label.
        Refuse = "refuse",
        /// The organiser takes the file back.
        Withdraw = "withdraw",
        /// The national coordinator takes the label away.
        Revoke = "revoke",
    }
}

string_enum! {
    /// In what quality somebody acts on one file.
    Actor {
        /// Who owns the file.
        Owner = "owner",
        /// Who checks the files of its territory.
        Referent = "referent",
        /// Who checks the files of the whole country.
        Coordinator = "coordinator",
    }
}

string_enum! {
    /// What must hold, besides state and actor, for a move to be made.
    Guard {
        /// The form has no fault, no criterion is found not met, and the edition takes the file (`Edition::takes`).
        ReadyToFile = "ready_to_file",
        /// Every question of the correction stands in writing.
        MessageWritten = "message_written",
        /// Each of the four criteria was answered « met ».
        CriteriaMet = "criteria_met",
        /// The reason stands in writing.
        ReasonWritten = "reason_written",
        /// Nothing more.
        Free = "free",
    }
}

/// One row of the table: from a state, by an action of an actor, under a guard, to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// State before.
    pub from: LabelState,
    /// What is done.
    pub action: Action,
    /// In what quality.
    pub actors: &'static [Actor],
    /// What must hold besides.
    pub guard: Guard,
    /// State after.
    pub to: LabelState,
}

const OWNER: &[Actor] = &[Actor::Owner];
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

/// Every move there is. What is not in the table is a conflict (409).
///
/// A refused or withdrawn file may be filed again before the deadline: refusal is motivated so that it can be answered
/// (`docs/GLOSSARY.md`, « refus »). A revoked label never comes back: the event is filed anew, by duplication.
pub const MOVES: &[Move] = &[
    row(
        LabelState::Draft,
        Action::Submit,
        OWNER,
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
        Guard::ReasonWritten,
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
        OWNER,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
    row(
        LabelState::CorrectionRequested,
        Action::Refuse,
        REVIEWERS,
        Guard::ReasonWritten,
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
        OWNER,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
    row(
        LabelState::Withdrawn,
        Action::Submit,
        OWNER,
        Guard::ReadyToFile,
        LabelState::Submitted,
    ),
];

/// The actions that the table offers, in its order, without repetition.
pub type ActionSet = Vec<Action>;

/// The table has no such move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a {from} file cannot be moved by `{action}`")]
pub struct IllegalMove {
    /// State of the file.
    pub from: LabelState,
    /// What was asked for.
    pub action: Action,
    /// What the actor could do instead.
    pub allowed: ActionSet,
}

impl LabelState {
    /// The move that `action` makes from here.
    ///
    /// # Errors
    ///
    /// [`IllegalMove`] with what is allowed instead, when the table has no such row for any of `actors`.
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

    /// What somebody may do with a file in this state, acting in these qualities.
    pub fn allowed(self, actors: &[Actor]) -> ActionSet {
        MOVES
            .iter()
            .filter(|row| row.from == self && row.actors.iter().any(|actor| actors.contains(actor)))
            .map(|row| row.action)
            .collect()
    }

    /// Whether the organiser may change the form.
    ///
    /// A submitted file is read-only while it is checked; the referent opens it again by asking for a correction.
    pub const fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Draft | Self::CorrectionRequested | Self::Refused | Self::Withdrawn
        )
    }

    /// Whether the public sees the event.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Labelled)
    }

    /// Whether the delay of the referents is running.
    pub const fn clock_runs(self) -> bool {
        matches!(self, Self::Submitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn the_label_is_given_only_by_those_who_check_and_only_to_a_submitted_file() {
        for row in MOVES.iter().filter(|row| row.to == LabelState::Labelled) {
            assert_eq!(row.from, LabelState::Submitted);
            assert_eq!(row.guard, Guard::CriteriaMet);
            assert!(!row.actors.contains(&Actor::Owner));
        }
    }

    #[test]
    fn a_revoked_label_is_final() {
        assert!(MOVES.iter().all(|row| row.from != LabelState::Revoked));
    }

    #[test]
    fn words_come_back() {
        for &state in LabelState::ALL {
            assert_eq!(LabelState::parse(state.as_str()), Some(state));
        }
        assert_eq!(LabelState::parse("published"), None);
    }

    proptest! {
        #[test]
        fn any_sequence_of_moves_stays_legal(steps in proptest::collection::vec((0usize..6, 0usize..3), 0..60)) {
            let mut state = LabelState::Draft;
            for (action, actor) in steps {
                let (action, actor) = (Action::ALL[action], Actor::ALL[actor]);
                match state.moved_by(action, &[actor]) {
                    Ok(row) => {
                        prop_assert!(state.allowed(&[actor]).contains(&action));
                        // Nobody but a reviewer makes an event public, and nothing but a check leads there.
                        prop_assert!(!row.to.is_public() || actor != Actor::Owner);
                        state = row.to;
                    }
                    Err(refusal) => prop_assert!(!refusal.allowed.contains(&action)),
                }
            }
        }
    }
}
