//! The page of a certificate as a file.

use super::Certificate;
use super::layout::{BOTTOM, CertificateLayout, HEIGHT, MARGIN, PlacedText, TOP, WIDTH};
use super::qr::QrSymbol;
use anyhow::Context as _;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use print::{Colour, Link, accessible_file, fill};
use std::num::NonZeroU16;

const LANGUAGE: &str = "fr";
/// Colours of text and links; see `web/styles/tokens.css`.
const INK: Colour = (0x1b, 0x16, 0x38);
const LINK: Colour = (0x35, 0x25, 0x8f);
/// Dark modules of the QR code.
const BLACK: Colour = (0, 0, 0);

/// Distance of the frame from the edge of the page, in points.
const FRAME: f32 = 28.0;
const FRAME_WIDTH: f32 = 1.5;
/// Height of the band at the top of the frame.
const BAND: f32 = 14.0;

/// A link whose annotation is added after the page has been drawn.
struct LinkArea {
    text: usize,
    run: usize,
    area: Rect,
    address: String,
    words: String,
}

/// Draws a certificate as one tagged page of PDF/UA-1.
///
/// # Errors
///
/// When the document does not conform to PDF/UA-1.
pub(super) fn write(
    certificate: &Certificate,
    layout: &CertificateLayout,
    symbol: &QrSymbol,
) -> anyhow::Result<Vec<u8>> {
    let mut file = accessible_file()?;
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).context("a page has a size")?;
    let mut page = file.start_page_with(settings);
    let mut surface = page.surface();
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    draw_frame(&mut surface, certificate.colour);
    surface.end_tagged();

    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut areas = Vec::new();
    let mut groups: Vec<Vec<(usize, Identifier)>> = Vec::new();
    for text in &layout.main {
        groups.push(draw_text(&mut surface, text, groups.len(), &mut areas));
    }
    let figure = surface.start_tagged(ContentTag::Other);
    surface.set_fill(Some(fill(BLACK)));
    if let Some(path) = symbol.path(layout.symbol) {
        surface.draw_path(&path);
    }
    surface.end_tagged();
    for text in &layout.verification {
        groups.push(draw_text(&mut surface, text, groups.len(), &mut areas));
    }
    surface.finish();
    for LinkArea {
        text,
        run,
        area,
        address,
        words,
    } in areas
    {
        let target = Target::Action(Action::Link(LinkAction::new(address)));
        let area = Annotation::new_link(LinkAnnotation::new(area, target), Some(words));
        let area = page.add_tagged_annotation(area);
        if let Some(group) = groups.get_mut(text) {
            group.push((run, area));
        }
    }
    page.finish();

    let texts = layout.main.iter().chain(&layout.verification);
    for (number, (text, ids)) in texts.zip(groups).enumerate() {
        if number == layout.main.len() {
            let alt = certificate.verification.alt.clone();
            let mut group = TagGroup::new(Tag::Figure(Some(alt)));
            group.push(figure);
            tree.push(group);
        }
        tree.push(tagged(text, ids));
    }
    file.set_tag_tree(tree);
    file.set_outline(outline(certificate));
    let (year, month, day) = certificate.issued_on;
    let metadata = Metadata::new()
        .title(certificate.title.clone())
        .language(LANGUAGE.to_owned())
        .creation_date(DateTime::new(year).month(month).day(day));
    file.set_metadata(metadata);
    file.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Draws a text, and returns its tagged content by run.
fn draw_text(
    surface: &mut Surface<'_>,
    text: &PlacedText,
    number: usize,
    areas: &mut Vec<LinkArea>,
) -> Vec<(usize, Identifier)> {
    let mut ids = Vec::new();
    let mut y = text.y;
    for line in &text.shaped.lines {
        for piece in &line.pieces {
            let run = text.runs.get(piece.run);
            let link = run.and_then(|run| run.link.as_ref());
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            let start = Point::from_xy(text.x, y + line.baseline);
            let colour = if link.is_some() { LINK } else { INK };
            piece.draw(surface, &text.shaped.text, start, colour);
            surface.end_tagged();
            ids.push((piece.run, id));
            if let (Some(Link::Url(address)), Some(run)) = (link, run)
                && let Some(area) = Rect::from_xywh(text.x + piece.x, y, piece.width, line.height)
            {
                areas.push(LinkArea {
                    text: number,
                    run: piece.run,
                    area,
                    address: address.clone(),
                    words: run.text.clone(),
                });
            }
        }
        y += line.height;
    }
    ids
}

/// The structure element of a text: a heading or a paragraph, with its links.
fn tagged(text: &PlacedText, ids: Vec<(usize, Identifier)>) -> TagGroup {
    let words: String = text.runs.iter().map(|run| run.text.as_str()).collect();
    let tag: TagKind = match text.role.level().and_then(NonZeroU16::new) {
        Some(level) => Tag::Hn(level, Some(words)).into(),
        None => Tag::P.into(),
    };
    let mut group = TagGroup::new(tag);
    let mut link = TagGroup::new(Tag::Link);
    let mut linked = false;
    for (run, id) in ids {
        let is_link = text.runs.get(run).is_some_and(|run| run.link.is_some());
        if is_link {
            linked = true;
            link.push(id);
        } else {
            group.push(id);
        }
    }
    // The link is the last run of its paragraph.
    if linked {
        group.push(link);
    }
    group
}

/// Outline with the heading, which PDF/UA-1 asks of every document.
fn outline(certificate: &Certificate) -> Outline {
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(MARGIN, TOP));
    outline.push_child(OutlineNode::new(certificate.heading.clone(), top));
    outline
}

/// Draws the frame with its band, and a mark below the verification.
fn draw_frame(surface: &mut Surface<'_>, colour: Colour) {
    surface.set_fill(Some(fill(colour)));
    let (width, height) = (WIDTH - 2.0 * FRAME, HEIGHT - 2.0 * FRAME);
    let (right, bottom) = (FRAME + width - FRAME_WIDTH, FRAME + height - FRAME_WIDTH);
    let areas = [
        Rect::from_xywh(FRAME, FRAME, width, BAND),
        Rect::from_xywh(FRAME, FRAME, FRAME_WIDTH, height),
        Rect::from_xywh(right, FRAME, FRAME_WIDTH, height),
        Rect::from_xywh(FRAME, bottom, width, FRAME_WIDTH),
        Rect::from_xywh(MARGIN, BOTTOM + 12.0, 40.0, 2.0),
    ];
    for area in areas.into_iter().flatten() {
        let mut path = PathBuilder::new();
        path.push_rect(area);
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    }
}
