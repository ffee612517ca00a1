//! Composes a letter from words that need not be stored, without sending it.

use super::values;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use http::problems::FormRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::letter::{LetterPreview, LetterTrial};

/// Preview a letter
///
/// Writes a letter with words that need not be stored, and the values of an event submission of the edition; examples stand for
/// everything else, and no link has a secret. Words with faults are written as far as possible. For the coordination and
/// administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = LetterTrial,
    responses((status = 200, description = "The letter, and the faults of its words", body = LetterPreview), FormRefusals)
)]
#[post("/administration/editions/{edition}/letters/preview")]
pub(super) async fn preview_letter(
    services: Data<Services>,
    actor: Actor,
    slug: Path<Slug>,
    body: Body<LetterTrial>,
) -> Result<Json<LetterPreview>, ApiError> {
    let (slug, trial) = (slug.into_inner(), body.into_inner());
    let problems = values::faults(&trial);
    let of = services.clone();
    let letter = services
        .db
        .read(move |conn| {
            let (id, edition) = values::edition(conn, &slug)?;
            if problems
                .iter()
                .any(|fault| !fault.pointer.starts_with("/wording"))
            {
                return Err(ground::error::Error::invalid(problems));
            }
            // An endless text is not written.
            let endless = problems
                .iter()
                .any(|fault| fault.code == shared::problem::Code::TooLong);
            if endless {
                return Ok((None, problems));
            }
            let letter = values::written(conn, &of, &actor, (id, &edition), &trial)?;
            Ok((Some(letter), problems))
        })
        .await?;
    let (letter, problems) = letter;
    let (subject, text, html) = letter.map_or_else(Default::default, |letter| {
        (letter.subject, letter.body, letter.html.unwrap_or_default())
    });
    Ok(Json(LetterPreview {
        subject,
        text,
        html,
        problems,
    }))
}
