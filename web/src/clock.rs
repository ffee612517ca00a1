//! The time, as the browser knows it: the only reader of it.

use crate::dates;
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Now.
pub fn now() -> DateTime<Utc> {
    // Milliseconds since 1970 are far from where 64 bits or a double would give way.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a date of this age of the world fits"
    )]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The time on the clock of the person in front of the screen: « 14 h 32 ».
pub fn time_here() -> String {
    let here = js_sys::Date::new_0();
    dates::time(
        NaiveTime::from_hms_opt(here.get_hours(), here.get_minutes(), 0).unwrap_or_default(),
    )
}

/// « lundi 12 mars 2018 à 23 h 59 », on the clocks of a zone.
pub fn moment_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::moment(at.with_timezone(&zone).fixed_offset())
}

/// « lundi 12 mars 2018 », on the clocks of a zone.
pub fn day_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::long_day(at.with_timezone(&zone).date_naive())
}
