//! One shape for the tables of invitations: the macro makes their rows and queries.

use chrono::{DateTime, TimeDelta, Utc};
use shared::id::AccountId;

/// An invitation that was sent and has to be stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) role: &'static str,
    pub(crate) email: &'a str,
    pub(crate) email_key: &'a str,
    pub(crate) by: AccountId,
    pub(crate) now: DateTime<Utc>,
    pub(crate) life: TimeDelta,
}

/// Declares the row of a table of invitations, `InvitationRow`, and implements [`Row`](super::Row) for it. `$subject` is the column of
/// what the invitations are to.
macro_rules! invitation_rows {
    ($table:ident, $subject:ident) => {
        /// An invitation, open or accepted.
        #[derive(Debug, Clone, ::diesel::Queryable, ::diesel::Selectable, ::diesel::Insertable)]
        #[diesel(table_name = $table)]
        pub(super) struct InvitationRow {
            pub(super) id: ::ground::db::types::SqlUuid,
            pub(super) $subject: ::ground::db::types::SqlUuid,
            pub(super) role: String,
            pub(super) email: String,
            pub(super) email_key: String,
            pub(super) hash: String,
            pub(super) invited_by: ::ground::db::types::SqlUuid,
            pub(super) created_at: ::ground::db::types::SqlTime,
            pub(super) expires_at: ::ground::db::types::SqlTime,
            pub(super) used_at: Option<::ground::db::types::SqlTime>,
        }

        impl InvitationRow {
            /// A new invitation to `subject`, with the secret of its letter.
            pub(super) fn new(
                services: &::http::Services,
                subject: ::ground::db::types::SqlUuid,
                sent: $crate::invitations::Sent<'_>,
            ) -> Self {
                let mail = ::shared::id::MailId(::ground::ids::new(&services.clock));
                Self {
                    id: mail.into(),
                    $subject: subject,
                    role: sent.role.to_owned(),
                    email: sent.email.to_owned(),
                    email_key: sent.email_key.to_owned(),
                    hash: ::ground::hex::sha256(::ground::mail::secret(&services.secrets, mail)),
                    invited_by: sent.by.into(),
                    created_at: sent.now.into(),
                    expires_at: (sent.now + sent.life).into(),
                    used_at: None,
                }
            }

            pub(super) fn invited_by(&self) -> ::shared::id::AccountId {
                self.invited_by.into()
            }
        }

        /// The invitations to one subject that were not accepted, expired or not.
        #[diesel::dsl::auto_type(no_type_alias)]
        pub(super) fn open_of(subject: ::ground::db::types::SqlUuid) -> _ {
            $table::table
                .filter($table::$subject.eq(subject))
                .filter($table::used_at.is_null())
        }

        impl $crate::invitations::Row for InvitationRow {
            fn mail(&self) -> ::shared::id::MailId {
                ::shared::id::MailId(self.id.0)
            }

            fn email_key(&self) -> &str {
                &self.email_key
            }

            fn email(&self) -> &str {
                &self.email
            }

            fn expires_at(&self) -> ::chrono::DateTime<::chrono::Utc> {
                self.expires_at.0
            }

            fn is_used(&self) -> bool {
                self.used_at.is_some()
            }

            fn by_hash(
                conn: &mut ::ground::db::Conn,
                hash: &str,
            ) -> Result<Option<Self>, ::ground::error::Error> {
                Ok($table::table
                    .filter($table::hash.eq(hash))
                    .select(Self::as_select())
                    .first(conn)
                    .optional()?)
            }

            fn open_to(
                conn: &mut ::ground::db::Conn,
                email_key: &str,
                now: ::chrono::DateTime<::chrono::Utc>,
                limit: i64,
            ) -> Result<Vec<Self>, ::ground::error::Error> {
                Ok($table::table
                    .filter($table::email_key.eq(email_key))
                    .filter($table::used_at.is_null())
                    .filter($table::expires_at.ge(::ground::db::types::SqlTime::from(now)))
                    .order($table::id)
                    .limit(limit)
                    .select(Self::as_select())
                    .load(conn)?)
            }

            fn open(
                conn: &mut ::ground::db::Conn,
                subject: ::ground::db::types::SqlUuid,
                now: ::chrono::DateTime<::chrono::Utc>,
            ) -> Result<Vec<Self>, ::ground::error::Error> {
                Ok(open_of(subject)
                    .filter($table::expires_at.ge(::ground::db::types::SqlTime::from(now)))
                    .order($table::id)
                    .select(Self::as_select())
                    .load(conn)?)
            }

            fn find_open(
                conn: &mut ::ground::db::Conn,
                subject: ::ground::db::types::SqlUuid,
                id: ::shared::id::InvitationId,
            ) -> Result<Option<Self>, ::ground::error::Error> {
                Ok(open_of(subject)
                    .filter($table::id.eq(::ground::db::types::SqlUuid::from(id)))
                    .select(Self::as_select())
                    .first(conn)
                    .optional()?)
            }

            fn store(&self, conn: &mut ::ground::db::Conn) -> Result<(), ::ground::error::Error> {
                let replaced = open_of(self.$subject).filter($table::email_key.eq(&self.email_key));
                diesel::delete(replaced).execute(conn)?;
                diesel::insert_into($table::table)
                    .values(self)
                    .execute(conn)?;
                Ok(())
            }

            fn delete(
                &self,
                conn: &mut ::ground::db::Conn,
            ) -> Result<bool, ::ground::error::Error> {
                let unused = $table::table
                    .filter($table::id.eq(self.id))
                    .filter($table::used_at.is_null());
                Ok(diesel::delete(unused).execute(conn)? == 1)
            }

            fn use_up(
                &self,
                conn: &mut ::ground::db::Conn,
                now: ::chrono::DateTime<::chrono::Utc>,
            ) -> Result<bool, ::ground::error::Error> {
                let unused = $table::table
                    .filter($table::id.eq(self.id))
                    .filter($table::used_at.is_null());
                let used = diesel::update(unused)
                    .set($table::used_at.eq(Some(::ground::db::types::SqlTime::from(now))))
                    .execute(conn)?;
                Ok(used == 1)
            }

            fn forget(
                conn: &mut ::ground::db::Conn,
                before: ::chrono::DateTime<::chrono::Utc>,
            ) -> Result<(), ::ground::error::Error> {
                let expired = $table::table
                    .filter($table::expires_at.lt(::ground::db::types::SqlTime::from(before)));
                diesel::delete(expired).execute(conn)?;
                Ok(())
            }
        }
    };
}
pub(crate) use invitation_rows;
