//! SQL of the saved views.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::queue_views;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::{AccountId, QueueViewId};
use shared::label::QueueView;

/// Maximum number of views that are read at once.
const VIEWS_MAX: i64 = 100;

type Row = (SqlUuid, String, String);

fn view((id, name, query): Row) -> QueueView {
    QueueView {
        id: id.into(),
        name,
        query,
    }
}

/// The views of an account, by name.
pub(super) fn list(conn: &mut Conn, account: AccountId) -> Result<Vec<QueueView>, Error> {
    let rows: Vec<Row> = queue_views::table
        .filter(queue_views::account_id.eq(SqlUuid::from(account)))
        .order(queue_views::name)
        .limit(VIEWS_MAX)
        .select((queue_views::id, queue_views::name, queue_views::query))
        .load(conn)?;
    Ok(rows.into_iter().map(view).collect())
}

/// Number of views of an account with another name.
pub(super) fn others(conn: &mut Conn, account: AccountId, name: &str) -> Result<i64, Error> {
    Ok(queue_views::table
        .filter(queue_views::account_id.eq(SqlUuid::from(account)))
        .filter(queue_views::name.ne(name))
        .count()
        .get_result(conn)?)
}

/// Stores a view, in place of one of the same name; returns it as stored.
pub(super) fn save(
    conn: &mut Conn,
    account: AccountId,
    new: &QueueView,
    now: DateTime<Utc>,
) -> Result<QueueView, Error> {
    let row = (
        queue_views::id.eq(SqlUuid::from(new.id)),
        queue_views::account_id.eq(SqlUuid::from(account)),
        queue_views::name.eq(&new.name),
        queue_views::query.eq(&new.query),
        queue_views::saved_at.eq(SqlTime::from(now)),
    );
    let replaced = (
        queue_views::query.eq(&new.query),
        queue_views::saved_at.eq(SqlTime::from(now)),
    );
    let key = (queue_views::account_id, queue_views::name);
    on!(&mut *conn, c => diesel::insert_into(queue_views::table)
        .values(row)
        .on_conflict(key)
        .do_update()
        .set(replaced)
        .execute(c)?);
    let stored: Row = queue_views::table
        .filter(queue_views::account_id.eq(SqlUuid::from(account)))
        .filter(queue_views::name.eq(&new.name))
        .select((queue_views::id, queue_views::name, queue_views::query))
        .first(conn)?;
    Ok(view(stored))
}

/// Removes a view of an account; returns false when there is none.
pub(super) fn delete(conn: &mut Conn, account: AccountId, id: QueueViewId) -> Result<bool, Error> {
    let own = queue_views::table
        .find(SqlUuid::from(id))
        .filter(queue_views::account_id.eq(SqlUuid::from(account)));
    Ok(diesel::delete(own).execute(conn)? > 0)
}
