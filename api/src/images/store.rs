//! Image store; an image is identified by the hash of its largest width.

use actix_web::web::Bytes;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use ground::error::Error;
use ground::files::Files;
use ground::hex::hex;
use pictures::Picture;
use sha2::{Digest as _, Sha256};
use shared::event::{CropPosition, EventForm, Field, ImageId, SQUARE_PX, StoredImage};
use shared::id::AccountId;
use shared::problem::{Code, FieldProblem};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Maximum number of images decoded at once: each may take some hundred megabytes of memory.
const AT_ONCE: usize = 2;

/// Maximum number of images received or waiting to be decoded at once, each of up to 8 MiB; others wait before
/// their body is read.
const RECEIVED_AT_ONCE: usize = 8;
/// Maximum number of these images from one account, so that nobody takes all permits.
const RECEIVED_FROM_ONE: usize = 2;
/// Longest wait for an upload permit.
const SEAT_WAIT: Duration = Duration::from_secs(20);

/// Maximum number of crops cut at once: anybody may ask for them, and must not delay uploads.
const CROPPED_AT_ONCE: usize = 1;
/// Longest wait for a permit to cut one.
const CROP_WAIT: Duration = Duration::from_secs(10);

/// Folder of the images in the file store.
pub(super) const FOLDER: &str = "images";

/// Store of event images.
#[derive(Debug)]
pub struct Images {
    files: Files,
    turns: Arc<Semaphore>,
    crop_turns: Arc<Semaphore>,
    seats: Arc<Semaphore>,
    /// Upload permits of each account that is uploading.
    people: Mutex<HashMap<AccountId, Weak<Semaphore>>>,
}

/// Upload permit of an image, from the moment its body is read until it is stored; dropping it releases the permit.
#[derive(Debug)]
pub(crate) struct Seat {
    _own: OwnedSemaphorePermit,
    _shared: OwnedSemaphorePermit,
}

impl Images {
    /// Stores images in this file store.
    pub fn among(files: Files) -> Self {
        Self {
            files,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            crop_turns: Arc::new(Semaphore::new(CROPPED_AT_ONCE)),
            seats: Arc::new(Semaphore::new(RECEIVED_AT_ONCE)),
            people: Mutex::default(),
        }
    }

    /// Waits for a permit to decode an image; dropping it releases the permit.
    ///
    /// # Errors
    ///
    /// None in practice: the semaphore is never closed.
    pub(crate) async fn turn(&self) -> anyhow::Result<OwnedSemaphorePermit> {
        Ok(Arc::clone(&self.turns).acquire_owned().await?)
    }

    /// Waits for a permit to cut a crop; dropping it releases the permit.
    ///
    /// # Errors
    ///
    /// `unavailable` when none becomes free in time.
    pub(super) async fn crop_turn(&self) -> Result<OwnedSemaphorePermit, Error> {
        match timeout(CROP_WAIT, Arc::clone(&self.crop_turns).acquire_owned()).await {
            Ok(turn) => Ok(turn.map_err(anyhow::Error::from)?),
            Err(_elapsed) => Err(Error::rejected(Code::Unavailable)
                .because("other images are being cropped")
                .header("Retry-After", "10")),
        }
    }

    /// Waits for an upload permit; until then the body stays unread.
    ///
    /// # Errors
    ///
    /// `unavailable` when none becomes free in time.
    pub(crate) async fn seat(&self, person: AccountId) -> Result<Seat, Error> {
        let own = self.seats_of(person);
        let waiting = async {
            let own = own.acquire_owned().await?;
            let shared = Arc::clone(&self.seats).acquire_owned().await?;
            anyhow::Ok(Seat {
                _own: own,
                _shared: shared,
            })
        };
        match timeout(SEAT_WAIT, waiting).await {
            Ok(seat) => Ok(seat?),
            Err(_elapsed) => Err(Error::rejected(Code::Unavailable)
                .because("other images are being received")
                .header("Retry-After", "10")
                .header("Connection", "close")),
        }
    }

