//! Editions: everything that changes from one year of the programme to the next.
//!
//! Dates, windows per territory, deadline, theme, wording of the criteria, vocabularies and review period are data. A
//! decision is stored with the wording and the window under which it was made.

mod additional;
mod copy;
mod difference;
mod door;
mod effects;
mod faults;
mod filing;
pub mod kit;
mod kit_texts;
mod lifecycle;
mod merge;
mod recheck;
mod referents;
mod reminder;
mod review_reminder;
mod revision;
mod standard_text;
pub(crate) mod vocabulary;

#[cfg(test)]
pub(crate) use additional::tests as additional_tests;
pub use additional::{
    ANSWERS, AdditionalField, AnswerKind, AnswerPointer, AnswerTerm, Condition, ConditionValue,
    FieldKey, InvalidFieldKey, InvalidStep, NumberStep, StandardSubject, Subject,
    limits as additional_limits,
};
pub use difference::EditionChange;
pub use door::Door;
pub use effects::{EditionEffect, EffectOnEvent, FiledEvent};
pub use faults::YEARS;
pub use filing::{FilingClosed, LocalDates};
pub use kit_texts::KitTextTemplate;
pub use merge::{EditionMerge, disputed_value, merge_editions};
pub use recheck::{Meanwhile, Rechecks};
pub use referents::ReferentService;
pub use reminder::DraftReminder;
pub use review_reminder::{ReviewNotice, ReviewReminders, ReviewedFile};
pub use revision::{
    AffectedEvent, EditionEffects, EditionHistoryEntry, EditionPreview, EditionProposal,
    EditionSave, EffectCount, ManagedEdition, ManagedEditionSummary, NewEdition,
};
pub use standard_text::{StandardText, StandardTextsForm};
pub use vocabulary::{RemovedTerm, Term, Vocabularies};

use crate::calendar::Window;
use crate::conversation::ConversationRules;
use crate::criterion::Criterion;
use crate::event::{AlertRules, VisitorMessageRules};
use crate::identifiers::string_enum;
use crate::letter::{LetterKind, LetterWordings};
use crate::partner::Partner;
use crate::place::{self, Territory};
use crate::problem::FieldProblem;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

string_enum! {
    /// Phase of an edition, from its preparation to its archive.
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
    /// Phase of the edition: it decides who sees it and whether events can be submitted.
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
    /// Rules for reminders to reviewers of files that wait for their decision.
    #[serde(default)]
    pub review_reminders: ReviewReminders,
    /// True to grant the label, without a person, to a file that nobody has begun to review by its deadline, and in which the
    /// automatic check finds nothing to look at.
    #[serde(default)]
    pub label_by_silence: bool,
    /// Working days that organisers have to answer a correction request (1 to 60); no date is given when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub correction_working_days: Option<u32>,
    /// Days after which an organiser is reminded of a correction request, unless the event begins before (0 to 60); never when 0.
    #[serde(default = "default_correction_reminder_days")]
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub correction_reminder_days: u32,
    /// Seconds for which a reviewer can undo a decision that was taken as `undoable` (0 to 120); it takes effect afterwards, or
    /// at once when 0.
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
    /// Fields that the edition adds to the form, in their order in the form; at most 40.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional: Vec<AdditionalField>,
    /// Commitments that organisers accept on submission.
    pub commitments: Commitments,
    /// Institutions that support the edition.
    #[serde(default)]
    pub partners: Vec<Partner>,
    /// Services that examine the events, one for a territory; an organiser gets the address of the nearest.
    #[serde(default)]
    pub referents: Vec<ReferentService>,
    /// Days after which a visitor's message goes to the referents, and after which it is deleted.
    #[serde(default)]
    pub visitor_messages: VisitorMessageRules,
    /// Rules for the alerts of visitors about new events.
    #[serde(default)]
    pub alerts: AlertRules,
    /// Rules for the conversation between organisers and reviewers.
    #[serde(default)]
    pub conversation: ConversationRules,
    /// Distance in metres from the border of the commune of the address to a map marker outside of it (100 to 150,000) above which
    /// reviewers get a warning.
    #[serde(default = "place::pin_distance_m")]
    #[cfg_attr(feature = "openapi", schema(example = 2000))]
    pub pin_distance_m: u32,
    /// Texts that reviewers insert into comments and correction requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_texts: Vec<StandardText>,
    /// Words of letters that differ from the platform's, by kind of letter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub letters: BTreeMap<LetterKind, LetterWordings>,
    /// Texts of the communication kit, for organisers to copy; at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kit_texts: Vec<KitTextTemplate>,
    /// Changes to the default communication kit.
    #[serde(default, skip_serializing_if = "kit::EditionKit::is_default")]
    pub kit: kit::EditionKit,
    /// Searches that the home page offers, in their order; at most 6.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doors: Vec<Door>,
    /// Explanation of the label for visitors, in French.
    pub label_meaning: String,
}

const fn default_correction_reminder_days() -> u32 {
    3
}

const fn default_undo_seconds() -> u32 {
    10
}

impl Edition {
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
        let problems = self.problems().into_iter();
        problems
            .map(
                |FieldProblem {
                     pointer, detail, ..
                 }| format!("{pointer}: {detail}"),
            )
            .collect()
    }

    /// As [`Self::faults`], each with its code and its JSON pointer into the edition.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = self.general_faults();
        problems.extend(self.additional_faults());
        problems.extend(self.kit.problems("/kit"));
        problems
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
    /// Phase of the edition: whether events can be submitted.
    pub status: EditionStatus,
    /// Official week of the programme.
    pub week: Window,
    /// Labelling window: days on which a labelled event may take place.
    pub window: Window,
    /// Start of the submission period.
    pub opens_at: DateTime<FixedOffset>,
    /// Submission deadline: last second at which an event can be submitted.
    pub deadline: DateTime<FixedOffset>,
    /// Latest submission deadline of a territory that has more time; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_deadline: Option<DateTime<FixedOffset>>,
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
}
