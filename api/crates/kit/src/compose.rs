//! Blocks and facts to a scene.

use super::fill::fill;
use super::fit::{Filled, SetText, fit, height, length};
use super::map::map;
use super::path::{Outline, Rect};
use super::pattern::pattern;
use super::scene::{Item, PlacedText, Scene};
use super::{DrawError, Facts, Logo};
use print::{QrCode, Run, TextStyle, Typesetter};
use shared::edition::kit::{
    Alignment, Anchor, Colour, Kit, KitArea, KitBlock, KitFile, KitParagraph, KitTheme, KitUnit,
    KitVoice, limits,
};
use shared::partner::KIT_LOGOS_MAX;

/// Composes a file. What reaches an edge of the page goes on for `bleed` beyond it.
pub(crate) fn compose(
    kit: &Kit,
    file: &KitFile,
    facts: &Facts,
    bleed: f32,
    typesetter: &mut Typesetter,
) -> Result<Scene, DrawError> {
    let (width, height) = (length(file.size.width), length(file.size.height));
    let theme = &kit.theme;
    let page = Rect::new(0.0, 0.0, width, height);
    let mut items = Vec::new();
    // Paper is white by itself.
    if theme.ground != Colour::new(255, 255, 255) {
        items.push(Item::Fill {
            outline: Outline::rect(bled(page, page, bleed)),
            colour: theme.ground,
        });
    }
    for block in &file.blocks {
        let area = rect(block.area());
        match block {
            KitBlock::Shape { colour, radius, .. } => items.push(Item::Fill {
                outline: if *radius == 0 {
                    Outline::rect(bled(area, page, bleed))
                } else {
                    Outline::rounded(area, length(*radius))
                },
                colour: theme.colour(*colour),
            }),
            KitBlock::Text {
                align,
                anchor,
                paragraphs,
                ..
            } => {
                let place = (area, *align, *anchor);
                items.extend(texts(place, paragraphs, facts, theme, typesetter));
            }
            KitBlock::Picture { .. } => {
                let area = bled(area, page, bleed);
                items.push(if facts.picture.is_some() {
                    Item::Picture { area }
                } else {
                    let seed = facts.title.as_bytes();
                    Item::Drawing {
                        area,
                        alt: String::new(),
                        items: pattern(area, seed, theme),
                    }
                });
                let unit = file.format.unit();
                items.extend(credits(
                    rect(block.area()),
                    facts,
                    (theme, unit),
                    typesetter,
                ));
            }
            KitBlock::Code { .. } => items.push(Item::Code {
                area,
                code: QrCode::of(&facts.url)?,
            }),
            KitBlock::Map { .. } => items.push(map(area, facts, theme, typesetter)),
            KitBlock::Logos { align, .. } => items.extend(logos(area, *align, &facts.logos)),
        }
    }
    Ok(Scene {
        width,
        height,
        ground: theme.ground,
        items,
    })
}

fn rect(area: &KitArea) -> Rect {
    Rect::new(
        length(area.x),
        length(area.y),
        length(area.width),
        length(area.height),
    )
}

/// An area that goes on beyond the edges of the page that it reaches.
fn bled(area: Rect, page: Rect, bleed: f32) -> Rect {
    let left = if area.x <= page.x { bleed } else { 0.0 };
    let top = if area.y <= page.y { bleed } else { 0.0 };
    let right = if area.right() >= page.right() {
        bleed
    } else {
        0.0
    };
    let bottom = if area.bottom() >= page.bottom() {
        bleed
    } else {
        0.0
    };
    Rect::new(
        area.x - left,
        area.y - top,
        area.width + left + right,
        area.height + top + bottom,
    )
}

fn texts(
    (area, align, anchor): (Rect, Alignment, Anchor),
    paragraphs: &[KitParagraph],
    facts: &Facts,
    theme: &KitTheme,
    typesetter: &mut Typesetter,
) -> Vec<Item> {
    let filled: Vec<Filled<'_>> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(number, paragraph)| Some((number, paragraph, fill(paragraph, facts)?)))
        .collect();
    let set = fit(&filled, (area.width, area.height), typesetter);
    let spare = (area.height - height(&set)).max(0.0);
    let top = area.y
        + match anchor {
            Anchor::Top => 0.0,
            Anchor::Middle => spare / 2.0,
            Anchor::Bottom => spare,
        };
    let placed = set.into_iter().filter_map(|text| {
        let (_, paragraph, _) = filled.iter().find(|(number, ..)| *number == text.number)?;
        let starts = starts(&text, area, align, top);
        Some(Item::Text(PlacedText {
            starts,
            size: text.size,
            shaped: text.shaped,
            bold: paragraph.bold,
            colour: theme.colour(paragraph.colour),
            voice: paragraph.voice,
            area,
        }))
    });
    placed.collect()
}

