//! Editions: everything about a year of the programme that is not the same the next year.
//!
//! Dates, windows per territory, deadline, theme, wording of the criteria, vocabularies and delays are data. A decision
//! keeps the wording and the window that it was made under.

pub(crate) mod vocabulary;

pub use vocabulary::{Term, Vocabularies};

use crate::calendar::Window;
use crate::criterion::Criterion;
use crate::label::LabelState;
use crate::partner::Partner;
use crate::place::{DepartmentCode, RegionCode, Territory};
use crate::words::string_enum;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Where an edition stands.
    EditionStatus {
        /// Being prepared; not shown.
        Draft = "draft",
        /// Shown; takes filings between its opening and its deadline.
        Open = "open",
        /// Shown; takes no filings any more.
        Closed = "closed",
        /// The week is running.
        Running = "running",
        /// Moved to dates that are not known yet.
        Postponed = "postponed",
        /// Does not take place (2020).
        Cancelled = "cancelled",
        /// Over: events stay readable with their label, nothing is written any more.
        Archived = "archived",
    }
}

/// What a criterion says, in the words of the edition.
///
/// Source: handbook of the programme, « quatre critères cumulatifs »; the wording changes from year to year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CriterionWording {
    /// Which of the four.
    pub criterion: Criterion,
    /// Short title, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Gratuité"))]
    pub title: String,
    /// The criterion as organisers read it, in French.
    pub wording: String,
}

/// Dates of their own for a part of the country: La Réunion, 3–8 April 2018.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TerritoryDates {
    /// Where.
    pub territory: Territory,
    /// The week there.
    pub week: Window,
    /// Days on which an event may take place there and be labelled.
    pub window: Window,
    /// Last moment to file there; the national one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DateTime<FixedOffset>>,
}

/// What an organiser promises when filing; the version that was accepted is kept with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commitments {
    /// Version, as `2018-1`.
    #[cfg_attr(feature = "openapi", schema(example = "2018-1"))]
    pub version: String,
    /// One promise an item, in French.
    pub items: Vec<String>,
}

/// An edition of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Edition {
    /// Part of addresses; usually the year. The key of an edition: its number is not one (2020 and 2021 were both the 10th).
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub slug: String,
    /// Rank, when the edition gives itself one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Full name, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Semaine de l’Industrie 2018"))]
    pub name: String,
    /// Theme, in French.
    #[cfg_attr(feature = "openapi", schema(example = "L’industrie connectée"))]
    pub theme: String,
    /// Where it stands.
    pub status: EditionStatus,
    /// The week itself.
    pub week: Window,
    /// Days on which an event may take place and be labelled; the week itself in the first years, five weeks later.
    pub window: Window,
    /// Parts of the country with dates of their own.
    #[serde(default)]
    pub territories: Vec<TerritoryDates>,
    /// First moment to file.
    pub opens_at: DateTime<FixedOffset>,
    /// Last moment to file.
    pub deadline: DateTime<FixedOffset>,
    /// Working days that the referents have to answer.
    pub review_working_days: u32,
    /// The four criteria, in order.
    pub criteria: Vec<CriterionWording>,
    /// Lists that the form offers.
    pub vocabularies: Vocabularies,
    /// What organisers promise.
    pub commitments: Commitments,
    /// Who carries the edition.
    #[serde(default)]
    pub partners: Vec<Partner>,
    /// What the label means to a visitor, in French.
    pub label_meaning: String,
}

/// The dates that hold at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalDates {
    /// The week there.
    pub week: Window,
    /// Days on which an event may take place there and be labelled.
    pub window: Window,
    /// Last moment to file there.
    pub deadline: DateTime<FixedOffset>,
}

/// Why an edition takes no filing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilingClosed {
    /// Its status does not allow it.
    #[error("the edition is {0}")]
    Status(EditionStatus),
    /// It has not opened yet.
    #[error("filing opens on {0}")]
    NotYet(DateTime<FixedOffset>),
    /// The deadline has passed.
    #[error("the deadline was {0}")]
    DeadlinePassed(DateTime<FixedOffset>),
}

