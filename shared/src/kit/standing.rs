//! The states in which the kit of an event is open, or closed and why.

use crate::event::LifeStatus;
use crate::identifiers::string_enum;
use crate::label::LabelState;

string_enum! {
    /// State of the kit of an event: open, or closed with its reason.
    KitStanding {
        /// The event has the label and takes place.
        Open = "open",
        /// The event has never had the label.
        NotYet = "not_yet",
        /// The label was withdrawn or revoked, or the event is cancelled.
        Closed = "closed",
    }
}

impl KitStanding {
    /// Standing of the kit of an event; `was_labelled` is true when it has had the label at any time.
    pub const fn of(state: LabelState, life: LifeStatus, was_labelled: bool) -> Self {
        if state.is_public() && !matches!(life, LifeStatus::Cancelled) {
            Self::Open
        } else if state.is_public() || was_labelled {
            Self::Closed
        } else {
            Self::NotYet
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(LabelState::Labelled, LifeStatus::Scheduled, true, KitStanding::Open)]
    #[case(LabelState::Labelled, LifeStatus::Postponed, true, KitStanding::Open)]
    #[case(LabelState::Labelled, LifeStatus::Full, true, KitStanding::Open)]
    #[case(LabelState::Labelled, LifeStatus::Cancelled, true, KitStanding::Closed)]
    #[case(LabelState::Revoked, LifeStatus::Scheduled, true, KitStanding::Closed)]
    #[case(
        LabelState::Withdrawn,
        LifeStatus::Scheduled,
        true,
        KitStanding::Closed
    )]
    #[case(
        LabelState::Withdrawn,
        LifeStatus::Scheduled,
        false,
        KitStanding::NotYet
    )]
    #[case(
        LabelState::Submitted,
        LifeStatus::Scheduled,
        false,
        KitStanding::NotYet
    )]
    #[case(LabelState::Draft, LifeStatus::Scheduled, false, KitStanding::NotYet)]
    fn the_kit_lasts_as_long_as_the_label_and_the_event(
        #[case] state: LabelState,
        #[case] life: LifeStatus,
        #[case] was_labelled: bool,
        #[case] expected: KitStanding,
    ) {
        assert_eq!(KitStanding::of(state, life, was_labelled), expected);
    }
}
