//! Decisions that can be undone for a moment, before they take effect.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, Person, awaited};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::criterion::Verdict;
use shared::event::EventFile;
use shared::label::{Action, LabelState, ReviewSheet};
use shared::problem::Code;

/// The window of the edition, in seconds.
const WINDOW: i64 = 10;

/// The same request, to be undone for a moment.
fn undoable(mut body: Value) -> Value {
    body["undoable"] = json!(true);
    body
}

/// The label, with all answers.
fn label() -> Value {
    json!({ "decision": "label", "answers": desk::all_met()["answers"], "undoable": true })
}

async fn undo(person: &Person, read: &File) -> Answer {
    let path = format!("{}/decision", read.page());
    let request = person
        .request(Method::DELETE, &path)
        .header(header::IF_MATCH, &read.tag);
    Answer::of(request).await
}

fn read(answer: &Answer, file: &File) -> File {
    File {
        id: file.id,
        tag: answer.header(header::ETAG).expect("a tag").to_owned(),
    }
}

/// The sheet as JSON, without what every change changes.
fn comparable(sheet: &Answer) -> Value {
    let mut sheet = sheet.json();
    sheet["file"].as_object_mut().unwrap().remove("version");
    sheet["file"].as_object_mut().unwrap().remove("updatedAt");
    sheet
}

async fn own_state(desk: &Desk, file: &File) -> LabelState {
    let path = format!("/api/v1/events/{}", file.id);
    desk.organiser.get(&path).await.ok::<EventFile>(200).state
}

#[rstest]
#[tokio::test]
async fn an_undone_decision_leaves_the_review_as_it_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let answers = json!({ "answers": [
        { "criterion": "audience", "verdict": "to_clarify", "comment": "Quelles classes ?" },
    ]});
    let answered = desk::assessed(&referent, &filed, &answers).await;
    let refusal = undoable(desk::refusal());
    let correction = undoable(desk::correction());

    for (step, body, action) in [
        ("decision", label(), Action::Grant),
        ("decision", refusal, Action::Refuse),
        ("correction", correction, Action::RequestCorrection),
    ] {
        let before = referent.get(&answered.page()).await;
        let current = read(&before, &answered);

        let held = desk::step(&referent, step, &current, &body).await;

        let sheet: ReviewSheet = held.ok(200);
        let pending = sheet.pending.expect("a decision to undo");
        assert_eq!((pending.action, pending.own), (action, true));
        assert_eq!(
            pending.release_at.unwrap() - pending.decided_at,
            Duration::seconds(WINDOW)
        );
        assert_eq!(
            (sheet.file.state, sheet.file.allowed.len()),
            (LabelState::Submitted, 0)
        );
        assert_eq!(own_state(&desk, &filed).await, LabelState::Submitted);
        desk.app.clock.advance(Duration::seconds(WINDOW - 1));
        let undone = undo(&referent, &read(&held, &answered)).await;
        undone.ok::<ReviewSheet>(200);
        let after = referent.get(&answered.page()).await;
        assert_eq!(comparable(&after), comparable(&before), "{action}");
    }
    assert_eq!(desk.mails(), []);
    let history = format!("/api/v1/events/{}/history", filed.id);
    let seen = desk.organiser.get(&history).await;
    assert!(!seen.text.contains("decision_"), "{}", seen.text);
}

#[rstest]
#[tokio::test]
async fn a_decision_takes_effect_once_it_can_no_longer_be_undone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    for (number, (step, body, state)) in [
        ("decision", label(), LabelState::Labelled),
        ("decision", undoable(desk::refusal()), LabelState::Refused),
        (
            "correction",
            undoable(desk::correction()),
            LabelState::CorrectionRequested,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let filed = desk.filed(&desk::visit()).await;
        let decided_at = desk.app.clock.now();
        let held = desk::step(&referent, step, &filed, &body).await;
        held.ok::<ReviewSheet>(200);
        desk.app.clock.advance(Duration::seconds(WINDOW));

        // Nobody reads the sheet: the job does it.
        awaited("the release of the decision", async || {
            (own_state(&desk, &filed).await == state).then_some(())
        })
        .await;

        assert_eq!(desk.mails().len(), number + 1, "{state}");
        let late = undo(&referent, &read(&held, &filed)).await;
        late.refused(Code::UndoExpired);
        let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
        assert_eq!(sheet.pending, None);
        assert_eq!(sheet.file.decisions[0].decided_at, decided_at);
    }
}

#[rstest]
#[tokio::test]
async fn the_next_read_finds_the_decision_in_effect(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let held = desk::step(&referent, "decision", &filed, &label()).await;
    held.ok::<ReviewSheet>(200);
    desk.app.clock.advance(Duration::seconds(WINDOW));

    // At the same time as the job, and as each other.
    let page = filed.page();
    let sheets = join_all((0..4).map(|_| referent.get(&page))).await;

    for sheet in sheets {
        let sheet: ReviewSheet = sheet.ok(200);
        assert_eq!(sheet.file.state, LabelState::Labelled);
        assert!(
            sheet
                .assessments
                .iter()
                .all(|one| one.verdict == Verdict::Met)
        );
    }
    assert_eq!(desk.mails().len(), 1);
    assert_eq!(desk.frozen(&filed).len(), 1);
}

