use super::block::{Block, Link, Role, Run};
use super::paper::{HEIGHT, MARGIN, Paper, WIDTH};
use super::typesetter::Typesetter;
use super::{Document, pdf};
use crate::Fonts;
use proptest::prelude::*;
use std::path::Path;

/// What hangs over the edge at most: the blank that ends a line.
const BLANK: f32 = 6.0;

/// The fonts of the web bundle, as `make web` leaves them.
fn fonts() -> Fonts {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist");
    Fonts::read(|path| std::fs::read(dist.join(path)).ok()).unwrap()
}

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Programme – Semaine de l’Industrie".to_owned(),
        foot: "semaine.example".to_owned(),
        blocks,
    }
}

fn set(document: &Document) -> Paper {
    Paper::set(document, &mut Typesetter::new(fonts()))
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
    fn every_line_stands_on_the_paper_in_reading_order(blocks in prop::collection::vec(drawn(), 0..60)) {
        let paper = set(&document(blocks));
        let mut last = (0, 0.0, 0.0);
        for placed in &paper.blocks {
            prop_assert_eq!(placed.lines.len(), placed.set.lines.len());
            for (place, line) in placed.lines.iter().zip(&placed.set.lines) {
                prop_assert!(place.page < paper.pages);
                prop_assert!(place.y >= MARGIN && place.y + line.height <= HEIGHT - MARGIN);
                let width: f32 = line.pieces.iter().map(|piece| piece.width).sum();
                prop_assert!(place.x >= MARGIN && place.x + width <= WIDTH - MARGIN + BLANK);
                let here = (place.page, place.x, place.y);
                prop_assert!(here > last, "{here:?} after {last:?}");
                last = here;
            }
        }
    }
}

#[test]
fn a_heading_is_never_the_last_of_its_column() {
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
    let paper = set(&document);

    let mut pairs = paper.blocks.windows(2).zip(&document.blocks);
    assert!(paper.pages > 5);
    assert!(pairs.all(|(pair, _)| {
        let [one, next] = pair else { return false };
        let (Some(last), Some(first)) = (one.lines.last(), next.lines.first()) else {
            return false;
        };
        one.set.lines.len() > 1
            || one.set.text.starts_with("Une")
            || one.set.text.starts_with("Programme")
            || (last.page, last.x.to_bits()) == (first.page, first.x.to_bits())
    }));
}

#[test]
fn letters_of_other_languages_are_set_too() {
    let mut typesetter = Typesetter::new(fonts());

    let set = typesetter.set(
        &Block::new(Role::Text, "Fonderie Šťastný – Łódź, cœur à 8 °C"),
        300.0,
    );

    let glyphs = set
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
fn links_lead_to_the_web_and_inside() {
    let index = Run::new("12").to(Link::Inside("n12".to_owned()));
    let web = Run::new("Visite").to(Link::Web("https://semaine.example/evenements".to_owned()));
    let nowhere = Run::new("13").to(Link::Inside("n13".to_owned()));
    let document = document(vec![
        Block::of(Role::Small, vec![index, Run::new(", "), nowhere]),
        Block::of(Role::Entry, vec![web]).at("n12"),
    ]);

    let paper = set(&document);
    let file = pdf::write(&document, &paper).unwrap();

    assert!(paper.anchors.contains_key("n12"));
    assert!(file.starts_with(b"%PDF-1."));
    let links = file
        .windows(13)
        .filter(|bytes| bytes == b"/Subtype/Link")
        .count();
    assert_eq!(links, 2, "an anchor that nobody has leads nowhere");
}
