//! Names of the files of an image.

use crate::files::{Forgettable, Shelf, Unused, spread};
use chrono::TimeDelta;
use ground::files::Files;
use ground::jobs::Schedule;
use shared::event::{CropPosition, ImageId};

/// The images among the uploaded files.
pub(crate) struct ImageShelf;

impl Shelf for ImageShelf {
    type Id = ImageId;
    type Part = Shape;
    const FOLDER: &'static str = "images";
    const UNUSED: Unused = Unused {
        // Whoever uploaded it may still be writing, offline for days.
        stay: TimeDelta::days(7),
        sweep: "images.sweep",
        swept: Schedule::daily_at(2, 30),
    };

    fn name(id: &ImageId) -> String {
        spread(Self::FOLDER, id.as_str().get(..2), id.as_str())
    }

    fn read(name: &str) -> Option<(ImageId, Shape)> {
        let (_, file) = name.rsplit_once('/')?;
        let id = ImageId::parse(name.split('/').nth(2)?).ok()?;
        let shape = Shape::parse(file)?;
        (name_of(&id, shape) == name).then_some((id, shape))
    }
}

impl Forgettable for ImageShelf {
    const FORGET: &'static str = "images.forget";

    fn files_of(files: &Files, id: &ImageId) -> anyhow::Result<Vec<String>> {
        let listed = files.list(&Self::name(id))?;
        Ok(listed.into_iter().map(|file| file.name).collect())
    }
}

/// A stored form of an image. Those of one image sort with the largest width last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
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

/// File name of an image in one form.
pub(super) fn name_of(id: &ImageId, shape: Shape) -> String {
    let folder = ImageShelf::name(id);
    match shape {
        Shape::Square(at) => format!("{folder}/square-{}.jpg", at.percent()),
        Shape::Width(width) => format!("{folder}/{width}.jpg"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_image_store_are_recognised() {
        let id = "0a".repeat(32);
        for name in ["480.jpg", "square-0.jpg", "square-100.jpg"] {
            assert!(
                ImageShelf::read(&format!("images/0a/{id}/{name}")).is_some(),
                "{name}"
            );
        }
        for name in [
            format!("images/0a/{id}/square-5.jpg"),
            format!("images/0a/{id}/square-110.jpg"),
            format!("images/0a/{id}/notes.jpg"),
            format!("images/0a/{id}/0480.jpg"),
            format!("images/0a/{id}/480.jpg/x"),
            format!("images/0b/{id}/480.jpg"),
            format!("kits/0a/{id}/480.jpg"),
            "images/0a/short/480.jpg".to_owned(),
        ] {
            assert_eq!(ImageShelf::read(&name), None, "{name}");
        }
    }
}
