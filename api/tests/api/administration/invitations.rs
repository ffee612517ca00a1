//! Invitations to a role.

use super::{disable, grant, kinds, national, referent};
use crate::accounts::{mails, next_mail, token};
use crate::leaving::leave;
use crate::support::{Answer, Engine, PASSWORD, Person, TestApp};
use chrono::Duration;
use ground::log::Subject;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Account, OpenRoleInvitations, PersonSheet, Role, RoleOffer};
use shared::problem::Code;

const INVITATIONS: &str = "/api/v1/role-invitations";
const EMAIL: &str = "noe.blanc@example.org";

async fn invite(manager: &Person, email: &str, role: &Value) -> Answer {
    let mut body = role.clone();
    body["email"] = json!(email);
    manager.post(INVITATIONS, &body).await
}

async fn accept(person: &Person, token: &str) -> Answer {
    person
        .post("/api/v1/role-offers/accept", &json!({ "token": token }))
        .await
}

/// Invites, and returns the secret of the mailed link.
async fn invited(app: &TestApp, manager: &Person, role: &Value) -> String {
    let known = mails(app, EMAIL).await.len();
    invite(manager, EMAIL, role)
        .await
        .ok::<OpenRoleInvitations>(200);
    token(&next_mail(app, EMAIL, known).await)
}

#[rstest]
#[tokio::test]
async fn an_invited_person_has_the_role_once_it_is_accepted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.coordinator().await;
    let secret = invited(&app, &manager, &referent("department:69")).await;

    let offer: RoleOffer = app
        .visitor()
        .post("/api/v1/role-offers/preview", &json!({ "token": secret }))
        .await
        .ok(200);
    let person = app.named("Noe.Blanc@example.org", "Noé Blanc", &[]).await;
    let other = app.organiser().await;
    accept(&other, &secret).await.refused(Code::OtherAddress);
    let account: Account = accept(&person, &secret).await.ok(200);
    let again: Account = accept(&person, &secret).await.ok(200);

    assert_eq!(offer.email, EMAIL);
    assert_eq!(offer.inviter, manager.account().name);
    assert_eq!(account.grants, [grant(Role::Referent, "department:69")]);
    assert_eq!(again, account);
    assert_eq!(
        person.get("/api/v1/labels/queue").await.status.as_u16(),
        200
    );
    let open: OpenRoleInvitations = manager.get(INVITATIONS).await.ok(200);
    assert!(open.items.is_empty());
    assert_eq!(kinds(&app, Subject::Platform), ["platform.role_invited"]);
    assert_eq!(
        kinds(&app, Subject::Account(account.id))[1..],
        ["account.invitation_accepted"]
    );
}

#[rstest]
#[tokio::test]
async fn a_link_works_once_in_time_and_until_it_is_revoked_or_replaced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let person = app.named(EMAIL, "Noé Blanc", &[]).await;
    let role = referent("region:84");

    let replaced = invited(&app, &manager, &role).await;
    let revoked = invited(&app, &manager, &role).await;
    accept(&person, &replaced).await.refused(Code::InvalidLink);
    let open: OpenRoleInvitations = manager.get(INVITATIONS).await.ok(200);
    assert_eq!(open.items.len(), 1);
    let gone = manager
        .delete(&format!("{INVITATIONS}/{}", open.items[0].id))
        .await;
    assert_eq!(gone.status.as_u16(), 204);
    accept(&person, &revoked).await.refused(Code::InvalidLink);
    let late = invited(&app, &manager, &role).await;
    app.clock.advance(Duration::days(7));
    let person = app.anew(&person).await;
    accept(&person, &late).await.refused(Code::InvalidLink);
    let manager = app.anew(&manager).await;
    let used = invited(&app, &manager, &role).await;
    accept(&person, &used).await.ok::<Account>(200);
    let path = super::at(person.account().id, "/grants/referent/region:84");
    manager.delete(&path).await.ok::<PersonSheet>(200);
    accept(&person, &used).await.refused(Code::InvalidLink);
}

#[rstest]
#[tokio::test]
async fn an_invitation_to_an_erased_account_is_over_and_the_address_may_be_invited_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(referent("region:84"), national(Role::Coordinator))] role: Value,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let person = app.named(EMAIL, "Noé Blanc", &[]).await;
    let secret = invited(&app, &manager, &role).await;
    let left = leave(&person, PASSWORD).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);

    let open: OpenRoleInvitations = manager.get(INVITATIONS).await.ok(200);
    assert!(open.items.is_empty());
    app.visitor()
        .post("/api/v1/role-offers/preview", &json!({ "token": secret }))
        .await
        .refused(Code::InvalidLink);
    let again = app.named(EMAIL, "Noé Blanc", &[]).await;
    accept(&again, &secret).await.refused(Code::InvalidLink);
    let secret = invited(&app, &manager, &role).await;
    let account: Account = accept(&again, &secret).await.ok(200);
    assert_eq!(account.grants.len(), 1);
}

#[tokio::test]
async fn an_invitation_ends_with_the_rights_of_who_sent_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, inviter) = (app.administrator().await, app.coordinator().await);
    app.coordinator().await;
    let person = app.named(EMAIL, "Noé Blanc", &[]).await;
    let secret = invited(&app, &inviter, &referent("region:84")).await;
    disable(&manager, &inviter).await.ok::<PersonSheet>(200);

    accept(&person, &secret).await.refused(Code::InvalidLink);
}

#[tokio::test]
async fn a_coordinator_invites_referents_only_and_nobody_raises_themself() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, coordinator) = (app.administrator().await, app.coordinator().await);
    for role in [Role::Coordinator, Role::Administrator] {
        invite(&coordinator, EMAIL, &national(role))
            .await
            .refused(Code::Forbidden);
    }
    let own = coordinator.account().email.clone();
    let refused = invite(&coordinator, &own, &referent("region:84")).await;
    assert_eq!(
        refused.refused(Code::Invalid).errors[0].code,
        Code::OwnAddress
    );
    invite(&manager, EMAIL, &national(Role::Coordinator))
        .await
        .ok::<OpenRoleInvitations>(200);
    let seen: OpenRoleInvitations = coordinator.get(INVITATIONS).await.ok(200);
    assert!(seen.items.is_empty());
    let wrong = json!({ "role": "coordinator", "territory": "region:84" });
    let refused = invite(&manager, "no address", &wrong).await;
    let pointers: Vec<String> = refused
        .refused(Code::Invalid)
        .errors
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(pointers, ["/email", "/territory"]);
}

#[tokio::test]
async fn an_unverified_account_cannot_accept() {
    let app = TestApp::start(Engine::Sqlite).await;
    let manager = app.administrator().await;
    let person = app.unverified().await;
    let email = person.account().email.clone();
    invite(&manager, &email, &referent("region:84"))
        .await
        .ok::<OpenRoleInvitations>(200);
    let secret = token(&next_mail(&app, &email, 0).await);

    accept(&person, &secret)
        .await
        .refused(Code::EmailUnverified);
}
