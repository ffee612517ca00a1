use crate::accounts::mails;
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use chrono::{DateTime, Duration, Utc};
use ground::log::{self, Subject};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, HistoryEntry};
use shared::label::LabelState;
use shared::late_pass::{IssuedLatePass, LatePass, LatePassState};
use shared::paging::Page;
use shared::problem::Code;

const PASSES: &str = "/api/v1/labels/late-passes";
/// The day after the deadline of 12 March.
const LATE: &str = "2018-03-13T09:00:00Z";
const EXPIRES: &str = "2018-03-20T22:59:59Z";

fn new() -> Value {
    json!({ "edition": "2018", "expiresAt": EXPIRES })
}

/// A pass with some more limits.
fn limited(limits: Value) -> Value {
    let mut new = new();
    for (name, value) in limits.as_object().unwrap() {
        new[name] = value.clone();
    }
    new
}

async fn submit(person: &Person, file: &EventFile, code: Option<&str>) -> Answer {
    let address = format!("{}/submit", path(file.id));
    let body = code.map_or(Value::Null, |code| json!({ "latePass": code }));
    person.post_if(&address, &tag(file), &body).await
}

async fn passes(person: &Person) -> Vec<LatePass> {
    let page: Page<LatePass> = person.get(PASSES).await.ok(200);
    page.items
}

/// An app on the day after the deadline, and an organiser with a complete draft.
async fn late(engine: Engine) -> (TestApp, Person, EventFile) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    app.clock.set(LATE.parse().unwrap());
    let owner = app.anew(&owner).await;
    (app, owner, draft)
}

/// The only fault of a refused submission.
#[track_caller]
fn fault_of(answer: &Answer) -> (String, Code) {
    let problem = answer.refused(Code::Invalid);
    let fault = &problem.errors[0];
    (fault.pointer.clone(), fault.code)
}

#[rstest]
#[tokio::test]
async fn a_pass_admits_one_submission_after_the_deadline(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, draft) = late(engine).await;
    let coordinator = app.coordinator().await;
    submit(&owner, &draft, None)
        .await
        .refused(Code::DeadlinePassed);
    let issued: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);
    let typed = issued.code.to_lowercase().replace('-', " ");

    let submitted: EventFile = submit(&owner, &draft, Some(&typed)).await.ok(200);

    assert_eq!(submitted.state, LabelState::Submitted);
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(draft.id)))
        .await
        .ok(200);
    let kinds: Vec<_> = history.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["event.created", "event.submitted", "event.late_pass_used"]
    );
    let listed = passes(&coordinator).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].event, Some(draft.id));
    assert_eq!(listed[0].state(app.clock.now()), LatePassState::Used);
    let second = owner.draft(&form()).await;
    let again = submit(&owner, &second, Some(&issued.code)).await;
    assert_eq!(
        fault_of(&again),
        ("/latePass".to_owned(), Code::InvalidPass)
    );
    coordinator
        .delete(&format!("{PASSES}/{}", issued.pass.id))
        .await
        .refused(Code::InvalidPass);
    assert_eq!(crate::leaving::rows_with(&app, &issued.code), Vec::new());
    let edition = app.put_edition(&edition());
    let db = &app.platform.services.db;
    let logged = db
        .read_now(|conn| log::of_subject(conn, Subject::Edition(edition)))
        .unwrap();
    let issues = logged
        .iter()
        .filter(|record| record.kind == "edition.late_pass_issued");
    assert_eq!(issues.count(), 1);
}

