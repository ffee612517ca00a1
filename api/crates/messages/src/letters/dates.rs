//! Dates in the language of a letter.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use shared::french::dates;
use shared::letter::Language;

/// Examples: `26 mars 2018`, `26 March 2018`.
pub fn day(language: Language, date: NaiveDate) -> String {
    match language {
        Language::French => dates::day(date),
        Language::English => date.format("%-d %B %Y").to_string(),
    }
}

/// Examples: `lundi 26 mars 2018`, `Monday 26 March 2018`.
pub fn long_day(language: Language, date: NaiveDate) -> String {
    match language {
        Language::French => dates::long_day(date),
        Language::English => date.format("%A %-d %B %Y").to_string(),
    }
}

/// Examples: `lundi 12 mars 2018 à 23 h 59`, `Monday 12 March 2018 at 23:59`.
pub fn local_moment(language: Language, at: NaiveDateTime) -> String {
    match language {
        Language::French => dates::local_moment(at),
        Language::English => at.format("%A %-d %B %Y at %H:%M").to_string(),
    }
}

/// [`local_moment`] in the UTC offset that the value carries.
pub fn moment(language: Language, at: DateTime<FixedOffset>) -> String {
    local_moment(language, at.naive_local())
}

/// Examples: `du 26 mars au 1er avril 2018`, `26 March 2018 to 1 April 2018`.
pub fn days(language: Language, first: NaiveDate, last: NaiveDate) -> String {
    match language {
        Language::French => dates::days(first, last),
        Language::English if first == last => day(language, first),
        Language::English => format!("{} to {}", day(language, first), day(language, last)),
    }
}
