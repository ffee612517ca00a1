//! What nearly every handler needs.

use super::paging::Cursors;
use ground::clock::Clock;
use ground::db::{Conn, Db};
use ground::error::Error;
use std::sync::Arc;

/// Database, time, address of the site and cursors of lists: `Data<Services>` in a handler.
///
/// What only one feature owns (keys, pictures, the catalogue …) travels as that feature's own `Data<T>`, so that a handler's
/// signature says what it can reach.
#[derive(Debug)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// Tells the time.
    pub clock: Clock,
    /// The address of the site.
    pub site: Site,
    /// Seals and reads the cursors of lists.
    pub cursors: Cursors,
}

/// How people reach the site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Public URL, without a slash at the end.
    pub url: String,
    /// True where a reverse proxy is trusted to report the client's address.
    pub trust_proxy: bool,
}

impl Services {
    /// Writes in one transaction ([`Db::write`]) and hands the services to `run` beside the connection.
    ///
    /// # Errors
    ///
    /// Whatever `run` returns, after the transaction is rolled back.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        mut run: impl FnMut(&mut Conn, &Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let services = Arc::clone(self);
        self.db.write(move |conn| run(conn, &services)).await
    }
}
