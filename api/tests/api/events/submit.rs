use super::arrival::{Arrived, Lock};
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use api::accounts::people;
use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::{EventFile, EventFileSummary};
use shared::label::{Action, LabelState};
use shared::paging::Page;
use shared::problem::Code;

async fn try_to_submit(owner: &Person, file: &EventFile) -> Answer {
    owner
        .post_if(
            &format!("{}/submit", path(file.id)),
            &tag(file),
            &Value::Null,
        )
        .await
}

#[rstest]
#[tokio::test]
async fn a_valid_form_is_submitted_and_the_review_clock_starts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    // A Friday: Monday to Thursday are the four working days.
    app.clock.set("2018-03-09T09:00:00Z".parse().unwrap());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;

    let answer = try_to_submit(&owner, &draft).await;

    let file: EventFile = answer.ok(200);
    assert_eq!(answer.header(header::ETAG), Some("\"2\""));
    assert_eq!(
        (file.state, file.allowed.as_slice(), file.editable),
        (LabelState::Submitted, [Action::Withdraw].as_slice(), false)
    );
    assert_eq!(
        (
            file.submitted_at.unwrap().to_rfc3339(),
            file.due_at.unwrap().to_rfc3339()
        ),
        (
            "2018-03-09T09:00:00+00:00".to_owned(),
            "2018-03-15T22:59:59+00:00".to_owned()
        )
    );
    assert_eq!(file.slug, None, "the public address comes with the label");
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), file);
}

#[rstest]
#[tokio::test]
async fn a_double_submission_counts_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;

    let (one, two) = tokio::join!(try_to_submit(&owner, &draft), try_to_submit(&owner, &draft));
    let late = try_to_submit(&owner, &draft).await;

    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(matches!(statuses[1], 409 | 412), "{statuses:?}");
    let problem = late.refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    let history = owner.get(&format!("{}/history", path(draft.id))).await;
    let filed = history
        .json()
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "event.submitted")
        .count();
    assert_eq!(filed, 1);
}

#[rstest]
#[case("2018-03-12T22:59:59Z", None)]
#[case("2018-03-12T23:00:00Z", Some(Code::DeadlinePassed))]
#[case("2017-11-15T07:59:59Z", Some(Code::EditionClosed))]
#[tokio::test]
async fn a_submission_after_the_deadline_leaves_the_draft_unchanged(
    #[case] at: &str,
    #[case] refusal: Option<Code>,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    app.clock.set("2018-03-12T22:55:00Z".parse().unwrap());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;

    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &form())
        .await
        .ok(200);
    if at.parse::<chrono::DateTime<chrono::Utc>>().unwrap() > app.clock.now() {
        app.clock.set(at.parse().unwrap());
    } else {
        // Moving the clock before the opening would end the session, so the edition opens later instead.
        let mut edition = edition();
        edition.opens_at = "2018-03-12T23:57:00+01:00".parse().unwrap();
        app.put_edition(&edition);
    }
    let answer = try_to_submit(&owner, &saved).await;

    match refusal {
        None => assert_eq!(answer.ok::<EventFile>(200).state, LabelState::Submitted),
        Some(code) => {
            assert!(answer.refused(code).detail.is_some());
            let kept: EventFile = owner.get(&path(draft.id)).await.ok(200);
            assert_eq!(kept, saved);
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_correction_is_resubmitted_after_the_deadline_and_the_clock_resumes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.clock.set("2018-03-09T09:00:00Z".parse().unwrap());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    // When the correction is requested, two of the four working days and the deadline for submissions have passed.
    app.clock.set("2018-03-13T09:00:00Z".parse().unwrap());
    let asked = app
        .referent("department:69")
        .await
        .post_if(
            &format!("/api/v1/labels/events/{}/correction", file.id),
            &tag(&file),
            &json!({ "message": "À quelle heure finit la visite ?", "fields": ["/occurrences"] }),
        )
        .await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text);
    let owner = app.anew(&owner).await;
    let open: EventFile = owner.get(&path(file.id)).await.ok(200);
    let mut corrected = form();
    corrected["occurrences"][0]["end"] = json!("2018-03-26T11:00");
    let saved: EventFile = owner
        .put(&path(file.id), &tag(&open), &corrected)
        .await
        .ok(200);

    let again = owner.submit(&saved).await;

    assert_eq!(
        (open.state, open.editable, open.due_at),
        (LabelState::CorrectionRequested, true, None)
    );
    assert_eq!(again.state, LabelState::Submitted);
    assert_eq!(
        again.due_at.unwrap().to_rfc3339(),
        "2018-03-15T22:59:59+00:00"
    );
}

#[rstest]
#[case(EditionStatus::Closed)]
#[case(EditionStatus::Running)]
#[case(EditionStatus::Postponed)]
#[case(EditionStatus::Archived)]
#[tokio::test]
async fn an_edition_that_is_not_open_accepts_no_submission(#[case] status: EditionStatus) {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition();
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    edition.status = status;
    app.put_edition(&edition);

    let answer = try_to_submit(&owner, &draft).await;

    answer.refused(Code::EditionClosed);
}

