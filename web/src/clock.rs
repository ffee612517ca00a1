//! Current time of the browser. Only this module reads it.

use crate::dates;
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

pub fn now() -> DateTime<Utc> {
    // Milliseconds since 1970 are far below the limits of 64 bits and of a double.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "present-day timestamps fit"
    )]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The current time on the user's clock, as `14 h 32`.
pub fn time_here() -> String {
    let here = js_sys::Date::new_0();
    dates::time(
        NaiveTime::from_hms_opt(here.get_hours(), here.get_minutes(), 0).unwrap_or_default(),
    )
}

/// A date and time in a time zone, as `lundi 12 mars 2018 à 23 h 59`.
pub fn moment_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::moment(at.with_timezone(&zone).fixed_offset())
}

/// A date in a time zone, as `lundi 12 mars 2018`.
pub fn day_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::long_day(at.with_timezone(&zone).date_naive())
}
