use crate::identifiers::string_enum;

string_enum! {
    /// State of one occurrence: whether it takes place, when, and whether people can still come.
    OccurrenceState {
        /// Takes place as announced, and admits people.
        Open = "open",
        /// Takes place at another time than announced, and admits people.
        Moved = "moved",
        /// Takes place, and admits nobody else.
        Full = "full",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

impl OccurrenceState {
    /// True when a person who comes can take part.
    pub const fn can_be_joined(self) -> bool {
        matches!(self, Self::Open | Self::Moved)
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    pub(super) fn is_open(&self) -> bool {
        *self == Self::Open
    }
}
