//! The form in five steps: one component a step, all of them on the same draft.

mod declaration;
mod event;
mod faults;
mod image;
mod occurrences;
mod organiser;
mod page;
mod pin;
mod place;
mod public;
mod when_where;

pub use page::FormPage;

use super::autosave::Autosave;
use super::draft::Draft;
use super::fields;
use crate::api::Submission;
use crate::clock;
use crate::ui::Choice;
use leptos::prelude::*;
use shared::criterion::Finding;
use shared::edition::{Edition, LocalDates, Term};
use shared::event::{Step, StoredImage, Validation};
use shared::place::Commune;
use shared::problem::FieldProblem;

/// What every step of the form needs.
#[derive(Debug, Clone, Copy)]
struct Filing {
    save: Autosave,
    draft: Draft,
    edition: StoredValue<Edition>,
    /// The commune of the form, as the gazetteer knows it.
    commune: RwSignal<Option<Commune>>,
    /// Everything that is wrong now.
    faults: Memo<Vec<FieldProblem>>,
    /// What the server found wrong that the browser did not, until the next change.
    refused: RwSignal<Vec<FieldProblem>>,
    /// The picture on its way to the server, whichever step is shown meanwhile.
    upload: Submission<StoredImage>,
    /// What the browser finds on the criteria.
    findings: Memo<Vec<Finding>>,
    /// Steps whose faults are shown: those that were left once, all of them after a try to submit.
    shown: RwSignal<Vec<Step>>,
}

impl Filing {
    fn new(save: Autosave, edition: Edition) -> Self {
        let draft = save.draft;
        let commune = RwSignal::new(save.file.read_untracked().commune.clone());
        let edition = StoredValue::new(edition);
        let refused = RwSignal::new(Vec::<FieldProblem>::new());
        // The same list as a submission gets, by the same function.
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
                // A number that cannot be read is missing on the wire: one sentence is enough.
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
            upload: Submission::new(),
            findings,
            shown: RwSignal::new(Vec::new()),
        }
    }

    /// What is wrong at a field, as soon as its step has been left once.
    fn error(self, pointer: &'static str) -> Signal<Option<String>> {
        let step = Step::of(pointer);
        Signal::derive(move || {
            if !self.shown.read().contains(&step) {
                return None;
            }
            let faults = self.faults.read();
            faults
                .iter()
                .find(|fault| fields::control_of(&fault.pointer) == pointer)
                .map(fields::at_field)
        })
    }

    /// The dates that hold at the place; reactive.
    fn dates(self) -> LocalDates {
        let commune = self.commune.read();
        let (department, region) = (
            commune.as_ref().map(|c| &c.department),
            commune.as_ref().map(|c| &c.region),
        );
        self.edition
            .with_value(|edition| edition.dates_for(department, region))
    }

    /// The choices of a vocabulary.
    fn choices(self, list: impl Fn(&Edition) -> &[Term]) -> Vec<Choice> {
        self.edition.with_value(|edition| {
            list(edition)
                .iter()
                .map(|term| Choice::new(term.id.clone(), term.label.clone()))
                .collect()
        })
    }
}
