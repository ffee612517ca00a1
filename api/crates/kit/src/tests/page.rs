//! Where things lie on a page.

use super::{event, fonts, tries};
use crate::compose::compose;
use crate::crop;
use crate::events::twelve;
use crate::path::Rect;
use crate::pdf::inks;
use crate::scene::{Item, PlacedText, Scene};
use crate::{Facts, default_kit};
use print::{Typeface, Typesetter};
use proptest::prelude::*;
use shared::edition::kit::{Kit, KitFile, KitTheme, KitVoice};

fn texts(items: &[Item]) -> Vec<&PlacedText> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Text(text) => found.push(text),
            Item::Drawing { items, .. } => found.extend(texts(items)),
            Item::Fill { .. }
            | Item::Stroke { .. }
            | Item::Picture { .. }
            | Item::Code { .. }
            | Item::Logo { .. } => {}
        }
    }
    found
}

/// The heading and the paragraphs after it.
fn from_heading(scene: &Scene) -> Vec<&PlacedText> {
    let all = texts(&scene.items).into_iter();
    all.skip_while(|it| it.voice != KitVoice::Heading).collect()
}

/// Checks that every line is in the area of its block, and below the one before it.
fn check(scene: &Scene, name: &str) {
    for text in texts(&scene.items) {
        let area = text.area;
        let mut last = f32::MIN;
        for (line, (x, baseline)) in text.lines() {
            let words = text.words(line);
            let inside = x >= area.x - 0.01
                && x + line.width <= area.right() + 0.01
                && baseline - line.baseline >= area.y - 0.01
                && baseline - line.baseline + line.height <= area.bottom() + 0.01;
            assert!(
                inside,
                "{name}: `{words}` at {x}, {baseline} leaves {area:?}"
            );
            assert!(baseline > last, "{name}: `{words}`");
            last = baseline;
        }
    }
}

fn scene(kit: &Kit, file: &KitFile, facts: &Facts, typesetter: &mut Typesetter) -> Scene {
    compose(kit, file, facts, 0.0, typesetter).unwrap()
}

#[test]
fn no_text_leaves_its_block() {
    let kit = default_kit();
    let mut typesetter = Typesetter::new(fonts());
    for (name, facts) in twelve() {
        for file in &kit.files {
            let scene = scene(kit, file, &facts, &mut typesetter);
            check(&scene, &format!("{name}, {}", file.key));
            let headings = texts(&scene.items);
            let headings = headings.iter().filter(|it| it.voice == KitVoice::Heading);
            assert_eq!(headings.count(), 1, "{name}, {}", file.key);
        }
    }
}

#[test]
fn no_text_leaves_its_block_in_another_typeface() {
    let kit = default_kit();
    for typeface in [Typeface::NotoSans, Typeface::OpenSans] {
        let mut typesetter = Typesetter::new(fonts());
        typesetter.set_typeface(typeface);
        for (name, facts) in twelve() {
            for file in &kit.files {
                let scene = scene(kit, file, &facts, &mut typesetter);
                check(&scene, &format!("{typeface:?}, {name}, {}", file.key));
            }
        }
    }
}

#[test]
fn paragraphs_of_a_block_do_not_overlap() {
    let kit = default_kit();
    let mut typesetter = Typesetter::new(fonts());
    for (name, facts) in twelve() {
        for file in &kit.files {
            let scene = scene(kit, file, &facts, &mut typesetter);
            let texts = texts(&scene.items);
            for (above, below) in texts.iter().zip(texts.iter().skip(1)) {
                let bottom = above
                    .lines()
                    .last()
                    .map(|(line, (_, y))| y - line.baseline + line.height);
                let top = below.lines().next().map(|(line, (_, y))| y - line.baseline);
                let overlap = above.area == below.area && top < bottom.map(|bottom| bottom - 0.01);
                let drawn = scene
                    .items
                    .iter()
                    .any(|item| matches!(item, Item::Drawing { area, .. } if *area == above.area));
                assert!(
                    drawn || !overlap,
                    "{name}, {}: `{}`",
                    file.key,
                    below.shaped.text
                );
            }
        }
    }
}

