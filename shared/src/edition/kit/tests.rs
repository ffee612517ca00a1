use super::*;
use crate::edition::Edition;
use rstest::rstest;
use serde_json::{Value, json};

fn default_kit() -> Kit {
    serde_json::from_str(include_str!("../../../../data/kit.json")).unwrap()
}

/// The changes of an edition that stores the whole default kit.
fn whole() -> Value {
    let kit = default_kit();
    json!({ "theme": kit.theme, "files": kit.files })
}

fn pointers(changes: Value) -> Vec<String> {
    let kit: EditionKit = serde_json::from_value(changes).unwrap();
    kit.problems("/kit")
        .into_iter()
        .map(|it| it.pointer)
        .collect()
}

#[test]
fn the_default_kit_is_usable() {
    assert_eq!(pointers(whole()), Vec::<String>::new());
}

/// File 0 is the poster; its blocks are picture, band, line, edition, texts, organiser, logos, code.
#[rstest]
#[case::tag("/files/0/blocks/4/paragraphs/0/text", json!("{titel}"), "/kit/files/0/blocks/4/paragraphs/0/text")]
#[case::brace("/files/0/blocks/4/paragraphs/1/text", json!("à } demain"), "/kit/files/0/blocks/4/paragraphs/1/text")]
#[case::open_brace("/files/0/blocks/4/paragraphs/1/text", json!("à {demain"), "/kit/files/0/blocks/4/paragraphs/1/text")]
#[case::endless("/files/0/blocks/4/paragraphs/1/text", json!("a".repeat(601)), "/kit/files/0/blocks/4/paragraphs/1/text")]
#[case::empty("/files/0/blocks/4/paragraphs/1/text", json!(" "), "/kit/files/0/blocks/4/paragraphs/1/text")]
#[case::outside("/files/0/blocks/5/area/x", json!(800), "/kit/files/0/blocks/5/area")]
#[case::overflow("/files/0/blocks/5/area/x", json!(i32::MAX), "/kit/files/0/blocks/5/area")]
#[case::margin("/files/0/blocks/5/area/x", json!(29), "/kit/files/0/blocks/5/area")]
#[case::narrow_picture("/files/8/blocks/3/area/x", json!(7), "/kit/files/8/blocks/3/area")]
#[case::quiet_zone("/files/0/blocks/7/area/x", json!(1_479), "/kit/files/0/blocks/7/area")]
#[case::on_text("/files/0/blocks/6/area/y", json!(2_709), "/kit/files/0/blocks/6/area")]
#[case::flat("/files/0/blocks/6/area/width", json!(0), "/kit/files/0/blocks/6/area")]
#[case::ground("/files/0/blocks/3/paragraphs/0/colour", json!("accent"), "/kit/files/0/blocks/3/paragraphs/0/colour")]
#[case::decoration("/files/0/blocks/4/paragraphs/1/colour", json!("spark"), "/kit/files/0/blocks/4/paragraphs/1/colour")]
#[case::on_picture("/files/0/blocks/5/area/y", json!(900), "/kit/files/0/blocks/5/paragraphs/0/colour")]
#[case::small("/files/0/blocks/4/paragraphs/1/smallest", json!(19), "/kit/files/0/blocks/4/paragraphs/1/smallest")]
#[case::growing("/files/0/blocks/4/paragraphs/1/smallest", json!(83), "/kit/files/0/blocks/4/paragraphs/1/smallest")]
#[case::high("/files/0/blocks/3/area/height", json!(40), "/kit/files/0/blocks/3/paragraphs/0/smallest")]
#[case::large("/files/0/blocks/4/paragraphs/1/size", json!(4_000), "/kit/files/0/blocks/4/paragraphs/1/size")]
#[case::lines("/files/0/blocks/4/paragraphs/1/lines", json!(0), "/kit/files/0/blocks/4/paragraphs/1/lines")]
#[case::code("/files/0/blocks/7/area/width", json!(380), "/kit/files/0/blocks/7/area")]
#[case::radius("/files/0/blocks/1/radius", json!(71), "/kit/files/0/blocks/1/radius")]
#[case::no_blocks("/files/0/blocks", json!([]), "/kit/files/0/blocks")]
#[case::no_heading("/files/0/blocks/4/paragraphs/0/voice", json!("text"), "/kit/files/0/blocks")]
#[case::name("/files/0/name", json!(""), "/kit/files/0/name")]
#[case::key("/files/1/key", json!("poster-a4"), "/kit/files/1/key")]
#[case::bleed("/files/3/bleed", json!(true), "/kit/files/3/bleed")]
#[case::sheet("/files/3/sheet", json!({"width": 4000, "height": 4000, "columns": 1, "rows": 1}), "/kit/files/3/sheet")]
#[case::copies("/files/12/sheet/columns", json!(3), "/kit/files/12/sheet")]
#[case::contrast("/theme/accent", json!("#9a90d0"), "/kit/theme/accent")]
#[case::hidden_twice("/hidden", json!([{"file": "badges", "parts": ["logos"]}, {"file": "badges", "parts": ["code"]}]), "/kit/hidden/1/file")]
#[case::nothing_hidden("/hidden", json!([{"file": "badges", "parts": []}]), "/kit/hidden/0/parts")]
#[case::part_twice("/hidden", json!([{"file": "badges", "parts": ["map", "map"]}]), "/kit/hidden/0/parts/1")]
#[case::left_out_twice("/without", json!(["badges", "badges"]), "/kit/without/1")]
fn each_fault_is_told_at_its_place(
    #[case] place: &str,
    #[case] value: Value,
    #[case] pointer: &str,
) {
    let mut changes = whole();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = changes.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        _ => parent[name] = value,
    }

    let found = pointers(changes);

    assert!(found.iter().any(|it| it == pointer), "{found:?}");
}

