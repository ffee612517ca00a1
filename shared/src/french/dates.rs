//! Dates and times in French: `lundi 26 mars 2018`, `9 h 30`, `du 26 mars au 1er avril 2018`.

use crate::calendar::{Occurrence, Window};
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike,
    Weekday,
};

/// No-break space, which keeps a number on the same line as its word.
const NBSP: char = '\u{a0}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// French name of the weekday, such as `lundi`.
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    }
}

fn month(date: NaiveDate) -> &'static str {
    MONTHS
        .get(date.month0() as usize)
        .copied()
        .unwrap_or_default()
}

/// Examples: `mars`, `sept.`, `oct.`
pub fn short_month(date: NaiveDate) -> String {
    const UNSHORTENED_CHARS: usize = 5;
    let name = month(date);
    let letters = if date.month() < 10 { 4 } else { 3 };
    if name.chars().count() <= UNSHORTENED_CHARS {
        name.to_owned()
    } else {
        name.chars().take(letters).chain(['.']).collect()
    }
}

/// `26`, or `1er` for the first.
pub fn day_of_month(date: NaiveDate) -> String {
    if date.day() == 1 {
        "1er".to_owned()
    } else {
        date.day().to_string()
    }
}

/// Example: `26 mars 2018`.
pub fn day(date: NaiveDate) -> String {
    format!(
        "{}{NBSP}{}{NBSP}{}",
        day_of_month(date),
        month(date),
        date.year()
    )
}

/// Example: `lundi 26 mars 2018`.
pub fn long_day(date: NaiveDate) -> String {
    format!("{} {}", weekday(date.weekday()), day(date))
}

/// Example: `lun. 26 mars`, for narrow columns where the year is known.
pub fn short_day(date: NaiveDate) -> String {
    format!(
        "{} {}{NBSP}{}",
        short_weekday(date),
        day_of_month(date),
        month(date)
    )
}

fn short_weekday(date: NaiveDate) -> String {
    let name = weekday(date.weekday()).chars();
    name.take(3).chain(['.']).collect()
}

/// Example: `mar. 22 déc.`, where there is room for a word or two.
pub fn brief_day(date: NaiveDate) -> String {
    format!(
        "{}{NBSP}{}{NBSP}{}",
        short_weekday(date),
        day_of_month(date),
        short_month(date)
    )
}

/// Example: `26 mars`, where the year is known.
pub fn day_and_month(date: NaiveDate) -> String {
    format!("{}{NBSP}{}", day_of_month(date), month(date))
}

/// Examples: `9 h 30`, `14 h`.
pub fn time(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{}{NBSP}h", time.hour()),
        minute => format!("{}{NBSP}h{NBSP}{minute:02}", time.hour()),
    }
}

/// Example: `lundi 12 mars 2018 à 23 h 59`, in the UTC offset that the value carries.
pub fn moment(at: DateTime<FixedOffset>) -> String {
    local_moment(at.naive_local())
}

/// Like [`moment`], for a local time without UTC offset.
pub fn local_moment(at: NaiveDateTime) -> String {
    format!("{} à {}", long_day(at.date()), time(at.time()))
}

/// Examples: `du 26 mars au 1er avril 2018`, `le 26 mars 2018`.
pub fn days(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return format!("le {}", day(first));
    }
    let from = if first.year() != last.year() {
        day(first)
    } else if first.month() == last.month() {
        day_of_month(first)
    } else {
        format!("{}{NBSP}{}", day_of_month(first), month(first))
    };
    format!("du {from} au {}", day(last))
}

/// The days of a window, in the format of [`days`].
pub fn window(window: Window) -> String {
    days(window.first(), window.last())
}

/// The day that a time belongs to as an end: midnight ends the day before it.
pub fn last_day(end: NaiveDateTime) -> NaiveDate {
    (end - TimeDelta::nanoseconds(1)).date()
}

/// The hour of an end: `12 h`, or `minuit`.
pub fn end_time(end: NaiveTime) -> String {
    if end == NaiveTime::MIN {
        "minuit".to_owned()
    } else {
        time(end)
    }
}

/// Day and hours, or `None` when the end is on another day.
fn one_day(begin: NaiveDateTime, end: NaiveDateTime) -> Option<String> {
    (begin.date() == last_day(end)).then(|| {
        format!(
            "{}, de {} à {}",
            long_day(begin.date()),
            time(begin.time()),
            end_time(end.time())
        )
    })
}

/// Example: `lundi 26 mars 2018, de 9 h 30 à 12 h`; an occurrence that ends on another day names both days.
pub fn occurrence(occurrence: &Occurrence) -> String {
    let (begin, end) = (
        occurrence.begin().naive_local(),
        occurrence.end().naive_local(),
    );
    one_day(begin, end)
        .unwrap_or_else(|| format!("du {} au {}", local_moment(begin), local_moment(end)))
}

/// Dates of an event in a list: day and hours when it starts and ends on the same day, else the range of days.
pub fn span(first_begin: DateTime<FixedOffset>, last_end: DateTime<FixedOffset>) -> String {
    let (begin, end) = (first_begin.naive_local(), last_end.naive_local());
    one_day(begin, end).unwrap_or_else(|| days(begin.date(), last_day(end)))
}

