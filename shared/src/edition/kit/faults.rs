//! Check of a kit: each fault has its JSON pointer into the edition.

use super::{
    ColourRole, EditionKit, HiddenParts, KitArea, KitBlock, KitFile, KitFormat, KitParagraph,
};
use super::{KitPart, KitTheme, KitUnit, KitVoice, limits, parts};
use crate::edition::faults::Faults;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use std::collections::HashSet;

impl EditionKit {
    /// Faults of the changes, below a JSON pointer; empty when they are usable.
    pub fn problems(&self, pointer: &str) -> Vec<FieldProblem> {
        let mut faults = Faults::default();
        if let Some(theme) = &self.theme {
            check_theme(&format!("{pointer}/theme"), theme, &mut faults);
        }
        let place = format!("{pointer}/without");
        faults.check_count(&place, self.without.len(), limits::FILES);
        let mut seen = HashSet::new();
        for (at, key) in self.without.iter().enumerate().take(limits::FILES) {
            if !seen.insert(key) {
                faults.add(&format!("{place}/{at}"), Code::Duplicate, "is a duplicate");
            }
        }
        let place = format!("{pointer}/hidden");
        faults.check_count(&place, self.hidden.len(), limits::FILES);
        let mut seen = HashSet::new();
        for (at, hidden) in self.hidden.iter().enumerate().take(limits::FILES) {
            let place = format!("{place}/{at}");
            if !seen.insert(hidden.file) {
                let detail = "another item has this file";
                faults.add(&format!("{place}/file"), Code::Duplicate, detail);
            }
            check_hidden(&format!("{place}/parts"), hidden, &mut faults);
        }
        let place = format!("{pointer}/files");
        faults.check_count(&place, self.files.len(), limits::FILES);
        let mut seen = HashSet::new();
        for (at, file) in self.files.iter().enumerate().take(limits::FILES) {
            let place = format!("{place}/{at}");
            if !seen.insert(file.key) {
                let detail = "another file has this key";
                faults.add(&format!("{place}/key"), Code::Duplicate, detail);
            }
            check_file(&place, file, &mut faults);
        }
        faults.0
    }
}

fn check_hidden(place: &str, hidden: &HiddenParts, faults: &mut Faults) {
    let most = KitPart::ALL.len();
    faults.check_count(place, hidden.parts.len(), most);
    if hidden.parts.is_empty() {
        faults.add(place, Code::Required, "at least one part");
    }
    let mut seen = HashSet::new();
    for (at, part) in hidden.parts.iter().enumerate().take(most) {
        if !seen.insert(part) {
            faults.add(&format!("{place}/{at}"), Code::Duplicate, "is a duplicate");
        }
    }
}

/// Each text of a template stands on a ground of [`KitTheme::PAIRS`]: a theme is therefore checked without the templates.
fn check_theme(place: &str, theme: &KitTheme, faults: &mut Faults) {
    for (text, ground, contrast) in theme.too_faint() {
        let name = match text {
            ColourRole::Ink => "ink",
            ColourRole::Accent => "accent",
            ColourRole::AccentInk => "accentInk",
            ColourRole::Ground => "ground",
            ColourRole::Soft => "soft",
            ColourRole::Spark => "spark",
        };
        let detail = format!(
            "contrast {:.1} with `{ground}`, at least {} is needed",
            (contrast * 10.0).floor() / 10.0,
            KitTheme::CONTRAST_MIN
        );
        faults.add(&format!("{place}/{name}"), Code::OutOfRange, detail);
    }
}

