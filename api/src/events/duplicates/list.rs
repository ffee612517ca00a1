//! Lists the likely duplicates of an event.

use super::queries::{self, Candidate};
use crate::events::commune::commune_of;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::sharing::conflicts;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::event::{LikelyDuplicate, PlaceAndTime, TITLE_LIKENESS, TitleWords};
use shared::id::EventId;

/// Maximum number of events in the answer.
const LISTED: usize = 10;
/// Maximum number of events with a like title whose occurrences are compared.
const COMPARED: usize = 50;

/// List likely duplicates of an event
///
/// Events of the same edition in the same commune or within 150 metres, with an overlapping occurrence and a title that is alike by
/// 85 % or more; at most 10, the most alike first. An organiser sees public events and their own, in any state; a reviewer also sees
/// those that were submitted in their territory.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Likely duplicates", body = Vec<LikelyDuplicate>), Refusals)
)]
#[get("/events/{id}/duplicates")]
pub(super) async fn list_duplicates(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Vec<LikelyDuplicate>>, ApiError> {
    let found = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id.into_inner())?;
            duplicates_of(conn, &actor, &file)
        })
        .await?;
    Ok(Json(found))
}

/// Likely duplicates of an event that the caller may see, the most alike first.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn duplicates_of(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
) -> Result<Vec<LikelyDuplicate>, Error> {
    let near = file.place_and_time();
    let title = TitleWords::of(file.title());
    let candidates = queries::candidates(conn, file, &near)?;
    let mut alike: Vec<(f64, Candidate)> = candidates
        .into_iter()
        .filter(|candidate| candidate.is_seen_by(actor))
        .map(|candidate| (title.likeness(&TitleWords::of(&candidate.title)), candidate))
        .filter(|(likeness, _)| *likeness >= TITLE_LIKENESS)
        .collect();
    let ids: Vec<EventId> = alike.iter().map(|(_, candidate)| candidate.id).collect();
    let hidden = conflicts::hidden_among(conn, actor.account.id, &ids)?;
    alike.retain(|(_, candidate)| candidate.is_everyones(actor) || !hidden.contains(&candidate.id));
    alike.sort_by(|(one, first), (other, second)| {
        other.total_cmp(one).then(first.id.cmp(&second.id))
    });
    alike.truncate(COMPARED);
    if alike.is_empty() {
        return Ok(Vec::new());
    }
    let verdicts = queries::verdicts(conn, file.id)?;
    let mut found = Vec::new();
    for candidates in alike.chunks(LISTED) {
        let ids: Vec<EventId> = candidates.iter().map(|(_, one)| one.id).collect();
        let mut others = queries::alike(conn, &ids)?;
        for id in ids {
            let Some(other) = others.remove(&id) else {
                continue;
            };
            let commune = commune_of(&other.form);
            let its = PlaceAndTime::of(&other.form, commune.as_ref());
            let likeness = near.likeness(&title, &its, &TitleWords::of(&other.title));
            let (Some(likeness), Some(first_begin)) = (likeness, its.begin()) else {
                continue;
            };
            found.push(LikelyDuplicate {
                id,
                // Others are not compared.
                edition: file.edition.slug.clone(),
                slug: other.slug.filter(|_| other.state.is_public()),
                title: other.title,
                organiser: other.form.organiser.name,
                city: commune.map(|commune| commune.name),
                first_begin,
                state: other.state,
                own: actor.owns(other.owner),
                likeness,
                verdict: verdicts.get(&id).copied(),
            });
            if found.len() == LISTED {
                return Ok(found);
            }
        }
    }
    Ok(found)
}
