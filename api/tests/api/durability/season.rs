//! A season in small: events are filed, corrected, withdrawn, looked at twice, decided, held, changed and revoked while the server is
//! killed at random points. Everything that was acknowledged is there, the log verifies, and each step has its one letter.
//!
//! `make season` plays a larger one. Each server is killed after a few dozen steps.

use super::{CLIENTS, Ground, email, first_day, larger_season};
use crate::support::{EVENTS, Engine, awaited, form};
use api::accounts::people;
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::mails;
use ground::log::{self, Subject};
use reqwest::{Client, Method};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Grant, Role};
use shared::criterion::Criterion;
use shared::id::EventId;
use shared::label::HeldRun;
use shared::place::Territory;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Events of a season, unless the environment says otherwise.
const EVENTS_USUALLY: usize = 30;
/// Steps that are acknowledged between two kills: at least this many, and less than twice as many.
const STEPS: usize = 25;
/// The organiser who also reviews, and asks for second looks.
const SECOND: usize = CLIENTS - 2;
/// Step of a decision that takes effect once a coordinator releases it.
const HELD: &str = "event.decision_kept";
/// How long the same tokens are used: less than the ten minutes for which they are valid, by more than one server lives.
const TOKENS_FOR: Duration = Duration::from_mins(5);

/// Each kind of step, with the start of the subject of its letter to the owner.
const LETTERS: [(&str, &str); 6] = [
    ("event.submitted", "Dépôt reçu"),
    ("event.correction_requested", "Correction demandée"),
    ("event.labelled", "Événement labellisé"),
    ("event.refused", "Label refusé"),
    ("event.change_accepted", "Modification acceptée"),
    ("event.revoked", "Label retiré"),
];

/// The acknowledged steps of an event.
#[derive(Debug, Clone)]
struct Played {
    title: String,
    steps: Vec<&'static str>,
}

type Season = BTreeMap<EventId, Played>;

/// Server, credentials and counters that its players share.
#[derive(Debug)]
struct Play {
    address: String,
    client: Client,
    coordinator: String,
    /// Token of the organiser who asks for second looks.
    second: String,
    /// Number of the next event, over all servers.
    next: AtomicUsize,
    acknowledged: AtomicUsize,
    events: usize,
}

impl Play {
    /// Sends a request; `None` when the server died before it answered.
    async fn ask(&self, who: &str, method: Method, path: String, body: &Value) -> Option<Value> {
        let request = self
            .client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(who)
            .header("If-Match", "*")
            .json(body);
        let response = request.send().await.ok()?;
        let status = response.status();
        let text = response.text().await.ok()?;
        assert!(status.is_success(), "{path}: {status}: {text}");
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        Some(serde_json::from_str(&text).unwrap())
    }

    /// A step of an event, which is noted once it is acknowledged.
    async fn step(
        &self,
        played: &mut Played,
        who: &str,
        path: String,
        body: Value,
        kind: &'static str,
    ) -> Option<()> {
        self.ask(who, Method::POST, path, &body).await?;
        played.steps.push(kind);
        Some(())
    }

