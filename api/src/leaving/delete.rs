//! Deletion of one's own account.

use crate::accounts::passwords::Passwords;
use crate::accounts::people::email_key;
use crate::accounts::{cookie, erasure, proof};
use crate::conversation;
use crate::documents::DocumentShelf;
use crate::events::transition::{self, Performer, Transition};
use crate::events::{change, holdings, notices};
use crate::files::Forget;
use crate::images::ImageShelf;
use crate::imports::queries as imports;
use crate::organisations::departure;
use crate::partner_spaces;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs;
use ground::log::{self, By, Entry, Subject};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::{Actor, Arrival, Body, client, problems};
use messages::t;
use shared::account::{AccountDeletion, Fate, Role};
use shared::event::DocumentId;
use shared::id::EventId;
use shared::label::Action;
use shared::problem::Code;

/// Delete the signed-in account
///
/// Requires the password. A submission with co-editors goes to one of them: to who may submit first, then to who came first; one of
/// an organisation goes to a member who files for it. Of
/// the others, drafts are deleted with their images and documents; submissions under review are withdrawn; labelled events stay
/// public as submitted, without changes that wait for a check; other submissions stay with their reviewers, without contact person and without the answers to personal additional fields. The personal data of the account is
/// erased, with what the organiser's side wrote to the reviewers of submissions that nobody takes over; its sessions end, and its letters are deleted; the history names roles only. The address can sign up anew. The last
/// administrator and the last coordinator are refused (409 `last_holder`), and so is the last manager of an organisation with other
/// members (409 `last_manager`). All or nothing of this is done.
#[utoipa::path(
    tag = "accounts",
    request_body = AccountDeletion,
    responses((status = 204, description = "Account deleted"), problems::WriteRefusals)
)]
#[delete("/account")]
pub(super) async fn delete_account(
    request: HttpRequest,
    services: Data<Services>,
    passwords: Data<Passwords>,
    actor: Actor,
    Arrival(at): Arrival,
    body: Body<AccountDeletion>,
) -> Result<HttpResponse, ApiError> {
    client::same_origin(&services, &request)?;
    let AccountDeletion { password } = body.into_inner();
    let password = ("/password", password);
    let proven = proof::check(&request, &services, &passwords, &actor, password).await?;
    services
        .write(move |conn, services| {
            let account = &actor.account;
            // First, since appending takes the lock under which nobody else submits, decides, creates or leaves.
            log::append(conn, services.clock.now(), &erased(&actor))?;
            proven.hold(conn, services)?;
            if let Some(role) = erasure::last_holder_of(conn, account)? {
                return Err(
                    Error::rejected(Code::LastHolder).because(format!("nobody else is a {role}"))
                );
            }
            let managed = departure::last_manager_of(conn, account.id)?;
            if !managed.is_empty() {
                return Err(Error::rejected(Code::LastManager).because(managed.join(", ")));
            }
            holdings::lock(conn, account.id)?;
            let (mut drafts, mut documents) = (Vec::new(), Vec::new());
            for (id, fate) in holdings::fates(conn, account.id)? {
                match fate {
                    Fate::Deleted => drafts.push(id),
                    Fate::Withdrawn => {
                        documents.extend(withdraw(conn, services, &actor, id, at)?);
                    }
                    Fate::Closed => documents.extend(holdings::forget_people(conn, id)?),
                    Fate::Published => {
                        let file = holdings::existing(conn, id)?;
                        let by = By::Person(account.id, Role::Organiser);
                        change::forget(conn, file, by, at)?;
                    }
                    Fate::HandedOver => {}
                }
            }
            holdings::hand_over(conn, services, account.id)?;
            let by = By::Person(account.id, Role::Organiser);
            let freed = holdings::delete(conn, services, &drafts, by)?;
            let images = freed.images;
            documents.extend(freed.documents);
            if !images.is_empty() {
                let before = services.clock.now();
                let files = images;
                let forget = Forget::<ImageShelf> { files, before };
                jobs::enqueue(conn, &services.clock, &forget)?;
            }
            if !documents.is_empty() {
                let before = services.clock.now();
                let files = documents;
                let forget = Forget::<DocumentShelf> { files, before };
                jobs::enqueue(conn, &services.clock, &forget)?;
            }
            departure::leave_all(conn, services, account.id)?;
            partner_spaces::departure::leave_all(conn, services, account.id)?;
            let now = services.clock.now().into();
            conversation::erasure::erase(conn, account.id, &email_key(&account.email), now)?;
            imports::forget_all_of(conn, account.id)?;
            erasure::erase(conn, account, now)
        })
        .await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookie::cleared(&services))
        .finish())
}

/// Log entry of the deletion.
fn erased(actor: &Actor) -> Entry {
    Entry {
        by: By::Person(actor.account.id, Role::Organiser),
        subject: Subject::Account(actor.account.id),
        edition: None,
        kind: "account.erased",
        payload: serde_json::json!({}),
    }
}

/// Withdraws a submission under review, and informs its reviewers. Returns the documents that described people.
fn withdraw(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    id: EventId,
    at: DateTime<Utc>,
) -> Result<Vec<DocumentId>, Error> {
    let file = holdings::existing(conn, id)?;
    let (file, documents) = holdings::without_people(conn, file)?;
    let transition = Transition {
        action: Action::Withdraw,
        comment: Some(t("leaving.reason").to_owned()),
        fields: Vec::new(),
        late: false,
    };
    let performer = Performer::of(actor, &file);
    let withdrawn = transition::apply(
        services,
        conn,
        &file,
        &performer,
        &Expected::Any,
        &transition,
        at,
    )?;
    let reason = transition.comment.as_deref();
    notices::after_withdrawal(services, conn, &withdrawn, file.state, reason)?;
    Ok(documents)
}
