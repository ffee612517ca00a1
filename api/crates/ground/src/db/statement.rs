//! Statements that a connection keeps prepared although diesel would prepare them anew for each use.
//!
//! An insert of a row type stays prepared where the type says `treat_none_as_default_value = false`: its text is the same for every
//! row, and `None` is stored as `NULL`.

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// Values in the list of a statement up to which it stays prepared: each number has a text of its own.
const FEW: usize = 32;

/// A statement that stays prepared on its connection: see [`cached`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a statement does nothing until it is loaded"]
pub struct Cached<S> {
    statement: S,
    kept: bool,
}

/// Keeps a statement prepared, under its text, on each connection that runs it.
///
/// Diesel does not do so for updates, upserts and SQL literals, since the text of such a statement may differ from one use to the
/// next: preparing one costs a round trip to PostgreSQL, and on SQLite more than running it. Here is for statements whose text is
/// always the same, or one of a few. They are loaded (an update with what it returns): diesel does not ask when it executes one.
pub const fn cached<S>(statement: S) -> Cached<S> {
    Cached {
        statement,
        kept: true,
    }
}

/// As [`cached`], for a statement with a list of `number` values: if there are few.
pub const fn cached_list<S>(number: usize, statement: S) -> Cached<S> {
    Cached {
        statement,
        kept: number <= FEW,
    }
}

impl<S, DB> QueryFragment<DB> for Cached<S>
where
    DB: Backend,
    S: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        if self.kept {
            return Ok(true);
        }
        self.statement.is_safe_to_cache_prepared(backend)
    }
}

impl<S: Query> Query for Cached<S> {
    type SqlType = S::SqlType;
}

/// Without an identifier of its own, a statement is found by its text.
impl<S> QueryId for Cached<S> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S, C> RunQueryDsl<C> for Cached<S> {}
