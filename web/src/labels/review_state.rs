//! Shared state of the review page: the review sheet, the assessments being edited, and how they are stored.

use super::assessment::AssessmentDraft;
use super::moves::{MoveContext, Sheet};
use crate::api::{Mutation, labels};
use leptos::prelude::*;
use shared::criterion::AssessmentForm;
use shared::label::{Action, LabelState};

pub(super) fn etag_of(sheet: &Sheet) -> String {
    sheet
        .etag
        .clone()
        .unwrap_or_else(|| format!("\"{}\"", sheet.body.file.version))
}

/// Shared state of the review page.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReviewState {
    pub(super) sheet: RwSignal<Sheet>,
    pub(super) drafts: StoredValue<Vec<AssessmentDraft>>,
    pub(super) saving: Mutation<Sheet>,
    /// True to show errors of the assessments.
    pub(super) checked: RwSignal<bool>,
    pub(super) context: MoveContext,
}

impl ReviewState {
    pub(super) fn drafts(self) -> Vec<AssessmentDraft> {
        self.drafts.get_value()
    }

    /// Replaces the sheet; unsaved assessments stay.
    pub(super) fn update(self, sheet: Sheet) {
        for draft in self.drafts() {
            draft.update(&sheet.body.assessments);
        }
        self.context.etag.set(etag_of(&sheet));
        self.sheet.set(sheet);
    }

    /// True while the user may assess and decide; reactive.
    pub(super) fn is_open(self) -> bool {
        let sheet = self.sheet.read();
        sheet.body.file.state == LabelState::Submitted
            && !sheet.body.own
            && sheet
                .body
                .file
                .allowed
                .iter()
                .any(|action| matches!(action, Action::Grant | Action::RequestCorrection))
    }

    /// Stores changed assessments, then calls `then`; never if an assessment is incomplete.
    pub(super) fn store_then(self, then: impl FnOnce() + 'static) {
        let drafts = self.drafts();
        let invalid = untrack(|| drafts.iter().find(|draft| draft.fault().is_some()).copied());
        if let Some(invalid) = invalid {
            self.checked.set(true);
            focus(&invalid.comment_id());
            return;
        }
        let answers: Vec<_> = untrack(|| {
            drafts
                .iter()
                .filter(|draft| draft.is_changed())
                .filter_map(AssessmentDraft::answer)
                .collect()
        });
        if answers.is_empty() {
            self.saving.clear();
            then();
            return;
        }
        let etag = self.context.etag.get_untracked();
        self.saving.send(
            labels::assess_event(self.context.id, etag, AssessmentForm { answers }),
            move |sheet| {
                self.update(sheet);
                then();
            },
        );
    }
}

pub(super) fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        element.scroll_into_view();
        let _ = element.focus();
    }
}
