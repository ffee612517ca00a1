//! Alerts of visitors: letters about new events that match a search, without an account.

use super::EventQuery;
use crate::edition::{Edition, EditionStatus};
use crate::problem::{Code, FieldProblem};
use crate::text;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Maximum length of the search of an alert, in bytes.
const SEARCH_MAX_BYTES: usize = 4_000;
/// Clock by which the letters of a morning are sent.
const CLOCK: Tz = Tz::Europe__Paris;

/// Rules of an edition for the alerts of visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertRules {
    /// Hour of the day from which the letters of the day are sent, on the clock of Paris (0 to 23).
    #[cfg_attr(feature = "openapi", schema(example = 7))]
    pub hour: u32,
    /// Events that a letter names (1 to 50); further ones are counted.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub listed: u32,
    /// Hours after which an alert that was not confirmed is deleted (1 to 336).
    #[cfg_attr(feature = "openapi", schema(example = 48))]
    pub confirmation_hours: u32,
    /// Confirmed alerts that one address may have (1 to 50).
    #[cfg_attr(feature = "openapi", schema(example = 10))]
    pub per_address: u32,
    /// Days after which a letter about new events is deleted from the outbox (1 to 60).
    #[cfg_attr(feature = "openapi", schema(example = 7))]
    pub kept_days: u32,
}

impl Default for AlertRules {
    fn default() -> Self {
        Self {
            hour: 7,
            listed: 12,
            confirmation_hours: 48,
            per_address: 10,
            kept_days: 7,
        }
    }
}

impl AlertRules {
    /// Day whose letters may be sent at that time; `None` before the hour.
    pub fn day(self, at: DateTime<Utc>) -> Option<NaiveDate> {
        let local = at.with_timezone(&CLOCK);
        (local.hour() >= self.hour).then(|| local.date_naive())
    }

    /// Time at which an alert that was requested at that time is deleted, unless it is confirmed.
    pub fn confirmed_by(self, requested_at: DateTime<Utc>) -> DateTime<Utc> {
        requested_at + TimeDelta::hours(self.confirmation_hours.into())
    }

    /// Time at which a letter that was written at that time is deleted from the outbox.
    pub fn kept_until(self, written_at: DateTime<Utc>) -> DateTime<Utc> {
        written_at + TimeDelta::days(self.kept_days.into())
    }
}

impl Edition {
    /// The last day of the edition, in any territory: its alerts end with it.
    pub fn last_day(&self) -> NaiveDate {
        let own = self.territories.iter().map(|dates| dates.window.last());
        own.chain([self.window.last()])
            .max()
            .unwrap_or_else(|| self.window.last())
    }

    /// True while visitors may have alerts: the edition is public, takes place, and its last day is not over.
    pub fn takes_alerts(&self, at: DateTime<Utc>) -> bool {
        let ended = matches!(
            self.status,
            EditionStatus::Archived | EditionStatus::Cancelled
        );
        let midnight = self
            .last_day()
            .checked_add_days(Days::new(1))
            .and_then(|day| {
                CLOCK
                    .from_local_datetime(&day.and_time(NaiveTime::MIN))
                    .earliest()
            });
        self.is_public() && !ended && midnight.is_some_and(|midnight| at < midnight)
    }
}

/// Request for an alert, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertForm {
    /// E-mail address that gets the letters.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "louise@example.org", max_length = 254)
    )]
    pub email: String,
    /// Query string of the list of events, at most 4,000 bytes: the filters, and the edition unless it is the current one. An
    /// empty one stands for all events of the edition; the order is ignored.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "kind=company_visit&near=4.8357,45.764&radius=20000",
            max_length = 4000
        )
    )]
    pub search: String,
    /// To be left empty: a request of a program that fills in every field is dropped.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub website: String,
}

/// A valid request for an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedAlert {
    /// Address of the visitor, in lower case.
    pub email: String,
    /// The search, without an order; the edition is the current one where it names none.
    pub query: EventQuery,
}

impl AlertForm {
    /// True when a program has filled in the field that no person sees.
    pub fn is_trapped(&self) -> bool {
        !self.website.is_empty()
    }

    /// Checks and normalises the request.
    ///
    /// # Errors
    ///
    /// All faults, each with its pointer; those of the search name their parameter.
    pub fn check(&self) -> Result<CheckedAlert, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let email = self.read_email().unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        let query = read_search(&self.search).unwrap_or_else(|found| {
            faults.extend(found);
            EventQuery::default()
        });
        if faults.is_empty() {
            Ok(CheckedAlert { email, query })
        } else {
            Err(faults)
        }
    }

    fn read_email(&self) -> Result<String, FieldProblem> {
        if self.email.trim().is_empty() {
            let detail = "an address is needed for the letters";
            return Err(FieldProblem::new("/email", Code::Required, detail));
        }
        Ok(text::email("/email", &self.email)?.to_lowercase())
    }
}

