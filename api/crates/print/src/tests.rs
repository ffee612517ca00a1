use super::block::{Block, Link, Role, Run};
use super::layout::{HEIGHT, MARGIN, PageLayout, WIDTH};
use super::typesetter::Typesetter;
use super::{PrintDocument, pdf};
use crate::Fonts;
use proptest::prelude::*;
use std::path::Path;

/// Maximum overhang of a line, in points: its trailing space.
const TRAILING_SPACE: f32 = 6.0;

/// The fonts of the web bundle, as `make web` creates them: with brotli.
fn fonts() -> Fonts {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist");
    Fonts::read(|path| {
        let packed = std::fs::read(dist.join(format!("{path}.br"))).ok()?;
        let mut font = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut font).ok()?;
        Some(font)
    })
    .unwrap()
}

fn document(blocks: Vec<Block>) -> PrintDocument {
    PrintDocument {
        title: "Programme – Semaine de l’Industrie".to_owned(),
        footer: "semaine.example".to_owned(),
        blocks,
    }
}

fn lay_out(document: &PrintDocument) -> PageLayout {
    PageLayout::new(document, &mut Typesetter::new(fonts()))
}

fn drawn() -> impl Strategy<Value = Block> {
    let role = prop::sample::select(vec![
        Role::Chapter,
        Role::Section,
        Role::Entry,
        Role::Text,
        Role::Small,
    ]);
    let word = "[a-zéèœ’«»\u{a0}A-Z0-9.,/-]{1,90}";
    (role, prop::collection::vec(word, 1..60))
        .prop_map(|(role, words)| Block::new(role, words.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_line_is_on_the_page_in_reading_order(blocks in prop::collection::vec(drawn(), 0..60)) {
        let layout = lay_out(&document(blocks));
        let mut last = (0, 0.0, 0.0);
        for placed in &layout.blocks {
            prop_assert_eq!(placed.lines.len(), placed.shaped.lines.len());
            for (position, line) in placed.lines.iter().zip(&placed.shaped.lines) {
                prop_assert!(position.page < layout.pages);
                prop_assert!(position.y >= MARGIN && position.y + line.height <= HEIGHT - MARGIN);
                let width: f32 = line.pieces.iter().map(|piece| piece.width).sum();
                prop_assert!(position.x >= MARGIN && position.x + width <= WIDTH - MARGIN + TRAILING_SPACE);
                let here = (position.page, position.x, position.y);
                prop_assert!(here > last, "{here:?} after {last:?}");
                last = here;
            }
        }
    }
}

#[test]
fn a_heading_stays_with_the_following_block() {
    let entry = |number: u16| {
        [
            Block::new(Role::Entry, format!("{number}. Visite de la fonderie")),
            Block::new(
                Role::Text,
                "Une visite guidée. ".repeat(usize::from(number % 13 + 1)),
            ),
        ]
    };
    let document = document((0..300).flat_map(entry).collect());
    let layout = lay_out(&document);

    let mut pairs = layout.blocks.windows(2).zip(&document.blocks);
    assert!(layout.pages > 5);
    assert!(pairs.all(|(pair, _)| {
        let [one, next] = pair else { return false };
        let (Some(last), Some(first)) = (one.lines.last(), next.lines.first()) else {
            return false;
        };
        one.shaped.lines.len() > 1
            || one.shaped.text.starts_with("Une")
            || one.shaped.text.starts_with("Programme")
            || (last.page, last.x.to_bits()) == (first.page, first.x.to_bits())
    }));
}

#[test]
fn letters_of_other_languages_have_glyphs() {
    let mut typesetter = Typesetter::new(fonts());

    let shaped = typesetter.shape(
        &Block::new(Role::Text, "Fonderie Šťastný – Łódź, cœur à 8 °C"),
        300.0,
    );

    let glyphs = shaped
        .lines
        .iter()
        .flat_map(|line| &line.pieces)
        .flat_map(|piece| &piece.glyphs);
    assert!(
        glyphs
            .map(|glyph| glyph.glyph_id.to_u32())
            .all(|id| id != 0)
    );
}

#[test]
fn external_and_internal_links_are_written() {
    let index = Run::new("12").to(Link::Anchor("n12".to_owned()));
    let web = Run::new("Visite").to(Link::Url("https://semaine.example/evenements".to_owned()));
    let nowhere = Run::new("13").to(Link::Anchor("n13".to_owned()));
    let document = document(vec![
        Block::of(Role::Small, vec![index, Run::new(", "), nowhere]),
        Block::of(Role::Entry, vec![web]).at("n12"),
    ]);

    let layout = lay_out(&document);
    let file = pdf::write(&document, &layout).unwrap();

    assert!(layout.anchors.contains_key("n12"));
    assert!(file.starts_with(b"%PDF-1."));
    let links = file
        .windows(13)
        .filter(|bytes| bytes == b"/Subtype/Link")
        .count();
    assert_eq!(links, 2, "a link to an unknown anchor is not written");
}
