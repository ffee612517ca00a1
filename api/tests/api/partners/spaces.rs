//! Spaces of partners: opened by the coordination, joined by invitation, left.

use super::{SPACES, at, invited, joined, opened};
use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, Engine, PASSWORD, TestApp};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::account::{Account, Role};
use shared::partner::{PartnerInvitation, PartnerSpacePeople, PartnerSpaces};
use shared::problem::Code;

const INVITATIONS: &str = "/api/v1/partner-invitations";

#[rstest]
#[tokio::test]
async fn an_invited_person_becomes_a_partner_until_the_membership_ends(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = app.organiser().await;
    let stranger = app.partner().await;
    member.get(SPACES).await.refused(Code::Forbidden);
    let email = member.account().email.clone();
    let secret = invited(&app, &coordinator, id, &email).await;
    let offer: PartnerInvitation = app
        .visitor()
        .post(
            &format!("{INVITATIONS}/preview"),
            &json!({ "token": secret }),
        )
        .await
        .ok(200);
    assert_eq!(
        (&*offer.space.partner, &*offer.email),
        ("cci_france", &*email)
    );

    let accept = format!("{INVITATIONS}/accept");
    let body = json!({ "token": secret });
    stranger
        .post(&accept, &body)
        .await
        .refused(Code::OtherAddress);
    for _ in 0..2 {
        let accepted = member.post(&accept, &body).await;
        assert_eq!(accepted.status.as_u16(), 200, "{}", accepted.text);
    }

    let account = async || member.get("/api/v1/session").await.ok::<Account>(200);
    assert!(account().await.has(Role::Partner));
    let own: PartnerSpaces = member.get(SPACES).await.ok(200);
    assert_eq!((own.items.len(), own.items[0].members), (1, 1));
    let people: PartnerSpacePeople = member.get(&at(id, "")).await.ok(200);
    assert_eq!((people.members.len(), people.invitations.len()), (1, 0));
    assert!(people.members[0].you);
    let none: PartnerSpaces = stranger.get(SPACES).await.ok(200);
    assert_eq!(none.items, []);
    stranger.get(&at(id, "")).await.refused(Code::NotFound);

    let own = format!("/members/{}", member.account().id);
    let left = member.delete(&at(id, &own)).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);
    assert!(!account().await.has(Role::Partner));
    member.get(&at(id, "")).await.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn invitations_are_declined_revoked_and_replaced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    let answer = |secret: &str| json!({ "token": secret });
    let preview = format!("{INVITATIONS}/preview");

    let first = invited(&app, &member, id, "lou@example.org").await;
    let second = invited(&app, &member, id, "lou@example.org").await;
    app.visitor()
        .post(&preview, &answer(&first))
        .await
        .refused(Code::InvalidLink);
    let declined = app
        .visitor()
        .post(&format!("{INVITATIONS}/decline"), &answer(&second))
        .await;
    assert_eq!(declined.status.as_u16(), 204, "{}", declined.text);

    let third = invited(&app, &member, id, "lou@example.org").await;
    let people: PartnerSpacePeople = member.get(&at(id, "")).await.ok(200);
    let open = people.invitations[0].id;
    let path = at(id, &format!("/invitations/{open}"));
    assert_eq!(member.delete(&path).await.status.as_u16(), 204);
    app.visitor()
        .post(&preview, &answer(&third))
        .await
        .refused(Code::InvalidLink);
    member.delete(&path).await.refused(Code::NotFound);

    let again = json!({ "email": member.account().email });
    let problem = coordinator
        .post(&at(id, "/invitations"), &again)
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::Duplicate);
}

#[rstest]
#[tokio::test]
async fn a_partner_has_one_space_that_only_the_coordination_opens(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let coordinator = app.coordinator().await;
    opened(&coordinator, "cci_france").await;

    for (body, pointer, code) in [
        (
            json!({ "partner": "cci_france", "name": "CCI" }),
            "/partner",
            Code::Duplicate,
        ),
        (
            json!({ "partner": "CCI France", "name": "CCI" }),
            "/partner",
            Code::InvalidFormat,
        ),
        (
            json!({ "partner": "uimm", "name": " " }),
            "/name",
            Code::Required,
        ),
    ] {
        let problem = coordinator.post(SPACES, &body).await.refused(Code::Invalid);
        let found = &problem.errors[0];
        assert_eq!((found.pointer.as_str(), found.code), (pointer, code));
    }
    let partner = app.partner().await;
    partner
        .post(SPACES, &json!({ "partner": "uimm", "name": "UIMM" }))
        .await
        .refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn whoever_deletes_the_account_leaves_the_space(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    invited(&app, &member, id, "lou@example.org").await;

    let request = member
        .request(Method::DELETE, "/api/v1/account")
        .json(&json!({ "password": PASSWORD }));
    let left = Answer::of(request).await;

    assert_eq!(left.status.as_u16(), 204, "{}", left.text);
    let people: PartnerSpacePeople = coordinator.get(&at(id, "")).await.ok(200);
    assert_eq!((people.members.len(), people.invitations.len()), (0, 0));
    assert_eq!(mails(&app, "lou@example.org").await.len(), 0);
}

#[tokio::test]
async fn the_role_of_a_partner_is_not_given_by_hand() {
    let app = TestApp::start(Engine::Sqlite).await;
    let administrator = app.administrator().await;
    let person = app.organiser().await;
    let path = format!("/api/v1/people/{}/grants", person.account().id);

    let answer = administrator
        .post(
            &path,
            &json!({ "role": "partner", "territory": "national" }),
        )
        .await;

    assert!(answer.status.is_client_error(), "{}", answer.text);
    let letters = mails(&app, &person.account().email).await;
    assert_eq!(letters.len(), 0);
}

#[tokio::test]
async fn a_letter_invites_in_the_language_of_the_platform() {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;

    let secret = invited(&app, &coordinator, id, "lou@example.org").await;

    let letter = next_mail(&app, "lou@example.org", 0).await;
    assert_eq!(token(&letter), secret);
    assert!(
        letter.summary.subject.contains("CCI France"),
        "{}",
        letter.summary.subject
    );
    assert!(letter.body_text.contains("/invitation-partenaire?jeton="));
}
