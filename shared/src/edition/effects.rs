//! Effects of a new version of an edition on the events that were filed under the old one.

use super::{ANSWERS, Edition, FilingClosed};
use crate::calendar::{ClockRun, ReviewClock};
use crate::event::{EventForm, Field, LabelledEvent};
use crate::identifiers::string_enum;
use crate::label::LabelState;
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use std::collections::HashSet;

string_enum! {
    /// Effect that a new version of an edition has on an event.
    EditionEffect {
        /// No occurrence lies in the labelling window any more.
        WindowLeft = "window_left",
        /// Some occurrences lie outside the labelling window now.
        OccurrencesOutside = "occurrences_outside",
        /// A term or an additional answer that the form names is not allowed any more.
        TermGone = "term_gone",
        /// An additional field is required now, and has no answer.
        FieldRequired = "field_required",
        /// The organiser has to accept the commitments again.
        CommitmentsAsked = "commitments_asked",
        /// The form breaks another rule that it did not break before.
        OtherFault = "other_fault",
        /// The event cannot be submitted any more.
        SubmissionCloses = "submission_closes",
        /// The event can be submitted again.
        SubmissionOpens = "submission_opens",
        /// The event has to be submitted sooner.
        DeadlineSooner = "deadline_sooner",
        /// The deadline of the requested correction changes.
        DueMoves = "due_moves",
        /// A change of the labelled event that was public at once has to be checked again.
        Rechecked = "rechecked",
    }
}

/// An event of the edition, as stored.
#[derive(Debug, Clone, Copy)]
pub struct FiledEvent<'a> {
    /// State in the labelling process.
    pub state: LabelState,
    /// Form as last saved.
    pub form: &'a EventForm,
    /// Commune with the INSEE code of the form.
    pub commune: Option<&'a Commune>,
    /// Time of the last submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Review period, from the first submission on.
    pub clock: Option<&'a ReviewClock>,
    /// Change of a labelled event that was not submitted: its form and the commune of that.
    pub change: Option<(&'a EventForm, Option<&'a Commune>)>,
}

/// Consequence of a change of the edition for an event submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectOnEvent {
    /// Effect on this event.
    pub effect: EditionEffect,
    /// JSON pointers to the form fields concerned.
    pub fields: Vec<String>,
}

impl Edition {
    /// Effects of a new version of the edition on an event, judged by the rules of a submission at that time. Every effect
    /// occurs once.
    pub fn effects_on(
        &self,
        after: &Self,
        event: &FiledEvent<'_>,
        at: DateTime<Utc>,
    ) -> Vec<EffectOnEvent> {
        let mut effects = self.fault_effects(after, event, at);
        let mut add = |effect| {
            effects.push(EffectOnEvent {
                effect,
                fields: Vec::new(),
            });
        };
        if let Some(effect) = self.deadline_effect(after, event, at) {
            add(effect);
        }
        if self.correction_of(event) != after.correction_of(event) {
            add(EditionEffect::DueMoves);
        }
        let rechecked = self.rechecked_by(after, event);
        if !rechecked.is_empty() {
            effects.push(EffectOnEvent {
                effect: EditionEffect::Rechecked,
                fields: rechecked,
            });
        }
        effects
    }

    /// True when a form has the same faults under both versions.
    fn judges_like(&self, other: &Self) -> bool {
        self.window == other.window
            && self.territories == other.territories
            && self.vocabularies == other.vocabularies
            && self.additional == other.additional
            && self.commitments.version == other.commitments.version
    }

    fn fault_effects(
        &self,
        after: &Self,
        event: &FiledEvent<'_>,
        at: DateTime<Utc>,
    ) -> Vec<EffectOnEvent> {
        if !is_alive(event.state) || self.judges_like(after) {
            return Vec::new();
        }
        let known: HashSet<(String, Code)> = self
            .faults_of(event, at)
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();
        let mut effects: Vec<EffectOnEvent> = Vec::new();
        let faults = after.faults_of(event, at);
        let outside = faults
            .iter()
            .filter(|fault| fault.code == Code::OutsideWindow)
            .count();
        let all_outside = outside >= event.form.occurrences.len();
        for fault in faults {
            let FieldProblem { pointer, code, .. } = fault;
            if known.contains(&(pointer.clone(), code)) {
                continue;
            }
            let Some(effect) = effect_of(&pointer, code, all_outside, event.state) else {
                continue;
            };
            match effects.iter_mut().find(|it| it.effect == effect) {
                Some(known) => known.fields.push(pointer),
                None => effects.push(EffectOnEvent {
                    effect,
                    fields: vec![pointer],
                }),
            }
        }
        effects
    }

