//! Decisions that wait for a coordinator.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, Person, awaited};
use chrono::Duration;
use futures_util::future::join;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::{
    Action, BatchOutcome, HeldDecisionPage, HeldRun, LabelState, QueuePage, ReviewConflict,
    ReviewSheet,
};
use shared::problem::Code;

const LIST: &str = "/api/v1/labels/held-decisions";
const RUNS: &str = "/api/v1/labels/held-runs";

fn held_label() -> Value {
    json!({ "decision": "label", "answers": desk::all_met()["answers"], "held": true })
}

fn held_refusal() -> Value {
    let mut body = desk::refusal();
    body["held"] = json!(true);
    body
}

async fn hold(person: &Person, file: &File, body: &Value) -> File {
    desk::done(person, "decision", file, body).await
}

async fn undo(person: &Person, file: &File) -> Answer {
    let path = format!("{}/decision", file.page());
    let request = person.request(Method::DELETE, &path);
    Answer::of(request.header(header::IF_MATCH, &file.tag)).await
}

async fn state(desk: &Desk, file: &File) -> LabelState {
    let path = format!("/api/v1/events/{}", file.id);
    desk.organiser.get(&path).await.ok::<EventFile>(200).state
}

async fn run(person: &Person, body: &Value) -> HeldRun {
    let started: HeldRun = person.post(RUNS, body).await.ok(202);
    let path = format!("{RUNS}/{}", started.id);
    awaited("the end of the run", async || {
        let run: HeldRun = person.get(&path).await.ok(200);
        run.is_over().then_some(run)
    })
    .await
}

#[rstest]
#[tokio::test]
async fn a_held_decision_is_known_to_reviewers_only_until_it_is_released(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let label = hold(&referent, &desk.filed(&desk::visit()).await, &held_label()).await;
    desk.app.clock.advance(Duration::seconds(1));
    let refusal = hold(
        &referent,
        &desk.filed(&desk::visit()).await,
        &held_refusal(),
    )
    .await;
    let coordinator = desk.app.coordinator().await;

    // Long after the time for undoing, nothing has happened.
    desk.app.clock.advance(Duration::minutes(5));
    for file in [&label, &refusal] {
        let sheet: ReviewSheet = referent.get(&file.page()).await.ok(200);
        let pending = sheet.pending.expect("it is pending");
        assert!(pending.held && pending.undoable && pending.release_at.is_none());
        assert_eq!(state(&desk, file).await, LabelState::Submitted);
        let history = format!("/api/v1/events/{}/history", file.id);
        let seen = desk.organiser.get(&history).await;
        assert!(!seen.text.contains("decision_"), "{}", seen.text);
    }
    let public = desk.app.visitor().get("/api/v1/catalogue/events").await;
    assert!(!public.text.contains(&label.id.to_string()));
    assert_eq!(desk.mails(), []);
    let queue: QueuePage = referent
        .get("/api/v1/labels/queue?tab=held&count=true")
        .await
        .ok(200);
    let counts = queue.counts.unwrap();
    assert_eq!((queue.items.len(), counts.held, counts.to_check), (2, 2, 0));
    let listed: HeldDecisionPage = coordinator.get(LIST).await.ok(200);
    let actions: Vec<_> = listed.items.iter().map(|one| one.action).collect();
    assert_eq!(actions, [Action::Grant, Action::Refuse]);
    assert_eq!((listed.total, listed.regions.len()), (2, 1));
    assert_eq!(listed.regions[0].region.as_ref().unwrap().as_str(), "84");

    let run = run(
        &coordinator,
        &json!({ "action": "release", "territory": "region:84" }),
    )
    .await;

    assert_eq!((run.total, run.released), (2, 2));
    assert_eq!(state(&desk, &label).await, LabelState::Labelled);
    assert_eq!(state(&desk, &refusal).await, LabelState::Refused);
    assert_eq!(desk.mails().len(), 2);
    let logged = desk.logged(&label);
    assert_eq!(
        logged[2..],
        [
            "event.decision_kept",
            "event.decision_released",
            "event.assessed",
            "event.labelled"
        ]
    );
    let empty: HeldDecisionPage = coordinator.get(LIST).await.ok(200);
    assert_eq!(empty.total, 0);
}

