use crate::words::string_enum;

string_enum! {
    /// Whether a labelled event takes place as announced. Apart from its label: a cancelled event stays labelled, and is
    /// shown cancelled.
    ///
    /// Source: OpenAgenda `status`, 1 to 6 in this order.
    LifeStatus {
        /// As announced.
        Scheduled = "scheduled",
        /// At other dates than first announced.
        Rescheduled = "rescheduled",
        /// Online instead of on site.
        MovedOnline = "moved_online",
        /// Later, at a date not known yet.
        Postponed = "postponed",
        /// No seat left.
        Full = "full",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

impl LifeStatus {
    /// Whether somebody who comes at the announced time still finds the event open to them.
    pub const fn can_be_joined(self) -> bool {
        matches!(
            self,
            Self::Scheduled | Self::Rescheduled | Self::MovedOnline
        )
    }
}
