//! A scene as tagged PDF.

use super::Facts;
use super::path::{Outline, Rect, Step};
use super::scene::{Item, PlacedText, Scene, dark_modules};
use anyhow::Context as _;
use krilla::Data;
use krilla::color::{cmyk, rgb};
use krilla::destination::XyzDestination;
use krilla::geom::{self, PathBuilder, Point, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline as Contents, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use print::accessible_file;
use shared::edition::kit::{Colour, KitSheet, KitVoice, TENTHS_OF_MM_IN_POINT};
use std::num::NonZeroU16;

const LANGUAGE: &str = "fr";
/// Length of a crop mark, and its distance from the trimmed page, in tenths of a millimetre.
const MARK: f32 = 50.0;
const MARK_GAP: f32 = 40.0;
/// Thickness of a mark.
const MARK_WIDTH: f32 = 0.9;
/// Space around the bleed in which the marks stand.
const SLUG: f32 = 70.0;

/// How a page is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    /// Bleed around the page, in tenths of a millimetre; 0 for a page without marks.
    pub(crate) bleed: f32,
    /// True for CMYK colours.
    pub(crate) cmyk: bool,
    /// Sheet with several copies.
    pub(crate) sheet: Option<KitSheet>,
}

/// Draws a scene as one tagged page of PDF/UA-1, on paper of its size or with bleed and marks around it.
///
/// # Errors
///
/// When the picture is damaged, or the document does not conform to PDF/UA-1.
pub(crate) fn write(scene: &Scene, facts: &Facts, paper: Paper) -> anyhow::Result<Vec<u8>> {
    let mut file = accessible_file()?;
    let margin = if paper.bleed > 0.0 {
        paper.bleed + SLUG
    } else {
        0.0
    };
    let (width, height) = match paper.sheet {
        Some(sheet) => (units(sheet.width), units(sheet.height)),
        None => (scene.width + 2.0 * margin, scene.height + 2.0 * margin),
    };
    let mut settings =
        PageSettings::from_wh(points(width), points(height)).context("a page has a size")?;
    if margin > 0.0 {
        let inset = |by: f32| {
            geom::Rect::from_xywh(
                points(by),
                points(by),
                points(width - 2.0 * by),
                points(height - 2.0 * by),
            )
        };
        settings = settings
            .with_bleed_box(inset(SLUG))
            .with_trim_box(inset(margin));
    }
    let mut page = file.start_page_with(settings);
    let mut surface = page.surface();
    let scale = points(1.0);
    surface.push_transform(&Transform::from_scale(scale, scale));
    let mut writer = Writer {
        facts,
        picture: picture(facts)?,
        cmyk: paper.cmyk,
        tagged: true,
        groups: Vec::new(),
    };
    if let Some(sheet) = paper.sheet {
        writer.sheet(&mut surface, scene, sheet);
    } else {
        surface.push_transform(&Transform::from_translate(margin, margin));
        writer.items(&mut surface, &scene.items);
        surface.pop();
        if margin > 0.0 {
            let trim = Rect::new(margin, margin, scene.width, scene.height);
            let gap = MARK_GAP.max(paper.bleed);
            writer.marks(&mut surface, &corner_marks(trim, gap));
        }
    }
    surface.pop();
    surface.finish();
    page.finish();

    let mut tree = TagTree::new();
    for group in writer.groups {
        tree.push(group);
    }
    file.set_tag_tree(tree);
    let mut contents = Contents::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    contents.push_child(OutlineNode::new(facts.title.clone(), top));
    file.set_outline(contents);
    file.set_metadata(
        Metadata::new()
            .title(facts.title.clone())
            .language(LANGUAGE.to_owned()),
    );
    file.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
}

fn units(length: i32) -> f32 {
    super::fit::length(length)
}

fn points(units: f32) -> f32 {
    units / TENTHS_OF_MM_IN_POINT
}

/// The picture of the event with its size, as it is stored: nothing is decoded.
fn picture(facts: &Facts) -> anyhow::Result<Option<(Image, (f32, f32))>> {
    let Some(picture) = &facts.picture else {
        return Ok(None);
    };
    let image = Image::from_jpeg(Data::from(picture.jpeg.clone()), true)
        .map_err(|error| anyhow::anyhow!("the picture of the event: {error}"))?;
    let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX)).max(1.0);
    let (width, height) = image.size();
    Ok(Some((image, (side(width), side(height)))))
}

/// Lines at the corners of a rectangle, along which the page is cut.
fn corner_marks(trim: Rect, gap: f32) -> Vec<Rect> {
    let half = MARK_WIDTH / 2.0;
    let mut marks = Vec::new();
    for x in [trim.x, trim.right()] {
        let left = x - half;
        marks.push(Rect::new(left, trim.y - gap - MARK, MARK_WIDTH, MARK));
        marks.push(Rect::new(left, trim.bottom() + gap, MARK_WIDTH, MARK));
    }
    for y in [trim.y, trim.bottom()] {
        let top = y - half;
        marks.push(Rect::new(trim.x - gap - MARK, top, MARK, MARK_WIDTH));
        marks.push(Rect::new(trim.right() + gap, top, MARK, MARK_WIDTH));
    }
    marks
}

