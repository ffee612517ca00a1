//! The app under test.

use super::actor::Person;
use super::patience::awaited;
use super::{postgres, sqlite};
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use api::accounts::passwords::Passwords;
use api::accounts::people::{self, NewAccount};
use api::accounts::sessions;
use api::app::{self, Platform};
use api::editions;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::config::Config;
use ground::db::schema::{job_schedules, jobs};
use ground::db::types::{Engine, SqlTime};
use ground::jobs::Running;
use ground::log;
use shared::account::{Grant, Role, Session};
use shared::edition::Edition;
use shared::id::{AccountId, EditionId};
use shared::place::Territory;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Default time of the tests: a working day within the submission period of 2018.
pub(crate) const NOW: &str = "2018-02-05T09:00:00Z";

/// A running server and its state.
pub(crate) struct TestApp {
    /// URL of the server: `http://127.0.0.1:<port>`.
    pub(crate) address: String,
    /// The server's clock, which is fixed until a test sets it.
    pub(crate) clock: Clock,
    /// State of the server, to prepare and inspect it.
    pub(crate) platform: Arc<Platform>,
    people: AtomicU32,
    server: ServerHandle,
    _jobs: Running,
    // Dropped last, after the server's connections.
    _database: Option<postgres::Database>,
    _folder: TempDir,
}

impl TestApp {
    /// Starts a server on a new database.
    pub(crate) async fn start(engine: Engine) -> Self {
        Self::configured(engine, &[]).await
    }

    /// The same, with environment variables.
    pub(crate) async fn configured(engine: Engine, variables: &[(&str, &str)]) -> Self {
        Self::prepared(engine, variables, |_| {}).await
    }

    /// The same, with state that `prepare` changes before the server starts.
    pub(crate) async fn prepared(
        engine: Engine,
        variables: &[(&str, &str)],
        prepare: impl FnOnce(&mut Platform),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match engine {
            Engine::Postgres => Some(
                tokio::task::spawn_blocking(postgres::Database::create)
                    .await
                    .expect("a database"),
            ),
            Engine::Sqlite => {
                sqlite::create(&folder.path().join("test.sqlite"));
                None
            }
        };
        let url = database.as_ref().map_or_else(
            || folder.path().join("test.sqlite").display().to_string(),
            |database| database.url.clone(),
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let config = Config::read(|name| {
            let given = variables.iter().find(|(given, _)| *given == name);
            given
                .map(|(_, value)| (*value).to_owned())
                .or_else(|| match name {
                    "SEMAINE_DATABASE_URL" => Some(url.clone()),
                    "SEMAINE_DATABASE_CONNECTIONS" => Some("3".to_owned()),
                    "SEMAINE_JWT_KEY" => Some(folder.path().join("key.pem").display().to_string()),
                    "SEMAINE_FILES_DIR" => Some(folder.path().join("files").display().to_string()),
                    "SEMAINE_PUBLIC_URL" => Some(address.clone()),
                    "SEMAINE_WORKERS" => Some("1".to_owned()),
                    _ => None,
                })
        })
        .expect("the configuration of the tests");
        let now: DateTime<Utc> = NOW.parse().expect("the time of the tests");
        let clock = Clock::fixed(now);
        let mut platform = Platform::open(config, clock.clone()).expect("the platform");
        platform.passwords = Data::new(Passwords::with_cost(8, 1).expect("cheap passwords"));
        // A second of one core for each event that is labelled.
        platform.prepares_kits = false;
        prepare(&mut platform);
        let platform = Arc::new(platform);
        let (server, jobs) = app::serve(Arc::clone(&platform), listener).expect("the server");
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            address,
            clock,
            platform,
            people: AtomicU32::new(0),
            server: handle,
            _jobs: jobs,
            _database: database,
            _folder: folder,
        }
    }

    /// A person who is not signed in.
    pub(crate) fn visitor(&self) -> Person {
        Person::new(&self.address, None)
    }

    /// An organiser, signed in.
    pub(crate) async fn organiser(&self) -> Person {
        self.somebody(&[]).await
    }

    /// A referent of a territory, such as `region:84`.
    pub(crate) async fn referent(&self, territory: &str) -> Person {
        self.somebody(&[Grant {
            role: Role::Referent,
            territory: Territory::parse(territory).expect("a territory"),
        }])
        .await
    }

    /// Somebody with the role of a partner, who belongs to no space.
    pub(crate) async fn partner(&self) -> Person {
        self.somebody(&[national(Role::Partner)]).await
    }

    /// A coordinator, signed in.
    pub(crate) async fn coordinator(&self) -> Person {
        self.somebody(&[national(Role::Coordinator)]).await
    }

    /// An administrator, signed in.
    pub(crate) async fn administrator(&self) -> Person {
        self.somebody(&[national(Role::Administrator)]).await
    }

    /// Stores an edition and returns it.
    pub(crate) fn put_edition(&self, edition: &Edition) -> EditionId {
        self.platform
            .services
            .db
            .write_now(|conn| editions::put(conn, &self.clock, edition))
            .expect("an edition without faults")
            .id
    }

