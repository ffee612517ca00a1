//! Common ground of the invitations to an event submission, to an organisation and to the space of a partner.
//!
//! An invitation goes to an e-mail address, with or without an account. Its mailed link shows what it offers, and declines it;
//! accepting it requires an account with that address, verified. Each kind has a table ([`stored`]) and says what it offers
//! ([`Kind`]); what accepting it does is the kind's own.

mod answer;
mod invitee;
mod jobs;
mod letter;
mod received;
mod stored;

pub(crate) use answer::{addressed_to, count, find, invalid, once_more, preview, used};
pub(crate) use invitee::{Invitee, refused, too_many};
pub(crate) use jobs::{Forget, jobs};
pub(crate) use letter::letter;
pub(crate) use received::received;
pub(crate) use stored::{Sent, invitation_rows};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::accounts;
use ground::db::types::SqlUuid;
use ground::error::Error;
use http::limits::Limit;
use shared::id::{AccountId, InvitationId, MailId};

/// A stored invitation of one kind, open or accepted. Implemented by [`invitation_rows`].
pub(crate) trait Row: Sized + Send + 'static {
    /// Identifier, which is also that of its letter; the secret follows from it.
    fn mail(&self) -> MailId;
    /// Key of the address to which it was sent.
    fn email_key(&self) -> &str;
    /// Address to which it was sent.
    fn email(&self) -> &str;
    /// Time until which it can be accepted.
    fn expires_at(&self) -> DateTime<Utc>;
    /// True once it was accepted.
    fn is_used(&self) -> bool;

    /// The invitation whose secret has this hash.
    fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Self>, Error>;
    /// The open invitations to an address.
    fn open_to(
        conn: &mut Conn,
        email_key: &str,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Self>, Error>;
    /// The open invitations to an event submission, organisation or space.
    fn open(conn: &mut Conn, subject: SqlUuid, now: DateTime<Utc>) -> Result<Vec<Self>, Error>;
    /// Finds an invitation to an event submission, organisation or space that was not accepted.
    fn find_open(
        conn: &mut Conn,
        subject: SqlUuid,
        id: InvitationId,
    ) -> Result<Option<Self>, Error>;
    /// Stores an invitation; it replaces an earlier one to the same address.
    fn store(&self, conn: &mut Conn) -> Result<(), Error>;
    /// Deletes it; returns false when it was accepted or deleted already.
    fn delete(&self, conn: &mut Conn) -> Result<bool, Error>;
    /// Marks it as accepted; returns false when it was accepted or deleted already.
    fn use_up(&self, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, Error>;
    /// Deletes invitations that expired before that time.
    fn forget(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), Error>;
}

/// Something that people are invited to, and the table of its invitations.
pub(crate) trait Kind: Row {
    /// Offer of the invitation, as its recipient sees it.
    type Offer: Send + 'static;
    /// Attempts to use the secrets of this kind.
    const ANSWER: Limit;

    /// Offer of an open invitation.
    ///
    /// # Errors
    ///
    /// `invalid_link` when the event submission, organisation or space does not exist any more.
    fn describe(self, conn: &mut Conn) -> Result<Self::Offer, Error>;
}

/// Name of the person of an account; empty once the account was erased.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn name_of(conn: &mut Conn, account: AccountId) -> Result<String, Error> {
    Ok(accounts::table
        .find(SqlUuid::from(account))
        .select(accounts::name)
        .first(conn)?)
}