/// Message key of a time zone name such as `zone.reunion`; `None` for Europe/Paris, which is not named.
pub fn zone_key(zone: &str) -> Option<&'static str> {
    match zone {
        "Europe/Paris" => None,
        "America/Guadeloupe" => Some("zone.guadeloupe"),
        "America/Martinique" => Some("zone.martinique"),
        "America/Cayenne" => Some("zone.guyane"),
        "Indian/Reunion" => Some("zone.reunion"),
        "Indian/Mayotte" => Some("zone.mayotte"),
        "America/Miquelon" => Some("zone.miquelon"),
        "America/St_Barthelemy" => Some("zone.st_barthelemy"),
        "America/Marigot" => Some("zone.st_martin"),
        "Indian/Kerguelen" => Some("zone.kerguelen"),
        "Pacific/Wallis" => Some("zone.wallis"),
        "Pacific/Tahiti" => Some("zone.tahiti"),
        "Pacific/Noumea" => Some("zone.noumea"),
        _ => Some("zone.local"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn plain(text: String) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn a_day_is_written_in_full() {
        assert_eq!(plain(long_day(date("2018-03-26"))), "lundi 26 mars 2018");
        assert_eq!(
            plain(long_day(date("2018-04-01"))),
            "dimanche 1er avril 2018"
        );
        assert_eq!(plain(short_day(date("2018-03-28"))), "mer. 28 mars");
        assert_eq!(plain(brief_day(date("2026-12-22"))), "mar. 22 déc.");
    }

    #[test]
    fn a_long_month_is_shortened() {
        assert_eq!(short_month(date("2018-03-26")), "mars");
        assert_eq!(short_month(date("2018-09-26")), "sept.");
        assert_eq!(short_month(date("2018-11-26")), "nov.");
        assert_eq!(plain(day_and_month(date("2018-04-01"))), "1er avril");
    }

    #[test]
    fn hours_have_no_empty_minutes() {
        assert_eq!(
            plain(time(NaiveTime::from_hms_opt(9, 30, 0).unwrap())),
            "9 h 30"
        );
        assert_eq!(
            plain(time(NaiveTime::from_hms_opt(14, 0, 0).unwrap())),
            "14 h"
        );
        assert_eq!(
            plain(time(NaiveTime::from_hms_opt(0, 5, 0).unwrap())),
            "0 h 05"
        );
    }

    #[test]
    fn a_span_says_no_more_than_it_must() {
        assert_eq!(
            plain(days(date("2018-03-26"), date("2018-04-01"))),
            "du 26 mars au 1er avril 2018"
        );
        assert_eq!(
            plain(days(date("2021-11-22"), date("2021-11-28"))),
            "du 22 au 28 novembre 2021"
        );
        assert_eq!(
            plain(days(date("2018-12-30"), date("2019-01-02"))),
            "du 30 décembre 2018 au 2 janvier 2019"
        );
        assert_eq!(
            plain(days(date("2018-03-26"), date("2018-03-26"))),
            "le 26 mars 2018"
        );
    }

    #[test]
    fn a_night_names_both_days() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        let day = Occurrence::new(
            at("2018-03-26T09:30:00+02:00"),
            at("2018-03-26T12:00:00+02:00"),
            None,
        )
        .unwrap();
        assert_eq!(
            plain(occurrence(&day)),
            "lundi 26 mars 2018, de 9 h 30 à 12 h"
        );
        let night = Occurrence::new(
            at("2018-03-30T20:00:00+02:00"),
            at("2018-03-31T01:00:00+02:00"),
            None,
        )
        .unwrap();
        assert_eq!(
            plain(occurrence(&night)),
            "du vendredi 30 mars 2018 à 20 h au samedi 31 mars 2018 à 1 h"
        );
    }

    #[test]
    fn midnight_ends_the_day_before_it() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        let (begin, midnight) = (
            at("2018-03-26T20:00:00+02:00"),
            at("2018-03-27T00:00:00+02:00"),
        );
        let evening = Occurrence::new(begin, midnight, None).unwrap();

        assert_eq!(
            plain(occurrence(&evening)),
            "lundi 26 mars 2018, de 20 h à minuit"
        );
        assert_eq!(
            plain(span(begin, midnight)),
            "lundi 26 mars 2018, de 20 h à minuit"
        );
        assert_eq!(
            plain(span(begin, at("2018-03-29T00:00:00+02:00"))),
            "du 26 au 28 mars 2018"
        );
        assert_eq!(
            plain(span(begin, at("2018-03-27T00:01:00+02:00"))),
            "du 26 au 27 mars 2018"
        );
    }

    #[test]
    fn only_other_clocks_are_named() {
        assert_eq!(zone_key("Europe/Paris"), None);
        assert_eq!(zone_key("Indian/Reunion"), Some("zone.reunion"));
        assert_eq!(zone_key("Asia/Tokyo"), Some("zone.local"));
    }
}