impl Edition {
    /// The dates that hold for a place of that department and region: the department's own before the region's before the
    /// national ones. Without a place (an online event without an organiser's commune), the national ones.
    pub fn dates_for(
        &self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> LocalDates {
        let national = LocalDates {
            week: self.week,
            window: self.window,
            deadline: self.deadline,
        };
        let covering = |dates: &&TerritoryDates| dates.territory.covers(department, region);
        let is_department =
            |dates: &&TerritoryDates| matches!(dates.territory, Territory::Department(_));
        self.territories
            .iter()
            .filter(covering)
            .find(is_department)
            .or_else(|| self.territories.iter().find(covering))
            .map_or(national, |own| LocalDates {
                week: own.week,
                window: own.window,
                deadline: own.deadline.unwrap_or(self.deadline),
            })
    }

    /// Whether a file of that place may be filed at that moment.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] says why not.
    pub fn takes_filings(
        &self,
        at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Result<(), FilingClosed> {
        if self.status != EditionStatus::Open {
            return Err(FilingClosed::Status(self.status));
        }
        if at < self.opens_at {
            return Err(FilingClosed::NotYet(self.opens_at));
        }
        let deadline = self.dates_for(department, region).deadline;
        if at > deadline {
            Err(FilingClosed::DeadlinePassed(deadline))
        } else {
            Ok(())
        }
    }

    /// Whether a file in that state may be handed in at that moment: a filing as [`Self::takes_filings`] says, the answer to
    /// a correction request as long as the edition is written at all. The file itself came in time, and a question that is
    /// asked on the last day must have its answer.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] says why not.
    pub fn takes(
        &self,
        state: LabelState,
        at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Result<(), FilingClosed> {
        if state != LabelState::CorrectionRequested {
            self.takes_filings(at, department, region)
        } else if self.is_writable() {
            Ok(())
        } else {
            Err(FilingClosed::Status(self.status))
        }
    }

    /// Whether drafts may still be written: everything but an archived or cancelled edition.
    pub const fn is_writable(&self) -> bool {
        !matches!(
            self.status,
            EditionStatus::Archived | EditionStatus::Cancelled | EditionStatus::Draft
        )
    }

    /// Whether the public sees the edition.
    pub const fn is_public(&self) -> bool {
        !matches!(self.status, EditionStatus::Draft)
    }

    /// Of several editions, the one that is meant where none is named: the newest whose filing is open or over or whose week
    /// is running; else the newest archived one; else the newest that the public sees at all.
    pub fn current<'a>(editions: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        let rank = |edition: &Self| match edition.status {
            EditionStatus::Open | EditionStatus::Closed | EditionStatus::Running => 2,
            EditionStatus::Archived => 1,
            EditionStatus::Draft | EditionStatus::Postponed | EditionStatus::Cancelled => 0,
        };
        editions
            .into_iter()
            .filter(|edition| edition.is_public())
            .max_by(|a, b| {
                (rank(a), a.week.first(), &a.slug).cmp(&(rank(b), b.week.first(), &b.slug))
            })
    }

    /// What is wrong with the edition itself; empty when it can be used.
    ///
    /// Checked when an edition is stored: a window that does not hold its week, a criterion that is missing, a word that
    /// stands twice in a vocabulary.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let slug_ok = !self.slug.is_empty()
            && self.slug.len() <= 40
            && self
                .slug
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !slug_ok {
            faults.push("slug: 1 to 40 of a–z, 0–9 and -".to_owned());
        }
        if self.opens_at >= self.deadline {
            faults.push("deadline: must be after opensAt".to_owned());
        }
        let nation = [(&Territory::National, &self.week, &self.window)];
        let own = self
            .territories
            .iter()
            .map(|dates| (&dates.territory, &dates.week, &dates.window));
        for (territory, week, window) in nation.into_iter().chain(own) {
            if week.first() < window.first() || week.last() > window.last() {
                faults.push(format!("{territory}: the week is not inside the window"));
            }
        }
        for criterion in Criterion::ALL {
            let times = self
                .criteria
                .iter()
                .filter(|wording| wording.criterion == *criterion)
                .count();
            if times != 1 {
                faults.push(format!("criteria: `{criterion}` stands {times} times"));
            }
        }
        if !(1..=60).contains(&self.review_working_days) {
            faults.push("reviewWorkingDays: 1 to 60".to_owned());
        }
        faults.extend(self.vocabularies.faults());
        faults
    }
}

