//! The list of the review queue.

use super::kept::QueueIndex;
use super::order::Position;
use super::parameters::QueueParameters;
use super::walk::Walk;
use crate::labels::reach::Reach;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::label::{QueuePage, QueueQuery};

/// List the review queue
///
/// By due date unless `sort` says otherwise; events whose deadline is suspended come last. A referent sees the territories of their
/// grants; coordinators and administrators see the whole country, including online events without a commune. The counters of the tabs
/// apply all other filters: each is the number of files that the same query with that tab lists.
#[utoipa::path(
    tag = "labels",
    params(
        QueueQuery,
        ("limit" = Option<u32>, Query, description = "Items per page, 1 to 100; 20 when absent", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the previous page"),
        ("count" = Option<bool>, Query, description = "True to return `total` and `counts`")
    ),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = QueuePage),
        Refusals
    )
)]
#[get("/labels/queue")]
pub(super) async fn list_queue(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let asked = QueueParameters::parse(request.query_string(), &["limit", "cursor", "count"])?;
    let limit = paging::limit(asked.read("limit", "must be between 1 and 100")?)?;
    let count = asked
        .read("count", "must be true or false")?
        .unwrap_or(false);
    let query = &asked.query;
    actor.check_list(query.edition.as_deref())?;
    // A cursor holds the value that its order sorts by.
    let list = format!("queue:{}:{}", query.order(), query.is_descending());
    let pager = Pager::<Position>::new(&services.cursors, list, limit, asked.own("cursor"))?;
    let (index, readers) = queue.now(&services, &actor).await?;
    let now = services.clock.now();
    let walk = Walk::new(&index, query, &Reach::of(&actor), &readers, now)?;
    let at_most = usize::try_from(pager.items_to_read()).unwrap_or(usize::MAX);
    let found = walk.page(pager.after(), at_most);
    let items: Vec<_> = found
        .slots
        .iter()
        .filter_map(|slot| Some((walk.item(*slot)?, walk.position_of(*slot)?)))
        .collect();
    let (items, next_cursor) = pager.cut(items, |(_, position)| position.clone())?;
    let page = QueuePage {
        items: items.into_iter().map(|(item, _)| item).collect(),
        next_cursor,
        total: count.then_some(found.total),
        counts: count.then_some(found.counts),
    };
    Ok(paging::respond_with(
        &request,
        page.next_cursor.as_deref(),
        &page,
    ))
}