#[tokio::test]
async fn la_reunion_has_its_own_week_and_deadline() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition();
    edition.territories[0].deadline = Some("2018-03-20T23:59:59+04:00".parse().unwrap());
    app.put_edition(&edition);
    app.clock.set("2018-03-15T08:00:00Z".parse().unwrap());
    let owner = app.organiser().await;
    let mut there = form();
    there["place"]["insee"] = json!("97411");
    there["occurrences"][0] = json!({ "begin": "2018-04-03T09:00", "end": "2018-04-03T10:00" });

    let filed = owner.submitted(&there).await;
    let here = owner.draft(&form()).await;

    assert_eq!(filed.state, LabelState::Submitted);
    assert_eq!(filed.dates.window.to_string(), "2018-04-03/2018-04-08");
    try_to_submit(&owner, &here)
        .await
        .refused(Code::DeadlinePassed);
}

#[rstest]
#[tokio::test]
async fn all_faults_are_reported_at_once_and_the_draft_stays_unchanged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut typed = form();
    typed["title"] = json!("");
    typed["occurrences"] = json!([
        { "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00" },
        { "begin": "2018-04-05T09:00", "end": "2018-04-05T10:00" }
    ]);
    typed["free"] = json!(false);
    let draft = owner.draft(&typed).await;

    let problem = try_to_submit(&owner, &draft).await.refused(Code::Invalid);

    let named: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        named,
        [
            ("/title", Code::Required),
            ("/occurrences/1/begin", Code::OutsideWindow),
            ("/free", Code::NotFree)
        ]
    );
    assert_eq!(owner.get(&path(draft.id)).await.ok::<EventFile>(200), draft);
}

#[rstest]
#[tokio::test]
async fn an_unverified_address_cannot_submit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.unverified().await;
    let draft = owner.draft(&form()).await;

    let answer = try_to_submit(&owner, &draft).await;

    answer.refused(Code::EmailUnverified);
    let kept: EventFile = owner.get(&path(draft.id)).await.ok(200);
    assert_eq!(kept, draft);
    let known = app
        .platform
        .services
        .db
        .read_now(|conn| people::find(conn, owner.account().id))
        .unwrap();
    assert!(!known.unwrap().verified);
}

#[tokio::test]
async fn submitting_requires_ownership_and_a_version() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let submit = format!("{}/submit", path(draft.id));

    for stranger in [app.organiser().await, app.administrator().await] {
        try_to_submit(&stranger, &draft)
            .await
            .refused(Code::NotFound);
    }
    try_to_submit(&app.visitor(), &draft)
        .await
        .refused(Code::Unauthenticated);
    Answer::of(owner.request(Method::POST, &submit))
        .await
        .refused(Code::PreconditionRequired);
    owner
        .post_if(&submit, "\"9\"", &Value::Null)
        .await
        .refused(Code::PreconditionFailed);
    assert_eq!(owner.get(&path(draft.id)).await.ok::<EventFile>(200), draft);
}

async fn arrived(app: &TestApp, owner: &Person, file: &EventFile) -> Arrived {
    Arrived::at(app, owner, file, "submit", &Value::Null).await
}

#[rstest]
#[tokio::test]
async fn a_submission_that_arrives_in_time_is_accepted_however_long_it_waits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let edition = edition();
    app.put_edition(&edition);
    let deadline = edition.deadline.to_utc();
    app.clock.set(deadline - TimeDelta::milliseconds(10));
    let owner = app.organiser().await;
    let (in_time, late) = (owner.draft(&form()).await, owner.draft(&form()).await);
    let lock = Lock::of(&app).await;

    let mut submission = arrived(&app, &owner, &in_time).await;
    app.clock.set(deadline + TimeDelta::seconds(1));
    lock.release().await;

    let file = submission.answer().await;
    assert!(file.submitted_at.unwrap() < deadline, "{file:?}");
    try_to_submit(&owner, &late)
        .await
        .refused(Code::DeadlinePassed);
}

#[rstest]
#[tokio::test]
async fn of_a_hundred_submissions_around_the_deadline_those_before_it_are_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let edition = edition();
    app.put_edition(&edition);
    let deadline = edition.deadline.to_utc();
    app.clock.set(deadline - TimeDelta::seconds(1));
    let owner = app.organiser().await;
    let mut drafts = Vec::new();
    for _ in 0..100 {
        drafts.push(owner.draft(&form()).await);
    }
    let (before, after) = drafts.split_at(50);
    let arrive = before.iter().map(|file| arrived(&app, &owner, file));
    let mut in_time = join_all(arrive).await;

    app.clock.set(deadline + TimeDelta::seconds(1));
    let (filed, late) = tokio::join!(
        join_all(in_time.iter_mut().map(Arrived::answer)),
        join_all(after.iter().map(|file| try_to_submit(&owner, file)))
    );

    for file in &filed {
        assert!(file.submitted_at.unwrap() < deadline, "{file:?}");
    }
    for answer in &late {
        answer.refused(Code::DeadlinePassed);
    }
    let list = format!("{EVENTS}?state=submitted&count=true");
    let submitted: Page<EventFileSummary> = owner.get(&list).await.ok(200);
    assert_eq!(submitted.total, Some(50));
    let list = format!("{EVENTS}?state=draft&count=true");
    let kept: Page<EventFileSummary> = owner.get(&list).await.ok(200);
    assert_eq!(kept.total, Some(50));
}
