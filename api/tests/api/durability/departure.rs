//! A departure, which changes many rows, survives a SIGKILL as a whole or leaves no trace.

use super::{CLIENTS, Ground, first_day, response};
use crate::support::{EVENTS, Engine, PASSWORD, form};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::{accounts, events};
use ground::db::types::{SqlTime, SqlUuid};
use rstest::rstest;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// Drafts and submissions of a person who leaves.
const HELD: usize = 12;

/// True when the account of a client was erased, and the number of its event submissions in each state.
fn held(ground: &Ground, number: usize) -> (bool, BTreeMap<String, usize>) {
    let url = &ground.variables[0].1;
    let db = Db::open(url, 2).unwrap();
    db.read_now(|conn| {
        let people: Vec<(SqlUuid, Option<SqlTime>)> = accounts::table
            .order(accounts::created_at)
            .then_order_by(accounts::id)
            .select((accounts::id, accounts::erased_at))
            .load(conn)?;
        let (owner, erased_at) = people[number];
        let states: Vec<String> = events::table
            .filter(events::owner_id.eq(owner))
            .select(events::state)
            .load(conn)?;
        let mut counted = BTreeMap::new();
        for state in states {
            *counted.entry(state).or_insert(0) += 1;
        }
        Ok((erased_at.is_some(), counted))
    })
    .unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departure_is_stored_whole_or_not_at_all(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let ground = Ground::lay(engine).await;
    let tokens = ground.populate();
    let client = reqwest::Client::new();
    let day = first_day(&Clock::system());
    let mut form = form();
    form["occurrences"] =
        json!([{ "begin": format!("{day}T09:00"), "end": format!("{day}T10:00") }]);
    let new = json!({ "edition": "2018", "form": form });
    let mut server = ground.serve();
    for token in &tokens[..CLIENTS - 1] {
        for number in 0..HELD {
            let create = client
                .post(format!("{}{EVENTS}", server.address))
                .json(&new);
            let draft = response(create.bearer_auth(token)).await.unwrap();
            if number % 2 == 0 {
                let submit = client
                    .post(format!("{}{EVENTS}/{}/submit", server.address, draft.id))
                    .header("If-Match", format!("\"{}\"", draft.version));
                response(submit.bearer_auth(token)).await.unwrap();
            }
        }
    }

    let mut acknowledged = Vec::new();
    for (number, token) in tokens[..CLIENTS - 1].iter().enumerate() {
        let leaving = client
            .delete(format!("{}/api/v1/account", server.address))
            .bearer_auth(token)
            .json(&json!({ "password": PASSWORD }))
            .send();
        let leaving = tokio::spawn(leaving);
        if number == 0 {
            assert_eq!(leaving.await.unwrap().unwrap().status().as_u16(), 204);
            acknowledged.push(number);
        } else {
            // What is asserted holds whenever the server dies; this only varies the moment.
            tokio::time::sleep(Duration::from_millis(200 * number as u64)).await;
            drop(server);
            let answer = leaving.await.unwrap();
            acknowledged.extend(answer.is_ok().then_some(number));
            server = ground.serve();
        }
    }
    drop(server);

    for number in 0..CLIENTS - 1 {
        let (gone, states) = held(&ground, number);
        let half = HELD / 2;
        let expected = if gone {
            BTreeMap::from([("withdrawn".to_owned(), half)])
        } else {
            BTreeMap::from([("draft".to_owned(), half), ("submitted".to_owned(), half)])
        };
        assert_eq!(states, expected, "client {number}, gone: {gone}");
        assert!(gone || !acknowledged.contains(&number), "client {number}");
    }
    let verified = ground.semaine("verify-log").output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}
