use super::layout::{BOTTOM, CertificateLayout, MARGIN, PlacedText, TOP, WIDTH};
use super::qr::{MODULE_MIN, QrSymbol};
use super::{BRAND, Certificate, Press, Verification};
use print::{Fonts, Typesetter};
use proptest::prelude::*;
use std::path::Path;

/// Maximum overhang of a line, in points: its trailing space.
const TRAILING_SPACE: f32 = 8.0;

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

fn certificate() -> Certificate {
    let address = "https://semaine.example/verifier/7K3QX-9TB43".to_owned();
    Certificate {
        title: "Certificat : Visite de la fonderie".to_owned(),
        edition: "Semaine de l’Industrie 2018".to_owned(),
        heading: "Certificat de labellisation".to_owned(),
        lead: "Le label est attribué à l’événement".to_owned(),
        event: "Visite de la fonderie".to_owned(),
        facts: vec![
            "Organisateur : Fonderie du Rhône".to_owned(),
            "Date : lundi 26 mars 2018, de 9 h à 12 h".to_owned(),
        ],
        criteria_heading: "Critères de l’édition".to_owned(),
        criteria: vec![("Gratuité".to_owned(), "L’événement est gratuit.".to_owned())],
        authority: "DIRECCTE Auvergne-Rhône-Alpes, le 12 mars 2018".to_owned(),
        reference: "Référence 7K3M-9QXA, certificat n° 1".to_owned(),
        verification: Verification {
            sentence: "Pour vérifier ce certificat :".to_owned(),
            alt: format!("Code QR vers {address}"),
            address,
            code: "Code : 7K3QX-9TB43".to_owned(),
        },
        limits: "Ce label n’est pas une approbation par l’État.".to_owned(),
        colour: BRAND,
        issued_on: (2018, 3, 12),
    }
}

fn lay_out(certificate: &Certificate) -> CertificateLayout {
    let symbol = QrSymbol::of(&certificate.verification.address).unwrap();
    CertificateLayout::new(certificate, &symbol, &mut Typesetter::new(fonts()))
}

/// Checks that every line is on the page, below those before it.
fn check(texts: &[PlacedText], from: f32, to: f32) {
    let mut last = from - 0.01;
    for text in texts {
        assert!(text.y >= last, "{:?} at {} after {last}", text.role, text.y);
        let mut y = text.y;
        for line in &text.shaped.lines {
            let width: f32 = line.pieces.iter().map(|piece| piece.width).sum();
            let right = text.x + width;
            assert!(
                right <= WIDTH - MARGIN + TRAILING_SPACE,
                "{:?} ends at {right}",
                text.role
            );
            y += line.height;
        }
        assert!(y <= to + 0.01, "{:?} ends at {y}, below {to}", text.role);
        last = y - 0.01;
    }
}

fn check_all(layout: &CertificateLayout) {
    let foot = layout.verification.first().unwrap().y.min(layout.symbol.1);
    check(&layout.main, TOP, foot);
    check(&layout.verification, TOP, BOTTOM);
    assert!(layout.symbol.0 >= MARGIN);
}

#[test]
fn the_same_texts_are_the_same_file() {
    let (mut press, mut other) = (Press::new(fonts()), Press::new(fonts()));
    let certificate = certificate();

    let first = press.print(&certificate).unwrap();
    let between = Certificate {
        event: "Atelier de soudure Ω".to_owned(),
        ..certificate.clone()
    };
    let second = press.print(&between).unwrap();

    assert!(first.starts_with(b"%PDF-1."));
    assert_ne!(first, second);
    assert_eq!(press.print(&certificate).unwrap(), first);
    assert_eq!(other.print(&certificate).unwrap(), first);
    let links = first
        .windows(13)
        .filter(|bytes| bytes == b"/Subtype/Link")
        .count();
    assert!(links >= 1);
}

#[test]
fn a_certificate_of_usual_length_is_printed_whole_and_in_full_size() {
    let layout = lay_out(&certificate());

    check_all(&layout);
    assert!((layout.main.first().unwrap().y - TOP).abs() < 0.01);
    let heading = layout.main.get(1).unwrap();
    assert!(heading.shaped.lines.first().unwrap().height > 30.0);
}

#[test]
fn long_texts_are_set_smaller_and_then_shortened() {
    let sentence = "Le public découvre les métiers et les procédés de l’atelier. ";
    let many = certificate();
    let long = Certificate {
        event: "Visite ".repeat(20),
        facts: vec![
            format!("Organisateurs : {}", "Fonderie du Rhône, ".repeat(20)),
            format!(
                "Dates : {}",
                "lundi 26 mars 2018, de 9 h à 12 h ; ".repeat(40)
            ),
            format!("Lieu : {}", "12 rue de la Coulée, ".repeat(20)),
        ],
        criteria: vec![("Gratuité".to_owned(), sentence.repeat(8)); 4],
        ..many.clone()
    };
    let endless = Certificate {
        event: "x".repeat(3_000),
        facts: vec![sentence.repeat(40); 4],
        criteria: vec![(sentence.repeat(10), sentence.repeat(30)); 40],
        authority: sentence.repeat(20),
        limits: sentence.repeat(40),
        ..many
    };

    let layout = lay_out(&long);
    check_all(&layout);
    let dates = layout.main.get(5).unwrap();
    assert!(!dates.runs.iter().any(|run| run.text.contains('…')));

    check_all(&lay_out(&endless));
    Press::new(fonts()).print(&endless).unwrap();
}

#[test]
fn the_modules_of_the_code_are_large_enough_for_paper() {
    for address in [
        "https://a.fr/verifier/7K3QX-9TB43".to_owned(),
        "https://semaine.example/verifier/7K3QX-9TB43".to_owned(),
        format!(
            "https://{}.example/verifier/7K3QX-9TB43",
            "semaine".repeat(12)
        ),
    ] {
        let symbol = QrSymbol::of(&address).unwrap();
        assert!(symbol.module() >= MODULE_MIN, "{address}");
        assert!(symbol.side() < 150.0, "{address}");
        assert!(symbol.margin() >= 4.0 * symbol.module());
    }
    assert!(QrSymbol::of(&"x".repeat(5_000)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_text_can_be_printed(words in prop::collection::vec(any::<String>(), 0..12)) {
        let text = words.join(" ");
        let certificate = Certificate {
            event: text.clone(),
            facts: words.clone(),
            criteria: vec![(text.clone(), text)],
            ..certificate()
        };

        check_all(&lay_out(&certificate));
        prop_assert!(Press::new(fonts()).print(&certificate).is_ok());
    }
}
