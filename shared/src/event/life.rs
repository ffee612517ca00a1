use crate::words::string_enum;

string_enum! {
    /// Whether a labelled event takes place as announced. Independent of its label: a cancelled event stays labelled
    /// and is shown as cancelled.
    ///
    /// Source: OpenAgenda `status`, 1 to 6 in this order.
    LifeStatus {
        /// Takes place as announced.
        Scheduled = "scheduled",
        /// Moved to other dates than first announced.
        Rescheduled = "rescheduled",
        /// Moved online instead of on site.
        MovedOnline = "moved_online",
        /// Moved to later dates, not known yet.
        Postponed = "postponed",
        /// Fully booked.
        Full = "full",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

impl LifeStatus {
    /// Whether a person who comes at the announced time can still take part.
    pub const fn can_be_joined(self) -> bool {
        matches!(
            self,
            Self::Scheduled | Self::Rescheduled | Self::MovedOnline
        )
    }
}
