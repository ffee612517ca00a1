//! Letters survive a SIGKILL of the server that sends them: none is lost. One that was under way at the kill may come twice, with the same
//! identifier.

use super::imports::end_leases;
use super::{Ground, Server, first_day, tagged_response};
use crate::returned_mails::mail_server;
use crate::support::{EVENTS, Engine, awaited, form};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::mails;
use ground::mail::{Letter, post};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::criterion::Criterion;
use std::collections::{BTreeMap, BTreeSet};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Number of times that the server is killed.
const KILLS: usize = 2;
/// Number of letters that are sent.
const LETTERS: usize = 200;
/// Letters that the server sends at once, of both kinds.
pub(super) const AT_ONCE: usize = 12;

pub(super) fn database(ground: &Ground) -> Db {
    Db::open(&ground.variables[0].1, 2).unwrap()
}

/// The value of a header of a letter.
pub(super) fn header<'a>(letter: &'a str, name: &str) -> &'a str {
    let mut lines = letter.lines();
    lines
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap_or_else(|| panic!("no {name} in {letter}"))
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_letter_arrives_though_the_sender_is_killed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut ground = Ground::lay(engine).await;
    ground.populate();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    ground.variables.push(("SEMAINE_SMTP_URL", url));
    let (sender, mut taken) = mpsc::unbounded_channel();
    tokio::spawn(mail_server(listener, sender));
    let (db, clock) = (database(&ground), Clock::system());
    let subject = |number: usize| format!("Lettre {number:03}");
    db.write_now(|conn| {
        for number in 0..LETTERS {
            let letter = Letter {
                recipient: format!("personne-{number}@example.org"),
                language: shared::letter::Language::DEFAULT,
                subject: subject(number),
                html: None,
                body: "Bonjour,\n\nvotre événement est labellisé.\n".to_owned(),
                unsubscribe: None,
                reply_to: None,
                expires_at: None,
            };
            post(conn, &clock, &letter)?;
        }
        Ok(())
    })
    .unwrap();

    let mut arrived = Vec::new();
    for kill in 1..=KILLS {
        let server = ground.serve();
        while arrived.len() < kill * LETTERS / (KILLS + 2) {
            let (_, letter) = taken.recv().await.unwrap();
            arrived.push(letter);
        }
        drop(server);
        end_leases(&ground);
    }
    let _server = ground.serve();
    awaited("the last letter", async || {
        let unsent = mails::table.filter(mails::sent_at.is_null()).count();
        let unsent: i64 = db.read_now(|conn| Ok(unsent.get_result(conn)?)).unwrap();
        (unsent == 0).then_some(())
    })
    .await;
    while let Ok((_, letter)) = taken.try_recv() {
        arrived.push(letter);
    }

    let mut identifiers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for letter in &arrived {
        let of = identifiers.entry(header(letter, "Subject").to_owned());
        let identifier = header(letter, "Message-ID").to_owned();
        of.or_default().insert(identifier);
    }
    let expected: Vec<String> = (0..LETTERS).map(subject).collect();
    assert!(identifiers.keys().eq(&expected), "{identifiers:?}");
    assert!(
        identifiers.values().all(|of| of.len() == 1),
        "{identifiers:?}"
    );
    let twice = arrived.len() - LETTERS;
    assert!(twice <= KILLS * AT_ONCE, "{twice} letters came twice");
}

/// Has an event labelled, and returns its identifier.
pub(super) async fn label_one(server: &Server, tokens: &[String]) -> String {
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
    let day = first_day(&Clock::system());
    let mut form = form();
    form["occurrences"] =
        json!([{ "begin": format!("{day}T09:00"), "end": format!("{day}T10:00") }]);
    let answers: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    let new = json!({ "edition": "2018", "form": form });
    let (tag, file) = ask(0, EVENTS.to_owned(), None, new).await.unwrap();
    let id = file["id"].as_str().unwrap().to_owned();
    let submit = format!("{EVENTS}/{id}/submit");
    let (tag, _) = ask(0, submit, Some(tag), Value::Null).await.unwrap();
    let decision = format!("/api/v1/labels/events/{id}/decision");
    let body = json!({ "decision": "label", "answers": answers });
    ask(tokens.len() - 1, decision, Some(tag), body)
        .await
        .unwrap();
    id
}
