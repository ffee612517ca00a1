//! The clock of the machine moves back: nothing is lost, nothing takes effect twice, and the order is that of what happened.

use super::desk::{self, Desk, File};
use crate::conversation::{conversation, read_up_to, say};
use crate::support::{Answer, Engine, Person, awaited};
use chrono::{DateTime, Duration, Utc};
use ground::log;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::conversation::ReviewNote;
use shared::event::{EventFile, Field, HistoryEntry};
use shared::label::{LabelState, QueuePage, ReadingMark, ReviewSheet};

async fn state(desk: &Desk, file: &File) -> LabelState {
    let path = format!("/api/v1/events/{}", file.id);
    desk.organiser.get(&path).await.ok::<EventFile>(200).state
}

/// Kinds of the history, in its order.
async fn history(desk: &Desk, file: &File) -> Vec<String> {
    let path = format!("/api/v1/events/{}/history", file.id);
    let entries: Vec<HistoryEntry> = desk.organiser.get(&path).await.ok(200);
    entries.into_iter().map(|entry| entry.kind).collect()
}

#[rstest]
#[tokio::test]
async fn a_review_goes_on_in_the_order_of_its_steps(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let before: ReviewSheet = desk.referent().await.get(&filed.page()).await.ok(200);

    desk.at("2018-02-05T07:00:00Z").await;
    let referent = desk.referent().await;
    let asked = desk::done(&referent, "correction", &filed, &desk::correction()).await;
    desk.at("2018-02-05T06:00:00Z").await;
    let again = desk.file(&desk.organiser, &asked).await;

    let referent = desk.app.anew(&referent).await;
    let sheet: ReviewSheet = referent.get(&again.page()).await.ok(200);
    assert_eq!(sheet.file.state, LabelState::Submitted);
    // All on one day: no working day is used.
    assert!(before.file.due_at.is_some());
    assert_eq!(sheet.file.due_at, before.file.due_at);
    let queue: QueuePage = referent
        .get("/api/v1/labels/queue?tab=to_check&limit=20")
        .await
        .ok(200);
    assert_eq!(queue.items.len(), 1);
    let labelled = desk.labelled(&again).await;
    assert_eq!(state(&desk, &labelled).await, LabelState::Labelled);
    let steps: Vec<String> = history(&desk, &labelled)
        .await
        .into_iter()
        .filter(|kind| kind != "event.assessed")
        .collect();
    assert_eq!(
        steps,
        [
            "event.created",
            "event.submitted",
            "event.correction_requested",
            "event.submitted",
            "event.labelled"
        ]
    );
    // The clock catches up: nobody is written to again.
    let letters = desk.mails();
    desk.at("2018-02-05T09:30:00Z").await;
    assert_eq!(state(&desk, &labelled).await, LabelState::Labelled);
    assert_eq!(desk.mails(), letters);
    let report = desk
        .app
        .platform
        .services
        .db
        .read_now(|conn| log::verify(conn, &[]))
        .unwrap();
    assert_eq!(report.error, None);
}

#[rstest]
#[tokio::test]
async fn the_last_request_decides_what_is_open_and_the_last_note_comes_last(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let note = async |person: &Person, text: &str| {
        let path = format!("{}/notes", filed.page());
        let answer = person.post(&path, &json!({ "text": text })).await;
        answer.ok::<ReviewNote>(201);
    };
    note(&referent, "Première note").await;
    let asked = desk::done(&referent, "correction", &filed, &desk::correction()).await;
    let again = desk.file(&desk.organiser, &asked).await;

    desk.at("2018-02-05T07:00:00Z").await;
    let referent = desk.app.anew(&referent).await;
    note(&referent, "Seconde note").await;
    let request = json!({ "message": "Le titre est en capitales.", "fields": ["/title"] });
    let asked = desk::done(&referent, "correction", &again, &request).await;

    let path = format!("/api/v1/events/{}", asked.id);
    let file: EventFile = desk.organiser.get(&path).await.ok(200);
    let scope = file.correction.expect("what is open");
    assert_eq!(scope.asked, [Field::Title.into()]);
    assert_eq!(file.decisions[0].fields, ["/title"]);
    let notes: Vec<ReviewNote> = referent
        .get(&format!("{}/notes", filed.page()))
        .await
        .ok(200);
    let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["Première note", "Seconde note"]);
}

