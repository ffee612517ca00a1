//! The regional service of the State that issues a label.

use crate::identifiers::string_enum;
use crate::place::RegionCode;
use chrono::NaiveDate;

string_enum! {
    /// Service of the State that issues the labels of a territory.
    ///
    /// Source: decree 2020-1545 of 9 December 2020, in force since 1 April 2021.
    LabelAuthority {
        /// Metropolitan regions until 31 March 2021.
        Direccte = "direccte",
        /// Overseas regions until 31 March 2021.
        Dieccte = "dieccte",
        /// Metropolitan regions since 1 April 2021.
        Dreets = "dreets",
        /// Île-de-France since 1 April 2021.
        Drieets = "drieets",
        /// Overseas regions since 1 April 2021.
        Deets = "deets",
        /// The national direction, for events of no region.
        Dge = "dge",
    }
}

/// First day of the services that followed the DI(R)ECCTE.
const SUCCESSION: NaiveDate = NaiveDate::from_ymd_opt(2021, 4, 1).expect("a day of the calendar");

const ILE_DE_FRANCE: &str = "11";
/// Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.
const OVERSEAS: [&str; 5] = ["01", "02", "03", "04", "06"];
/// The other metropolitan regions.
const METROPOLITAN: [&str; 12] = [
    "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94",
];

impl LabelAuthority {
    /// The service that issues a label on a day in a region. Overseas collectivities, and events of no region, have the
    /// national direction.
    ///
    /// An edition that names a service for the territory ([`crate::edition::Edition::referent_for`]) goes first: this rule is for
    /// those that name none.
    pub fn of(day: NaiveDate, region: Option<&RegionCode>) -> Self {
        let since = day >= SUCCESSION;
        match region.map(RegionCode::as_str) {
            Some(ILE_DE_FRANCE) if since => Self::Drieets,
            Some(ILE_DE_FRANCE) => Self::Direccte,
            Some(code) if OVERSEAS.contains(&code) => {
                if since {
                    Self::Deets
                } else {
                    Self::Dieccte
                }
            }
            Some(code) if METROPOLITAN.contains(&code) => {
                if since {
                    Self::Dreets
                } else {
                    Self::Direccte
                }
            }
            Some(_) | None => Self::Dge,
        }
    }

    /// True when the name of the service goes with that of its region.
    pub const fn is_regional(self) -> bool {
        !matches!(self, Self::Dge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2018-03-12", Some("84"), LabelAuthority::Direccte)]
    #[case("2021-03-31", Some("84"), LabelAuthority::Direccte)]
    #[case("2021-04-01", Some("84"), LabelAuthority::Dreets)]
    #[case("2021-03-31", Some("94"), LabelAuthority::Direccte)]
    #[case("2026-11-20", Some("94"), LabelAuthority::Dreets)]
    #[case("2021-03-31", Some("11"), LabelAuthority::Direccte)]
    #[case("2021-04-01", Some("11"), LabelAuthority::Drieets)]
    #[case("2018-04-03", Some("04"), LabelAuthority::Dieccte)]
    #[case("2021-04-01", Some("04"), LabelAuthority::Deets)]
    #[case("2026-11-20", Some("06"), LabelAuthority::Deets)]
    #[case("2026-11-20", Some("988"), LabelAuthority::Dge)]
    #[case("2018-03-12", None, LabelAuthority::Dge)]
    fn the_authority_is_that_of_the_day_and_the_region(
        #[case] day: &str,
        #[case] region: Option<&str>,
        #[case] authority: LabelAuthority,
    ) {
        let region = region.map(|code| RegionCode::parse(code).unwrap());

        let found = LabelAuthority::of(day.parse().unwrap(), region.as_ref());

        assert_eq!(found, authority);
        assert_eq!(found.is_regional(), authority != LabelAuthority::Dge);
    }
}
