use crate::support::{EVENTS, Engine, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::{Value, json};
use shared::criterion::Outcome;
use shared::event::{EventFileSummary, Validation};
use shared::paging::Page;
use shared::problem::Code;

const VALIDATE: &str = "/api/v1/events/validate";

#[tokio::test]
async fn a_valid_form_is_reported_as_valid_and_not_stored() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let judged: Validation = organiser
        .post(VALIDATE, &json!({ "edition": "2018", "form": form() }))
        .await
        .ok(200);

    assert_eq!((judged.submittable, judged.problems), (true, vec![]));
    let outcomes: Vec<_> = judged
        .findings
        .iter()
        .map(|finding| finding.outcome)
        .collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Met,
            Outcome::NeedsPerson,
            Outcome::NeedsPerson,
            Outcome::Met
        ]
    );
    let own: Page<EventFileSummary> = organiser.get(EVENTS).await.ok(200);
    assert_eq!(own.items, []);
}

/// Changes to a valid form, with the pointer and code of the fault.
fn faults() -> Vec<(&'static str, Value, &'static str, Code)> {
    vec![
        ("/title", json!("a".repeat(141)), "/title", Code::TooLong),
        (
            "/title",
            json!("Visite \u{7}enfin"),
            "/title",
            Code::ControlCharacter,
        ),
        ("/summary", json!(""), "/summary", Code::Required),
        ("/kind", json!("party"), "/kind", Code::UnknownValue),
        (
            "/audiences",
            json!(["martians"]),
            "/audiences/0",
            Code::UnknownValue,
        ),
        (
            "/audiences",
            json!(["staff"]),
            "/audiences",
            Code::NotAllowed,
        ),
        (
            "/audiences",
            json!(["pupils", "pupils"]),
            "/audiences/1",
            Code::Duplicate,
        ),
        (
            "/sectors",
            json!(["rail", "wood", "food", "health"]),
            "/sectors",
            Code::TooMany,
        ),
        (
            "/place/insee",
            json!("99999"),
            "/place/insee",
            Code::UnknownCommune,
        ),
        (
            "/place/insee",
            json!("'; DROP"),
            "/place/insee",
            Code::UnknownCommune,
        ),
        (
            "/place/position",
            json!({ "lon": 55.4, "lat": -20.9 }),
            "/place/position",
            Code::OutsideFrance,
        ),
        (
            "/occurrences/0/begin",
            json!("2018-02-30T09:00"),
            "/occurrences/0/begin",
            Code::ImpossibleDate,
        ),
        (
            "/occurrences/0/end",
            json!("2018-03-26T25:00"),
            "/occurrences/0/end",
            Code::ImpossibleDate,
        ),
        (
            "/occurrences/0/end",
            json!("2018-03-26T08:00"),
            "/occurrences/0/end",
            Code::EndBeforeBegin,
        ),
        (
            "/occurrences/0",
            json!({ "begin": "2018-04-03T09:00", "end": "2018-04-03T10:00" }),
            "/occurrences/0/begin",
            Code::OutsideWindow,
        ),
        (
            "/occurrences/0",
            json!({ "begin": "2018-01-03T09:00", "end": "2018-01-03T10:00" }),
            "/occurrences",
            Code::AlreadyStarted,
        ),
        ("/free", json!(false), "/free", Code::NotFree),
        (
            "/accessMode",
            json!("registration"),
            "/publicBooking",
            Code::MissingBooking,
        ),
        (
            "/attendanceMode",
            json!("mixed"),
            "/onlineUrl",
            Code::MissingLink,
        ),
        (
            "/publicBooking/url",
            json!("javascript:alert(1)"),
            "/publicBooking/url",
            Code::InvalidUrl,
        ),
        (
            "/organiser/siret",
            json!("73282932000075"),
            "/organiser/siret",
            Code::InvalidSiret,
        ),
        (
            "/organiser/contactEmail",
            json!("camille"),
            "/organiser/contactEmail",
            Code::InvalidEmail,
        ),
        (
            "/expectedParticipants",
            json!(0),
            "/expectedParticipants",
            Code::OutOfRange,
        ),
        (
            "/commitmentsVersion",
            json!("2017-1"),
            "/commitmentsVersion",
            Code::CommitmentsRequired,
        ),
    ]
}

#[tokio::test]
async fn validation_and_submission_report_the_same_faults() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    for (changed, value, pointer, code) in faults() {
        let mut typed = form();
        typed["publicBooking"] = json!({ "url": "" });
        typed["sectors"] = json!([]);
        let (parent, name) = changed.rsplit_once('/').unwrap();
        match typed.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }

        let judged: Validation = organiser
            .post(VALIDATE, &json!({ "edition": "2018", "form": typed }))
            .await
            .ok(200);
        let draft = organiser.draft(&typed).await;
        let refused = organiser
            .post_if(
                &format!("{}/submit", path(draft.id)),
                &tag(&draft),
                &Value::Null,
            )
            .await
            .refused(Code::Invalid);

        assert!(!judged.submittable);
        assert!(
            judged
                .problems
                .iter()
                .any(|fault| (fault.pointer.as_str(), fault.code) == (pointer, code)),
            "{code} at {pointer}: {:?}",
            judged.problems
        );
        assert_eq!(judged.problems, refused.errors);
        assert_eq!(judged.problems, draft.validation.problems);
    }
}

#[tokio::test]
async fn a_form_with_an_image_that_was_never_uploaded_cannot_be_submitted() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let mut typed = form();
    let file = json!({ "id": "0".repeat(64), "width": 900, "height": 600 });
    typed["image"] = json!({ "file": file, "alt": "Un four", "credits": "© Fonderie" });

    let judged: Validation = organiser
        .post(VALIDATE, &json!({ "edition": "2018", "form": typed }))
        .await
        .ok(200);

    let codes: Vec<_> = judged.problems.iter().map(|fault| fault.code).collect();
    assert_eq!(
        (judged.submittable, codes),
        (false, vec![Code::UnknownImage])
    );
}

#[rstest]
#[case::no_such_edition(json!({ "edition": "1789", "form": {} }), Code::Invalid, "/edition")]
#[case::no_form(json!({ "edition": "2018" }), Code::InvalidJson, "")]
#[case::nul(json!({ "edition": "2018", "form": { "title": "\u{0}" } }), Code::Invalid, "/form/title")]
#[tokio::test]
async fn a_malformed_form_is_rejected(
    #[case] body: Value,
    #[case] code: Code,
    #[case] pointer: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());

    let problem = app
        .organiser()
        .await
        .post(VALIDATE, &body)
        .await
        .refused(code);

    assert_eq!(problem.errors[0].pointer, pointer);
    app.visitor()
        .post(VALIDATE, &body)
        .await
        .refused(Code::Unauthenticated);
}
