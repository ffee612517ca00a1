//! The form in five steps: one component per step, all on the same draft.

mod additional;
mod address;
mod advice;
mod check_answers;
mod declaration;
mod document;
mod event;
mod filing;
mod focus;
mod foot;
mod form_errors;
mod image;
mod leaving;
mod locks;
mod occurrences;
mod organiser;
mod page;
mod pin;
mod place;
mod prefilled;
mod public;
mod side;
mod when_where;

pub use additional::AdditionalControl;
pub(super) use form_errors::focus_field;
pub use page::FormPage;
pub(super) use page::STEP_HEADING;

use super::autosave::Autosave;
use super::draft::Draft;
use super::fields;
use crate::api::Mutation;
use crate::clock;
use crate::ui::{Choice, field_of};
use leaving::Left;
use leptos::prelude::*;
use shared::criterion::Finding;
use shared::edition::{Edition, FieldKey, LocalDates, Term};
use shared::event::{
    Advice, AnswerFile, ChangePlan, EventFile, EventForm, Field, FormField, LabelledEvent, Step,
    StoredImage, Validation,
};
use shared::place::Commune;
use shared::problem::FieldProblem;
use std::collections::{BTreeMap, BTreeSet};

/// Context of every step of the form.
#[derive(Debug, Clone, Copy)]
struct FormContext {
    save: Autosave,
    draft: Draft,
    edition: StoredValue<Edition>,
    /// The form as it is now.
    form: Memo<EventForm>,
    /// Commune of the form, from the gazetteer.
    commune: RwSignal<Option<Commune>>,
    /// The dates that apply at the place.
    dates: Memo<LocalDates>,
    /// Errors of the form as it is now.
    faults: Memo<Vec<FieldProblem>>,
    /// Errors of each occurrence, by its index.
    row_faults: Memo<BTreeMap<usize, Vec<FieldProblem>>>,
    /// Advice on the form as it is now.
    advice: Memo<Vec<Advice>>,
    /// Fields that are not empty.
    answered: Memo<Vec<FormField>>,
    /// Errors that only the server detected, until the next change.
    refused: RwSignal<Vec<FieldProblem>>,
    /// Upload of the image, which continues when the step changes.
    upload: Mutation<StoredImage>,
    /// Uploads of documents, which continue too.
    uploads: StoredValue<document::Uploads>,
    /// Findings that the browser computes on the criteria.
    findings: Memo<Vec<Finding>>,
    /// Fate of each changed field of a labelled event; nothing in the form of any other event.
    plan: Memo<ChangePlan>,
    /// Steps whose errors are shown: those left at least once; all of them after an attempt to submit.
    shown: RwSignal<Vec<Step>>,
    /// Controls that were left: an error in what they hold is shown.
    left: Left,
    /// The answers that the form began with, taken from the account and the last file.
    prefilled: StoredValue<Option<EventForm>>,
    /// True on the step that shows every answer.
    checking: RwSignal<bool>,
}

/// The event with which its changed form is compared.
fn labelled_event<'a>(file: &'a EventFile, edition: &'a Edition) -> LabelledEvent<'a> {
    LabelledEvent {
        form: &file.form,
        commune: file.commune.as_ref(),
        edition,
        submitted_at: file.submitted_at.unwrap_or(file.created_at),
    }
}

