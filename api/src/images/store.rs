//! Image store; an image is identified by the hash of its largest width.

use super::shelf::{ImageShelf, Shape, name_of};
use crate::files::{EditionQuota, Shelf as _};
use actix_web::web::Bytes;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use ground::error::Error;
use ground::files::Files;
use ground::hex::hex;
use pictures::Picture;
use sha2::{Digest as _, Sha256};
use shared::event::{CropPosition, ImageId, SQUARE_PX, StoredImage, image_widths};
use shared::id::AccountId;
use shared::problem::Code;
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

/// Store of event images.
#[derive(Debug)]
pub struct Images {
    files: Files,
    quota: EditionQuota,
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
    /// Stores images in this file store, as many as fit.
    pub fn among(files: Files) -> Self {
        Self::within(EditionQuota::UNBOUNDED, files)
    }

    /// Stores images, and the documents beside them, as far as the quota of their edition allows.
    pub(crate) fn within(quota: EditionQuota, files: Files) -> Self {
        Self {
            files,
            quota,
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
                .because("other files are being received")
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

    /// Number of bytes that an edition may store.
    pub(crate) const fn quota(&self) -> EditionQuota {
        self.quota
    }

    /// Name of an image in the file store, and the size of all its widths in bytes.
    ///
    /// # Errors
    ///
    /// None in practice: its identifier is a digest.
    pub(crate) fn measure(picture: &Picture) -> anyhow::Result<(String, u64)> {
        let id = id_of(&picture.largest.jpeg)?;
        let widths = picture.smaller.iter().chain([&picture.largest]);
        let bytes = widths.map(|variant| variant.jpeg.len() as u64).sum();
        Ok((ImageShelf::name(&id), bytes))
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
            self.files.store(
                &name_of(&id, Shape::Width(variant.width)),
                &variant.jpeg,
                now,
            )?;
        }
        Ok(StoredImage {
            id,
            width: largest.width,
            height: largest.height,
        })
    }

    /// Reads an image in one of its widths; `None` when it is not stored, or is damaged, which is logged.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(crate) fn read(&self, id: &ImageId, width: u32) -> anyhow::Result<Option<Bytes>> {
        self.read_whole(&name_of(id, Shape::Width(width)))
    }

    fn read_whole(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        let jpeg = self.files.read(name)?;
        let whole = jpeg.filter(|jpeg| {
            let whole = pictures::is_whole(jpeg);
            if !whole {
                tracing::error!(file = name, "a stored image is damaged");
            }
            whole
        });
        Ok(whole)
    }

    /// Makes a width of an image again from its largest one, and stores it; `None` when the image has no such width, or its largest
    /// one is missing too, which is logged.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) fn make_width(
        &self,
        id: &ImageId,
        width: u32,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<Bytes>> {
        let Some(stored) = self.widths(id)?.pop() else {
            return Ok(None);
        };
        let largest = self
            .read(id, stored)?
            .filter(|jpeg| id_of(jpeg).is_ok_and(|it| it == *id));
        let Some(largest) = largest else {
            tracing::error!(image = %id, "the largest width of a stored image is missing or damaged: nothing can be made from it");
            return Ok(None);
        };
        if width >= stored || !image_widths(stored).any(|it| it == width) {
            return Ok(None);
        }
        let made = pictures::narrowed(&largest, width)?;
        self.files
            .store(&name_of(id, Shape::Width(width)), &made.jpeg, now)?;
        tracing::warn!(image = %id, width, "a width of a stored image was missing or damaged, and was made again");
        Ok(Some(made.jpeg.into()))
    }

    /// Widths in which an image is stored, ascending.
    fn widths(&self, id: &ImageId) -> anyhow::Result<Vec<u32>> {
        let listed = self.files.list(&ImageShelf::name(id))?;
        let mut widths: Vec<u32> = listed
            .iter()
            .filter_map(|file| match ImageShelf::read(&file.name)? {
                (_, Shape::Width(width)) => Some(width),
                (_, Shape::Square(_)) => None,
            })
            .collect();
        widths.sort_unstable();
        Ok(widths)
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
        self.read_whole(&name_of(id, Shape::Square(at)))
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
        let mut best = None;
        for width in self.widths(id)? {
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
            .store(&name_of(id, Shape::Square(at)), &square.jpeg, now)?;
        Ok(Some(square.jpeg.into()))
    }

    /// True when an image is stored with exactly these dimensions; they are those of the width whose hash is its
    /// id. If so, its age is reset to `now`, so that the sweep does not remove it before a form with it is saved.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn matches_stored(
        &self,
        image: &StoredImage,
        now: DateTime<Utc>,
    ) -> anyhow::Result<bool> {
        let StoredImage { id, width, height } = image;
        let name = name_of(id, Shape::Width(*width));
        let Some(jpeg) = self.files.read(&name)? else {
            return Ok(false);
        };
        let is_it = id_of(&jpeg)? == *id && pictures::dimensions(&jpeg) == Some((*width, *height));
        Ok(is_it && self.files.renew(&name, now)?)
    }

    /// The underlying file store.
    pub(crate) const fn files(&self) -> &Files {
        &self.files
    }
}

fn id_of(jpeg: &[u8]) -> anyhow::Result<ImageId> {
    ImageId::parse(&hex(&Sha256::digest(jpeg))).context("a digest")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Store;
    use pictures::{Rgb, RgbImage};
    use rstest::rstest;
    use tempfile::TempDir;

    fn images(store: Store) -> (TempDir, Images) {
        let (folder, files) = store.open();
        (folder, Images::among(files))
    }

    fn grey(shade: u8) -> Picture {
        Picture::of(RgbImage::from_pixel(1_000, 500, Rgb([shade; 3]))).unwrap()
    }

    #[rstest]
    fn an_image_is_stored_under_the_hash_of_its_content(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, images) = images(store);
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
                ImageShelf::read(&name_of(&stored.id, Shape::Width(width))),
                Some((stored.id.clone(), Shape::Width(width)))
            );
        }
        assert_eq!(images.read(&stored.id, 1_600).unwrap(), None);
    }

    #[rstest]
    fn a_square_is_cut_from_the_smallest_width_that_is_large_enough(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, images) = images(store);
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

    #[rstest]
    fn only_an_image_described_as_stored_is_accepted(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, images) = images(store);
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

    #[rstest]
    fn what_is_missing_or_damaged_is_made_again_from_the_largest_width(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, images) = images(store);
        let now = DateTime::UNIX_EPOCH;
        let id = images.store(&grey(9), now).unwrap().id;
        let file = |width| name_of(&id, Shape::Width(width));
        let whole = images.read(&id, 480).unwrap().unwrap();
        let cut_off = &whole[..whole.len() / 2];
        images.files.store(&file(480), cut_off, now).unwrap();
        let later = now + chrono::TimeDelta::days(1);
        assert!(images.files.remove_older(&file(960), later).unwrap());

        for width in [480, 960] {
            assert_eq!(images.read(&id, width).unwrap(), None, "{width}");
            let made = images.make_width(&id, width, now).unwrap().unwrap();
            let size = Some((width, width / 2));
            assert_eq!(pictures::dimensions(&made), size);
            assert_eq!(images.read(&id, width).unwrap(), Some(made));
        }
        for none in [333, 1_000, 1_600] {
            assert_eq!(images.make_width(&id, none, now).unwrap(), None, "{none}");
        }

        // Another image in the place of the largest width is none to make anything from.
        let other = grey(200).largest.jpeg;
        images.files.store(&file(1_000), &other, now).unwrap();
        assert_eq!(images.make_width(&id, 480, now).unwrap(), None);
    }
}
