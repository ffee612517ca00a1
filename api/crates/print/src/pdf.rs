//! Writes pages to a PDF file.

use super::PrintDocument;
use super::block::{Block, Link, Role};
use super::layout::{HEIGHT, LinePosition, MARGIN, PageLayout, WIDTH, width};
use super::typesetter::{Line, Piece, fill};
use anyhow::Context as _;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use std::collections::BTreeMap;
use std::num::NonZeroU16;

const LANGUAGE: &str = "fr";
/// Colours of text and links; see `web/styles/tokens.css`.
const INK: (u8, u8, u8) = (0x1b, 0x16, 0x38);
const BRAND: (u8, u8, u8) = (0x35, 0x25, 0x8f);
/// Colour of rules; see `programme.css`.
const RULE: (u8, u8, u8) = (0xb5, 0xb5, 0xb5);
/// Thickness of a rule, in points.
const RULE_HEIGHT: f32 = 0.5;

/// Tagged content by block and run, in reading order: text and link annotations.
type TaggedContent = BTreeMap<(usize, usize), Vec<Identifier>>;

/// A link area whose annotation is added after the text of its page has been written.
struct LinkArea<'a> {
    run: (usize, usize),
    area: Rect,
    link: &'a Link,
    text: &'a str,
}

/// Draws a document that has been laid out as tagged PDF/UA-1.
///
/// # Errors
///
/// When the document does not conform to PDF/UA-1.
pub(super) fn write(document: &PrintDocument, layout: &PageLayout) -> anyhow::Result<Vec<u8>> {
    let mut file = accessible_file()?;
    let title = Block::new(Role::Title, document.title.clone());
    let blocks: Vec<&Block> = std::iter::once(&title).chain(&document.blocks).collect();

    let mut tagged = TaggedContent::new();
    for (number, lines) in by_page(layout).into_iter().enumerate() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).context("a page has a size")?;
        let mut page = file.start_page_with(settings);
        let mut surface = page.surface();
        let mut link_areas = Vec::new();
        for (at, position, line) in lines {
            let (Some(block), Some(placed)) = (blocks.get(at), layout.blocks.get(at)) else {
                continue;
            };
            for piece in &line.pieces {
                let run = block.runs.get(piece.run);
                let link = run.and_then(|run| run.link.as_ref());
                let tag = ContentTag::Span(SpanTag::empty());
                let text = surface.start_tagged(tag);
                draw(
                    &mut surface,
                    piece,
                    &placed.shaped.text,
                    position,
                    line,
                    link.is_some(),
                );
                surface.end_tagged();
                let run_of = (at, piece.run);
                tagged.entry(run_of).or_default().push(text);
                if let (Some(link), Some(run)) = (link, run)
                    && let Some(area) = area(piece, position, line)
                {
                    link_areas.push(LinkArea {
                        run: run_of,
                        area,
                        link,
                        text: &run.text,
                    });
                }
            }
        }
        let rules = layout.rules.iter().filter(|rule| rule.page == number);
        for rule in rules {
            let tag = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
            surface.start_tagged(tag);
            draw_rule(&mut surface, *rule);
            surface.end_tagged();
        }
        if let Some(footer) = layout.footers.get(number) {
            let tag = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer));
            surface.start_tagged(tag);
            let mut position = LinePosition {
                page: number,
                x: MARGIN,
                y: HEIGHT - MARGIN,
            };
            for line in &footer.lines {
                for piece in &line.pieces {
                    draw(&mut surface, piece, &footer.text, position, line, false);
                }
                position.y += line.height;
            }
            surface.end_tagged();
        }
        surface.finish();
        for LinkArea {
            run,
            area,
            link,
            text,
        } in link_areas
        {
            if let Some(target) = target(link, layout) {
                let area = LinkAnnotation::new(area, target);
                let area = Annotation::new_link(area, Some(text.to_owned()));
                let area = page.add_tagged_annotation(area);
                tagged.entry(run).or_default().push(area);
            }
        }
        page.finish();
    }

    file.set_tag_tree(tags(&blocks, tagged));
    file.set_outline(outline(&blocks, layout));
    let metadata = Metadata::new()
        .title(document.title.clone())
        .language(LANGUAGE.to_owned());
    file.set_metadata(metadata);
    file.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// An empty file that must conform to PDF/UA-1 when it is finished.