    /// Waits until the catalogue, which serves public reads, has everything that is stored.
    pub(crate) async fn caught_up(&self) {
        let head = self.platform.services.db.read(log::head).await;
        let stored = head
            .expect("the head of the log")
            .map_or(0, |head| head.seq);
        self.platform.live.reached(stored).await;
    }

    /// Waits until a scheduled job has started in the slot of that time, and no job is left whose kind matches the pattern.
    pub(crate) async fn has_run(&self, schedule: &str, kinds: &str, slot: DateTime<Utc>) {
        let db = &self.platform.services.db;
        awaited(schedule, async || {
            let (started, waiting) = db
                .read_now(|conn| {
                    let started: Option<SqlTime> = job_schedules::table
                        .find(schedule)
                        .select(job_schedules::slot_at)
                        .first(conn)
                        .optional()?;
                    let waiting: i64 = jobs::table
                        .filter(jobs::kind.like(kinds))
                        .count()
                        .get_result(conn)?;
                    Ok((started, waiting))
                })
                .expect("the jobs");
            (started.is_some_and(|at| at.0 == slot) && waiting == 0).then_some(())
        })
        .await;
    }

    /// Waits until no job is left whose kind matches the pattern.
    pub(crate) async fn none_left(&self, kinds: &str) {
        let db = &self.platform.services.db;
        awaited(kinds, async || {
            let waiting: i64 = db
                .read_now(|conn| {
                    let these = jobs::table.filter(jobs::kind.like(kinds));
                    Ok(these.count().get_result(conn)?)
                })
                .expect("the jobs");
            (waiting == 0).then_some(())
        })
        .await;
    }

    /// A person with an unverified address.
    pub(crate) async fn unverified(&self) -> Person {
        self.newcomer(&[], false).await
    }

    /// A signed-in person with a verified address and these grants.
    pub(crate) async fn somebody(&self, grants: &[Grant]) -> Person {
        self.newcomer(grants, true).await
    }

    async fn newcomer(&self, grants: &[Grant], verified: bool) -> Person {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!("person{number}@example.org");
        self.create(email, format!("Person {number}"), grants, verified)
            .await
    }

    /// A signed-in person with this address, name and grants.
    pub(crate) async fn named(&self, email: &str, name: &str, grants: &[Grant]) -> Person {
        self.create(email.to_owned(), name.to_owned(), grants, true)
            .await
    }

    /// The person who signed in with this session.
    pub(crate) fn holder(&self, session: Session) -> Person {
        Person::new(&self.address, Some(session))
    }

    async fn create(
        &self,
        email: String,
        name: String,
        grants: &[Grant],
        verified: bool,
    ) -> Person {
        let platform = Arc::clone(&self.platform);
        let grants = grants.to_vec();
        let id = tokio::task::spawn_blocking(move || {
            let new = NewAccount {
                email,
                name,
                password_hash: platform.passwords.hash_now(PASSWORD)?,
                verified,
            };
            platform.services.db.write_now(|conn| {
                let id = people::create(conn, &platform.services.clock, &new)?;
                for grant in &grants {
                    people::grant(conn, &platform.services.clock, id, grant)?;
                }
                Ok(id)
            })
        })
        .await
        .expect("no panic")
        .expect("an account");
        self.signed_in(id).await
    }

    /// The same person with a new session: the old one expires when the clock advances.
    pub(crate) async fn anew(&self, person: &Person) -> Person {
        self.signed_in(person.account().id).await
    }

    async fn signed_in(&self, id: AccountId) -> Person {
        let platform = Arc::clone(&self.platform);
        let session = tokio::task::spawn_blocking(move || {
            let opened = platform.services.db.write_now(|conn| {
                let origin = sessions::Origin {
                    machine: "127.0.0.1".to_owned(),
                    device: None,
                };
                sessions::open(conn, &platform.services.clock, id, &origin)
            })?;
            let account = platform
                .services
                .db
                .read_now(|conn| people::find(conn, opened.account))?
                .expect("it is there");
            anyhow::Ok(sessions::with_access_token(
                &platform.keys,
                &platform.services.clock,
                opened.family,
                account,
            )?)
        })
        .await
        .expect("no panic")
        .expect("a session");
        Person::new(&self.address, Some(session))
    }
}

/// The 2018 edition as shipped, but without reminders to reviewers: a test of other letters may move the clock past a deadline.
pub(crate) fn edition_2018() -> Edition {
    let mut edition: Edition =
        serde_json::from_str(include_str!("../../../../data/editions/2018.json"))
            .expect("the data that ships");
    edition.review_reminders.sent = false;
    edition
}

/// Password of all accounts that [`TestApp`] creates.
pub(crate) const PASSWORD: &str = "correct horse battery";

fn national(role: Role) -> Grant {
    Grant {
        role,
        territory: Territory::National,
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The stop message is sent here; nobody needs to wait for the response.
        drop(self.server.stop(false));
    }
}