#[rstest]
#[tokio::test]
async fn of_two_submissions_with_one_pass_at_once_one_wins(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, one, first) = late(engine).await;
    let two = app.organiser().await;
    let second = two.draft(&form()).await;
    let coordinator = app.coordinator().await;
    let issued: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);

    let (one, two) = tokio::join!(
        submit(&one, &first, Some(&issued.code)),
        submit(&two, &second, Some(&issued.code))
    );

    let won = [&one, &two]
        .into_iter()
        .filter(|answer| answer.status.as_u16() == 200);
    assert_eq!(won.count(), 1, "{} {}", one.text, two.text);
    let lost = if one.status.as_u16() == 200 {
        &two
    } else {
        &one
    };
    assert_eq!(fault_of(lost), ("/latePass".to_owned(), Code::InvalidPass));
    let used = passes(&coordinator).await;
    assert!(used[0].used_at.is_some());
}

#[rstest]
#[tokio::test]
async fn a_pass_for_an_address_is_mailed_and_used_by_itself(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, draft) = late(engine).await;
    let coordinator = app.coordinator().await;
    let email = owner.account().email.to_uppercase();
    let new = limited(json!({ "email": email }));
    let issued: IssuedLatePass = coordinator.post(PASSES, &new).await.ok(201);

    let stranger = app.organiser().await;
    let theirs = stranger.draft(&form()).await;
    let refused = submit(&stranger, &theirs, Some(&issued.code)).await;
    let submitted: EventFile = submit(&owner, &draft, None).await.ok(200);

    assert_eq!(
        fault_of(&refused),
        ("/latePass".to_owned(), Code::UnfitPass)
    );
    assert_eq!(submitted.state, LabelState::Submitted);
    let mail = &mails(&app, &email).await[0];
    assert!(mail.body_text.contains(&issued.code), "{}", mail.body_text);
    assert_eq!(passes(&coordinator).await[0].event, Some(draft.id));
    assert_eq!(crate::leaving::rows_with(&app, &issued.code), Vec::new());
}

#[rstest]
#[case::of_another_kind(json!({ "kind": "conference" }))]
#[case::in_another_territory(json!({ "territory": "region:11" }))]
#[case::for_another_organiser(json!({ "email": "somebody.else@example.org" }))]
#[tokio::test]
async fn a_pass_for_another_event_is_refused_and_not_used_up(#[case] limits: Value) {
    let (app, owner, draft) = late(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let issued: IssuedLatePass = coordinator.post(PASSES, &limited(limits)).await.ok(201);

    let refused = submit(&owner, &draft, Some(&issued.code)).await;

    assert_eq!(
        fault_of(&refused),
        ("/latePass".to_owned(), Code::UnfitPass)
    );
    let listed = passes(&coordinator).await;
    assert_eq!(listed[0].state(app.clock.now()), LatePassState::Usable);
}

#[rstest]
#[tokio::test]
async fn a_revoked_or_expired_pass_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, draft) = late(engine).await;
    let coordinator = app.coordinator().await;
    let revoked: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);
    let expired: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);
    let address = format!("{PASSES}/{}", revoked.pass.id);
    assert_eq!(coordinator.delete(&address).await.status.as_u16(), 204);
    assert_eq!(coordinator.delete(&address).await.status.as_u16(), 204);

    let refused = submit(&owner, &draft, Some(&revoked.code)).await;
    assert_eq!(
        fault_of(&refused),
        ("/latePass".to_owned(), Code::InvalidPass)
    );
    let expiry: DateTime<Utc> = EXPIRES.parse().unwrap();
    app.clock.set(expiry + Duration::seconds(1));
    let owner = app.anew(&owner).await;
    let refused = submit(&owner, &draft, Some(&expired.code)).await;
    assert_eq!(
        fault_of(&refused),
        ("/latePass".to_owned(), Code::InvalidPass)
    );
    for wrong in ["0000-0000-0000-0000", "not a code", "\u{1a}"] {
        let refused = submit(&owner, &draft, Some(wrong)).await;
        assert_eq!(
            fault_of(&refused),
            ("/latePass".to_owned(), Code::InvalidPass),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed() {
    let (_app, owner, draft) = late(Engine::Sqlite).await;
    for _ in 0..20 {
        submit(&owner, &draft, Some("0000-0000-0000-0000"))
            .await
            .refused(Code::Invalid);
    }

    let answer = submit(&owner, &draft, Some("0000-0000-0000-0001")).await;

    answer.refused(Code::TooManyRequests);
}

#[tokio::test]
async fn a_pass_is_not_used_up_where_it_is_not_needed_or_the_form_is_faulty() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let coordinator = app.coordinator().await;
    let issued: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);
    let in_time = owner.draft(&form()).await;
    let faulty = owner.draft(&json!({})).await;

    submit(&owner, &in_time, Some(&issued.code))
        .await
        .ok::<EventFile>(200);
    app.clock.set(LATE.parse().unwrap());
    let owner = app.anew(&owner).await;
    let refused = submit(&owner, &faulty, Some(&issued.code)).await;

    let problem = refused.refused(Code::Invalid);
    assert!(problem.errors.iter().any(|fault| fault.pointer == "/title"));
    let listed = passes(&app.anew(&coordinator).await).await;
    assert_eq!(listed[0].used_at, None);
}

