//! Execution of a decision: transition, stored decision, log entry and e-mail to the organiser, in one transaction.

use super::letters::{self, About};
use super::{queries, sheet};
use crate::criteria;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Performer, Transition};
use actix_web::HttpResponse;
use actix_web::web::Data;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Recipient};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::{Actor, Arrival};
use shared::id::EventId;
use shared::label::Action;

/// Performs a transition of an event submission that the caller may read, and responds with the updated review sheet.
pub(super) async fn act(
    services: Data<Services>,
    actor: Actor,
    id: EventId,
    expected: Expected,
    transition: Transition,
    Arrival(arrival): Arrival,
) -> Result<HttpResponse, ApiError> {
    let sheet = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let performer = Performer::of(&actor, &file);
            let decided = transition::apply(
                services,
                conn,
                &file,
                &performer,
                &expected,
                &transition,
                arrival,
            )?;
            notify_owner(services, conn, &decided, &transition)?;
            sheet::of(conn, &actor, &decided, services.clock.now())
        })
        .await?;
    Ok(sheet::respond(&sheet))
}

/// Sends the decision to the organiser.
fn notify_owner(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    transition: &Transition,
) -> Result<(), Error> {
    let Some(owner) = queries::owner(conn, file.owner)? else {
        return Ok(());
    };
    let site = &services.site.url;
    let file_page = format!("{site}/mes-evenements/{}", file.id);
    let about = About {
        recipient: Recipient {
            email: &owner.email,
            name: &owner.name,
        },
        title: file.title(),
        edition: &file.edition.name,
        link: &file_page,
        referent: file.referent(),
    };
    let comment = transition.comment.as_deref();
    let letter = match transition.action {
        Action::RequestCorrection => Some(letters::correction(
            about,
            comment.unwrap_or_default(),
            &transition.fields,
            &file.edition.additional,
        )),
        Action::Grant => {
            let slug = file.slug.as_deref().unwrap_or_default();
            let link = format!("{site}/evenements/{}/{slug}", file.edition.slug);
            Some(letters::labelled(
                About {
                    link: &link,
                    ..about
                },
                comment,
            ))
        }
        Action::Refuse => {
            let answers = criteria::of_round(conn, file.id, file.round)?;
            let reason = comment.unwrap_or_default();
            Some(letters::refused(
                about,
                reason,
                &answers,
                &file.edition.criteria,
            ))
        }
        Action::Revoke => Some(letters::revoked(about, comment.unwrap_or_default())),
        // Actions of the organiser.
        Action::Submit | Action::Withdraw => None,
    };
    match letter {
        Some(letter) => mail::post(conn, &services.clock, &letter).map(drop),
        None => Ok(()),
    }
}
