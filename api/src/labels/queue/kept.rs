//! The index of this instance, and how it follows the log.

use super::index::Index;
use super::load;
use super::reading::{self, Readers};
use actix_web::web::Data;
use ground::db::Db;
use ground::error::Error;
use ground::log;
use http::{Actor, Services};
use std::sync::Arc;
use tokio::sync::{Mutex, watch};

/// The review queue of this instance.
///
/// Every request compares the index with the end of the log, and reads what was added since: the response contains all that was
/// confirmed to anybody before the request, on every instance.
#[derive(Debug)]
pub(crate) struct QueueIndex {
    current: watch::Sender<Option<Arc<Index>>>,
    /// Held while the next version is made, so that one request makes it for all that wait.
    advancing: Mutex<()>,
}

impl Default for QueueIndex {
    fn default() -> Self {
        Self {
            current: watch::Sender::new(None),
            advancing: Mutex::new(()),
        }
    }
}

impl QueueIndex {
    /// Builds the index in the background, so that the first request does not wait for it.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub(crate) fn prepare(queue: &Data<Self>, services: &Data<Services>) {
        let (queue, db) = (queue.clone(), services.db.clone());
        tokio::spawn(async move {
            if let Err(error) = queue.advance(&db, 0).await {
                tracing::error!(error = %error, "the queue was not built");
            }
        });
    }

    /// The queue as of now, and the others who read files of it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(super) async fn now(
        &self,
        services: &Services,
        actor: &Actor,
    ) -> Result<(Arc<Index>, Readers), Error> {
        let (own, now) = (actor.account.id, services.clock.now());
        let (head, readers) = services
            .db
            .read(move |conn| {
                let head = log::head(conn)?.map_or(0, |head| head.seq);
                Ok((head, reading::queries::others(conn, own, now)?))
            })
            .await?;
        let index = match self.known(head) {
            Some(index) => index,
            None => self.advance(&services.db, head).await?,
        };
        Ok((index, readers))
    }

    /// The current version, if it contains the log up to `seq`.
    fn known(&self, seq: i64) -> Option<Arc<Index>> {
        let current = self.current.borrow();
        current
            .as_ref()
            .filter(|index| index.cursor >= seq)
            .map(Arc::clone)
    }

    /// A version that contains the log up to `seq`.
    async fn advance(&self, db: &Db, seq: i64) -> Result<Arc<Index>, Error> {
        let _turn = self.advancing.lock().await;
        if let Some(index) = self.known(seq) {
            return Ok(index);
        }
        let known = self.current.borrow().clone();
        let from = known.clone();
        let next = db
            .snapshot(move |conn| load::current(conn, from.as_deref()))
            .await?;
        let next = match (next, known) {
            (Some(next), _) => Arc::new(next),
            (None, Some(known)) => known,
            // Without a known version a new one is built.
            (None, None) => return Err(anyhow::anyhow!("the queue was not built").into()),
        };
        self.current.send_replace(Some(Arc::clone(&next)));
        Ok(next)
    }
}
