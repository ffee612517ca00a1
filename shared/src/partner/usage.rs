use crate::id::{ApiKeyId, WebhookId};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Days for which the requests with a key can be read.
pub const USAGE_KEPT_DAYS: u32 = 400;
/// Maximum number of days that are read at once.
pub const USAGE_DAYS_MAX: usize = 31;
/// Days that are read when nobody names others: the current one and those before.
const USAGE_DAYS: u64 = 30;
/// Maximum number of keys whose requests are read at once.
pub const USAGE_KEYS_MAX: usize = 100;

/// Days whose figures are read, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsagePeriod {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl UsagePeriod {
    /// The asked days: up to `today` without a last day, and thirty of them without a first one.
    ///
    /// # Errors
    ///
    /// Why the first day does not fit: it is after the last one, or too long before it.
    pub fn new(
        first: Option<NaiveDate>,
        last: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Self, &'static str> {
        let last = last.unwrap_or(today);
        let before = || last.checked_sub_days(Days::new(USAGE_DAYS - 1));
        let period = Self {
            first: first.or_else(before).unwrap_or(last),
            last,
        };
        if period.first > period.last {
            return Err("must not be after the last day");
        }
        if period.days().count() > USAGE_DAYS_MAX {
            return Err("must be at most 30 days before the last day");
        }
        Ok(period)
    }

    /// The days in their order; one more than there may be, for a period that is too long.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        let days = self.first.iter_days().take(USAGE_DAYS_MAX + 1);
        days.take_while(move |day| *day <= self.last)
    }
}

/// Requests with an API key, by their outcome. Each is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyRequests {
    /// Requests that read something and were answered.
    #[cfg_attr(feature = "openapi", schema(example = 1240))]
    pub read: u64,
    /// Requests that changed something.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub write: u64,
    /// Requests that a limit refused (429).
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub refused: u64,
    /// Requests that ended with any other error (400 to 599).
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub failed: u64,
}

impl AddAssign for KeyRequests {
    fn add_assign(&mut self, rhs: Self) {
        let Self {
            read,
            write,
            refused,
            failed,
        } = rhs;
        self.read += read;
        self.write += write;
        self.refused += refused;
        self.failed += failed;
    }
}

/// Requests with an API key on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyDay {
    /// The day in Paris.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26"))]
    pub day: NaiveDate,
    /// Requests of the day.
    pub requests: KeyRequests,
}

/// Use of an API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyUsage {
    /// UUID of the key.
    pub key: ApiKeyId,
    /// Name by which people recognise the key.
    #[cfg_attr(feature = "openapi", schema(example = "Site de la CCI"))]
    pub name: String,
    /// Beginning and end of the key.
    #[cfg_attr(feature = "openapi", schema(example = "sdi_live_…x7Qa"))]
    pub hint: String,
    /// Requests of all these days.
    pub total: KeyRequests,
    /// The days with requests, in their order.
    pub days: Vec<KeyDay>,
}

/// Attempts to deliver messages of a webhook, those of tests included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookAttempts {
    /// Attempts whose message the receiver took.
    #[cfg_attr(feature = "openapi", schema(example = 86))]
    pub delivered: u64,
    /// Attempts that failed.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub failed: u64,
}

impl AddAssign for WebhookAttempts {
    fn add_assign(&mut self, rhs: Self) {
        let Self { delivered, failed } = rhs;
        self.delivered += delivered;
        self.failed += failed;
    }
}

/// Attempts to deliver messages of a webhook on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDay {
    /// The day in Paris.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26"))]
    pub day: NaiveDate,
    /// Attempts of the day.
    pub attempts: WebhookAttempts,
}

/// Deliveries of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookUsage {
    /// UUID of the webhook.
    pub webhook: WebhookId,
    /// Name by which people recognise the webhook.
    #[cfg_attr(feature = "openapi", schema(example = "Site de la CCI"))]
    pub name: String,
    /// Attempts of all these days.
    pub total: WebhookAttempts,
    /// The days with attempts, in their order.
    pub days: Vec<WebhookDay>,
}

/// Use that a partner makes of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerUsage {
    /// First day of the figures.
    #[cfg_attr(feature = "openapi", schema(example = "2018-02-25"))]
    pub from: NaiveDate,
    /// Last day of the figures.
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-26"))]
    pub to: NaiveDate,
    /// Keys with requests on these days, the newest first; at most 100, and those that were revoked or have expired too.
    pub keys: Vec<KeyUsage>,
    /// Webhooks with attempts on these days, the oldest first. An attempt can be read for 30 days, and goes with its webhook.
    pub webhooks: Vec<WebhookUsage>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, None, Ok(("2018-01-07", "2018-02-05")))]
    #[case(None, Some("2018-01-31"), Ok(("2018-01-02", "2018-01-31")))]
    #[case(Some("2018-01-06"), None, Ok(("2018-01-06", "2018-02-05")))]
    #[case(Some("2018-02-05"), Some("2018-02-05"), Ok(("2018-02-05", "2018-02-05")))]
    #[case(
        Some("2018-01-05"),
        None,
        Err("must be at most 30 days before the last day")
    )]
    #[case(
        Some("-262143-01-01"),
        Some("+262142-12-31"),
        Err("must be at most 30 days before the last day")
    )]
    #[case(Some("2018-02-06"), None, Err("must not be after the last day"))]
    #[case(None, Some("-262143-01-01"), Ok(("-262143-01-01", "-262143-01-01")))]
    fn a_period_has_a_month_at_most(
        #[case] first: Option<&str>,
        #[case] last: Option<&str>,
        #[case] expected: Result<(&str, &str), &str>,
    ) {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();

        let period = UsagePeriod::new(first.map(day), last.map(day), day("2018-02-05"));

        let found = period.map(|it| (it.first, it.last));
        assert_eq!(found, expected.map(|(first, last)| (day(first), day(last))));
    }

    #[test]
    fn the_days_of_a_period_are_both_ends_and_those_between() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let period = UsagePeriod::new(
            Some(day("2018-02-27")),
            Some(day("2018-03-01")),
            day("2018-03-02"),
        )
        .unwrap();

        let days: Vec<_> = period.days().map(|day| day.to_string()).collect();

        assert_eq!(days, ["2018-02-27", "2018-02-28", "2018-03-01"]);
    }
}
