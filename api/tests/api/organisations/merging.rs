use super::{
    BRANCH, FOUNDRY, ORGANISATIONS, OTHER, at, created, file_for, filed_for, invited, joined,
    kinds, listed, new, people, read,
};
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use rstest::rstest;
use serde_json::json;
use shared::id::OrganisationId;
use shared::organisation::{
    EventOrganisation, Membership, OrganisationPeople, OrganisationRole, OwnOrganisation,
};
use shared::problem::Code;

async fn merge(person: &Person, from: OrganisationId, into: OrganisationId) -> Answer {
    person
        .post(&at(from, "merge"), &json!({ "into": into }))
        .await
}

#[rstest]
#[tokio::test]
async fn everything_of_a_duplicate_moves_and_its_identifier_leads_to_the_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (one, two, both) = (
        app.organiser().await,
        app.organiser().await,
        app.organiser().await,
    );
    let coordinator = app.coordinator().await;
    let gone = created(&one, FOUNDRY, "Fonderie").await;
    let kept = created(&two, OTHER, "Fonderie du Rhône").await;
    joined(&app, &one, gone, &both, "files").await;
    joined(&app, &two, kept, &both, "reads").await;
    let token = invited(&app, &one, gone, "alix.moreau@example.org", "files").await;
    let branch_manager = app.organiser().await;
    let branch = created(&branch_manager, BRANCH, "Union").await;
    branch_manager
        .post(&at(branch, "mandates"), &json!({ "identifier": FOUNDRY }))
        .await
        .ok::<OrganisationPeople>(200);
    let draft = one.draft(&form()).await;
    filed_for(&one, draft.id, gone).await;
    read(&one, draft.id).await;
    two.get(&path(draft.id)).await.refused(Code::NotFound);

    merge(&one, gone, kept).await.refused(Code::Forbidden);
    let merged: OrganisationPeople = merge(&coordinator, gone, kept).await.ok(200);

    assert_eq!(merged.organisation.id, kept);
    let shown = people(&one, gone).await;
    assert_eq!(shown.organisation.id, kept, "the old identifier answers");
    let roles: Vec<_> = shown
        .members
        .iter()
        .map(|member| (member.account, member.role))
        .collect();
    assert_eq!(roles.len(), 3);
    assert!(roles.contains(&(both.account().id, OrganisationRole::Files)));
    assert_eq!(shown.invitations.len(), 1);
    assert_eq!(shown.mandates_given.len(), 1);
    assert_eq!(listed(&two, kept).await, [draft.id]);
    assert_eq!(listed(&two, gone).await, [draft.id]);
    let filed: EventOrganisation = two
        .get(&format!("{}/organisation", path(draft.id)))
        .await
        .ok(200);
    assert_eq!(filed.organisation.unwrap().id, kept);
    let alix = app
        .named("alix.moreau@example.org", "Alix Moreau", &[])
        .await;
    let joined: Membership = super::accept(&alix, &token).await.ok(200);
    assert_eq!(joined.organisation, kept);
    let known: OwnOrganisation = one
        .post(ORGANISATIONS, &new(FOUNDRY, "Fonderie"))
        .await
        .ok(201);
    assert_eq!(known.organisation.id, kept, "the old number answers");
    assert!(
        kinds(&two, kept)
            .await
            .contains(&"organisation.absorbed".to_owned())
    );
    file_for(&both, draft.id, Some(gone), None)
        .await
        .ok::<EventOrganisation>(200);
}

#[rstest]
#[tokio::test]
async fn a_second_merge_takes_the_first_along(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, administrator) = (app.organiser().await, app.administrator().await);
    let first = created(&manager, FOUNDRY, "Atelier A").await;
    let second = created(&manager, OTHER, "Atelier B").await;
    let third = created(&manager, BRANCH, "Atelier C").await;

    merge(&administrator, first, second)
        .await
        .ok::<OrganisationPeople>(200);
    merge(&administrator, second, third)
        .await
        .ok::<OrganisationPeople>(200);

    assert_eq!(people(&manager, first).await.organisation.id, third);
    let problem = merge(&administrator, first, third)
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::NotAllowed);
    let unknown = "0199c0de-0000-7000-8000-000000000000".parse().unwrap();
    let problem = merge(&administrator, third, unknown)
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/into");
}
