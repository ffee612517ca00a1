//! SQL types that work on both engines: native in PostgreSQL, the closest storage class in SQLite.
//!
//! | SQL type | Rust | PostgreSQL | SQLite |
//! |---|---|---|---|
//! | [`DbUuid`] | [`SqlUuid`] | `uuid` | 16 bytes |
//! | [`DbTstz`] | [`SqlTime`] | `timestamptz` | UTC as fixed-width text, which sorts chronologically |
//! | [`DbJson`] | [`SqlJson`] | `jsonb` | text |

use super::{Conn, MultiBackend};
use chrono::{DateTime, SubsecRound, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use shared::id::{
    AccountId, AlertId, ApiKeyId, AttachmentId, ConversationMessageId, DecisionBatchId, EditionId,
    EventId, HeldRunId, ImportId, InvitationId, KitAssetId, KitLinkId, KitVersionId, LatePassId,
    MailId, OpinionId, OrganisationId, PartnerSpaceId, QueueViewId, ReviewAbsenceId,
    ReviewConflictId, ReviewGroupId, ReviewNoteId, VisitorMessageId, WebhookDeliveryId, WebhookId,
};
use std::io::Write as _;
use uuid::Uuid;

/// SQL type of identifiers: 16 bytes.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct DbUuid;

/// SQL type of instants, in microseconds.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct DbTstz;

/// SQL type of JSON documents.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct DbJson;

impl sql_types::SqlOrd for DbUuid {}
impl sql_types::SqlOrd for DbTstz {}

/// Rust value of a [`DbUuid`] column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbUuid)]
pub struct SqlUuid(pub Uuid);

/// Rust value of a [`DbTstz`] column; the constructor truncates to microseconds, the precision of both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbTstz)]
pub struct SqlTime(pub DateTime<Utc>);

/// Rust value of a [`DbJson`] column: the document as text, which is parsed only when it is read.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbJson)]
pub struct SqlJson(String);

impl SqlJson {
    /// Serialises a value.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form, such as a map whose keys are not strings.
    pub fn of(value: &impl serde::Serialize) -> serde_json::Result<Self> {
        serde_json::to_string(value).map(Self)
    }

    /// Deserialises the document.
    ///
    /// # Errors
    ///
    /// When it does not describe a `T`.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.0)
    }

    /// The document as the database holds it: `PostgreSQL` has its own order of members and spacing.
    pub fn as_text(&self) -> &str {
        &self.0
    }
}

macro_rules! id_columns {
    ($($id:ident),*) => { $(
        impl From<$id> for SqlUuid {
            fn from(id: $id) -> Self {
                Self(id.0)
            }
        }

        impl From<SqlUuid> for $id {
            fn from(id: SqlUuid) -> Self {
                Self(id.0)
            }
        }
    )* };
}
id_columns!(
    AccountId,
    AlertId,
    ApiKeyId,
    AttachmentId,
    ConversationMessageId,
    DecisionBatchId,
    EditionId,
    EventId,
    HeldRunId,
    ImportId,
    InvitationId,
    KitAssetId,
    KitLinkId,
    KitVersionId,
    LatePassId,
    MailId,
    OpinionId,
    OrganisationId,
    PartnerSpaceId,
    QueueViewId,
    ReviewAbsenceId,
    ReviewConflictId,
    ReviewGroupId,
    ReviewNoteId,
    VisitorMessageId,
    WebhookDeliveryId,
    WebhookId
);

impl From<Uuid> for SqlUuid {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<DateTime<Utc>> for SqlTime {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl ToSql<DbUuid, Pg> for SqlUuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<sql_types::Uuid, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<DbUuid, Pg> for SqlUuid {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <Uuid as FromSql<sql_types::Uuid, Pg>>::from_sql(bytes).map(Self)
    }
}

impl ToSql<DbUuid, Sqlite> for SqlUuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<DbUuid, Sqlite> for SqlUuid {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<sql_types::Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

const SQLITE_TIME: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

impl ToSql<DbTstz, Pg> for SqlTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<sql_types::Timestamptz, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<DbTstz, Pg> for SqlTime {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<sql_types::Timestamptz, Pg>>::from_sql(bytes).map(Self)
    }
}

impl ToSql<DbTstz, Sqlite> for SqlTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.format(SQLITE_TIME).to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<DbTstz, Sqlite> for SqlTime {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<sql_types::Text, Sqlite>>::from_sql(bytes)?;
        Ok(Self(DateTime::parse_from_rfc3339(&text)?.to_utc()))
    }
}

/// First byte of a `jsonb` value in PostgreSQL's binary format; the document follows as text.
const JSONB_VERSION: u8 = 1;

impl ToSql<DbJson, Pg> for SqlJson {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[JSONB_VERSION])?;
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<DbJson, Pg> for SqlJson {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        match bytes.as_bytes().split_first() {
            Some((&JSONB_VERSION, document)) => Ok(Self(str::from_utf8(document)?.to_owned())),
            _ => Err("a `jsonb` value of another version".into()),
        }
    }
}

impl ToSql<DbJson, Sqlite> for SqlJson {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_str());
        Ok(IsNull::No)
    }
}

impl FromSql<DbJson, Sqlite> for SqlJson {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <String as FromSql<sql_types::Text, Sqlite>>::from_sql(bytes).map(Self)
    }
}

/// Implements the traits that diesel requires of a type that is used through [`Conn`] on either engine.
macro_rules! on_both_engines {
    ($($sql:ident: $rust:ty),* $(,)?) => { $(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }

        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<$rust, $sql>()
            }
        }
    )* };
}
on_both_engines!(DbUuid: SqlUuid, DbTstz: SqlTime, DbJson: SqlJson);

/// The database engine of a connection, for the few places where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, which several instances can share.
    Postgres,
    /// SQLite, one file for one instance.
    Sqlite,
}

impl Conn {
    /// The engine that the connection leads to.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Pg(_) => Engine::Postgres,
            Self::Lite(_) => Engine::Sqlite,
        }
    }
}
