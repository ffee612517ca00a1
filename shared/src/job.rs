//! Background jobs as the administration sees them: counts, schedules, and the jobs that were given up.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Maximum length of the reason for which a job is removed, in characters.
pub const REMOVAL_REASON_MAX_CHARS: usize = 500;
/// Maximum length of the shown error of a job, in characters.
const ERROR_MAX_CHARS: usize = 400;
/// Runs of letters and digits from this length on may be a secret.
const SECRET_CHARS: usize = 20;

/// Numbers of the jobs of one kind, by state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobKind {
    /// Name of the kind.
    #[cfg_attr(feature = "openapi", schema(example = "mail.send"))]
    pub kind: String,
    /// Number of jobs that are due now or later.
    pub waiting: u64,
    /// Number of jobs that are running.
    pub running: u64,
    /// Number of completed jobs that are still readable.
    pub done: u64,
    /// Number of jobs that were given up after their last attempt.
    pub dead: u64,
    /// Time at which the oldest waiting job was enqueued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_waiting: Option<DateTime<Utc>>,
}

/// A job that recurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobSchedule {
    /// Name of the kind.
    #[cfg_attr(feature = "openapi", schema(example = "log.keep_head"))]
    pub kind: String,
    /// Time of the latest run; absent before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<DateTime<Utc>>,
    /// Time of the next run.
    pub next: DateTime<Utc>,
}

/// The jobs of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobOverview {
    /// Kinds that have jobs, by name.
    pub kinds: Vec<JobKind>,
    /// Recurring jobs, by name.
    pub schedules: Vec<JobSchedule>,
}

/// A job that was given up. What it was to do is not shown: it may contain personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadJob {
    /// UUID of the job, the same at each attempt.
    pub id: Uuid,
    /// Name of the kind.
    #[cfg_attr(feature = "openapi", schema(example = "mail.send"))]
    pub kind: String,
    /// Number of attempts that failed.
    pub attempts: u32,
    /// Error of the last attempt, without addresses and secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Time at which it was enqueued.
    pub created_at: DateTime<Utc>,
    /// Time at which it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Request to start every dead job of a kind again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobReplay {
    /// Name of the kind.
    #[cfg_attr(feature = "openapi", schema(example = "mail.send"))]
    pub kind: String,
}

/// Number of jobs that were started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplayedJobs {
    /// Number of jobs that will run again.
    pub replayed: u64,
}

/// Request to remove a dead job for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobRemoval {
    /// Reason for the removal, for the log: 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Adresse fermée"))]
    pub reason: String,
}

/// The error of a job without what nobody needs to read: e-mail addresses, queries of URLs, and long runs of letters and digits,
/// which may be secrets, are replaced with `…`. UUIDs stay. At most 400 characters.
pub fn readable_error(error: &str) -> String {
    let mut shown = String::with_capacity(error.len().min(ERROR_MAX_CHARS));
    for (at, word) in error.split_whitespace().enumerate() {
        if at > 0 {
            shown.push(' ');
        }
        shown.push_str(&readable_word(word));
    }
    match shown.char_indices().nth(ERROR_MAX_CHARS) {
        Some((end, _)) => {
            shown.truncate(end);
            shown.push('…');
            shown
        }
        None => shown,
    }
}

fn readable_word(word: &str) -> String {
    if word.contains('@') || word.to_ascii_lowercase().contains("%40") {
        return "…".to_owned();
    }
    let word = word.split_once('?').map_or_else(
        || word.to_owned(),
        |(page, query)| format!("{page}{}", if query.is_empty() { "?" } else { "?…" }),
    );
    let mut shown = String::with_capacity(word.len());
    let mut run = String::new();
    let close = |run: &mut String, shown: &mut String| {
        // A word of letters alone is a name of the program, such as that of a type.
        let secret = run.chars().count() >= SECRET_CHARS && run.chars().any(|c| c.is_ascii_digit());
        shown.push_str(if secret { "…" } else { run.as_str() });
        run.clear();
    };
    for c in word.chars() {
        // `-` ends a run, so that the groups of a UUID stay.
        if c.is_alphanumeric() || c == '_' {
            run.push(c);
        } else {
            close(&mut run, &mut shown);
            shown.push(c);
        }
    }
    close(&mut run, &mut shown);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "smtp: 550 <camille@example.org> unknown user",
        "smtp: 550 … unknown user"
    )]
    #[case(
        "GET https://x.example/verification?jeton=abc failed",
        "GET https://x.example/verification?… failed"
    )]
    #[case("token 4f6c1b2a9d8e7f60513243546576 refused", "token … refused")]
    #[case(
        "row 0190a1b2-0000-7000-8000-000000000001 is missing",
        "row 0190a1b2-0000-7000-8000-000000000001 is missing"
    )]
    #[case(
        "ConnectionRefusedByTheOtherSide (111)",
        "ConnectionRefusedByTheOtherSide (111)"
    )]
    fn addresses_and_secrets_are_left_out(#[case] error: &str, #[case] shown: &str) {
        assert_eq!(readable_error(error), shown);
    }

    proptest! {
        #[test]
        fn a_readable_error_is_short_and_has_no_address(error in "\\PC{0,900}") {
            let shown = readable_error(&error);
            prop_assert!(shown.chars().count() <= ERROR_MAX_CHARS + 1);
            prop_assert!(!shown.contains('@'));
        }
    }
}
