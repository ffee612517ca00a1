use super::{
    FOUNDRY, INVITATIONS, accept, at, created, invite, invited, joined, kinds, people, put,
};
use crate::accounts::mails;
use crate::leaving::leave;
use crate::support::{Answer, Engine, PASSWORD, Person, TestApp};
use chrono::Duration;
use rstest::rstest;
use serde_json::json;
use shared::id::{AccountId, OrganisationId};
use shared::organisation::{
    INVITATIONS_A_DAY, MEMBERS_MAX, MemberInvitation, Membership, OrganisationPeople,
    OrganisationRole, ReceivedMemberInvitations,
};
use shared::problem::Code;

async fn set_role(person: &Person, id: OrganisationId, account: AccountId, role: &str) -> Answer {
    let path = at(id, &format!("members/{account}"));
    put(person, &path, &json!({ "role": role })).await
}

async fn remove(person: &Person, id: OrganisationId, account: AccountId) -> Answer {
    person.delete(&at(id, &format!("members/{account}"))).await
}

#[rstest]
#[tokio::test]
async fn an_invited_person_becomes_a_member(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.organiser().await;
    let id = created(&manager, FOUNDRY, "Fonderie du Rhône").await;
    let email = "alix.moreau@example.org";

    let token = invited(&app, &manager, id, email, "files").await;
    let offered: MemberInvitation = app
        .visitor()
        .post(
            &format!("{INVITATIONS}/preview"),
            &json!({ "token": token }),
        )
        .await
        .ok(200);
    let newcomer = app
        .named("Alix.Moreau@example.org", "Alix Moreau", &[])
        .await;
    let received: ReceivedMemberInvitations = newcomer.get(INVITATIONS).await.ok(200);
    let joined: Membership = accept(&newcomer, &token).await.ok(200);
    let again: Membership = accept(&newcomer, &token).await.ok(200);

    assert_eq!(offered.organisation.name, "Fonderie du Rhône");
    assert_eq!(offered.inviter, manager.account().name);
    assert_eq!(received.items[0].token, token);
    assert_eq!(
        (joined.organisation, joined.role),
        (id, OrganisationRole::Files)
    );
    assert_eq!(again, joined);
    let shown = people(&newcomer, id).await;
    assert_eq!(shown.role, Some(OrganisationRole::Files));
    assert!(!shown.manageable);
    assert_eq!(shown.members.len(), 2);
    assert_eq!(
        kinds(&newcomer, id).await,
        [
            "organisation.created",
            "organisation.member_invited",
            "organisation.member_joined"
        ]
    );
    let letters = mails(&app, &manager.account().email).await;
    assert!(
        letters[0]
            .summary
            .subject
            .starts_with("Invitation acceptée")
    );
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_accepted_with_its_own_verified_address_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, stranger) = (app.organiser().await, app.organiser().await);
    let unverified = app.unverified().await;
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    let token = invited(&app, &manager, id, &unverified.account().email, "reads").await;

    accept(&stranger, &token).await.refused(Code::OtherAddress);
    accept(&unverified, &token)
        .await
        .refused(Code::EmailUnverified);
    accept(&app.visitor(), &token)
        .await
        .refused(Code::Unauthenticated);
    accept(&stranger, "nothing")
        .await
        .refused(Code::InvalidLink);
    let received: ReceivedMemberInvitations = unverified.get(INVITATIONS).await.ok(200);
    assert!(received.items.is_empty());
    assert_eq!(people(&manager, id).await.invitations.len(), 1);
}

#[rstest]
#[tokio::test]
async fn an_invitation_to_an_erased_account_is_over_and_the_address_may_be_invited_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, person) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    let email = person.account().email.clone();
    let token = invited(&app, &manager, id, &email, "files").await;
    let left = leave(&person, PASSWORD).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);

    assert!(people(&manager, id).await.invitations.is_empty());
    let again = app.named(&email, "Somebody", &[]).await;
    accept(&again, &token).await.refused(Code::InvalidLink);
    let token = invited(&app, &manager, id, &email, "files").await;
    accept(&again, &token).await.ok::<Membership>(200);
}

