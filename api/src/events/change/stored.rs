//! Stored form of the changes of a labelled event.

use chrono::{DateTime, Utc};
use shared::event::{EventForm, FormField, RefusedChange};
use shared::id::EventId;

/// Change of a labelled event, with its draft, its waiting version and its last refusal.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::events) struct StoredChange {
    pub(in crate::events) event: EventId,
    /// Incremented by every write; 0 before the first.
    pub(in crate::events) version: i32,
    /// Fields that the organisers have changed and not submitted.
    pub(in crate::events) draft: Option<Edit>,
    /// Submitted change that waits for its check.
    pub(in crate::events) waiting: Option<Waiting>,
    /// The last decision, if it was a refusal and nothing was submitted since.
    pub(in crate::events) refused: Option<RefusedChange>,
}

/// Changed fields of a labelled event.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::events) struct Edit {
    /// The form that has their values.
    pub(in crate::events) form: EventForm,
    pub(in crate::events) fields: Vec<FormField>,
}

/// A submitted change that waits for the decision of a referent.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::events) struct Waiting {
    pub(in crate::events) edit: Edit,
    pub(in crate::events) submitted_at: DateTime<Utc>,
    /// True when the event is not public until the decision.
    pub(in crate::events) suspended: bool,
}

impl Edit {
    /// The form of the event with the change. Fields that it leaves out may have changed since it was written.
    pub(in crate::events) fn over(&self, labelled: &EventForm) -> EventForm {
        labelled.with_fields(&self.fields, &self.form)
    }
}

impl StoredChange {
    /// A change without any content, at version 0.
    pub(in crate::events) const fn none(event: EventId) -> Self {
        Self {
            event,
            version: 0,
            draft: None,
            waiting: None,
            refused: None,
        }
    }

    /// The form as its organisers want it: what they are writing, else what they submitted last.
    pub(in crate::events) fn wanted(&self, labelled: &EventForm) -> EventForm {
        let submitted = self.waiting.as_ref().map(|waiting| &waiting.edit);
        match self.draft.as_ref().or(submitted) {
            Some(edit) => edit.over(labelled),
            None => labelled.clone(),
        }
    }

    /// Ends the check of the waiting change; what was submitted stays as a draft, unless something newer is being written.
    pub(in crate::events) fn taken_back(&mut self) -> Option<Waiting> {
        let waiting = self.waiting.take()?;
        self.draft.get_or_insert_with(|| waiting.edit.clone());
        Some(waiting)
    }
}