fn check_file(place: &str, file: &KitFile, faults: &mut Faults) {
    let name = Limits::line(2, 80);
    faults.check_text(&format!("{place}/name"), name, &file.name, true);
    check_size(place, file, faults);
    let blocks = format!("{place}/blocks");
    faults.check_count(&blocks, file.blocks.len(), limits::BLOCKS);
    if file.blocks.is_empty() {
        faults.add(&blocks, Code::Required, "at least one block");
    }
    let mut headings = 0;
    for (at, block) in file.blocks.iter().enumerate().take(limits::BLOCKS) {
        let place = format!("{blocks}/{at}");
        let (width, height) = (file.size.width, file.size.height);
        let page = KitArea {
            x: 0,
            y: 0,
            width,
            height,
        };
        let area = block.area();
        if area.width < 1 || area.height < 1 || !page.covers(area) {
            let detail = format!("must be inside the page of {width} × {height}");
            faults.add(&format!("{place}/area"), Code::OutOfRange, detail);
        } else {
            check_margin(&place, file, block, faults);
        }
        check_below(&place, file, at, area, faults);
        match block {
            KitBlock::Text { paragraphs, .. } => {
                headings += check_paragraphs(&place, file, at, paragraphs, faults);
            }
            KitBlock::Code { .. } => check_code(&place, file.format, area, faults),
            KitBlock::Shape { radius, .. } => {
                let most = area.width.min(area.height) / 2;
                if !(0..=most).contains(radius) {
                    let detail = format!("0 to {most}");
                    faults.add(&format!("{place}/radius"), Code::OutOfRange, detail);
                }
            }
            KitBlock::Picture { .. } | KitBlock::Map { .. } | KitBlock::Logos { .. } => {}
        }
    }
    if headings != 1 {
        faults.add(&blocks, Code::Required, "exactly one heading");
    }
}

/// Whoever cuts a page, and an edge of a screen, may take what is outside of the margin.
fn check_margin(place: &str, file: &KitFile, block: &KitBlock, faults: &mut Faults) {
    let margin = match file.format.unit() {
        KitUnit::TenthOfMillimetre => limits::PAPER_MARGIN,
        KitUnit::Pixel => limits::SCREEN_MARGIN,
    };
    let inside = KitArea {
        x: margin,
        y: margin,
        width: file.size.width.saturating_sub(2 * margin),
        height: file.size.height.saturating_sub(2 * margin),
    };
    if block.keeps_margin() && !inside.covers(block.area()) {
        let detail = format!("must be {margin} or more from the edges of the page");
        faults.add(&format!("{place}/area"), Code::OutOfRange, detail);
    }
}

/// A block may stand on shapes and on the picture, and covers nothing that is to be read. The area of a QR code has its quiet zone.
fn check_below(place: &str, file: &KitFile, number: usize, area: &KitArea, faults: &mut Faults) {
    let unit = file.format.unit();
    let mut below = file.blocks.iter().take(number);
    let covered =
        below.position(|block| block.kept_free(unit).is_some_and(|free| free.meets(area)));
    if let Some(covered) = covered {
        let detail = format!("covers what is to be read of `blocks/{covered}`");
        faults.add(&format!("{place}/area"), Code::NotAllowed, detail);
    }
}

fn check_size(place: &str, file: &KitFile, faults: &mut Faults) {
    let unit = file.format.unit();
    let most = match unit {
        KitUnit::TenthOfMillimetre => limits::PAPER_SIDE,
        KitUnit::Pixel => limits::SCREEN_SIDE,
    };
    let sides = limits::SIDE_MIN..=most;
    let detail = format!("{} to {most}", limits::SIDE_MIN);
    for (name, side) in [("width", file.size.width), ("height", file.size.height)] {
        if !sides.contains(&side) {
            faults.add(
                &format!("{place}/size/{name}"),
                Code::OutOfRange,
                detail.as_str(),
            );
        }
    }
    let pixels = i64::from(file.size.width) * i64::from(file.size.height);
    if unit == KitUnit::Pixel && pixels > limits::SCREEN_PIXELS {
        let detail = format!("at most {} pixels", limits::SCREEN_PIXELS);
        faults.add(&format!("{place}/size"), Code::OutOfRange, detail);
    }
    let is_pdf = file.format == KitFormat::Pdf;
    if file.bleed && (!is_pdf || file.sheet.is_some()) {
        let detail = "only a PDF page without a sheet has a bleed";
        faults.add(&format!("{place}/bleed"), Code::NotAllowed, detail);
    }
    let Some(sheet) = file.sheet else { return };
    let place = format!("{place}/sheet");
    if !is_pdf {
        faults.add(&place, Code::NotAllowed, "only a PDF has a sheet");
    }
    if !(1..=10).contains(&sheet.columns) || !(1..=20).contains(&sheet.rows) {
        let detail = "1 to 10 columns, 1 to 20 rows";
        return faults.add(&place, Code::OutOfRange, detail);
    }
    let fits = |of: i32, times: i32, on: i32| sides.contains(&on) && of.saturating_mul(times) <= on;
    if !fits(file.size.width, sheet.columns, sheet.width)
        || !fits(file.size.height, sheet.rows, sheet.height)
    {
        faults.add(
            &place,
            Code::OutOfRange,
            "the copies do not fit on the sheet",
        );
    }
}

