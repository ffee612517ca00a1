mod answers;

use super::*;
use crate::calendar::Schedule;
use crate::criterion::Outcome;
use crate::edition::Edition;
use crate::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, BookingForm, Field, FocalPoint, ImageForm,
    OccurrenceForm, OrganiserForm, PlaceForm, StoredImage,
};
use crate::place::{DepartmentCode, InseeCode, Position, RegionCode};
use crate::problem::Code;
use proptest::prelude::*;
use rstest::rstest;

fn edition() -> Edition {
    serde_json::from_str(include_str!("../../../../../data/editions/2018.json")).unwrap()
}

fn commune() -> Commune {
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

fn occurrence(day: u32) -> OccurrenceForm {
    OccurrenceForm {
        begin: format!("2018-03-{day}T09:00"),
        end: format!("2018-03-{day}T10:00"),
        capacity: Some(12),
    }
}

/// A form in which every field has a value and counts.
fn labelled() -> EventForm {
    let booking = |email: &str| BookingForm {
        email: email.into(),
        ..BookingForm::default()
    };
    EventForm {
        organiser: OrganiserForm {
            name: "Fonderie du Rhône".into(),
            kind: "company".into(),
            siret: "73282932000074".into(),
            contact_name: "Camille Martin".into(),
            contact_email: "camille@exemple.fr".into(),
            contact_phone: "04 72 00 00 00".into(),
            on_behalf_of: "Aciéries du Sud".into(),
            co_organisers: vec!["CCI".into(), "Lycée".into()],
        },
        title: "Visite de la fonderie".into(),
        summary: "Du métal liquide à la pièce finie, en une heure.".into(),
        description: "Nous ouvrons nos ateliers\naux collégiens et lycéens.".into(),
        kind: "other".into(),
        kind_other: "Coulée publique".into(),
        image: ImageForm {
            file: Some(image("0a")),
            alt: "Une coulée".into(),
            credits: "© Fonderie".into(),
            ..ImageForm::default()
        },
        attendance_mode: Some(AttendanceMode::Mixed),
        place: PlaceForm {
            name: "Usine".into(),
            address: "1 rue de l’Usine".into(),
            postal_code: "69200".into(),
            insee: "69259".into(),
            position: Position::new(4.88, 45.69).ok(),
            access: "Portail bleu.".into(),
        },
        online_url: "https://example.org/direct".into(),
        occurrences: vec![occurrence(26), occurrence(28)],
        audiences: vec!["pupils".into(), "students".into()],
        access_mode: Some(AccessMode::Registration),
        age_min: Some(11),
        age_max: Some(18),
        free: Some(true),
        conditions: "Chaussures fermées.".into(),
        public_booking: booking("visites@exemple.fr"),
        school_booking: booking("classes@exemple.fr"),
        expected_participants: Some(24),
        commitments_version: "2018-1".into(),
        ..EventForm::default()
    }
}

fn image(byte: &str) -> StoredImage {
    StoredImage {
        id: byte.repeat(32).parse().unwrap(),
        width: 480,
        height: 320,
    }
}

/// Changes one field to another valid value.
fn change(field: Field, form: &mut EventForm) {
    let text = match field {
        Field::OrganiserName => &mut form.organiser.name,
        Field::OrganiserSiret => &mut form.organiser.siret,
        Field::OrganiserContactName => &mut form.organiser.contact_name,
        Field::OrganiserContactPhone => &mut form.organiser.contact_phone,
        Field::OrganiserOnBehalfOf => &mut form.organiser.on_behalf_of,
        Field::Title => &mut form.title,
        Field::Summary => &mut form.summary,
        Field::Description => &mut form.description,
        Field::KindOther => &mut form.kind_other,
        Field::ImageAlt => &mut form.image.alt,
        Field::ImageCredits => &mut form.image.credits,
        Field::PlaceName => &mut form.place.name,
        Field::PlaceAddress => &mut form.place.address,
        Field::PlaceAccess => &mut form.place.access,
        Field::OnlineUrl => &mut form.online_url,
        Field::Conditions => &mut form.conditions,
        Field::ConstraintsNote => &mut form.constraints_note,
        Field::PublicBooking => &mut form.public_booking.url,
        Field::SchoolBooking => &mut form.school_booking.url,
        _ => return change_choice(field, form),
    };
    match field {
        Field::OrganiserSiret => "35600000000048".clone_into(text),
        Field::OrganiserContactPhone => "04 72 11 11 11".clone_into(text),
        Field::OnlineUrl | Field::PublicBooking | Field::SchoolBooking => {
            "https://example.org/autre".clone_into(text);
        }
        _ => text.push_str(" du Rhône"),
    }
}

fn change_choice(field: Field, form: &mut EventForm) {
    match field {
        Field::OrganiserKind => "school".clone_into(&mut form.organiser.kind),
        Field::OrganiserContactEmail => {
            "accueil@exemple.fr".clone_into(&mut form.organiser.contact_email);
        }
        Field::OrganiserCoOrganisers => form.organiser.co_organisers.truncate(1),
        Field::Kind => "company_visit".clone_into(&mut form.kind),
        Field::Topics => form.topics.push("gender_balance".into()),
        Field::Sectors => form.sectors.push("rail".into()),
        Field::FollowsTheme => form.follows_theme = true,
        Field::ImageFile => form.image.file = Some(image("0b")),
        Field::ImageLicence => "cc_by_4".clone_into(&mut form.image.licence),
        Field::ImageFocus => form.image.focus = Some(FocalPoint { x: 10, y: 90 }),
        Field::AttendanceMode => form.attendance_mode = Some(AttendanceMode::OnSite),
        Field::PlacePostalCode => "69201".clone_into(&mut form.place.postal_code),
        Field::PlaceInsee => "69123".clone_into(&mut form.place.insee),
        Field::PlacePosition => form.place.position = Position::new(4.89, 45.7).ok(),
        Field::Occurrences => form.occurrences[0].begin = "2018-03-26T08:30".into(),
        Field::Audiences => form.audiences.truncate(1),
        Field::AccessMode => form.access_mode = Some(AccessMode::Open),
        Field::AgeMin => form.age_min = Some(12),
        Field::AgeMax => form.age_max = None,
        Field::Free => form.free = Some(false),
        Field::Accessibility => form.accessibility.push(AccessibilityFlag::Motor),
        Field::Constraints => form.constraints.push("closed_shoes".into()),
        Field::ExpectedParticipants => form.expected_participants = Some(30),
        Field::CommitmentsVersion => form.commitments_version.clear(),
        _ => panic!("{field:?} has a text"),
    }
}

/// True for the fields that the default of an edition checks again.
const fn expected(field: Field) -> bool {
    match field {
        Field::OrganiserName
        | Field::OrganiserKind
        | Field::OrganiserSiret
        | Field::OrganiserOnBehalfOf
        | Field::OrganiserCoOrganisers
        | Field::Kind
        | Field::KindOther
        | Field::AttendanceMode
        | Field::PlaceName
        | Field::PlaceAddress
        | Field::PlacePostalCode
        | Field::PlaceInsee
        | Field::PlacePosition
        | Field::Occurrences
        | Field::Audiences
        | Field::AccessMode
        | Field::AgeMin
        | Field::AgeMax
        | Field::Free
        | Field::Conditions => true,
        Field::OrganiserContactName
        | Field::OrganiserContactEmail
        | Field::OrganiserContactPhone
        | Field::Title
        | Field::Summary
        | Field::Description
        | Field::Topics
        | Field::Sectors
        | Field::FollowsTheme
        | Field::ImageFile
        | Field::ImageAlt
        | Field::ImageCredits
        | Field::ImageLicence
        | Field::ImageFocus
        | Field::PlaceAccess
        | Field::OnlineUrl
        | Field::PublicBooking
        | Field::SchoolBooking
        | Field::Accessibility
        | Field::Constraints
        | Field::ConstraintsNote
        | Field::ExpectedParticipants
        | Field::CommitmentsVersion => false,
    }
}

struct Fixture {
    form: EventForm,
    commune: Commune,
    edition: Edition,
}

impl Fixture {
    fn new() -> Self {
        Self {
            form: labelled(),
            commune: commune(),
            edition: edition(),
        }
    }

    fn event(&self) -> LabelledEvent<'_> {
        LabelledEvent {
            form: &self.form,
            commune: Some(&self.commune),
            edition: &self.edition,
            submitted_at: utc("2018-02-05T09:00:00Z"),
        }
    }

    fn plan(&self, changed: &EventForm) -> ChangePlan {
        self.event().plan(changed, Some(&self.commune))
    }

    fn problems(&self, changed: &EventForm, at: &str) -> Vec<(String, Code)> {
        let found = self
            .event()
            .validate(changed, Some(&self.commune), utc(at))
            .problems;
        found
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn each_field_is_material_or_not_as_the_edition_says() {
    let fixture = Fixture::new();
    for field in Field::ALL.iter().copied() {
        let mut changed = fixture.form.clone();
        change(field, &mut changed);
        let plan = fixture.plan(&changed);

        let mut found = plan.at_once.clone();
        found.extend(&plan.rechecked);
        assert!(found.contains(&field.into()), "{field:?} is changed");
        assert_eq!(
            plan.rechecked.contains(&field.into()),
            expected(field),
            "{field:?}"
        );
    }
}

#[test]
fn an_edition_chooses_each_field() {
    for field in Field::ALL.iter().copied() {
        let mut fixture = Fixture::new();
        let mut changed = fixture.form.clone();
        change(field, &mut changed);
        fixture.edition.rechecks.fields = vec![field.into()];
        assert!(
            fixture.plan(&changed).rechecked.contains(&field.into()),
            "{field:?}"
        );
        fixture.edition.rechecks.fields = Vec::new();
        assert_eq!(fixture.plan(&changed).rechecked, [], "{field:?}");
    }
}

#[rstest]
#[case::spaces(|form: &mut EventForm| form.title = "  Visite  de la fonderie ".into())]
#[case::line_ends(|form: &mut EventForm| form.description = form.description.replace('\n', "\r\n"))]
#[case::order_of_terms(|form: &mut EventForm| form.audiences.reverse())]
#[case::order_of_dates(|form: &mut EventForm| form.occurrences.reverse())]
#[case::siret_in_groups(|form: &mut EventForm| form.organiser.siret = "732 829 320 00074".into())]
#[case::an_empty_name(|form: &mut EventForm| form.organiser.co_organisers.push(" ".into()))]
fn what_is_typed_differently_and_says_the_same_is_no_change(#[case] retype: fn(&mut EventForm)) {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    retype(&mut changed);

    assert!(fixture.plan(&changed).is_empty());
}

#[test]
fn a_field_that_does_not_count_is_no_change() {
    let mut fixture = Fixture::new();
    fixture.form.attendance_mode = Some(AttendanceMode::OnSite);
    fixture.form.kind = "company_visit".into();
    let mut changed = fixture.form.clone();
    change(Field::OnlineUrl, &mut changed);
    change(Field::KindOther, &mut changed);

    assert!(fixture.plan(&changed).is_empty());
}

#[test]
fn seats_are_no_dates() {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    changed.occurrences[1].capacity = Some(40);
    assert_eq!(fixture.plan(&changed).at_once, [Field::Occurrences.into()]);

    changed.occurrences[1].end = "2018-03-28T11:00".into();
    assert_eq!(
        fixture.plan(&changed).rechecked,
        [Field::Occurrences.into()]
    );
}

#[test]
fn what_belongs_to_a_material_change_goes_with_it() {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    changed.access_mode = Some(AccessMode::Open);
    changed.public_booking = BookingForm::default();
    changed.title = "Visite de la grande fonderie".into();

    let plan = fixture.plan(&changed);

    assert_eq!(plan.at_once, [Field::Title.into()]);
    assert_eq!(
        plan.rechecked,
        [Field::AccessMode, Field::PublicBooking].map(FormField::from)
    );
}

#[test]
fn what_is_not_valid_alone_goes_with_the_rest() {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    changed.occurrences.truncate(1);
    changed.image.alt.clear();

    let plan = fixture.plan(&changed);

    assert_eq!(plan.at_once, []);
    assert_eq!(
        plan.rechecked,
        [Field::ImageAlt, Field::Occurrences].map(FormField::from)
    );
}

#[test]
fn a_change_outside_the_window_is_refused_at_its_field() {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    changed.occurrences[1] = OccurrenceForm {
        begin: "2018-04-02T09:00".into(),
        end: "2018-04-02T10:00".into(),
        capacity: None,
    };

    assert_eq!(
        fixture.problems(&changed, "2018-03-20T09:00:00Z"),
        [("/occurrences/1/begin".to_owned(), Code::OutsideWindow)]
    );
}

#[test]
fn an_event_under_way_can_be_changed_but_not_in_the_past() {
    let fixture = Fixture::new();
    let during = "2018-03-27T09:00:00Z";
    let mut changed = fixture.form.clone();
    changed.occurrences[1].end = "2018-03-28T12:00".into();
    assert_eq!(fixture.problems(&changed, during), []);

    changed.occurrences.push(OccurrenceForm {
        begin: "2018-03-26T14:00".into(),
        end: "2018-03-26T15:00".into(),
        capacity: None,
    });
    assert_eq!(
        fixture.problems(&changed, during),
        [("/occurrences/2/begin".to_owned(), Code::OccurrencePast)]
    );
}

#[test]
fn a_paid_event_is_refused_as_in_a_first_submission() {
    let fixture = Fixture::new();
    let mut changed = fixture.form.clone();
    changed.free = Some(false);

    let at = utc("2018-03-20T09:00:00Z");
    let found = fixture
        .event()
        .validate(&changed, Some(&fixture.commune), at);

    assert!(!found.submittable);
    assert_eq!(found.problems[0].pointer, "/free");
    assert_eq!(found.findings[3].outcome, Outcome::NotMet);
}

#[test]
fn a_typo_is_fixed_although_the_commitments_are_newer() {
    let mut fixture = Fixture::new();
    fixture.edition.commitments.version = "2018-2".into();
    let mut changed = fixture.form.clone();
    changed.title.push('s');
    let at = "2018-03-20T09:00:00Z";
    assert_eq!(fixture.problems(&changed, at), []);

    changed.commitments_version = "2018-2".into();
    assert_eq!(fixture.problems(&changed, at), []);

    changed.commitments_version.clear();
    assert_eq!(
        fixture.problems(&changed, at),
        [("/commitmentsVersion".to_owned(), Code::CommitmentsRequired)]
    );
}

fn any_changes() -> impl Strategy<Value = Vec<Field>> {
    proptest::sample::subsequence(Field::ALL.to_vec(), 0..=Field::ALL.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn equal_contents_have_no_difference(fields in any_changes()) {
        let mut fixture = Fixture::new();
        for field in fields {
            change(field, &mut fixture.form);
        }

        prop_assert!(fixture.plan(&fixture.form.clone()).is_empty());
    }

    #[test]
    fn an_accepted_change_is_the_proposed_one(fields in any_changes()) {
        let fixture = Fixture::new();
        let mut changed = fixture.form.clone();
        for field in fields {
            change(field, &mut changed);
        }
        let plan = fixture.plan(&changed);

        let published = fixture.form.with_fields(&plan.at_once, &changed);
        let accepted = published.with_fields(&plan.rechecked, &changed);

        let event = LabelledEvent { form: &accepted, ..fixture.event() };
        prop_assert_eq!(event.differences(&changed), []);
        let all: Vec<FormField> = plan.at_once.iter().chain(&plan.rechecked).copied().collect();
        prop_assert!(fixture.event().differences(&changed).iter().all(|field| all.contains(field)));
        prop_assert_eq!(all.len(), fixture.event().differences(&changed).len());
    }

    #[test]
    fn what_is_public_at_once_has_the_labelled_dates_place_and_access(fields in any_changes()) {
        let fixture = Fixture::new();
        let mut changed = fixture.form.clone();
        for field in fields {
            change(field, &mut changed);
        }
        let plan = fixture.plan(&changed);

        let published = fixture.form.with_fields(&plan.at_once, &changed);

        let times = |form: &EventForm| {
            let (schedule, _) = form.schedule(Some(&fixture.commune));
            schedule.as_ref().map(Schedule::first_begin)
        };
        prop_assert_eq!(times(&published), times(&fixture.form));
        prop_assert_eq!(&published.place.insee, &fixture.form.place.insee);
        prop_assert_eq!(&published.access_mode, &fixture.form.access_mode);
    }
}
