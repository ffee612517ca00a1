use super::{Fixture, accept, form, moved, refuse, retitled};
use crate::accounts::mails;
use crate::support::{Engine, Person, path, tag};
use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::future::join_all;
use ground::db::schema::change_decisions;
use ground::db::types::{SqlJson, SqlUuid};
use ground::log;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventChange, EventFile, Field, HistoryActor, LifeStatus};
use shared::label::{Action, LabelState, QueueItem, ReviewSheet};
use shared::paging::Page;
use shared::problem::Code;

async fn queue(person: &Person, query: &str) -> Vec<QueueItem> {
    let page: Page<QueueItem> = person
        .get(&format!("/api/v1/labels/queue{query}"))
        .await
        .ok(200);
    page.items
}

#[rstest]
#[tokio::test]
async fn a_new_date_waits_while_the_labelled_one_stays_public(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let public = fixture.public().await;
    let revision = fixture.revision().await;
    let mut both = moved();
    both["title"] = json!("Visite de la grande fonderie");

    let after = fixture.submitted(&both).await;

    // The typo is public, the date is not.
    let changed = fixture.public().await;
    assert_eq!(changed["title"], "Visite de la grande fonderie");
    assert_eq!(changed["occurrences"], public["occurrences"]);
    assert_eq!(fixture.revision().await, revision + 1);
    let status = after.file.change.clone().expect("a labelled event");
    let waiting = status.waiting.expect("a waiting change");
    assert_eq!(waiting.fields, [Field::Occurrences.into()]);
    assert_eq!(waiting.form.occurrences[0].begin, "2018-03-28T09:00");
    assert_eq!(after.file.form.occurrences[0].begin, "2018-03-26T09:00");
    assert!(!waiting.suspended && !status.begun && !status.decidable);
    // Four working days from Monday 5 February, as for a submission.
    let due = waiting.due_at.expect("a deadline").to_rfc3339();
    assert_eq!(due, "2018-02-09T22:59:59+00:00");
    assert_eq!(
        fixture.last_kinds(2).await,
        ["event.edited", "event.change_submitted"]
    );

    // The referent of the place has it in the queue and on the sheet, and got a letter; others have nothing.
    let items = queue(&referent, "?tab=recheck").await;
    assert_eq!(items.len(), 1);
    assert!(items[0].due_at.is_some());
    assert_eq!(items[0].state, LabelState::Labelled);
    assert_eq!(queue(&referent, "?state=submitted").await, []);
    assert_eq!(queue(&referent, "?state=labelled").await, items);
    let sheet = fixture.sheet(&referent).await;
    let status = sheet.file.change.expect("a labelled event");
    assert!(status.decidable && !status.editable);
    assert_eq!(status.waiting.expect("the change").findings.len(), 4);
    let letters = mails(&fixture.app, &referent.account().email).await;
    assert_eq!(
        letters[0].summary.subject,
        "Modification à vérifier\u{202f}: Visite de la grande fonderie"
    );
    let elsewhere = fixture.app.referent("region:11").await;
    assert_eq!(queue(&elsewhere, "?tab=recheck").await, []);
    let version = after.file.version;
    fixture
        .decide(&elsewhere, version, &accept())
        .await
        .refused(Code::NotFound);
    let administrator = fixture.app.administrator().await;
    fixture
        .decide(&administrator, version, &accept())
        .await
        .refused(Code::Forbidden);
    assert!(!changed.to_string().contains("2018-03-28"));
    let dump = fixture
        .app
        .visitor()
        .get("/api/v1/catalogue/events.csv")
        .await;
    assert!(!dump.text.contains("2018-03-28"), "{}", dump.text);
}

