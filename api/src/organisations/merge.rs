//! Merge of two records of the same organisation.

use super::access::seat;
use super::fact::{self, Fact};
use super::letters;
use super::people::present;
use super::queries::{members, merging, records};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::OrganisationId;
use shared::letter::LetterKind;
use shared::organisation::{MergeInto, OrganisationPeople};
use shared::problem::{Code, FieldProblem};

/// Merge an organisation into another
///
/// Events, members, invitations and mandates move to the other organisation; a member of both keeps the wider role. The identifier
/// and the number of the first one lead to the other from then on, also for the public. The managers of the first one are informed
/// by mail. All or nothing of this is done, and it is not undone.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation that goes")),
    request_body = MergeInto,
    responses((status = 200, description = "The organisation that stays", body = OrganisationPeople), WriteRefusals)
)]
#[post("/organisations/{id}/merge")]
pub(super) async fn merge_organisations(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
    body: Body<MergeInto>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    let (id, MergeInto { into }) = (id.into_inner(), body.into_inner());
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let gone = seat(conn, &actor, id)?;
            let kept = records::find(conn, into)?.ok_or_else(|| {
                Error::invalid(vec![FieldProblem::new(
                    "/into",
                    Code::UnknownValue,
                    "there is no such organisation",
                )])
            })?;
            let (from, into) = (gone.organisation.id(), kept.id());
            if from == into {
                let detail = "an organisation cannot be merged into itself";
                let fault = FieldProblem::new("/into", Code::NotAllowed, detail);
                return Err(Error::invalid(vec![fault]));
            }
            let merged = Fact::other(into).entry(from, fact::MERGED, gone.by)?;
            // First, since appending takes the lock under which nobody else files, joins or merges.
            log::append(conn, now, &merged)?;
            let is_current = |id, row: Option<super::rows::OrganisationRow>| {
                row.is_some_and(|row| row.id() == id)
            };
            if !is_current(from, records::find(conn, from)?)
                || !is_current(into, records::find(conn, into)?)
            {
                return Err(Error::not_found());
            }
            let events = merging::events_of(conn, from)?;
            let absorbed = Fact {
                events: Some(events.len()),
                ..Fact::other(from)
            };
            let mut entries = vec![(now, absorbed.entry(into, fact::ABSORBED, gone.by)?)];
            let moved = events.into_iter();
            entries.extend(moved.map(|event| (now, fact::moved(event, into, gone.by))));
            log::append_all(conn, &entries)?;
            let managers = members::managers(conn, from)?;
            merging::merge(conn, from, into, now)?;
            let name = &gone.organisation.name;
            letters::post_to(
                conn,
                services,
                managers,
                LetterKind::OrganisationMerged,
                &kept,
                name,
            )?;
            let kept = seat(conn, &actor, into)?;
            present(conn, &actor, &kept, now)
        })
        .await?;
    Ok(Json(shown))
}
