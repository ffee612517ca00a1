//! The work on an import goes on where a SIGKILL ended it: no row is lost, none is taken twice.

use super::{Ground, Server, first_day};
use crate::imports::{IMPORTS, line, table};
use crate::support::{EVENTS, Engine, awaited};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::jobs;
use ground::db::types::SqlTime;
use reqwest::{Client, Method, RequestBuilder};
use rstest::rstest;
use serde_json::Value;
use shared::event::EventFileSummary;
use shared::import::{Import, ImportState};
use shared::paging::Page;
use std::collections::BTreeSet;
use std::time::Duration;

/// Lines of the table: several transactions of the job.
const LINES: usize = 1_100;
/// Number of times that the server is killed during each kind of work.
const KILLS: u32 = 2;

/// The client of one person.
struct Organiser {
    client: Client,
    token: String,
}

impl Organiser {
    fn request(&self, server: &Server, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", server.address))
            .bearer_auth(&self.token)
    }

    async fn import(&self, server: &Server, path: &str) -> Import {
        let request = self.request(server, Method::GET, path);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The import once the server does not work on it any more.
    async fn settled(&self, server: &Server, path: &str) -> Import {
        awaited("the work on the import", async || {
            let import = self.import(server, path).await;
            (!import.state.is_working()).then_some(import)
        })
        .await
    }

    /// Titles of all events.
    async fn titles(&self, server: &Server) -> Vec<String> {
        let mut titles = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{EVENTS}?limit=100{cursor}");
            let request = self.request(server, Method::GET, &path);
            let page: Page<EventFileSummary> = request.send().await.unwrap().json().await.unwrap();
            titles.extend(page.items.into_iter().map(|file| file.title));
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return titles,
            }
        }
    }
}

/// Ends the leases of a server that was killed, so that the next one need not wait for them.
pub(super) fn end_leases(ground: &Ground) {
    let db = Db::open(&ground.variables[0].1, 2).unwrap();
    db.write_now(|conn| {
        diesel::update(jobs::table.filter(jobs::state.eq("running")))
            .set(jobs::due_at.eq(Some(SqlTime::from(Clock::system().now()))))
            .execute(conn)?;
        Ok(())
    })
    .unwrap();
}

/// Starts work on an import, and kills the server during it; returns the import once another server has ended the work.
async fn killed_during(
    ground: &Ground,
    organiser: &Organiser,
    path: &str,
    (from, verb): (ImportState, &str),
) -> (Server, Import) {
    let mut server = ground.serve();
    let request = organiser
        .request(&server, Method::POST, &format!("{path}/{verb}"))
        .json(&Value::Null);
    let started = tokio::spawn(request.send());
    for _ in 0..KILLS {
        awaited("a part of the work", async || {
            let import = organiser.import(&server, path).await;
            let done = import.progress.is_none_or(|progress| progress.done > 0);
            let begun = import.state != from;
            (begun && done).then_some(())
        })
        .await;
        drop(server);
        end_leases(ground);
        server = ground.serve();
    }
    // The first server may have died before it answered.
    let _answered = started.await.unwrap();
    let import = organiser.settled(&server, path).await;
    (server, import)
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_after_a_kill(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let ground = Ground::lay(engine).await;
    let organiser = Organiser {
        client: Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap(),
        token: ground.populate().swap_remove(0),
    };
    let day = first_day(&Clock::system()).format("%d/%m/%Y").to_string();
    let title = |n: usize| format!("Visite n° {n}");
    let lines = (1..=LINES).map(|n| line(&n.to_string(), &title(n)).replace("26/03/2018", &day));
    let expected: BTreeSet<String> = (1..=LINES).map(title).collect();
    let server = ground.serve();
    let upload = organiser
        .request(
            &server,
            Method::POST,
            &format!("{IMPORTS}?edition=2018&source=tableau&fileName=evenements.csv"),
        )
        .header("Content-Type", "text/csv")
        .body(table(lines));
    let import: Import = upload.send().await.unwrap().json().await.unwrap();
    let path = format!("{IMPORTS}/{}", import.id);
    let preview = organiser.settled(&server, &path).await;
    assert_eq!(preview.state, ImportState::Previewed, "{preview:?}");
    drop(server);

    let (server, import) = killed_during(
        &ground,
        &organiser,
        &path,
        (ImportState::Previewed, "commit"),
    )
    .await;

    assert_eq!(import.state, ImportState::Committed);
    let counts = import.report.expect("a report").counts;
    let lines = u32::try_from(LINES).unwrap();
    assert_eq!((counts.rows, counts.created), (lines, lines));
    let titles = organiser.titles(&server).await;
    assert_eq!(titles.len(), LINES);
    assert_eq!(titles.into_iter().collect::<BTreeSet<_>>(), expected);
    drop(server);

    let (server, import) =
        killed_during(&ground, &organiser, &path, (ImportState::Committed, "undo")).await;

    assert_eq!(import.state, ImportState::Undone);
    assert_eq!(import.report.expect("a report").kept, 0);
    assert_eq!(organiser.titles(&server).await, Vec::<String>::new());
    drop(server);
    let verified = ground.semaine("verify-log").output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}
