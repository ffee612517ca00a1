//! The content of the attachments, among the uploaded files.

use crate::files::{EditionQuota, Shelf, Unused, spread, uncount};
use actix_web::web::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::files::Files;
use ground::jobs::Schedule;
use shared::id::{AttachmentId, EditionId};
use uuid::Uuid;

/// The attachments among the uploaded files.
pub(crate) struct AttachmentShelf;

impl Shelf for AttachmentShelf {
    type Id = AttachmentId;
    type Part = ();
    const FOLDER: &'static str = "attachments";
    const UNUSED: Unused = Unused {
        // Its author may still be writing the message.
        stay: TimeDelta::days(1),
        sweep: "conversation.sweep_attachments",
        swept: Schedule::daily_at(2, 45),
    };

    fn name(id: &AttachmentId) -> String {
        // The last digits of an identifier are random.
        let id = id.0.simple().to_string();
        spread(Self::FOLDER, id.get(30..), &id)
    }

    fn read(name: &str) -> Option<(AttachmentId, ())> {
        let id = AttachmentId(Uuid::try_parse(name.rsplit('/').next()?).ok()?);
        (Self::name(&id) == name).then_some((id, ()))
    }
}

/// Files attached to messages, bounded by the quota of their edition.
#[derive(Debug)]
pub(crate) struct Attachments(Files, EditionQuota);

impl Attachments {
    /// Stores attachments among these files, as far as the quota of their edition allows.
    pub(crate) const fn within(quota: EditionQuota, files: Files) -> Self {
        Self(files, quota)
    }

    /// Counts an attachment of an edition.
    ///
    /// # Errors
    ///
    /// `edition_full` when it does not fit any more.
    pub(crate) fn count(
        &self,
        conn: &mut Conn,
        edition: EditionId,
        id: AttachmentId,
        bytes: u64,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let name = AttachmentShelf::name(&id);
        self.1.count(conn, edition, &name, bytes, now)
    }

    /// Takes back the count of an attachment that was not stored.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) fn uncount(conn: &mut Conn, id: AttachmentId) -> Result<(), Error> {
        uncount(conn, &AttachmentShelf::name(&id))
    }

    /// Stores an attachment; it is on disk when this returns.
    ///
    /// # Errors
    ///
    /// When it cannot be written and synced.
    pub(crate) fn store(
        &self,
        id: AttachmentId,
        content: &[u8],
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        self.0.store(&AttachmentShelf::name(&id), content, now)
    }

    /// Reads an attachment; `None` when it is not stored.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(crate) fn read(&self, id: AttachmentId) -> anyhow::Result<Option<Bytes>> {
        self.0.read(&AttachmentShelf::name(&id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_is_known_by_the_name_of_its_file() {
        let id = AttachmentId(Uuid::from_u128(0x0199_c0de_0000_7000_8000_0000_0000_00ab));
        assert_eq!(
            AttachmentShelf::name(&id),
            "attachments/ab/0199c0de0000700080000000000000ab"
        );
        assert_eq!(
            AttachmentShelf::read(&AttachmentShelf::name(&id)),
            Some((id, ()))
        );
        for other in [
            "attachments/ac/0199c0de0000700080000000000000ab",
            "attachments/ab/notes.txt",
            "images/ab/0199c0de0000700080000000000000ab",
        ] {
            assert_eq!(AttachmentShelf::read(other), None, "{other}");
        }
    }
}
