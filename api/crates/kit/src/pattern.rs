//! The pattern in place of a picture, for an event without one: tiles in the colours of the edition, other ones for each event.

use super::path::{Outline, Rect};
use super::scene::Item;
use shared::edition::kit::{Colour, KitTheme};

/// Tiles along the shorter side.
const TILES: f32 = 3.0;

/// Draws the pattern of a seed.
pub(crate) fn pattern(area: Rect, seed: &[u8], theme: &KitTheme) -> Vec<Item> {
    let mut items = vec![Item::Fill {
        outline: Outline::rect(area),
        colour: theme.accent,
    }];
    let short = area.width.min(area.height);
    let mut columns = (area.width / short * TILES).round().max(1.0);
    // A long strip has as many tiles as one sees singly.
    let mut rows = (area.height / short * TILES).round().max(1.0);
    if columns > 14.0 {
        (columns, rows) = ((area.width / short).round().max(1.0), 1.0);
    }
    if rows > 14.0 {
        (columns, rows) = (1.0, (area.height / short).round().max(1.0));
    }
    let side = (area.width / columns).max(area.height / rows);
    let tints = [
        mix(theme.accent, theme.ground, 0.10),
        mix(theme.accent, theme.ground, 0.22),
        mix(theme.accent, theme.ground, 0.38),
        theme.soft,
        theme.spark,
    ];
    let mut state = seed.iter().fold(0x9e37_79b9_u32, |state, byte| {
        (state ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    let mut next = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state % below
    };
    let mut y = area.y;
    while y < area.bottom() - 0.5 {
        let mut x = area.x;
        while x < area.right() - 0.5 {
            let ground = pick(&tints, next(3));
            // The bright colours are rare.
            let form = if next(6) == 0 {
                pick(&tints, 3 + next(2))
            } else {
                pick(&tints, next(3))
            };
            items.push(Item::Fill {
                outline: Outline::rect(Rect::new(x, y, side, side)),
                colour: ground,
            });
            items.push(Item::Fill {
                outline: tile(next(6), next(4), (x, y), side),
                colour: form,
            });
            x += side;
        }
        y += side;
    }
    items
}

fn pick(tints: &[Colour], at: u32) -> Colour {
    let at = usize::try_from(at).unwrap_or_default() % tints.len().max(1);
    tints.get(at).copied().unwrap_or(Colour::new(0, 0, 0))
}

/// A shape in a tile: a quarter of a disc, a triangle, a disc, a ring's half, a bar.
fn tile(kind: u32, turn: u32, (x, y): (f32, f32), side: f32) -> Outline {
    let corner = match turn {
        0 => ((x, y), (1.0, 1.0)),
        1 => ((x + side, y), (-1.0, 1.0)),
        2 => ((x + side, y + side), (-1.0, -1.0)),
        _ => ((x, y + side), (1.0, -1.0)),
    };
    let (at, towards) = corner;
    match kind {
        0 | 1 => Outline::quarter(at, side, towards),
        2 => Outline::polygon(&[
            at,
            (at.0 + side * towards.0, at.1),
            (at.0, at.1 + side * towards.1),
        ]),
        3 => Outline::disc((x + side / 2.0, y + side / 2.0), side * 0.32),
        4 => Outline::quarter(at, side * 0.5, towards),
        _ if turn.is_multiple_of(2) => {
            Outline::rect(Rect::new(x + side * 0.36, y, side * 0.28, side))
        }
        _ => Outline::rect(Rect::new(x, y + side * 0.36, side, side * 0.28)),
    }
}

/// A colour between two: `share` of the second one.
pub(crate) fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    let part = |from: u8, to: u8| {
        let mixed = f32::from(from) * (1.0 - share) + f32::from(to) * share;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 255"
        )]
        let mixed = mixed.round().clamp(0.0, 255.0) as u8;
        mixed
    };
    let ((r, g, b), (r2, g2, b2)) = (from.parts(), to.parts());
    Colour::new(part(r, r2), part(g, g2), part(b, b2))
}