impl CheckedAlert {
    /// A fault of a parameter of the search, as one of the request.
    pub fn fault_in_search(fault: &FieldProblem) -> FieldProblem {
        let name = fault.pointer.trim_start_matches('/');
        let detail = format!("{name}: {}", fault.detail);
        FieldProblem::new("/search", fault.code, detail)
    }
}

fn read_search(text: &str) -> Result<EventQuery, Vec<FieldProblem>> {
    if text.len() > SEARCH_MAX_BYTES {
        let detail = format!("{} bytes, at most {SEARCH_MAX_BYTES}", text.len());
        let fault = FieldProblem::new("/search", Code::TooLong, detail);
        return Err(vec![fault.with_limit(SEARCH_MAX_BYTES as u64)]);
    }
    let pairs: Vec<_> = form_urlencoded::parse(text.trim_start_matches('?').as_bytes()).collect();
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()));
    let mut query = EventQuery::parse(pairs).map_err(|faults| {
        faults
            .0
            .iter()
            .map(CheckedAlert::fault_in_search)
            .collect::<Vec<_>>()
    })?;
    // Neither the order nor the point that it measures from selects events.
    query.sort = None;
    if query.radius_m.is_none() {
        query.near = None;
    }
    Ok(query)
}

/// Confirmation that an alert was requested: the same for every address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestedAlert {
    /// Time until which the link in the letter confirms the alert.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Window;
    use crate::edition::TerritoryDates;
    use crate::place::Territory;
    use rstest::rstest;

    fn form(search: &str) -> AlertForm {
        AlertForm {
            email: " Louise@Example.org ".to_owned(),
            search: search.to_owned(),
            website: String::new(),
        }
    }

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn a_request_keeps_what_selects_events() {
        let alert = form("?kind=workshop,company_visit&near=4.8,45.7&radius=20000&sort=distance")
            .check()
            .unwrap();

        assert_eq!(alert.email, "louise@example.org");
        assert_eq!(
            alert.query.to_search(),
            "kind=company_visit,workshop&near=4.8,45.7&radius=20000"
        );
        let from_a_point = form("near=4.8,45.7&sort=distance").check().unwrap();
        assert_eq!(from_a_point.query, EventQuery::default());
    }

    #[rstest]
    #[case("weather=rain", Code::UnknownParameter)]
    #[case("radius=0&near=1,2", Code::InvalidParameter)]
    #[case(&"q=a&".repeat(1_001), Code::TooLong)]
    fn a_wrong_search_is_told_with_its_parameter(#[case] search: &str, #[case] code: Code) {
        let faults = form(search).check().unwrap_err();

        assert_eq!(
            (faults[0].pointer.as_str(), faults[0].code),
            ("/search", code)
        );
    }

    #[test]
    fn the_faults_of_address_and_search_come_together() {
        let request = AlertForm {
            email: String::new(),
            ..form("weather=rain")
        };
        let faults = request.check().unwrap_err();

        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/email", "/search"]);
    }

    #[rstest]
    #[case("2018-03-01T05:59:59Z", None)]
    #[case("2018-03-01T06:00:00Z", Some("2018-03-01"))]
    #[case("2018-03-01T22:59:59Z", Some("2018-03-01"))]
    #[case("2018-03-01T23:00:00Z", None)]
    fn a_day_begins_at_the_hour_of_paris(#[case] at: &str, #[case] day: Option<&str>) {
        let day = day.map(|day| day.parse::<NaiveDate>().unwrap());

        assert_eq!(AlertRules::default().day(at.parse().unwrap()), day);
    }

    #[test]
    fn alerts_end_with_the_last_day_of_any_territory() {
        let mut edition = edition();
        edition.status = EditionStatus::Running;
        let last = Window::new("2018-04-03".parse().unwrap(), "2018-04-08".parse().unwrap());
        edition.territories = vec![TerritoryDates {
            territory: Territory::parse("department:974").unwrap(),
            week: last.unwrap(),
            window: last.unwrap(),
            deadline: None,
        }];
        let takes = |edition: &Edition, at: &str| edition.takes_alerts(at.parse().unwrap());

        assert_eq!(edition.last_day(), "2018-04-08".parse().unwrap());
        assert!(takes(&edition, "2018-04-08T21:59:59Z"));
        assert!(!takes(&edition, "2018-04-08T22:00:00Z"));
        for status in [
            EditionStatus::Draft,
            EditionStatus::Archived,
            EditionStatus::Cancelled,
        ] {
            edition.status = status;
            assert!(!takes(&edition, "2018-03-01T12:00:00Z"), "{status}");
        }
    }
}
