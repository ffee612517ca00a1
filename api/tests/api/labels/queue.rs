use super::desk::{self, Desk};
use crate::support::{Engine, Person};
use reqwest::header;
use rstest::rstest;
use shared::id::EventId;
use shared::label::{LabelState, QueueItem};
use shared::paging::Page;
use shared::problem::Code;

const QUEUE: &str = "/api/v1/labels/queue";

async fn listed(person: &Person, query: &str) -> Page<QueueItem> {
    person.get(&format!("{QUEUE}?{query}")).await.ok(200)
}

fn ids(page: &Page<QueueItem>) -> Vec<EventId> {
    page.items.iter().map(|item| item.id).collect()
}

#[rstest]
#[tokio::test]
async fn a_referent_sees_the_submitted_events_of_their_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let overseas = desk.filed(&desk::visit_at_la_reunion()).await;
    let online = desk.filed(&desk::webinar()).await;
    desk.draft_of(&desk.organiser, &desk::visit()).await;

    let here = listed(&desk.referent().await, "count=true").await;
    let region = listed(&desk.app.referent("region:84").await, "").await;
    let reunion = listed(&desk.app.referent("region:04").await, "").await;
    let country = listed(&desk.app.coordinator().await, "count=true").await;
    let read = listed(&desk.app.administrator().await, "").await;

    assert_eq!((ids(&here), here.total), (vec![filed.id], Some(1)));
    assert_eq!(ids(&region), [filed.id]);
    assert_eq!(ids(&reunion), [overseas.id]);
    assert_eq!(country.total, Some(3));
    assert!(ids(&country).contains(&online.id));
    assert_eq!(ids(&read), ids(&country));
    let item = &here.items[0];
    assert_eq!(
        (
            item.title.as_str(),
            item.organiser.as_str(),
            item.city.as_deref()
        ),
        (
            "Visite de la fonderie",
            "Fonderie du Rhône",
            Some("Vénissieux")
        )
    );
    // Submitted on Monday 5 February: four working days end on Friday the 9th.
    assert_eq!(
        item.due_at.unwrap().to_rfc3339(),
        "2018-02-09T22:59:59+00:00"
    );
    assert_eq!((item.overdue, item.urgent), (false, false));
}

#[tokio::test]
async fn organisers_have_no_queue() {
    let desk = Desk::open(Engine::Sqlite).await;

    desk.app
        .visitor()
        .get(QUEUE)
        .await
        .refused(Code::Unauthenticated);
    desk.organiser.get(QUEUE).await.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn the_queue_is_sorted_by_due_date_and_paged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    // Created first, submitted last; the others share a due date and are sorted by id.
    let opened_first = desk.draft_of(&desk.organiser, &desk::visit()).await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(desk.filed(&desk::visit()).await.id);
    }
    desk.at("2018-02-06T09:00:00Z").await;
    expected.push(desk.file(&desk.organiser, &opened_first).await.id);
    let stopped = desk.file_in(LabelState::CorrectionRequested).await;
    expected.push(stopped.id);
    let referent = desk.referent().await;

    let mut found = Vec::new();
    let mut path = format!("{QUEUE}?state=submitted,correction_requested&limit=2&count=true");
    loop {
        let answer = referent.get(&path).await;
        let page: Page<QueueItem> = answer.ok(200);
        assert_eq!(page.total, Some(5));
        found.extend(ids(&page));
        let Some(cursor) = page.next_cursor else {
            assert_eq!(answer.header(header::LINK), None);
            break;
        };
        let link = answer.header(header::LINK).unwrap();
        assert!(link.contains(&format!("cursor={cursor}")), "{link}");
        path = link
            .strip_prefix('<')
            .and_then(|link| link.split_once('>'))
            .unwrap()
            .0
            .to_owned();
    }

    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn a_review_is_overdue_once_its_last_day_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let late = desk.filed(&desk::visit()).await;
    desk.at("2018-02-09T22:59:59Z").await;
    let in_time = desk.filed(&desk::visit()).await;
    let on_the_last_second = listed(&desk.referent().await, "").await;

    desk.at("2018-02-09T23:00:00Z").await;
    let referent = desk.referent().await;
    let overdue = listed(&referent, "overdue=true&count=true").await;
    let others = listed(&referent, "overdue=false").await;

    assert!(on_the_last_second.items.iter().all(|item| !item.overdue));
    assert_eq!((ids(&overdue), overdue.total), (vec![late.id], Some(1)));
    assert!(overdue.items[0].overdue);
    assert_eq!(ids(&others), [in_time.id]);
}

#[rstest]
#[tokio::test]
async fn an_event_that_begins_before_its_due_date_is_urgent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::with(engine, |edition| {
        let early = r#"{"first": "2018-02-06", "last": "2018-04-01"}"#;
        edition.window = serde_json::from_str(early).unwrap();
    })
    .await;
    let mut soon = desk::visit();
    soon.occurrences[0].begin = "2018-02-09T09:30".into();
    soon.occurrences[0].end = "2018-02-09T12:00".into();
    let soon = desk.filed(&soon).await;
    let later = desk.filed(&desk::visit()).await;

    let page = listed(&desk.referent().await, "").await;

    let urgent: Vec<_> = page
        .items
        .iter()
        .map(|item| (item.id, item.urgent))
        .collect();
    assert_eq!(urgent, [(soon.id, true), (later.id, false)]);
}

#[rstest]
#[tokio::test]
async fn the_queue_is_filtered_by_edition_territory_and_state(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let overseas = desk.filed(&desk::visit_at_la_reunion()).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let coordinator = desk.app.coordinator().await;
    let region = desk.app.referent("region:84").await;

    assert_eq!(
        ids(&listed(&coordinator, "territory=region:04").await),
        [overseas.id]
    );
    assert_eq!(
        ids(&listed(&coordinator, "territory=department:69").await),
        [filed.id]
    );
    assert_eq!(
        ids(&listed(&region, "territory=department:69").await),
        [filed.id]
    );
    assert_eq!(
        ids(&listed(&region, "territory=department:01").await),
        Vec::<EventId>::new()
    );
    assert_eq!(
        ids(&listed(&region, "territory=national").await),
        [filed.id]
    );
    assert_eq!(
        ids(&listed(&coordinator, "state=labelled").await),
        [labelled.id]
    );
    assert_eq!(
        listed(&coordinator, "edition=2018&count=true").await.total,
        Some(2)
    );
}

#[tokio::test]
async fn an_invalid_query_is_rejected() {
    let desk = Desk::open(Engine::Sqlite).await;
    let referent = desk.app.referent("region:84").await;
    for (query, code) in [
        ("territory=region:04", Code::NotFound),
        ("territory=department:75", Code::NotFound),
        ("territory=region:99", Code::InvalidParameter),
        ("territory=Lyon", Code::InvalidParameter),
        ("edition=1999", Code::InvalidParameter),
        ("state=draft", Code::InvalidParameter),
        ("state=submitted,late", Code::InvalidParameter),
        ("overdue=perhaps", Code::InvalidParameter),
        ("limit=0", Code::InvalidParameter),
        ("limit=101", Code::InvalidParameter),
        ("cursor=abc", Code::InvalidCursor),
        ("page=2", Code::UnknownParameter),
    ] {
        let answer = referent.get(&format!("{QUEUE}?{query}")).await;

        let problem = answer.refused(code);
        if matches!(code, Code::InvalidParameter | Code::UnknownParameter) {
            let (name, _) = query.split_once('=').unwrap();
            assert_eq!(problem.errors[0].pointer, format!("/{name}"));
        }
    }
}
