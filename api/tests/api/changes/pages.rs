use super::{CHANGES, DUMP, Mirror, changes_in, dump, end, link, page};
use crate::catalogue::{Shelf, content, content_with, shown_edition};
use crate::support::{Answer, Engine, awaited};
use diesel::prelude::*;
use diesel::sql_query;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::change::limits::WAIT_S;
use shared::edition::EditionStatus;
use shared::label::LabelState;
use shared::problem::Code;
use std::sync::mpsc;

fn change(kind: &str, id: impl ToString) -> (String, String, Option<String>) {
    (kind.to_owned(), id.to_string(), None)
}

fn removal(id: impl ToString, reason: &str) -> (String, String, Option<String>) {
    (
        "removed".to_owned(),
        id.to_string(),
        Some(reason.to_owned()),
    )
}

#[rstest]
#[tokio::test]
async fn each_change_is_told_once_in_the_order_of_the_log(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let first = shelf.label(1, content()).await;
    let since = end(&reader, "").await;

    let second = shelf.label(2, content()).await;
    shelf.note(first, "full", "Complet.").await;
    let third = shelf.label(3, content()).await;
    shelf.change(third, LabelState::Revoked, "scheduled").await;

    let page = page(&reader, &format!("since={since}")).await;
    assert_eq!(
        changes_in(&page),
        [
            change("created", second),
            change("updated", first),
            removal(third, "revoked")
        ]
    );
    assert_eq!(page["more"], false);
    assert_eq!(page["items"][2].get("event"), None);
    assert_eq!(
        page["items"][1]["event"],
        dump(&reader).await[&first.to_string()],
        "as a line of the dump"
    );
}

#[tokio::test]
async fn what_the_public_does_not_see_is_no_change() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let id = shelf.label(1, content()).await;
    let since = end(&reader, "").await;

    shelf.note_privately(id).await;
    let mut edition = shown_edition();
    edition.undo_seconds += 1;
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;

    let page = page(&reader, &format!("since={since}")).await;
    assert!(changes_in(&page).is_empty());
}

#[tokio::test]
async fn a_new_label_of_a_term_changes_the_events_of_the_edition() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let ids = [
        shelf.label(1, content()).await,
        shelf.label(2, content()).await,
    ];
    let since = end(&reader, "").await;

    let mut edition = shown_edition();
    for term in &mut edition.vocabularies.kinds {
        term.label = "Visite".to_owned() + &term.id;
    }
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;

    let one = page(&reader, &format!("since={since}&limit=1")).await;
    let next = one["cursor"].as_str().unwrap();
    let other = page(&reader, &format!("since={next}&limit=1")).await;
    assert_eq!(changes_in(&one), [change("updated", ids[0])]);
    assert_eq!(changes_in(&other), [change("updated", ids[1])]);
    assert_eq!(
        (&one["more"], &other["more"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(one["items"][0]["event"]["kindLabel"], "Visitecompany_visit");
}

#[rstest]
#[case(LabelState::Withdrawn, "withdrawn")]
#[case(LabelState::Revoked, "revoked")]
#[case(LabelState::Submitted, "unlabelled")]
#[case(LabelState::Refused, "unlabelled")]
#[tokio::test]
async fn a_removal_says_why(#[case] state: LabelState, #[case] reason: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let id = shelf.label(1, content()).await;
    let since = end(&reader, "").await;

    shelf.change(id, state, "scheduled").await;

    let page = page(&reader, &format!("since={since}")).await;
    assert_eq!(changes_in(&page), [removal(id, reason)]);
}

#[rstest]
#[tokio::test]
async fn an_event_that_is_hidden_for_a_check_is_removed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let id = shelf.label(1, content()).await;
    let since = end(&reader, "").await;

    shelf.suspend(id).await;

    let page = page(&reader, &format!("since={since}")).await;
    assert_eq!(changes_in(&page), [removal(id, "under_review")]);
}

#[rstest]
#[tokio::test]
async fn leaving_the_filters_is_a_removal_and_entering_them_is_not(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let workshop = content_with(json!({ "kind": "workshop" }));
    let leaves = shelf.label(1, content()).await;
    let enters = shelf.label(2, workshop.clone()).await;
    let since = end(&reader, "kind=company_visit").await;

    shelf.rewrite(leaves, workshop).await;
    shelf.rewrite(enters, content()).await;

    let page = page(&reader, &format!("kind=company_visit&since={since}")).await;
    assert_eq!(
        changes_in(&page),
        [removal(leaves, "filter"), change("updated", enters)]
    );
}

#[tokio::test]
async fn a_stream_is_told_nothing_of_other_editions_and_other_events() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let mut other = shown_edition();
    other.slug = "2017".to_owned();
    other.status = EditionStatus::Archived;
    shelf.app.put_edition(&other);
    shelf.app.caught_up().await;
    let one = shelf.label(1, content()).await;
    let of_another = end(&reader, "edition=2017").await;
    let of_one = end(&reader, &format!("id={one}")).await;

    shelf.label(2, content()).await;

    let another = page(&reader, &format!("edition=2017&since={of_another}")).await;
    let only = page(&reader, &format!("id={one}&since={of_one}")).await;
    assert_eq!((changes_in(&another), changes_in(&only)), (vec![], vec![]));
}