/// Checks the paragraphs of the block with that number; returns how many headings they have.
fn check_paragraphs(
    place: &str,
    file: &KitFile,
    number: usize,
    paragraphs: &[KitParagraph],
    faults: &mut Faults,
) -> usize {
    let place = format!("{place}/paragraphs");
    faults.check_count(&place, paragraphs.len(), limits::PARAGRAPHS);
    if paragraphs.is_empty() {
        faults.add(&place, Code::Required, "at least one paragraph");
    }
    let (least, largest) = match file.format.unit() {
        KitUnit::TenthOfMillimetre => (limits::PAPER_SIZE_MIN, limits::PAPER_SIDE / 4),
        KitUnit::Pixel => (limits::SCREEN_SIZE_MIN, limits::SCREEN_SIDE / 4),
    };
    let grounds = grounds(file, number);
    for (at, paragraph) in paragraphs.iter().enumerate().take(limits::PARAGRAPHS) {
        let place = format!("{place}/{at}");
        let text = format!("{place}/text");
        faults.check_text(&text, Limits::prose(1, limits::TEXT), &paragraph.text, true);
        if let Err(unknown) = parts(&paragraph.text) {
            faults.add(&text, Code::UnknownValue, unknown.to_string());
        }
        if !(least..=largest).contains(&paragraph.size) {
            let detail = format!("{least} to {largest}");
            faults.add(&format!("{place}/size"), Code::OutOfRange, detail);
        }
        if !(least..=paragraph.size.max(least)).contains(&paragraph.smallest) {
            let detail = format!("{least} to the size");
            faults.add(&format!("{place}/smallest"), Code::OutOfRange, detail);
        }
        let room = file
            .blocks
            .get(number)
            .map_or(0, |block| block.area().height);
        // A line is at most 1.3 times as high as its letters.
        if paragraph.smallest.saturating_mul(13) > room.saturating_mul(10) {
            let detail = "a line is higher than the block";
            faults.add(&format!("{place}/smallest"), Code::OutOfRange, detail);
        }
        if !(1..=limits::LINES).contains(&paragraph.lines) {
            let detail = format!("1 to {}", limits::LINES);
            faults.add(&format!("{place}/lines"), Code::OutOfRange, detail);
        }
        if !(0..=limits::SCREEN_SIDE).contains(&paragraph.above) {
            let detail = format!("0 to {}", limits::SCREEN_SIDE);
            faults.add(&format!("{place}/above"), Code::OutOfRange, detail);
        }
        let colour = format!("{place}/colour");
        for ground in &grounds {
            match ground {
                None => faults.add(&colour, Code::NotAllowed, "text stands on a picture"),
                Some(ground) if !paragraph.colour.is_read_on(*ground) => {
                    let detail = format!("cannot be read on `{ground}`");
                    faults.add(&colour, Code::NotAllowed, detail);
                }
                Some(_) => {}
            }
        }
    }
    let headings = paragraphs.iter();
    headings
        .filter(|paragraph| paragraph.voice == KitVoice::Heading)
        .count()
}

/// Colours on which the block with that number stands: of the areas below it, from the last one that covers it; `None` for a picture.
fn grounds(file: &KitFile, number: usize) -> Vec<Option<ColourRole>> {
    let Some(area) = file.blocks.get(number).map(KitBlock::area) else {
        return Vec::new();
    };
    let mut grounds = vec![Some(ColourRole::Ground)];
    for below in file.blocks.iter().take(number) {
        let ground = match below {
            KitBlock::Shape { colour, .. } => Some(*colour),
            KitBlock::Picture { .. } | KitBlock::Map { .. } => None,
            KitBlock::Text { .. } | KitBlock::Code { .. } | KitBlock::Logos { .. } => continue,
        };
        if below.area().covers(area) {
            grounds.clear();
        }
        if below.area().meets(area) {
            grounds.push(ground);
        }
    }
    grounds.dedup();
    grounds
}

fn check_code(place: &str, format: KitFormat, area: &KitArea, faults: &mut Faults) {
    let least = match format.unit() {
        KitUnit::TenthOfMillimetre => limits::PAPER_CODE,
        KitUnit::Pixel => limits::SCREEN_CODE,
    };
    if area.width != area.height || area.width < least {
        let detail = format!("a square of at least {least}");
        faults.add(&format!("{place}/area"), Code::OutOfRange, detail);
    }
}
