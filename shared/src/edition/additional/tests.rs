use super::*;
use crate::event::{AccessMode, AttendanceMode};
use crate::problem::Code;
use rstest::rstest;
use serde_json::{Value, json};

/// The edition of 2018 with these additional fields.
pub(crate) fn edition_with(additional: &Value) -> Edition {
    let mut edition: Value =
        serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap();
    edition["additional"] = additional.clone();
    serde_json::from_value(edition).unwrap()
}

fn terms() -> Value {
    json!([{ "id": "a", "label": "A" }, { "id": "b", "label": "B" }])
}

/// A yes-or-no field with these conditions.
fn yes_no(key: &str, shown_when: &Value) -> Value {
    json!({
        "key": key,
        "label": format!("Question {key}"),
        "step": "public",
        "answer": { "type": "yes_no" },
        "shownWhen": shown_when
    })
}

fn on(field: &str, values: &Value) -> Value {
    json!([{ "field": field, "isOneOf": values }])
}

fn faults(additional: &Value) -> Vec<(String, Code)> {
    let found = edition_with(additional).additional_faults().into_iter();
    found.map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn a_field_is_read_with_its_defaults() {
    let edition = edition_with(&json!([yes_no("guided", &json!([]))]));
    let [field] = edition.additional.as_slice() else {
        panic!("{:?}", edition.additional)
    };
    assert!(!field.public && !field.required && field.help.is_empty());
    assert_eq!(edition.additional_faults(), []);
    assert_eq!(edition.step_of("/additional/guided"), Step::Public);
    assert_eq!(edition.step_of("/title"), Step::Event);
}

#[rstest]
#[case::no_such_bound(json!({ "type": "line", "min": 1, "max": 5, "step": 1 }))]
#[case::no_such_kind(json!({ "type": "colour" }))]
#[case::no_such_type(json!({ "type": "file", "types": ["exe"], "maxBytes": 9 }))]
#[case::no_step(json!({ "type": "number", "min": 1, "max": 5, "step": 0 }))]
#[case::an_inexact_step(json!({ "type": "number", "min": 1, "max": 5, "step": 0.1 }))]
fn what_is_no_kind_is_not_read(#[case] answer: Value) {
    assert!(serde_json::from_value::<AnswerKind>(answer).is_err());
}

#[rstest]
#[case::empty_line(json!({ "type": "line", "min": 0, "max": 5 }), "/answer", Code::OutOfRange)]
#[case::long_line(json!({ "type": "line", "min": 1, "max": 1_001 }), "/answer", Code::OutOfRange)]
#[case::nothing_fits(json!({ "type": "prose", "min": 9, "max": 5 }), "/answer", Code::OutOfRange)]
#[case::no_number(json!({ "type": "number", "min": 9, "max": 5 }), "/answer", Code::OutOfRange)]
#[case::huge(json!({ "type": "number", "min": 0, "max": 2_000_000_000 }), "/answer", Code::OutOfRange)]
#[case::one_term(json!({ "type": "one", "terms": [{ "id": "a", "label": "A" }] }), "/answer/terms", Code::OutOfRange)]
#[case::ended(
    json!({ "type": "one", "terms": [{ "id": "a", "label": "A", "ended": true }, { "id": "b", "label": "B", "ended": true }] }),
    "/answer/terms",
    Code::Required
)]
#[case::twice(
    json!({ "type": "one", "terms": [{ "id": "a", "label": "A" }, { "id": "a", "label": "B" }] }),
    "/answer/terms/1/id",
    Code::Duplicate
)]
#[case::no_word(
    json!({ "type": "one", "terms": [{ "id": "a", "label": "A" }, { "id": "B C", "label": "B" }] }),
    "/answer/terms/1/id",
    Code::InvalidFormat
)]
#[case::too_many(json!({ "type": "many", "terms": terms(), "max": 3 }), "/answer/max", Code::OutOfRange)]
#[case::no_type(json!({ "type": "file", "types": [], "maxBytes": 9 }), "/answer/types", Code::Required)]
#[case::type_twice(json!({ "type": "file", "types": ["pdf", "pdf"], "maxBytes": 9 }), "/answer/types", Code::Duplicate)]
#[case::large(json!({ "type": "file", "types": ["pdf"], "maxBytes": 9_000_000 }), "/answer/maxBytes", Code::OutOfRange)]
fn bounds_are_checked(#[case] answer: Value, #[case] place: &str, #[case] code: Code) {
    let field = json!([{ "key": "x", "label": "Question", "step": "event", "answer": answer }]);
    assert_eq!(faults(&field), [(format!("/additional/0{place}"), code)]);
}

