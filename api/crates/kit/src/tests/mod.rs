mod logos;
mod page;

use super::events::twelve;
use super::{Facts, Painter, content_key, default_kit, svg};
use print::Fonts;
use shared::edition::kit::{EditionKit, Kit, KitFont, KitFormat};
use std::collections::HashSet;
use std::path::Path;

/// The fonts of the web bundle, as `make web` creates them: with brotli.
fn fonts() -> Fonts {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist");
    Fonts::read_typefaces(|path| {
        let packed = std::fs::read(dist.join(format!("{path}.br"))).ok()?;
        let mut font = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut font).ok()?;
        Some(font)
    })
    .unwrap()
}

/// The default kit as an edition would store all of it.
fn as_changes(kit: &Kit) -> EditionKit {
    EditionKit {
        theme: Some(kit.theme),
        files: kit.files.clone(),
        ..EditionKit::default()
    }
}

/// `many` where `make thorough` runs the tests, otherwise `few`.
fn tries<N>(few: N, many: N) -> N {
    if std::env::var_os("THOROUGH").is_some() {
        many
    } else {
        few
    }
}

fn event(name: &str) -> Facts {
    let mut all = twelve().into_iter();
    all.find(|(other, _)| *other == name).unwrap().1
}

#[test]
fn the_default_kit_has_no_faults() {
    let kit = default_kit();

    assert_eq!(as_changes(kit).problems("/kit"), []);
    let sizes: Vec<(i32, i32)> = kit
        .files
        .iter()
        .map(|file| (file.size.width, file.size.height))
        .collect();
    for size in [
        (2100, 2970),
        (2970, 4200),
        (1920, 1080),
        (1080, 1920),
        (728, 90),
        (300, 250),
        (1200, 630),
        (1080, 1080),
    ] {
        assert!(sizes.contains(&size), "{size:?}");
    }
}

#[test]
fn every_file_of_twelve_unlike_events_is_drawn() {
    let kit = default_kit();
    let mut painter = Painter::new(fonts());
    // One in three files of each event: each file is drawn for a third of the events.
    let one_of = tries(3, 1);
    for (number, (name, facts)) in twelve().into_iter().enumerate() {
        let files = kit.files.iter().enumerate();
        for (_, file) in files.filter(|(place, _)| (place + number).is_multiple_of(one_of)) {
            let bytes = painter
                .draw(kit, file, &facts, false)
                .unwrap_or_else(|error| panic!("{name}, {}: {error:?}", file.key));
            let begins: &[u8] = match file.format {
                KitFormat::Pdf => b"%PDF-1.",
                KitFormat::Png => b"\x89PNG\r\n",
                KitFormat::Svg => b"<svg",
                KitFormat::Html => b"<table",
            };
            assert!(bytes.starts_with(begins), "{name}, {}", file.key);
            if file.format == KitFormat::Pdf {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains("DeviceCMYK"), "{name}, {}", file.key);
            }
        }
    }
}

#[test]
fn the_same_data_is_the_same_file() {
    let kit = default_kit();
    let (mut one, mut other) = (Painter::new(fonts()), Painter::new(fonts()));
    let (facts, between) = (event("longest"), event("signs"));
    for file in &kit.files {
        let press = file.format == KitFormat::Pdf;
        let first = one.draw(kit, file, &facts, press).unwrap();
        let different = one.draw(kit, file, &between, press).unwrap();

        assert_ne!(first, different, "{}", file.key);
        assert!(one.draw(kit, file, &facts, press).unwrap() == first);
        assert!(
            other.draw(kit, file, &facts, press).unwrap() == first,
            "{}",
            file.key
        );
    }
}

