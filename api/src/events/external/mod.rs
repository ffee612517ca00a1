//! Events by their identifier in another system: an address that a partner's program knows before the event exists.

mod get;
mod put;
pub(crate) mod queries;
mod submit;
mod withdraw;

use super::scope;
use super::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::register::ServiceConfig;
use shared::event::{ExternalId, ExternalKey, Source};
use shared::id::EventId;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(put::put_external_event)
        .service(get::get_external_event)
        .service(submit::submit_external_event)
        .service(withdraw::withdraw_external_event);
}

/// Address of an event submission of the caller.
#[derive(Debug, Clone)]
pub(super) enum Address {
    Id(EventId),
    External(ExternalId),
}

impl Address {
    /// Address from the path of a request.
    fn of((source, key): (Source, ExternalKey)) -> Self {
        Self::External(ExternalId { source, key })
    }

    /// Finds the event submission, which the caller owns.
    ///
    /// # Errors
    ///
    /// `not_found` when it does not exist or belongs to somebody else.
    pub(super) fn owned(&self, conn: &mut Conn, actor: &Actor) -> Result<StoredFile, Error> {
        let id = self.id(conn, actor)?;
        scope::owned(conn, actor, id)
    }

    /// Finds the event submission, on which the caller works.
    ///
    /// # Errors
    ///
    /// `not_found` when it does not exist or the caller has no role on it.
    pub(super) fn edited(&self, conn: &mut Conn, actor: &Actor) -> Result<StoredFile, Error> {
        let id = self.id(conn, actor)?;
        scope::edited(conn, actor, id)
    }

    fn id(&self, conn: &mut Conn, actor: &Actor) -> Result<EventId, Error> {
        match self {
            Self::Id(id) => Ok(*id),
            Self::External(external) => {
                queries::find(conn, actor.account.id, external)?.ok_or_else(Error::not_found)
            }
        }
    }
}
