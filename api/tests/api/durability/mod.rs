//! Acknowledged writes survive a SIGKILL: clients write continuously, the server is killed, and after a restart all writes
//! are present, the log is valid, and labelled events are public.

mod alerts;
mod departure;
mod imports;
mod kit;
mod letters;
mod pending;
mod season;

use crate::support::{Database, EVENTS, Engine, PASSWORD, awaited, edition, form, sqlite};
use api::accounts::people::{self, NewAccount};
use api::accounts::sessions;
use api::app::Platform;
use chrono::{Days, NaiveDate};
use ground::clock::Clock;
use ground::config::Config;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Grant, Role};
use shared::calendar::Window;
use shared::criterion::Criterion;
use shared::edition::Edition;
use shared::event::EventFile;
use shared::place::Territory;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Number of concurrent clients.
const CLIENTS: usize = 4;
/// Number of times that the server is killed, at least.
const KILLS: usize = 2;
/// Events of a larger season for each time that the server is killed: no account has more drafts than it may have.
const EVENTS_FOR_ONE_KILL: usize = 100;
/// Number of acknowledged writes before each kill.
const ENOUGH: usize = 40;

/// Number of events that `SEMAINE_SEASON_EVENTS` asks for; `None` without it.
fn larger_season() -> Option<usize> {
    let number = std::env::var_os("SEMAINE_SEASON_EVENTS")?;
    Some(number.to_str().unwrap().parse().expect("a number"))
}

/// A database on disk, and the environment variables to open it.
struct Ground {
    variables: Vec<(&'static str, String)>,
    _database: Option<Database>,
    _folder: TempDir,
}

impl Ground {
    async fn lay(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let database = match engine {
            Engine::Postgres => Some(tokio::task::spawn_blocking(Database::create).await.unwrap()),
            Engine::Sqlite => {
                sqlite::create(&folder.path().join("test.sqlite"));
                None
            }
        };
        let url = database
            .as_ref()
            .map_or_else(|| at("test.sqlite"), |database| database.url.clone());
        Self {
            variables: vec![
                ("SEMAINE_DATABASE_URL", url),
                ("SEMAINE_DATABASE_CONNECTIONS", "4".to_owned()),
                ("SEMAINE_JWT_KEY", at("key.pem")),
                ("SEMAINE_FILES_DIR", at("files")),
                ("SEMAINE_LISTEN", "127.0.0.1:0".to_owned()),
                ("SEMAINE_LOG", "error".to_owned()),
                ("SEMAINE_WORKERS", "2".to_owned()),
            ],
            _database: database,
            _folder: folder,
        }
    }

    /// Stores an open edition, and returns the tokens of `CLIENTS` people; the last one is a coordinator.
    fn populate(&self) -> Vec<String> {
        let platform = self.platform();
        let services = &platform.services;
        let password_hash = platform.passwords.hash_now(PASSWORD).unwrap();
        services
            .db
            .write_now(|conn| {
                api::editions::put(conn, &services.clock, &running_edition(&services.clock))?;
                for number in 0..CLIENTS {
                    let new = NewAccount {
                        email: email(number),
                        name: format!("Client {number}"),
                        password_hash: password_hash.clone(),
                        verified: true,
                    };
                    let id = people::create(conn, &services.clock, &new)?;
                    if number == CLIENTS - 1 {
                        let grant = Grant {
                            role: Role::Coordinator,
                            territory: Territory::National,
                        };
                        people::grant(conn, &services.clock, id, &grant)?;
                    }
                }
                Ok(())
            })
            .unwrap();
        sign_in(&platform)
    }

    /// New tokens of the people, which are valid for ten minutes.
    fn sign_in(&self) -> Vec<String> {
        sign_in(&self.platform())
    }

    fn platform(&self) -> Platform {
        let config = Config::read(|wanted| {
            let found = self.variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.clone())
        })
        .unwrap();
        Platform::open(config, Clock::system()).unwrap()
    }

    fn semaine(&self, command: &str) -> Command {
        let mut semaine = Command::new(Path::new(env!("CARGO_BIN_EXE_semaine")));
        semaine
            .arg(command)
            .envs(self.variables.iter().map(|(name, value)| (*name, value)));
        semaine
    }

    /// Starts a server process, and returns it with its address.
    fn serve(&self) -> Server {
        let mut process = self
            .semaine("serve")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| {
                line.unwrap()
                    .split_once("http://")
                    .map(|(_, rest)| format!("http://{}", rest.trim()))
            })
            .expect("the server tells where it listens");
        // Keep reading its output, so that it does not block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Server { process, address }
    }
}

fn email(number: usize) -> String {
    format!("client{number}@example.org")
}

