//! Editions: everything that changes from one year of the programme to the next.
//!
//! Dates, windows per territory, deadline, theme, wording of the criteria, vocabularies and review period are data. A
//! decision is stored with the wording and the window under which it was made.

mod additional;
mod recheck;
mod referents;
mod reminder;
mod standard_text;
pub(crate) mod vocabulary;

#[cfg(test)]
pub(crate) use additional::tests as additional_tests;
pub use additional::{
    ANSWERS, AdditionalField, AnswerKind, AnswerPointer, AnswerTerm, Condition, ConditionValue,
    FieldKey, InvalidFieldKey, InvalidStep, NumberStep, StandardSubject, Subject,
    limits as additional_limits,
};
pub use recheck::{Meanwhile, Rechecks};
pub use referents::ReferentService;
pub use reminder::DraftReminder;
pub use standard_text::StandardText;
pub use vocabulary::{Term, Vocabularies};

use crate::calendar::{self, Window};
use crate::criterion::Criterion;
use crate::event::VisitorMessageRules;
use crate::label::LabelState;
use crate::partner::Partner;
use crate::place::{self, DepartmentCode, RegionCode, Territory};
use crate::problem::{Code, FieldProblem};
use crate::words::string_enum;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Status of an edition.
    EditionStatus {
        /// In preparation; not public.
        Draft = "draft",
        /// Public; accepts submissions between `opensAt` and the deadline.
        Open = "open",
        /// Public; no longer accepts submissions.
        Closed = "closed",
        /// The week is under way.
        Running = "running",
        /// Moved to dates that are not known yet.
        Postponed = "postponed",
        /// Does not take place (2020).
        Cancelled = "cancelled",
        /// Over and read-only; events and their labels stay public.
        Archived = "archived",
    }
}

/// Wording of one criterion in an edition.
///
/// Source: handbook of the programme, *quatre critères cumulatifs*; the wording changes from year to year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CriterionWording {
    /// Criterion that the wording belongs to.
    pub criterion: Criterion,
    /// Short title, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Gratuité"))]
    pub title: String,
    /// Full wording shown to organisers, in French.
    pub wording: String,
}

/// Dates that differ from the national ones in a territory. Example: La Réunion, 3–8 April 2018.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TerritoryDates {
    /// Territory to which the dates apply.
    pub territory: Territory,
    /// Week of the programme in that territory.
    pub week: Window,
    /// Labelling window in that territory: days on which a labelled event may take place.
    pub window: Window,
    /// Submission deadline in that territory; the national deadline when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DateTime<FixedOffset>>,
}

/// Commitments that an organiser accepts on submission. The accepted version is stored with the event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commitments {
    /// Version identifier, such as `2018-1`.
    #[cfg_attr(feature = "openapi", schema(example = "2018-1"))]
    pub version: String,
    /// One commitment per item, in French.
    pub items: Vec<String>,
}

/// An edition of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Edition {
    /// Unique key of the edition and its URL segment; usually the year. The `number` is not unique (2020 and 2021 were
    /// both the 10th).
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub slug: String,
    /// Ordinal number of the edition; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Full name, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Semaine de l’Industrie 2018"))]
    pub name: String,
    /// Theme of the year, in French.
    #[cfg_attr(feature = "openapi", schema(example = "L’industrie connectée"))]
    pub theme: String,
    /// Status of the edition.
    pub status: EditionStatus,
    /// Official week of the programme.
    pub week: Window,
    /// Labelling window: days on which a labelled event may take place. Equal to `week` in the first years, about five
    /// weeks since 2022.
    pub window: Window,
    /// Territories whose dates differ from the national ones.
    #[serde(default)]
    pub territories: Vec<TerritoryDates>,
    /// Start of the submission period.
    pub opens_at: DateTime<FixedOffset>,
    /// Submission deadline: last second at which an event can be submitted.
    pub deadline: DateTime<FixedOffset>,
    /// Days before the deadline on which organisers are reminded of their drafts: 1 to 60, the largest first; none when empty.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!([7, 2])))]
    pub draft_reminder_days: Vec<u32>,
    /// Review period of the referents, in working days (1 to 60).
    pub review_working_days: u32,
    /// Working days in which organisers are asked to answer a correction request (1 to 60); no date is given when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub correction_working_days: Option<u32>,
    /// Seconds for which a reviewer can undo a decision that was taken so (0 to 120); it takes effect afterwards, or at once
    /// when 0.
    #[serde(default = "default_undo_seconds")]
    #[cfg_attr(feature = "openapi", schema(example = 10))]
    pub undo_seconds: u32,
    /// Rules for changes of labelled events; the default when absent.
    #[serde(default)]
    pub rechecks: Rechecks,
    /// The four criteria in the wording of the edition, in criterion order.
    pub criteria: Vec<CriterionWording>,
    /// Vocabularies that the form and the filters offer.
    pub vocabularies: Vocabularies,
    /// Fields that the edition adds to the form, in the order in which they are asked; at most 40.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional: Vec<AdditionalField>,
    /// Commitments that organisers accept on submission.
    pub commitments: Commitments,
    /// Institutions that support the edition.
    #[serde(default)]
    pub partners: Vec<Partner>,
    /// Services that examine the events, one for a territory; an organiser is told the nearest.
    #[serde(default)]
    pub referents: Vec<ReferentService>,
    /// How messages of visitors are treated.
    #[serde(default)]
    pub visitor_messages: VisitorMessageRules,
    /// Distance between the map marker and the commune of the address above which reviewers are told, in metres (100 to 150,000).
    #[serde(default = "place::pin_distance_m")]
    #[cfg_attr(feature = "openapi", schema(example = 2000))]
    pub pin_distance_m: u32,
    /// Texts that reviewers insert into comments and correction requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_texts: Vec<StandardText>,
    /// Explanation of the label for visitors, in French.
    pub label_meaning: String,
}