#[rstest]
#[tokio::test]
async fn a_held_decision_is_released_or_undone_and_never_both(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let mut letters = 0;
    for _ in 0..4 {
        let file = hold(&referent, &desk.filed(&desk::visit()).await, &held_label()).await;
        let body = json!({ "action": "release", "items": [file.id] });

        let (undone, done) = join(undo(&referent, &file), async {
            // When the undo comes first there is nothing to release any more.
            let started = coordinator.post(RUNS, &body).await;
            if started.status.as_u16() == 202 {
                let started: HeldRun = started.ok(202);
                let path = format!("{RUNS}/{}", started.id);
                awaited("the end of the run", async || {
                    let run: HeldRun = coordinator.get(&path).await.ok(200);
                    run.is_over().then_some(run.released)
                })
                .await
            } else {
                started.refused(Code::UndoExpired);
                0
            }
        })
        .await;

        assert_eq!(u64::from(undone.status.is_success()) + done, 1);
        let expected = if done == 1 {
            letters += 1;
            LabelState::Labelled
        } else {
            LabelState::Submitted
        };
        assert_eq!(state(&desk, &file).await, expected);
        assert_eq!(desk.mails().len(), letters);
    }
}

#[rstest]
#[tokio::test]
async fn two_coordinators_release_the_same_decision_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let file = hold(&referent, &desk.filed(&desk::visit()).await, &held_label()).await;
    let (one, two) = (desk.app.coordinator().await, desk.app.coordinator().await);
    let body = json!({ "action": "release", "territory": "national" });

    let (first, second) = join(run(&one, &body), run(&two, &body)).await;

    assert_eq!(first.released + second.released, 1);
    assert_eq!(state(&desk, &file).await, LabelState::Labelled);
    assert_eq!(desk.mails().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_coordinator_and_a_referent_release_the_same_decision_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let filed = desk.filed(&desk::visit()).await;
    let mut label = held_label();
    label["held"] = json!(false);
    label["undoable"] = json!(true);
    hold(&referent, &filed, &label).await;
    // Its time is over: whoever comes first carries it out, and so does its job.
    desk.app.clock.advance(Duration::seconds(10));
    let page = filed.page();

    let (mine, theirs) = join(
        join(referent.get(&page), referent.get(&page)),
        join(coordinator.get(&page), coordinator.get(&page)),
    )
    .await;

    for answer in [mine.0, mine.1, theirs.0, theirs.1] {
        let sheet: ReviewSheet = answer.ok(200);
        assert_eq!(sheet.file.state, LabelState::Labelled);
        assert_eq!(sheet.file.decisions.len(), 1);
    }
    assert_eq!(desk.mails().len(), 1);
    let labelled = desk.logged(&filed);
    let labelled = labelled.iter().filter(|kind| *kind == "event.labelled");
    assert_eq!(labelled.count(), 1);
}

#[rstest]
#[tokio::test]
async fn a_decision_that_is_sent_back_leaves_the_file_to_its_reviewers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let file = hold(
        &referent,
        &desk.filed(&desk::visit()).await,
        &held_refusal(),
    )
    .await;
    let reason = "Le motif ne dit pas pourquoi.";

    let body = json!({ "action": "send_back", "items": [file.id], "reason": reason });
    let run = run(&coordinator, &body).await;

    assert_eq!((run.total, run.sent_back), (1, 1));
    let sheet: ReviewSheet = referent.get(&file.page()).await.ok(200);
    assert_eq!(
        (sheet.file.state, sheet.pending),
        (LabelState::Submitted, None)
    );
    assert_eq!(desk.mails(), []);
    let history = format!("/api/v1/events/{}/history", file.id);
    assert!(referent.get(&history).await.text.contains(reason));
    assert!(!desk.organiser.get(&history).await.text.contains(reason));
}