#[rstest]
#[tokio::test]
async fn a_replaced_revoked_declined_or_expired_invitation_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, person) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    let email = person.account().email.clone();

    let replaced = invited(&app, &manager, id, &email, "reads").await;
    let revoked = invited(&app, &manager, id, &email, "files").await;
    accept(&person, &replaced).await.refused(Code::InvalidLink);
    let open = people(&manager, id).await.invitations;
    assert_eq!(open.len(), 1);
    let address = at(id, &format!("invitations/{}", open[0].id));
    person.delete(&address).await.refused(Code::NotFound);
    assert_eq!(manager.delete(&address).await.status.as_u16(), 204);
    manager.delete(&address).await.refused(Code::NotFound);
    accept(&person, &revoked).await.refused(Code::InvalidLink);

    let declined = invited(&app, &manager, id, &email, "files").await;
    let answer = app
        .visitor()
        .post(
            &format!("{INVITATIONS}/decline"),
            &json!({ "token": declined }),
        )
        .await;
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    accept(&person, &declined).await.refused(Code::InvalidLink);

    let expired = invited(&app, &manager, id, &email, "files").await;
    app.clock.advance(Duration::days(14) + Duration::seconds(1));
    let person = app.anew(&person).await;
    accept(&person, &expired).await.refused(Code::InvalidLink);
}

#[tokio::test]
async fn invitations_are_bounded() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, member) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &member, "files").await;

    let own = manager.account().email.clone();
    let problem = invite(&manager, id, &own, "files")
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::OwnAddress);
    let known = member.account().email.clone();
    let problem = invite(&manager, id, &known, "files")
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::Duplicate);
    invite(&member, id, "other@example.org", "files")
        .await
        .refused(Code::Forbidden);
    invite(&manager, id, "nonsense", "files")
        .await
        .refused(Code::Invalid);
    // The hour is the first bound.
    const { assert!(MEMBERS_MAX > 30 && INVITATIONS_A_DAY > 30) };
    let mut refused = None;
    for number in 0..40 {
        let answer = invite(&manager, id, &format!("p{number}@example.org"), "reads").await;
        if answer.status.as_u16() != 200 {
            answer.refused(Code::TooManyRequests);
            refused = Some(number);
            break;
        }
    }
    assert!(refused.is_some());
}

#[rstest]
#[tokio::test]
async fn a_manager_changes_roles_and_removes_members(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, member) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &member, "reads").await;
    let (first, second) = (manager.account().id, member.account().id);

    set_role(&member, id, second, "manages")
        .await
        .refused(Code::Forbidden);
    let shown: OrganisationPeople = set_role(&manager, id, second, "files").await.ok(200);

    assert_eq!(shown.members[1].role, OrganisationRole::Files);
    let letters = mails(&app, &member.account().email).await;
    assert!(
        letters[0]
            .summary
            .subject
            .starts_with("Votre rôle a changé")
    );
    remove(&member, id, first).await.refused(Code::Forbidden);
    assert_eq!(remove(&manager, id, second).await.status.as_u16(), 204);
    remove(&manager, id, second).await.refused(Code::NotFound);
    member.get(&at(id, "members")).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn the_last_manager_hands_over_before_leaving(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, member) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &member, "files").await;
    let (first, second) = (manager.account().id, member.account().id);

    remove(&manager, id, first).await.refused(Code::LastManager);
    set_role(&manager, id, first, "reads")
        .await
        .refused(Code::LastManager);
    set_role(&manager, id, second, "manages")
        .await
        .ok::<OrganisationPeople>(200);
    assert_eq!(remove(&manager, id, first).await.status.as_u16(), 204);

    let shown = people(&member, id).await;
    assert_eq!(shown.members.len(), 1);
    assert!(shown.manageable);
    // Alone, the last one may leave: somebody else takes charge of the record.
    assert_eq!(remove(&member, id, second).await.status.as_u16(), 204);
    assert_eq!(created(&manager, FOUNDRY, "Fonderie").await, id);
}

#[tokio::test]
async fn the_coordination_removes_who_took_charge_wrongly() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (wrong, right) = (app.organiser().await, app.organiser().await);
    let coordinator = app.coordinator().await;
    let id = created(&wrong, FOUNDRY, "Fonderie").await;

    assert!(people(&coordinator, id).await.manageable);
    let removed = remove(&coordinator, id, wrong.account().id).await;

    assert_eq!(removed.status.as_u16(), 204, "{}", removed.text);
    assert_eq!(created(&right, FOUNDRY, "Fonderie").await, id);
    app.referent("region:84")
        .await
        .get(&at(id, "members"))
        .await
        .refused(Code::NotFound);
}
