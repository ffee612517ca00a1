use super::{FOUNDRY, ORGANISATIONS, created, kinds, new, people, put};
use crate::support::{Engine, TestApp, edition, form};
use rstest::rstest;
use serde_json::json;
use shared::organisation::{Organisation, OrganisationRole, OwnOrganisation, OwnOrganisations};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn who_creates_an_organisation_manages_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, stranger) = (app.organiser().await, app.organiser().await);

    let own: OwnOrganisation = manager
        .post(
            ORGANISATIONS,
            &new("910 000 001 00008", " Fonderie  du Rhône "),
        )
        .await
        .ok(201);

    assert_eq!(own.role, OrganisationRole::Manages);
    assert_eq!(own.organisation.identifier.as_str(), FOUNDRY);
    assert_eq!(own.organisation.details.name, "Fonderie du Rhône");
    assert_eq!(own.organisation.commune.unwrap().name, "Vénissieux");
    let again = created(&manager, FOUNDRY, "Autre nom").await;
    assert_eq!(again, own.organisation.id);
    stranger
        .post(ORGANISATIONS, &new(FOUNDRY, "Fonderie du Rhône"))
        .await
        .refused(Code::OrganisationTaken);
    let listed: OwnOrganisations = manager.get(ORGANISATIONS).await.ok(200);
    assert_eq!(listed.items.len(), 1);
    assert_eq!(listed.choices.len(), 1);
    let none: OwnOrganisations = stranger.get(ORGANISATIONS).await.ok(200);
    assert_eq!(none, OwnOrganisations::default());
    assert_eq!(kinds(&manager, again).await, ["organisation.created"]);
}

#[rstest]
#[tokio::test]
async fn a_number_that_an_event_names_has_a_record_that_somebody_takes_charge_of(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, manager) = (app.organiser().await, app.organiser().await);
    let mut named = form();
    named["organiser"]["siret"] = json!(FOUNDRY);
    owner.submitted(&named).await;
    owner.submitted(&named).await;

    let id = created(&manager, FOUNDRY, "Fonderie du Rhône SAS").await;

    let shown = people(&manager, id).await;
    assert_eq!(shown.organisation.details.name, "Fonderie du Rhône SAS");
    assert_eq!(shown.members.len(), 1);
    assert_eq!(
        kinds(&manager, id).await,
        ["organisation.created", "organisation.claimed"]
    );
}

#[tokio::test]
async fn every_fault_of_a_new_organisation_is_told_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    let person = app.organiser().await;
    for (number, code) in [
        ("91000000100009", Code::InvalidSiret),
        ("0691234T", Code::InvalidUai),
    ] {
        let body = json!({ "identifier": number, "details": { "name": "", "postalCode": "6920", "insee": "99999" } });

        let problem = person
            .post(ORGANISATIONS, &body)
            .await
            .refused(Code::Invalid);

        let faults: Vec<_> = problem
            .errors
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(
            faults,
            [
                ("/identifier", code),
                ("/details/name", Code::Required),
                ("/details/postalCode", Code::InvalidFormat),
                ("/details/insee", Code::UnknownCommune),
            ]
        );
    }
    let school = new("0691234s", "Lycée Diderot");
    person
        .post(ORGANISATIONS, &school)
        .await
        .ok::<OwnOrganisation>(201);
    app.unverified()
        .await
        .post(ORGANISATIONS, &new(FOUNDRY, "Fonderie"))
        .await
        .refused(Code::EmailUnverified);
}

#[rstest]
#[tokio::test]
async fn managers_change_the_details_of_the_version_that_they_read(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, stranger) = (app.organiser().await, app.organiser().await);
    let coordinator = app.coordinator().await;
    let id = created(&manager, FOUNDRY, "Fonderie").await;
    let address = format!("{ORGANISATIONS}/{id}");
    let details = json!({ "name": "Fonderie du Rhône" });

    let changed: Organisation = manager.put(&address, "\"1\"", &details).await.ok(200);

    assert_eq!(changed.version, 2);
    assert_eq!(changed.details.name, "Fonderie du Rhône");
    assert_eq!(changed.commune, None);
    manager
        .put(&address, "\"1\"", &details)
        .await
        .refused(Code::PreconditionFailed);
    put(&manager, &address, &details)
        .await
        .refused(Code::PreconditionRequired);
    stranger
        .put(&address, "\"2\"", &details)
        .await
        .refused(Code::NotFound);
    let problem = manager
        .put(&address, "\"2\"", &json!({ "name": "" }))
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/name");
    coordinator
        .put(&address, "\"2\"", &details)
        .await
        .ok::<Organisation>(200);
}