impl FormContext {
    fn new(save: Autosave) -> Self {
        let draft = save.draft;
        let commune = RwSignal::new(save.file.read_untracked().commune.clone());
        let (edition, form) = (save.edition, save.form);
        let refused = RwSignal::new(Vec::<FieldProblem>::new());
        // The same validation as for a submission or a change, by the same function.
        let validation = Memo::new(move |_| {
            let (form, commune, labelled) = (form.read(), commune.read(), save.labelled.read());
            edition.with_value(|edition| match &*labelled {
                Some(file) => {
                    labelled_event(file, edition).validate(&form, commune.as_ref(), clock::now())
                }
                None => Validation::of(&form, edition, commune.as_ref(), clock::now()),
            })
        });
        let plan = Memo::new(move |_| {
            let (form, commune, labelled) = (form.read(), commune.read(), save.labelled.read());
            let plan = |file: &EventFile| {
                edition.with_value(|edition| {
                    labelled_event(file, edition).plan(&form, commune.as_ref())
                })
            };
            (*labelled).as_ref().map(plan).unwrap_or_default()
        });
        let advice = Memo::new(move |_| {
            let (form, commune) = (form.read(), commune.read());
            edition.with_value(|edition| form.advice(edition, commune.as_ref(), clock::now()))
        });
        let answered = Memo::new(move |_| form.read().differences(&EventForm::default()));
        let dates = Memo::new(move |_| {
            let commune = commune.read();
            let (department, region) = (
                commune.as_ref().map(|c| &c.department),
                commune.as_ref().map(|c| &c.region),
            );
            edition.with_value(|edition| edition.dates_for(department, region))
        });
        let faults = Memo::new(move |_| {
            let mut faults = draft.unreadable();
            faults.extend_from_slice(&validation.read().problems);
            faults.extend_from_slice(&refused.read());
            // A number that cannot be parsed is also missing in the form: one message is enough.
            let mut known = BTreeSet::new();
            faults.retain(|fault| known.insert(fault.pointer.clone()));
            faults
        });
        let row_faults = Memo::new(move |_| {
            let mut rows = BTreeMap::<usize, Vec<FieldProblem>>::new();
            for fault in faults.read().iter() {
                if let Some(index) = fields::occurrence_index(&fault.pointer) {
                    rows.entry(index).or_default().push(fault.clone());
                }
            }
            rows
        });
        let findings = Memo::new(move |_| validation.read().findings.clone());
        Effect::new(move |first: Option<()>| {
            form.track();
            if first.is_some() && !refused.read_untracked().is_empty() {
                refused.set(Vec::new());
            }
        });
        Self {
            save,
            draft,
            edition,
            form,
            commune,
            dates,
            faults,
            row_faults,
            advice,
            answered,
            refused,
            upload: Mutation::new(),
            uploads: StoredValue::new(edition.with_value(|edition| {
                let fields = edition.additional.iter();
                let documents = fields.filter(|field| !field.answer.is_typed());
                documents
                    .map(|field| (field.key, Mutation::new()))
                    .collect()
            })),
            findings,
            plan,
            shown: RwSignal::new(Vec::new()),
            left: Left::new(),
            prefilled: StoredValue::new(save.place.prefilled()),
            checking: RwSignal::new(false),
        }
    }

    /// Upload of the document of an additional field.
    fn upload_of(self, key: FieldKey) -> Mutation<AnswerFile> {
        let known = self.uploads.with_value(|uploads| {
            let own = uploads.iter().find(|(own, _)| *own == key);
            own.map(|(_, upload)| *upload)
        });
        known.unwrap_or_default()
    }

    /// True while a picture or a document is being sent; reactive.
    fn is_sending(self) -> bool {
        let documents = self.uploads.get_value();
        self.upload.is_pending() || documents.iter().any(|(_, upload)| upload.is_pending())
    }

    /// Step that contains the value at a pointer.
    fn step_of(self, pointer: &str) -> Step {
        self.edition.with_value(|edition| edition.step_of(pointer))
    }

    /// Error of a field: once its step has been left, or once it has been left with content.
    fn error(self, field: Field) -> Signal<Option<String>> {
        self.error_at(field.into())
    }

    /// As [`FormContext::error`], for the control of a part of a field.
    fn error_at(self, pointer: String) -> Signal<Option<String>> {
        let step = self.step_of(&pointer);
        let control = field_of(&pointer);
        Memo::new(move |_| {
            let step_left = self.shown.read().contains(&step);
            if !step_left && !self.left.contains(&control) {
                return None;
            }
            let faults = self.faults.read();
            faults
                .iter()
                .find(|fault| {
                    fields::control_of(&fault.pointer) == pointer
                        && (step_left || !fault.code.is_omission())
                })
                .map(fields::message)
        })
        .into()
    }

    /// True when one of the fields has an answer or a shown error; reactive.
    fn holds(self, of: &'static [Field]) -> Signal<bool> {
        let shown = of.iter().map(|field| self.error(*field));
        let errors: Vec<Signal<Option<String>>> = shown.collect();
        Signal::derive(move || {
            errors.iter().any(|error| error.read().is_some())
                || self
                    .answered
                    .read()
                    .iter()
                    .any(|field| of.iter().any(|known| *field == FormField::Standard(*known)))
        })
    }

    /// The terms of a vocabulary as choices.
    fn choices(self, list: impl Fn(&Edition) -> &[Term]) -> Vec<Choice> {
        let form = self.form.get_untracked();
        let is_named = |term: &Term| form.terms_named().any(|(_, id)| id == term.id);
        self.edition.with_value(|edition| {
            list(edition)
                .iter()
                // A term that has ended is offered to a form that names it, and to no other.
                .filter(|term| !term.ended || is_named(term))
                .map(|term| Choice::new(term.id.clone(), term.label.clone()))
                .collect()
        })
    }
}
