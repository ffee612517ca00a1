//! Tabs, search, filters, order and positions of the queue.

use super::desk::{self, Desk};
use crate::support::{Engine, Person};
use rstest::rstest;
use serde_json::{Value, json};
use shared::criterion::Outcome;
use shared::event::EventForm;
use shared::id::EventId;
use shared::label::{LabelState, QueuePage, QueuePosition, QueueTab};
use shared::problem::Code;

const QUEUE: &str = "/api/v1/labels/queue";

async fn listed(person: &Person, query: &str) -> QueuePage {
    person.get(&format!("{QUEUE}?{query}")).await.ok(200)
}

async fn found(person: &Person, query: &str) -> Vec<EventId> {
    let page = listed(person, query).await;
    page.items.iter().map(|item| item.id).collect()
}

fn titled(title: &str) -> EventForm {
    EventForm {
        title: title.into(),
        ..desk::visit()
    }
}

#[rstest]
#[tokio::test]
async fn each_tab_has_the_files_of_its_counter(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let late = desk.filed(&desk::visit()).await;
    let stopped = desk.file_in(LabelState::CorrectionRequested).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let refused = desk.file_in(LabelState::Refused).await;
    desk.file_in(LabelState::Withdrawn).await;
    desk.file_in(LabelState::Draft).await;
    desk.at("2018-02-12T09:00:00Z").await;
    let new = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;

    for (tab, files) in [
        (QueueTab::ToCheck, vec![late.id, new.id]),
        (QueueTab::Overdue, vec![late.id]),
        (QueueTab::InCorrection, vec![stopped.id]),
        (QueueTab::Decided, vec![labelled.id, refused.id]),
        (QueueTab::Recheck, vec![]),
        (QueueTab::Held, vec![]),
        (QueueTab::SecondLook, vec![]),
    ] {
        let page = listed(&referent, &format!("tab={tab}&count=true")).await;
        let mut ids: Vec<_> = page.items.iter().map(|item| item.id).collect();
        if tab == QueueTab::Decided {
            ids.sort_unstable();
        }
        assert_eq!(ids, files, "{tab}");
        assert_eq!(page.total, Some(files.len() as u64));
        let counts = page.counts.unwrap();
        let count = counts.of(tab);
        assert_eq!(count, files.len() as u64, "{tab}");
    }
    let plain = listed(&referent, "tab=to_check").await;
    assert_eq!((plain.total, plain.counts), (None, None));
}

#[rstest]
#[tokio::test]
async fn a_list_contains_what_was_confirmed_before(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    assert!(found(&referent, "").await.is_empty());
    for _ in 0..3 {
        let filed = desk.filed(&desk::visit()).await;
        assert!(found(&referent, "limit=100").await.contains(&filed.id));
        let asked = desk::done(&referent, "correction", &filed, &desk::correction()).await;
        assert!(!found(&referent, "limit=100").await.contains(&filed.id));
        assert!(
            found(&referent, "tab=in_correction")
                .await
                .contains(&asked.id)
        );
    }
}

