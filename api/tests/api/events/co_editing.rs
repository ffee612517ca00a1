use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, EVENTS, Engine, PASSWORD, Person, TestApp, edition, form, path, tag};
use chrono::Duration;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{
    CoEditing, EventFile, EventFileSummary, FileRole, HistoryEntry, Invitation, Joined,
    ReceivedInvitations, Sharing,
};
use shared::id::EventId;
use shared::label::{Action, LabelState};
use shared::paging::Page;
use shared::problem::Code;

fn invitations(id: EventId) -> String {
    format!("{}/invitations", path(id))
}

async fn invite(owner: &Person, id: EventId, email: &str, role: &str) -> Answer {
    let new = json!({ "email": email, "role": role });
    owner.post(&invitations(id), &new).await
}

async fn accept(person: &Person, token: &str) -> Answer {
    let body = json!({ "token": token });
    person.post("/api/v1/invitations/accept", &body).await
}

/// Invites a person, and returns the secret of the mailed link.
async fn invited(app: &TestApp, owner: &Person, id: EventId, email: &str, role: &str) -> String {
    let known = mails(app, email).await.len();
    invite(owner, id, email, role).await.ok::<CoEditing>(200);
    token(&next_mail(app, email, known).await)
}

/// Makes a person a co-editor.
pub(super) async fn joined(
    app: &TestApp,
    owner: &Person,
    id: EventId,
    person: &Person,
    role: &str,
) {
    let email = person.account().email.clone();
    let token = invited(app, owner, id, &email, role).await;
    accept(person, &token).await.ok::<Joined>(200);
}

async fn kinds(person: &Person, id: EventId) -> Vec<String> {
    let history: Vec<HistoryEntry> = person.get(&format!("{}/history", path(id))).await.ok(200);
    history.into_iter().map(|entry| entry.kind).collect()
}

async fn listed(person: &Person) -> Vec<(EventId, Option<Sharing>)> {
    let page: Page<EventFileSummary> = person.get(EVENTS).await.ok(200);
    let files = page.items.into_iter();
    files.map(|file| (file.id, file.sharing)).collect()
}

async fn co_editing(person: &Person, id: EventId) -> CoEditing {
    let address = format!("{}/co-editors", path(id));
    person.get(&address).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn a_co_editor_edits_and_does_not_submit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, editor) = (app.organiser().await, app.organiser().await);
    let draft = owner.draft(&form()).await;
    editor.get(&path(draft.id)).await.refused(Code::NotFound);
    let email = editor.account().email.clone();

    let token = invited(&app, &owner, draft.id, &email, "editor").await;
    let offered: Invitation = app
        .visitor()
        .post("/api/v1/invitations/preview", &json!({ "token": token }))
        .await
        .ok(200);
    let joined: Joined = accept(&editor, &token).await.ok(200);

    assert_eq!(
        (offered.event, offered.role, offered.title.as_str()),
        (draft.id, FileRole::Editor, "Visite de la fonderie")
    );
    assert_eq!(offered.inviter, owner.account().name);
    assert_eq!((joined.event, joined.role), (draft.id, FileRole::Editor));
    let read: EventFile = editor.get(&path(draft.id)).await.ok(200);
    assert!(read.editable);
    assert_eq!(read.allowed, []);
    let mut changed = form();
    changed["title"] = json!("Visite de la forge");
    let saved: EventFile = editor
        .put(&path(draft.id), &tag(&read), &changed)
        .await
        .ok(200);
    assert_eq!(saved.form.title, "Visite de la forge");
    let submit = format!("{}/submit", path(draft.id));
    editor
        .post_if(&submit, &tag(&saved), &Value::Null)
        .await
        .refused(Code::Forbidden);
    let withdraw = format!("{}/withdraw", path(draft.id));
    editor
        .post_if(&withdraw, &tag(&saved), &json!({}))
        .await
        .refused(Code::Forbidden);
    assert_eq!(listed(&editor).await, [(draft.id, Some(Sharing::Received))]);
    assert_eq!(listed(&owner).await, [(draft.id, Some(Sharing::Given))]);
    assert_eq!(
        kinds(&owner, draft.id).await,
        ["event.created", "event.invited", "event.joined"]
    );
    assert_eq!(kinds(&editor, draft.id).await.len(), 3);
    let letters = mails(&app, &owner.account().email).await;
    assert!(
        letters[0]
            .summary
            .subject
            .starts_with("Invitation acceptée")
    );
}

