use crate::url::{self, encode};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use leptos_router::params::ParamsMap;
use shared::log::LogSubjectKind;
use uuid::Uuid;

/// Path of the page.
const PAGE: &str = "/administration/journal";

/// The filters of the log, as the address of the page says them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) subject_kind: Option<LogSubjectKind>,
    pub(super) subject: Option<Uuid>,
    pub(super) actor: Option<Uuid>,
    pub(super) kind: Option<String>,
    pub(super) since: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

impl Filters {
    /// The filters of an address; what cannot be read is left out.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let get = |name: &str| query.get(name).filter(|value| !value.is_empty());
        Self {
            subject_kind: get(url::SUBJECT_KIND).and_then(|word| LogSubjectKind::parse(&word)),
            subject: get(url::SUBJECT).and_then(|id| id.parse().ok()),
            actor: get(url::ACTOR).and_then(|id| id.parse().ok()),
            kind: get(url::KIND),
            since: get(url::SINCE).and_then(|day| day.parse().ok()),
            until: get(url::UNTIL).and_then(|day| day.parse().ok()),
        }
    }

    /// The address of the page with these filters.
    pub(super) fn address(&self) -> String {
        self.address_with(encode)
    }

    fn address_with(&self, encode: impl Fn(&str) -> String) -> String {
        let Self {
            subject_kind,
            subject,
            actor,
            kind,
            since,
            until,
        } = self;
        let pairs = [
            (url::SUBJECT_KIND, subject_kind.map(|kind| kind.to_string())),
            (url::SUBJECT, subject.map(|id| id.to_string())),
            (url::ACTOR, actor.map(|id| id.to_string())),
            (url::KIND, kind.clone()),
            (url::SINCE, since.map(|day| day.to_string())),
            (url::UNTIL, until.map(|day| day.to_string())),
        ];
        let given: Vec<String> = pairs
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))))
            .collect();
        if given.is_empty() {
            PAGE.to_owned()
        } else {
            format!("{PAGE}?{}", given.join("&"))
        }
    }

    /// The parameters of the operation, each after `&`. Days are those of Paris; the last one is included.
    pub(super) fn parameters(&self) -> String {
        self.parameters_with(encode)
    }

    fn parameters_with(&self, encode: impl Fn(&str) -> String) -> String {
        let end = self
            .until
            .and_then(|day| day.checked_add_days(Days::new(1)));
        let pairs = [
            (
                "subjectKind",
                self.subject_kind.map(|kind| kind.to_string()),
            ),
            ("subject", self.subject.map(|id| id.to_string())),
            ("actor", self.actor.map(|id| id.to_string())),
            ("kind", self.kind.clone()),
            ("from", self.since.and_then(begin_of)),
            ("to", end.and_then(begin_of)),
        ];
        pairs
            .into_iter()
            .filter_map(|(name, value)| Some(format!("&{name}={}", encode(&value?))))
            .collect()
    }
}

/// The first instant of a day in Paris, in UTC.
fn begin_of(day: NaiveDate) -> Option<String> {
    let begin = day
        .and_time(NaiveTime::MIN)
        .and_local_timezone(Tz::Europe__Paris)
        .earliest()?;
    let begin: DateTime<Utc> = begin.to_utc();
    Some(begin.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_of_whole_days_in_paris() {
        let filters = Filters {
            since: "2018-03-24".parse().ok(),
            until: "2018-03-25".parse().ok(),
            kind: Some("event.labelled".to_owned()),
            ..Filters::default()
        };
        let parameters = filters.parameters_with(str::to_owned);
        assert_eq!(
            parameters,
            "&kind=event.labelled&from=2018-03-23T23:00:00Z&to=2018-03-25T22:00:00Z"
        );
        assert_eq!(
            filters.address_with(str::to_owned),
            "/administration/journal?changement=event.labelled&du=2018-03-24&au=2018-03-25"
        );
    }
}
