//! Erasure of the conversation when a person deletes the account.
//!
//! On the event submissions that nobody takes over, the text of every message of the organiser's side is erased with its attachments. Where
//! a co-editor takes over, the conversation goes on without the name of the person. Messages and notes of reviewers stay: they are part of
//! the file.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    conversation_attachments, conversation_messages, events, expert_opinions,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::conversation::ConversationSide;
use shared::id::{AccountId, EventId};

/// Rows per statement: their identifiers stay below the limit of parameters of either engine.
const ROWS_AT_ONCE: usize = 500;

/// Number of messages that [`erase`] would erase on these event submissions.
pub(crate) fn count(conn: &mut Conn, events: &[EventId]) -> Result<u64, Error> {
    let mut number = 0;
    for events in events.chunks(ROWS_AT_ONCE) {
        let ids: Vec<SqlUuid> = events.iter().copied().map(SqlUuid::from).collect();
        let found: i64 = conversation_messages::table
            .filter(conversation_messages::event_id.eq_any(ids))
            .filter(conversation_messages::side.eq(ConversationSide::Organiser.as_str()))
            .filter(conversation_messages::erased_at.is_null())
            .count()
            .get_result(conn)?;
        number += u64::try_from(found).unwrap_or_default();
    }
    Ok(number)
}

/// Erases the messages of the organiser's side on the event submissions that the person still owns, the uploads that the person
/// did not send, and the name and the address of the person as an expert. The next sweep removes the files.
pub(crate) fn erase(
    conn: &mut Conn,
    account: AccountId,
    email_key: &str,
    now: SqlTime,
) -> Result<(), Error> {
    let id = SqlUuid::from(account);
    let own = events::table
        .filter(events::owner_id.eq(id))
        .select(events::id);
    let messages: Vec<SqlUuid> = conversation_messages::table
        .filter(conversation_messages::event_id.eq_any(own))
        .filter(conversation_messages::side.eq(ConversationSide::Organiser.as_str()))
        .select(conversation_messages::id)
        .load(conn)?;
    for ids in messages.chunks(ROWS_AT_ONCE) {
        let written = conversation_messages::id.eq_any(ids.iter().copied());
        diesel::update(conversation_messages::table.filter(written))
            .set((
                conversation_messages::text.eq(""),
                conversation_messages::erased_at.eq(Some(now)),
            ))
            .execute(conn)?;
        let attached = conversation_attachments::message_id.eq_any(ids.iter().copied().map(Some));
        diesel::delete(conversation_attachments::table.filter(attached)).execute(conn)?;
    }
    let unsent = conversation_attachments::table
        .filter(conversation_attachments::uploaded_by.eq(id))
        .filter(conversation_attachments::message_id.is_null());
    diesel::delete(unsent).execute(conn)?;
    diesel::update(expert_opinions::table.filter(expert_opinions::email_key.eq(email_key)))
        .set((
            expert_opinions::name.eq(""),
            expert_opinions::email.eq(""),
            expert_opinions::email_key.eq(""),
        ))
        .execute(conn)?;
    Ok(())
}