#[rstest]
#[tokio::test]
async fn a_held_decision_lapses_when_the_organiser_withdraws(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let file = hold(&referent, &desk.filed(&desk::visit()).await, &held_label()).await;

    let path = format!("/api/v1/events/{}/withdraw", file.id);
    let withdrawn = desk::send(&desk.organiser, Method::POST, &path, &file, &json!({})).await;
    withdrawn.ok::<EventFile>(200);

    let late = json!({ "action": "release", "items": [file.id] });
    coordinator
        .post(RUNS, &late)
        .await
        .refused(Code::UndoExpired);
    let logged = desk.logged(&file);
    assert_eq!(
        logged[logged.len() - 2..],
        ["event.decision_lapsed", "event.withdrawn"]
    );
    let subjects: Vec<_> = desk.mails().into_iter().map(|mail| mail.1).collect();
    assert!(
        subjects.iter().all(|it| it.starts_with("Événement retiré")),
        "{subjects:?}"
    );
}

#[tokio::test]
async fn a_batch_can_be_held() {
    let desk = Desk::open(Engine::Sqlite).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let file = desk.filed(&desk::visit()).await;
    let version: i32 = file.tag.trim_matches('"').parse().unwrap();
    let body = json!({ "items": [{ "id": file.id, "version": version }], "criteriaMet": true, "held": true });

    let outcome: BatchOutcome = referent
        .post("/api/v1/labels/queue/decisions", &body)
        .await
        .ok(200);

    assert_eq!((outcome.labelled, outcome.release_at), (1, None));
    assert!(outcome.batch.is_some());
    assert_eq!(state(&desk, &file).await, LabelState::Submitted);
    let run = run(
        &coordinator,
        &json!({ "action": "release", "edition": "2018" }),
    )
    .await;
    assert_eq!(run.released, 1);
    assert_eq!(state(&desk, &file).await, LabelState::Labelled);
}

#[tokio::test]
async fn only_coordinators_release_and_a_referent_undoes_only_the_own_decision() {
    let desk = Desk::open(Engine::Sqlite).await;
    let (first, second) = (desk.referent().await, desk.referent().await);
    let file = hold(&first, &desk.filed(&desk::visit()).await, &held_label()).await;
    let body = json!({ "action": "release", "items": [file.id] });

    first.get(LIST).await.refused(Code::Forbidden);
    first.post(RUNS, &body).await.refused(Code::Forbidden);
    undo(&second, &file).await.refused(Code::Forbidden);
    let coordinator = desk.app.coordinator().await;
    let unknown = json!({ "action": "release", "edition": "1999" });
    desk::refused_at(
        &coordinator.post(RUNS, &unknown).await,
        "/edition",
        Code::UnknownValue,
    );
    let mute = json!({ "action": "send_back", "items": [file.id] });
    desk::refused_at(
        &coordinator.post(RUNS, &mute).await,
        "/reason",
        Code::Required,
    );
    undo(&coordinator, &file).await.ok::<ReviewSheet>(200);
}

#[rstest]
#[tokio::test]
async fn a_conflict_of_interest_hides_a_held_decision(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let file = hold(&referent, &desk.filed(&desk::visit()).await, &held_label()).await;
    let (partial, impartial) = (desk.app.coordinator().await, desk.app.coordinator().await);
    let conflict = json!({ "with": "person", "event": file.id });
    partial
        .post("/api/v1/labels/conflicts", &conflict)
        .await
        .ok::<Vec<ReviewConflict>>(201);

    let listed: HeldDecisionPage = partial.get(LIST).await.ok(200);
    assert_eq!(
        (listed.items.len(), listed.total, listed.regions.len()),
        (0, 0, 0)
    );
    let this = json!({ "action": "release", "items": [file.id] });
    partial.post(RUNS, &this).await.refused(Code::UndoExpired);
    let all = json!({ "action": "release", "territory": "national" });
    assert_eq!(run(&partial, &all).await.total, 0);
    assert_eq!(state(&desk, &file).await, LabelState::Submitted);
    assert_eq!(run(&impartial, &this).await.released, 1);
    assert_eq!(state(&desk, &file).await, LabelState::Labelled);
}
