//! Acts of organisers on event submissions, each within the transaction of the caller: for the operations here and for `agendas`.

use super::correction;
use super::fact;
use super::filed;
use super::late;
use super::new_draft::open_draft;
use super::notices;
use super::pointers::below;
use super::queries;
use super::save::replace;
use super::stored::StoredFile;
use super::transition::{self, Performer, Transition};
use super::upload_check::UploadCheck;
use crate::accounts::erasure;
use crate::organisations::named;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::etag::Expected;
use http::{Actor, Services};
use shared::account::Role;
use shared::edition::Edition;
use shared::event::EventForm;
use shared::id::EditionId;
use shared::label::Action;
use shared::problem::Code;
use std::sync::Arc;

/// An organiser who acts, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act<'a> {
    pub(crate) services: &'a Services,
    pub(crate) actor: &'a Actor,
    /// Time at which the request arrived.
    pub(crate) arrival: DateTime<Utc>,
}

impl Act<'_> {
    fn by(&self) -> By {
        By::Person(self.actor.account.id, Role::Organiser)
    }

    /// Creates a draft. `prefix` is the pointer to the form in the body of the request. To be called from what [`UploadCheck::run`] runs.
    ///
    /// # Errors
    ///
    /// `key_limited`, `too_many_requests`, `too_many_drafts`, or `invalid` when the image of the form was never uploaded, or the edition does
    /// not ask for one of the answers to additional fields.
    pub(crate) fn create(
        &self,
        conn: &mut Conn,
        check: &UploadCheck,
        edition: (EditionId, Arc<Edition>),
        form: &EventForm,
        prefix: &str,
    ) -> Result<StoredFile, Error> {
        form.check_answers(&edition.1, None)
            .map_err(|faults| Error::invalid(below(prefix, faults)))?;
        let missing = check.missing(form, None)?;
        if !missing.is_empty() {
            return Err(Error::invalid(below(prefix, missing)));
        }
        open_draft(self.services, conn, self.actor, edition, form.clone())
    }

    /// Replaces the form of a submission that the caller may edit now. To be called from what [`UploadCheck::run`] runs.
    ///
    /// # Errors
    ///
    /// As [`Self::create`]; or `field_locked` at a field that a correction request does not open.
    pub(crate) fn save(
        &self,
        conn: &mut Conn,
        check: &UploadCheck,
        file: StoredFile,
        form: EventForm,
    ) -> Result<StoredFile, Error> {
        replace(conn, check, self.actor, file, form, "", self.arrival)
    }

    /// Submits for review; `code` is that of a late pass. To be called from what [`UploadCheck::run`] runs.
    ///
    /// # Errors
    ///
    /// `illegal_move`, `precondition_failed`, `edition_closed`, `deadline_passed`, `invalid` with every fault of the form.
    pub(crate) fn submit(
        &self,
        conn: &mut Conn,
        check: &UploadCheck,
        file: &StoredFile,
        expected: &Expected,
        code: Option<&str>,
    ) -> Result<StoredFile, Error> {
        let Self {
            services,
            actor,
            arrival,
        } = *self;
        let performer = Performer::of(actor, file);
        let pass = late::find(conn, actor, &performer, file, code, arrival)?;
        let transition = Transition {
            action: Action::Submit,
            comment: None,
            fields: filed::differences(conn, file)?,
            late: pass.is_some(),
        };
        correction::ensure_open(conn, file, &file.form, "", arrival)?;
        let missing = check.missing(&file.form, None)?;
        let submitted = transition::apply(
            services,
            conn,
            file,
            &performer,
            expected,
            &transition,
            arrival,
        );
        erasure::ensure_present(conn, actor.account.id)?;
        let file = match submitted {
            Ok(_) if !missing.is_empty() => return Err(Error::invalid(missing)),
            Err(error) if error.code() == Code::Invalid => {
                return Err(error.at_each(missing));
            }
            submitted => submitted?,
        };
        if let Some(pass) = &pass {
            late::use_up(conn, services, &performer, &file, pass, arrival)?;
        }
        if let Some(content) = &file.content {
            named::ensure(conn, services, &content.organiser, self.by())?;
        }
        notices::after_submission(services, conn, &file, actor.account.id)?;
        Ok(file)
    }

    /// Withdraws a submission, for a reason that was validated.
    ///
    /// # Errors
    ///
    /// `illegal_move`, `precondition_failed`, `edition_closed`, or `invalid` when a labelled event has no reason.
    pub(crate) fn withdraw(
        &self,
        conn: &mut Conn,
        file: &StoredFile,
        expected: &Expected,
        reason: Option<String>,
    ) -> Result<StoredFile, Error> {
        let performer = Performer::of(self.actor, file);
        let transition = Transition {
            action: Action::Withdraw,
            comment: reason,
            fields: Vec::new(),
            late: false,
        };
        let withdrawn = transition::apply(
            self.services,
            conn,
            file,
            &performer,
            expected,
            &transition,
            self.arrival,
        )?;
        notices::after_withdrawal(
            self.services,
            conn,
            &withdrawn,
            file.state,
            transition.comment.as_deref(),
        )?;
        Ok(withdrawn)
    }

    /// Deletes a draft of the caller that was never submitted, with its identifiers in other systems.
    ///
    /// # Errors
    ///
    /// `precondition_failed` when somebody has changed or submitted it since it was read.
    pub(crate) fn delete(&self, conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
        let entry = fact::deletion(file, self.by())?;
        // First, since appending takes the lock under which nobody else submits it.
        log::append(conn, self.services.clock.now(), &entry)?;
        queries::lock(conn, file.id)?;
        let unchanged = queries::find(conn, file.id)?.is_some_and(|it| it.version == file.version);
        if !unchanged || file.was_submitted() {
            return Err(Error::rejected(Code::PreconditionFailed));
        }
        queries::remove_drafts(conn, &[file.id])
    }
}
