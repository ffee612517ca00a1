//! People who leave a file or the platform, and those who are removed from a file.

use super::{accept, co_editing, invited, joined, kinds, listed};
use crate::accounts::mails;
use crate::support::{Answer, Engine, PASSWORD, Person, TestApp, edition, form, path};
use chrono::Duration;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::event::{FileRole, Joined};
use shared::problem::Code;

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