#[test]
fn a_field_has_a_key_a_label_and_a_step_of_its_own() {
    let mut twice = json!([yes_no("a", &json!([])), yes_no("a", &json!([]))]);
    twice[1]["step"] = json!("declaration");
    assert_eq!(
        faults(&twice),
        [
            ("/additional/1/key".to_owned(), Code::Duplicate),
            ("/additional/1/label".to_owned(), Code::Duplicate),
            ("/additional/1/step".to_owned(), Code::NotAllowed),
        ]
    );
    let mut blank = json!([yes_no("a", &json!([]))]);
    blank[0]["label"] = json!(" ");
    blank[0]["help"] = json!("x".repeat(501));
    assert_eq!(
        faults(&blank),
        [
            ("/additional/0/label".to_owned(), Code::Required),
            ("/additional/0/help".to_owned(), Code::TooLong),
        ]
    );
    let many: Vec<Value> = (0..41)
        .map(|n| yes_no(&format!("q{n}"), &json!([])))
        .collect();
    assert_eq!(
        faults(&many.into()),
        [("/additional".to_owned(), Code::TooMany)]
    );
}

#[rstest]
#[case::kind(on("/kind", &json!(["tea_party"])), "/isOneOf/0", Code::UnknownValue)]
#[case::mode(on("/attendanceMode", &json!(["on_site", "nowhere"])), "/isOneOf/1", Code::UnknownValue)]
#[case::yes_no(on("/audiences", &json!([true])), "/isOneOf/0", Code::UnknownValue)]
#[case::nothing(on("/kind", &json!([])), "/isOneOf", Code::Required)]
#[case::missing(on("/additional/nothing", &json!([true])), "/field", Code::UnknownValue)]
#[case::text(on("/additional/text", &json!(["a"])), "/field", Code::NotAllowed)]
#[case::term(on("/additional/choice", &json!(["c"])), "/isOneOf/0", Code::UnknownValue)]
fn conditions_name_values_that_exist(
    #[case] conditions: Value,
    #[case] place: &str,
    #[case] code: Code,
) {
    let fields = json!([
        yes_no("asked", &conditions),
        { "key": "text", "label": "Texte", "step": "event", "answer": { "type": "line", "min": 1, "max": 9 } },
        { "key": "choice", "label": "Choix", "step": "event", "answer": { "type": "one", "terms": terms() } }
    ]);
    assert_eq!(
        faults(&fields),
        [(format!("/additional/0/shownWhen/0{place}"), code)]
    );
}

#[test]
fn fields_cannot_depend_on_each_other_in_a_circle() {
    let fields = json!([
        yes_no("a", &on("/additional/b", &json!([true]))),
        yes_no("b", &on("/additional/c", &json!([true]))),
        yes_no("c", &json!([])),
    ]);
    assert_eq!(faults(&fields), []);
    let mut circle = fields;
    circle[2]["requiredWhen"] = on("/additional/a", &json!([false]));
    assert_eq!(
        faults(&circle),
        [
            (
                "/additional/0/shownWhen/0/field".to_owned(),
                Code::NotAllowed
            ),
            (
                "/additional/1/shownWhen/0/field".to_owned(),
                Code::NotAllowed
            ),
            (
                "/additional/2/requiredWhen/0/field".to_owned(),
                Code::NotAllowed
            ),
        ]
    );
    let own = json!([yes_no("a", &on("/additional/a", &json!([true])))]);
    let edition = edition_with(&own);
    assert_eq!(edition.additional_faults().len(), 1);
    assert!(edition.faults()[0].starts_with("/additional/0/shownWhen/0/field: "));
    // Even if such a definition were stored, nothing would go round for ever.
    assert_eq!(edition.additional_shown(&EventForm::default()).count(), 0);
}