struct Writer<'a> {
    facts: &'a Facts,
    picture: Option<(Image, (f32, f32))>,
    cmyk: bool,
    /// False for a copy, which a screen reader need not hear.
    tagged: bool,
    groups: Vec<TagGroup>,
}

impl Writer<'_> {
    /// Draws copies of the scene in the middle of the sheet, with marks between them.
    fn sheet(&mut self, surface: &mut Surface<'_>, scene: &Scene, sheet: KitSheet) {
        let (columns, rows) = (units(sheet.columns), units(sheet.rows));
        let left = (units(sheet.width) - columns * scene.width) / 2.0;
        let top = (units(sheet.height) - rows * scene.height) / 2.0;
        for row in 0..sheet.rows {
            for column in 0..sheet.columns {
                let x = left + units(column) * scene.width;
                let y = top + units(row) * scene.height;
                surface.push_transform(&Transform::from_translate(x, y));
                if !self.tagged {
                    surface.start_tagged(artifact());
                }
                self.items(surface, &scene.items);
                if !self.tagged {
                    surface.end_tagged();
                }
                surface.pop();
                self.tagged = false;
            }
        }
        self.tagged = true;
        let mut marks = Vec::new();
        let length = MARK.min(left - 20.0).min(top - 20.0).max(0.0);
        let half = MARK_WIDTH / 2.0;
        for column in 0..=sheet.columns {
            let x = left + units(column) * scene.width - half;
            marks.push(Rect::new(x, top - length, MARK_WIDTH, length));
            let below = top + rows * scene.height;
            marks.push(Rect::new(x, below, MARK_WIDTH, length));
        }
        for row in 0..=sheet.rows {
            let y = top + units(row) * scene.height - half;
            marks.push(Rect::new(left - length, y, length, MARK_WIDTH));
            let beside = left + columns * scene.width;
            marks.push(Rect::new(beside, y, length, MARK_WIDTH));
        }
        self.marks(surface, &marks);
    }

    fn marks(&self, surface: &mut Surface<'_>, marks: &[Rect]) {
        let mut outline = Outline::default();
        for mark in marks
            .iter()
            .filter(|mark| mark.width > 0.0 && mark.height > 0.0)
        {
            outline.add_rect(*mark);
        }
        surface.start_tagged(artifact());
        self.fill(surface, &outline, Colour::new(0, 0, 0));
        surface.end_tagged();
    }

    fn items(&mut self, surface: &mut Surface<'_>, items: &[Item]) {
        for item in items {
            match item {
                Item::Fill { .. } | Item::Stroke { .. } => {
                    if self.tagged {
                        surface.start_tagged(artifact());
                    }
                    self.item(surface, item);
                    if self.tagged {
                        surface.end_tagged();
                    }
                }
                Item::Text(text) => self.text(surface, text),
                Item::Picture { .. } => {
                    let picture = self.facts.picture.as_ref();
                    let alt = picture.map_or("", |it| it.alt.as_str()).to_owned();
                    self.figure(surface, item, alt);
                }
                Item::Code { .. } => self.figure(surface, item, self.facts.code_alt.clone()),
                Item::Logo { number, .. } => {
                    let logo = self.facts.logos.get(*number);
                    let alt = logo.map_or("", |it| it.name.as_str()).to_owned();
                    self.figure(surface, item, alt);
                }
                Item::Drawing { alt, .. } => self.figure(surface, item, alt.clone()),
            }
        }
    }

    /// Draws an item as a figure with its alternative text, or as decoration when that is empty.
    fn figure(&mut self, surface: &mut Surface<'_>, item: &Item, alt: String) {
        if !self.tagged {
            return self.item(surface, item);
        }
        if alt.trim().is_empty() {
            surface.start_tagged(artifact());
            self.item(surface, item);
            surface.end_tagged();
            return;
        }
        let id = surface.start_tagged(ContentTag::Other);
        self.item(surface, item);
        surface.end_tagged();
        let mut group = TagGroup::new(Tag::Figure(Some(alt)));
        group.push(id);
        self.groups.push(group);
    }

    fn text(&mut self, surface: &mut Surface<'_>, text: &PlacedText) {
        let mut ids: Vec<Identifier> = Vec::new();
        for (line, (x, y)) in text.lines() {
            if self.tagged {
                ids.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
            }
            for piece in &line.pieces {
                let start = Point::from_xy(x, y);
                let fill = self.paint(text.colour);
                piece.draw_filled(surface, &text.shaped.text, start, fill);
            }
            if self.tagged {
                surface.end_tagged();
            }
        }
        if !self.tagged {
            return;
        }
        let first = NonZeroU16::MIN;
        let tag: TagKind = match text.voice {
            KitVoice::Heading => Tag::Hn(first, Some(text.shaped.text.clone())).into(),
            KitVoice::Text => Tag::P.into(),
        };
        let mut group = TagGroup::new(tag);
        for id in ids {
            group.push(id);
        }
        self.groups.push(group);
    }

    /// Draws an item without tags.
    fn item(&self, surface: &mut Surface<'_>, item: &Item) {
        match item {
            Item::Fill { outline, colour } => self.fill(surface, outline, *colour),
            Item::Stroke {
                outline,
                colour,
                width,
            } => {
                let fill = self.paint(*colour);
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke {
                    paint: fill.paint,
                    width: *width,
                    ..Stroke::default()
                }));
                if let Some(path) = path(outline) {
                    surface.draw_path(&path);
                }
                surface.set_stroke(None);
            }
            Item::Text(text) => {
                for (line, (x, y)) in text.lines() {
                    for piece in &line.pieces {
                        let fill = self.paint(text.colour);
                        piece.draw_filled(surface, &text.shaped.text, Point::from_xy(x, y), fill);
                    }
                }
            }
            Item::Picture { area } => {
                if let (Some((image, size)), Some(picture)) = (&self.picture, &self.facts.picture) {
                    draw_cropped(surface, image, *size, *area, picture.focus);
                }
            }
            Item::Code { area, code } => {
                self.fill(surface, &Outline::rect(*area), Colour::new(255, 255, 255));
                let (outline, _) = dark_modules(*area, code, false);
                self.fill(surface, &outline, Colour::new(0, 0, 0));
            }
            Item::Logo { area, number } => {
                if let Some(logo) = self.facts.logos.get(*number) {
                    let image = Image::from_rgba8(logo.pixels.to_vec(), logo.width, logo.height);
                    draw_image(surface, &image, *area);
                }
            }
            Item::Drawing { area, items, .. } => {
                let Some(clip) = path(&Outline::rect(*area)) else {
                    return;
                };
                surface.push_clip_path(&clip, &FillRule::NonZero);
                for item in items {
                    self.item(surface, item);
                }
                surface.pop();
            }
        }
    }

    fn fill(&self, surface: &mut Surface<'_>, outline: &Outline, colour: Colour) {
        let Some(path) = path(outline) else { return };
        surface.set_fill(Some(self.paint(colour)));
        surface.draw_path(&path);
    }

    fn paint(&self, colour: Colour) -> Fill {
        let (red, green, blue) = colour.parts();
        let paint = if self.cmyk {
            let [cyan, magenta, yellow, black] = inks(colour);
            cmyk::Color::new(cyan, magenta, yellow, black).into()
        } else {
            rgb::Color::new(red, green, blue).into()
        };
        Fill {
            paint,
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }
    }
}

