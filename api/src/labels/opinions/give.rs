//! The expert gives or changes the opinion.

use super::read::count;
use super::{letters, opened, sheet};
use crate::accounts::queries as accounts;
use crate::conversation::opinions;
use crate::events::fact::{self, Fact};
use actix_web::HttpRequest;
use actix_web::put;
use actix_web::web::{Data, Json};
use ground::error::Error;
use ground::log::{self, By};
use ground::mail;
use http::{ApiError, Body, Services, problems};
use shared::conversation::{OpinionForm, OpinionSheet};

/// Give an opinion with the secret of a link
///
/// Replaces the opinion that was given before with the same link. The first one informs the reviewer who asked. 422 `invalid_link` once
/// the link has expired or is revoked, or the event is withdrawn.
#[utoipa::path(
    tag = "labels",
    request_body = OpinionForm,
    responses((status = 200, description = "Question and submission, with the opinion", body = OpinionSheet), problems::FormRefusals)
)]
#[put("/opinions")]
pub(super) async fn give_opinion(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<OpinionForm>,
) -> Result<Json<OpinionSheet>, ApiError> {
    count(&services, &request).await?;
    let form = body.into_inner();
    let (verdict, text) = form.check().map_err(Error::invalid)?;
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (row, file) = opened(conn, &form.key, now)?;
            let payload = Fact {
                opinion: Some(row.id()),
                ..Fact::default()
            };
            let entry = payload.entry(&file, fact::OPINION_GIVEN, By::System)?;
            log::append(conn, now, &entry)?;
            // A revocation that came first has ended before the lock of the log was ours.
            let (mut row, file) = opened(conn, &form.key, now)?;
            opinions::give(conn, row.id(), verdict, &text, now)?;
            if row.given_at.is_none()
                && let Some(asker) = accounts::find(conn, row.asked_by.into())?
            {
                let letter = letters::given(services, &asker, &file, &row);
                mail::post(conn, &services.clock, &letter)?;
            }
            row.verdict = Some(verdict.as_str().to_owned());
            row.text = Some(text.clone());
            row.given_at = Some(now.into());
            Ok(sheet(&row, &file)?)
        })
        .await?;
    Ok(Json(shown))
}
