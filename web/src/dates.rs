//! French dates and times: `lundi 26 mars 2018`, `9 h 30`, `du 26 mars au 1er avril 2018`.

use crate::messages::t;

pub use shared::french::dates::{
    brief_day, day, day_and_month, day_of_month, days, long_day, moment, occurrence, short_day,
    short_month, time, weekday, window,
};

/// Note on times of a place outside the zone of Paris, such as `heure de La Réunion`.
pub fn zone_note(zone: &str) -> Option<&'static str> {
    shared::french::dates::zone_key(zone).map(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_time_zones_other_than_paris_are_noted() {
        assert_eq!(zone_note("Europe/Paris"), None);
        assert!(zone_note("Indian/Reunion").unwrap().contains("Réunion"));
    }
}
