use crate::place::DepartmentCode;
use chrono::{Datelike, NaiveDate, TimeDelta};

/// A public holiday under French law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holiday {
    /// New Year's Day (jour de l'an), 1 January.
    NewYear,
    /// Friday before Easter; only in Bas-Rhin, Haut-Rhin and Moselle.
    GoodFriday,
    /// Monday after Easter, in every department.
    EasterMonday,
    /// Labour Day (fête du Travail), 1 May.
    LabourDay,
    /// Victory of 1945, 8 May.
    Victory,
    /// Thursday, 39 days after Easter.
    Ascension,
    /// Monday, 50 days after Easter.
    WhitMonday,
    /// National day (fête nationale), 14 July.
    National,
    /// Assumption of Mary, 15 August.
    Assumption,
    /// All Saints' Day (Toussaint), 1 November.
    AllSaints,
    /// Armistice of 1918, 11 November.
    Armistice,
    /// Christmas Day, 25 December.
    Christmas,
    /// 26 December; only in Bas-Rhin, Haut-Rhin and Moselle.
    SaintStephen,
    /// Abolition of slavery; only overseas, on a different date in each territory.
    Abolition,
}

impl Holiday {
    /// Stable identifier, used as the key of its name in the message files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewYear => "new_year",
            Self::GoodFriday => "good_friday",
            Self::EasterMonday => "easter_monday",
            Self::LabourDay => "labour_day",
            Self::Victory => "victory",
            Self::Ascension => "ascension",
            Self::WhitMonday => "whit_monday",
            Self::National => "national",
            Self::Assumption => "assumption",
            Self::AllSaints => "all_saints",
            Self::Armistice => "armistice",
            Self::Christmas => "christmas",
            Self::SaintStephen => "saint_stephen",
            Self::Abolition => "abolition",
        }
    }
}

/// A public holiday with its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicHoliday {
    /// Date, in the calendar of the place.
    pub date: NaiveDate,
    /// Holiday celebrated on that date.
    pub holiday: Holiday,
}

/// Easter Sunday of a year in the Gregorian calendar; `None` when chrono cannot represent the date.
///
/// Source: J. Meeus, *Astronomical Algorithms*, after an anonymous correspondent of *Nature* (1876) and S. Butcher.
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century + 8).div_euclid(25);
    let moon = (century - correction + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4)
        .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let day_of_march = epact + weekday - 7 * late + 22;
    NaiveDate::from_ymd_opt(year, 3, 1)?
        .checked_add_signed(TimeDelta::days(i64::from(day_of_march) - 1))
}

/// The public holiday on a date in a department, if any; without a department, only national holidays count.
///
/// In Alsace and Moselle, Good Friday is a holiday only in communes with a Protestant church. Like the public
/// administrations, this function applies it to all three departments.
///
/// Source: Code du travail, L3133-1 (national), L3134-13 (Alsace and Moselle), L3422-2 (abolition of slavery).
pub fn public_holiday(date: NaiveDate, department: Option<&DepartmentCode>) -> Option<Holiday> {
    let department = department.map(DepartmentCode::as_str);
    let alsace_moselle = matches!(department, Some("57" | "67" | "68"));

    let fixed = match (date.month(), date.day()) {
        (1, 1) => Some(Holiday::NewYear),
        (5, 1) => Some(Holiday::LabourDay),
        (5, 8) => Some(Holiday::Victory),
        (7, 14) => Some(Holiday::National),
        (8, 15) => Some(Holiday::Assumption),
        (11, 1) => Some(Holiday::AllSaints),
        (11, 11) => Some(Holiday::Armistice),
        (12, 25) => Some(Holiday::Christmas),
        (12, 26) if alsace_moselle => Some(Holiday::SaintStephen),
        _ => None,
    };
    let movable = || match (date - easter_sunday(date.year())?).num_days() {
        -2 if alsace_moselle => Some(Holiday::GoodFriday),
        1 => Some(Holiday::EasterMonday),
        39 => Some(Holiday::Ascension),
        50 => Some(Holiday::WhitMonday),
        _ => None,
    };
    let abolition = || {
        abolition_day(department?)
            .filter(|&day| day == (date.month(), date.day()))
            .map(|_| Holiday::Abolition)
    };
    fixed.or_else(movable).or_else(abolition)
}