#[tokio::test]
async fn the_words_of_a_stream_find_nothing_by_a_typo() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let id = shelf.label(1, content()).await;

    let list = reader.get("/api/v1/catalogue/events?q=fonderei").await;
    let typed = page(&reader, "q=fonderei").await;
    let written = page(&reader, "q=fonderie").await;

    assert_eq!(list.json()["items"].as_array().unwrap().len(), 1);
    assert!(changes_in(&typed).is_empty());
    assert_eq!(changes_in(&written), [change("created", id)]);
}

#[tokio::test]
async fn who_begins_with_nothing_has_nothing_to_remove() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let gone = shelf.label(1, content()).await;
    let stays = shelf.label(2, content()).await;
    let goes = shelf.label(3, content()).await;
    shelf.change(gone, LabelState::Withdrawn, "scheduled").await;

    let first = page(&reader, "limit=1").await;
    let since = first["cursor"].as_str().unwrap();
    shelf
        .change(stays, LabelState::Withdrawn, "scheduled")
        .await;
    let rest = page(&reader, &format!("since={since}")).await;

    assert_eq!(changes_in(&first), [change("created", stays)]);
    assert_eq!(
        changes_in(&rest),
        [change("created", goes), removal(stays, "withdrawn")],
        "what was read meanwhile is removed"
    );
}

#[tokio::test]
async fn personal_data_is_in_no_change() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let id = shelf.label(1, content()).await;
    let before = reader.get(CHANGES).await.text;
    let since = end(&reader, "").await;
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;
    let after = reader.get(&format!("{CHANGES}?since={since}")).await.text;

    for text in [before, after] {
        assert!(text.contains(&id.to_string()));
        assert!(!text.contains("camille@exemple.fr") && !text.contains("Camille"));
    }
}

#[rstest]
#[tokio::test]
async fn a_dump_leads_to_the_changes_since(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    shelf.label(1, content()).await;
    let file = Answer::of(reader.request(Method::HEAD, DUMP)).await;
    let tag = file.header(header::ETAG).unwrap().to_owned();
    let before = dump(&reader).await;
    let current = reader
        .request(Method::GET, DUMP)
        .header(header::IF_NONE_MATCH, tag);
    let current = Answer::of(current).await;
    let address = link(&file, "monitor").expect("a link");

    let second = shelf.label(2, content()).await;

    let page: Value = reader.get(&address).await.ok(200);
    assert_eq!(changes_in(&page), [change("created", second)]);
    assert_eq!(current.status.as_u16(), 304);
    assert_eq!(link(&current, "monitor"), Some(address));
    let mut copy = Mirror::of("edition=2018");
    copy.events = before;
    copy.take(&page);
    assert_eq!(copy.events, dump(&reader).await);
}

#[tokio::test]
async fn pages_are_linked_and_revalidated() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    for number in 1..=3 {
        shelf.label(number, content()).await;
    }

    let first = reader.get(&format!("{CHANGES}?limit=2&region=84")).await;
    let tag = first.header(header::ETAG).unwrap();
    let again = reader
        .request(Method::GET, &format!("{CHANGES}?limit=2&region=84"))
        .header(header::IF_NONE_MATCH, tag);
    let again = Answer::of(again).await;
    let next = link(&first, "next").expect("a next page");
    let last = reader.get(&next).await;

    assert_eq!(again.status.as_u16(), 304);
    assert_eq!(changes_in(&first.json()).len(), 2);
    assert_eq!(changes_in(&last.json()).len(), 1);
    assert_eq!(link(&last, "next"), None);
    assert!(first.header(header::VARY).unwrap().contains("accept"));
}

#[rstest]
#[tokio::test]
async fn a_waiting_request_is_answered_by_the_next_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let since = end(&reader, "kind=company_visit").await;
    let path = format!("{CHANGES}?kind=company_visit&wait={WAIT_S}&since={since}");

    let waiting = reader.get(&path);
    let happening = async {
        // Nothing that the reader waits for.
        let workshop = content_with(json!({ "kind": "workshop" }));
        shelf.label_now(1, workshop);
        shelf.label_now(2, content())
    };
    let (answer, (id, _)) = tokio::join!(waiting, happening);

    let mut page: Value = answer.ok(200);
    if changes_in(&page).iter().all(|(kind, ..)| kind == "removed") {
        // The removal of what never matched was told first.
        let since = page["cursor"].as_str().unwrap().to_owned();
        let query = format!("kind=company_visit&wait={WAIT_S}&since={since}");
        page = super::page(&reader, &query).await;
    }
    assert!(changes_in(&page).contains(&change("created", id)));
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
}