#[test]
fn a_usual_title_is_whole_and_large_and_many_dates_are_summed_up() {
    let kit = default_kit();
    let mut typesetter = Typesetter::new(fonts());
    let poster = kit.file("poster-a4".parse().unwrap()).unwrap();

    let usual = scene(kit, poster, &event("usual"), &mut typesetter);
    let title = from_heading(&usual)[0];
    assert_eq!(title.shaped.text, "Visite de la fonderie du Rhône");
    assert!(title.size > 150.0, "{}", title.size);

    let longest = scene(kit, poster, &event("longest"), &mut typesetter);
    let title = from_heading(&longest)[0];
    assert!(
        title.size >= 80.0 && !title.shaped.text.contains('…'),
        "{}",
        title.size
    );

    let many = scene(kit, poster, &event("forty-dates"), &mut typesetter);
    let dates = from_heading(&many)[1];
    assert_eq!(
        dates.shaped.text,
        "du 1er mars au 9 avril 2018 · 40 séances"
    );
    let few = event("five-dates");
    let five = scene(kit, poster, &few, &mut typesetter);
    let listed: Vec<_> = from_heading(&five)
        .iter()
        .map(|text| text.shaped.text.as_str())
        .collect();
    for session in &few.sessions {
        assert!(
            listed.iter().any(|text| text.contains(session.as_str())),
            "{session} in {listed:?}"
        );
    }
}

#[test]
fn colours_of_texts_can_be_read() {
    let KitTheme { ground, accent, .. } = default_kit().theme;
    assert!(accent.contrast(ground) >= KitTheme::CONTRAST_MIN);
    assert_eq!(default_kit().theme.too_faint().count(), 0);
}

#[test]
fn what_reaches_an_edge_goes_on_into_the_bleed() {
    let kit = default_kit();
    let mut typesetter = Typesetter::new(fonts());
    let poster = kit.file("poster-a4".parse().unwrap()).unwrap();

    let scene = compose(kit, poster, &event("usual"), 30.0, &mut typesetter).unwrap();

    let picture = scene.items.iter().find_map(|item| match item {
        Item::Picture { area } => Some(*area),
        _ => None,
    });
    assert_eq!(picture, Some(Rect::new(-30.0, -30.0, 2160.0, 1280.0)));
    check(&scene, "bleed");
}

#[test]
fn a_crop_keeps_the_focal_point_in_sight() {
    let area = Rect::new(10.0, 20.0, 100.0, 100.0);
    assert_eq!(
        crop((200.0, 100.0), area, (0.5, 0.5)),
        Rect::new(-40.0, 20.0, 200.0, 100.0)
    );
    assert_eq!(
        crop((200.0, 100.0), area, (0.0, 0.5)),
        Rect::new(10.0, 20.0, 200.0, 100.0)
    );
    assert_eq!(
        crop((200.0, 100.0), area, (1.0, 0.5)),
        Rect::new(-90.0, 20.0, 200.0, 100.0)
    );
    assert_eq!(
        crop((100.0, 400.0), area, (0.5, 0.25)),
        Rect::new(10.0, -30.0, 100.0, 400.0)
    );
}

#[test]
fn what_is_nearly_black_is_black_alone() {
    let colour = |text: &str| inks(text.parse().unwrap());
    assert_eq!(colour("#1b1638"), [0, 0, 0, 255]);
    assert_eq!(colour("#ffffff"), [0, 0, 0, 0]);
    assert_eq!(colour("#ff0000"), [0, 255, 255, 0]);
    assert_eq!(colour("#35258f"), [160, 189, 0, 112]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(tries(3, 12)))]

    #[test]
    fn every_text_has_its_place(words in prop::collection::vec(any::<String>(), 0..tries(12_usize, 40)), glue in "[ a\n]{0,3}") {
        let text = words.join(&glue);
        let facts = Facts {
            title: format!("x{text}"),
            organiser: text.clone(),
            sessions: words.clone(),
            date: text.clone(),
            place: words,
            place_line: text.clone(),
            description: text.clone(),
            access: text,
            picture: None,
            ..event("usual")
        };
        let kit = default_kit();
        let mut typesetter = Typesetter::new(fonts());
        for file in &kit.files {
            check(&scene(kit, file, &facts, &mut typesetter), file.key.as_str());
        }
    }
}