    /// Plays events of one organiser until there are enough, or the server dies.
    async fn organise(self: Arc<Self>, organiser: String) -> Season {
        let mut season = Season::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.events || self.event(&organiser, number, &mut season).await.is_none()
            {
                return season;
            }
        }
    }

    /// Files an event, and plays the steps that its number chooses.
    async fn event(&self, owner: &str, number: usize, season: &mut Season) -> Option<()> {
        let day = first_day(&Clock::system());
        let mut form = form();
        form["title"] = json!(format!("Visite numéro {number}"));
        form["occurrences"] =
            json!([{ "begin": format!("{day}T09:00"), "end": format!("{day}T10:00") }]);
        let new = json!({ "edition": "2018", "form": form });
        let created = self
            .ask(owner, Method::POST, EVENTS.to_owned(), &new)
            .await?;
        let id: EventId = created["id"].as_str().unwrap().parse().unwrap();
        let played = season.entry(id).or_insert_with(|| Played {
            title: form["title"].as_str().unwrap().to_owned(),
            steps: Vec::new(),
        });
        let (file, sheet) = (
            format!("{EVENTS}/{id}"),
            format!("/api/v1/labels/events/{id}"),
        );
        let submit = format!("{file}/submit");
        let referent = self.coordinator.as_str();
        self.step(
            played,
            owner,
            submit.clone(),
            Value::Null,
            "event.submitted",
        )
        .await?;
        if number.is_multiple_of(3) {
            let asked = json!({ "message": "À quelle heure finit la visite ?", "fields": ["/occurrences"] });
            let path = format!("{sheet}/correction");
            self.step(played, referent, path, asked, "event.correction_requested")
                .await?;
            self.step(played, owner, submit, Value::Null, "event.submitted")
                .await?;
        }
        if number % 10 == 3 {
            let path = format!("{file}/withdraw");
            let reason = json!({ "reason": "La visite ne peut pas avoir lieu." });
            return self
                .step(played, owner, path, reason, "event.withdrawn")
                .await;
        }
        if number % 6 == 1 && owner != self.second {
            let path = format!("{sheet}/second-look");
            let note = json!({ "note": "Est-ce une vente ou une visite ?" });
            self.step(played, &self.second, path, note, "event.second_look_asked")
                .await?;
        }
        self.decide(owner, number, played, form, [&file, &sheet])
            .await
    }

    /// Decides on a submitted event with this form, and plays what follows a label. `file` and `sheet` are its paths.
    async fn decide(
        &self,
        owner: &str,
        number: usize,
        played: &mut Played,
        mut form: Value,
        [file, sheet]: [&str; 2],
    ) -> Option<()> {
        let referent = self.coordinator.as_str();
        let decision = format!("{sheet}/decision");
        if number % 5 == 4 {
            let answer = json!({ "criterion": "free", "verdict": "not_met", "comment": "Cinq euros à l’entrée." });
            let refusal = json!({ "decision": "refuse", "comment": "L’entrée de la visite est payante.", "answers": [answer] });
            return self
                .step(played, referent, decision, refusal, "event.refused")
                .await;
        }
        let met: Vec<_> = Criterion::ALL
            .iter()
            .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
            .collect();
        if number % 10 == 8 {
            let held = json!({ "decision": "label", "answers": met, "held": true });
            return self.step(played, referent, decision, held, HELD).await;
        }
        let grant = json!({ "decision": "label", "answers": met });
        self.step(played, referent, decision, grant, "event.labelled")
            .await?;
        if number.is_multiple_of(2) {
            form["place"]["name"] = json!("Grande usine");
            self.ask(owner, Method::PUT, format!("{file}/change"), &form)
                .await?;
            let path = format!("{file}/change/submit");
            self.step(played, owner, path, Value::Null, "event.change_submitted")
                .await?;
            let path = format!("{sheet}/change/decision");
            let accept = json!({ "decision": "accept" });
            self.step(played, referent, path, accept, "event.change_accepted")
                .await?;
        }
        if number % 4 == 1 {
            let reason = json!({ "reason": "La visite ne peut pas avoir lieu." });
            let path = format!("{sheet}/revocation");
            self.step(played, referent, path, reason, "event.revoked")
                .await?;
        }
        Some(())
    }
}

