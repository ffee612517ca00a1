//! Storage of a new version of an edition.

use super::found;
use super::get::{present, respond};
use super::weigh::weigh;
use crate::editions::put::{self, Circumstances};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use ground::log::By;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::account::Role;
use shared::edition::{EditionPreview, EditionSave, EffectCount, ManagedEdition};
use shared::problem::{Code, FieldProblem};

/// Save an edition
///
/// Replaces the whole edition, or reports all of its faults at once (422). A change that affects events needs the token of its
/// preview, or a reason (409 `effects_unseen`); the token changes when the events or the edition have changed since. The change
/// is stored in the history of the edition, and public at once. For administrators.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = EditionSave,
    responses((status = 200, description = "The edition; `ETag` is its new version", body = ManagedEdition), ConditionalRefusals)
)]
#[put("/administration/editions/{edition}")]
pub(super) async fn save_edition(
    services: Data<Services>,
    actor: Actor,
    slug: Path<Slug>,
    expected: Expected,
    body: Body<EditionSave>,
) -> Result<HttpResponse, ApiError> {
    let (slug, save) = (slug.into_inner(), body.into_inner());
    let reason = save.read_reason();
    let (now, proposal) = (services.clock.now(), save.edition.clone());
    // Outside the transaction that writes: looking at every event takes longer than others should wait for.
    let (stored, preview) = services
        .db
        .read(move |conn| {
            let stored = found(conn, &slug)?;
            expected.check(stored.version)?;
            let preview = weigh(conn, &stored, &proposal, now)?;
            Ok((stored, preview))
        })
        .await?;
    let reason = check(&preview, &save, reason)?;
    let by = By::Person(actor.account.id, Role::Administrator);
    let effects = numbers(preview);
    let saved = services
        .write(move |conn, services| {
            let before = (stored.id, stored.version, &*stored.edition);
            if *stored.edition != save.edition {
                let circumstances = Circumstances {
                    copied_from: None,
                    reason: reason.clone(),
                    effects: effects.clone(),
                };
                put::replace(
                    conn,
                    &services.clock,
                    before,
                    &save.edition,
                    by,
                    circumstances,
                )?;
            }
            let slug = Slug::try_from(stored.edition.slug.clone())
                .map_err(|fault| anyhow::anyhow!(fault))?;
            let now_stored = found(conn, &slug)?;
            present(conn, now_stored)
        })
        .await?;
    Ok(respond(&saved))
}

/// Refuses a proposal that has faults, and one with effects for which there is neither the token of a preview nor a reason.
/// Returns the reason.
fn check(
    preview: &EditionPreview,
    save: &EditionSave,
    reason: Result<Option<String>, FieldProblem>,
) -> Result<Option<String>, Error> {
    let mut faults = preview.faults.clone();
    let reason = reason.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let has_seen = save.token.as_ref() == Some(&preview.token);
    let affected = preview.effects.affected;
    if affected > 0 && !has_seen && reason.is_none() {
        return Err(Error::rejected(Code::EffectsUnseen)
            .because(format!("the change affects {affected} events")));
    }
    Ok(reason)
}

/// The effects without the events, for the log.
fn numbers(preview: EditionPreview) -> Vec<EffectCount> {
    let effects = preview.effects.by_effect.into_iter();
    effects
        .map(|effect| EffectCount {
            events: Vec::new(),
            ..effect
        })
        .collect()
}
