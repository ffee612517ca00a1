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
fn the_entries_of_a_column_are_one_block_to_text_extractors() {
    let entry = |number: u16| {
        [
            Block::new(Role::Entry, format!("{number}. Visite de la fonderie")),
            Block::new(Role::Opening, "de 10 h à 12 h"),
            Block::new(Role::Text, "Une visite guidée. ".repeat(9)),
            Block::new(Role::Small, "Accès : sur inscription"),
        ]
    };
    let layout = lay_out(&document((0..60).flat_map(entry).collect()));

    let lines = layout.blocks.iter().skip(1).flat_map(|placed| {
        let lines = placed.lines.iter().zip(&placed.shaped.lines);
        lines.map(|(at, line)| ((at.page, at.x.to_bits()), at.y + line.baseline))
    });
    let lines: Vec<_> = lines.collect();
    assert!(layout.pages > 1 && !layout.rules.is_empty());
    for pair in lines.windows(2) {
        let ((column, above), (next, below)) = (pair[0], pair[1]);
        assert!(
            column != next || below - above <= 1.5 * Role::Text.style().size,
            "{above} {below}"
        );
    }
}

/// The text as it is printed, without its line breaks.
fn printed(text: &str) -> String {
    let shaped = Typesetter::new(fonts()).shape(&Block::new(Role::Entry, text), 300.0);
    let pieces = shaped.lines.iter().flat_map(|line| &line.pieces);
    let glyphs = pieces.flat_map(|piece| &piece.glyphs);
    let mut ranges: Vec<_> = glyphs
        .inspect(|glyph| assert_ne!(glyph.glyph_id.to_u32(), 0, "{text}"))
        .map(|glyph| glyph.text_range.clone())
        .collect();
    // A letter and its marks share a range.
    ranges.dedup();
    ranges
        .into_iter()
        .filter_map(|range| shaped.text.get(range))
        .collect()
}

#[test]
fn letters_and_signs_that_people_use_are_printed() {
    for text in [
        "Fonderie Šťastný – Łódź, cœur à 8 °C",
        "Moins de CO₂ → ✔ Ω, ±2 ≤ μ",
        "Завод «Электросила»",
        "« Où ? »\u{202f}: 5\u{a0}€ ; l’œuvre…",
    ] {
        assert_eq!(printed(text), text);
    }
}

#[test]
fn a_sign_that_no_font_has_costs_that_sign_only() {
    for (text, shown) in [
        ("la ﬁnition", "la finition"),
        ("\u{f0b7} atelier ✓", "• atelier ✔"),
        ("Usine مصنع ouverte", "Usine ◻◻◻◻ ouverte"),
        ("工場 visite", "◻◻ visite"),
        ("Usine 🏭 !", "Usine ◻ !"),
        ("👩\u{200d}🔧 soudure", "◻◻ soudure"),
        ("Tiếng Việt", "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t"),
        ("sou\u{200b}dure\u{feff}\u{ffff}\u{7}", "soudure"),
    ] {
        assert_eq!(printed(text), shown, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_text_can_be_printed(words in prop::collection::vec(any::<String>(), 0..12)) {
        let linked = Run::new(words.concat()).to(Link::Url("https://semaine.example".to_owned()));
        let document = document(vec![
            Block::of(Role::Entry, vec![Run::new("1. "), linked]),
            Block::of(Role::Text, vec![Run::new(words.join(" ")).bold(), Run::new(" fin")]),
        ]);

        let layout = lay_out(&document);
        let file = pdf::write(&document, &layout);

        prop_assert!(file.is_ok(), "{:?}", file.err());
        prop_assert!(layout.blocks.last().unwrap().shaped.text.ends_with(" fin"));
    }
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