const fn default_undo_seconds() -> u32 {
    10
}

/// Dates of an edition at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalDates {
    /// Week of the programme at that place.
    pub week: Window,
    /// Labelling window at that place: days on which a labelled event may take place.
    pub window: Window,
    /// Submission deadline at that place.
    pub deadline: DateTime<FixedOffset>,
}

/// Reason why an edition does not accept a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilingClosed {
    /// The status of the edition does not allow submissions.
    #[error("the status of the edition is `{0}`")]
    Status(EditionStatus),
    /// Submissions open later, at this time.
    #[error("submissions open on {0}")]
    NotYet(DateTime<FixedOffset>),
    /// The deadline, given here, has passed.
    #[error("the deadline was {0}")]
    DeadlinePassed(DateTime<FixedOffset>),
}

impl Edition {
    /// Dates that apply in a department and region: the department's own if it has any, else the region's, else the
    /// national ones. Pass `None` for an online event whose organiser gives no commune: the national dates apply.
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
        Territory::nearest(&self.territories, |own| &own.territory, department, region).map_or(
            national,
            |dates| LocalDates {
                week: dates.week,
                window: dates.window,
                deadline: dates.deadline.unwrap_or(self.deadline),
            },
        )
    }

    /// Last moment to answer a correction request of that time; `None` when the edition sets none.
    pub fn correction_due(
        &self,
        asked_at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
    ) -> Option<DateTime<Utc>> {
        let days = self.correction_working_days?;
        Some(calendar::due(asked_at, days, department))
    }

    /// Checks whether an event at such a place can be submitted at that time.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
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

    /// Checks whether an event submission in that state can be submitted at that time.
    ///
    /// Answering a correction request is possible for as long as the edition is writable, even after the deadline: the
    /// first submission was in time, and a correction may be requested on the last day. For every other state
    /// [`Self::takes_filings`] applies.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
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

    /// Checks whether an event submission can be submitted with a late pass at that time: also after the deadline, until the
    /// edition is archived, as long as it takes place.
    ///
    /// # Errors
    ///
    /// [`FilingClosed`] with the reason.
    pub fn takes_late(&self, at: DateTime<Utc>) -> Result<(), FilingClosed> {
        match self.status {
            EditionStatus::Open | EditionStatus::Closed | EditionStatus::Running => {
                if at < self.opens_at {
                    Err(FilingClosed::NotYet(self.opens_at))
                } else {
                    Ok(())
                }
            }
            EditionStatus::Draft
            | EditionStatus::Postponed
            | EditionStatus::Cancelled
            | EditionStatus::Archived => Err(FilingClosed::Status(self.status)),
        }
    }

    /// True while drafts can be edited: in every status but draft, archived and cancelled.
    pub const fn is_writable(&self) -> bool {
        !matches!(
            self.status,
            EditionStatus::Archived | EditionStatus::Cancelled | EditionStatus::Draft
        )
    }

    /// True in every status but draft.
    pub const fn is_public(&self) -> bool {
        !matches!(self.status, EditionStatus::Draft)
    }

    /// The default edition where a request names none: the newest with status open, closed or running; else the newest
    /// archived one; else the newest public one.
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

    /// Validation errors of the edition's own data; empty when it is usable.
    ///
    /// Checked when an edition is stored. Examples: a window that does not contain its week, a missing criterion, a
    /// duplicate term in a vocabulary.
    pub fn faults(&self) -> Vec<String> {
        let described = |FieldProblem {
                             pointer, detail, ..
                         }| {
            if pointer.is_empty() {
                detail
            } else {
                format!("{pointer}: {detail}")
            }
        };
        self.problems().into_iter().map(described).collect()
    }

    /// As [`Self::faults`], those of the additional fields with their JSON pointer into the edition.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let general = self.general_faults().into_iter();
        general
            .map(|fault| FieldProblem::new("", Code::InvalidFormat, fault))
            .chain(self.additional_faults())
            .collect()
    }

    fn general_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let slug_ok = !self.slug.is_empty()
            && self.slug.len() <= 40
            && self
                .slug
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !slug_ok {
            faults.push("slug: must be 1 to 40 characters of a–z, 0–9 and -".to_owned());
        }
        if self.opens_at >= self.deadline {
            faults.push("deadline: must be after opensAt".to_owned());
        }
        let national = [(&Territory::National, &self.week, &self.window)];
        let territories = self
            .territories
            .iter()
            .map(|dates| (&dates.territory, &dates.week, &dates.window));
        for (territory, week, window) in national.into_iter().chain(territories) {
            if week.first() < window.first() || week.last() > window.last() {
                faults.push(format!("{territory}: the week must be inside the window"));
            }
        }
        for criterion in Criterion::ALL {
            let times = self
                .criteria
                .iter()
                .filter(|wording| wording.criterion == *criterion)
                .count();
            if times != 1 {
                faults.push(format!(
                    "criteria: `{criterion}` occurs {times} times, must occur once"
                ));
            }
        }
        if !(1..=60).contains(&self.review_working_days) {
            faults.push("reviewWorkingDays: must be 1 to 60".to_owned());
        }
        if self
            .correction_working_days
            .is_some_and(|days| !(1..=60).contains(&days))
        {
            faults.push("correctionWorkingDays: must be 1 to 60".to_owned());
        }
        faults.extend(self.visitor_messages.fault());
        if !(100..=150_000).contains(&self.pin_distance_m) {
            faults.push("pinDistanceM: must be 100 to 150000".to_owned());
        }
        if self.undo_seconds > 120 {
            faults.push("undoSeconds: must be 0 to 120".to_owned());
        }
        faults.extend(self.standard_text_faults());
        faults.extend(self.reminder_fault());
        faults.extend(self.recheck_faults());
        faults.extend(self.referent_faults());
        faults.extend(self.vocabularies.faults());
        faults
    }
}