    fn seats_of(&self, person: AccountId) -> Arc<Semaphore> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        people.retain(|_, seats| seats.strong_count() > 0);
        if let Some(seats) = people.get(&person).and_then(Weak::upgrade) {
            return seats;
        }
        let seats = Arc::new(Semaphore::new(RECEIVED_FROM_ONE));
        people.insert(person, Arc::downgrade(&seats));
        seats
    }

    /// Stores an image. The largest width is written last: if it exists, so do the others.
    ///
    /// # Errors
    ///
    /// When the image could not be written to disk durably.
    pub fn store(&self, picture: &Picture, now: DateTime<Utc>) -> anyhow::Result<StoredImage> {
        let largest = &picture.largest;
        let id = id_of(&largest.jpeg)?;
        for variant in picture.smaller.iter().chain([largest]) {
            self.files
                .store(&name(&id, Shape::Width(variant.width)), &variant.jpeg, now)?;
        }
        Ok(StoredImage {
            id,
            width: largest.width,
            height: largest.height,
        })
    }

    /// Reads an image in one of its widths; `None` when it is not stored.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) fn read(&self, id: &ImageId, width: u32) -> anyhow::Result<Option<Bytes>> {
        self.files.read(&name(id, Shape::Width(width)))
    }

    /// Reads the square crop of an image at a position; `None` when the image is not stored.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) fn read_square(
        &self,
        id: &ImageId,
        at: CropPosition,
    ) -> anyhow::Result<Option<Bytes>> {
        self.files.read(&name(id, Shape::Square(at)))
    }

    /// Cuts the square crop of an image at a position, and stores it; `None` when the image is not stored.
    ///
    /// # Errors
    ///
    /// When the store fails, or holds a file that is not an image.
    pub(super) fn cut_square(
        &self,
        id: &ImageId,
        at: CropPosition,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<Bytes>> {
        let mut widths: Vec<u32> = self
            .files
            .list(&folder(id))?
            .iter()
            .filter_map(|file| match image_of(&file.name)? {
                (_, Shape::Width(width)) => Some(width),
                (_, Shape::Square(_)) => None,
            })
            .collect();
        widths.sort_unstable();
        let mut best = None;
        for width in widths {
            let Some(jpeg) = self.read(id, width)? else {
                continue;
            };
            let short = pictures::dimensions(&jpeg).map(|(width, height)| width.min(height));
            best = Some(jpeg);
            if short >= Some(SQUARE_PX) {
                break;
            }
        }
        let Some(jpeg) = best else {
            return Ok(None);
        };
        let square = pictures::square(&jpeg, at, SQUARE_PX)?;
        self.files
            .store(&name(id, Shape::Square(at)), &square.jpeg, now)?;
        Ok(Some(square.jpeg.into()))
    }

    /// True when an image is stored with exactly these dimensions; they are those of the width whose hash is its
    /// id. If so, its age is reset to `now`.
    ///
    /// # Errors
    ///
    /// When the store fails.
    fn matches_stored(&self, image: &StoredImage, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let StoredImage { id, width, height } = image;
        let name = name(id, Shape::Width(*width));
        let Some(jpeg) = self.files.read(&name)? else {
            return Ok(false);
        };
        let is_it = id_of(&jpeg)? == *id && pictures::dimensions(&jpeg) == Some((*width, *height));
        Ok(is_it && self.files.renew(&name, now)?)
    }

    /// Error of a form that refers to an image which is not stored as described. A stored image has its age reset, so that the
    /// sweep does not remove it before the form is saved.
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
        let known = self.matches_stored(image, now)?;
        Ok((!known).then(|| {
            FieldProblem::new(
                Field::ImageFile,
                Code::UnknownImage,
                "upload the image to /events/{id}/image first, and use its response",
            )
        }))
    }

    /// The underlying file store.
    pub(super) fn files(&self) -> &Files {
        &self.files
    }
}

fn id_of(jpeg: &[u8]) -> anyhow::Result<ImageId> {
    ImageId::parse(&hex(&Sha256::digest(jpeg))).context("a digest")
}

/// A stored form of an image. Those of one image sort with the largest width last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// The square crop at a position.
    Square(CropPosition),
    /// The whole image, this many pixels wide.
    Width(u32),
}

impl Shape {
    /// Reads the name of a file without its folder.
    fn parse(file: &str) -> Option<Self> {
        let stem = file.strip_suffix(".jpg")?;
        match stem.strip_prefix("square-") {
            Some(percent) => CropPosition::parse(percent.parse().ok()?).map(Self::Square),
            None => stem.parse().ok().map(Self::Width),
        }
    }
}

