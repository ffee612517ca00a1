use super::{FOUNDRY, created, filed_for, joined, kinds, listed, people, put, read};
use crate::leaving::leave;
use crate::support::{Engine, PASSWORD, TestApp, edition, form, path};
use rstest::rstest;
use serde_json::json;
use shared::account::Departure;
use shared::event::EventFile;
use shared::organisation::OrganisationPeople;
use shared::problem::Code;

const DEPARTURE: &str = "/api/v1/account/departure";

#[rstest]
#[tokio::test]
async fn the_last_manager_of_others_keeps_the_account_until_somebody_else_manages(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, member) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie du Rhône").await;
    joined(&app, &manager, id, &member, "files").await;

    let preview: Departure = manager.get(DEPARTURE).await.ok(200);
    assert_eq!(preview.last_manager_of, ["Fonderie du Rhône"]);
    leave(&manager, PASSWORD).await.refused(Code::LastManager);
    let role = format!("/api/v1/organisations/{id}/members/{}", member.account().id);
    put(&manager, &role, &json!({ "role": "manages" }))
        .await
        .ok::<OrganisationPeople>(200);
    let preview: Departure = manager.get(DEPARTURE).await.ok(200);
    assert_eq!(preview.last_manager_of, Vec::<String>::new());
    assert_eq!(leave(&manager, PASSWORD).await.status.as_u16(), 204);

    let shown = people(&member, id).await;
    assert_eq!(shown.members.len(), 1);
    assert!(
        kinds(&member, id)
            .await
            .contains(&"organisation.member_left".to_owned())
    );
}

#[rstest]
#[tokio::test]
async fn the_files_of_an_organisation_stay_with_a_member_who_files(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (manager, owner) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    joined(&app, &manager, id, &owner, "files").await;
    let draft = owner.draft(&form()).await;
    filed_for(&owner, draft.id, id).await;
    let own = owner.draft(&form()).await;

    let preview: Departure = owner.get(DEPARTURE).await.ok(200);
    assert_eq!((preview.handed_over, preview.deleted), (1, 1));
    assert_eq!(leave(&owner, PASSWORD).await.status.as_u16(), 204);

    assert_eq!(listed(&manager, id).await, [draft.id]);
    let file: EventFile = read(&manager, draft.id).await;
    assert!(file.editable);
    manager.get(&path(own.id)).await.refused(Code::NotFound);
}

#[tokio::test]
async fn who_is_alone_in_an_organisation_leaves_it_to_others() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, other) = (app.organiser().await, app.organiser().await);
    let id = created(&manager, FOUNDRY, "Fonderie").await;

    assert_eq!(leave(&manager, PASSWORD).await.status.as_u16(), 204);

    assert_eq!(created(&other, FOUNDRY, "Fonderie").await, id);
}
