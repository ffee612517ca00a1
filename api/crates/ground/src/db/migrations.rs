//! The migrations, embedded in the binary from one folder per engine.

use super::Conn;
use crate::on;
use anyhow::anyhow;
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager};
use diesel::{RunQueryDsl as _, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");

/// Key of the advisory lock under which one instance migrates: an arbitrary number, the same in all instances.
const LOCK: i64 = 7_310_584_012;

/// Runs the pending migrations; a second instance waits and then has nothing to do.
pub(super) fn run(conn: &mut Conn) -> anyhow::Result<()> {
    match conn {
        Conn::Pg(c) => {
            // Another instance may hold the lock, and a migration may work, for long.
            c.batch_execute("SET statement_timeout = 0")?;
            sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(c)?;
            let outcome = c.run_pending_migrations(POSTGRES).map(drop);
            sql_query(format!("SELECT pg_advisory_unlock({LOCK})")).execute(c)?;
            super::set_up(conn)?;
            outcome.map_err(|error| anyhow!(error))
        }
        Conn::Lite(c) => {
            // A file that may only be read is served as it is.
            let pending = c.has_pending_migration(SQLITE);
            if !pending.map_err(|error| anyhow!(error))? {
                return Ok(());
            }
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?;
            let outcome = c.run_pending_migrations(SQLITE).map(drop);
            match outcome {
                Ok(()) => Ok(AnsiTransactionManager::commit_transaction(c)?),
                Err(error) => {
                    AnsiTransactionManager::rollback_transaction(c)?;
                    Err(anyhow!(error))
                }
            }
        }
    }
}

pub(super) fn revert(conn: &mut Conn) -> anyhow::Result<()> {
    on!(conn, c =>
        c.revert_all_migrations(POSTGRES).map(drop),
        c.revert_all_migrations(SQLITE).map(drop)
    )
    .map_err(|error| anyhow!(error))
}
