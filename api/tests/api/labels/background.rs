//! The sheet shows more than the submission: the form as it was before, likely duplicates, other events of the organiser.

use super::desk::{self, Desk, File};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::event::{EventFile, Field, HistoryEntry};
use shared::id::EventId;
use shared::label::{Background, LabelState, ReviewSheet};

async fn background(desk: &Desk, file: &File) -> Background {
    let referent = desk.referent().await;
    let sheet: ReviewSheet = referent.get(&file.page()).await.ok(200);
    sheet.background.expect("the sheet is read")
}

#[rstest]
#[tokio::test]
async fn a_resubmission_shows_what_has_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let mut asked = desk.filed(&desk::visit()).await;
    assert_eq!(background(&desk, &asked).await.previous, None);
    let path = format!("/api/v1/events/{}", asked.id);
    for number in 2_u32..5 {
        let referent = desk.referent().await;
        let request =
            json!({ "message": "Quel est le numéro de la visite ?", "fields": ["/title"] });
        desk::done(&referent, "correction", &asked, &request).await;
        let page = desk.organiser.get(&path).await;
        let mut form = page.ok::<EventFile>(200).form;
        form.title = format!("Visite de la fonderie, {number}");
        let tag = page.header(header::ETAG).unwrap();
        let saved = desk.organiser.put(&path, tag, &json!(form)).await;
        let saved = File {
            id: asked.id,
            tag: saved.header(header::ETAG).unwrap().to_owned(),
        };
        asked = desk.file(&desk.organiser, &saved).await;

        let previous = background(&desk, &asked).await.previous.unwrap();

        assert_eq!(previous.round, number - 1);
        assert_eq!(previous.form.differences(&form), [Field::Title.into()]);
        assert_eq!(previous.commune.unwrap().name, "Vénissieux");
    }
    let history: Vec<HistoryEntry> = desk.organiser.get(&format!("{path}/history")).await.ok(200);
    let submissions: Vec<&[String]> = history
        .iter()
        .filter(|entry| entry.kind == "event.submitted")
        .map(|entry| entry.fields.as_slice())
        .collect();
    let title = vec!["/title".to_owned()];
    let changed: [&[String]; 4] = [&[], &title, &title, &title];
    assert_eq!(submissions, changed);
}

#[rstest]
#[tokio::test]
async fn the_other_events_of_the_organiser_are_shown_with_their_fate(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let refused = desk.file_in(LabelState::Refused).await;
    desk.file_in(LabelState::Draft).await;
    // Out of the referent's reach, and not public.
    desk.filed(&desk::visit_at_la_reunion()).await;
    let filed = desk.filed(&desk::visit()).await;

    let shown = background(&desk, &filed).await;

    let past: Vec<_> = shown
        .past
        .iter()
        .map(|past| (past.id, past.state))
        .collect();
    assert_eq!(
        past,
        [
            (refused.id, LabelState::Refused),
            (labelled.id, LabelState::Labelled)
        ]
    );
    let alike: Vec<_> = shown.duplicates.iter().map(|other| other.id).collect();
    assert!(alike.contains(&labelled.id), "{alike:?}");
}

#[rstest]
#[tokio::test]
async fn events_out_of_reach_do_not_take_the_place_of_older_ones(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let mut here: Vec<EventId> = Vec::new();
    for _ in 0..3 {
        here.push(desk.filed(&desk::visit()).await.id);
    }
    // More or less what one statement reads.
    for _ in 0..24 {
        desk.filed(&desk::visit_at_la_reunion()).await;
    }
    let asked = desk.filed(&desk::visit()).await;

    let past = background(&desk, &asked).await.past;

    let past: Vec<EventId> = past.iter().map(|past| past.id).collect();
    here.sort_by(|one, other| other.cmp(one));
    assert_eq!(past, here);
}
