use crate::words::string_enum;

string_enum! {
    /// Life status of a labelled event: it takes place as announced, or has been changed or cancelled. Independent
    /// of its label: a cancelled event stays labelled and is shown as cancelled.
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
        /// Fully booked: nobody else is admitted.
        Full = "full",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

impl LifeStatus {
    /// True when a person who comes at the announced time can still take part.
    pub const fn can_be_joined(self) -> bool {
        matches!(
            self,
            Self::Scheduled | Self::Rescheduled | Self::MovedOnline
        )
    }
}
