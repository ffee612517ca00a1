//! The crops of the image of an event: each use with its ratio, and which part of the image it keeps.

use super::image::{CARD_RATIO, FocalPoint, crop_position};
use crate::edition::kit::{EditionKit, KitBlock, KitPart, KitUse};

/// Pictures in the files of the default kit: key and purpose of the file, width and height of the area.
const KIT_PICTURES: [(&str, KitUse, (i32, i32)); 11] = [
    ("poster-a4", KitUse::Poster, (2_100, 1_250)),
    ("poster-a3", KitUse::Poster, (2_970, 1_768)),
    ("flyer-a4", KitUse::Flyer, (2_100, 760)),
    ("screen-landscape", KitUse::Screen, (900, 1_080)),
    ("screen-portrait", KitUse::Screen, (1_080, 830)),
    ("banner-leaderboard", KitUse::Banner, (150, 90)),
    ("banner-rectangle", KitUse::Banner, (300, 96)),
    ("banner-link", KitUse::Banner, (560, 630)),
    ("social-square", KitUse::Social, (1_080, 550)),
    ("social-story", KitUse::Social, (1_080, 980)),
    ("signature", KitUse::Signature, (150, 150)),
];

/// Place where the image is shown cropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImagePlace {
    /// The picture of a card in lists of events.
    Card,
    /// The square for search engines and partners.
    Square,
    /// Files of the communication kit with this purpose.
    Kit(KitUse),
}

/// A place where the image is shown cropped, and the shape that it has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageUse {
    /// Place where it is shown.
    pub place: ImagePlace,
    /// Ratio of width to height.
    pub ratio: (u32, u32),
}

impl ImageUse {
    /// Part of what is cut off an image of a size that lies to the left of the crop, or above it: 0 to 100 percent.
    pub fn percent_before(&self, size: (u32, u32), focus: FocalPoint) -> f32 {
        match self.place {
            ImagePlace::Card | ImagePlace::Square => {
                f32::from(crop_position(size, self.ratio, focus).percent())
            }
            ImagePlace::Kit(_) => centred(size, self.ratio, focus),
        }
    }

    /// True for two crops that look the same in the same place: their ratios differ by less than a percent.
    fn resembles(&self, other: &Self) -> bool {
        let product = |one: u32, other: u32| u64::from(one) * u64::from(other);
        let here = product(self.ratio.0, other.ratio.1);
        let there = product(other.ratio.0, self.ratio.1);
        self.place == other.place && here.abs_diff(there) * 100 < here
    }
}

/// The crops of an event's image, by place: those of lists and partners, then those of the kit of an edition.
pub fn image_uses(kit: &EditionKit) -> Vec<ImageUse> {
    let changed = |key: &str| {
        let own = kit.files.iter().map(|file| &file.key);
        let hidden = kit
            .hidden
            .iter()
            .filter(|hidden| hidden.parts.contains(&KitPart::Picture))
            .map(|hidden| &hidden.file);
        own.chain(&kit.without)
            .chain(hidden)
            .any(|other| other.as_str() == key)
    };
    let default = KIT_PICTURES
        .iter()
        .filter(|picture| !changed(picture.0))
        .map(|(_, purpose, size)| (*purpose, *size));
    let kept = kit
        .files
        .iter()
        .filter(|file| !kit.without.contains(&file.key))
        .filter(|file| !kit.hides(file.key, KitPart::Picture));
    let own = kept.flat_map(|file| pictures(&file.blocks).map(move |size| (file.use_, size)));
    let mut uses = vec![
        ImageUse {
            place: ImagePlace::Card,
            ratio: CARD_RATIO,
        },
        ImageUse {
            place: ImagePlace::Square,
            ratio: (1, 1),
        },
    ];
    for (purpose, (width, height)) in default.chain(own) {
        let side = |length: i32| u32::try_from(length).unwrap_or_default().max(1);
        let found = ImageUse {
            place: ImagePlace::Kit(purpose),
            ratio: (side(width), side(height)),
        };
        if !uses.iter().any(|known| known.resembles(&found)) {
            uses.push(found);
        }
    }
    uses.sort_by_key(|it| it.place);
    uses
}

/// Width and height of each picture among the blocks of a file.
fn pictures(blocks: &[KitBlock]) -> impl Iterator<Item = (i32, i32)> {
    blocks.iter().filter_map(|block| {
        if let KitBlock::Picture { area } = block {
            Some((area.width, area.height))
        } else {
            None
        }
    })
}

