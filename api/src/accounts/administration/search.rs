//! The list of people.

use super::change::Manager;
use super::queries::{self, PeopleQuery};
use crate::accounts::rows::AccountRow;
use actix_web::post;
use actix_web::web::{Data, Json};
use ground::db::Conn;
use ground::db::types::SqlUuid;
use ground::error::Error;
use http::paging::{self, Pager};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::{ManagedPerson, PEOPLE_SEARCH_MAX_CHARS, PeopleSearch, Role};
use shared::id::AccountId;
use shared::paging::Page;
use shared::problem::{Code, FieldProblem};
use shared::text::fold;

/// Name of the list in its cursors.
const LIST: &str = "people";
/// Accounts read at once while a name or address is searched.
const BATCH: i64 = 500;

/// Search people
///
/// The accounts that the caller may manage, the latest first: all of them for administrators, the referents for coordinators. Case and
/// accents of a searched name or address do not count. The filters are a body, so that no address of a request contains personal data.
#[utoipa::path(
    tag = "people",
    request_body = PeopleSearch,
    responses((status = 200, description = "A page of people", body = Page<ManagedPerson>), WriteRefusals)
)]
#[post("/people-search")]
pub(in crate::accounts) async fn search_people(
    services: Data<Services>,
    actor: Actor,
    body: Body<PeopleSearch>,
) -> Result<Json<Page<ManagedPerson>>, ApiError> {
    let PeopleSearch {
        q,
        role,
        territory,
        state,
        limit,
        cursor,
    } = body.into_inner();
    let words = q.map(|q| searched(&q)).transpose()?.unwrap_or_default();
    let limit = paging::limit(limit)?;
    let pager = Pager::<AccountId>::new(&services.cursors, LIST, limit, cursor.as_deref())?;
    let (before, most) = (pager.after().copied(), pager.items_to_read() as usize);
    let items = services
        .db
        .read(move |conn| {
            let manager = Manager::of(conn, &actor)?;
            let mut roles: Vec<Role> = role.into_iter().collect();
            if manager.role != Role::Administrator && role != Some(Role::Referent) {
                roles.push(Role::Referent);
            }
            let query = PeopleQuery {
                before,
                roles,
                territory,
                state,
                limit: if words.is_empty() {
                    i64::try_from(most).unwrap_or(BATCH)
                } else {
                    BATCH
                },
            };
            let rows = found(conn, query, &words, most)?;
            present(conn, rows)
        })
        .await?;
    let (items, next_cursor) = pager.cut(items, |last| last.id)?;
    Ok(Json(Page {
        items,
        next_cursor,
        total: None,
    }))
}

/// The folded words of a search.
fn searched(q: &str) -> Result<Vec<String>, Error> {
    if q.chars().count() > PEOPLE_SEARCH_MAX_CHARS {
        let fault = FieldProblem::new("/q", Code::TooLong, "too long a text to search")
            .with_limit(PEOPLE_SEARCH_MAX_CHARS as u64);
        return Err(Error::invalid(vec![fault]));
    }
    Ok(q.split_whitespace().map(fold).collect())
}

/// The first accounts that contain every word, at most `most`.
fn found(
    conn: &mut Conn,
    mut query: PeopleQuery,
    words: &[String],
    most: usize,
) -> Result<Vec<AccountRow>, Error> {
    let mut found = Vec::new();
    loop {
        let rows = queries::people(conn, &query)?;
        let last = rows.last().map(|row| row.id.into());
        let all = i64::try_from(rows.len()).is_ok_and(|read| read < query.limit);
        found.extend(rows.into_iter().filter(|row| matches(row, words)));
        if all || last.is_none() || found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
        query.before = last;
    }
}

fn matches(row: &AccountRow, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let text = format!("{} {}", fold(&row.name), fold(&row.email));
    words.iter().all(|word| text.contains(word.as_str()))
}

fn present(conn: &mut Conn, rows: Vec<AccountRow>) -> Result<Vec<ManagedPerson>, Error> {
    let ids: Vec<SqlUuid> = rows.iter().map(|row| row.id).collect();
    let mut grants = queries::grants_of(conn, &ids)?;
    let mut sign_ins = queries::last_sign_ins(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let id = row.id.into();
            ManagedPerson {
                id,
                name: row.name,
                email: row.email,
                verified: row.verified_at.is_some(),
                grants: grants.remove(&id).unwrap_or_default(),
                disabled_at: row.disabled_at.map(|at| at.0),
                last_sign_in: sign_ins.remove(&id).map(|at| at.0),
                created_at: row.created_at.0,
            }
        })
        .collect())
}