#[test]
fn a_block_covers_nothing_that_is_to_be_read_and_stands_on_the_rest() {
    let with_shape = |at: usize| {
        let mut changes = whole();
        let blocks = changes["files"][0]["blocks"].as_array_mut().unwrap();
        let area = json!({"x": 1_560, "y": 2_480, "width": 390, "height": 390});
        let shape = json!({"kind": "shape", "area": area, "colour": "soft"});
        blocks.insert(at, shape);
        pointers(changes)
    };

    assert_eq!(with_shape(7), Vec::<String>::new());
    assert_eq!(with_shape(8), ["/kit/files/0/blocks/8/area"]);
}

#[test]
fn a_block_leaves_the_corner_of_a_picture_to_its_author() {
    let on_picture = |file: usize, x: i32, y: i32| {
        let mut changes = whole();
        let blocks = changes["files"][file]["blocks"].as_array_mut().unwrap();
        let area = json!({"x": x, "y": y, "width": 60, "height": 20});
        blocks.insert(1, json!({"kind": "shape", "area": area, "colour": "soft"}));
        pointers(changes)
    };

    assert_eq!(on_picture(0, 2_040, 1_220), ["/kit/files/0/blocks/1/area"]);
    assert_eq!(on_picture(0, 700, 1_220), Vec::<String>::new());
    assert_eq!(on_picture(0, 2_040, 1_190), Vec::<String>::new());
    // The rectangle of 300 × 96 pixels is too small for a name.
    assert_eq!(on_picture(6, 240, 70), Vec::<String>::new());
}

#[test]
fn blocks_may_touch_each_other_and_the_margin() {
    let mut changes = whole();
    let blocks = &mut changes["files"][0]["blocks"];
    blocks[6]["area"]["x"] = json!(limits::PAPER_MARGIN);
    // To the upper edge of the code, and to the left one.
    blocks[4]["area"]["height"] = json!(1_000);
    blocks[5]["area"]["width"] = json!(1_410);

    assert_eq!(pointers(changes), Vec::<String>::new());
}

#[test]
fn numbers_of_files_and_blocks_are_bounded() {
    let mut changes = whole();
    let file = changes["files"][0].clone();
    changes["files"] = vec![file; 41].into();
    assert!(pointers(changes).contains(&"/kit/files".to_owned()));

    let mut changes = whole();
    let block = changes["files"][0]["blocks"][1].clone();
    changes["files"][0]["blocks"] = vec![block; 41].into();
    assert!(pointers(changes).contains(&"/kit/files/0/blocks".to_owned()));
}