/// Where an image begins that is `shown` long and fills a `room`, along one side: 0 or less. The focal point, a part of the image
/// from 0 to 1, comes to the middle as far as the image reaches.
pub fn shift_to_focus(focus: f32, shown: f32, room: f32) -> f32 {
    (room / 2.0 - focus.clamp(0.0, 1.0) * shown).clamp((room - shown).min(0.0), 0.0)
}

/// As [`ImageUse::percent_before`], for a crop of the kit.
fn centred((width, height): (u32, u32), ratio: (u32, u32), focus: FocalPoint) -> f32 {
    let side = |pixels: u32| f32::from(u16::try_from(pixels.max(1)).unwrap_or(u16::MAX));
    let (across, down) = (side(ratio.0), side(ratio.1));
    let (width, height) = (side(width), side(height));
    let scale = (across / width).max(down / height);
    let (width, height) = (width * scale, height * scale);
    let (focus, shown, room) = if width - across > height - down {
        (focus.x, width, across)
    } else {
        (focus.y, height, down)
    };
    let shift = shift_to_focus(f32::from(focus) / 100.0, shown, room);
    if shown > room {
        shift.abs() / (shown - room) * 100.0
    } else {
        50.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::kit::{HiddenParts, Kit};

    fn default_kit() -> Kit {
        serde_json::from_str(include_str!("../../../data/kit.json")).unwrap()
    }

    #[test]
    fn the_pictures_of_the_default_kit_are_all_listed() {
        let kit = default_kit();
        let files = kit.files.iter();
        let found: Vec<_> = files
            .flat_map(|file| {
                pictures(&file.blocks).map(move |size| (file.key.as_str(), file.use_, size))
            })
            .collect();
        assert_eq!(found, KIT_PICTURES);
    }

    #[test]
    fn equal_crops_are_shown_once_by_place() {
        let uses = image_uses(&EditionKit::default());
        let places: Vec<_> = uses.iter().map(|it| it.place).collect();
        assert!(places.is_sorted());
        let of = |purpose| {
            let place = ImagePlace::Kit(purpose);
            places.iter().filter(|it| **it == place).count()
        };
        // Both posters have the same one.
        assert_eq!((of(KitUse::Poster), of(KitUse::Banner)), (1, 3));
        assert_eq!(of(KitUse::OnSite), 0);
    }

    #[test]
    fn an_edition_changes_the_crops_of_its_kit() {
        let default = default_kit();
        let mut poster = default.files[0].clone();
        for block in &mut poster.blocks {
            if let KitBlock::Picture { area } = block {
                area.height = area.width;
            }
        }
        let kit = EditionKit {
            hidden: ["social-square", "social-story"]
                .map(|file| HiddenParts {
                    file: file.parse().unwrap(),
                    parts: vec![KitPart::Picture],
                })
                .into(),
            without: vec!["poster-a3".parse().unwrap(), "signature".parse().unwrap()],
            files: vec![poster],
            ..EditionKit::default()
        };

        let uses = image_uses(&kit);

        let of = |purpose| {
            let place = ImagePlace::Kit(purpose);
            let found = uses.iter().filter(move |it| it.place == place);
            found.map(|it| it.ratio).collect::<Vec<_>>()
        };
        assert_eq!(of(KitUse::Poster), [(2_100, 2_100)]);
        assert_eq!(of(KitUse::Signature), []);
        assert_eq!(of(KitUse::Social), []);
        assert_eq!(of(KitUse::Flyer), [(2_100, 760)]);
    }

    #[test]
    fn a_crop_of_the_kit_has_the_focal_point_in_its_middle() {
        let square = |place| ImageUse {
            place,
            ratio: (1, 1),
        };
        let kit = square(ImagePlace::Kit(KitUse::Signature));
        let at = |shown: ImageUse, x: i16| {
            let percent = shown.percent_before((200, 100), FocalPoint { x, y: 0 });
            format!("{percent:.0}")
        };
        let of_kit = [0, 25, 50, 75, 100].map(|x| at(kit, x));
        assert_eq!(of_kit, ["0", "0", "50", "100", "100"]);
        // Everywhere else the point keeps its place.
        assert_eq!(at(square(ImagePlace::Square), 25), "30");
    }
}
