use super::*;
use crate::edition::{Edition, Term};
use crate::event::{FocalPoint, ImageId};
use crate::place::{Commune, DepartmentCode, InseeCode, RegionCode};
use crate::problem::Code;
use chrono::DateTime;
use proptest::prelude::*;

fn edition() -> Edition {
    serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap()
}

fn venissieux() -> Commune {
    Commune {
        insee: InseeCode::parse("69259").unwrap(),
        name: "Vénissieux".into(),
        postal_codes: vec!["69200".into()],
        department: DepartmentCode::parse("69").unwrap(),
        department_name: "Rhône".into(),
        region: RegionCode::parse("84").unwrap(),
        region_name: "Auvergne-Rhône-Alpes".into(),
        position: Position::new(4.8869, 45.6977).unwrap(),
        population: 65_000,
    }
}

fn complete() -> EventForm {
    EventForm {
        organiser: OrganiserForm {
            name: "Fonderie du Rhône".into(),
            kind: "company".into(),
            contact_name: "Camille Martin".into(),
            contact_email: "camille@exemple.fr".into(),
            ..OrganiserForm::default()
        },
        title: "Visite de la fonderie".into(),
        summary: "Du métal liquide à la pièce finie, en une heure.".into(),
        description: "Nous ouvrons nos ateliers aux collégiens et lycéens.".into(),
        kind: "company_visit".into(),
        attendance_mode: Some(AttendanceMode::OnSite),
        place: PlaceForm {
            name: "Usine".into(),
            address: "1 rue de l’Usine".into(),
            insee: "69259".into(),
            ..PlaceForm::default()
        },
        occurrences: vec![OccurrenceForm {
            begin: "2018-03-26T09:00".into(),
            end: "2018-03-26T10:00".into(),
            capacity: Some(12),
        }],
        audiences: vec!["pupils".into()],
        access_mode: Some(AccessMode::Open),
        free: Some(true),
        expected_participants: Some(12),
        commitments_version: "2018-1".into(),
        ..EventForm::default()
    }
}

fn faults(form: &EventForm) -> Vec<(String, Code)> {
    let found = form.parse(&edition(), Some(&venissieux())).unwrap_err();
    found
        .into_iter()
        .map(|fault| (fault.pointer, fault.code))
        .collect()
}

#[test]
fn a_complete_form_becomes_a_content() {
    let content = complete().parse(&edition(), Some(&venissieux())).unwrap();
    assert_eq!(content.timezone, "Europe/Paris");
    assert_eq!(
        content.occurrences.first_begin().to_rfc3339(),
        "2018-03-26T09:00:00+02:00"
    );
    let venue = content.venue.unwrap();
    assert_eq!(
        (venue.postal_code.as_str(), venue.department_name.as_str()),
        ("69200", "Rhône")
    );
}

#[test]
fn a_form_is_ready_when_it_has_no_fault_and_no_criterion_fails() {
    let before = DateTime::parse_from_rfc3339("2018-03-01T08:00:00Z")
        .unwrap()
        .to_utc();
    let ready = |form: &EventForm| form.ready(&edition(), Some(&venissieux()), before);
    assert!(ready(&complete()).is_ok());

    let mut form = complete();
    form.occurrences[0].begin = "2018-04-03T09:00".into();
    form.occurrences[0].end = "2018-04-03T10:00".into();
    form.free = None;
    let found: Vec<_> = ready(&form)
        .unwrap_err()
        .into_iter()
        .map(|fault| (fault.pointer, fault.code))
        .collect();
    assert_eq!(
        found,
        [
            ("/free".to_owned(), Code::Required),
            ("/occurrences/0/begin".to_owned(), Code::OutsideWindow),
        ]
    );
}

#[test]
fn an_empty_form_reports_every_missing_field() {
    let found = EventForm::default().parse(&edition(), None).unwrap_err();
    for pointer in [
        "/organiser/name",
        "/title",
        "/summary",
        "/kind",
        "/attendanceMode",
        "/occurrences",
        "/audiences",
        "/free",
        "/commitmentsVersion",
    ] {
        assert!(
            found.iter().any(|fault| fault.pointer == pointer),
            "{pointer} is missing"
        );
    }
}

#[test]
fn every_fault_is_found_at_its_field() {
    let mut form = complete();
    form.title = "Non".into();
    form.kind = "party".into();
    form.sectors = ["rail", "wood", "food", "rail"].map(String::from).to_vec();
    form.occurrences.push(OccurrenceForm {
        begin: "2018-03-26T09:30".into(),
        end: "2018-03-26T11:00".into(),
        capacity: None,
    });
    form.occurrences.push(OccurrenceForm {
        begin: "2018-02-30T09:30".into(),
        end: String::new(),
        capacity: None,
    });
    form.access_mode = Some(AccessMode::SchoolsOnly);
    form.public_booking.url = "exemple".into();
    let found = faults(&form);
    for expected in [
        ("/title", Code::TooShort),
        ("/kind", Code::UnknownValue),
        ("/sectors", Code::TooMany),
        ("/sectors/3", Code::Duplicate),
        ("/occurrences/1/begin", Code::OccurrencesOverlap),
        ("/occurrences/2/begin", Code::ImpossibleDate),
        ("/occurrences/2/end", Code::Required),
        ("/schoolBooking", Code::MissingBooking),
        ("/publicBooking/url", Code::InvalidUrl),
    ] {
        assert!(
            found.contains(&(expected.0.to_owned(), expected.1)),
            "{expected:?} not in {found:?}"
        );
    }
}