#[rstest]
#[tokio::test]
async fn a_co_editor_who_may_submits_and_both_get_a_receipt(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, editor) = (app.organiser().await, app.organiser().await);
    let draft = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &editor, "submitter").await;
    let read: EventFile = editor.get(&path(draft.id)).await.ok(200);
    assert_eq!(read.allowed, [Action::Submit]);

    let submitted = editor.submit(&read).await;

    assert_eq!(submitted.state, LabelState::Submitted);
    for person in [&owner, &editor] {
        let letters = mails(&app, &person.account().email).await;
        let receipts = letters
            .iter()
            .filter(|mail| mail.summary.subject.starts_with("Dépôt reçu"));
        assert_eq!(receipts.count(), 1);
    }
}

#[rstest]
#[tokio::test]
async fn a_reviewer_does_not_decide_on_an_event_that_they_co_edit(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, referent) = (app.organiser().await, app.referent("department:69").await);
    let coordinator = app.coordinator().await;
    let draft = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &referent, "editor").await;
    let known = mails(&app, &referent.account().email).await.len();
    let submitted = owner.submit(&draft).await;

    let refused = referent
        .post_if(
            &format!("/api/v1/labels/events/{}/decision", draft.id),
            &tag(&submitted),
            &json!({ "decision": "refuse", "comment": "L’entrée est payante." }),
        )
        .await;

    refused.refused(Code::OwnEvent);
    assert_eq!(mails(&app, &referent.account().email).await.len(), known);
    let informed = mails(&app, &coordinator.account().email).await;
    assert!(informed[0].summary.subject.starts_with("À examiner"));
}

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
async fn a_transfer_takes_effect_once_when_it_is_accepted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, heir, other) = (
        app.organiser().await,
        app.organiser().await,
        app.organiser().await,
    );
    let draft = owner.draft(&form()).await;
    let (first, second) = (&heir.account().email, &other.account().email);
    let replaced = invited(&app, &owner, draft.id, second, "owner").await;
    let token = invited(&app, &owner, draft.id, first, "owner").await;
    let before: EventFile = owner.get(&path(draft.id)).await.ok(200);
    assert_eq!(before.allowed, [Action::Submit, Action::Withdraw]);

    let (one, two) = tokio::join!(accept(&heir, &token), accept(&heir, &token));

    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
    accept(&heir, &token).await.ok::<Joined>(200);
    accept(&other, &replaced).await.refused(Code::InvalidLink);
    let now: EventFile = heir.get(&path(draft.id)).await.ok(200);
    assert_eq!(now.allowed, [Action::Submit, Action::Withdraw]);
    let people = co_editing(&owner, draft.id).await;
    assert_eq!(people.role, FileRole::Submitter);
    assert_eq!(people.owner, heir.account().name);
    // What the former owner typed before does not undo the transfer.
    owner
        .put(&path(draft.id), &tag(&before), &form())
        .await
        .refused(Code::PreconditionFailed);
    let transfers = kinds(&heir, draft.id).await;
    let transfers = transfers.iter().filter(|kind| *kind == "event.transferred");
    assert_eq!(transfers.count(), 1);
    let taken = mails(&app, first).await;
    assert!(
        taken[0]
            .summary
            .subject
            .starts_with("Vous êtes responsable")
    );
    let given = mails(&app, &owner.account().email).await;
    assert!(given[0].summary.subject.starts_with("Dossier transmis"));
}