fn shown(edition: &Edition, form: &EventForm) -> Vec<String> {
    let fields = edition.additional_shown(form);
    fields.map(|field| field.key.to_string()).collect()
}

#[test]
fn a_field_is_shown_when_all_its_conditions_hold() {
    let mut fields = json!([
        yes_no(
            "visit",
            &on("/kind", &json!(["company_visit", "training_visit"]))
        ),
        yes_no(
            "there",
            &on("/attendanceMode", &json!(["on_site", "mixed"]))
        ),
        yes_no("school", &on("/accessMode", &json!(["schools_only"]))),
        yes_no("pupils", &on("/audiences", &json!(["pupils"]))),
        yes_no("more", &on("/additional/visit", &json!([true]))),
    ]);
    fields[4]["shownWhen"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "field": "/additional/there", "isOneOf": [false] }));
    let edition = edition_with(&fields);
    let mut form = EventForm::default();
    assert_eq!(shown(&edition, &form), Vec::<String>::new());
    form.kind = "training_visit".to_owned();
    form.attendance_mode = Some(AttendanceMode::Mixed);
    form.access_mode = Some(AccessMode::SchoolsOnly);
    form.audiences = vec!["parents".to_owned(), "pupils".to_owned()];
    assert_eq!(
        shown(&edition, &form),
        ["visit", "there", "school", "pupils"]
    );
    form.additional
        .set("visit".parse().unwrap(), Answer::YesNo(true));
    assert_eq!(shown(&edition, &form).len(), 4);
    form.additional
        .set("there".parse().unwrap(), Answer::YesNo(false));
    assert_eq!(shown(&edition, &form).len(), 5);
    // What is not asked has no value, whatever is stored.
    form.kind = "workshop".to_owned();
    assert_eq!(shown(&edition, &form), ["there", "school", "pupils"]);
}

#[test]
fn a_field_is_required_when_it_is_shown_and_the_conditions_hold() {
    let mut fields = json!([
        yes_no("always", &on("/kind", &json!(["workshop"]))),
        yes_no("sometimes", &json!([])),
    ]);
    fields[0]["required"] = json!(true);
    fields[1]["requiredWhen"] = on("/audiences", &json!(["pupils"]));
    let edition = edition_with(&fields);
    let required = |form: &EventForm| -> Vec<String> {
        let all = &edition.additional;
        let fields = all.iter().filter(|field| field.is_required(form, all));
        fields.map(|field| field.key.to_string()).collect()
    };
    let mut form = EventForm::default();
    assert_eq!(required(&form), Vec::<String>::new());
    form.kind = "workshop".to_owned();
    assert_eq!(required(&form), ["always"]);
    form.audiences = vec!["pupils".to_owned()];
    assert_eq!(required(&form), ["always", "sometimes"]);
}

fn documents() -> Value {
    json!({ "type": "file", "types": ["pdf", "docx"], "maxBytes": 9 })
}

fn document(name: &str, document_type: &str, bytes: u32) -> Value {
    json!({ "id": "0a".repeat(32), "name": name, "type": document_type, "bytes": bytes })
}

#[test]
fn what_describes_a_person_is_not_public() {
    let mut field = yes_no("sponsor", &json!([]));
    field["personal"] = json!(true);
    assert_eq!(faults(&json!([field])), []);
    field["public"] = json!(true);
    let place = "/additional/0/personal".to_owned();
    assert_eq!(faults(&json!([field])), [(place, Code::NotAllowed)]);
}

