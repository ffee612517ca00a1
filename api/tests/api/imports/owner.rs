use super::{IMPORTS, line, previewed, table};
use crate::leaving::{leave, rows_with};
use crate::support::{Engine, PASSWORD, TestApp, awaited, edition};
use diesel::prelude::*;
use ground::db::schema::jobs;
use ground::db::types::SqlTime;
use ground::log;
use rstest::rstest;
use serde_json::Value;
use shared::import::{Import, ImportState};

/// Lines of the table: several transactions of the job.
const LINES: usize = 2_000;

#[rstest]
#[tokio::test]
async fn an_import_whose_owner_leaves_ends_without_a_trace(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let lines = (1..=LINES).map(|n| line(&n.to_string(), "Visite des fours"));
    let import = previewed(&owner, table(lines)).await;
    let path = format!("{IMPORTS}/{}", import.id);
    let commit = format!("{path}/commit");

    let leaving = async {
        awaited("the start of the work", async || {
            let import: Import = owner.get(&path).await.ok(200);
            (import.state != ImportState::Previewed).then_some(())
        })
        .await;
        leave(&owner, PASSWORD).await
    };
    let (_, answer) = tokio::join!(owner.post(&commit, &Value::Null), leaving);

    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    let db = &app.platform.services.db;
    let open = || {
        db.read_now(|conn| {
            let open = jobs::table
                .filter(jobs::kind.eq("imports.work"))
                .filter(jobs::state.ne("done"));
            let columns = (
                jobs::state,
                jobs::due_at.assume_not_null(),
                jobs::last_error,
            );
            Ok(open
                .select(columns)
                .load::<(String, SqlTime, Option<String>)>(conn)?)
        })
        .unwrap()
    };
    awaited("the end of the work", async || {
        let open = open();
        for (state, due, error) in &open {
            assert_ne!(state, "dead", "{error:?}");
            // The work and the leave wait for each other's locks: an attempt may fail, and is made again later.
            if state == "waiting" && due.0 > app.clock.now() {
                app.clock.set(due.0);
            }
        }
        open.is_empty().then_some(())
    })
    .await;
    for trace in ["Visite des fours", "evenements.csv"] {
        assert_eq!(rows_with(&app, trace), Vec::new(), "{trace}");
    }
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert_eq!(report.error, None);
}
