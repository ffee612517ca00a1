//! French texts of the exports, by domain value.

use messages::{t, t_args};
use shared::calendar::Occurrence;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, LifeStatus, PublicEvent,
};
use shared::french::{dates, event};

pub(crate) fn life_status(status: LifeStatus) -> &'static str {
    t(match status {
        LifeStatus::Scheduled => "life_status.scheduled",
        LifeStatus::Rescheduled => "life_status.rescheduled",
        LifeStatus::MovedOnline => "life_status.moved_online",
        LifeStatus::Postponed => "life_status.postponed",
        LifeStatus::Full => "life_status.full",
        LifeStatus::Cancelled => "life_status.cancelled",
    })
}

/// The title, prefixed with the life status unless the event takes place as scheduled.
pub(crate) fn title_with_status(status: LifeStatus, title: &str) -> String {
    match status {
        LifeStatus::Scheduled => title.to_owned(),
        LifeStatus::Rescheduled
        | LifeStatus::MovedOnline
        | LifeStatus::Postponed
        | LifeStatus::Full
        | LifeStatus::Cancelled => format!("[{}] {title}", life_status(status)),
    }
}

/// Note on one occurrence, beside its time and the status of its event.
pub(crate) fn occurrence_note(of: &PublicEvent, occurrence: &Occurrence) -> Option<String> {
    let is_moved = occurrence.previous().is_some() && !occurrence.is_cancelled();
    let says_more = of.status_of(occurrence) != of.life_status
        || is_moved
        || occurrence.places_left().is_some();
    event::occurrence_note(occurrence, messages::all()).filter(|_| says_more)
}

pub(crate) fn attendance(mode: AttendanceMode) -> &'static str {
    t(match mode {
        AttendanceMode::OnSite => "attendance_mode.on_site",
        AttendanceMode::Online => "attendance_mode.online",
        AttendanceMode::Mixed => "attendance_mode.mixed",
    })
}

pub(crate) fn access(mode: AccessMode) -> &'static str {
    t(match mode {
        AccessMode::Open => "access_mode.open",
        AccessMode::Registration => "access_mode.registration",
        AccessMode::SchoolsOnly => "access_mode.schools_only",
        AccessMode::Invitation => "access_mode.invitation",
    })
}

pub(crate) fn accessibility(flag: AccessibilityFlag) -> &'static str {
    t(match flag {
        AccessibilityFlag::Hearing => "accessibility.hearing",
        AccessibilityFlag::Visual => "accessibility.visual",
        AccessibilityFlag::Psychic => "accessibility.psychic",
        AccessibilityFlag::Motor => "accessibility.motor",
        AccessibilityFlag::Intellectual => "accessibility.intellectual",
    })
}

/// Name of the local time, for example "heure de La Réunion"; `None` for the time of Paris.
pub(crate) fn zone(name: &str) -> Option<&'static str> {
    dates::zone_key(name).map(t)
}

/// The age range; `None` when there is no limit.
pub(crate) fn ages(range: AgeRange) -> Option<String> {
    let (key, min, max) = match (range.min, range.max) {
        (Some(min), Some(max)) => ("event.age.between", min, max),
        (Some(min), None) => ("event.age.from", min, 0),
        (None, Some(max)) => ("event.age.to", 0, max),
        (None, None) => return None,
    };
    Some(t_args(key, &[("min", &min), ("max", &max)]))
}

/// Booking contacts and deadline, on one line.
pub(crate) fn booking(booking: &Booking) -> String {
    let ways: Vec<&str> = [&booking.url, &booking.email, &booking.phone]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    let until = booking
        .deadline
        .map(|last| t_args("document.booking.until", &[("day", &dates::day(last))]))
        .unwrap_or_default();
    ways.join(", ") + &until
}

/// Public answers to the additional fields of the edition, in its order: label, and the parts of the answer in French.
pub(crate) fn answers(
    edition: Option<&Edition>,
    event: &PublicEvent,
) -> Vec<(String, Vec<String>)> {
    let yes_no = ["answer.yes", "answer.no"].map(t);
    let public = edition.map(|edition| event.answers.public(edition));
    let all = public.into_iter().flatten();
    all.map(|(field, answer)| (field.label.clone(), field.in_words(answer, yes_no)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_text() {
        let said: Vec<&str> = std::iter::empty()
            .chain(LifeStatus::ALL.iter().map(|it| life_status(*it)))
            .chain(AttendanceMode::ALL.iter().map(|it| attendance(*it)))
            .chain(AccessMode::ALL.iter().map(|it| access(*it)))
            .chain(AccessibilityFlag::ALL.iter().map(|it| accessibility(*it)))
            .chain(zone("Indian/Reunion"))
            .chain(zone("Asia/Tokyo"))
            .collect();
        assert!(
            said.iter().all(|text| !text.contains(['.', '_'])),
            "{said:?}"
        );
    }

    #[test]
    fn age_limits_are_written_out() {
        let range = |min, max| AgeRange { min, max };
        assert_eq!(
            ages(range(Some(11), Some(18))).as_deref(),
            Some("de 11 à 18 ans")
        );
        assert_eq!(
            ages(range(None, Some(18))).as_deref(),
            Some("jusqu’à 18 ans")
        );
        assert_eq!(ages(range(None, None)), None);
    }

    #[test]
    fn a_changed_status_precedes_the_title() {
        assert_eq!(
            title_with_status(LifeStatus::Cancelled, "Visite"),
            "[Annulé] Visite"
        );
        assert_eq!(title_with_status(LifeStatus::Scheduled, "Visite"), "Visite");
    }
}