#[rstest]
#[case::line(json!({ "type": "line", "min": 2, "max": 4 }), json!(" ab \n c "), Ok(Some(json!("ab c"))))]
#[case::short(json!({ "type": "line", "min": 2, "max": 4 }), json!("a"), Err(Code::TooShort))]
#[case::long(json!({ "type": "prose", "min": 1, "max": 4 }), json!("12345"), Err(Code::TooLong))]
#[case::lines(json!({ "type": "prose", "min": 1, "max": 4 }), json!("a\r\nb"), Ok(Some(json!("a\nb"))))]
#[case::blank(json!({ "type": "line", "min": 2, "max": 4 }), json!("  "), Ok(None))]
#[case::number(json!({ "type": "number", "min": 1, "max": 9 }), json!(9), Ok(Some(json!(9))))]
#[case::between(json!({ "type": "number", "min": 1, "max": 9 }), json!(1.5), Err(Code::InvalidFormat))]
#[case::halves(json!({ "type": "number", "min": 1, "max": 9, "step": 0.5 }), json!(1.5), Ok(Some(json!(1.5))))]
#[case::below(json!({ "type": "number", "min": 1, "max": 9 }), json!(0), Err(Code::OutOfRange))]
#[case::above(json!({ "type": "number", "min": 1, "max": 9 }), json!(10), Err(Code::OutOfRange))]
#[case::no_number(json!({ "type": "number", "min": 1, "max": 9 }), json!("9"), Err(Code::InvalidFormat))]
#[case::term(json!({ "type": "one", "terms": terms() }), json!("a"), Ok(Some(json!("a"))))]
#[case::no_term(json!({ "type": "one", "terms": terms() }), json!("c"), Err(Code::UnknownValue))]
#[case::terms(json!({ "type": "many", "terms": terms() }), json!(["b", "a"]), Ok(Some(json!(["b", "a"]))))]
#[case::twice(json!({ "type": "many", "terms": terms() }), json!(["a", "a"]), Err(Code::Duplicate))]
#[case::many(json!({ "type": "many", "terms": terms(), "max": 1 }), json!(["a", "b"]), Err(Code::TooMany))]
#[case::none(json!({ "type": "many", "terms": terms() }), json!([]), Ok(None))]
#[case::yes(json!({ "type": "yes_no" }), json!(true), Ok(Some(json!(true))))]
#[case::no_yes(json!({ "type": "yes_no" }), json!("yes"), Err(Code::InvalidFormat))]
#[case::file(
    documents(),
    document("plan.pdf", "pdf", 9),
    Ok(Some(document("plan.pdf", "pdf", 9)))
)]
#[case::another_type(documents(), document("plan.png", "png", 9), Err(Code::UnknownValue))]
#[case::large(documents(), document("plan.pdf", "pdf", 10), Err(Code::OutOfRange))]
#[case::another_name(documents(), document("plan.docx", "pdf", 9), Err(Code::InvalidFormat))]
#[case::no_file(documents(), json!("plan.pdf"), Err(Code::InvalidFormat))]
fn answers_are_read(
    #[case] kind: Value,
    #[case] answer: Value,
    #[case] expected: Result<Option<Value>, Code>,
) {
    let field = json!({ "key": "x", "label": "Question", "step": "event", "answer": kind });
    let field: AdditionalField = serde_json::from_value(field).unwrap();
    let answer: Answer = serde_json::from_value(answer).unwrap();
    let read = field
        .read(&answer)
        .map(|read| read.map(|read| serde_json::to_value(read).unwrap()))
        .map_err(|faults| {
            assert!(faults[0].pointer.starts_with("/additional/x"));
            faults[0].code
        });
    assert_eq!(read, expected);
}

#[test]
fn an_answer_is_shown_in_french() {
    let field = |kind: &Value| -> AdditionalField {
        let field = json!({ "key": "x", "label": "Question", "step": "event", "answer": kind });
        serde_json::from_value(field).unwrap()
    };
    let many = field(&json!({ "type": "many", "terms": terms() }));
    let terms = Answer::Terms(vec!["b".to_owned(), "gone".to_owned()]);
    assert_eq!(many.in_words(&terms, ["Oui", "Non"]), ["B", "gone"]);
    let number = field(&json!({ "type": "number", "min": 1, "max": 2_000, "step": 0.5 }));
    let answer = Answer::Number(Number::new(1_200.5));
    assert_eq!(number.in_words(&answer, ["Oui", "Non"]), ["1\u{202f}200,5"]);
    let said = field(&json!({ "type": "yes_no" }));
    assert_eq!(
        said.in_words(&Answer::YesNo(false), ["Oui", "Non"]),
        ["Non"]
    );
}
