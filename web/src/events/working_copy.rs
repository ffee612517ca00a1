//! Object of the form: a submission, or the change of a labelled event, in the same shape.

use super::local_copy::Place;
use crate::api::{CallError, Versioned, changes, events};
use shared::event::{EventChange, EventFile, EventForm};
use shared::label::LabelState;

/// A submission as its form edits it.
#[derive(Debug, Clone)]
pub(super) struct WorkingCopy {
    /// The submission; of a labelled event, with the form, the faults and the version of its change.
    pub(super) answer: Versioned<EventFile>,
    /// The labelled event as the public sees it.
    pub(super) labelled: Option<EventFile>,
}

impl From<Versioned<EventChange>> for WorkingCopy {
    fn from(answer: Versioned<EventChange>) -> Self {
        let EventChange {
            version,
            form,
            commune,
            validation,
            plan: _,
            file,
        } = answer.body;
        Self {
            answer: Versioned {
                body: EventFile {
                    version,
                    form,
                    commune,
                    validation,
                    editable: true,
                    ..file.clone()
                },
                etag: answer.etag.or_else(|| Some(format!("\"{version}\""))),
            },
            labelled: Some(file),
        }
    }
}

impl From<Versioned<EventFile>> for WorkingCopy {
    fn from(answer: Versioned<EventFile>) -> Self {
        Self {
            answer,
            labelled: None,
        }
    }
}

/// True when the form changes a labelled event.
pub(super) fn is_change(file: &EventFile) -> bool {
    file.state == LabelState::Labelled
}

/// Fetches a submission, or the change of a labelled event that the caller may change.
pub(super) async fn fetch(place: Place) -> Result<WorkingCopy, CallError> {
    let answer = events::get_own_event(place.account, place.id).await?;
    let changeable = answer
        .body
        .change
        .as_ref()
        .is_some_and(|change| change.editable);
    if is_change(&answer.body) && changeable {
        let change = changes::get_own_change(place.account, place.id).await?;
        return Ok(change.into());
    }
    Ok(answer.into())
}

/// Saves the form of a submission, or of the change of a labelled event.
pub(super) async fn save(
    place: Place,
    change: bool,
    etag: String,
    form: EventForm,
) -> Result<WorkingCopy, CallError> {
    let Place { account, id } = place;
    if change {
        let answer = changes::save_change(account, id, etag, form).await?;
        Ok(answer.into())
    } else {
        let answer = events::save_event(account, id, etag, form).await?;
        Ok(answer.into())
    }
}
