//! The pictures that are kept, by the digest of their largest width.

use actix_web::web::Bytes;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use ground::error::Error;
use ground::files::Files;
use ground::hex::hex;
use pictures::Picture;
use sha2::{Digest as _, Sha256};
use shared::event::{EventForm, ImageId, StoredImage};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Pictures that are worked on at once: each may take some hundred megabytes while it is decoded.
const AT_ONCE: usize = 2;

/// Where they are among the files.
pub(super) const FOLDER: &str = "images";

/// The pictures that are kept.
#[derive(Debug)]
pub struct Images {
    files: Files,
    turns: Arc<Semaphore>,
}

impl Images {
    /// Pictures among these files.
    pub fn among(files: Files) -> Self {
        Self {
            files,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Waits for one's turn to work on a picture; the turn ends when what it answers is dropped.
    ///
    /// # Errors
    ///
    /// None: nobody closes the gate.
    pub(crate) async fn turn(&self) -> anyhow::Result<OwnedSemaphorePermit> {
        Ok(Arc::clone(&self.turns).acquire_owned().await?)
    }

    /// Keeps a picture. The largest width is kept last: where it is, the others are.
    ///
    /// # Errors
    ///
    /// When it is not safely on the disk.
    pub fn keep(&self, picture: &Picture, now: DateTime<Utc>) -> anyhow::Result<StoredImage> {
        let largest = &picture.largest;
        let id = id_of(&largest.jpeg)?;
        for variant in picture.smaller.iter().chain([largest]) {
            self.files
                .store(&name(&id, variant.width), &variant.jpeg, now)?;
        }
        Ok(StoredImage {
            id,
            width: largest.width,
            height: largest.height,
        })
    }

    /// One width of a picture, if it is kept.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) fn read(&self, id: &ImageId, width: u32) -> anyhow::Result<Option<Bytes>> {
        self.files.read(&name(id, width))
    }

    /// Whether a picture is kept and is as it is told: its largest width is the one whose digest is its name. One that is
    /// passes for a picture of this moment.
    ///
    /// # Errors
    ///
    /// When the store fails.
    fn knows(&self, told: &StoredImage, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let StoredImage { id, width, height } = told;
        let name = name(id, *width);
        let Some(jpeg) = self.files.read(&name)? else {
            return Ok(false);
        };
        let is_it = id_of(&jpeg)? == *id && pictures::dimensions(&jpeg) == Some((*width, *height));
        Ok(is_it && self.files.renew(&name, now)?)
    }

    /// The fault of a form that names a picture which is not stored here as the form describes it. Finding a picture
    /// refreshes its age, so that the sweep spares it until the form is stored.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn fault_of(
        &self,
        form: &EventForm,
        now: DateTime<Utc>,
    ) -> Result<Option<FieldProblem>, Error> {
        let Some(image) = &form.image.file else {
            return Ok(None);
        };
        let known = self.knows(image, now)?;
        Ok((!known).then(|| {
            FieldProblem::new(
                "/image/file",
                Code::UnknownImage,
                "send the image to /events/{id}/image first, and pass on what that answers",
            )
        }))
    }

    /// The folder that the pictures lie in.
    pub(super) fn files(&self) -> &Files {
        &self.files
    }
}

fn id_of(jpeg: &[u8]) -> anyhow::Result<ImageId> {
    ImageId::parse(&hex(&Sha256::digest(jpeg))).context("a digest")
}

/// Folders of a 256th each, so that none holds tens of thousands.
fn name(id: &ImageId, width: u32) -> String {
    let id = id.as_str();
    let shelf = id.get(..2).unwrap_or(id);
    format!("{FOLDER}/{shelf}/{id}/{width}.jpg")
}

/// The picture that a file belongs to and its width, by the name of the file.
pub(super) fn picture_of(name: &str) -> Option<(ImageId, u32)> {
    let mut parts = name.strip_prefix(FOLDER)?.strip_prefix('/')?.split('/');
    let (_shelf, id, file) = (parts.next()?, parts.next()?, parts.next()?);
    let id = ImageId::parse(id).ok()?;
    let width = file.strip_suffix(".jpg")?.parse().ok()?;
    parts.next().is_none().then_some((id, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pictures::{Rgb, RgbImage};
    use tempfile::TempDir;

    fn images() -> (TempDir, Images) {
        let folder = TempDir::new().unwrap();
        let images = Images::among(Files::under(folder.path()));
        (folder, images)
    }

    fn grey(shade: u8) -> Picture {
        Picture::of(RgbImage::from_pixel(1_000, 500, Rgb([shade; 3]))).unwrap()
    }

    #[test]
    fn a_picture_is_kept_under_its_content() {
        let (_folder, images) = images();
        let now = DateTime::UNIX_EPOCH;

        let stored = images.keep(&grey(9), now).unwrap();

        assert_eq!((stored.width, stored.height), (1_000, 500));
        assert_eq!(images.keep(&grey(9), now).unwrap(), stored);
        assert_ne!(images.keep(&grey(200), now).unwrap().id, stored.id);
        for width in stored.widths() {
            let jpeg = images.read(&stored.id, width).unwrap().unwrap();
            assert_eq!(
                pictures::dimensions(&jpeg),
                Some((width, width / 2)),
                "{width}"
            );
            assert_eq!(
                picture_of(&name(&stored.id, width)),
                Some((stored.id.clone(), width))
            );
        }
        assert_eq!(images.read(&stored.id, 1_600).unwrap(), None);
    }

    #[test]
    fn only_what_is_kept_and_told_as_it_is_is_known() {
        let (_folder, images) = images();
        let now = DateTime::UNIX_EPOCH;
        let stored = images.keep(&grey(9), now).unwrap();
        let other = ImageId::parse(&"0".repeat(64)).unwrap();

        assert!(images.knows(&stored, now).unwrap());
        for told in [
            StoredImage {
                height: 501,
                ..stored.clone()
            },
            // A smaller width is kept, too, and is not the picture.
            StoredImage {
                width: 480,
                height: 240,
                ..stored.clone()
            },
            StoredImage {
                id: other,
                ..stored.clone()
            },
        ] {
            assert!(!images.knows(&told, now).unwrap(), "{told:?}");
        }
    }

    #[test]
    fn only_our_files_are_pictures() {
        let id = "0a".repeat(32);
        assert!(picture_of(&format!("images/0a/{id}/480.jpg")).is_some());
        for name in [
            format!("images/0a/{id}/notes.jpg"),
            format!("images/0a/{id}/480.jpg/x"),
            format!("kits/0a/{id}/480.jpg"),
            "images/0a/short/480.jpg".to_owned(),
        ] {
            assert_eq!(picture_of(&name), None, "{name}");
        }
    }
}