/// Short form of an edition, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionSummary {
    /// Unique key of the edition and its URL segment.
    pub slug: String,
    /// Full name, in French.
    pub name: String,
    /// Theme of the year, in French.
    pub theme: String,
    /// Status of the edition.
    pub status: EditionStatus,
    /// Official week of the programme.
    pub week: Window,
    /// Labelling window: days on which a labelled event may take place.
    pub window: Window,
    /// Start of the submission period.
    pub opens_at: DateTime<FixedOffset>,
    /// Submission deadline: last second at which an event can be submitted.
    pub deadline: DateTime<FixedOffset>,
    /// Number of labelled events so far.
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
    fn a_correction_may_be_answered_after_the_submission_deadline() {
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
    fn a_late_pass_helps_while_the_edition_takes_place() {
        let mut edition = edition_2018();
        let late: DateTime<Utc> = "2018-03-14T09:00:00Z".parse().unwrap();
        for (status, taken) in [
            (EditionStatus::Open, true),
            (EditionStatus::Closed, true),
            (EditionStatus::Running, true),
            (EditionStatus::Postponed, false),
            (EditionStatus::Cancelled, false),
            (EditionStatus::Archived, false),
        ] {
            edition.status = status;
            assert_eq!(edition.takes_late(late).is_ok(), taken, "{status}");
        }
        edition.status = EditionStatus::Open;
        let early = edition.opens_at.to_utc() - chrono::TimeDelta::seconds(1);
        assert_eq!(
            edition.takes_late(early),
            Err(FilingClosed::NotYet(edition.opens_at))
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
    fn submissions_end_with_the_last_second_of_the_deadline() {
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