    /// The faults of a form, as of its submission where it was submitted.
    fn faults_of(&self, event: &FiledEvent<'_>, at: DateTime<Utc>) -> Vec<FieldProblem> {
        let submitted = event.submitted_at.filter(|_| !event.state.is_editable());
        let judged_at = submitted.unwrap_or(at);
        let ready = event.form.ready(self, event.commune, judged_at);
        ready.err().unwrap_or_default()
    }

    fn deadline_effect(
        &self,
        after: &Self,
        event: &FiledEvent<'_>,
        at: DateTime<Utc>,
    ) -> Option<EditionEffect> {
        if !event.state.is_editable() {
            return None;
        }
        let (department, region) = (
            event.commune.map(|commune| &commune.department),
            event.commune.map(|commune| &commune.region),
        );
        let takes = |edition: &Self| edition.takes(event.state, at, department, region);
        match (takes(self), takes(after)) {
            (Ok(()), Err(_)) => Some(EditionEffect::SubmissionCloses),
            (Err(FilingClosed::DeadlinePassed(_) | FilingClosed::NotYet(_)), Ok(())) => {
                Some(EditionEffect::SubmissionOpens)
            }
            (Ok(()), Ok(())) if event.state != LabelState::CorrectionRequested => {
                let deadline = |edition: &Self| edition.dates_for(department, region).deadline;
                (deadline(after) < deadline(self)).then_some(EditionEffect::DeadlineSooner)
            }
            (Ok(()), Ok(())) | (Err(_), _) => None,
        }
    }

    /// Time by which the requested correction is expected.
    fn correction_of(&self, event: &FiledEvent<'_>) -> Option<DateTime<Utc>> {
        if event.state != LabelState::CorrectionRequested {
            return None;
        }
        let department = event.commune.map(|commune| &commune.department);
        match event.clock?.run() {
            // The clock stops when the correction is requested.
            ClockRun::Stopped(asked_at) => self.correction_due(asked_at, department),
            ClockRun::Running(_) => None,
        }
    }

    /// Fields of an unsubmitted change that would be checked again, and are not now.
    fn rechecked_by(&self, after: &Self, event: &FiledEvent<'_>) -> Vec<String> {
        if self.rechecks.fields == after.rechecks.fields {
            return Vec::new();
        }
        let (Some((changed, commune)), Some(submitted_at)) = (event.change, event.submitted_at)
        else {
            return Vec::new();
        };
        let plan = |edition: &Self| {
            let labelled = LabelledEvent {
                form: event.form,
                commune: event.commune,
                edition,
                submitted_at,
            };
            labelled.plan(changed, commune).rechecked
        };
        let now = plan(self);
        plan(after)
            .into_iter()
            .filter(|field| !now.contains(field))
            .map(|field| field.pointer().into_owned())
            .collect()
    }
}

/// True in the states in which a fault of the form matters.
const fn is_alive(state: LabelState) -> bool {
    matches!(
        state,
        LabelState::Draft
            | LabelState::Submitted
            | LabelState::CorrectionRequested
            | LabelState::Labelled
    )
}