/// Opens a session of each of the people, and returns their tokens.
fn sign_in(platform: &Platform) -> Vec<String> {
    let services = &platform.services;
    services
        .db
        .write_now(|conn| {
            (0..CLIENTS)
                .map(|number| {
                    let id = people::by_email(conn, &email(number))?.expect("it was created");
                    let origin = sessions::Origin {
                        machine: "127.0.0.1".to_owned(),
                        device: None,
                    };
                    let opened = sessions::open(conn, &services.clock, id, &origin)?;
                    let account = people::find(conn, id)?.expect("it was created");
                    let session = sessions::with_access_token(
                        &platform.keys,
                        &services.clock,
                        opened.family,
                        account,
                    )?;
                    Ok(session.access_token)
                })
                .collect()
        })
        .unwrap()
}

struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    /// Sends SIGKILL: no shutdown, nothing flushed.
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The 2018 edition, moved to two months from now.
fn running_edition(clock: &Clock) -> Edition {
    let now = clock.now();
    let first = first_day(clock);
    let week = Window::new(first, first + Days::new(6)).unwrap();
    Edition {
        opens_at: (now - Days::new(1)).fixed_offset(),
        deadline: (now + Days::new(30)).fixed_offset(),
        week,
        window: week,
        territories: Vec::new(),
        ..edition()
    }
}

fn first_day(clock: &Clock) -> NaiveDate {
    clock.now().date_naive() + Days::new(60)
}

/// Ids of events whose change was acknowledged.
#[derive(Debug, Default)]
struct Labels {
    labelled: BTreeSet<String>,
    /// Labelled events whose only occurrence was cancelled afterwards.
    cancelled: BTreeSet<String>,
}

/// Submits events of one person, has them labelled by another and cancels their occurrence, one by one, until the server stops
/// responding.
async fn label(address: String, organiser: String, coordinator: String) -> Labels {
    let client = reqwest::Client::new();
    let ask = |method: Method, path: String, tag: Option<String>, body: Value| {
        let who = if path.starts_with(EVENTS) {
            &organiser
        } else {
            &coordinator
        };
        let request = client
            .request(method, format!("{address}{path}"))
            .bearer_auth(who)
            .json(&body);
        tag.into_iter()
            .fold(request, |request, tag| request.header("If-Match", tag))
    };
    let day = first_day(&Clock::system());
    let mut form = form();
    form["occurrences"] =
        json!([{ "begin": format!("{day}T09:00"), "end": format!("{day}T10:00") }]);
    let met: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    let mut answered = Labels::default();
    loop {
        let opened = ask(
            Method::POST,
            EVENTS.to_owned(),
            None,
            json!({ "edition": "2018", "form": form }),
        );
        let Some((tag, file)) = tagged_response(opened).await else {
            return answered;
        };
        let id = file["id"].as_str().unwrap().to_owned();
        let moves = [
            (Method::POST, format!("{EVENTS}/{id}/submit"), Value::Null),
            (
                Method::PUT,
                format!("/api/v1/labels/events/{id}/assessment"),
                json!({ "answers": met }),
            ),
            (
                Method::POST,
                format!("/api/v1/labels/events/{id}/decision"),
                json!({ "decision": "label" }),
            ),
        ];
        let mut tag = tag;
        for (method, path, body) in moves {
            match tagged_response(ask(method, path, Some(tag), body)).await {
                Some((next, _)) => tag = next,
                None => return answered,
            }
        }
        answered.labelled.insert(id.clone());
        let state = format!("{EVENTS}/{id}/occurrences/1/state");
        let cancel = ask(
            Method::PUT,
            state,
            Some(tag),
            json!({ "state": "cancelled" }),
        );
        match tagged_response(cancel).await {
            Some(_) => answered.cancelled.insert(id),
            None => return answered,
        };
    }
}

/// `ETag` and body of the response, if the server completed it.
async fn tagged_response(request: reqwest::RequestBuilder) -> Option<(String, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status();
    let tag = response.headers().get("ETag").map(|tag| {
        let tag = tag.to_str().expect("a tag is plain text");
        tag.to_owned()
    });
    let text = response.text().await.ok()?;
    assert!(status.is_success(), "{status}: {text}");
    Some((
        tag.expect("a file has a version"),
        serde_json::from_str(&text).unwrap(),
    ))
}

/// Ids of the public events that a filter selects; an empty filter selects all.
async fn public(address: &str, filter: &str) -> BTreeSet<String> {
    let client = reqwest::Client::new();
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let url =
            format!("{address}/api/v1/catalogue/events?edition=2018&limit=100{filter}{cursor}");
        let page: Value = client.get(url).send().await.unwrap().json().await.unwrap();
        let ids = page["items"].as_array().unwrap().iter();
        seen.extend(ids.map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
    }
}

