//! The kinds of letters.

use actix_web::get;
use actix_web::web::Json;
use http::problems::Refusals;
use http::query::Nothing;
use http::{Actor, ApiError, Query};
use messages::letters::wording;
use messages::{t, t_of};
use shared::letter::{Language, LetterDescription, LetterKind, TagDescription};

/// List the kinds of letters
///
/// All kinds for which an edition may have its own words, each with its tags and with the words of the platform in both
/// languages. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    responses((status = 200, description = "Kinds of letters, in the order of an event submission", body = Vec<LetterDescription>), Refusals)
)]
#[get("/administration/letters")]
pub(super) async fn list_letters(
    _actor: Actor,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Json<Vec<LetterDescription>>, ApiError> {
    let kinds = LetterKind::ALL.iter().copied();
    Ok(Json(
        kinds
            .filter(|kind| kind.is_of_edition())
            .map(described)
            .collect(),
    ))
}

fn described(kind: LetterKind) -> LetterDescription {
    let required = kind.required();
    let tags = kind.tags().into_iter().map(|tag| TagDescription {
        tag,
        explanation: t_of("letter.tag", tag).to_owned(),
        example: t(&format!("letter.tag.{tag}.example")).to_owned(),
        alone: !tag.is_words(),
        required: required.contains(&tag),
    });
    LetterDescription {
        kind,
        name: t_of("letter.kind", kind).to_owned(),
        tags: tags.collect(),
        fr: wording(kind, Language::French).clone(),
        en: wording(kind, Language::English).clone(),
    }
}