#[rstest]
#[tokio::test]
async fn another_reviewer_is_told_of_a_decision_in_its_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let (first, second) = (desk.referent().await, desk.referent().await);
    let held = desk::step(&first, "decision", &filed, &label()).await;
    held.ok::<ReviewSheet>(200);

    let sheet: ReviewSheet = second.get(&filed.page()).await.ok(200);
    assert!(!sheet.pending.expect("it is shown").own);
    for answer in [
        desk::step(&second, "decision", &filed, &desk::refusal()).await,
        desk::step(&second, "correction", &filed, &desk::correction()).await,
        desk::assess(&second, &filed, &desk::all_met()).await,
    ] {
        answer.refused(Code::DecisionPending);
    }
    let held = read(&held, &filed);
    undo(&second, &held).await.refused(Code::Forbidden);
    undo(&first, &filed).await.refused(Code::PreconditionFailed);
    undo(&first, &held).await.ok::<ReviewSheet>(200);
    undo(&first, &held).await.refused(Code::UndoExpired);
}

#[rstest]
#[tokio::test]
async fn one_of_several_concurrent_decisions_is_held(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let mut referents = Vec::new();
    for _ in 0..4 {
        referents.push(desk.referent().await);
    }
    let decisions = [label(), undoable(desk::refusal())];

    let answers = join_all(
        referents
            .iter()
            .zip(decisions.iter().cycle())
            .map(|(referent, decision)| desk::step(referent, "decision", &filed, decision)),
    )
    .await;

    let (heard, late): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status.is_success());
    assert_eq!(heard.len(), 1);
    for answer in late {
        match answer.status.as_u16() {
            409 => drop(answer.refused(Code::DecisionPending)),
            _ => drop(answer.refused(Code::PreconditionFailed)),
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_decision_is_undone_or_takes_effect_and_never_both(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let mut letters = 0;
    for early in [1, 0] {
        let filed = desk.filed(&desk::visit()).await;
        let held = desk::step(&referent, "decision", &filed, &label()).await;
        held.ok::<ReviewSheet>(200);
        let held = read(&held, &filed);
        desk.app
            .clock
            .advance(Duration::milliseconds(WINDOW * 1_000 - early));

        let page = filed.page();
        let undoing = join_all((0..3).map(|_| undo(&referent, &held)));
        let ending = async {
            desk.app.clock.advance(Duration::milliseconds(early));
            join_all((0..3).map(|_| referent.get(&page))).await
        };
        let (undone, _) = futures_util::future::join(undoing, ending).await;

        let won = undone.iter().filter(|answer| answer.status.is_success());
        let sheet: ReviewSheet = referent.get(&page).await.ok(200);
        match won.count() {
            0 => {
                assert_eq!(sheet.file.state, LabelState::Labelled);
                letters += 1;
            }
            1 => assert_eq!(sheet.file.state, LabelState::Submitted),
            many => panic!("{many} undid the same decision"),
        }
        assert_eq!(desk.mails().len(), letters);
    }
    assert!(letters > 0, "the window was over for the second one");
}

#[rstest]
#[tokio::test]
async fn a_decision_lapses_when_the_organiser_withdraws_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let held = desk::step(&referent, "decision", &filed, &label()).await;
    held.ok::<ReviewSheet>(200);
    let held = read(&held, &filed);

    let path = format!("/api/v1/events/{}/withdraw", filed.id);
    let withdrawn = desk::send(&desk.organiser, Method::POST, &path, &held, &json!({})).await;
    withdrawn.ok::<EventFile>(200);
    desk.app.clock.advance(Duration::seconds(WINDOW));

    let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
    assert_eq!(sheet.file.state, LabelState::Withdrawn);
    assert_eq!(sheet.file.decisions, []);
    let logged = desk.logged(&filed);
    assert_eq!(
        logged[logged.len() - 2..],
        ["event.decision_lapsed", "event.withdrawn"]
    );
}

#[tokio::test]
async fn the_edition_sets_the_window() {
    let desk = Desk::with(Engine::Sqlite, |edition| edition.undo_seconds = 0).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;

    let decided = desk::step(&referent, "decision", &filed, &label()).await;

    let sheet: ReviewSheet = decided.ok(200);
    assert_eq!(
        (sheet.file.state, sheet.pending),
        (LabelState::Labelled, None)
    );
    undo(&referent, &read(&decided, &filed))
        .await
        .refused(Code::UndoExpired);
}

#[tokio::test]
async fn an_undo_needs_the_version_that_was_read() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    desk::step(&referent, "decision", &filed, &label())
        .await
        .ok::<ReviewSheet>(200);

    let path = format!("{}/decision", filed.page());
    let bare = referent.delete(&path).await;

    bare.refused(Code::PreconditionRequired);
    let elsewhere = desk.app.referent("region:04").await;
    undo(&elsewhere, &filed).await.refused(Code::NotFound);
    undo(&desk.organiser, &filed).await.refused(Code::Forbidden);
}