#[rstest]
#[tokio::test]
async fn messages_and_what_is_read_of_them_go_by_number(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    say(&desk.organiser, filed.id, "Première question").await;
    let referent = desk.referent().await;
    assert_eq!(
        read_up_to(&referent, filed.id, 1).await.status.as_u16(),
        204
    );

    desk.at("2018-02-05T07:00:00Z").await;
    let referent = desk.app.anew(&referent).await;
    let seen = conversation(&referent, filed.id).await;
    assert_eq!((seen.unread, seen.messages.len()), (0, 1));
    say(&referent, filed.id, "Première réponse").await;
    say(&desk.organiser, filed.id, "Seconde question").await;

    let seen = conversation(&referent, filed.id).await;
    let texts: Vec<_> = seen
        .messages
        .iter()
        .map(|message| (message.number, message.text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [
            (1, "Première question"),
            (2, "Première réponse"),
            (3, "Seconde question")
        ]
    );
    assert_eq!(seen.unread, 1);
    read_up_to(&referent, filed.id, 3).await;
    // An earlier mark does not undo a later one.
    read_up_to(&referent, filed.id, 1).await;
    assert_eq!(conversation(&referent, filed.id).await.unread, 0);
    let own = conversation(&desk.organiser, filed.id).await;
    assert_eq!((own.unread, own.read_by_other), (1, 3));
}

#[rstest]
#[tokio::test]
async fn a_pending_decision_waits_for_its_time_and_takes_effect_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let (kept, undone) = (
        desk.filed(&desk::visit()).await,
        desk.filed(&desk::visit()).await,
    );
    let label =
        json!({ "decision": "label", "answers": desk::all_met()["answers"], "undoable": true });
    let start: DateTime<Utc> = desk.app.clock.now();
    let kept = desk::done(&referent, "decision", &kept, &label).await;
    let undone = desk::done(&referent, "decision", &undone, &label).await;

    // Less than what makes a token of the future.
    desk.app.clock.set(start - Duration::seconds(30));
    for file in [&kept, &undone] {
        let sheet: ReviewSheet = referent.get(&file.page()).await.ok(200);
        assert!(sheet.pending.is_some(), "it is lost");
    }
    let request = referent
        .request(Method::DELETE, &format!("{}/decision", undone.page()))
        .header(header::IF_MATCH, &undone.tag);
    Answer::of(request).await.ok::<ReviewSheet>(200);
    desk.app.clock.set(start + Duration::seconds(9));
    assert_eq!(state(&desk, &kept).await, LabelState::Submitted);
    desk.app.clock.set(start + Duration::seconds(10));
    awaited("the decision", async || {
        (state(&desk, &kept).await == LabelState::Labelled).then_some(())
    })
    .await;

    // Back into the window, and out of it again.
    desk.app.clock.set(start + Duration::seconds(2));
    let sheet: ReviewSheet = referent.get(&kept.page()).await.ok(200);
    assert_eq!(
        (sheet.file.state, sheet.pending),
        (LabelState::Labelled, None)
    );
    desk.app.clock.set(start + Duration::seconds(20));
    referent.get(&kept.page()).await.ok::<ReviewSheet>(200);
    referent.get(&undone.page()).await.ok::<ReviewSheet>(200);
    assert_eq!(state(&desk, &undone).await, LabelState::Submitted);
    assert_eq!(desk.mails().len(), 1);
    assert_eq!(desk.frozen(&kept).len(), 1);
}

#[tokio::test]
async fn a_mark_of_the_future_shows_nobody_reading() {
    let mut desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let reader = desk.referent().await;
    let open = format!("{}/reading", filed.page());
    reader
        .put(&open, "*", &json!(null))
        .await
        .ok::<ReadingMark>(200);

    desk.at("2018-02-05T07:00:00Z").await;

    let other = desk.referent().await;
    let queue: QueuePage = other.get("/api/v1/labels/queue?limit=20").await.ok(200);
    assert!(queue.items[0].readers.is_empty());
    // Reading on renews it.
    let reader = desk.app.anew(&reader).await;
    reader
        .put(&open, "*", &json!(null))
        .await
        .ok::<ReadingMark>(200);
    let queue: QueuePage = other.get("/api/v1/labels/queue?limit=20").await.ok(200);
    assert_eq!(queue.items[0].readers.len(), 1);
}
