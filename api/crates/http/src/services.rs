//! The services that nearly every handler needs.

use super::paging::Cursors;
use ground::clock::Clock;
use ground::config::{AppsConfig, StreetsConfig};
use ground::db::{Conn, Db};
use ground::error::Error;
use ground::proxies::TrustedProxies;
use ground::secrets::Secrets;
use std::sync::Arc;

/// Database, clock, address of the site, list cursors and derived secrets: `Data<Services>` in a handler.
///
/// State that belongs to a single feature (keys, images, the catalogue …) is that feature's own `Data<T>`, so that the
/// signature of a handler shows what it can access.
#[derive(Debug)]
pub struct Services {
    pub db: Db,
    pub clock: Clock,
    pub site: Site,
    /// Signs and verifies the cursors of lists.
    pub cursors: Cursors,
    /// Derives secrets that are not stored.
    pub secrets: Secrets,
}

/// Public URL of the site, and the proxies in front of it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Public URL, without a trailing slash.
    pub url: String,
    /// The reverse proxies that report the client's address.
    pub proxies: TrustedProxies,
    /// Map of streets, from another site.
    pub streets: Option<StreetsConfig>,
    /// Mobile applications that open the links of the site.
    pub apps: AppsConfig,
}

impl Services {
    /// Runs `run` in one transaction ([`Db::write`]), with the connection and the services.
    ///
    /// # Errors
    ///
    /// The error of `run`, after the transaction is rolled back.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        mut run: impl FnMut(&mut Conn, &Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let services = Arc::clone(self);
        self.db.write(move |conn| run(conn, &services)).await
    }
}
