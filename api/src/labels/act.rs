//! How a decision is carried out: the move, its decision, its row of the log and the letter to the organiser, in one
//! transaction.

use super::letters::{self, About, Letter};
use super::{queries, sheet};
use crate::criteria;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Asked, Mover, Step};
use actix_web::HttpResponse;
use actix_web::web::Data;
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::Actor;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use shared::id::EventId;
use shared::label::Action;

/// Takes a step on a file, if the caller reaches it, and answers the sheet as it is then.
pub(super) async fn act(
    services: Data<Services>,
    actor: Actor,
    id: EventId,
    expected: Expected,
    step: Step,
) -> Result<HttpResponse, ApiError> {
    let sheet = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let mover = Mover::of(&actor, &file);
            let asked = Asked {
                mover: &mover,
                expected: &expected,
                step: &step,
            };
            let decided = transition::apply(services, conn, &file, &asked)?;
            tell(services, conn, &decided, &step)?;
            sheet::of(conn, &actor, &decided, services.clock.now())
        })
        .await?;
    Ok(sheet::answer(&sheet))
}

/// Tells the organiser what was decided.
fn tell(services: &Services, conn: &mut Conn, file: &StoredFile, step: &Step) -> Result<(), Error> {
    let owner = queries::owner(conn, file.owner)?;
    let site = &services.site.url;
    let file_page = format!("{site}/mes-evenements/{}", file.id);
    let about = About {
        name: &owner.name,
        title: file.title(),
        edition: &file.edition.name,
        link: &file_page,
    };
    let words = step.words.as_deref();
    let letter = match step.action {
        Action::RequestCorrection => Some(letters::correction(
            about,
            words.unwrap_or_default(),
            &step.fields,
        )),
        Action::Grant => {
            let slug = file.slug.as_deref().unwrap_or_default();
            let link = format!("{site}/evenements/{}/{slug}", file.edition.slug);
            Some(letters::labelled(
                About {
                    link: &link,
                    ..about
                },
                words,
            ))
        }
        Action::Refuse => {
            let answers = criteria::of_round(conn, file.id, file.round)?;
            let reason = words.unwrap_or_default();
            Some(letters::refused(
                about,
                reason,
                &answers,
                &file.edition.criteria,
            ))
        }
        Action::Revoke => Some(letters::revoked(about, words.unwrap_or_default())),
        // The organiser's own moves.
        Action::Submit | Action::Withdraw => None,
    };
    match letter {
        Some(Letter { subject, body }) => {
            let letter = mail::Letter {
                recipient: owner.email,
                subject,
                body,
            };
            mail::post(conn, &services.clock, &letter).map(drop)
        }
        None => Ok(()),
    }
}
