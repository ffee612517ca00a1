//! Document store; a document is identified by the hash of its content.

use crate::files::{Forgettable, Shelf, Unused, spread};
use crate::images::Images;
use actix_web::web::Bytes;
use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use ground::files::Files;
use ground::hex::hex;
use ground::jobs::Schedule;
use sha2::{Digest as _, Sha256};
use shared::event::{AnswerFile, DocumentId, DocumentType};

/// The documents among the uploaded files.
pub(crate) struct DocumentShelf;

impl Shelf for DocumentShelf {
    type Id = DocumentId;
    type Part = ();
    const FOLDER: &'static str = "documents";
    const UNUSED: Unused = Unused {
        // Whoever uploaded it may still be writing, offline for days.
        stay: TimeDelta::days(7),
        sweep: "documents.sweep",
        swept: Schedule::daily_at(2, 45),
    };

    fn name(id: &DocumentId) -> String {
        spread(Self::FOLDER, id.as_str().get(..2), id.as_str())
    }

    fn read(name: &str) -> Option<(DocumentId, ())> {
        let id = DocumentId::parse(name.rsplit('/').next()?).ok()?;
        (Self::name(&id) == name).then_some((id, ()))
    }
}

impl Forgettable for DocumentShelf {
    const FORGET: &'static str = "documents.forget";

    fn files_of(_files: &Files, id: &DocumentId) -> anyhow::Result<Vec<String>> {
        Ok(vec![Self::name(id)])
    }
}

/// Store of documents, beside the pictures.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    files: Files,
}

impl Documents {
    /// The documents in the file store of the pictures.
    pub(crate) fn beside(images: &Images) -> Self {
        Self {
            files: images.files().clone(),
        }
    }

    /// Stores a document of a known type under a name.
    ///
    /// # Errors
    ///
    /// When the document could not be written to disk durably.
    pub(crate) fn store(
        &self,
        bytes: &[u8],
        document_type: DocumentType,
        uploaded: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<AnswerFile> {
        let id = id_of(bytes)?;
        self.files.store(&DocumentShelf::name(&id), bytes, now)?;
        Ok(AnswerFile {
            id,
            name: AnswerFile::name_of(uploaded, document_type),
            document_type,
            bytes: u32::try_from(bytes.len())?,
        })
    }

    /// Name of a document in the file store.
    ///
    /// # Errors
    ///
    /// None in practice: its identifier is a digest.
    pub(crate) fn name_of(bytes: &[u8]) -> anyhow::Result<String> {
        Ok(DocumentShelf::name(&id_of(bytes)?))
    }

    /// Reads a document; `None` when it is not stored.
    ///
    /// # Errors
    ///
    /// When the store fails, or has another file in its place.
    pub(crate) fn read(&self, id: &DocumentId) -> anyhow::Result<Option<Bytes>> {
        let Some(bytes) = self.files.read(&DocumentShelf::name(id))? else {
            return Ok(None);
        };
        ensure!(id_of(&bytes)? == *id, "the stored document {id} is damaged");
        Ok(Some(bytes))
    }

    /// True when a document is stored with this type and size. If so, its age is reset to `now`, so that the sweep does not remove it
    /// before a form with it is saved.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn matches_stored(
        &self,
        file: &AnswerFile,
        now: DateTime<Utc>,
    ) -> anyhow::Result<bool> {
        let Some(bytes) = self.files.read(&DocumentShelf::name(&file.id))? else {
            return Ok(false);
        };
        let is_it = id_of(&bytes)? == file.id
            && u32::try_from(bytes.len()).ok() == Some(file.bytes)
            && super::content::type_of(&bytes) == Some(file.document_type);
        Ok(is_it && self.files.renew(&DocumentShelf::name(&file.id), now)?)
    }
}

fn id_of(bytes: &[u8]) -> anyhow::Result<DocumentId> {
    DocumentId::parse(&hex(&Sha256::digest(bytes))).context("a digest")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Store;
    use rstest::rstest;

    const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

    #[rstest]
    fn only_a_document_described_as_stored_is_accepted(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, files) = store.open();
        let documents = Documents::beside(&Images::among(files));
        let now = DateTime::UNIX_EPOCH;
        let stored = documents
            .store(PDF, DocumentType::Pdf, "Plan.PDF", now)
            .unwrap();
        assert_eq!(stored.name, "Plan.pdf");
        assert_eq!(documents.read(&stored.id).unwrap().as_deref(), Some(PDF));
        let damaged = documents
            .store(b"%PDF-1.7\n", DocumentType::Pdf, "x", now)
            .unwrap();
        let file = DocumentShelf::name(&damaged.id);
        documents.files.store(&file, b"%PDF-", now).unwrap();
        let message = documents.read(&damaged.id).unwrap_err().to_string();
        assert!(message.ends_with("is damaged"), "{message}");
        assert_eq!(
            DocumentShelf::read(&DocumentShelf::name(&stored.id)),
            Some((stored.id.clone(), ()))
        );

        assert!(documents.matches_stored(&stored, now).unwrap());
        for described in [
            AnswerFile {
                bytes: 14,
                ..stored.clone()
            },
            AnswerFile {
                document_type: DocumentType::Docx,
                ..stored.clone()
            },
            AnswerFile {
                id: DocumentId::parse(&"0a".repeat(32)).unwrap(),
                ..stored.clone()
            },
        ] {
            let known = documents.matches_stored(&described, now).unwrap();
            assert!(!known, "{described:?}");
        }
    }

    #[test]
    fn only_files_of_the_document_store_are_recognised() {
        let id = "0a".repeat(32);
        assert!(DocumentShelf::read(&format!("documents/0a/{id}")).is_some());
        for file in [
            format!("images/0a/{id}"),
            format!("documents/0b/{id}"),
            format!("documents/0a/{id}.part"),
        ] {
            assert_eq!(DocumentShelf::read(&file), None, "{file}");
        }
    }
}
