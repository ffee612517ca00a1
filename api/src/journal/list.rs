//! Pages of the log.

use super::queries::{self, Names};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use ground::log::{self, LogQuery, Record};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{ApiError, Query, Services};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use shared::account::{Grant, Role};
use shared::id::AccountId;
use shared::log::{LogActor, LogDetails, LogRow, LogSubject, LogSubjectKind, is_kind};
use shared::paging::Page;
use shared::place::Territory;
use uuid::Uuid;

/// Name of the list in its cursors.
const LIST: &str = "log";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LogPageQuery {
    /// Only rows about subjects of this kind.
    subject_kind: Option<LogSubjectKind>,
    /// Only rows about the subject with this UUID.
    subject: Option<Uuid>,
    /// Only rows of the account with this UUID.
    actor: Option<Uuid>,
    /// Only rows of this kind of change, such as `event.submitted`.
    kind: Option<String>,
    /// Only rows from this time on.
    from: Option<DateTime<Utc>>,
    /// Only rows before this time.
    to: Option<DateTime<Utc>>,
    /// Rows per page, 1 to 100; 20 when absent.
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List the audit log
///
/// Rows that the filters select, newest first.
#[utoipa::path(
    tag = "log",
    params(LogPageQuery),
    responses(
        (status = 200, description = "A page of the log", body = Page<LogRow>,
            headers(("Link" = String, description = "URL of the next page"))),
        Refusals
    )
)]
#[get("/log")]
pub(super) async fn list_log(
    request: HttpRequest,
    services: Data<Services>,
    Query(query): Query<LogPageQuery>,
) -> Result<HttpResponse, ApiError> {
    let LogPageQuery {
        subject_kind,
        subject,
        actor,
        kind,
        from,
        to,
        limit,
        cursor,
    } = query;
    if kind.as_deref().is_some_and(|kind| !is_kind(kind)) {
        return Err(http::query::invalid("kind", "is not the name of a kind").into());
    }
    let limit = paging::limit(limit)?;
    let pager = Pager::<i64>::new(&services.cursors, LIST, limit, cursor.as_deref())?;
    let wanted = LogQuery {
        before: pager.after().copied(),
        subject_kind: subject_kind.map(|kind| kind.as_str().to_owned()),
        subject,
        actor,
        kind,
        from,
        to,
        limit: i64::from(pager.items_to_read()),
    };
    let (records, names) = services
        .db
        .read(move |conn| {
            let records = log::page(conn, wanted)?;
            let names = queries::names(conn, &records)?;
            Ok((records, names))
        })
        .await?;
    let (records, next_cursor) = pager.cut(records, |last| last.seq)?;
    let items = records.into_iter().map(|record| shown(record, &names));
    let page = Page {
        items: items.collect::<Vec<_>>(),
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}

fn shown(record: Record, names: &Names) -> LogRow {
    let details = details(&record.payload);
    let actor = record.actor_id.map(|id| LogActor {
        id: AccountId(id),
        name: names.account(id),
        role: Role::parse(&record.actor_role),
    });
    let kind = LogSubjectKind::parse(&record.subject_kind);
    LogRow {
        seq: record.seq,
        at: record.at,
        kind: record.kind,
        actor,
        subject: LogSubject {
            kind,
            id: record.subject_id,
            name: kind.and_then(|kind| names.of(kind, record.subject_id)),
        },
        details,
    }
}

/// Details of a payload that are shown. Each kind of change has its own; a member that means something else there is left out,
/// and so is everything of a payload that was tampered with.
fn details(payload: &str) -> LogDetails {
    let mut members: Map<String, Value> = serde_json::from_str(payload).unwrap_or_default();
    let grant: Option<Role> = take(&mut members, "role");
    let territory: Option<Territory> = take(&mut members, "territory");
    let override_reason: Option<String> = take(&mut members, "overrideReason");
    let count: Option<u64> = take(&mut members, "count");
    LogDetails {
        to: take(&mut members, "to"),
        comment: take(&mut members, "comment"),
        reason: override_reason.or_else(|| take(&mut members, "reason")),
        fields: take(&mut members, "fields").unwrap_or_default(),
        grant: grant
            .zip(territory)
            .map(|(role, territory)| Grant { role, territory }),
        job_kind: take(&mut members, "jobKind"),
        count: count.or_else(|| take(&mut members, "events")),
    }
}

fn take<T: DeserializeOwned>(members: &mut Map<String, Value>, name: &str) -> Option<T> {
    serde_json::from_value(members.remove(name)?).ok()
}
