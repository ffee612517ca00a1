use super::{IMPORTS, line, previewed, table};
use crate::leaving::{leave, rows_with};
use crate::support::{Engine, PASSWORD, TestApp, awaited, edition};
use diesel::prelude::*;
use ground::db::schema::jobs;
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
            Ok(open.select(jobs::state).load::<String>(conn)?)
        })
        .unwrap()
    };
    awaited("the end of the work", async || {
        let open = open();
        assert!(!open.contains(&"dead".to_owned()), "{open:?}");
        open.is_empty().then_some(())
    })
    .await;
    for trace in ["Visite des fours", "evenements.csv"] {
        assert_eq!(rows_with(&app, trace), Vec::new(), "{trace}");
    }
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert_eq!(report.error, None);
}
