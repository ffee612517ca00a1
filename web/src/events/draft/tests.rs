use super::*;

fn filled() -> EventForm {
    let occurrence = |begin: &str, end: &str| OccurrenceForm {
        begin: begin.to_owned(),
        end: end.to_owned(),
        capacity: Some(20),
    };
    EventForm {
        title: "Visite".to_owned(),
        organiser: OrganiserForm {
            co_organisers: vec!["CCI".to_owned(), "Lycée".to_owned()],
            ..OrganiserForm::default()
        },
        image: ImageForm {
            file: Some(StoredImage {
                id: "0a".repeat(32).parse().unwrap(),
                width: 480,
                height: 320,
            }),
            alt: "Une coulée".to_owned(),
            credits: "© Fonderie".to_owned(),
            licence: "cc_by_4".to_owned(),
            focus: Some(FocalPoint { x: 30, y: 100 }),
        },
        attendance_mode: Some(AttendanceMode::Mixed),
        place: PlaceForm {
            position: Position::new(4.8, 45.7).ok(),
            ..PlaceForm::default()
        },
        occurrences: vec![
            occurrence("2018-03-26T09:30", "2018-03-26T12:00"),
            occurrence("2018-03-30T20:00", "2018-03-31T01:00"),
            occurrence("2018-03-27T", ""),
        ],
        age_min: Some(11),
        free: Some(false),
        accessibility: vec![AccessibilityFlag::Motor],
        expected_participants: Some(40),
        commitments_version: "2018-1".to_owned(),
        ..EventForm::default()
    }
}

#[test]
fn a_form_round_trips() {
    let owner = Owner::new();
    owner.set();
    let form = filled();
    assert_eq!(Draft::new(&form, &[]).form(), form);
    assert_eq!(
        Draft::new(&EventForm::default(), &[]).form(),
        EventForm::default()
    );
}

#[test]
fn filling_keeps_the_rows_and_texts_that_do_not_change() {
    let owner = Owner::new();
    owner.set();
    let mut form = filled();
    let draft = Draft::new(&form, &[]);
    let keys = || -> Vec<u32> {
        draft
            .lines
            .read_untracked()
            .iter()
            .map(|line| line.key)
            .collect()
    };
    let before = keys();
    draft.participants.set("40 ".to_owned());
    form.occurrences.remove(1);
    form.occurrences.push(OccurrenceForm::default());
    form.title = "Visite de la fonderie".to_owned();
    draft.fill(&form);
    assert_eq!(draft.form(), form);
    assert_eq!(draft.participants.get_untracked(), "40 ");
    assert_eq!(keys()[..2], [before[0], before[2]]);
}

#[test]
fn an_invalid_number_is_reported() {
    let owner = Owner::new();
    owner.set();
    let draft = Draft::new(&filled(), &[]);
    draft.participants.set("une centaine".to_owned());
    draft.age_max.set("300".to_owned());
    let pointers: Vec<_> = draft
        .unreadable()
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(pointers, ["/ageMax", "/expectedParticipants"]);

    let texts = draft.unreadable_texts();
    let later = Draft::new(&draft.form(), &[]);
    later.restore_texts(&texts);
    assert_eq!(later.participants.get_untracked(), "une centaine");
    assert_eq!(later.unreadable_texts(), texts);
}

#[test]
fn an_answer_that_is_not_asked_is_kept_and_not_sent() {
    let owner = Owner::new();
    owner.set();
    let field = serde_json::json!({
        "key": "visit-capacity",
        "label": "Visiteurs par groupe",
        "step": "public",
        "answer": { "type": "number", "min": 1, "max": 60 },
        "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
    });
    let field: AdditionalField = serde_json::from_value(field).unwrap();
    let key = field.key;
    let form = EventForm {
        kind: "company_visit".to_owned(),
        ..EventForm::default()
    };
    let draft = Draft::new(&form, &[field]);
    let answer = draft.answer(key).unwrap();

    answer.text.set("une douzaine".to_owned());
    assert_eq!(draft.unreadable()[0].pointer, "/additional/visit-capacity");
    answer.text.set(" 12".to_owned());
    assert_eq!(draft.form().additional.len(), 1);

    draft.kind.set("workshop".to_owned());
    assert!(draft.form().additional.is_empty());
    draft.fill(&draft.form());
    draft.kind.set("company_visit".to_owned());
    assert_eq!(draft.form().additional.len(), 1);
    assert_eq!(answer.text.get_untracked(), " 12");
}
