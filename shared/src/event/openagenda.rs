//! The codes by which OpenAgenda v2 names values of an event.

use super::{AccessibilityFlag, AttendanceMode, LifeStatus};

impl LifeStatus {
    /// OpenAgenda `status`: 1 (scheduled) to 6 (cancelled).
    pub const fn openagenda_code(self) -> u8 {
        match self {
            Self::Scheduled => 1,
            Self::Rescheduled => 2,
            Self::MovedOnline => 3,
            Self::Postponed => 4,
            Self::Full => 5,
            Self::Cancelled => 6,
        }
    }
}

impl AttendanceMode {
    /// OpenAgenda `attendanceMode`: 1 (on site), 2 (online), 3 (mixed).
    pub const fn openagenda_code(self) -> u8 {
        match self {
            Self::OnSite => 1,
            Self::Online => 2,
            Self::Mixed => 3,
        }
    }
}

impl AccessibilityFlag {
    /// OpenAgenda `accessibility`: `hi`, `vi`, `pi`, `mi`, `ii`.
    pub const fn openagenda_code(self) -> &'static str {
        match self {
            Self::Hearing => "hi",
            Self::Visual => "vi",
            Self::Psychic => "pi",
            Self::Motor => "mi",
            Self::Intellectual => "ii",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_value_has_a_code_of_its_own() {
        let life: Vec<_> = LifeStatus::ALL
            .iter()
            .map(|it| it.openagenda_code())
            .collect();
        let attendance: Vec<_> = AttendanceMode::ALL
            .iter()
            .map(|it| it.openagenda_code())
            .collect();
        let flags: BTreeSet<_> = AccessibilityFlag::ALL
            .iter()
            .map(|it| it.openagenda_code())
            .collect();

        assert_eq!(life, [1, 2, 3, 4, 5, 6]);
        assert_eq!(attendance, [1, 2, 3]);
        assert_eq!(flags.len(), AccessibilityFlag::ALL.len());
    }
}