#[test]
fn a_colour_has_six_digits() {
    for wrong in [
        "", "35258f", "#35258", "#35258F", "#35258g", "red", "#+5258f",
    ] {
        assert_eq!(wrong.parse::<Colour>(), Err(InvalidColour), "{wrong}");
    }
    let colour: Colour = "#35258f".parse().unwrap();
    assert_eq!(colour.parts(), (0x35, 0x25, 0x8f));
    assert_eq!(colour.to_string(), "#35258f");
}

#[test]
fn contrast_is_that_of_wcag() {
    let colour = |text: &str| text.parse::<Colour>().unwrap();
    assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
    assert!((colour("#777777").contrast(colour("#ffffff")) - 4.48).abs() < 0.01);
    assert!((colour("#ffffff").contrast(colour("#ffffff")) - 1.0).abs() < 1e-9);
}

#[test]
fn a_text_is_split_at_its_tags() {
    assert_eq!(
        parts("Le {date}, à {lieu}.").unwrap(),
        [
            TextPart::Words("Le "),
            TextPart::Tag(KitTag::Date),
            TextPart::Words(", à "),
            TextPart::Tag(KitTag::Place),
            TextPart::Words("."),
        ]
    );
    assert_eq!(parts("{x}"), Err(UnknownTag("{x}".to_owned())));
    assert_eq!(parts("{{titre}}"), Err(UnknownTag("{{titre}".to_owned())));
}

#[test]
fn an_edition_changes_leaves_out_and_adds() {
    let default = default_kit();
    let mut own = default.files[0].clone();
    own.name = "Grande affiche".to_owned();
    let mut added = default.files[1].clone();
    added.key = "poster-a2".parse().unwrap();
    let changes = EditionKit {
        without: vec!["badges".parse().unwrap()],
        files: vec![own.clone(), added.clone()],
        ..EditionKit::default()
    };

    let kit = changes.over(&default);

    assert_eq!(kit.theme, default.theme);
    assert_eq!(kit.files.len(), default.files.len());
    assert_eq!(kit.files.first(), Some(&own));
    assert_eq!(kit.files.last(), Some(&added));
    assert_eq!(kit.file("badges".parse().unwrap()), None);
    assert_eq!(EditionKit::default().over(&default), default);
}

#[test]
fn a_font_is_one_of_the_server() {
    let chosen: EditionKit = serde_json::from_value(json!({ "font": "noto_sans" })).unwrap();

    assert_eq!(chosen.over(&default_kit()).font, KitFont::NotoSans);
    assert_eq!(default_kit().font, KitFont::PublicSans);
    assert!(serde_json::from_value::<EditionKit>(json!({ "font": "comic_sans" })).is_err());
}

#[test]
fn hidden_parts_are_left_out_of_their_file_alone_and_the_rest_can_be_read() {
    let default = default_kit();
    let poster = default.files[0].key;
    let one = EditionKit {
        hidden: vec![HiddenParts {
            file: poster,
            parts: vec![KitPart::Logos, KitPart::Code],
        }],
        ..EditionKit::default()
    };
    let hides_all = |file: &KitFile| HiddenParts {
        file: file.key,
        parts: KitPart::ALL.to_vec(),
    };
    let all = EditionKit {
        hidden: default.files.iter().map(hides_all).collect(),
        ..EditionKit::default()
    };

    let kit = one.over(&default);
    let bare = all.over(&default);

    let parts = |file: &KitFile| -> Vec<KitPart> {
        file.blocks.iter().filter_map(KitBlock::part).collect()
    };
    assert_eq!(parts(&kit.files[0]), [KitPart::Picture]);
    assert_eq!(kit.files[1..], default.files[1..]);
    assert!(bare.files.iter().all(|file| parts(file).is_empty()));
    let stored = json!({ "theme": bare.theme, "files": bare.files });
    assert_eq!(pointers(stored), Vec::<String>::new());
}

#[test]
fn an_edition_without_changes_is_stored_as_before() {
    let text = include_str!("../../../../data/editions/2018.json");
    let mut edition: Edition = serde_json::from_str(text).unwrap();
    assert!(edition.kit.is_default());
    assert!(serde_json::to_value(&edition).unwrap().get("kit").is_none());

    edition.kit.without = vec!["badges".parse().unwrap(); 2];
    let found: Vec<_> = edition
        .problems()
        .into_iter()
        .map(|it| it.pointer)
        .collect();
    assert_eq!(found, ["/kit/without/1"]);
}
