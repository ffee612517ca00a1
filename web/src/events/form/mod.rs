//! The form in five steps: one component per step, all on the same draft.

mod declaration;
mod event;
mod focus;
mod foot;
mod form_errors;
mod image;
mod occurrences;
mod organiser;
mod page;
mod pin;
mod place;
mod public;
mod when_where;

pub(super) use form_errors::focus_field;
pub use page::FormPage;

use super::autosave::Autosave;
use super::draft::Draft;
use super::fields;
use crate::api::Mutation;
use crate::clock;
use crate::ui::Choice;
use leptos::prelude::*;
use shared::criterion::Finding;
use shared::edition::{Edition, LocalDates, Term};
use shared::event::{Field, Step, StoredImage, Validation};
use shared::place::Commune;
use shared::problem::FieldProblem;

/// Context of every step of the form.
#[derive(Debug, Clone, Copy)]
struct FormContext {
    save: Autosave,
    draft: Draft,
    edition: StoredValue<Edition>,
    /// Commune of the form, from the gazetteer.
    commune: RwSignal<Option<Commune>>,
    /// Errors of the form as it is now.
    faults: Memo<Vec<FieldProblem>>,
    /// Errors that only the server detected, until the next change.
    refused: RwSignal<Vec<FieldProblem>>,
    /// Upload of the image, which continues when the step changes.
    upload: Mutation<StoredImage>,
    /// Findings that the browser computes on the criteria.
    findings: Memo<Vec<Finding>>,
    /// Steps whose errors are shown: those left at least once; all of them after an attempt to submit.
    shown: RwSignal<Vec<Step>>,
}

impl FormContext {
    fn new(save: Autosave) -> Self {
        let draft = save.draft;
        let commune = RwSignal::new(save.file.read_untracked().commune.clone());
        let edition = save.edition;
        let refused = RwSignal::new(Vec::<FieldProblem>::new());
        // The same validation as for a submission, by the same function.
        let validation = Memo::new(move |_| {
            let form = draft.form();
            edition.with_value(|edition| {
                Validation::of(&form, edition, commune.read().as_ref(), clock::now())
            })
        });
        let faults = Memo::new(move |_| {
            let mut faults = draft.unreadable();
            for fault in validation
                .read()
                .problems
                .iter()
                .chain(refused.read().iter())
            {
                // A number that cannot be parsed is also missing in the form: one message is enough.
                if !faults.iter().any(|known| known.pointer == fault.pointer) {
                    faults.push(fault.clone());
                }
            }
            faults
        });
        let findings = Memo::new(move |_| validation.read().findings.clone());
        Effect::new(move |first: Option<()>| {
            draft.form();
            if first.is_some() && !refused.read_untracked().is_empty() {
                refused.set(Vec::new());
            }
        });
        Self {
            save,
            draft,
            edition,
            commune,
            faults,
            refused,
            upload: Mutation::new(),
            findings,
            shown: RwSignal::new(Vec::new()),
        }
    }

    /// Error of a field, once its step has been left.
    fn error(self, field: Field) -> Signal<Option<String>> {
        self.error_at(field.into())
    }

    /// As [`FormContext::error`], for the control of a part of a field.
    fn error_at(self, pointer: String) -> Signal<Option<String>> {
        let step = Step::of(&pointer);
        Signal::derive(move || {
            if !self.shown.read().contains(&step) {
                return None;
            }
            let faults = self.faults.read();
            faults
                .iter()
                .find(|fault| fields::control_of(&fault.pointer) == pointer)
                .map(fields::message)
        })
    }

    /// The dates that apply at the place; reactive.
    fn dates(self) -> LocalDates {
        let commune = self.commune.read();
        let (department, region) = (
            commune.as_ref().map(|c| &c.department),
            commune.as_ref().map(|c| &c.region),
        );
        self.edition
            .with_value(|edition| edition.dates_for(department, region))
    }

    /// The terms of a vocabulary as choices.
    fn choices(self, list: impl Fn(&Edition) -> &[Term]) -> Vec<Choice> {
        self.edition.with_value(|edition| {
            list(edition)
                .iter()
                .map(|term| Choice::new(term.id.clone(), term.label.clone()))
                .collect()
        })
    }
}
