//! All organisations, likely duplicates, and the preview of a merge.

use super::{FOUNDRY, ORGANISATIONS, OTHER, at, created, joined};
use crate::support::{Engine, Person, TestApp};
use rstest::rstest;
use serde_json::json;
use shared::id::OrganisationId;
use shared::organisation::{
    MergePreview, OrganisationLikeness, OwnOrganisation, RegisteredOrganisation,
};
use shared::paging::Page;
use shared::problem::Code;

const REGISTER: &str = "/api/v1/registered-organisations";
/// Another establishment of the company of [`FOUNDRY`].
const WORKSHOP: &str = "91000000100016";

async fn listed(reader: &Person, filters: &str) -> Page<RegisteredOrganisation> {
    reader.get(&format!("{REGISTER}?{filters}")).await.ok(200)
}

async fn names(reader: &Person, filters: &str) -> Vec<String> {
    let page = listed(reader, filters).await;
    let items = page.items.into_iter();
    items.map(|one| one.organisation.name).collect()
}

async fn in_commune(person: &Person, identifier: &str, name: &str) -> OrganisationId {
    let body = json!({
        "identifier": identifier,
        "details": { "name": name, "kind": "company", "address": "", "postalCode": "", "insee": "69259" },
    });
    let own: OwnOrganisation = person.post(ORGANISATIONS, &body).await.ok(201);
    own.organisation.id
}

#[rstest]
#[tokio::test]
async fn organisations_are_found_by_name_and_number_with_their_likely_duplicates(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (organiser, coordinator) = (app.organiser().await, app.coordinator().await);
    in_commune(&organiser, FOUNDRY, "Fonderie des Trois Rivières").await;
    in_commune(&organiser, OTHER, "La fonderie trois rivieres").await;
    created(&organiser, WORKSHOP, "Atelier du Port").await;

    let all = listed(&coordinator, "").await.items;
    let shown: Vec<_> = all
        .iter()
        .map(|one| {
            let why: Vec<_> = one.alike.iter().map(|other| other.why).collect();
            (one.organisation.name.as_str(), why)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Atelier du Port", vec![OrganisationLikeness::SameCompany]),
            (
                "Fonderie des Trois Rivières",
                vec![
                    OrganisationLikeness::SameCompany,
                    OrganisationLikeness::SimilarName
                ]
            ),
            (
                "La fonderie trois rivieres",
                vec![OrganisationLikeness::SimilarName]
            ),
        ]
    );
    assert_eq!(all[0].members, 1);
    assert_eq!(names(&coordinator, "q=RIVIERES%20fonderie").await.len(), 2);
    assert_eq!(
        names(&coordinator, "q=910%20000%20001%2000016").await,
        ["Atelier du Port"]
    );
    assert_eq!(names(&coordinator, "q=chaudronnerie").await, [""; 0]);
    assert_eq!(names(&coordinator, "duplicates=true").await.len(), 3);
    let first = listed(&coordinator, "limit=2&duplicates=true").await;
    let cursor = first.next_cursor.expect("another page");
    let rest = names(
        &coordinator,
        &format!("limit=2&duplicates=true&cursor={cursor}"),
    )
    .await;
    assert_eq!(rest, ["La fonderie trois rivieres"]);
    organiser.get(REGISTER).await.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn a_preview_counts_what_a_merge_moves_and_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
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
    let path = at(gone, &format!("merge-preview?into={kept}"));

    let preview: MergePreview = coordinator.get(&path).await.ok(200);
    let again: MergePreview = coordinator.get(&path).await.ok(200);

    assert_eq!((preview.members, preview.members_of_both), (2, 1));
    assert_eq!(
        (preview.files, preview.invitations, preview.mandates),
        (0, 0, 0)
    );
    assert_eq!((preview.from.id, preview.into.id), (gone, kept));
    assert_eq!(again, preview);
    one.get(&path).await.refused(Code::Forbidden);
    let itself = at(gone, &format!("merge-preview?into={gone}"));
    coordinator
        .get(&itself)
        .await
        .refused(Code::InvalidParameter);
}
