//! Calendar: event occurrences, labelling windows, public holidays and working-day deadlines.
//!
//! Every day is a day in the place's own calendar: an occurrence carries the UTC offset of its place, and a deadline is
//! counted in the time zone and with the public holidays of the department.

mod day_entry;
mod holidays;
mod local_time;
mod occurrence;
mod schedule;
mod state;
mod succession;
mod window;
mod working_days;

pub use day_entry::DayEntry;
pub use holidays::{Holiday, PublicHoliday, easter_sunday, public_holiday, public_holidays};
pub use local_time::{InvalidLocalTime, parse_local_time};
pub use occurrence::{MAX_CAPACITY, MAX_OCCURRENCE_HOURS, Occurrence, OccurrenceFault};
pub use schedule::{MAX_OCCURRENCES, Schedule, ScheduleFault, ScheduleFaultKind, ScheduleFaults};
pub use state::OccurrenceState;
pub use succession::DroppedOccurrence;
pub use window::{EmptyWindow, Window};
pub use working_days::{
    ClockRun, ReviewClock, due, end_of_day, is_working_day, working_days_after, working_days_before,
};
