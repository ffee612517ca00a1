//! Late passes: single-use permissions to submit an event after the deadline.

use crate::id::{EventId, LatePassId};
use crate::place::{DepartmentCode, RegionCode, Territory};
use crate::problem::{Code, FieldProblem};
use crate::text;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Maximum time for which a pass can be used.
pub const LATE_PASS_LIFE_MAX: TimeDelta = TimeDelta::days(90);

/// Number of hexadecimal digits of a code.
const CODE_DIGITS: usize = 16;

/// Request to issue a late pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewLatePass {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Territory in which the event must take place; the whole country when absent. A referent names one of their own.
    #[serde(default)]
    pub territory: Option<Territory>,
    /// Term of the edition's `kinds` vocabulary that the event must have; any when absent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub kind: Option<String>,
    /// E-mail address of the only organiser who can use it; anybody with the code when absent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "camille.martin@example.org"))]
    pub email: Option<String>,
    /// Time until which it can be used, at most 90 days away.
    pub expires_at: DateTime<Utc>,
}

impl NewLatePass {
    /// Checks the values that do not depend on what is stored; `kinds` are the terms of the edition. Returns the address as it
    /// is stored.
    ///
    /// # Errors
    ///
    /// All faults, each with its pointer.
    pub fn check<'a>(
        &self,
        kinds: impl IntoIterator<Item = &'a str>,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        if let Some(kind) = &self.kind
            && !kinds.into_iter().any(|term| term == kind)
        {
            let detail = "not a term of the edition's `kinds`";
            faults.push(FieldProblem::new("/kind", Code::UnknownValue, detail));
        }
        if self.expires_at <= now {
            let detail = "the pass would never be valid";
            faults.push(FieldProblem::new(
                "/expiresAt",
                Code::OccurrencePast,
                detail,
            ));
        } else if self.expires_at > now + LATE_PASS_LIFE_MAX {
            let days = LATE_PASS_LIFE_MAX.num_days();
            let fault = FieldProblem::new(
                "/expiresAt",
                Code::OutOfRange,
                format!("more than {days} days away"),
            );
            faults.push(fault.with_limit(days));
        }
        let email = match self.email.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(email) => match text::email("/email", email) {
                Ok(email) => Some(email),
                Err(fault) => {
                    faults.push(fault);
                    None
                }
            },
        };
        if faults.is_empty() {
            Ok(email)
        } else {
            Err(faults)
        }
    }
}

/// A late pass, as the reviewers of its territory see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LatePass {
    /// UUID of the pass.
    pub id: LatePassId,
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Territory in which the event must take place.
    pub territory: Territory,
    /// Term of the edition's `kinds` vocabulary that the event must have; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// E-mail address of the only organiser who can use it; anybody with the code when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Time at which it was issued.
    pub created_at: DateTime<Utc>,
    /// Time until which it can be used.
    pub expires_at: DateTime<Utc>,
    /// Time at which an event was submitted with it; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime<Utc>>,
    /// UUID of the event that was submitted with it; absent until then, and when that event was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// Time at which it was revoked; absent when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// State of a late pass: usable, or the reason why its holder cannot submit an event with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatePassState {
    /// It can be used.
    Usable,
    /// An event was submitted with it.
    Used,
    /// It was revoked before it was used.
    Revoked,
    /// It was not used in time.
    Expired,
}

impl LatePass {
    /// State at a time: a used or revoked pass stays so; any other expires.
    pub fn state(&self, at: DateTime<Utc>) -> LatePassState {
        if self.used_at.is_some() {
            LatePassState::Used
        } else if self.revoked_at.is_some() {
            LatePassState::Revoked
        } else if self.expires_at < at {
            LatePassState::Expired
        } else {
            LatePassState::Usable
        }
    }

    /// True when the pass is meant for an event of this kind, at such a place; the edition and the address are compared where
    /// they are stored.
    pub fn fits(
        &self,
        kind: &str,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> bool {
        self.kind.as_deref().is_none_or(|only| only == kind)
            && self.territory.covers(department, region)
    }
}

/// A new late pass, with the code that is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedLatePass {
    /// The pass as it is stored, without its code.
    pub pass: LatePass,
    /// Code to enter when submitting: four groups of four hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(example = "5B1E-09C7-A2D4-88F3"))]
    pub code: String,
}

/// Request to submit an event submission; an empty object, or no body, when there is nothing to add.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmissionForm {
    /// Code of a late pass, to submit after the deadline. A pass for the address of the caller needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "5B1E-09C7-A2D4-88F3"))]
    pub late_pass: Option<String>,
}