/// Plays with one server until it is killed at a random point, or all events are played; returns the number of the next event.
async fn play(
    ground: &Ground,
    tokens: &[String],
    season: &mut Season,
    from: usize,
    events: usize,
) -> usize {
    let server = ground.serve();
    let (coordinator, organisers) = tokens.split_last().expect("some people");
    let play = Arc::new(Play {
        address: server.address.clone(),
        client: Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap(),
        coordinator: coordinator.clone(),
        second: tokens[SECOND].clone(),
        next: AtomicUsize::new(from),
        acknowledged: AtomicUsize::new(0),
        events,
    });
    let players: Vec<_> = organisers
        .iter()
        .map(|organiser| tokio::spawn(Arc::clone(&play).organise(organiser.clone())))
        .collect();
    let enough = STEPS + fastrand::usize(..STEPS);
    while play.acknowledged.load(Ordering::Relaxed) < enough
        && !players.iter().all(tokio::task::JoinHandle::is_finished)
    {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(server);
    for player in players {
        season.extend(player.await.unwrap());
    }
    play.next.load(Ordering::Relaxed).min(events)
}

/// Lets one of the organisers review the events of the others.
fn appoint(ground: &Ground, number: usize) {
    let platform = ground.platform();
    let services = &platform.services;
    let grant = Grant {
        role: Role::Coordinator,
        territory: Territory::National,
    };
    services
        .db
        .write_now(|conn| {
            let id = people::by_email(conn, &email(number))?.expect("it was created");
            people::grant(conn, &services.clock, id, &grant)
        })
        .unwrap();
}

/// The steps of an event in the log.
fn logged(db: &Db, id: EventId) -> Vec<String> {
    let records = db
        .read_now(|conn| log::of_subject(conn, Subject::Event(id)))
        .unwrap();
    let kinds = records.into_iter().map(|row| row.kind);
    kinds
        .filter(|kind| !matches!(kind.as_str(), "event.created" | "event.assessed"))
        .collect()
}

/// Subjects of the letters to the people about an event.
fn letters(db: &Db, title: &str) -> Vec<String> {
    db.read_now(|conn| {
        Ok(mails::table
            .filter(mails::recipient.like("client%"))
            .filter(mails::subject.like(format!("% {title}")))
            .select(mails::subject)
            .load(conn)?)
    })
    .unwrap()
}

/// Asserts that the log has what was acknowledged, and at most the step that was under way when the server died; and that each step in
/// the log has its one letter.
fn check(ground: &Ground, season: &Season) {
    let db = Db::open(&ground.variables[0].1, 2).unwrap();
    for (id, Played { title, steps }) in season {
        let (stored, subjects) = (logged(&db, *id), letters(&db, title));
        let known = stored
            .iter()
            .zip(steps)
            .all(|(stored, step)| stored == step);
        assert!(
            known && (steps.len()..=steps.len() + 1).contains(&stored.len()),
            "{title}: {steps:?} were acknowledged, {stored:?} are in the log"
        );
        for (kind, subject) in LETTERS {
            let expected = stored.iter().filter(|stored| *stored == kind).count();
            let start = format!("{subject}\u{202f}: ");
            let sent = subjects.iter().filter(|sent| sent.starts_with(&start));
            assert_eq!(
                sent.count(),
                expected,
                "letters of {kind} about {title}: {subjects:?}"
            );
        }
    }
}

/// Releases the held decisions, and adds the steps that follow to the season.
async fn release(ground: &Ground, season: &mut Season) {
    let db = Db::open(&ground.variables[0].1, 2).unwrap();
    let mut held = 0;
    for (id, played) in season.iter_mut() {
        if logged(&db, *id).last().is_some_and(|kind| kind == HELD) {
            if played.steps.last() != Some(&HELD) {
                // It was under way when the server died.
                played.steps.push(HELD);
            }
            let released = ["event.decision_released", "event.labelled"];
            played.steps.extend(released);
            held += 1;
        }
    }
    drop(db);
    if held == 0 {
        return;
    }
    let coordinator = ground.sign_in().pop().expect("some people");
    let server = ground.serve();
    let client = Client::new();
    let runs = format!("{}/api/v1/labels/held-runs", server.address);
    let body = json!({ "action": "release", "territory": "national" });
    let request = client.post(&runs).bearer_auth(&coordinator).json(&body);
    let started: HeldRun = request.send().await.unwrap().json().await.unwrap();
    let address = format!("{runs}/{}", started.id);
    let run = awaited("the end of the release", async || {
        let request = client.get(&address).bearer_auth(&coordinator);
        let run: HeldRun = request.send().await.unwrap().json().await.unwrap();
        run.is_over().then_some(run)
    })
    .await;
    assert_eq!((run.total, run.released), (held, held));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_season_survives_kills(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let events = larger_season().unwrap_or(EVENTS_USUALLY);
    let ground = Ground::lay(engine).await;
    let mut tokens = ground.populate();
    assert_eq!(tokens.len(), CLIENTS);
    appoint(&ground, SECOND);
    let mut signed_in = Instant::now();
    let (mut season, mut next) = (Season::new(), 0);

    while next < events {
        if signed_in.elapsed() > TOKENS_FOR {
            (tokens, signed_in) = (ground.sign_in(), Instant::now());
        }
        next = play(&ground, &tokens, &mut season, next, events).await;
    }

    let steps: usize = season.values().map(|played| played.steps.len()).sum();
    assert!(steps > events, "{steps} steps of {events} events");
    check(&ground, &season);
    release(&ground, &mut season).await;
    check(&ground, &season);
    let verified = ground.semaine("verify-log").output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}