/// Folder of an image. Images are spread over 256 folders, so that none holds tens of thousands.
pub(super) fn folder(id: &ImageId) -> String {
    let id = id.as_str();
    let start = id.get(..2).unwrap_or(id);
    format!("{FOLDER}/{start}/{id}")
}

/// File name of an image in one form.
fn name(id: &ImageId, shape: Shape) -> String {
    let folder = folder(id);
    match shape {
        Shape::Square(at) => format!("{folder}/square-{}.jpg", at.percent()),
        Shape::Width(width) => format!("{folder}/{width}.jpg"),
    }
}

/// Image and form of a file, from its name; `None` for any other file.
pub(super) fn image_of(name: &str) -> Option<(ImageId, Shape)> {
    let mut parts = name.strip_prefix(FOLDER)?.strip_prefix('/')?.split('/');
    let (_folder, id, file) = (parts.next()?, parts.next()?, parts.next()?);
    let id = ImageId::parse(id).ok()?;
    let shape = Shape::parse(file)?;
    parts.next().is_none().then_some((id, shape))
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
    fn an_image_is_stored_under_the_hash_of_its_content() {
        let (_folder, images) = images();
        let now = DateTime::UNIX_EPOCH;

        let stored = images.store(&grey(9), now).unwrap();

        assert_eq!((stored.width, stored.height), (1_000, 500));
        assert_eq!(images.store(&grey(9), now).unwrap(), stored);
        assert_ne!(images.store(&grey(200), now).unwrap().id, stored.id);
        for width in stored.widths() {
            let jpeg = images.read(&stored.id, width).unwrap().unwrap();
            assert_eq!(
                pictures::dimensions(&jpeg),
                Some((width, width / 2)),
                "{width}"
            );
            assert_eq!(
                image_of(&name(&stored.id, Shape::Width(width))),
                Some((stored.id.clone(), Shape::Width(width)))
            );
        }
        assert_eq!(images.read(&stored.id, 1_600).unwrap(), None);
    }

    #[test]
    fn a_square_is_cut_from_the_smallest_width_that_is_large_enough() {
        let (_folder, images) = images();
        let now = DateTime::UNIX_EPOCH;
        let at = CropPosition::nearest(40);
        let stored = images.store(&grey(9), now).unwrap();
        assert_eq!(images.read_square(&stored.id, at).unwrap(), None);

        let square = images.cut_square(&stored.id, at, now).unwrap().unwrap();

        assert_eq!(pictures::dimensions(&square), Some((480, 480)));
        assert_eq!(images.read_square(&stored.id, at).unwrap(), Some(square));
        assert_eq!(
            images
                .read_square(&stored.id, CropPosition::nearest(50))
                .unwrap(),
            None
        );
        let other = ImageId::parse(&"0".repeat(64)).unwrap();
        assert_eq!(images.cut_square(&other, at, now).unwrap(), None);
    }

    #[test]
    fn only_an_image_described_as_stored_is_accepted() {
        let (_folder, images) = images();
        let now = DateTime::UNIX_EPOCH;
        let stored = images.store(&grey(9), now).unwrap();
        let other = ImageId::parse(&"0".repeat(64)).unwrap();

        assert!(images.matches_stored(&stored, now).unwrap());
        for described in [
            StoredImage {
                height: 501,
                ..stored.clone()
            },
            // A smaller width is stored too, but does not identify the image.
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
            assert!(
                !images.matches_stored(&described, now).unwrap(),
                "{described:?}"
            );
        }
    }

    #[test]
    fn only_files_of_the_image_store_are_recognised() {
        let id = "0a".repeat(32);
        for name in ["480.jpg", "square-0.jpg", "square-100.jpg"] {
            assert!(
                image_of(&format!("images/0a/{id}/{name}")).is_some(),
                "{name}"
            );
        }
        for name in [
            format!("images/0a/{id}/square-5.jpg"),
            format!("images/0a/{id}/square-110.jpg"),
            format!("images/0a/{id}/notes.jpg"),
            format!("images/0a/{id}/480.jpg/x"),
            format!("kits/0a/{id}/480.jpg"),
            "images/0a/short/480.jpg".to_owned(),
        ] {
            assert_eq!(image_of(&name), None, "{name}");
        }
    }
}