fn abolition_day(department: &str) -> Option<(u32, u32)> {
    match department {
        "971" => Some((5, 27)),
        "972" => Some((5, 22)),
        "973" => Some((6, 10)),
        "974" => Some((12, 20)),
        "976" => Some((4, 27)),
        "977" => Some((10, 9)),
        "978" => Some((5, 28)),
        _ => None,
    }
}

/// All public holidays of a year in a department, in date order.
///
/// Two holidays on the same date count once, under the name of the one with the fixed date: Labour Day on 1 May 2008,
/// which was also Ascension.
pub fn public_holidays(year: i32, department: Option<&DepartmentCode>) -> Vec<PublicHoliday> {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .into_iter()
        .flat_map(|first| first.iter_days())
        .take_while(|date| date.year() == year)
        .filter_map(|date| {
            public_holiday(date, department).map(|holiday| PublicHoliday { date, holiday })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;
    use proptest::prelude::*;
    use rstest::rstest;

    fn department(code: &str) -> DepartmentCode {
        DepartmentCode::parse(code).unwrap()
    }

    fn days(year: i32, code: Option<&str>) -> Vec<String> {
        public_holidays(year, code.map(department).as_ref())
            .into_iter()
            .map(|day| day.date.format("%m-%d").to_string())
            .collect()
    }

    #[rstest]
    #[case(1818, "1818-03-22")]
    #[case(1943, "1943-04-25")]
    #[case(1954, "1954-04-18")]
    #[case(1981, "1981-04-19")]
    #[case(2000, "2000-04-23")]
    #[case(2008, "2008-03-23")]
    #[case(2018, "2018-04-01")]
    #[case(2025, "2025-04-20")]
    #[case(2027, "2027-03-28")]
    #[case(2038, "2038-04-25")]
    #[case(2049, "2049-04-18")]
    fn easter_falls_where_the_tables_say(#[case] year: i32, #[case] date: &str) {
        assert_eq!(easter_sunday(year).unwrap().to_string(), date);
    }

    #[test]
    fn the_country_has_eleven_days() {
        let expected = [
            "01-01", "04-02", "05-01", "05-08", "05-10", "05-21", "07-14", "08-15", "11-01",
            "11-11", "12-25",
        ];
        assert_eq!(days(2018, None), expected);
        assert_eq!(days(2018, Some("69")), expected);
    }

    #[rstest]
    #[case("57", &["03-30", "12-26"])]
    #[case("67", &["03-30", "12-26"])]
    #[case("68", &["03-30", "12-26"])]
    #[case("971", &["05-27"])]
    #[case("972", &["05-22"])]
    #[case("973", &["06-10"])]
    #[case("974", &["12-20"])]
    #[case("976", &["04-27"])]
    #[case("977", &["10-09"])]
    #[case("978", &["05-28"])]
    #[case("88", &[])]
    #[case("2A", &[])]
    fn some_departments_have_more(#[case] code: &str, #[case] more: &[&str]) {
        let national = days(2018, None);
        let here: Vec<_> = days(2018, Some(code))
            .into_iter()
            .filter(|day| !national.contains(day))
            .collect();
        assert_eq!(here, more);
    }

    #[test]
    fn two_holidays_on_one_day_count_once() {
        assert_eq!(days(2008, None).len(), 10);
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_between_22_march_and_25_april(year in 1583i32..100_000) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert!(((3, 22)..=(4, 25)).contains(&(easter.month(), easter.day())));
        }

        #[test]
        fn easter_never_panics(year in proptest::num::i32::ANY) {
            let _ = easter_sunday(year.clamp(-300_000, 300_000));
        }
    }
}