#[rstest]
#[tokio::test]
async fn a_co_editor_leaves_or_is_removed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, one, two) = (
        app.organiser().await,
        app.organiser().await,
        app.organiser().await,
    );
    let draft = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &one, "editor").await;
    joined(&app, &owner, draft.id, &two, "editor").await;
    let place = |person: &Person| format!("{}/co-editors/{}", path(draft.id), person.account().id);

    one.delete(&place(&two)).await.refused(Code::NotFound);
    assert_eq!(one.delete(&place(&one)).await.status.as_u16(), 204);
    assert_eq!(owner.delete(&place(&two)).await.status.as_u16(), 204);

    owner.delete(&place(&two)).await.refused(Code::NotFound);
    owner.delete(&place(&owner)).await.refused(Code::NotFound);
    for person in [&one, &two] {
        person.get(&path(draft.id)).await.refused(Code::NotFound);
        assert_eq!(listed(person).await, []);
    }
    let removed = mails(&app, &two.account().email).await;
    assert!(
        removed[0]
            .summary
            .subject
            .starts_with("Vous ne travaillez plus")
    );
    let left = mails(&app, &owner.account().email).await;
    assert!(left[0].summary.subject.starts_with("Une personne a quitté"));
    assert_eq!(
        kinds(&owner, draft.id).await[5..],
        ["event.co_editor_left", "event.co_editor_removed"]
    );
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

#[rstest]
#[tokio::test]
async fn a_co_editor_takes_over_when_the_owner_leaves(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app
        .named("nadia.benali@example.org", "Nadia Benali", &[])
        .await;
    let (editor, submitter) = (app.organiser().await, app.organiser().await);
    let draft = owner.draft(&form()).await;
    let alone = owner.draft(&form()).await;
    joined(&app, &owner, draft.id, &editor, "editor").await;
    app.clock.advance(Duration::seconds(1));
    joined(&app, &owner, draft.id, &submitter, "submitter").await;
    let open = invited(&app, &owner, draft.id, "guest@example.org", "editor").await;
    let departure = owner.get("/api/v1/account/departure").await.json();

    let body = json!({ "password": PASSWORD });
    let request = owner.request(Method::DELETE, "/api/v1/account").json(&body);
    let answer = Answer::of(request).await;

    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    assert_eq!(
        (&departure["handedOver"], &departure["deleted"]),
        (&json!(1), &json!(1))
    );
    let people = co_editing(&submitter, draft.id).await;
    assert_eq!(people.role, FileRole::Owner);
    assert_eq!(people.editors.len(), 1);
    assert_eq!(people.editors[0].account, editor.account().id);
    assert!(people.invitations.is_empty());
    editor.get(&path(alone.id)).await.refused(Code::NotFound);
    app.visitor()
        .post("/api/v1/invitations/preview", &json!({ "token": open }))
        .await
        .refused(Code::InvalidLink);
    let letters = mails(&app, &submitter.account().email).await;
    assert!(letters[0].body_text.contains("a supprimé son compte"));
    for trace in ["nadia.benali", "Nadia Benali"] {
        assert_eq!(
            crate::leaving::rows_with(&app, trace),
            Vec::new(),
            "{trace}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_co_editor_who_leaves_is_forgotten(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, other) = (app.organiser().await, app.organiser().await);
    let guest = app
        .named("nadia.benali@example.org", "Nadia Benali", &[])
        .await;
    let draft = owner.draft(&form()).await;
    let second = other.draft(&form()).await;
    joined(&app, &owner, draft.id, &guest, "editor").await;
    let open = invited(&app, &other, second.id, "nadia.benali@example.org", "owner").await;

    let body = json!({ "password": PASSWORD });
    let request = guest.request(Method::DELETE, "/api/v1/account").json(&body);
    let answer = Answer::of(request).await;

    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    assert!(co_editing(&owner, draft.id).await.editors.is_empty());
    assert_eq!(listed(&owner).await, [(draft.id, None)]);
    assert!(co_editing(&other, second.id).await.invitations.is_empty());
    for trace in ["nadia.benali", "Nadia Benali"] {
        assert_eq!(
            crate::leaving::rows_with(&app, trace),
            Vec::new(),
            "{trace}"
        );
    }
    // The address can have a new account, which the old invitation does not concern.
    let again = app.named("nadia.benali@example.org", "Nadia B.", &[]).await;
    accept(&again, &open).await.refused(Code::InvalidLink);
    let token = invited(&app, &owner, draft.id, "nadia.benali@example.org", "editor").await;
    accept(&again, &token).await.ok::<Joined>(200);
}