#[rstest]
#[tokio::test]
async fn a_referent_issues_and_sees_passes_of_the_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, draft) = late(engine).await;
    let referent = app.referent("region:84").await;
    let elsewhere = app.referent("department:75").await;
    let coordinator = app.coordinator().await;
    let of = |territory: &str| limited(json!({ "territory": territory }));

    for wider in [
        new(),
        of("national"),
        of("region:11"),
        of("department:75"),
        of("region:99"),
    ] {
        let problem = referent.post(PASSES, &wider).await.refused(Code::Invalid);
        assert_eq!(problem.errors[0].pointer, "/territory");
    }
    let region: IssuedLatePass = referent.post(PASSES, &of("region:84")).await.ok(201);
    let part: IssuedLatePass = referent.post(PASSES, &of("department:69")).await.ok(201);
    let national: IssuedLatePass = coordinator.post(PASSES, &new()).await.ok(201);

    let ids = |passes: Vec<LatePass>| passes.iter().map(|pass| pass.id).collect::<Vec<_>>();
    assert_eq!(ids(passes(&referent).await), [part.pass.id, region.pass.id]);
    assert_eq!(ids(passes(&elsewhere).await), []);
    assert_eq!(passes(&coordinator).await.len(), 3);
    for foreign in [&region, &national] {
        elsewhere
            .delete(&format!("{PASSES}/{}", foreign.pass.id))
            .await
            .refused(Code::NotFound);
    }
    owner.get(PASSES).await.refused(Code::Forbidden);
    owner.post(PASSES, &new()).await.refused(Code::Forbidden);
    submit(&owner, &draft, Some(&part.code))
        .await
        .ok::<EventFile>(200);
    let page: Page<LatePass> = referent
        .get(&format!("{PASSES}?edition=2018&limit=1"))
        .await
        .ok(200);
    assert_eq!(page.items.len(), 1);
    assert!(page.next_cursor.is_some());
}

#[rstest]
#[case(json!({ "edition": "1789" }), "/edition", Code::UnknownValue)]
#[case(json!({ "edition": "NO SUCH" }), "/edition", Code::UnknownValue)]
#[case(json!({ "kind": "nothing" }), "/kind", Code::UnknownValue)]
#[case(json!({ "email": "marie@" }), "/email", Code::InvalidEmail)]
#[case(json!({ "expiresAt": LATE }), "/expiresAt", Code::OccurrencePast)]
#[case(json!({ "expiresAt": "2018-07-01T00:00:00Z" }), "/expiresAt", Code::OutOfRange)]
#[tokio::test]
async fn a_wrong_pass_is_refused_at_its_field(
    #[case] change: Value,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let (app, ..) = late(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;

    let problem = coordinator
        .post(PASSES, &limited(change))
        .await
        .refused(Code::Invalid);

    let fault = &problem.errors[0];
    assert_eq!((fault.pointer.as_str(), fault.code), (pointer, code));
}
