//! Fields that a correction request opens: the others stay as they were submitted.

use super::commune::commune_of;
use super::filed;
use super::pointers::below;
use super::queries;
use super::stored::StoredFile;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use shared::event::{CorrectionScope, Decision, EventForm, FiledForm, FormField};
use shared::label::{Action, LabelState};
use shared::problem::FieldProblem;

/// An event in correction: the form as it was submitted, and what the request opens of it.
#[derive(Debug)]
pub(super) struct InCorrection {
    filed: EventForm,
    pub(super) scope: CorrectionScope,
}

impl InCorrection {
    /// The correction that is requested of an event by the last of its decisions; `None` when nothing is locked.
    pub(super) fn of(
        conn: &mut Conn,
        file: &StoredFile,
        decisions: &[Decision],
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Error> {
        if file.state != LabelState::CorrectionRequested {
            return Ok(None);
        }
        let request = decisions
            .iter()
            .find(|decision| decision.action == Action::RequestCorrection);
        let asked: Vec<FormField> = request
            .into_iter()
            .flat_map(|request| &request.fields)
            .filter_map(|pointer| FormField::at(pointer))
            .collect();
        if asked.is_empty() {
            return Ok(None);
        }
        let Some(filed) = filed::form_of(conn, file.id, file.round)? else {
            return Ok(None);
        };
        let commune = commune_of(&filed);
        let compared = FiledForm {
            form: &filed,
            commune: commune.as_ref(),
            edition: &file.edition,
        };
        let scope = CorrectionScope::of(&asked, compared, now);
        Ok(scope.map(|scope| Self { filed, scope }))
    }

    /// A fault at each locked field that a form changes.
    pub(super) fn faults(&self, file: &StoredFile, form: &EventForm) -> Vec<FieldProblem> {
        let compared = FiledForm {
            form: &self.filed,
            commune: None,
            edition: &file.edition,
        };
        self.scope.faults(compared, form)
    }
}

/// A fault at each field that a form changes although the correction request does not open it.
pub(crate) fn locked(
    conn: &mut Conn,
    file: &StoredFile,
    form: &EventForm,
    now: DateTime<Utc>,
) -> Result<Vec<FieldProblem>, Error> {
    if file.state != LabelState::CorrectionRequested {
        return Ok(Vec::new());
    }
    let decisions = queries::decisions(conn, file.id)?;
    let correction = InCorrection::of(conn, file, &decisions, now)?;
    Ok(correction.map_or_else(Vec::new, |correction| correction.faults(file, form)))
}

/// Checks that a form changes only what the correction request opens. `prefix` is the pointer to the form in the body of the
/// request.
///
/// # Errors
///
/// `invalid` with `field_locked` at each other field that it changes.
pub(super) fn ensure_open(
    conn: &mut Conn,
    file: &StoredFile,
    form: &EventForm,
    prefix: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let faults = locked(conn, file, form, now)?;
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(below(prefix, faults)))
    }
}