#[test]
fn another_template_changes_the_key_of_its_own_file_alone() {
    let kit = default_kit();
    let facts = event("partners");
    let keys = |kit: &Kit, facts: &Facts| -> Vec<String> {
        let files = kit.files.iter();
        files
            .map(|file| content_key(kit, file, facts, false))
            .collect()
    };
    let before = keys(kit, &facts);
    let changed = |after: &[String]| -> Vec<usize> {
        let pairs = before.iter().zip(after).enumerate();
        pairs
            .filter(|(_, (a, b))| a != b)
            .map(|(at, _)| at)
            .collect()
    };
    let all: Vec<usize> = (0..before.len()).collect();

    let mut other = kit.clone();
    other.files[2].blocks.pop();
    assert_eq!(changed(&keys(&other, &facts)), [2]);
    let mut other = kit.clone();
    other.theme.spark = "#00a0ff".parse().unwrap();
    assert_eq!(changed(&keys(&other, &facts)), all);
    let mut other = kit.clone();
    other.font = KitFont::OpenSans;
    assert_eq!(changed(&keys(&other, &facts)), all);
    let mut other = facts.clone();
    other.logos.pop();
    assert_eq!(changed(&keys(kit, &other)), all);
    let mut other = facts.clone();
    let picture = other.picture.as_mut().expect("an event with a picture");
    picture.name.push('2');
    assert_eq!(changed(&keys(kit, &other)), all);
    let mut other = facts.clone();
    let picture = other.picture.as_mut().expect("an event with a picture");
    picture.jpeg.clear();
    assert!(changed(&keys(kit, &other)).is_empty());
    let file = kit.files.first().unwrap();
    assert_ne!(content_key(kit, file, &facts, true), before[0]);
    assert_eq!(before[0].len(), 64);
}

#[test]
fn a_press_page_has_boxes_and_four_inks() {
    let kit = default_kit();
    let mut painter = Painter::new(fonts());
    let facts = event("no-picture");
    let file = kit.file("poster-a4".parse().unwrap()).unwrap();

    let page = painter.draw(kit, file, &facts, true).unwrap();

    let text = String::from_utf8_lossy(&page);
    assert!(text.contains("/BleedBox") && text.contains("/TrimBox"));
    let plain = painter.draw(kit, file, &facts, false).unwrap();
    assert!(!String::from_utf8_lossy(&plain).contains("/BleedBox"));
}

#[test]
fn a_page_to_edit_keeps_its_text() {
    let kit = default_kit();
    let mut painter = Painter::new(fonts());
    let file = kit.file("poster-a3".parse().unwrap()).unwrap();

    let drawn = painter.draw_svg(kit, file, &event("signs")).unwrap();

    let text = String::from_utf8(drawn).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("width"), Some("297mm"));
    let words: Vec<&str> = document.descendants().filter_map(|it| it.text()).collect();
    assert!(words.iter().any(|it| it.contains("<métaux>")), "{words:?}");
    let images = document
        .descendants()
        .filter(|it| it.tag_name().name() == "image");
    assert_eq!(images.count(), 1);
    assert!(text.contains("xlink:href=\"data:image/jpeg;base64,"));
}

#[test]
fn each_font_of_a_kit_is_drawn_in_every_format() {
    let facts = event("usual");
    let mut painter = Painter::new(fonts());
    let mut drawn: Vec<Vec<u8>> = Vec::new();
    for font in KitFont::ALL.iter().copied() {
        let kit = Kit {
            font,
            ..default_kit().clone()
        };
        for key in ["poster-a4", "social-square"] {
            let file = kit.file(key.parse().unwrap()).unwrap();
            drawn.push(painter.draw(&kit, file, &facts, false).unwrap());
        }
        let poster = kit.file("poster-a4".parse().unwrap()).unwrap();
        let svg = painter.draw_svg(&kit, poster, &facts).unwrap();
        let named = format!("font-family=\"'{}', ", font.family());
        assert!(String::from_utf8(svg).unwrap().contains(&named), "{font}");
    }

    let unlike: HashSet<&Vec<u8>> = drawn.iter().collect();
    assert_eq!(unlike.len(), drawn.len(), "another font, other bytes");
    // A painter that has drawn in another font draws as before.
    let kit = default_kit();
    let file = kit.file("poster-a4".parse().unwrap()).unwrap();
    assert!(painter.draw(kit, file, &facts, false).unwrap() == drawn[0]);
}

#[test]
fn a_signature_is_text_with_a_link() {
    let kit = default_kit();
    let mut painter = Painter::new(fonts());
    let file = kit.file("signature-html".parse().unwrap()).unwrap();
    let facts = event("signs");

    let html = String::from_utf8(painter.draw(kit, file, &facts, false).unwrap()).unwrap();

    assert!(html.contains("&lt;métaux&gt;") && !html.contains("<métaux>"));
    assert!(html.contains(&format!("href=\"{}\"", facts.url)));
    assert!(!html.contains("src="), "nothing is loaded");
}

#[test]
fn signs_of_markup_are_written_as_text() {
    assert_eq!(
        svg::escaped("a<b & 'c' \u{0}\u{ffff}"),
        "a&lt;b &amp; &#39;c&#39; "
    );
}
