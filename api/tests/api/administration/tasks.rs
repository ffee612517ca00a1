//! Background jobs: counts, schedules, and dead jobs that are replayed or removed.

use super::{kinds, press};
use crate::support::{Engine, TestApp, awaited};
use diesel::prelude::*;
use ground::db::schema::jobs as table;
use ground::db::types::{SqlTime, SqlUuid};
use ground::jobs::{self, Kind};
use ground::log::Subject;
use rstest::rstest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::job::{DeadJob, JobOverview, ReplayedJobs};
use shared::paging::Page;
use shared::problem::Code;
use uuid::Uuid;

const DEAD: &str = "/api/v1/dead-jobs";

/// A kind that no instance runs.
#[derive(Debug, Serialize, Deserialize)]
struct Unheard {
    email: String,
}

impl Kind for Unheard {
    const NAME: &'static str = "accounts.mail_welcome";
}

/// Stores jobs that were given up, and returns their identifiers, the oldest first.
pub(crate) fn give_up(app: &TestApp, number: usize) -> Vec<Uuid> {
    let services = &app.platform.services;
    let payload = || Unheard {
        email: "camille@example.org".to_owned(),
    };
    let payloads: Vec<Unheard> = (0..number).map(|_| payload()).collect();
    services
        .db
        .write_now(|conn| {
            let ids = jobs::enqueue_all(conn, &services.clock, &payloads)?;
            let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
            let now = SqlTime::from(services.clock.now());
            let rows = table::table.filter(table::id.eq_any(ids.iter().copied().map(SqlUuid)));
            diesel::update(rows)
                .set((
                    table::state.eq("dead"),
                    table::due_at.eq(None::<SqlTime>),
                    table::attempts.eq(10),
                    table::last_error.eq(Some("550 <camille@example.org> unknown user")),
                    table::ended_at.eq(Some(now)),
                ))
                .execute(conn)?;
            Ok(ids)
        })
        .expect("dead jobs")
}

#[rstest]
#[tokio::test]
async fn the_overview_counts_jobs_and_names_the_next_runs(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    give_up(&app, 2);
    let payload = Unheard {
        email: String::new(),
    };
    let services = &app.platform.services;
    let enqueue = |conn: &mut ground::db::Conn| jobs::enqueue(conn, &services.clock, &payload);
    services.db.write_now(enqueue).unwrap();

    let shown: JobOverview = manager.get("/api/v1/jobs").await.ok(200);

    let kind = shown
        .kinds
        .iter()
        .find(|kind| kind.kind == Unheard::NAME)
        .unwrap();
    assert_eq!((kind.waiting, kind.dead), (1, 2));
    assert_eq!(kind.oldest_waiting, Some(app.clock.now()));
    let head = shown
        .schedules
        .iter()
        .find(|one| one.kind == "log.keep_head")
        .unwrap();
    assert_eq!(head.next.to_rfc3339(), "2018-02-06T02:00:00+00:00");
    assert!(shown.schedules.iter().all(|one| one.next > app.clock.now()));
}

#[rstest]
#[tokio::test]
async fn a_dead_job_is_replayed_or_removed_and_shows_no_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let ids = give_up(&app, 4);

    let page: Page<DeadJob> = manager.get(&format!("{DEAD}?limit=3")).await.ok(200);
    let text = manager.get(DEAD).await.text;
    let replayed: ReplayedJobs = press(&manager, &format!("{DEAD}/{}/replay", ids[0]))
        .await
        .ok(200);
    let reason = json!({ "reason": "Adresse fermée" });
    let discard = format!("{DEAD}/{}/discard", ids[1]);
    manager
        .post(&discard, &json!({ "reason": " " }))
        .await
        .refused(Code::Invalid);
    let removed = manager.post(&discard, &reason).await;
    let kind = json!({ "kind": "accounts.mail_welcome" });
    let all: ReplayedJobs = manager.post("/api/v1/jobs/replay", &kind).await.ok(200);
    let none: ReplayedJobs = manager.post("/api/v1/jobs/replay", &kind).await.ok(200);

    let wrong = manager
        .post("/api/v1/jobs/replay", &json!({ "kind": "A b" }))
        .await;
    assert_eq!(wrong.refused(Code::Invalid).errors[0].pointer, "/kind");
    manager
        .get(&format!("{DEAD}?kind=A%20b"))
        .await
        .refused(Code::InvalidParameter);
    assert_eq!(page.items.len(), 3);
    assert!(page.next_cursor.is_some());
    assert_eq!(page.items[0].error.as_deref(), Some("550 … unknown user"));
    assert!(!text.contains("camille"), "{text}");
    assert_eq!((replayed.replayed, all.replayed, none.replayed), (1, 2, 0));
    assert_eq!(removed.status.as_u16(), 204);
    press(&manager, &format!("{DEAD}/{}/replay", ids[0]))
        .await
        .refused(Code::NotFound);
    manager
        .post(&discard, &reason)
        .await
        .refused(Code::NotFound);
    assert_eq!(
        kinds(&app, Subject::Platform),
        [
            "platform.job_replayed",
            "platform.job_discarded",
            "platform.jobs_replayed"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn a_replayed_job_runs(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let id = give_up(&app, 1)[0];
    // Its kind becomes one that this server runs, with a payload that it can read.
    crate::log::tamper(
        &app,
        "UPDATE jobs SET kind = 'accounts.forget_sessions', payload = '{}' WHERE state = 'dead'",
    );

    press(&manager, &format!("{DEAD}/{id}/replay"))
        .await
        .ok::<ReplayedJobs>(200);

    let services = &app.platform.services;
    awaited("the end of the job", async || {
        let job = services
            .db
            .read_now(|conn| jobs::find(conn, jobs::JobId(id)));
        job.unwrap().is_none().then_some(())
    })
    .await;
}

#[tokio::test]
async fn coordinators_have_nothing_to_do_with_jobs() {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    coordinator
        .get("/api/v1/jobs")
        .await
        .refused(Code::Forbidden);
    coordinator.get(DEAD).await.refused(Code::Forbidden);
}