#[rstest]
#[tokio::test]
async fn an_accepted_change_is_public_and_keeps_the_label(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let public = fixture.public().await;
    let revision = fixture.revision().await;
    let proposed = fixture.submitted(&moved()).await;
    // A typo that is fixed while the change waits stays fixed.
    let mut typo = moved();
    typo["title"] = json!("Visite de la grande fonderie");
    let after = fixture.submitted(&typo).await;
    let waiting = |change: &EventChange| {
        let status = change.file.change.clone().expect("a labelled event");
        status.waiting.expect("a waiting change").submitted_at
    };
    assert_eq!(waiting(&after), waiting(&proposed), "the same change waits");
    assert_eq!(fixture.last_kinds(1).await, ["event.edited"]);

    let body = json!({ "decision": "accept", "comment": "Bonne visite." });
    let sheet: ReviewSheet = fixture
        .decide(&referent, after.file.version, &body)
        .await
        .ok(200);

    let file = sheet.file;
    assert_eq!(file.state, LabelState::Labelled);
    assert_eq!(file.form.occurrences[0].begin, "2018-03-28T09:00");
    assert_eq!(file.form.title, "Visite de la grande fonderie");
    assert_eq!((file.due_at, file.slug), (None, fixture.file.slug.clone()));
    assert_eq!(file.change.expect("a labelled event").waiting, None);
    let changed = fixture.public().await;
    assert_eq!(changed["labelledAt"], public["labelledAt"]);
    assert!(changed["occurrences"].to_string().contains("2018-03-28"));
    assert_eq!(fixture.revision().await, revision + 2);
    let last = fixture.history().await.pop().expect("an entry");
    assert_eq!(
        (last.kind.as_str(), last.actor, last.comment.as_deref()),
        (
            "event.change_accepted",
            HistoryActor::Reviewer,
            Some("Bonne visite.")
        )
    );
    assert_eq!(last.fields, ["/occurrences"]);
    let letters = mails(&fixture.app, &fixture.owner.account().email).await;
    assert_eq!(
        letters[0].summary.subject,
        "Modification acceptée\u{202f}: Visite de la grande fonderie"
    );
    for words in ["- Dates et horaires\n", "Bonne visite."] {
        assert!(letters[0].body_text.contains(words), "{words}");
    }
    assert_eq!(queue(&referent, "").await, []);
    let db = &fixture.app.platform.services.db;
    let frozen: Vec<SqlJson> = db
        .read_now(|conn| {
            Ok(change_decisions::table
                .filter(change_decisions::event_id.eq(SqlUuid::from(fixture.file.id)))
                .select(change_decisions::frozen)
                .load(conn)?)
        })
        .expect("the decisions");
    let frozen: Value = frozen[0].read().expect("JSON");
    assert_eq!(
        frozen["before"]["/occurrences"][0]["begin"],
        "2018-03-26T09:00"
    );
    assert_eq!(
        frozen["after"]["/occurrences"][0]["begin"],
        "2018-03-28T09:00"
    );
    let report = db.read_now(|conn| log::verify(conn, &[])).expect("the log");
    assert_eq!(report.error, None);
}

#[rstest]
#[tokio::test]
async fn a_refused_change_leaves_the_labelled_event_and_stays_as_a_draft(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let public = fixture.public().await;
    let waiting = fixture.submitted(&moved()).await;
    let version = waiting.file.version;

    let without = json!({ "decision": "refuse", "comment": "Non." });
    let problem = fixture
        .decide(&referent, version, &without)
        .await
        .refused(Code::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/comment", Code::TooShort)
    );
    let sheet: ReviewSheet = fixture.decide(&referent, version, &refuse()).await.ok(200);

    assert_eq!(sheet.file.form, fixture.file.form);
    assert_eq!(fixture.public().await, public);
    let status = fixture.status().await;
    assert!(status.begun && status.waiting.is_none());
    assert_eq!(
        status.refused.expect("the refusal").reason,
        "Le mercredi, l’atelier est fermé."
    );
    assert_eq!(
        fixture.change().await.form.occurrences[0].begin,
        "2018-03-28T09:00"
    );
    let letters = mails(&fixture.app, &fixture.owner.account().email).await;
    assert_eq!(
        letters[0].summary.subject,
        "Modification refusée\u{202f}: Visite de la fonderie"
    );
    assert!(letters[0].body_text.contains("l’atelier est fermé"));
    assert_eq!(fixture.last_kinds(1).await, ["event.change_refused"]);

    // Submitted again, the refusal is history.
    let again = fixture.change().await;
    let again: EventChange = fixture.submit(&fixture.owner, again.version).await.ok(200);
    let status = again.file.change.expect("a labelled event");
    assert!(status.waiting.is_some() && status.refused.is_none());
}

#[rstest]
#[tokio::test]
async fn of_two_decisions_one_wins_and_the_other_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let mut referents = Vec::new();
    for _ in 0..4 {
        referents.push(fixture.app.referent("department:69").await);
    }
    let waiting = fixture.submitted(&moved()).await;
    let version = waiting.file.version;
    let decisions = [accept(), refuse()];

    let answers = join_all(
        referents
            .iter()
            .zip(decisions.iter().cycle())
            .map(|(referent, decision)| fixture.decide(referent, version, decision)),
    )
    .await;

    let (heard, late): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status.is_success());
    assert_eq!(heard.len(), 1);
    for answer in late {
        answer.refused(Code::IllegalMove);
    }
    let decided = fixture
        .history()
        .await
        .into_iter()
        .filter(|entry| entry.kind.starts_with("event.change_") && entry.kind.ends_with("ed"))
        .filter(|entry| entry.actor == HistoryActor::Reviewer);
    assert_eq!(decided.count(), 1);
}

