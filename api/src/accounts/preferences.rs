//! The letters that the signed-in person wants.

use super::optional_letters as letters;
use super::{collected_letters, letter_choices};
use actix_web::web::{Data, Json};
use actix_web::{get, put};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::{Actor, Body, problems};
use shared::account::{CollectedLetter, OptionalLetter, Preferences};
use shared::problem::{Code, FieldProblem};

/// Get the preferences of the signed-in account
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Preferences", body = Preferences), problems::Refusals)
)]
#[get("/account/preferences")]
pub(super) async fn get_preferences(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Preferences>, ApiError> {
    let account = actor.account;
    let stored = services
        .db
        .read(move |conn| letter_choices::of(conn, &account))
        .await?;
    Ok(Json(stored))
}

/// Replace the preferences of the signed-in account
///
/// Only kinds of letters that are not owed can be refused, and `review_request` alone can be sent several together. A reviewer may
/// choose otherwise for a territory or a review group in which the person reviews: the choice for the group of a file decides, else
/// that for the nearest territory around it, else that for the kind.
#[utoipa::path(
    tag = "accounts",
    request_body = Preferences,
    responses((status = 200, description = "Stored preferences", body = Preferences), problems::FormRefusals)
)]
#[put("/account/preferences")]
pub(super) async fn set_preferences(
    services: Data<Services>,
    actor: Actor,
    body: Body<Preferences>,
) -> Result<Json<Preferences>, ApiError> {
    let wanted = body.into_inner();
    let account = actor.account;
    let faults = faults_of(&wanted);
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    let stored = services
        .write(move |conn, services| {
            let id = account.id;
            let own = letter_choices::scopes(conn, &account)?;
            let faults = wanted.scope_faults(&letter_choices::only(&own));
            if !faults.is_empty() {
                return Err(Error::invalid(faults));
            }
            for letter in OptionalLetter::ALL.iter().copied() {
                if wanted.refused_letters.contains(&letter) {
                    letters::refuse(conn, id, letter, services.clock.now())?;
                } else {
                    letters::accept(conn, id, letter)?;
                }
            }
            collected_letters::wish(conn, id, &wanted.collected_letters)?;
            letter_choices::choose(conn, id, &wanted.scoped_letters)?;
            letter_choices::of(conn, &account)
        })
        .await?;
    Ok(Json(stored))
}

/// The kinds of letters that cannot wait, or are named twice.
fn faults_of(wanted: &Preferences) -> Vec<FieldProblem> {
    let collected = &wanted.collected_letters;
    let wrong = collected.iter().enumerate().filter(|(at, wish)| {
        let named = |other: &CollectedLetter| other.letter == wish.letter;
        !wish.letter.can_wait() || collected.iter().take(*at).any(named)
    });
    wrong
        .map(|(at, _)| {
            let pointer = format!("/collectedLetters/{at}/letter");
            FieldProblem::new(pointer, Code::NotAllowed, "a kind that can wait, once")
        })
        .collect()
}
