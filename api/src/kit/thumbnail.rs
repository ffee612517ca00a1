//! Small pictures of the files of a kit: the template itself, reduced.

use shared::edition::kit::{KitArea, KitBlock, KitFile, KitFormat, KitParagraph, KitSize};

/// Longer side of a thumbnail, in pixels: sharp at half that size on any screen.
const SIDE: i32 = 640;

/// The template of the thumbnail of a file, which is a picture. A file that is smaller keeps its size.
pub(super) fn of(file: &KitFile) -> KitFile {
    let longer = file.size.width.max(file.size.height).max(1);
    let scale = |length: i32| {
        let scaled = i64::from(length) * i64::from(SIDE.min(longer)) / i64::from(longer);
        i32::try_from(scaled).unwrap_or(i32::MAX)
    };
    let side = |length: i32| scale(length).max(1);
    let area = |area: &KitArea| KitArea {
        x: scale(area.x),
        y: scale(area.y),
        width: side(area.width),
        height: side(area.height),
    };
    let paragraph = |paragraph: &KitParagraph| KitParagraph {
        size: side(paragraph.size),
        smallest: side(paragraph.smallest),
        above: scale(paragraph.above),
        ..paragraph.clone()
    };
    let block = |block: &KitBlock| match block {
        KitBlock::Shape {
            area: of,
            colour,
            radius,
        } => KitBlock::Shape {
            area: area(of),
            colour: *colour,
            radius: scale(*radius),
        },
        KitBlock::Text {
            area: of,
            align,
            anchor,
            paragraphs,
        } => KitBlock::Text {
            area: area(of),
            align: *align,
            anchor: *anchor,
            paragraphs: paragraphs.iter().map(paragraph).collect(),
        },
        KitBlock::Picture { area: of } => KitBlock::Picture { area: area(of) },
        KitBlock::Code { area: of } => KitBlock::Code { area: area(of) },
        KitBlock::Map { area: of } => KitBlock::Map { area: area(of) },
        KitBlock::Logos { area: of, align } => KitBlock::Logos {
            area: area(of),
            align: *align,
        },
    };
    KitFile {
        format: KitFormat::Png,
        size: KitSize {
            width: side(file.size.width),
            height: side(file.size.height),
        },
        bleed: false,
        sheet: None,
        blocks: file.blocks.iter().map(block).collect(),
        ..file.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_keeps_the_proportions_and_is_small() {
        for file in &kit::default_kit().files {
            let small = of(file);
            assert_eq!(small.format, KitFormat::Png);
            assert!(
                small.size.width.max(small.size.height) <= SIDE,
                "{}",
                file.key
            );
            let (before, after) = (file.size, small.size);
            let ratio = |size: KitSize| f64::from(size.width) / f64::from(size.height);
            assert!(
                (ratio(before) / ratio(after) - 1.0).abs() < 0.05,
                "{}",
                file.key
            );
        }
    }
}