#[rstest]
#[tokio::test]
async fn a_decision_on_something_else_than_was_read_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let read = fixture.submitted(&moved()).await;
    // Writing on does not disturb the referent.
    let mut later = moved();
    later["occurrences"][0]["begin"] = json!("2018-03-28T09:30");
    let saved = fixture.saved(&later).await;
    assert_eq!(saved.file.version, read.file.version);
    let waiting = saved.file.change.expect("a labelled event").waiting;
    let begin = |form: &shared::event::EventForm| form.occurrences[0].begin.clone();
    assert_eq!(begin(&waiting.expect("it").form), "2018-03-28T09:00");

    // Submitting does.
    let again: EventChange = fixture.submit(&fixture.owner, saved.version).await.ok(200);
    fixture
        .decide(&referent, read.file.version, &accept())
        .await
        .refused(Code::PreconditionFailed);
    let sheet: ReviewSheet = fixture
        .decide(&referent, again.file.version, &accept())
        .await
        .ok(200);
    assert_eq!(begin(&sheet.file.form), "2018-03-28T09:30");
    // Late.
    let problem = fixture
        .decide(&referent, again.file.version, &accept())
        .await
        .refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![]));
    // Nobody decides on their own event.
    fixture
        .decide(&fixture.owner, again.file.version, &accept())
        .await
        .refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn withdrawing_and_deciding_at_once_one_wins(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let waiting = fixture.submitted(&moved()).await;

    let decision = accept();
    let (withdrawn, decided) = tokio::join!(
        fixture.withdraw(waiting.version),
        fixture.decide(&referent, waiting.file.version, &decision)
    );

    match (withdrawn.status.as_u16(), decided.status.as_u16()) {
        (200, _) => {
            decided.refused(Code::IllegalMove);
            assert_eq!(fixture.read().await.form, fixture.file.form);
            assert!(fixture.status().await.begun);
        }
        (_, 200) => {
            withdrawn.refused(Code::IllegalMove);
            assert_ne!(fixture.read().await.form, fixture.file.form);
        }
        other => panic!("{other:?}: {} {}", withdrawn.text, decided.text),
    }
}

#[tokio::test]
async fn a_change_outside_the_window_or_not_free_is_refused_at_its_field() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let mut outside = form();
    outside["occurrences"] = json!([{ "begin": "2018-04-04T09:00", "end": "2018-04-04T10:00" }]);
    let mut paid = form();
    paid["free"] = json!(false);
    for (changed, pointer, code) in [
        (outside, "/occurrences/0/begin", Code::OutsideWindow),
        (paid, "/free", Code::NotFree),
    ] {
        let saved = fixture.saved(&changed).await;
        let problem = fixture
            .submit(&fixture.owner, saved.version)
            .await
            .refused(Code::Invalid);

        let faults: Vec<_> = problem
            .errors
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(faults, [(pointer, code)]);
        assert_eq!(fixture.status().await.waiting, None);
        assert_eq!(fixture.change().await, saved, "nothing typed is lost");
    }
}

#[tokio::test]
async fn new_dates_of_a_postponed_event_say_so() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let referent = fixture.app.referent("department:69").await;
    let body = json!({ "status": "postponed", "note": "Une nouvelle date suivra." });
    let life = format!("{}/life-status", path(fixture.file.id));
    fixture
        .owner
        .put(&life, &tag(&fixture.file), &body)
        .await
        .ok::<EventFile>(200);
    let waiting = fixture.submitted(&moved()).await;

    let sheet: ReviewSheet = fixture
        .decide(&referent, waiting.file.version, &accept())
        .await
        .ok(200);

    assert_eq!(
        (sheet.file.life_status, sheet.file.life_note),
        (LifeStatus::Rescheduled, None)
    );
}

#[tokio::test]
async fn the_delay_of_a_new_submission_begins_anew() {
    let mut fixture = Fixture::new(Engine::Sqlite).await;
    let due = |change: &EventChange| change.file.due_at.expect("a deadline").to_rfc3339();
    let first = fixture.submitted(&moved()).await;
    fixture.app.clock.advance(TimeDelta::days(1));
    fixture.owner = fixture.app.anew(&fixture.owner).await;
    let mut later = moved();
    later["occurrences"][0]["end"] = json!("2018-03-28T11:00");

    let second = fixture.submitted(&later).await;

    assert_eq!(due(&first), "2018-02-09T22:59:59+00:00");
    assert_eq!(due(&second), "2018-02-12T22:59:59+00:00");
    // What the organiser undoes need not be checked any more.
    let undone = fixture.submitted(&form()).await;
    assert_eq!(undone.file.due_at, None);
    assert_eq!(fixture.last_kinds(1).await, ["event.change_withdrawn"]);
    fixture.submitted(&retitled()).await;
    assert_eq!(fixture.last_kinds(1).await, ["event.edited"]);
}

#[tokio::test]
async fn a_referent_may_not_decide_on_an_event_that_they_work_on() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let referent = fixture.app.referent("department:69").await;
    let id = fixture.file.id;
    crate::events::co_editing::joined(&fixture.app, &fixture.owner, id, &referent, "editor").await;
    let waiting = fixture.submitted(&moved()).await;

    fixture
        .decide(&referent, waiting.file.version, &accept())
        .await
        .refused(Code::OwnEvent);
    let sheet = fixture.sheet(&referent).await;
    assert!(sheet.own);
    assert_eq!(sheet.file.allowed, Vec::<Action>::new());
}