///
/// # Errors
///
/// When the settings contradict each other, which they do not.
pub fn accessible_file() -> anyhow::Result<krilla::Document> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(krilla::Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    }))
}

/// The lines of each page: index of the block, position and line.
fn by_page(layout: &PageLayout) -> Vec<Vec<(usize, LinePosition, &Line)>> {
    let mut pages = Vec::new();
    pages.resize_with(layout.pages, Vec::new);
    for (at, placed) in layout.blocks.iter().enumerate() {
        for (position, line) in placed.lines.iter().zip(&placed.shaped.lines) {
            if let Some(page) = pages.get_mut(position.page) {
                page.push((at, *position, line));
            }
        }
    }
    pages
}

fn draw(
    surface: &mut Surface<'_>,
    piece: &Piece,
    text: &str,
    position: LinePosition,
    line: &Line,
    link_areas: bool,
) {
    let start = Point::from_xy(position.x, position.y + line.baseline);
    let colour = if link_areas { BRAND } else { INK };
    piece.draw(surface, text, start, colour);
}

/// Draws a rule across a column.
fn draw_rule(surface: &mut Surface<'_>, from: LinePosition) {
    let area = Rect::from_xywh(from.x, from.y, width(Role::Text), RULE_HEIGHT);
    let path = area.and_then(|area| {
        let mut path = PathBuilder::new();
        path.push_rect(area);
        path.finish()
    });
    if let Some(path) = path {
        surface.set_fill(Some(fill(RULE)));
        surface.draw_path(&path);
    }
}

/// Area that a piece covers on the page; `None` when it has no width.
fn area(piece: &Piece, position: LinePosition, line: &Line) -> Option<Rect> {
    Rect::from_xywh(position.x + piece.x, position.y, piece.width, line.height)
}

/// The PDF target of a link; `None` for an unknown anchor.
fn target(link: &Link, layout: &PageLayout) -> Option<Target> {
    match link {
        Link::Url(address) => Some(Target::Action(Action::Link(LinkAction::new(
            address.clone(),
        )))),
        Link::Anchor(anchor) => {
            let position = layout.anchors.get(anchor)?;
            Some(Target::Destination(Destination::Xyz(destination(
                *position,
            ))))
        }
    }
}

fn destination(position: LinePosition) -> XyzDestination {
    XyzDestination::new(position.page, Point::from_xy(position.x, position.y))
}

/// Structure tree for screen readers: a heading or paragraph per block, with its links.
fn tags(blocks: &[&Block], mut tagged: TaggedContent) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for (at, block) in blocks.iter().enumerate() {
        let mut group = TagGroup::new(tag(block));
        for (number, run) in block.runs.iter().enumerate() {
            let ids = tagged.remove(&(at, number)).unwrap_or_default();
            if run.link.is_some() && !ids.is_empty() {
                let mut link = TagGroup::new(Tag::Link);
                for id in ids {
                    link.push(id);
                }
                group.push(link);
            } else {
                for id in ids {
                    group.push(id);
                }
            }
        }
        tree.push(group);
    }
    tree
}

fn tag(block: &Block) -> TagKind {
    let level = match block.role {
        Role::Title => 1,
        Role::Chapter => 2,
        Role::Section => 3,
        Role::Entry => 4,
        Role::Lead | Role::Opening | Role::Text | Role::Small => return Tag::P.into(),
    };
    match NonZeroU16::new(level) {
        Some(level) => Tag::Hn(level, Some(block.text())).into(),
        None => Tag::P.into(),
    }
}

/// Outline with the chapters, for the side bar of a reader.
fn outline(blocks: &[&Block], layout: &PageLayout) -> Outline {
    let mut outline = Outline::new();
    for (block, placed) in blocks.iter().zip(&layout.blocks) {
        if let (Role::Chapter, Some(first)) = (block.role, placed.lines.first()) {
            outline.push_child(OutlineNode::new(block.text(), destination(*first)));
        }
    }
    outline
}
