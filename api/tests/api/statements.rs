//! The statements of frequent transactions stay prepared on their connection.

use crate::support::{Engine, TestApp};
use chrono::DateTime;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use ground::attempts;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};

#[derive(QueryableByName)]
struct Prepared {
    #[diesel(sql_type = diesel::sql_types::Text)]
    statement: String,
}

/// Statements that the session of PostgreSQL keeps prepared.
fn prepared(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows: Vec<Prepared> =
        sql_query("SELECT statement FROM pg_prepared_statements").load(conn)?;
    Ok(rows.into_iter().map(|row| row.statement).collect())
}

#[tokio::test]
async fn an_upsert_and_a_row_of_the_log_are_prepared_once() {
    let app = TestApp::start(Engine::Postgres).await;
    let now = app.clock.now();

    let (counts, kept) = app
        .platform
        .services
        .db
        .write_now(|conn| {
            let mut counts = Vec::new();
            for _ in 0..3 {
                counts.push(attempts::add(conn, "statements", DateTime::UNIX_EPOCH)?);
                let entry = Entry {
                    by: By::System,
                    subject: Subject::Platform,
                    edition: None,
                    kind: "test.prepared",
                    payload: serde_json::json!({}),
                };
                log::append(conn, now, &entry)?;
            }
            Ok((counts, prepared(conn)?))
        })
        .unwrap();

    assert_eq!(counts, [1, 2, 3]);
    for once in [
        "INSERT INTO \"attempts\"",
        "INSERT INTO \"log\"",
        "SELECT pg_advisory_xact_lock",
    ] {
        let found = kept.iter().filter(|text| text.starts_with(once)).count();
        assert_eq!(found, 1, "{once}: {kept:?}");
    }
}
