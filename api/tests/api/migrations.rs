//! Migrations run up, down and up again, are the same on both engines, and produce the tables of `schema.rs`.

use crate::support::{Engine, TestApp};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use ground::db::Conn;
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(Debug, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

type Tables = BTreeMap<String, BTreeSet<String>>;

/// Tables and columns in the database.
fn made(app: &TestApp) -> Tables {
    let query = match app
        .platform
        .services
        .db
        .read_now(|conn| Ok(conn.engine()))
        .unwrap()
    {
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name || ' ' || is_nullable AS name FROM information_schema.columns WHERE table_schema = 'public'"
        }
        Engine::Sqlite => {
            "SELECT m.name || '.' || c.name || ' ' || CASE WHEN c.\"notnull\" THEN 'NO' ELSE 'YES' END AS name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
    };
    let rows: Vec<Column> = app
        .platform
        .services
        .db
        .read_now(|conn: &mut Conn| Ok(sql_query(query).load(conn)?))
        .unwrap();
    let mut tables = Tables::new();
    for row in rows {
        let (table, column) = row.name.split_once('.').unwrap();
        if !table.starts_with("__") {
            tables
                .entry(table.to_owned())
                .or_default()
                .insert(column.to_owned());
        }
    }
    tables
}

/// Tables and columns in `schema.rs`.
fn described() -> Tables {
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/ground/src/db/schema.rs"),
    )
    .unwrap();
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name.to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|_| line.ends_with(','))
        {
            let nullable = if kind.starts_with("Nullable") {
                "YES"
            } else {
                "NO"
            };
            tables
                .entry(table.clone())
                .or_default()
                .insert(format!("{column} {nullable}"));
        }
    }
    tables
}

#[rstest]
#[tokio::test]
async fn migrating_up_down_and_up_produces_the_schema(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let before = made(&app);

    app.platform.services.db.revert().unwrap();
    let reverted = made(&app);
    app.platform.services.db.migrate().unwrap();

    assert_eq!(reverted, Tables::new());
    assert_eq!(made(&app), before);
    assert_eq!(before, described());
}

#[test]
fn both_engines_have_the_same_migrations() {
    let steps = |engine: &str| -> BTreeSet<_> {
        fs::read_dir(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../migrations")
                .join(engine),
        )
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect()
    };

    assert_eq!(steps("sqlite"), steps("postgres"));
}

#[tokio::test]
async fn a_second_instance_has_nothing_to_migrate() {
    let app = TestApp::start(Engine::Postgres).await;

    let db = app.platform.services.db.clone();
    let other = std::thread::spawn(move || db.migrate());
    app.platform.services.db.migrate().unwrap();

    other.join().unwrap().unwrap();
}