/// The code that begins with these hexadecimal digits, as it is written.
pub fn code_of(digits: &str) -> String {
    let digits: Vec<char> = digits
        .chars()
        .take(CODE_DIGITS)
        .map(|digit| digit.to_ascii_uppercase())
        .collect();
    let groups: Vec<String> = digits
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

/// The code that was typed, however it was separated; `None` when it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‑' | '.' | '\u{2010}'))
        .take(CODE_DIGITS + 1)
        .collect();
    let right = digits.len() == CODE_DIGITS && digits.bytes().all(|c| c.is_ascii_hexdigit());
    right.then(|| code_of(&digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const NOW: &str = "2018-03-13T09:00:00Z";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn new() -> NewLatePass {
        NewLatePass {
            edition: "2018".to_owned(),
            territory: None,
            kind: None,
            email: None,
            expires_at: at("2018-03-20T22:59:59Z"),
        }
    }

    fn pass() -> LatePass {
        LatePass {
            id: LatePassId(uuid::Uuid::nil()),
            edition: "2018".to_owned(),
            territory: Territory::National,
            kind: None,
            email: None,
            created_at: at(NOW),
            expires_at: at("2018-03-20T22:59:59Z"),
            used_at: None,
            event: None,
            revoked_at: None,
        }
    }

    #[rstest]
    #[case("5B1E-09C7-A2D4-88F3", Some("5B1E-09C7-A2D4-88F3"))]
    #[case(" 5b1e09c7 a2d4–88f3 ", Some("5B1E-09C7-A2D4-88F3"))]
    #[case("5B1E-09C7-A2D4-88F", None)]
    #[case("5B1E-09C7-A2D4-88F30", None)]
    #[case("5B1E-09C7-A2D4-88FZ", None)]
    #[case("é", None)]
    #[case("", None)]
    fn a_code_is_read_however_it_is_separated(#[case] typed: &str, #[case] code: Option<&str>) {
        assert_eq!(read_code(typed).as_deref(), code);
    }

    #[test]
    fn a_code_is_written_in_groups() {
        assert_eq!(code_of("5b1e09c7a2d488f3ffffffff"), "5B1E-09C7-A2D4-88F3");
    }

    #[test]
    fn every_fault_of_a_new_pass_is_told_at_once() {
        let wrong = NewLatePass {
            kind: Some("nothing".to_owned()),
            email: Some("marie@".to_owned()),
            expires_at: at(NOW),
            ..new()
        };

        let faults = wrong.check(["company_visit"], at(NOW)).unwrap_err();

        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/kind", "/expiresAt", "/email"]);
        assert_eq!(new().check(["company_visit"], at(NOW)), Ok(None));
    }

    #[test]
    fn a_pass_expires_within_ninety_days() {
        let late = NewLatePass {
            expires_at: at(NOW) + LATE_PASS_LIFE_MAX + TimeDelta::seconds(1),
            ..new()
        };

        let faults = late.check([], at(NOW)).unwrap_err();

        assert_eq!(
            (faults[0].code, faults[0].limit),
            (Code::OutOfRange, Some(90))
        );
    }

    #[test]
    fn a_pass_fits_the_events_that_it_is_meant_for() {
        let (rhone, aura) = (
            DepartmentCode::parse("69").unwrap(),
            RegionCode::parse("84").unwrap(),
        );
        let place = (Some(&rhone), Some(&aura));
        let of = |territory: &str, kind: Option<&str>| LatePass {
            territory: Territory::parse(territory).unwrap(),
            kind: kind.map(str::to_owned),
            ..pass()
        };

        assert!(of("national", None).fits("company_visit", None, None));
        assert!(of("region:84", None).fits("company_visit", place.0, place.1));
        assert!(!of("region:84", None).fits("company_visit", None, None));
        assert!(!of("region:11", None).fits("company_visit", place.0, place.1));
        assert!(of("national", Some("forum")).fits("forum", place.0, place.1));
        assert!(!of("national", Some("forum")).fits("company_visit", place.0, place.1));
    }

    #[test]
    fn a_pass_can_be_used_until_its_last_second() {
        let usable = pass();
        let used = LatePass {
            used_at: Some(at(NOW)),
            revoked_at: None,
            ..pass()
        };
        let revoked = LatePass {
            revoked_at: Some(at(NOW)),
            ..pass()
        };

        assert_eq!(usable.state(usable.expires_at), LatePassState::Usable);
        assert_eq!(
            usable.state(usable.expires_at + TimeDelta::seconds(1)),
            LatePassState::Expired
        );
        assert_eq!(used.state(at(NOW)), LatePassState::Used);
        assert_eq!(revoked.state(at(NOW)), LatePassState::Revoked);
    }
}
