//! Columns of `event_alerts`.

use diesel::prelude::*;
use ground::db::schema::event_alerts;
use ground::db::types::{SqlTime, SqlUuid};
use shared::event::EventQuery;
use shared::id::AlertId;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_alerts)]
pub(super) struct AlertRow {
    pub(super) id: SqlUuid,
    pub(super) edition_id: SqlUuid,
    pub(super) email: String,
    pub(super) search: String,
    pub(super) search_key: String,
    pub(super) requested_at: SqlTime,
    pub(super) confirmed_at: Option<SqlTime>,
    pub(super) expires_at: Option<SqlTime>,
    pub(super) sent_on: Option<String>,
}

impl AlertRow {
    pub(super) fn id(&self) -> AlertId {
        self.id.into()
    }

    /// The search. A parameter that this release does not know any more is left out.
    pub(super) fn query(&self) -> EventQuery {
        let pairs: Vec<_> = form_urlencoded::parse(self.search.as_bytes()).collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        EventQuery::parse_leniently(pairs)
    }
}
