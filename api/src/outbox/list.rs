//! Lists the mails of the outbox.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::mail::queries;
use http::ApiError;
use http::Services;
use http::paging::{self, Pager};
use http::{Caller, Query, problems};
use serde::Deserialize;
use shared::id::MailId;
use shared::mail::MailSummary;
use shared::paging::Page;
use shared::text;

/// Name of the list in its cursors.
const LIST: &str = "mails";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MailQuery {
    /// Only mails to this address.
    recipient: Option<String>,
    /// Mails per page, 1 to 100; 20 when absent.
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List mails
///
/// Newest first.
#[utoipa::path(
    tag = "outbox",
    params(MailQuery),
    responses(
        (status = 200, description = "A page of mails without their bodies", body = Page<MailSummary>,
            headers(("Link" = String, description = "URL of the next page"))),
        problems::Refusals
    )
)]
#[get("/outbox")]
pub(super) async fn list_mails(
    request: HttpRequest,
    services: Data<Services>,
    _caller: Caller,
    Query(query): Query<MailQuery>,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let pager = Pager::<MailId>::new(&services.cursors, LIST, limit, query.cursor.as_deref())?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let recipient = query
        .recipient
        .map(|address| text::email("/recipient", &address))
        .transpose()
        .map_err(|fault| http::query::invalid("recipient", &fault.detail))?;
    let mails = services
        .db
        .read(move |conn| queries::page(conn, before, recipient.as_deref(), at_most))
        .await?;
    let (mails, next_cursor) = pager.cut(mails, |last| last.summary.id)?;
    let page = Page {
        items: mails
            .into_iter()
            .map(|mail| mail.summary)
            .collect::<Vec<_>>(),
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}