/// The effect that a new fault stands for; `None` where it has no consequence in that state.
fn effect_of(
    pointer: &str,
    code: Code,
    all_outside: bool,
    state: LabelState,
) -> Option<EditionEffect> {
    let in_answers = pointer.starts_with(ANSWERS);
    Some(match code {
        Code::OutsideWindow if all_outside => EditionEffect::WindowLeft,
        Code::OutsideWindow => EditionEffect::OccurrencesOutside,
        // Accepted commitments stay accepted once the event was submitted.
        Code::CommitmentsRequired if !state.is_editable() => return None,
        Code::CommitmentsRequired => EditionEffect::CommitmentsAsked,
        Code::Required if in_answers => EditionEffect::FieldRequired,
        Code::UnknownValue => EditionEffect::TermGone,
        // The audience left by a term that is gone.
        Code::Required if pointer == Field::Audiences.pointer() => EditionEffect::TermGone,
        _ => EditionEffect::OtherFault,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::EditionStatus;
    use crate::edition::additional_tests::edition_with;
    use crate::event::EventForm;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    const NOW: &str = "2018-03-01T09:00:00Z";

    fn edition() -> Edition {
        let mut edition = edition_with(&json!([]));
        edition.status = EditionStatus::Open;
        edition
    }

    fn form() -> EventForm {
        serde_json::from_value(json!({
            "organiser": { "name": "Fonderie du Rhône", "kind": "company", "contactName": "Camille Martin", "contactEmail": "camille@example.org" },
            "title": "Visite de la fonderie",
            "summary": "Du métal liquide à la pièce finie, en une heure.",
            "description": "Nous ouvrons nos ateliers aux collégiens et lycéens.",
            "kind": "company_visit",
            "attendanceMode": "online",
            "onlineUrl": "https://example.org/visite",
            "occurrences": [
                { "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00" },
                { "begin": "2018-03-31T09:00", "end": "2018-03-31T10:00" }
            ],
            "audiences": ["pupils"],
            "accessMode": "open",
            "free": true,
            "expectedParticipants": 12,
            "commitmentsVersion": "2018-1"
        }))
        .unwrap()
    }

    fn found(state: LabelState, change: impl Fn(&mut Edition)) -> Vec<EditionEffect> {
        let (before, mut after, form) = (edition(), edition(), form());
        change(&mut after);
        let at: DateTime<Utc> = NOW.parse().unwrap();
        let clock = ReviewClock::start(at, 4, None).stop(at);
        let event = FiledEvent {
            state,
            form: &form,
            commune: None,
            submitted_at: Some(at),
            clock: Some(&clock),
            change: None,
        };
        let effects = before.effects_on(&after, &event, at);
        effects.into_iter().map(|it| it.effect).collect()
    }

    fn window(edition: &mut Edition, first: &str, last: &str) {
        edition.window =
            crate::calendar::Window::new(first.parse().unwrap(), last.parse().unwrap()).unwrap();
    }

    #[rstest]
    #[case::some_outside(|it: &mut Edition| window(it, "2018-03-26", "2018-03-30"), &[EditionEffect::OccurrencesOutside])]
    #[case::all_outside(|it: &mut Edition| window(it, "2018-03-27", "2018-03-30"), &[EditionEffect::WindowLeft])]
    #[case::wider(|it: &mut Edition| window(it, "2018-03-20", "2018-04-10"), &[])]
    #[case::term_gone(|it: &mut Edition| it.vocabularies.kinds.retain(|term| term.id != "company_visit"), &[EditionEffect::TermGone])]
    #[case::term_ended(|it: &mut Edition| it.vocabularies.kinds[0].ended = true, &[])]
    #[case::other_words(|it: &mut Edition| it.theme = "Autre".to_owned(), &[])]
    #[case::commitments(|it: &mut Edition| it.commitments.version = "2018-2".to_owned(), &[EditionEffect::CommitmentsAsked])]
    #[case::field(|it: &mut Edition| it.additional = vec![serde_json::from_value(json!({
        "key": "guided", "label": "Visite guidée", "step": "public", "answer": { "type": "yes_no" }, "required": true
    })).unwrap()], &[EditionEffect::FieldRequired])]
    #[case::sooner(|it: &mut Edition| it.deadline = "2018-03-05T23:59:59+01:00".parse().unwrap(), &[EditionEffect::DeadlineSooner])]
    #[case::over(|it: &mut Edition| it.status = EditionStatus::Closed, &[EditionEffect::SubmissionCloses])]
    fn a_draft_is_told_what_changes(
        #[case] change: fn(&mut Edition),
        #[case] expected: &[EditionEffect],
    ) {
        assert_eq!(found(LabelState::Draft, change), expected);
    }

    #[test]
    fn a_labelled_event_leaves_the_window_and_keeps_its_commitments() {
        let change = |it: &mut Edition| {
            window(it, "2018-03-27", "2018-03-30");
            it.commitments.version = "2018-2".to_owned();
            it.status = EditionStatus::Closed;
        };
        let effects = found(LabelState::Labelled, change);
        assert_eq!(effects, [EditionEffect::WindowLeft]);
        assert_eq!(found(LabelState::Revoked, change), []);
    }

    #[test]
    fn the_date_of_a_correction_moves() {
        let change = |it: &mut Edition| it.correction_working_days = Some(3);
        let effects = found(LabelState::CorrectionRequested, change);
        assert_eq!(effects, [EditionEffect::DueMoves]);
    }

    proptest! {
        /// The preview and the submission agree: an event that can be submitted before is affected when it cannot afterwards.
        #[test]
        fn a_form_that_becomes_wrong_is_affected(first in 20_u32..31, days in 0_u32..10, kind in 0_usize..15) {
            let (before, mut after, form) = (edition(), edition(), form());
            let day = chrono::NaiveDate::from_ymd_opt(2018, 3, first).unwrap();
            let last = day + chrono::TimeDelta::days(days.into());
            after.window = crate::calendar::Window::new(day, last).unwrap();
            after.vocabularies.kinds.remove(kind);
            let at: DateTime<Utc> = NOW.parse().unwrap();
            let event = FiledEvent {
                state: LabelState::Draft,
                form: &form,
                commune: None,
                submitted_at: None,
                clock: None,
                change: None,
            };
            prop_assert!(form.ready(&before, None, at).is_ok());
            let wrong = form.ready(&after, None, at).is_err();
            prop_assert_eq!(!before.effects_on(&after, &event, at).is_empty(), wrong);
        }
    }
}