/// Inks of a colour by the plain formula, without a profile. What is nearly black is black alone: four inks upon each other smear, and
/// small letters show where they do not meet.
pub(crate) fn inks(colour: Colour) -> [u8; 4] {
    let (red, green, blue) = colour.parts();
    let most = red.max(green).max(blue);
    if most < 0x48 {
        return [0, 0, 0, 255];
    }
    let ink = |part: u8| {
        let missing = u16::from(most - part) * 255 / u16::from(most);
        u8::try_from(missing).unwrap_or(u8::MAX)
    };
    [ink(red), ink(green), ink(blue), 255 - most]
}

fn artifact() -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout))
}

fn draw_cropped(
    surface: &mut Surface<'_>,
    image: &Image,
    (width, height): (f32, f32),
    area: Rect,
    focus: (f32, f32),
) {
    let shown = super::crop((width, height), area, focus);
    let Some(clip) = path(&Outline::rect(area)) else {
        return;
    };
    surface.push_clip_path(&clip, &FillRule::NonZero);
    draw_image(surface, image, shown);
    surface.pop();
}

fn draw_image(surface: &mut Surface<'_>, image: &Image, area: Rect) {
    let Some(size) = Size::from_wh(area.width, area.height) else {
        return;
    };
    surface.push_transform(&Transform::from_translate(area.x, area.y));
    surface.draw_image(image.clone(), size);
    surface.pop();
}

fn path(outline: &Outline) -> Option<geom::Path> {
    if !outline
        .0
        .iter()
        .any(|step| !matches!(step, Step::Move(..) | Step::Close))
    {
        return None;
    }
    let mut path = PathBuilder::new();
    for step in &outline.0 {
        match *step {
            Step::Move(x, y) => path.move_to(x, y),
            Step::Line(x, y) => path.line_to(x, y),
            Step::Cubic(first, second, to) => {
                path.cubic_to(first.0, first.1, second.0, second.1, to.0, to.1);
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}
