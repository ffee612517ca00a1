//! Time zones of France as `VTIMEZONE` components.
//!
//! Only the rules since 2007 are included; no edition is older. A test compares them with the time zone database.

use super::line;
use chrono_tz::Tz;

/// A switch to or from daylight saving time.
#[derive(Debug)]
struct Change {
    /// First switch under this rule, in the local time before it.
    since: &'static str,
    /// Yearly recurrence rule, as the value of `RRULE`.
    rule: &'static str,
    /// Abbreviation of the zone after the switch.
    name: &'static str,
}

/// A time zone with its offsets.
#[derive(Debug)]
pub(super) struct Zone {
    pub(super) tz: Tz,
    /// UTC offset of standard time, for example `+0100`.
    standard: &'static str,
    /// Abbreviation of standard time.
    name: &'static str,
    /// UTC offset of daylight saving time with the switches to and from it; `None` when the zone has none.
    summer: Option<(&'static str, Change, Change)>,
}

const fn steady(tz: Tz, standard: &'static str, name: &'static str) -> Zone {
    Zone {
        tz,
        standard,
        name,
        summer: None,
    }
}

/// The time zone of every department and collectivity, see `DepartmentCode::zone`.
const ZONES: &[Zone] = &[
    Zone {
        tz: Tz::Europe__Paris,
        standard: "+0100",
        name: "CET",
        summer: Some((
            "+0200",
            Change {
                since: "20070325T020000",
                rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                name: "CEST",
            },
            Change {
                since: "20071028T030000",
                rule: "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                name: "CET",
            },
        )),
    },
    Zone {
        tz: Tz::America__Miquelon,
        standard: "-0300",
        name: "-03",
        summer: Some((
            "-0200",
            Change {
                since: "20070311T020000",
                rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
                name: "-02",
            },
            Change {
                since: "20071104T020000",
                rule: "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
                name: "-03",
            },
        )),
    },
    steady(Tz::America__Guadeloupe, "-0400", "AST"),
    steady(Tz::America__Martinique, "-0400", "AST"),
    steady(Tz::America__St_Barthelemy, "-0400", "AST"),
    steady(Tz::America__Marigot, "-0400", "AST"),
    steady(Tz::America__Cayenne, "-0300", "-03"),
    steady(Tz::Indian__Reunion, "+0400", "+04"),
    steady(Tz::Indian__Mayotte, "+0300", "EAT"),
    steady(Tz::Indian__Kerguelen, "+0500", "+05"),
    steady(Tz::Pacific__Wallis, "+1200", "+12"),
    steady(Tz::Pacific__Tahiti, "-1000", "-10"),
    steady(Tz::Pacific__Noumea, "+1100", "+11"),
];

impl Zone {
    /// The zone with this IANA name; `None` when it is not a French zone. Times are then written in UTC.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ZONES.iter().find(|zone| zone.tz.name() == name)
    }

    /// Value of `TZID`: the IANA name.
    pub(super) fn id(&self) -> &'static str {
        self.tz.name()
    }

    /// Writes the `VTIMEZONE` component.
    pub(super) fn write(&self, out: &mut String) {
        line::plain(out, "BEGIN", "VTIMEZONE");
        line::plain(out, "TZID", self.id());
        match &self.summer {
            None => observance(
                out,
                "STANDARD",
                ("20070101T000000", None, self.name),
                (self.standard, self.standard),
            ),
            Some((summer, into, out_of)) => {
                observance(
                    out,
                    "DAYLIGHT",
                    (into.since, Some(into.rule), into.name),
                    (self.standard, summer),
                );
                observance(
                    out,
                    "STANDARD",
                    (out_of.since, Some(out_of.rule), out_of.name),
                    (summer, self.standard),
                );
            }
        }
        line::plain(out, "END", "VTIMEZONE");
    }
}

fn observance(
    out: &mut String,
    kind: &str,
    (since, rule, name): (&str, Option<&str>, &str),
    (from, to): (&str, &str),
) {
    line::plain(out, "BEGIN", kind);
    line::plain(out, "DTSTART", since);
    if let Some(rule) = rule {
        line::plain(out, "RRULE", rule);
    }
    line::plain(out, "TZNAME", name);
    line::plain(out, "TZOFFSETFROM", from);
    line::plain(out, "TZOFFSETTO", to);
    line::plain(out, "END", kind);
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike as _, NaiveDate, Offset as _, TimeZone as _, Weekday};
    use shared::place::DepartmentCode;

    fn seconds(offset: &str) -> i32 {
        let (sign, digits) = offset.split_at(1);
        let (hours, minutes) = digits.split_at(2);
        let minutes = hours.parse::<i32>().unwrap() * 60 + minutes.parse::<i32>().unwrap();
        if sign == "-" {
            -minutes * 60
        } else {
            minutes * 60
        }
    }

    /// The date on which a rule falls in a year.
    fn day(rule: &str, year: i32) -> NaiveDate {
        let part = |name: &str| {
            rule.split(';')
                .find_map(|part| part.strip_prefix(name))
                .unwrap()
        };
        let month: u32 = part("BYMONTH=").parse().unwrap();
        match part("BYDAY=").strip_suffix("SU").unwrap() {
            "-1" => (25..=31)
                .rev()
                .filter_map(|day| NaiveDate::from_ymd_opt(year, month, day))
                .find(|day| day.weekday() == Weekday::Sun)
                .unwrap(),
            nth => NaiveDate::from_weekday_of_month_opt(
                year,
                month,
                Weekday::Sun,
                nth.parse().unwrap(),
            )
            .unwrap(),
        }
    }

    #[test]
    fn offsets_match_the_time_zone_database() {
        for zone in ZONES {
            let offset_at = |at: chrono::NaiveDateTime| {
                zone.tz
                    .offset_from_utc_datetime(&at)
                    .fix()
                    .local_minus_utc()
            };
            let standard = seconds(zone.standard);
            for year in 2008..=2037 {
                let summer = zone.summer.as_ref().map(|(offset, into, out_of)| {
                    let at = |change: &Change, before: i32| {
                        let hour: u32 = change.since.get(9..11).unwrap().parse().unwrap();
                        day(change.rule, year).and_hms_opt(hour, 0, 0).unwrap()
                            - chrono::TimeDelta::seconds(before.into())
                    };
                    (
                        seconds(offset),
                        at(into, standard),
                        at(out_of, seconds(offset)),
                    )
                });
                for quarter in 0..366 * 96 {
                    let at = NaiveDate::from_ymd_opt(year, 1, 1)
                        .unwrap()
                        .and_hms_opt(0, 0, 0)
                        .unwrap()
                        + chrono::TimeDelta::minutes(15 * quarter);
                    if at.year() != year {
                        continue;
                    }
                    let offset = match summer {
                        Some((offset, from, to)) if from <= at && at < to => offset,
                        Some(_) | None => standard,
                    };
                    assert_eq!(offset, offset_at(at), "{} at {at}", zone.id());
                }
            }
        }
    }

    #[test]
    fn every_department_has_a_time_zone() {
        for code in [
            "69", "2A", "971", "972", "973", "974", "975", "976", "977", "978", "984", "986",
            "987", "988",
        ] {
            let tz = DepartmentCode::parse(code).unwrap().zone();
            assert!(Zone::named(tz.name()).is_some(), "{code}: {tz}");
        }
    }
}
