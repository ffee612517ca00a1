//! Invitations: who accepts one, how one ends, and which are refused.

use super::{accept, co_editing, invitations, invite, invited, joined};
use crate::accounts::mails;
use crate::leaving::leave;
use crate::support::{Engine, PASSWORD, TestApp, edition, form};
use chrono::Duration;
use rstest::rstest;
use serde_json::json;
use shared::event::{CoEditing, Joined, ReceivedInvitations};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_invitation_waits_for_a_person_without_an_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let email = "alix.moreau@example.org";
    let token = invited(&app, &owner, draft.id, email, "editor").await;

    let newcomer = app
        .named("Alix.Moreau@example.org", "Alix Moreau", &[])
        .await;
    let received: ReceivedInvitations = newcomer.get("/api/v1/invitations").await.ok(200);

    assert_eq!(received.items.len(), 1);
    assert_eq!(received.items[0].token, token);
    assert_eq!(received.items[0].invitation.event, draft.id);
    accept(&newcomer, &received.items[0].token)
        .await
        .ok::<Joined>(200);
    let none: ReceivedInvitations = newcomer.get("/api/v1/invitations").await.ok(200);
    assert!(none.items.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_accepted_with_its_own_address_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, stranger) = (app.organiser().await, app.organiser().await);
    let unverified = app.unverified().await;
    let draft = owner.draft(&form()).await;
    let token = invited(
        &app,
        &owner,
        draft.id,
        &unverified.account().email,
        "editor",
    )
    .await;

    accept(&stranger, &token).await.refused(Code::OtherAddress);
    accept(&owner, &token).await.refused(Code::OtherAddress);
    accept(&unverified, &token)
        .await
        .refused(Code::EmailUnverified);
    accept(&app.visitor(), &token)
        .await
        .refused(Code::Unauthenticated);
    accept(&stranger, "nothing")
        .await
        .refused(Code::InvalidLink);
    let received: ReceivedInvitations = unverified.get("/api/v1/invitations").await.ok(200);
    assert!(received.items.is_empty());
    assert_eq!(co_editing(&owner, draft.id).await.invitations.len(), 1);
}

#[rstest]
#[tokio::test]
async fn an_invitation_to_an_erased_account_is_over_and_the_address_may_be_invited_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("editor", "submitter", "owner")] role: &str,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, person) = (app.organiser().await, app.organiser().await);
    let draft = owner.draft(&form()).await;
    let email = person.account().email.clone();
    let token = invited(&app, &owner, draft.id, &email, role).await;
    let left = leave(&person, PASSWORD).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);

    assert!(co_editing(&owner, draft.id).await.invitations.is_empty());
    app.visitor()
        .post("/api/v1/invitations/preview", &json!({ "token": token }))
        .await
        .refused(Code::InvalidLink);
    let again = app.named(&email, "Somebody", &[]).await;
    accept(&again, &token).await.refused(Code::InvalidLink);
    let received: ReceivedInvitations = again.get("/api/v1/invitations").await.ok(200);
    assert!(received.items.is_empty());
    let token = invited(&app, &owner, draft.id, &email, role).await;
    accept(&again, &token).await.ok::<Joined>(200);
}

#[rstest]
#[tokio::test]
async fn a_revoked_replaced_declined_or_expired_invitation_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, person) = (app.organiser().await, app.organiser().await);
    let email = person.account().email.clone();
    let draft = owner.draft(&form()).await;

    let replaced = invited(&app, &owner, draft.id, &email, "editor").await;
    let revoked = invited(&app, &owner, draft.id, &email, "submitter").await;
    accept(&person, &replaced).await.refused(Code::InvalidLink);
    let open = co_editing(&owner, draft.id).await.invitations;
    assert_eq!(open.len(), 1);
    let address = format!("{}/{}", invitations(draft.id), open[0].id);
    person.delete(&address).await.refused(Code::NotFound);
    assert_eq!(owner.delete(&address).await.status.as_u16(), 204);
    owner.delete(&address).await.refused(Code::NotFound);
    accept(&person, &revoked).await.refused(Code::InvalidLink);

    let declined = invited(&app, &owner, draft.id, &email, "editor").await;
    let answer = app
        .visitor()
        .post("/api/v1/invitations/decline", &json!({ "token": declined }))
        .await;
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    accept(&person, &declined).await.refused(Code::InvalidLink);
    let letters = mails(&app, &owner.account().email).await;
    assert!(
        letters[0]
            .summary
            .subject
            .starts_with("Invitation déclinée")
    );

    let expired = invited(&app, &owner, draft.id, &email, "editor").await;
    app.clock.advance(Duration::days(14) + Duration::seconds(1));
    let (owner, person) = (app.anew(&owner).await, app.anew(&person).await);
    accept(&person, &expired).await.refused(Code::InvalidLink);
    assert!(co_editing(&owner, draft.id).await.invitations.is_empty());
    assert!(co_editing(&owner, draft.id).await.editors.is_empty());
}

#[rstest]
#[tokio::test]
async fn invitations_are_bounded(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    for number in 0..10 {
        let email = format!("guest{number}@example.org");
        invite(&owner, draft.id, &email, "editor")
            .await
            .ok::<CoEditing>(200);
    }

    let problem = invite(&owner, draft.id, "one.more@example.org", "editor")
        .await
        .refused(Code::Invalid);

    let fault = &problem.errors[0];
    assert_eq!(
        (fault.pointer.as_str(), fault.code, fault.limit),
        ("/email", Code::TooMany, Some(10))
    );
    assert_eq!(mails(&app, "one.more@example.org").await.len(), 0);
    // A new invitation to the same address takes no further place.
    invite(&owner, draft.id, "guest3@example.org", "submitter")
        .await
        .ok::<CoEditing>(200);
}

#[rstest]
#[case::oneself("person0@example.org", "editor", Code::OwnAddress)]
#[case::oneself_in_capitals("Person0@Example.org", "owner", Code::OwnAddress)]
#[case::malformed("marie@", "editor", Code::InvalidEmail)]
#[case::already("person1@example.org", "editor", Code::Duplicate)]
#[tokio::test]
async fn a_wrong_invitation_is_refused_at_its_field(
    #[case] email: &str,
    #[case] role: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let (owner, editor) = (app.organiser().await, app.organiser().await);
    let draft = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &editor, "editor").await;

    let problem = invite(&owner, draft.id, email, role)
        .await
        .refused(Code::Invalid);

    let fault = &problem.errors[0];
    assert_eq!((fault.pointer.as_str(), fault.code), ("/email", code));
}

#[tokio::test]
async fn only_a_verified_owner_invites() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let (owner, editor, unverified) = (
        app.organiser().await,
        app.organiser().await,
        app.unverified().await,
    );
    let draft = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &editor, "submitter").await;
    let own = unverified.draft(&form()).await;

    let guest = "guest@example.org";
    invite(&editor, draft.id, guest, "editor")
        .await
        .refused(Code::NotFound);
    invite(&unverified, own.id, guest, "editor")
        .await
        .refused(Code::EmailUnverified);
    assert!(co_editing(&editor, draft.id).await.invitations.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_secret_is_stored_nowhere(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut named = form();
    // A draft holds what was typed, control characters included.
    named["title"] = json!("Visite \u{1a}https://example.net/?\u{1a}");
    let draft = owner.draft(&named).await;

    let token = invited(&app, &owner, draft.id, "guest@example.org", "editor").await;

    assert_eq!(crate::leaving::rows_with(&app, &token), Vec::new());
    let mail = &mails(&app, "guest@example.org").await[0];
    assert_eq!(mail.body_text.matches(&token).count(), 1);
}