#[test]
fn each_attendance_mode_requires_its_location() {
    let mut form = complete();
    form.attendance_mode = Some(AttendanceMode::Mixed);
    assert_eq!(
        faults(&form),
        [("/onlineUrl".to_owned(), Code::MissingLink)]
    );
    form.attendance_mode = Some(AttendanceMode::Online);
    form.online_url = "https://exemple.fr/salle".into();
    form.place = PlaceForm::default();
    let content = form.parse(&edition(), None).unwrap();
    assert_eq!((content.venue, content.department), (None, None));
    form.attendance_mode = Some(AttendanceMode::OnSite);
    let found = form.parse(&edition(), None).unwrap_err();
    assert!(
        found
            .iter()
            .any(|fault| fault.code == Code::MissingLocation)
    );
}

#[test]
fn a_pin_stays_near_its_commune() {
    let mut form = complete();
    form.place.position = Some(Position::new(2.35, 48.85).unwrap());
    assert_eq!(
        faults(&form),
        [("/place/position".to_owned(), Code::OutsideFrance)]
    );
}

fn image_form() -> ImageForm {
    ImageForm {
        file: Some(StoredImage {
            id: ImageId::parse(&"0a".repeat(32)).unwrap(),
            width: 1_600,
            height: 1_067,
        }),
        alt: "Une coulée dans un moule de sable".into(),
        credits: "© Fonderie du Rhône".into(),
        licence: String::new(),
        focus: Some(FocalPoint { x: 30, y: 40 }),
    }
}

#[test]
fn an_image_requires_its_texts() {
    let mut form = complete();
    form.image = image_form();
    let content = form.parse(&edition(), Some(&venissieux())).unwrap();
    let image = content.image.unwrap();
    assert_eq!(Some(image.file()), form.image.file);
    assert_eq!(image.alt, "Une coulée dans un moule de sable");

    form.image.alt = "  ".into();
    form.image.credits = "x".repeat(limits::IMAGE_CREDITS.max + 1);
    assert_eq!(
        faults(&form),
        [
            ("/image/alt".to_owned(), Code::Required),
            ("/image/credits".to_owned(), Code::TooLong)
        ]
    );

    form.image = ImageForm {
        file: None,
        ..image_form()
    };
    assert_eq!(faults(&form), [("/image/file".to_owned(), Code::Required)]);
}

#[test]
fn the_licence_of_an_image_is_a_term_of_the_edition() {
    let mut form = complete();
    form.image = image_form();
    form.image.licence = "cc_by_4".into();
    assert_eq!(
        faults(&form),
        [("/image/licence".to_owned(), Code::UnknownValue)]
    );

    let mut edition = edition();
    edition.vocabularies.image_licences = vec![Term {
        ended: false,
        id: "cc_by_4".into(),
        label: "CC BY 4.0".into(),
        label_en: None,
        france_travail: None,
        other: false,
        outside_programme: false,
        url: Some("https://creativecommons.org/licenses/by/4.0/".into()),
    }];
    let content = form.parse(&edition, Some(&venissieux())).unwrap();
    assert_eq!(content.image.unwrap().licence.as_deref(), Some("cc_by_4"));
}

#[test]
fn a_focal_point_outside_the_image_is_rejected() {
    let mut form = complete();
    for (x, y) in [(-1, 50), (50, 101), (i16::MAX, i16::MIN)] {
        form.image = ImageForm {
            focus: Some(FocalPoint { x, y }),
            ..image_form()
        };
        assert_eq!(
            faults(&form),
            [("/image/focus".to_owned(), Code::OutOfRange)]
        );
    }
    form.image.focus = Some(FocalPoint { x: 0, y: 100 });
    let content = form.parse(&edition(), Some(&venissieux())).unwrap();
    let id = "0a".repeat(32);
    assert_eq!(
        content.image.unwrap().square(),
        format!("/media/{id}/square-0.jpg")
    );
}

#[test]
fn unstorable_text_is_rejected_even_in_a_draft() {
    let mut form = complete();
    form.title = "a\0b".into();
    form.description = "x".repeat(20_001);
    let found = form.check_storable().unwrap_err();
    assert_eq!(found.len(), 2);
    form.description = complete().description;
    let found = form.check_storable().unwrap_err();
    assert_eq!(found.len(), 1, "in a short form, too");
    assert_eq!(found[0].pointer, "/title");
    assert!(complete().check_storable().is_ok());
}

#[test]
fn each_field_belongs_to_a_step_and_exists() {
    let mut form = complete();
    form.place.position = Some(venissieux().position);
    form.age_min = Some(11);
    form.age_max = Some(18);
    form.image = image_form();
    let json = serde_json::to_value(&form).unwrap();
    for field in Field::ALL {
        assert!(json.pointer(field.pointer()).is_some(), "{field:?}");
    }
    assert_eq!(Step::of("/occurrences/3/end"), Step::WhenWhere);
    assert_eq!(Step::of("/image/alt"), Step::Event);
    assert_eq!(Step::of("/free"), Step::Public);
}

proptest! {
    #[test]
    fn any_text_in_any_field_is_validated_without_panic(text in "\\PC{0,40}", n in 0usize..5) {
        let mut form = complete();
        form.title.clone_from(&text);
        form.place.insee.clone_from(&text);
        form.place.postal_code.clone_from(&text);
        form.organiser.siret.clone_from(&text);
        form.public_booking.deadline.clone_from(&text);
        form.occurrences = vec![OccurrenceForm { begin: text.clone(), end: text.clone(), capacity: None }; n];
        form.image.file = (n > 0).then(|| image_form().file).flatten();
        form.image.alt.clone_from(&text);
        form.image.credits.clone_from(&text);
        form.audiences = vec![text; n];
        if let Err(faults) = form.parse(&edition(), Some(&venissieux())) {
            prop_assert!(faults.iter().all(|fault| fault.pointer.starts_with('/')));
        }
    }
}