/// An edition in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionSummary {
    /// Part of addresses.
    pub slug: String,
    /// Full name, in French.
    pub name: String,
    /// Theme, in French.
    pub theme: String,
    /// Where it stands.
    pub status: EditionStatus,
    /// The week itself.
    pub week: Window,
    /// Days on which an event may take place.
    pub window: Window,
    /// First moment to file.
    pub opens_at: DateTime<FixedOffset>,
    /// Last moment to file.
    pub deadline: DateTime<FixedOffset>,
    /// Labelled events to date.
    pub labelled_events: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition_2018() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn the_2018_edition_has_its_facts_right() {
        let edition = edition_2018();
        assert_eq!(edition.faults(), Vec::<String>::new());
        assert_eq!(
            (
                edition.week.first().to_string(),
                edition.week.last().to_string()
            ),
            ("2018-03-26".into(), "2018-04-01".into())
        );
        assert_eq!(
            edition.window, edition.week,
            "in 2018 the window was the week itself"
        );
        assert_eq!(edition.deadline.to_rfc3339(), "2018-03-12T23:59:59+01:00");
        assert_eq!(edition.review_working_days, 4);
        assert_eq!(
            edition
                .vocabularies
                .sectors
                .iter()
                .filter(|term| !term.other)
                .count(),
            10,
            "ten comités stratégiques de filière in February 2018"
        );
    }

    #[test]
    fn la_reunion_2018_had_a_week_of_its_own() {
        let edition = edition_2018();
        let (reunion, region) = (
            DepartmentCode::parse("974").unwrap(),
            RegionCode::parse("04").unwrap(),
        );
        let dates = edition.dates_for(Some(&reunion), Some(&region));
        assert_eq!(
            (
                dates.week.first().to_string(),
                dates.week.last().to_string()
            ),
            ("2018-04-03".into(), "2018-04-08".into())
        );
        assert_eq!(dates.deadline, edition.deadline);
        let rhone = edition.dates_for(
            Some(&DepartmentCode::parse("69").unwrap()),
            Some(&RegionCode::parse("84").unwrap()),
        );
        assert_eq!(rhone.week, edition.week);
    }

    #[test]
    fn a_correction_may_be_answered_after_the_deadline_of_filing() {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        let late = DateTime::parse_from_rfc3339("2018-03-14T09:00:00Z")
            .unwrap()
            .to_utc();
        for state in [
            LabelState::Draft,
            LabelState::Refused,
            LabelState::Withdrawn,
        ] {
            assert_eq!(
                edition.takes(state, late, None, None),
                Err(FilingClosed::DeadlinePassed(edition.deadline))
            );
        }
        assert_eq!(
            edition.takes(LabelState::CorrectionRequested, late, None, None),
            Ok(())
        );
        edition.status = EditionStatus::Archived;
        assert_eq!(
            edition.takes(LabelState::CorrectionRequested, late, None, None),
            Err(FilingClosed::Status(EditionStatus::Archived))
        );
    }

    #[test]
    fn the_current_edition_is_the_newest_that_is_under_way() {
        let edition = |slug: &str, first: &str, status| {
            let mut edition = edition_2018();
            edition.slug = slug.to_owned();
            let first = first.parse().unwrap();
            edition.week = Window::new(first, first).unwrap();
            edition.status = status;
            edition
        };
        let old = edition("2018", "2018-03-26", EditionStatus::Archived);
        let last = edition("2025", "2025-11-17", EditionStatus::Archived);
        let next = edition("2027", "2027-03-01", EditionStatus::Draft);
        let open = edition("2026", "2026-11-16", EditionStatus::Open);
        let cancelled = edition("2026-bis", "2026-12-01", EditionStatus::Cancelled);
        let current = |editions: &[&Edition]| {
            Edition::current(editions.iter().copied()).map(|edition| edition.slug.clone())
        };

        assert_eq!(
            current(&[&old, &open, &last, &next, &cancelled]).as_deref(),
            Some("2026")
        );
        assert_eq!(
            current(&[&last, &old, &next, &cancelled]).as_deref(),
            Some("2025")
        );
        assert_eq!(current(&[&cancelled]).as_deref(), Some("2026-bis"));
        assert_eq!(current(&[&next]), None);
    }

    #[test]
    fn filing_ends_with_the_last_second_of_the_deadline() {
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(
            edition.takes_filings(at("2018-03-12T22:59:59Z"), None, None),
            Ok(())
        );
        assert!(matches!(
            edition.takes_filings(at("2018-03-12T23:00:00Z"), None, None),
            Err(FilingClosed::DeadlinePassed(_))
        ));
        assert!(matches!(
            edition.takes_filings(at("2017-01-01T00:00:00Z"), None, None),
            Err(FilingClosed::NotYet(_))
        ));
        edition.status = EditionStatus::Archived;
        assert_eq!(
            edition.takes_filings(at("2018-03-01T00:00:00Z"), None, None),
            Err(FilingClosed::Status(EditionStatus::Archived))
        );
    }
}
