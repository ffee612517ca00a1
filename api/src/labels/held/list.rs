//! The list of the held decisions.

use crate::editions::queries as edition_queries;
use crate::pending::{self, HeldScope};
use crate::sharing::conflicts;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, ApiError, Query, Services, Slug};
use serde::Deserialize;
use shared::id::EventId;
use shared::label::{HeldDecision, HeldDecisionPage};
use shared::place::{DepartmentCode, RegionCode, Territory};

/// Name of the list in its cursors.
const LIST: &str = "held_decisions";

/// Query of the held decisions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HeldQuery {
    /// Slug of an edition; every edition when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Territory: `region:84`, `department:69`; the whole country when absent.
    #[param(value_type = Option<String>, example = "region:84")]
    territory: Option<Territory>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List held decisions
///
/// Decisions that wait for a coordinator, in the order in which they were taken, with their number by region.
#[utoipa::path(
    tag = "labels",
    params(HeldQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = HeldDecisionPage),
        Refusals
    )
)]
#[get("/labels/held-decisions")]
pub(super) async fn list_held_decisions(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<HeldQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let pager = Pager::<(DateTime<Utc>, EventId)>::new(
        &services.cursors,
        LIST,
        limit,
        query.cursor.as_deref(),
    )?;
    let (after, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let (listed, regions) = services
        .db
        .read(move |conn| {
            let scope = scope(conn, &actor, query.edition.as_ref(), query.territory)?;
            let listed = pending::list_held(conn, &scope, after, at_most)?;
            Ok((listed, pending::tally_held(conn, &scope)?))
        })
        .await?;
    let items: Vec<HeldDecision> = listed
        .into_iter()
        .map(|listed| HeldDecision {
            id: listed.pending.event,
            title: listed.file.title,
            edition: listed.file.edition,
            department: (listed.file.department).and_then(|code| DepartmentCode::parse(&code).ok()),
            region: (listed.file.region).and_then(|code| RegionCode::parse(&code).ok()),
            first_begin: listed.file.first_begin.map(|at| at.0),
            action: listed.pending.action,
            comment: listed.pending.terms.comment,
            overridden: listed.pending.terms.override_reason.is_some(),
            decided_by: listed.by,
            decided_at: listed.pending.decided_at,
        })
        .collect();
    let (items, next_cursor) =
        pager.cut(items, |last: &HeldDecision| (last.decided_at, last.id))?;
    let page = HeldDecisionPage {
        items,
        next_cursor,
        total: regions.iter().map(|region| region.count).sum(),
        regions,
    };
    Ok(paging::respond_with(
        &request,
        page.next_cursor.as_deref(),
        &page,
    ))
}

/// The held decisions of an edition and a territory that the caller may see.
///
/// # Errors
///
/// `invalid_parameter` for an edition that does not exist.
pub(super) fn scope(
    conn: &mut Conn,
    actor: &Actor,
    edition: Option<&Slug>,
    territory: Option<Territory>,
) -> Result<HeldScope, Error> {
    let edition = match edition {
        Some(slug) => {
            let (id, _) = edition_queries::by_slug(conn, slug)?
                .ok_or_else(|| invalid("edition", "there is no such edition"))?;
            Some(id)
        }
        None => None,
    };
    let all = HeldScope {
        edition,
        territory,
        except: Vec::new(),
    };
    Ok(HeldScope {
        except: hidden(conn, actor, &all)?,
        ..all
    })
}

/// The files with a held decision that a conflict of interest hides from the caller.
fn hidden(conn: &mut Conn, actor: &Actor, scope: &HeldScope) -> Result<Vec<EventId>, Error> {
    let account = actor.account.id;
    if conflicts::of_account(conn, account)?.is_empty() {
        return Ok(Vec::new());
    }
    let held = pending::held_in(conn, scope, i64::MAX)?;
    let hidden = conflicts::hidden_among(conn, account, &held)?;
    Ok(hidden.into_iter().collect())
}
