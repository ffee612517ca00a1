use crate::support::{EVENTS, Engine, TestApp, edition, form};
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::edition::EditionStatus;
use shared::event::EventFileSummary;
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn own_events_are_listed_newest_first_and_paged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut opened = Vec::new();
    for number in 1..=5 {
        let draft = owner
            .draft(&json!({ "title": format!("Visite {number}") }))
            .await;
        opened.push(draft.id);
    }
    app.organiser().await.draft(&form()).await;

    let mut found = Vec::new();
    let mut next = Some(format!("{EVENTS}?limit=2&count=true"));
    while let Some(address) = next {
        let answer = owner.get(&address).await;
        let page: Page<EventFileSummary> = answer.ok(200);
        assert_eq!(page.total, Some(5));
        found.extend(page.items.into_iter().map(|item| item.id));
        next = page
            .next_cursor
            .map(|cursor| format!("{EVENTS}?limit=2&count=true&cursor={cursor}"));
        assert_eq!(
            answer.header(header::LINK).map(str::to_owned),
            next.as_ref()
                .map(|address| format!("<{address}>; rel=\"next\""))
        );
    }

    opened.reverse();
    assert_eq!(found, opened);
}

#[rstest]
#[tokio::test]
async fn the_list_is_filtered_by_edition_and_state(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let mut next = edition();
    next.slug = "2019".to_owned();
    app.put_edition(&next);
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let submitted = owner.submitted(&form()).await;
    owner
        .post(EVENTS, &json!({ "edition": "2019" }))
        .await
        .ok::<serde_json::Value>(201);
    let ids = async |query: &str| -> Vec<_> {
        let page: Page<EventFileSummary> = owner.get(&format!("{EVENTS}?{query}")).await.ok(200);
        page.items.into_iter().map(|item| item.id).collect()
    };

    assert_eq!(ids("state=submitted").await, [submitted.id]);
    assert_eq!(
        ids("edition=2018&state=draft,submitted").await,
        [submitted.id, draft.id]
    );
    assert_eq!(ids("edition=2018&state=labelled").await, []);
    let page: Page<EventFileSummary> = owner
        .get(&format!("{EVENTS}?state=submitted"))
        .await
        .ok(200);
    let listed = &page.items[0];
    assert_eq!(
        (listed.title.as_str(), listed.state, listed.due_at),
        (
            "Visite de la fonderie",
            LabelState::Submitted,
            submitted.due_at
        )
    );
    assert_eq!(
        listed.first_begin.unwrap().to_rfc3339(),
        "2018-03-26T07:00:00+00:00"
    );
}

#[rstest]
#[tokio::test]
async fn the_list_is_searched_and_divided_into_archive_and_the_rest(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let mut past = edition();
    past.slug = "2017".to_owned();
    app.put_edition(&past);
    let owner = app.organiser().await;
    let foundry = owner.draft(&form()).await;
    let school = owner
        .draft(&json!({ "title": "Journée portes ouvertes", "organiser": { "name": "Lycée Évariste" } }))
        .await;
    let old = owner
        .post(EVENTS, &json!({ "edition": "2017", "form": form() }))
        .await
        .ok::<shared::event::EventFile>(201);
    past.status = EditionStatus::Archived;
    app.put_edition(&past);
    let ids = async |query: &str| -> Vec<_> {
        let page: Page<EventFileSummary> = owner.get(&format!("{EVENTS}?{query}")).await.ok(200);
        page.items.into_iter().map(|item| item.id).collect()
    };

    assert_eq!(ids("archived=true").await, [old.id]);
    assert_eq!(ids("archived=false").await, [school.id, foundry.id]);
    assert_eq!(ids("q=FONDÉRIE&archived=false").await, [foundry.id]);
    assert_eq!(ids("q=evariste%20lyc").await, [school.id]);
    assert_eq!(
        ids("q=V%C3%A9nissieux").await,
        [old.id, foundry.id],
        "the commune"
    );
    assert_eq!(ids("q=lyc%C3%A9e%20fonderie").await, []);
    assert_eq!(ids("q=%25").await.len(), 3, "no word, no filter");
}

#[rstest]
#[case("owner=me", Code::UnknownParameter, Some("/owner"))]
#[case("state=lost", Code::InvalidParameter, Some("/state"))]
#[case("edition=1789", Code::InvalidParameter, Some("/edition"))]
#[case("limit=0", Code::InvalidParameter, Some("/limit"))]
#[case("limit=101", Code::InvalidParameter, Some("/limit"))]
#[case("count=maybe", Code::InvalidParameter, Some("/count"))]
#[case("archived=maybe", Code::InvalidParameter, Some("/archived"))]
#[case("cursor=AAAA", Code::InvalidCursor, None)]
#[tokio::test]
async fn an_invalid_parameter_is_named(
    #[case] query: &str,
    #[case] code: Code,
    #[case] pointer: Option<&str>,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());

    let problem = app
        .organiser()
        .await
        .get(&format!("{EVENTS}?{query}"))
        .await
        .refused(code);

    assert_eq!(
        problem.errors.first().map(|fault| fault.pointer.as_str()),
        pointer
    );
    app.visitor()
        .get(&format!("{EVENTS}?{query}"))
        .await
        .refused(Code::Unauthenticated);
}
