//! Shared state of the review page: the review sheet, the assessments being edited, and how they are stored.

use super::assessment::Typed;
use super::moves::{Mover, Sheet};
use crate::api::{Submission, labels};
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
pub(super) struct Desk {
    pub(super) sheet: RwSignal<Sheet>,
    pub(super) typed: StoredValue<Vec<Typed>>,
    pub(super) saving: Submission<Sheet>,
    /// Whether errors of the assessments are shown.
    pub(super) checked: RwSignal<bool>,
    pub(super) mover: Mover,
}

impl Desk {
    pub(super) fn typed(self) -> Vec<Typed> {
        self.typed.get_value()
    }

    /// Replaces the sheet; unsaved assessments are kept.
    pub(super) fn take(self, sheet: Sheet) {
        for typed in self.typed() {
            typed.take(&sheet.body.assessments);
        }
        self.mover.etag.set(etag_of(&sheet));
        self.sheet.set(sheet);
    }

    /// Whether the user may assess and decide; reactive.
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
        let typed = self.typed();
        let faulty = untrack(|| typed.iter().find(|typed| typed.fault().is_some()).copied());
        if let Some(faulty) = faulty {
            self.checked.set(true);
            focus(&faulty.comment_id());
            return;
        }
        let answers: Vec<_> = untrack(|| {
            typed
                .iter()
                .filter(|typed| typed.is_changed())
                .filter_map(Typed::answer)
                .collect()
        });
        if answers.is_empty() {
            self.saving.clear();
            then();
            return;
        }
        let etag = self.mover.etag.get_untracked();
        self.saving.send(
            labels::assess_event(self.mover.id, etag, AssessmentForm { answers }),
            move |sheet| {
                self.take(sheet);
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
