use super::{FOUNDRY, ORGANISATIONS, OTHER, created, filed_for, joined, put};
use crate::support::{Engine, Person, TestApp, edition, form};
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::id::OrganisationId;
use shared::organisation::{OrganisationPeople, PublicOrganisation};
use shared::problem::Code;

const EVENTS: &str = "/api/v1/catalogue/events";

/// Has an event labelled that is filed in the name of an organisation.
async fn labelled_for(app: &TestApp, owner: &Person, id: OrganisationId) -> EventFile {
    let draft = owner.draft(&form()).await;
    filed_for(owner, draft.id, id).await;
    let submitted = owner.submit(&draft).await;
    let labelled = app.granted(owner, &submitted).await;
    app.caught_up().await;
    labelled
}

async fn found(app: &TestApp, organiser: &str) -> usize {
    let page: Value = app
        .visitor()
        .get(&format!("{EVENTS}?organiser={organiser}"))
        .await
        .ok(200);
    page["items"].as_array().unwrap().len()
}

#[rstest]
#[tokio::test]
async fn an_organisation_with_labelled_events_is_public(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, member) = (app.organiser().await, app.organiser().await);
    let visitor = app.visitor();
    let id = created(&owner, FOUNDRY, "Fonderie du Rhône").await;
    joined(&app, &owner, id, &member, "files").await;
    let address = format!("{ORGANISATIONS}/{id}");
    visitor.get(&address).await.refused(Code::NotFound);
    let page = format!("/organisateurs/{FOUNDRY}");
    assert_eq!(visitor.get(&page).await.status.as_u16(), 404);

    let labelled = labelled_for(&app, &owner, id).await;

    let answer = visitor.get(&address).await;
    let shown: PublicOrganisation = answer.ok(200);
    assert_eq!(shown.name, "Fonderie du Rhône");
    assert_eq!(shown.commune.as_deref(), Some("Vénissieux"));
    assert_eq!(shown.events, 1);
    assert_eq!(shown.organiser, [id.to_string(), FOUNDRY.to_owned()]);
    for secret in [&member.account().name, &member.account().email] {
        assert!(!answer.text.contains(secret.as_str()));
    }
    assert!(!answer.text.contains("rue de la Forge"));
    assert_eq!(found(&app, &id.to_string()).await, 1);
    for feed in [&shown.atom_url, &shown.calendar_url] {
        let path = feed.strip_prefix(&app.address).unwrap();
        let feed = visitor.get(path).await;
        assert_eq!(feed.status.as_u16(), 200);
        assert!(feed.text.contains("Visite de la fonderie"), "{}", feed.text);
    }
    let html = visitor.get(&page).await;
    assert_eq!(html.status.as_u16(), 200);
    assert!(html.text.contains("Fonderie du Rhône"));
    assert!(html.text.contains("Vénissieux (69)"));
    assert!(html.text.contains("Visite de la fonderie"));
    assert!(html.text.contains("events.ics?organiser="));
    assert!(html.text.contains("events.atom?organiser="));
    let slug = labelled.slug.unwrap();
    let event = visitor.get(&format!("/evenements/2018/{slug}")).await;
    assert!(event.text.contains(&format!("/organisateurs/{id}")));
    let moved = visitor.get(&format!("/organisateurs/{id}")).await;
    assert_eq!(moved.status.as_u16(), 301);
    assert_eq!(moved.header(header::LOCATION), Some(page.as_str()));
    assert_eq!(
        visitor.get("/organisateurs/nobody").await.status.as_u16(),
        404
    );
}

#[rstest]
#[tokio::test]
async fn the_identifier_and_the_number_of_a_merged_organisation_lead_to_the_one_that_stayed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, coordinator, visitor) = (
        app.organiser().await,
        app.coordinator().await,
        app.visitor(),
    );
    let gone = created(&owner, FOUNDRY, "Fonderie").await;
    let kept = created(&owner, OTHER, "Fonderie du Rhône").await;
    labelled_for(&app, &owner, gone).await;

    coordinator
        .post(
            &format!("{ORGANISATIONS}/{gone}/merge"),
            &json!({ "into": kept }),
        )
        .await
        .ok::<OrganisationPeople>(200);
    app.caught_up().await;

    let shown: PublicOrganisation = visitor
        .get(&format!("{ORGANISATIONS}/{gone}"))
        .await
        .ok(200);
    assert_eq!(shown.id, kept);
    assert_eq!(shown.events, 1);
    assert_eq!(found(&app, &kept.to_string()).await, 1);
    assert_eq!(found(&app, &gone.to_string()).await, 0);
    for key in [FOUNDRY.to_owned(), gone.to_string(), kept.to_string()] {
        let moved = visitor.get(&format!("/organisateurs/{key}")).await;
        assert_eq!(moved.status.as_u16(), 301, "{key}");
        let page = format!("/organisateurs/{OTHER}");
        assert_eq!(moved.header(header::LOCATION), Some(page.as_str()));
    }
}

#[tokio::test]
async fn a_number_without_a_record_leads_to_the_events_that_name_it() {
    let shelf = crate::catalogue::Shelf::start(Engine::Sqlite).await;
    let organiser =
        json!({ "name": "Fonderie", "kind": "company", "siret": FOUNDRY, "coOrganisers": [] });
    let content = crate::catalogue::content_with(json!({ "organiser": organiser }));
    shelf.label(1, content).await;
    let visitor = shelf.app.visitor();

    let moved = visitor.get(&format!("/organisateurs/{FOUNDRY}")).await;

    assert_eq!(moved.status.as_u16(), 302);
    let list = moved.header(header::LOCATION).unwrap();
    assert!(list.ends_with(&format!("organiser={FOUNDRY}")), "{list}");
    assert_eq!(visitor.get(list).await.status.as_u16(), 200);
    put(&visitor, &format!("/organisateurs/{FOUNDRY}"), &json!({}))
        .await
        .refused(Code::MethodNotAllowed);
}
