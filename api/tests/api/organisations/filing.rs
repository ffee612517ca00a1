use super::{FOUNDRY, OTHER, created, file_for, filed_for, joined, listed, put, read, retitle};
use crate::support::{EVENTS, Engine, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::json;
use shared::event::{EventFile, EventFileSummary, HistoryEntry};
use shared::label::{Action, ReviewSheet};
use shared::organisation::EventOrganisation;
use shared::paging::Page;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn members_work_on_the_files_of_their_organisation_by_their_roles(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, filer) = (app.organiser().await, app.organiser().await);
    let (reader, stranger) = (app.organiser().await, app.organiser().await);
    let id = created(&owner, FOUNDRY, "Fonderie du Rhône").await;
    joined(&app, &owner, id, &filer, "files").await;
    joined(&app, &owner, id, &reader, "reads").await;
    let draft = owner.draft(&form()).await;
    reader.get(&path(draft.id)).await.refused(Code::NotFound);

    filed_for(&owner, draft.id, id).await;

    for person in [&owner, &filer, &reader] {
        assert_eq!(listed(person, id).await, [draft.id]);
    }
    for person in [&owner, &reader] {
        let shown = read(person, draft.id).await.filed_for;
        let (name, through) = shown
            .map(|filed| (filed.organisation, filed.through))
            .unwrap();
        assert_eq!((name.id, name.name.as_str()), (id, "Fonderie du Rhône"));
        assert_eq!(through, None);
    }
    let own: Page<EventFileSummary> = owner.get(EVENTS).await.ok(200);
    let named = own.items[0].filed_for.as_ref();
    assert_eq!(named.map(|filed| filed.organisation.id), Some(id));
    let own: Page<EventFileSummary> = filer.get(EVENTS).await.ok(200);
    assert!(own.items.is_empty(), "only under the organisation");
    let problem = stranger
        .get(&format!("{EVENTS}?organisation={id}"))
        .await
        .refused(Code::InvalidParameter);
    assert_eq!(problem.errors[0].pointer, "/organisation");
    let seen = read(&reader, draft.id).await;
    assert!(!seen.editable);
    assert_eq!(seen.allowed, []);
    retitle(&reader, &seen, "Visite de la forge")
        .await
        .refused(Code::Forbidden);
    let edited = read(&filer, draft.id).await;
    assert!(edited.editable);
    let saved: EventFile = retitle(&filer, &edited, "Visite de la forge").await.ok(200);
    assert_eq!(saved.allowed, [Action::Submit]);
    assert!(saved.filed_for.is_some());
    assert_eq!(read(&filer, draft.id).await, saved);
    filer.submit(&saved).await;
    stranger.get(&path(draft.id)).await.refused(Code::NotFound);
    let history: Vec<HistoryEntry> = reader
        .get(&format!("{}/history", path(draft.id)))
        .await
        .ok(200);
    assert!(
        history
            .iter()
            .any(|entry| entry.kind == "event.organisation_set")
    );
}

#[rstest]
#[tokio::test]
async fn only_a_member_who_files_chooses_the_organisation(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (manager, reader) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &reader, "reads").await;
    let draft = reader.draft(&form()).await;

    file_for(&reader, draft.id, Some(id), None)
        .await
        .refused(Code::NotMandated);
    file_for(&manager, draft.id, Some(id), None)
        .await
        .refused(Code::NotFound);
    let unknown = "0199c0de-0000-7000-8000-000000000000".parse().unwrap();
    let problem = file_for(&reader, draft.id, Some(unknown), None)
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/organisation");
    let problem = file_for(&reader, draft.id, None, Some(id))
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::Required);
    assert!(listed(&manager, id).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_owner_and_a_manager_take_a_file_out_of_the_organisation(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (manager, owner) = (app.organiser().await, app.organiser().await);
    let filer = app.organiser().await;
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &owner, "files").await;
    joined(&app, &manager, id, &filer, "files").await;
    let first = owner.draft(&form()).await;
    let second = owner.draft(&form()).await;
    filed_for(&owner, first.id, id).await;
    filed_for(&owner, second.id, id).await;

    file_for(&filer, first.id, None, None)
        .await
        .refused(Code::Forbidden);
    let by_owner: EventOrganisation = file_for(&owner, first.id, None, None).await.ok(200);
    assert_eq!(by_owner.organisation, None);
    let by_manager: EventOrganisation = file_for(&manager, second.id, None, None).await.ok(200);
    assert_eq!(by_manager.organisation, None);
    assert!(listed(&filer, id).await.is_empty());
    filer.get(&path(first.id)).await.refused(Code::NotFound);
    filer.get(&path(second.id)).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_submitted_file_stays_where_it_was_filed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let id = created(&owner, FOUNDRY, "Fonderie").await;
    let other = created(&owner, OTHER, "Autre").await;
    let draft = owner.draft(&form()).await;
    filed_for(&owner, draft.id, id).await;
    let submitted = owner.submit(&draft).await;

    file_for(&owner, submitted.id, Some(other), None)
        .await
        .refused(Code::FileLocked);
    put(
        &app.visitor(),
        &format!("{}/organisation", path(draft.id)),
        &json!({}),
    )
    .await
    .refused(Code::Unauthenticated);
}

#[rstest]
#[tokio::test]
async fn a_member_does_not_review_the_files_of_the_organisation(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, referent) = (app.organiser().await, app.referent("department:69").await);
    let id = created(&owner, FOUNDRY, "Fonderie").await;
    joined(&app, &owner, id, &referent, "reads").await;
    let draft = owner.draft(&form()).await;
    filed_for(&owner, draft.id, id).await;
    let submitted = owner.submit(&draft).await;
    let sheet = format!("/api/v1/labels/events/{}", draft.id);

    let shown: ReviewSheet = referent.get(&sheet).await.ok(200);
    let filed_for = shown.file.filed_for.as_ref();
    assert!(filed_for.is_some(), "the referent sees in whose name");
    assert!(shown.own);
    assert_eq!(shown.file.allowed, []);
    referent
        .post_if(
            &format!("{sheet}/decision"),
            &tag(&submitted),
            &json!({ "decision": "refuse", "comment": "L’entrée est payante." }),
        )
        .await
        .refused(Code::OwnEvent);
}

#[rstest]
#[tokio::test]
async fn a_copy_is_filed_in_the_same_name(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, filer) = (app.organiser().await, app.organiser().await);
    let id = created(&owner, FOUNDRY, "Fonderie").await;
    joined(&app, &owner, id, &filer, "files").await;
    let draft = owner.draft(&form()).await;
    filed_for(&owner, draft.id, id).await;

    let copy: EventFile = filer
        .post(&format!("{}/duplicate", path(draft.id)), &json!({}))
        .await
        .ok(201);

    assert_eq!(listed(&owner, id).await, [copy.id, draft.id]);
    assert!(read(&owner, copy.id).await.editable);
}
