//! Partners: the directory of an edition, the spaces in which partners work, and their API keys.

mod directory;
mod keys;
mod rates;
mod spaces;

use crate::accounts::{mails, next_mail, token};
use crate::support::{Person, TestApp};
use serde_json::json;
use shared::id::PartnerSpaceId;
use shared::partner::PartnerSpacePeople;

const SPACES: &str = "/api/v1/partner-spaces";

/// Path of a space, with what follows it.
pub(crate) fn at(id: PartnerSpaceId, rest: &str) -> String {
    format!("{SPACES}/{id}{rest}")
}

/// Opens the space of CCI France under an identifier.
pub(crate) async fn opened(coordinator: &Person, partner: &str) -> PartnerSpaceId {
    let body = json!({ "partner": partner, "name": "CCI France" });
    let opened: PartnerSpacePeople = coordinator.post(SPACES, &body).await.ok(201);
    opened.space.id
}

/// Invites an address, and returns the secret of the mailed link.
async fn invited(app: &TestApp, inviter: &Person, id: PartnerSpaceId, email: &str) -> String {
    let known = mails(app, email).await.len();
    let body = json!({ "email": email });
    inviter
        .post(&at(id, "/invitations"), &body)
        .await
        .ok::<PartnerSpacePeople>(200);
    token(&next_mail(app, email, known).await)
}

/// A new member of a space.
pub(crate) async fn joined(app: &TestApp, inviter: &Person, id: PartnerSpaceId) -> Person {
    let person = app.organiser().await;
    let email = person.account().email.clone();
    let secret = invited(app, inviter, id, &email).await;
    let accepted = person
        .post(
            "/api/v1/partner-invitations/accept",
            &json!({ "token": secret }),
        )
        .await;
    assert_eq!(accepted.status.as_u16(), 200, "{}", accepted.text);
    person
}
