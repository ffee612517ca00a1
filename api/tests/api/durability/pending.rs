//! A decision that can still be undone when the server is killed takes effect afterwards, with one letter.

use super::{Ground, first_day, public, running_edition, tagged_response};
use crate::support::{EVENTS, Engine, awaited, form};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::{mails, pending_decisions};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::criterion::Criterion;

/// Number of decisions before the kill.
const DECISIONS: usize = 5;
/// Seconds for which they can be undone: longer than the decisions take, so that some are pending at the kill.
const UNDO_SECONDS: u32 = 5;

fn database(ground: &Ground) -> Db {
    Db::open(&ground.variables[0].1, 2).unwrap()
}

/// Number of pending decisions, and of letters about labels.
fn counted(ground: &Ground) -> (i64, i64) {
    database(ground)
        .read_now(|conn| {
            let pending = pending_decisions::table.count().get_result(conn)?;
            let letters = mails::table
                .filter(mails::subject.like("Événement labellisé%"))
                .count()
                .get_result(conn)?;
            Ok((pending, letters))
        })
        .unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_decision_survives_a_kill(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let ground = Ground::lay(engine).await;
    let tokens = ground.populate();
    let clock = Clock::system();
    let mut edition = running_edition(&clock);
    edition.undo_seconds = UNDO_SECONDS;
    database(&ground)
        .write_now(|conn| api::editions::put(conn, &clock, &edition))
        .unwrap();
    let day = first_day(&clock);
    let mut form = form();
    form["occurrences"] =
        json!([{ "begin": format!("{day}T09:00"), "end": format!("{day}T10:00") }]);
    let answers: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    let server = ground.serve();
    let client = reqwest::Client::new();
    let ask = |who: usize, path: String, tag: Option<String>, body: Value| {
        let request = client
            .request(Method::POST, format!("{}{path}", server.address))
            .bearer_auth(&tokens[who])
            .json(&body);
        tagged_response(match tag {
            Some(tag) => request.header("If-Match", tag),
            None => request,
        })
    };
    let mut decided = Vec::new();
    for _ in 0..DECISIONS {
        let new = json!({ "edition": "2018", "form": form });
        let (tag, file) = ask(0, EVENTS.to_owned(), None, new).await.unwrap();
        let id = file["id"].as_str().unwrap().to_owned();
        let submit = format!("{EVENTS}/{id}/submit");
        let (tag, _) = ask(0, submit, Some(tag), Value::Null).await.unwrap();
        let decision = format!("/api/v1/labels/events/{id}/decision");
        let body = json!({ "decision": "label", "answers": answers, "undoable": true });
        ask(tokens.len() - 1, decision, Some(tag), body)
            .await
            .unwrap();
        decided.push(id);
    }
    drop(server);
    let (pending, early) = counted(&ground);
    assert_eq!(pending + early, i64::try_from(DECISIONS).unwrap());

    let server = ground.serve();
    let labelled = awaited("the label of every event", async || {
        let seen = public(&server.address, "").await;
        decided.iter().all(|id| seen.contains(id)).then_some(seen)
    })
    .await;

    assert_eq!(labelled.len(), DECISIONS);
    drop(server);
    assert_eq!(
        counted(&ground),
        (0, i64::try_from(DECISIONS).unwrap()),
        "one letter for each"
    );
}
