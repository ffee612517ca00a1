//! Lists the caller's event submissions.

use super::co_editing;
use super::expected;
use super::queries::{self, OwnFiles};
use crate::conversation::messages;
use crate::editions::queries as edition_queries;
use crate::organisations::queries::{members, records};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, Query, Slug};
use serde::Deserialize;
use shared::event::EventFileSummary;
use shared::id::{EventId, OrganisationId};
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::Code;
use shared::text::search_words;

/// Name of the list in its cursors.
const LIST: &str = "own_events";
/// Maximum length of the words searched, in characters.
const SEARCH_CHARS: usize = 200;
/// Maximum number of words that are searched; further ones are left out.
const SEARCH_WORDS: usize = 8;

/// Query of the caller's event submissions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Slug of an edition; every edition when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Label states, comma-separated; every state when absent.
    #[param(style = Form, explode = false, example = json!(["draft", "submitted"]))]
    #[serde(default)]
    state: Vec<LabelState>,
    /// True for events of editions that are archived or cancelled, false for those of other editions; both when absent.
    archived: Option<bool>,
    /// Words that the title, the organisers or the place contain, at most 200 characters; accents and case do not matter.
    #[param(max_length = 200, example = "fonderie")]
    q: Option<String>,
    /// UUID of an organisation of yours: all submissions filed in its name, or by it for others, in place of your own.
    #[param(value_type = Option<OrganisationId>)]
    organisation: Option<OrganisationId>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
    /// True to return `total`, the number of all items.
    count: Option<bool>,
}

/// List your event submissions
///
/// The submissions that you own and those that you co-edit, or those of an organisation that you belong to, newest first. Submissions that are created while you page do not shift
/// the pages. `expected` says what you have to do with each submission, and by when.
#[utoipa::path(
    tag = "events",
    params(ListQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<EventFileSummary>),
        Refusals
    )
)]
#[get("/events")]
pub(super) async fn list_events(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<ListQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    actor.check_list(query.edition.as_ref().map(Slug::as_str))?;
    if actor
        .key
        .as_ref()
        .is_some_and(|key| key.territory.is_some())
    {
        return Err(Error::rejected(Code::KeyLimited)
            .because("a key for one territory does not list submissions")
            .into());
    }
    let limit = paging::limit(query.limit)?;
    let words = words_of(query.q.as_deref())?;
    let now = services.clock.now();
    let pager = Pager::<EventId>::new(&services.cursors, LIST, limit, query.cursor.as_deref())?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let (items, total) = services
        .db
        .read(move |conn| {
            let edition = match query.edition {
                Some(slug) => {
                    let (id, _) = edition_queries::by_slug(conn, &slug)?
                        .ok_or_else(|| invalid("edition", "there is no such edition"))?;
                    Some(id)
                }
                None => None,
            };
            let organisation = match query.organisation {
                Some(id) => Some(own_organisation(conn, &actor, id)?),
                None => None,
            };
            let wanted = OwnFiles {
                owner: actor.account.id,
                received: co_editing::queries::received(conn, actor.account.id)?,
                organisation,
                edition,
                states: query.state,
                archived: query.archived,
                words,
            };
            let mut items = queries::list(conn, &wanted, before, at_most)?;
            expected::complete(conn, &mut items, now)?;
            count_unread(conn, &mut items)?;
            let total = match query.count {
                Some(true) => Some(queries::count(conn, &wanted)?),
                Some(false) | None => None,
            };
            Ok((items, total))
        })
        .await?;
    let (items, next_cursor) = pager.cut(items, |last| last.id)?;
    let page = Page {
        items,
        next_cursor,
        total,
    };
    Ok(paging::respond(&request, &page))
}

/// Adds to each summary how many messages of the reviewers are unread.
fn count_unread(conn: &mut Conn, items: &mut [EventFileSummary]) -> Result<(), Error> {
    let ids: Vec<EventId> = items.iter().map(|item| item.id).collect();
    let unread = messages::unread_by_organisers(conn, &ids)?;
    for item in items {
        item.unread_messages = unread.get(&item.id).copied().unwrap_or_default();
    }
    Ok(())
}

/// The organisation with this identifier, if the caller belongs to it.
fn own_organisation(
    conn: &mut Conn,
    actor: &Actor,
    id: OrganisationId,
) -> Result<OrganisationId, Error> {
    let found = records::find(conn, id)?.map(|row| row.id());
    if let Some(id) = found
        && members::role_of(conn, id, actor.account.id)?.is_some()
    {
        return Ok(id);
    }
    Err(invalid(
        "organisation",
        "you belong to no such organisation",
    ))
}

/// The words to search for.
fn words_of(text: Option<&str>) -> Result<Vec<String>, Error> {
    let text = text.unwrap_or_default();
    if text.chars().count() > SEARCH_CHARS {
        return Err(invalid("q", "at most 200 characters"));
    }
    let mut words = search_words(text);
    words.truncate(SEARCH_WORDS);
    Ok(words)
}