#[tokio::test]
async fn a_wait_ends_without_a_change_and_with_the_server() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let since = end(&reader, "").await;

    let short = page(&reader, &format!("wait=1&since={since}")).await;
    let path = format!("{CHANGES}?wait={WAIT_S}&since={since}");
    let waiting = reader.get(&path);
    let ending = async { shelf.app.platform.streams.end() };
    let (ended, ()) = tokio::join!(waiting, ending);

    assert!(changes_in(&short).is_empty());
    assert!(changes_in(&ended.ok(200)).is_empty());
}

#[tokio::test]
async fn a_cursor_is_valid_for_its_filters_and_unaltered() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    shelf.label(1, content()).await;
    let cursor = end(&reader, "region=84").await;
    let (begin, last) = cursor.split_at(cursor.len() - 1);
    let altered = format!("{begin}{}", if last == "A" { "Q" } else { "A" });

    for query in [
        format!("since={cursor}"),
        format!("region=84,11&since={cursor}"),
        format!("region=84&since={altered}"),
        format!("region=84&since={begin}"),
        "region=84&since=nothing".to_owned(),
    ] {
        let refused = reader.get(&format!("{CHANGES}?{query}")).await;
        let problem = refused.refused(Code::InvalidCursor);
        assert_eq!(problem.errors[0].pointer, "/since", "{query}");
    }
    page(&reader, &format!("limit=5&region=84&since={cursor}")).await;
}

#[tokio::test]
async fn a_cursor_of_the_future_is_refused() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let cursors = &shelf.app.platform.services.cursors;
    let ahead = json!({ "s": 1_000_000, "k": 1_000_000 });
    let cursor = cursors.after("changes?", &ahead).unwrap();

    let refused = shelf
        .app
        .visitor()
        .get(&format!("{CHANGES}?since={cursor}"))
        .await;

    let problem = refused.refused(Code::InvalidCursor);
    assert!(problem.errors[0].detail.contains("ahead"), "{problem:?}");
}

#[tokio::test]
async fn an_instance_that_is_behind_the_log_sends_nobody_back_to_the_beginning() {
    let connections = [("SEMAINE_DATABASE_CONNECTIONS", "8")];
    let shelf = Shelf::configured(Engine::Postgres, &connections).await;
    let id = shelf.label(1, content()).await;
    let db = shelf.app.platform.services.db.clone();
    let (free, freed) = mpsc::channel::<()>();
    let (lock, locked) = mpsc::channel();
    // The catalogue cannot read the events meanwhile.
    let held = tokio::task::spawn_blocking(move || {
        db.write_now(|conn| {
            sql_query("LOCK TABLE events IN ACCESS EXCLUSIVE MODE").execute(conn)?;
            lock.send(()).unwrap();
            // Also when the test has failed.
            let _told = freed.recv();
            Ok(())
        })
    });
    awaited("the lock", async || locked.try_recv().ok()).await;
    let seq = shelf.note_privately_now(id);
    let known = json!({ "s": seq, "k": seq });
    let cursors = &shelf.app.platform.services.cursors;
    let cursor = cursors.after("changes?", &known).unwrap();
    let reader = shelf.app.visitor();

    let refused = reader.get(&format!("{CHANGES}?since={cursor}")).await;
    free.send(()).unwrap();
    held.await.unwrap().unwrap();
    shelf.app.platform.live.reached(seq).await;
    let page = page(&reader, &format!("since={cursor}")).await;

    refused.refused(Code::Unavailable);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("1"));
    assert!(changes_in(&page).is_empty());
}

#[rstest]
#[case("limit=0", "/limit", Code::InvalidParameter)]
#[case("limit=101", "/limit", Code::InvalidParameter)]
#[case("wait=31", "/wait", Code::InvalidParameter)]
#[case("wait=-1", "/wait", Code::InvalidParameter)]
#[case("when=today", "/when", Code::InvalidParameter)]
#[case("available=true", "/available", Code::InvalidParameter)]
#[case("sort=next", "/sort", Code::InvalidParameter)]
#[case("edition=1789", "/edition", Code::InvalidParameter)]
#[case("region=99", "/region", Code::InvalidParameter)]
#[case("kind=nothing", "/kind", Code::InvalidParameter)]
#[case("cursor=abc", "/cursor", Code::UnknownParameter)]
#[tokio::test]
async fn a_parameter_that_is_no_use_is_named(
    #[case] query: &str,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let refused = shelf.app.visitor().get(&format!("{CHANGES}?{query}")).await;

    let problem = refused.refused(code);
    assert_eq!(problem.errors[0].pointer, pointer);
}
