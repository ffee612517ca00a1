use super::{OwnScope, ScopedLetter};
use crate::identifiers::string_enum;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Kind of letter that its recipient may refuse. Every other letter is owed: it is about the account or a submission
    /// of the recipient, or about a duty.
    OptionalLetter {
        /// Reminder, before the submission deadline, of drafts that were not submitted.
        DeadlineReminder = "deadline_reminder",
        /// Reminder, to reviewers, of files that wait for their decision.
        ReviewReminder = "review_reminder",
        /// Notice, to reviewers, of a file that was submitted in their territory, or of a change of one.
        ReviewRequest = "review_request",
    }
}

impl OptionalLetter {
    /// True for a kind of which several can be told in one letter. Reminders are collected anyway.
    pub const fn can_wait(self) -> bool {
        match self {
            Self::ReviewRequest => true,
            Self::DeadlineReminder | Self::ReviewReminder => false,
        }
    }

    /// True for a kind that goes to reviewers, who choose it for each territory and review group.
    pub const fn is_scoped(self) -> bool {
        match self {
            Self::ReviewRequest | Self::ReviewReminder => true,
            Self::DeadlineReminder => false,
        }
    }
}

string_enum! {
    /// How often a kind of letter is sent that can wait: several together.
    LetterRhythm {
        /// In one letter each morning.
        Daily = "daily",
        /// In one letter each Monday morning.
        Weekly = "weekly",
    }
}

impl LetterRhythm {
    /// The last morning, on this clock, at which such a letter was due: it tells of what was noted before.
    pub fn last_morning(self, at: DateTime<Utc>, clock: Tz, hour: u32) -> DateTime<Utc> {
        let local = at.with_timezone(&clock);
        let morning = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let back = match self {
            Self::Daily => 0,
            Self::Weekly => u64::from(local.weekday().num_days_from_monday()),
        };
        let period = match self {
            Self::Daily => 1,
            Self::Weekly => 7,
        };
        let day = local.date_naive() - Days::new(back);
        // A time that the change of the clocks skips does not begin a morning: the hour after it does.
        let on = |day: chrono::NaiveDate| {
            let begin = day.and_time(morning);
            clock
                .from_local_datetime(&begin)
                .earliest()
                .map_or_else(|| begin.and_utc(), |begin| begin.to_utc())
        };
        let latest = on(day);
        if latest <= at {
            latest
        } else {
            on(day - Days::new(period))
        }
    }
}

/// A kind of letter that a person wants several of together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectedLetter {
    /// Kind of letter; `review_request` alone can wait.
    pub letter: OptionalLetter,
    /// How often they are sent.
    pub rhythm: LetterRhythm,
}

/// Letters that a person wants to receive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preferences {
    /// Kinds of letters that the person refuses; empty, as for a new account, when all are wanted.
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub refused_letters: Vec<OptionalLetter>,
    /// Kinds of letters that the person wants several of together, each once; others are sent at once.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub collected_letters: Vec<CollectedLetter>,
    /// Choices of a reviewer for single territories and review groups, each once for a kind. What is chosen for the kind as a whole
    /// holds where nothing is chosen here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub scoped_letters: Vec<ScopedLetter>,
    /// Territories and review groups in which the person reviews, which choices may be for; ignored in a request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(read_only))]
    pub scopes: Vec<OwnScope>,
}

impl Preferences {
    /// How often a kind is sent; `None` for at once.
    pub fn rhythm_of(&self, letter: OptionalLetter) -> Option<LetterRhythm> {
        self.collected_letters
            .iter()
            .find(|collected| collected.letter == letter)
            .map(|collected| collected.rhythm)
    }
}

/// Kind of letter that was refused with the link in such a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedLetter {
    /// Kind of letter that the person no longer gets.
    pub letter: OptionalLetter,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    // 2018-03-14 is a Wednesday.
    #[case::before_the_morning(LetterRhythm::Daily, "2018-03-14T06:59:59Z", "2018-03-13T07:00:00Z")]
    #[case::in_the_morning(LetterRhythm::Daily, "2018-03-14T07:00:00Z", "2018-03-14T07:00:00Z")]
    #[case::in_the_week(LetterRhythm::Weekly, "2018-03-14T07:00:00Z", "2018-03-12T07:00:00Z")]
    #[case::on_monday_before(LetterRhythm::Weekly, "2018-03-12T06:00:00Z", "2018-03-05T07:00:00Z")]
    fn the_last_morning_is_that_of_the_day_or_of_monday(
        #[case] rhythm: LetterRhythm,
        #[case] at: &str,
        #[case] morning: &str,
    ) {
        let at = at.parse().unwrap();

        let found = rhythm.last_morning(at, Tz::Europe__Paris, 8);

        assert_eq!(found, morning.parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_morning_follows_the_clock_of_the_territory() {
        let at = "2018-03-14T05:00:00Z".parse().unwrap();

        let found = LetterRhythm::Daily.last_morning(at, Tz::Indian__Reunion, 8);

        assert_eq!(
            found,
            "2018-03-14T04:00:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }
}
