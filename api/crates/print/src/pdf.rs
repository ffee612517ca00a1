//! Pages into a file.

use super::Document;
use super::block::{Block, Link, Role};
use super::paper::{HEIGHT, MARGIN, Paper, Place, WIDTH};
use super::typesetter::{Line, Piece};
use anyhow::Context as _;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use std::collections::BTreeMap;
use std::num::NonZeroU16;

const LANGUAGE: &str = "fr";
/// The colours of text and of links; see `web/styles/tokens.css`.
const INK: (u8, u8, u8) = (0x1b, 0x16, 0x38);
const BRAND: (u8, u8, u8) = (0x35, 0x25, 0x8f);

/// What of each run is on the pages, in reading order: its text, and the areas that lead somewhere.
type Marked = BTreeMap<(usize, usize), Vec<Identifier>>;

/// An area that leads somewhere, until the text of its page is written.
struct Lead<'a> {
    run: (usize, usize),
    area: Rect,
    link: &'a Link,
    says: &'a str,
}

/// Writes the file.
///
/// # Errors
///
/// When it cannot be written as PDF/UA-1 asks.
pub(super) fn write(document: &Document, paper: &Paper) -> anyhow::Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let mut file = krilla::Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let title = Block::new(Role::Title, document.title.clone());
    let blocks: Vec<&Block> = std::iter::once(&title).chain(&document.blocks).collect();

    let mut marked = Marked::new();
    for (number, lines) in by_page(paper).into_iter().enumerate() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).context("a page has a size")?;
        let mut page = file.start_page_with(settings);
        let mut surface = page.surface();
        let mut leads = Vec::new();
        for (at, place, line) in lines {
            let (Some(block), Some(placed)) = (blocks.get(at), paper.blocks.get(at)) else {
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
                    &placed.set.text,
                    place,
                    line,
                    link.is_some(),
                );
                surface.end_tagged();
                let run_of = (at, piece.run);
                marked.entry(run_of).or_default().push(text);
                if let (Some(link), Some(run)) = (link, run)
                    && let Some(area) = area(piece, place, line)
                {
                    leads.push(Lead {
                        run: run_of,
                        area,
                        link,
                        says: &run.text,
                    });
                }
            }
        }
        if let Some(foot) = paper.feet.get(number) {
            let tag = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer));
            surface.start_tagged(tag);
            let mut place = Place {
                page: number,
                x: MARGIN,
                y: HEIGHT - MARGIN,
            };
            for line in &foot.lines {
                for piece in &line.pieces {
                    draw(&mut surface, piece, &foot.text, place, line, false);
                }
                place.y += line.height;
            }
            surface.end_tagged();
        }
        surface.finish();
        for Lead {
            run,
            area,
            link,
            says,
        } in leads
        {
            if let Some(target) = target(link, paper) {
                let area = LinkAnnotation::new(area, target);
                let area = Annotation::new_link(area, Some(says.to_owned()));
                let area = page.add_tagged_annotation(area);
                marked.entry(run).or_default().push(area);
            }
        }
        page.finish();
    }

    file.set_tag_tree(tags(&blocks, marked));
    file.set_outline(outline(&blocks, paper));
    let metadata = Metadata::new()
        .title(document.title.clone())
        .language(LANGUAGE.to_owned());
    file.set_metadata(metadata);
    file.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// The lines of each page: of which block, where, and what.
fn by_page(paper: &Paper) -> Vec<Vec<(usize, Place, &Line)>> {
    let mut pages = Vec::new();
    pages.resize_with(paper.pages, Vec::new);
    for (at, placed) in paper.blocks.iter().enumerate() {
        for (place, line) in placed.lines.iter().zip(&placed.set.lines) {
            if let Some(page) = pages.get_mut(place.page) {
                page.push((at, *place, line));
            }
        }
    }
    pages
}

fn draw(
    surface: &mut Surface<'_>,
    piece: &Piece,
    text: &str,
    place: Place,
    line: &Line,
    leads: bool,
) {
    let (red, green, blue) = if leads { BRAND } else { INK };
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
    let start = Point::from_xy(place.x + piece.x, place.y + line.baseline);
    surface.draw_glyphs(
        start,
        &piece.glyphs,
        piece.font.clone(),
        text,
        piece.size,
        false,
    );
}

/// What of the page a piece covers; `None` for one without width.
fn area(piece: &Piece, place: Place, line: &Line) -> Option<Rect> {
    Rect::from_xywh(place.x + piece.x, place.y, piece.width, line.height)
}

/// `None` for an anchor that no block has.
fn target(link: &Link, paper: &Paper) -> Option<Target> {
    match link {
        Link::Web(address) => Some(Target::Action(Action::Link(LinkAction::new(
            address.clone(),
        )))),
        Link::Inside(anchor) => {
            let place = paper.anchors.get(anchor)?;
            Some(Target::Destination(Destination::Xyz(destination(*place))))
        }
    }
}

fn destination(place: Place) -> XyzDestination {
    XyzDestination::new(place.page, Point::from_xy(place.x, place.y))
}

/// What a screen reader follows: a heading or a paragraph for each block, with its links.
fn tags(blocks: &[&Block], mut marked: Marked) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for (at, block) in blocks.iter().enumerate() {
        let mut group = TagGroup::new(tag(block));
        for (number, run) in block.runs.iter().enumerate() {
            let ids = marked.remove(&(at, number)).unwrap_or_default();
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

/// The chapters, as a reader's side bar shows them.
fn outline(blocks: &[&Block], paper: &Paper) -> Outline {
    let mut outline = Outline::new();
    for (block, placed) in blocks.iter().zip(&paper.blocks) {
        if let (Role::Chapter, Some(first)) = (block.role, placed.lines.first()) {
            outline.push_child(OutlineNode::new(block.text(), destination(*first)));
        }
    }
    outline
}
