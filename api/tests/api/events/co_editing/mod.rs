//! Co-editing: people who work on the file of another, and the transfer of a file.

mod inviting;
mod leaving;

use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{
    CoEditing, EventFile, EventFileSummary, FileRole, HistoryEntry, Invitation, Joined, Sharing,
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