#[rstest]
#[tokio::test]
async fn the_queue_is_searched_without_accents_and_case(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let summer = desk.filed(&titled("Été à la fonderie")).await;
    let winter = desk.filed(&titled("Hiver à la forge")).await;
    let referent = desk.referent().await;

    assert_eq!(found(&referent, "q=ETE").await, [summer.id]);
    assert_eq!(
        found(&referent, "q=forge+v%C3%A9nissieux").await,
        [winter.id]
    );
    assert_eq!(
        found(&referent, "q=fonderie+du+rhone").await,
        [summer.id, winter.id]
    );
    let reference = summer.id.reference();
    assert_eq!(
        found(&referent, &format!("q={reference}")).await,
        [summer.id]
    );
    let closed_up = reference.replace('-', "").to_lowercase();
    assert_eq!(
        found(&referent, &format!("q={closed_up}")).await,
        [summer.id]
    );
    assert!(found(&referent, "q=sucrerie").await.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_queue_is_filtered_and_sorted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let visit = desk.filed(&titled("Zinc et laiton")).await;
    let mut workshop = titled("Atelier de moulage");
    workshop.kind = "workshop".into();
    workshop.audiences = vec!["students".into()];
    workshop.sectors = vec!["food".into()];
    workshop.occurrences[0].begin = "2018-03-28T09:30".into();
    workshop.occurrences[0].end = "2018-03-28T12:00".into();
    let workshop = desk.filed(&workshop).await;
    let referent = desk.referent().await;

    assert_eq!(found(&referent, "kind=workshop").await, [workshop.id]);
    assert_eq!(found(&referent, "audience=pupils").await, [visit.id]);
    assert_eq!(found(&referent, "sector=food,rail").await, [workshop.id]);
    assert!(found(&referent, "sector=rail").await.is_empty());
    assert_eq!(
        found(&referent, "sort=title").await,
        [workshop.id, visit.id]
    );
    assert_eq!(
        found(&referent, "sort=title&descending=true").await,
        [visit.id, workshop.id]
    );
    assert_eq!(
        found(&referent, "sort=first_date").await,
        [visit.id, workshop.id]
    );
    let item = &listed(&referent, "kind=workshop").await.items[0];
    assert_eq!(item.kind_label, "Atelier pratique ou pédagogique");
    assert_eq!(item.findings.dates, Outcome::Met);
    assert_eq!(item.findings.industry, Outcome::NeedsPerson);
    referent
        .get(&format!("{QUEUE}?sort=findings"))
        .await
        .refused(Code::InvalidParameter);
}

#[rstest]
#[tokio::test]
async fn likely_duplicates_are_marked_until_somebody_tells_them_apart(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let one = desk.filed(&desk::visit()).await;
    let other = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;

    assert_eq!(found(&referent, "duplicate=true").await, [one.id, other.id]);
    assert!(found(&referent, "duplicate=false").await.is_empty());

    let path = format!("/api/v1/events/{}/duplicates/{}", one.id, other.id);
    let answer = referent
        .put(&path, "*", &json!({ "verdict": "distinct" }))
        .await;
    assert_eq!(answer.status.as_u16(), 204);
    assert!(found(&referent, "duplicate=true").await.is_empty());
    let items = listed(&referent, "").await.items;
    assert!(items.iter().all(|item| !item.duplicate));
}

#[rstest]
#[tokio::test]
async fn a_file_has_its_place_in_the_list(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let files = [
        desk.filed(&titled("Alésage")).await,
        desk.filed(&titled("Brasage")).await,
        desk.filed(&titled("Chaudronnerie")).await,
    ];
    let referent = desk.referent().await;
    let position = async |query: &str, id: EventId| -> QueuePosition {
        let path = format!("{QUEUE}/position?{query}&event={id}");
        referent.get(&path).await.ok(200)
    };

    let second = position("tab=to_check&sort=title", files[1].id).await;
    assert_eq!((second.number, second.total), (Some(2), 3));
    assert_eq!(second.previous.unwrap().id, files[0].id);
    assert_eq!(second.next.unwrap().title, "Chaudronnerie");
    let backwards = position("tab=to_check&sort=title&descending=true", files[2].id).await;
    assert_eq!(backwards.number, Some(1));
    assert_eq!(backwards.previous, None);

    desk.labelled(&files[0]).await;
    let decided = position("tab=to_check&sort=title", files[0].id).await;
    assert_eq!((decided.number, decided.total), (None, 2));
    assert_eq!(decided.next.unwrap().id, files[1].id);

    let nobody = "0199c0de-0000-7000-8000-000000000000";
    let unknown = referent
        .get(&format!("{QUEUE}/position?event={nobody}"))
        .await;
    unknown.refused(Code::NotFound);
    let missing: Value = referent.get(&format!("{QUEUE}/position")).await.json();
    assert_eq!(missing["errors"][0]["pointer"], "/event");
}