/// Last acknowledged version and title of each event.
type Answered = HashMap<String, (i32, String)>;

/// Creates drafts and saves each twice, until the server stops responding.
async fn write(address: String, token: String) -> Answered {
    let client = reqwest::Client::new();
    let mut answered = Answered::new();
    for number in 0.. {
        let title = format!("Visite {number}");
        let new = json!({ "edition": "2018", "form": { "title": title } });
        let request = client.post(format!("{address}{EVENTS}")).json(&new);
        let Some(mut file) = response(request.bearer_auth(&token)).await else {
            break;
        };
        answered.insert(file.id.to_string(), (file.version, title.clone()));
        for save in 1..=2 {
            let title = format!("{title}, {save}");
            let request = client
                .put(format!("{address}{EVENTS}/{}", file.id))
                .header("If-Match", format!("\"{}\"", file.version))
                .json(&json!({ "title": title }));
            let Some(saved) = response(request.bearer_auth(&token)).await else {
                return answered;
            };
            answered.insert(saved.id.to_string(), (saved.version, title));
            file = saved;
        }
    }
    answered
}

/// The response, if the server completed it.
async fn response(request: reqwest::RequestBuilder) -> Option<EventFile> {
    let response = request.send().await.ok()?;
    let status = response.status();
    let text = response.text().await.ok()?;
    assert!(status.is_success(), "{status}: {text}");
    Some(serde_json::from_str(&text).unwrap())
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_write_survives_a_kill(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let ground = Ground::lay(engine).await;
    let tokens = ground.populate();
    let mut answered: Vec<Answered> = vec![Answered::new(); CLIENTS];
    let mut labels = Labels::default();
    let kills = larger_season().map_or(KILLS, |events| KILLS.max(events / EVENTS_FOR_ONE_KILL));

    for _ in 0..kills {
        let server = ground.serve();
        let writers: Vec<_> = tokens
            .iter()
            .map(|token| tokio::spawn(write(server.address.clone(), token.clone())))
            .collect();
        let referent = tokio::spawn(label(
            server.address.clone(),
            tokens[0].clone(),
            tokens.last().unwrap().clone(),
        ));
        wait_for_writes(&server.address, &tokens[0]).await;
        drop(server);
        let more = referent.await.unwrap();
        labels.labelled.extend(more.labelled);
        labels.cancelled.extend(more.cancelled);
        for (all, writer) in answered.iter_mut().zip(writers) {
            all.extend(writer.await.unwrap());
        }
    }

    let server = ground.serve();
    let client = reqwest::Client::new();
    let mut read = 0;
    for (token, answered) in tokens.iter().zip(&answered) {
        for (id, (version, title)) in answered {
            let request = client.get(format!("{}{EVENTS}/{id}", server.address));
            let file = response(request.bearer_auth(token)).await.unwrap();
            // One more save may have been stored without being acknowledged.
            assert!(
                file.version == version + 1
                    || (file.version, &file.form.title) == (*version, title),
                "{id}: version {version} « {title} » was answered, version {} « {} » is there",
                file.version,
                file.form.title
            );
            read += 1;
        }
    }
    assert!(read >= kills * ENOUGH / 3, "{read} files");
    // More labels may have been stored without being acknowledged: at most one per kill.
    let Labels {
        labelled,
        cancelled,
    } = labels;
    let seen = public(&server.address, "").await;
    assert!(!labelled.is_empty(), "nothing was labelled");
    assert!(
        labelled.is_subset(&seen),
        "{labelled:?} were labelled, {seen:?} are public"
    );
    assert!(
        seen.len() <= labelled.len() + kills,
        "{labelled:?} were labelled, {seen:?} are public"
    );
    let off = public(&server.address, "&status=cancelled").await;
    assert!(!cancelled.is_empty(), "nothing was cancelled");
    assert!(
        cancelled.is_subset(&off) && off.len() <= cancelled.len() + kills,
        "{cancelled:?} were cancelled, {off:?} are shown so"
    );
    drop(server);
    let verified = ground.semaine("verify-log").output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// Waits until one of the clients has created its share of drafts.
async fn wait_for_writes(address: &str, token: &str) {
    let client = reqwest::Client::new();
    let count = async || {
        let request = client.get(format!("{address}{EVENTS}?count=true&limit=1"));
        let page: Value = request
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        page["total"].as_u64().unwrap()
    };
    let before = count().await;
    let share = (ENOUGH / CLIENTS) as u64;
    awaited("enough writes", async || {
        (count().await >= before + share).then_some(())
    })
    .await;
}
