//! The edition, the events and the picture of the scenario.

use crate::support::edition;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use shared::edition::{Edition, Term};
use shared::event::StoredImage;

/// Version of the commitments that the organiser accepts.
const COMMITMENTS: &str = "2018-1";

/// The 2018 edition with short vocabularies, of which the events use every term.
pub(super) fn short_edition() -> Edition {
    let mut edition = edition();
    let words = &mut edition.vocabularies;
    keep(&mut words.kinds, &["company_visit", "school_open_day"]);
    keep(&mut words.audiences, &["pupils", "general_public"]);
    keep(&mut words.organiser_kinds, &["company", "training_centre"]);
    keep(&mut words.sectors, &["automotive", "aerospace"]);
    keep(&mut words.topics, &["gender_balance", "made_in_france"]);
    keep(&mut words.constraints, &["closed_shoes", "id_check"]);
    keep(&mut words.partner_kinds, &["state", "federation"]);
    edition.partners.truncate(2);
    let plan = json!([{
        "key": "access-plan",
        "label": "Plan d’accès",
        "step": "when_where",
        "answer": { "type": "file", "types": ["pdf"], "maxBytes": 2_000_000 },
        "public": true
    }]);
    edition.additional = serde_json::from_value(plan).expect("an additional field");
    edition
}

fn keep(terms: &mut Vec<Term>, ids: &[&str]) {
    terms.retain(|term| ids.contains(&term.id.as_str()));
    assert_eq!(terms.len(), ids.len(), "{ids:?}");
}

/// The form as the organiser first saves it: not complete.
pub(super) fn begun() -> Value {
    json!({
        "organiser": { "name": "Fonderie des Trois Rivières", "kind": "company" },
        "title": "Visite de la fonderie",
        "kind": "company_visit",
        "commitmentsVersion": COMMITMENTS
    })
}

/// The same, complete, but without the audience.
pub(super) fn foundry(image: Option<&StoredImage>) -> Value {
    let mut form = json!({
        "organiser": {
            "name": "Fonderie des Trois Rivières",
            "kind": "company",
            "contactName": "Camille Martin",
            "contactEmail": "camille.martin@example.org",
            "contactPhone": "01 99 00 56 78"
        },
        "title": "Visite de la fonderie",
        "summary": "Du métal liquide à la pièce finie : suivez une coulée et rencontrez celles et ceux qui la conduisent.",
        "description": "La visite commence par les règles de sécurité. Vous suivrez ensuite la fusion, la coulée et le \
            contrôle des pièces, au plus près des fours.\n\nUn temps d’échange est prévu avec une modeleuse et un fondeur : leur \
            journée, leur formation, et les stages et contrats d’alternance ouverts cette année.",
        "kind": "company_visit",
        "topics": ["made_in_france"],
        "sectors": ["automotive"],
        "followsTheme": false,
        "attendanceMode": "on_site",
        "place": {
            "name": "Fonderie des Trois Rivières",
            "address": "12 rue de la Coulée",
            "postalCode": "69200",
            "insee": "69259",
            "position": { "lon": 4.8841, "lat": 45.7012 },
            "access": "Se présenter au poste de garde, avec une pièce d’identité."
        },
        "occurrences": [{ "begin": "2018-03-27T09:30", "end": "2018-03-27T11:00", "capacity": 20 }],
        "audiences": ["general_public"],
        "accessMode": "registration",
        "ageMin": 14,
        "free": true,
        "conditions": "Gratuit, dans la limite des places disponibles",
        "publicBooking": { "url": "https://inscription.example.org/fonderie", "deadline": "2018-03-23" },
        "accessibility": ["hearing"],
        "constraints": ["closed_shoes", "id_check"],
        "expectedParticipants": 20,
        "commitmentsVersion": COMMITMENTS
    });
    if let Some(file) = image {
        form["image"] = json!({
            "file": file,
            "alt": "Une louche verse le métal liquide dans un moule",
            "credits": "Fonderie des Trois Rivières",
            "focus": { "x": 30, "y": 40 }
        });
    }
    form
}

/// Another event: the open day of a school.
pub(super) fn school() -> Value {
    json!({
        "organiser": {
            "name": "Centre de formation Ampère",
            "kind": "training_centre",
            "contactName": "Camille Martin",
            "contactEmail": "camille.martin@example.org"
        },
        "title": "Portes ouvertes de l’atelier d’usinage",
        "summary": "Essayez un tour et une fraiseuse, et découvrez les formations en apprentissage.",
        "description": "Apprentis et formateurs ouvrent l’atelier toute la matinée et présentent leurs machines.",
        "kind": "school_open_day",
        "topics": ["gender_balance"],
        "sectors": ["aerospace"],
        "attendanceMode": "on_site",
        "place": {
            "name": "Centre de formation Ampère",
            "address": "4 rue de l’Atelier",
            "postalCode": "69003",
            "insee": "69123"
        },
        "occurrences": [{ "begin": "2018-03-31T09:00", "end": "2018-03-31T12:30" }],
        "audiences": ["pupils", "general_public"],
        "accessMode": "open",
        "free": true,
        "expectedParticipants": 80,
        "commitmentsVersion": COMMITMENTS
    })
}

/// A JPEG file for the upload.
pub(super) fn picture() -> Vec<u8> {
    let pixels = RgbImage::from_pixel(1_600, 1_000, Rgb([240, 138, 36]));
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), 1_600, 1_000, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// A table of two visits, the second of an unknown kind.
pub(super) fn table() -> String {
    [
        "Identifiant;Titre;Type d’événement;Code INSEE",
        "visite-5;Visite de l’atelier de moulage;Visite d’entreprise;69259",
        "visite-6;Goûter à la fonderie;Goûter;69259",
        "",
    ]
    .join("\r\n")
}