/// Author of the picture, in its lower right corner; nothing on a picture on which nobody could read it.
fn credits(
    area: Rect,
    facts: &Facts,
    (theme, unit): (&KitTheme, KitUnit),
    typesetter: &mut Typesetter,
) -> Vec<Item> {
    let author = facts.picture.as_ref().map(|picture| &picture.credits);
    let Some(author) = author.filter(|author| !author.trim().is_empty()) else {
        return Vec::new();
    };
    let least = length(match unit {
        KitUnit::TenthOfMillimetre => limits::PAPER_CREDITS,
        KitUnit::Pixel => limits::SCREEN_CREDITS,
    });
    let short = area.width.min(area.height);
    let size = (short / length(limits::CREDITS_SHARE)).max(least);
    if short < size * length(limits::CREDITS_ROOM) {
        return Vec::new();
    }
    let style = TextStyle {
        size,
        leading: 1.3,
        bold: false,
    };
    let room = area.width * 0.6;
    let (_, shaped) = typesetter.set_in_lines(&[Run::new(author)], style, room, 1);
    let (Some(line), 1) = (shaped.lines.first(), shaped.lines.len()) else {
        return Vec::new();
    };
    let (width, height) = (line.width + size, line.height + size * 0.2);
    let strip = Rect::new(area.right() - width, area.bottom() - height, width, height);
    let start = (strip.x + size / 2.0, strip.y + size * 0.1 + line.baseline);
    vec![
        Item::Fill {
            outline: Outline::rect(strip),
            colour: theme.ground,
        },
        Item::Text(PlacedText {
            starts: vec![start],
            size,
            shaped,
            bold: false,
            colour: theme.ink,
            voice: KitVoice::Text,
            area: strip,
        }),
    ]
}

/// Left edge and baseline of each line.
fn starts(text: &SetText, area: Rect, align: Alignment, top: f32) -> Vec<(f32, f32)> {
    let mut y = top + text.y;
    let lines = text.shaped.lines.iter().map(|line| {
        let spare = (area.width - line.width).max(0.0);
        let x = area.x + aligned(spare, align);
        let start = (x, y + line.baseline);
        y += line.height;
        start
    });
    lines.collect()
}

/// Distance from the left edge of what leaves that much of a width.
fn aligned(spare: f32, align: Alignment) -> f32 {
    match align {
        Alignment::Start => 0.0,
        Alignment::Centre => spare / 2.0,
        Alignment::End => spare,
    }
}

/// Logos side by side, of the same height unless one of them is very wide.
fn logos(area: Rect, align: Alignment, logos: &[Logo]) -> Vec<Item> {
    let logos: Vec<&Logo> = logos.iter().take(KIT_LOGOS_MAX).collect();
    if logos.is_empty() {
        return Vec::new();
    }
    let gap = area.height * 0.4;
    let widest = area.width / 3.0;
    let sizes: Vec<(f32, f32)> = logos
        .iter()
        .map(|logo| {
            let height = area.height.min(widest / logo.ratio());
            (height * logo.ratio(), height)
        })
        .collect();
    let count = u8::try_from(sizes.len()).unwrap_or(u8::MAX);
    let gaps = gap * (f32::from(count) - 1.0);
    let natural: f32 = sizes.iter().map(|(width, _)| width).sum::<f32>() + gaps;
    let scale = (area.width / natural).min(1.0);
    let mut x = area.x + aligned((area.width - natural * scale).max(0.0), align);
    let mut items = Vec::new();
    for (number, (width, height)) in sizes.into_iter().enumerate() {
        let (width, height) = (width * scale, height * scale);
        let y = area.y + (area.height - height) / 2.0;
        items.push(Item::Logo {
            area: Rect::new(x, y, width, height),
            number,
        });
        x += width + gap * scale;
    }
    items
}
