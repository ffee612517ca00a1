//! Check of the uploaded files that a form refers to, outside the transaction that stores the form.
//!
//! A store of files may take many seconds to answer, or not answer at all, and SQLite has one writer. A transaction therefore asks
//! for what was found before ([`UploadCheck::missing`]). Where nothing was, it ends with a rejection, which disturbs no other
//! transaction of its group; the files are looked at, and it runs again ([`UploadCheck::run`]). A form whose files did not change
//! needs one transaction, and no look at them.

use crate::documents::Documents;
use crate::images::Images;
use actix_web::web::Data;
use anyhow::anyhow;
use chrono::{DateTime, Utc};
use ground::blocking::blocking;
use ground::error::Error;
use shared::event::{AnswerFile, EventForm, Field, StoredImage};
use shared::problem::{Code, FieldProblem};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Number of times that a transaction runs. The second one knows the files; more are needed when the stored form changes meanwhile.
const RUNS: u32 = 4;

/// The files of forms, and which of them are stored. Clones share what was found.
#[derive(Debug, Clone)]
pub(crate) struct UploadCheck {
    images: Data<Images>,
    /// The age of the files that are found begins anew at this time, so that the sweep leaves them until the form is stored.
    now: DateTime<Utc>,
    found: Arc<Mutex<Found>>,
}

#[derive(Debug, Default)]
struct Found {
    /// Files that were looked at, and whether they are stored as described.
    looked_at: Vec<(Upload, bool)>,
    /// Files that the last run needed to know about.
    wanted: Vec<Upload>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Upload {
    Document(AnswerFile),
    Image(StoredImage),
}

impl UploadCheck {
    /// A check that has looked at nothing yet.
    pub(crate) fn new(images: Data<Images>, now: DateTime<Utc>) -> Self {
        Self {
            images,
            now,
            found: Arc::default(),
        }
    }

    /// Faults of the picture and the documents of a form that are not stored as described, apart from those that it has from
    /// `stored`, the form that it replaces.
    ///
    /// # Errors
    ///
    /// A rejection when a file was not looked at yet: to be returned as it is from what [`Self::run`] runs.
    pub(crate) fn missing(
        &self,
        form: &EventForm,
        stored: Option<&EventForm>,
    ) -> Result<Vec<FieldProblem>, Error> {
        let mut found = self.found();
        let mut faults = Vec::new();
        let mut wanted = Vec::new();
        for (upload, fault) in uploads(form, stored) {
            match found.looked_at.iter().find(|(known, _)| *known == upload) {
                Some((_, true)) => {}
                Some((_, false)) => faults.push(fault),
                None => wanted.push(upload),
            }
        }
        let known = wanted.is_empty();
        found.wanted = wanted;
        if known {
            Ok(faults)
        } else {
            Err(Error::rejected(Code::Invalid).because("the files of the form were not looked at"))
        }
    }

    /// The outcome of `attempt`, a read or a transaction that asks [`Self::missing`]; it is made anew once its files were looked at.
    ///
    /// # Errors
    ///
    /// The error of `attempt`; `unavailable` when the store of the files does not answer.
    pub(crate) async fn run<T>(
        &self,
        mut attempt: impl AsyncFnMut() -> Result<T, Error>,
    ) -> Result<T, Error> {
        for _run in 0..RUNS {
            let outcome = attempt().await;
            let refused = outcome
                .as_ref()
                .is_err_and(|error| error.code() == Code::Invalid);
            let wanted = std::mem::take(&mut self.found().wanted);
            if !refused || wanted.is_empty() {
                return outcome;
            }
            self.look_at(wanted).await?;
        }
        Err(Error::unavailable(anyhow!(
            "a form had other files in each of {RUNS} transactions"
        )))
    }

    async fn look_at(&self, uploads: Vec<Upload>) -> Result<(), Error> {
        let (images, now) = (self.images.clone(), self.now);
        let found = blocking(move || {
            let mut found = Vec::new();
            for upload in uploads {
                let stored = upload.is_stored(&images, now)?;
                found.push((upload, stored));
            }
            Ok(found)
        })
        .await?;
        self.found().looked_at.extend(found);
        Ok(())
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    fn is_stored(&self, images: &Images, now: DateTime<Utc>) -> anyhow::Result<bool> {
        match self {
            Self::Document(file) => Documents::beside(images).matches_stored(file, now),
            Self::Image(image) => images.matches_stored(image, now),
        }
    }
}

/// The files of a form that `stored` does not have in the same place, each with the fault of a file that is missing.
fn uploads(form: &EventForm, stored: Option<&EventForm>) -> Vec<(Upload, FieldProblem)> {
    let documents = form.additional.files().filter_map(|(key, file)| {
        let before = stored.and_then(|stored| stored.additional.get(key)?.file());
        (before != Some(file)).then(|| {
            let fault = FieldProblem::new(
                key.pointer(),
                Code::UnknownFile,
                "upload the file to /events/{id}/additional/{key}/file first, and use its response",
            );
            (Upload::Document(file.clone()), fault)
        })
    });
    let before = stored.and_then(|stored| stored.image.file.as_ref());
    let image = form
        .image
        .file
        .as_ref()
        .filter(|file| before != Some(*file));
    let image = image.map(|file| {
        let fault = FieldProblem::new(
            Field::ImageFile,
            Code::UnknownImage,
            "upload the image to /events/{id}/image first, and use its response",
        );
        (Upload::Image(file.clone()), fault)
    });
    documents.chain(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Store;
    use rstest::rstest;
    use shared::edition::FieldKey;
    use shared::event::{Answer, DocumentType};

    /// The faults that a check finds, and the number of times that the transaction ran.
    async fn found(
        images: &Data<Images>,
        form: &EventForm,
        stored: Option<&EventForm>,
    ) -> (Vec<Code>, u32) {
        let check = UploadCheck::new(images.clone(), DateTime::UNIX_EPOCH);
        let mut runs = 0;
        let faults = check
            .run(async || {
                runs += 1;
                check.missing(form, stored)
            })
            .await
            .unwrap();
        (faults.into_iter().map(|fault| fault.code).collect(), runs)
    }

    #[rstest]
    #[tokio::test]
    async fn only_new_files_are_looked_at(#[values(Store::Folder, Store::Objects)] store: Store) {
        let (_folder, files) = store.open();
        let images = Data::new(Images::among(files));
        let stored = Documents::beside(&images)
            .store(
                b"%PDF-1.7\n%%EOF\n",
                DocumentType::Pdf,
                "Plan.pdf",
                DateTime::UNIX_EPOCH,
            )
            .unwrap();
        let key: FieldKey = "plan".parse().unwrap();
        let with = |file: AnswerFile| EventForm {
            additional: [(key, Answer::File(file))].into_iter().collect(),
            ..EventForm::default()
        };
        let empty = EventForm::default();
        let written = with(stored.clone());
        let invented = with(AnswerFile {
            bytes: 14,
            ..stored
        });

        assert_eq!(found(&images, &empty, None).await, (vec![], 1));
        assert_eq!(found(&images, &written, None).await, (vec![], 2));
        assert_eq!(found(&images, &written, Some(&written)).await, (vec![], 1));
        let unknown = vec![Code::UnknownFile];
        assert_eq!(found(&images, &invented, None).await, (unknown, 2));
        // As it was stored: whoever saves another field keeps what is lost.
        assert_eq!(
            found(&images, &invented, Some(&invented)).await,
            (vec![], 1)
        );
    }
}
