//! Issue of a late pass.

use super::{ISSUED, entry, reviews};
use crate::accounts::people::email_key;
use crate::editions::queries as edition_queries;
use crate::events::edition_closed::closed;
use crate::late_passes::{self, StoredPass, queries};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::Duration;
use ground::error::Error;
use ground::mail::{self, Letter, Recipient};
use ground::{ids, log};
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::WriteRefusals;
use http::{Actor, Body, Slug};
use messages::letters::{Values, dates};
use shared::edition::{Edition, FilingClosed};
use shared::id::{LatePassId, MailId};
use shared::late_pass::{IssuedLatePass, LatePass, NewLatePass};
use shared::letter::{LetterKind, LetterTag};
use shared::place::Territory;
use shared::problem::{Code, FieldProblem};

/// Passes issued by one person.
const ISSUE: Limit = Limit {
    what: "issue_late_pass",
    window: Duration::hours(1),
    per_person: 100,
    per_machine: UNLIMITED,
};

/// Issue a late pass
///
/// One submission after the deadline: of any organiser who has the code, or of the organiser with the address, whom a mail
/// informs and whose submissions use it by themselves. A referent issues passes for their territory or a part of it. The code is
/// shown in this response only.
#[utoipa::path(
    tag = "labels",
    request_body = NewLatePass,
    responses((status = 201, description = "The pass and its code", body = IssuedLatePass), WriteRefusals)
)]
#[post("/labels/late-passes")]
pub(in crate::labels) async fn issue_late_pass(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewLatePass>,
) -> Result<HttpResponse, ApiError> {
    let new = body.into_inner();
    let territory = new.territory.clone().unwrap_or(Territory::National);
    if !reviews(&actor, &territory) {
        return Err(at("/territory", "not a territory of the caller").into());
    }
    let slug = Slug::try_from(new.edition.clone()).map_err(|_malformed| no_edition())?;
    limits::count(&services, ISSUE, &Attempt::by(actor.account.id)).await?;
    let issued = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (edition_id, edition) = edition_queries::by_slug(conn, &slug)?
                .filter(|(_, edition)| edition.is_public())
                .ok_or_else(no_edition)?;
            if !edition.is_writable() {
                return Err(closed(FilingClosed::Status(edition.status)));
            }
            let kinds = edition.vocabularies.kinds.iter();
            let email = new
                .check(kinds.map(|term| term.id.as_str()), now)
                .map_err(Error::invalid)?;
            let id = LatePassId(ids::new(&services.clock));
            let code = late_passes::code(services, id);
            let stored = StoredPass {
                edition_id,
                hash: late_passes::hash(&code),
                issued_by: actor.account.id,
                email_key: email.as_deref().map(email_key),
                pass: LatePass {
                    id,
                    edition: edition.slug.clone(),
                    territory: territory.clone(),
                    kind: new.kind.clone(),
                    email,
                    created_at: now,
                    expires_at: new.expires_at,
                    used_at: None,
                    event: None,
                    revoked_at: None,
                },
            };
            log::append(conn, now, &entry(&actor, &stored, ISSUED))?;
            queries::insert(conn, &stored)?;
            if let Some(email) = &stored.pass.email {
                let letter = letter(services, &edition, &stored.pass, email);
                mail::post_as(conn, &services.clock, MailId(id.0), &letter)?;
            }
            Ok(IssuedLatePass {
                pass: stored.pass,
                code,
            })
        })
        .await?;
    Ok(HttpResponse::Created().json(issued))
}

/// Tells the organiser of the pass; the code is added when the letter is sent.
fn letter(services: &Services, edition: &Edition, pass: &LatePass, email: &str) -> Letter {
    let until = pass.expires_at.with_timezone(&chrono_tz::Europe::Paris);
    let to = Recipient::of(email, email);
    let values = Values::default()
        .with(
            LetterTag::Due,
            dates::local_moment(to.language, until.naive_local()),
        )
        .with(LetterTag::Code, mail::secret_code())
        .with(
            LetterTag::Link,
            format!("{}/mes-evenements", services.site.url),
        );
    Letter::of_edition(LetterKind::LatePass, edition, to, values)
}

fn no_edition() -> Error {
    at("/edition", "there is no such edition")
}

fn at(pointer: &str, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new(pointer, Code::UnknownValue, detail)])
}
