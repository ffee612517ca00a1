//! The test app: a real server on a free port, with a fixed clock and its own database on either engine.
//!
//! ```ignore
//! #[rstest]
//! #[tokio::test]
//! async fn a_stranger_has_no_session(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
//!     let app = TestApp::start(engine).await;
//!
//!     let answer = app.visitor().get("/api/v1/session").await;
//!
//!     answer.refused(Code::Unauthenticated);
//! }
//! ```

mod actor;
mod app;
mod files;
mod patience;
mod postgres;
mod receiver;
mod remote;
pub(crate) mod sqlite;
mod template;

pub(crate) use actor::{Answer, Person};
pub(crate) use app::{PASSWORD, TestApp, edition_2018};
pub(crate) use files::{EVENTS, edition, form, path, referents, tag};
pub(crate) use ground::db::types::Engine;
pub(crate) use patience::{PATIENCE, awaited, tries};
pub(crate) use postgres::Database;
pub(crate) use receiver::{Received, Receiver, Reply};
pub(crate) use remote::Remote;
