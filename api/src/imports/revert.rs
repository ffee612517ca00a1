//! Removes the drafts of an import, restores those that it changed, and withdraws what was submitted of them.

use super::queries::{self, Change};
use super::stored::StoredImport;
use super::work::{BATCH, Task};
use crate::events::queries as event_queries;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Performer, Transition};
use crate::events::{fact, notices};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::etag::Expected;
use messages::t;
use shared::event::EventForm;
use shared::id::EventId;
use shared::import::ImportState;
use shared::label::{self, Action, LabelState};
use shared::problem::Code;
use std::collections::HashMap;

impl Task<'_> {
    /// Withdraws what was submitted, then removes the drafts and brings the replaced forms back, a batch in each transaction. What
    /// was changed otherwise since stays.
    pub(super) fn undo(&self, import: StoredImport) -> Result<(), Error> {
        let mut current = self.withdraw_submitted(import)?;
        loop {
            let batch = i64::try_from(BATCH).context("rows of a batch")?;
            let next = self.services.db.write_now(|conn| {
                let changes = queries::changes(conn, current.id, batch)?;
                let mut next = current.clone();
                let kept = self.revert(conn, &next, &changes)?;
                next.rows_done += u32::try_from(changes.len()).context("changes")?;
                next.report.get_or_insert_default().kept += kept;
                next.updated_at = self.services.clock.now();
                if changes.is_empty() {
                    next.state = ImportState::Undone;
                }
                if queries::update(conn, &next, ImportState::Undoing, false)? {
                    Ok(next)
                } else {
                    Err(Error::rejected(Code::ImportLocked))
                }
            })?;
            if next.state == ImportState::Undone {
                return Ok(());
            }
            current = next;
        }
    }

    /// Withdraws the submitted events, each in a transaction of its own: a withdrawal locks the pending decision on its event before
    /// the log, and a second one in the same transaction would do so after it.
    fn withdraw_submitted(&self, import: StoredImport) -> Result<StoredImport, Error> {
        let batch = i64::try_from(BATCH).context("rows of a batch")?;
        let mut current = import;
        loop {
            let submitted = self
                .services
                .db
                .read_now(|conn| queries::submitted(conn, current.id, batch))?;
            if submitted.is_empty() {
                return Ok(current);
            }
            for change in submitted {
                current = self.services.db.write_now(|conn| {
                    let mut next = current.clone();
                    let withdrawn = self.withdraw(conn, &change)?;
                    queries::remove_changes(conn, next.id, &[change.event])?;
                    let report = next.report.get_or_insert_default();
                    if withdrawn {
                        report.withdrawn += 1;
                    } else {
                        report.kept += 1;
                    }
                    next.rows_done += 1;
                    next.updated_at = self.services.clock.now();
                    if queries::update(conn, &next, ImportState::Undoing, false)? {
                        Ok(next)
                    } else {
                        Err(Error::rejected(Code::ImportLocked))
                    }
                })?;
            }
        }
    }

    /// Withdraws a submitted event, and brings the form back that the import replaced, unless it was changed since. Returns false for
    /// an event that stays: it was under review before the import, its edition is over, or somebody else owns it now.
    fn withdraw(&self, conn: &mut Conn, change: &Change) -> Result<bool, Error> {
        let Some(file) = event_queries::find(conn, change.event)? else {
            return Ok(false);
        };
        let since = matches!(change.state, LabelState::Draft | LabelState::Withdrawn);
        let withdrawable = file.state == LabelState::Submitted && file.edition.is_writable();
        if !since || !withdrawable || file.owner != self.owner.id {
            return Ok(false);
        }
        let now = self.services.clock.now();
        let performer = Performer {
            by: self.by(),
            account: self.owner.id,
            capacities: vec![label::Actor::Owner],
        };
        let transition = Transition {
            action: Action::Withdraw,
            comment: Some(t("import.undone.reason").to_owned()),
            fields: Vec::new(),
            late: false,
        };
        let mut withdrawn = transition::apply(
            self.services,
            conn,
            &file,
            &performer,
            &Expected::Any,
            &transition,
            now,
        )?;
        let reason = transition.comment.as_deref();
        notices::after_withdrawal(self.services, conn, &withdrawn, file.state, reason)?;
        // Submitting is the only change.
        if let Some(before) = &change.before
            && file.version == change.version + 1
        {
            restore(conn, &mut withdrawn, before, now)?;
        }
        Ok(true)
    }

    /// Reverts some changes; returns how many events stay as they are, because they were changed since.
    fn revert(
        &self,
        conn: &mut Conn,
        import: &StoredImport,
        changes: &[Change],
    ) -> Result<u32, Error> {
        let now = self.services.clock.now();
        let ids: Vec<EventId> = changes.iter().map(|change| change.event).collect();
        let files = event_queries::find_all(conn, import.owner, self.edition(import), &ids)?;
        let mut files: HashMap<EventId, StoredFile> =
            files.into_iter().map(|file| (file.id, file)).collect();
        let (mut entries, mut removed, mut kept) = (Vec::new(), Vec::new(), 0);
        for change in changes {
            let Some(mut file) = files.remove(&change.event) else {
                kept += 1;
                continue;
            };
            if file.state != change.state || file.version != change.version {
                kept += 1;
                continue;
            }
            match &change.before {
                None => {
                    entries.push((now, fact::deletion(&file, self.by())?));
                    removed.push(file.id);
                }
                Some(before) => restore(conn, &mut file, before, now)?,
            }
        }
        if !removed.is_empty() {
            log::append_all(conn, &entries)?;
            event_queries::remove_drafts(conn, &removed)?;
        }
        queries::remove_changes(conn, import.id, &ids)?;
        Ok(kept)
    }
}

/// Brings the form of an event back that an import replaced.
fn restore(
    conn: &mut Conn,
    file: &mut StoredFile,
    before: &EventForm,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let read = file.version;
    file.form.clone_from(before);
    file.version += 1;
    file.updated_at = now;
    event_queries::update(conn, file, read)
}
