//! Calendar: when an event takes place, when it may, and how long the referents have.
//!
//! Days are always those of the place's own calendar: an occurrence keeps the offset of the place, and a delay is
//! counted in the zone and with the public holidays of the department.

mod holidays;
mod occurrence;
mod window;
mod working_days;

pub use holidays::{Holiday, PublicHoliday, easter_sunday, public_holiday, public_holidays};
pub use occurrence::{
    InvalidLocalTime, MAX_CAPACITY, MAX_OCCURRENCE_HOURS, MAX_OCCURRENCES, Occurrence,
    OccurrenceFault, Schedule, ScheduleFault, ScheduleFaultKind, ScheduleFaults, parse_local_time,
};
pub use window::{EmptyWindow, Window};
pub use working_days::{ClockRun, ReviewClock, due, end_of_day, is_working_day};
