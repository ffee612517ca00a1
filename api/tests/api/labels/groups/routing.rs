//! The way of a file to its group and reviewer.

use super::{assignment, create, held, id, join, lead_there, path, read, reviewer, tag};
use crate::labels::desk::{self, Desk, done};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::event::{EventChange, EventFile};
use shared::label::{
    FoundRoute, ReviewGroup, ReviewSheet, RoutingCause, RoutingPreview, RoutingRule,
};

#[rstest]
#[tokio::test]
async fn a_new_file_goes_to_the_least_loaded_member_of_its_group(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let lyon = create(&coordinator, "Lyon", false).await;
    let rest = create(&coordinator, "Le reste", true).await;
    lead_there(&coordinator, &lyon, &["epci:200046977"]).await;
    lead_there(&coordinator, &rest, &["region:11"]).await;
    join(&coordinator, &lyon, &[&alix, &sam]).await;

    let first = desk.filed(&desk::visit()).await;
    let second = desk.filed(&desk::visit()).await;
    let online = desk.filed(&desk::webinar()).await;

    let (first_held, second_held) = (held(&alix, &first).await, held(&alix, &second).await);
    assert_eq!(first_held.0.as_deref(), Some("Lyon"));
    assert_eq!(second_held.0.as_deref(), Some("Lyon"));
    assert_ne!(first_held.1, second_held.1, "each has one");
    let online = assignment(&coordinator, online.id).await;
    assert_eq!(online.route.cause, RoutingCause::Default);
    assert_eq!(online.route.group.unwrap().name, "Le reste");
    assert_eq!(online.assignee, None);
    let logged = desk.logged(&first);
    assert_eq!(logged.last().map(String::as_str), Some("event.routed"));
    // What the group does is nothing for the organiser.
    let history = format!("/api/v1/events/{}/history", first.id);
    let shown = desk.organiser.get(&history).await.text;
    assert!(!shown.contains("event.routed"), "{shown}");
}

#[rstest]
#[tokio::test]
async fn without_groups_nothing_is_routed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let file = desk.filed(&desk::visit()).await;

    let found = assignment(&referent, file.id).await;

    assert_eq!(found.route.cause, RoutingCause::Nobody);
    assert_eq!((found.route.group, found.assignee), (None, None));
    assert!(!desk.logged(&file).contains(&"event.routed".to_owned()));
}

#[rstest]
#[tokio::test]
async fn a_file_whose_kind_changes_is_routed_again_and_one_that_stays_keeps_its_reviewer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let visits = create(&coordinator, "Visites", false).await;
    let workshops = create(&coordinator, "Ateliers", false).await;
    for (group, kind) in [(&visits, "company_visit"), (&workshops, "workshop")] {
        let rules = json!({ "rules": [{ "place": "department:69", "kind": kind }] });
        let address = format!("{}/rules", path(group.summary.id));
        let stored = coordinator.put(&address, &tag(group), &rules).await;
        stored.ok::<ReviewGroup>(200);
    }
    join(&coordinator, &visits, &[&alix]).await;
    join(&coordinator, &workshops, &[&sam]).await;
    let filed = desk.filed(&desk::visit()).await;
    assert_eq!(
        held(&alix, &filed).await,
        (Some("Visites".to_owned()), Some(id(&alix)))
    );

    let kind_asked = json!({ "message": "Est-ce un atelier ?", "fields": ["/kind"] });
    let returned = done(&coordinator, "correction", &filed, &kind_asked).await;
    let mut form = desk::visit();
    form.kind = "workshop".to_owned();
    let page = format!("/api/v1/events/{}", filed.id);
    let saved = desk.organiser.put(&page, &returned.tag, &json!(form)).await;
    saved.ok::<EventFile>(200);
    let draft = desk::File {
        id: filed.id,
        tag: saved.header(reqwest::header::ETAG).unwrap().to_owned(),
    };
    let again = desk.file(&desk.organiser, &draft).await;

    assert_eq!(
        held(&sam, &again).await,
        (Some("Ateliers".to_owned()), Some(id(&sam)))
    );
}

#[rstest]
#[tokio::test]
async fn a_change_of_rules_is_previewed_and_moves_open_files(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    // It was submitted before there was any group.
    let early = desk.filed(&desk::visit()).await;
    let default = create(&coordinator, "Le reste", true).await;
    let lyon = create(&coordinator, "Lyon", false).await;
    let late = desk.filed(&desk::visit()).await;
    assert_eq!(
        held(&coordinator, &early).await.0.as_deref(),
        Some("Le reste")
    );

    let wanted = json!({ "rules": [{ "place": "commune:69259" }] });
    let address = format!("{}/rules/preview", path(lyon.summary.id));
    let preview: RoutingPreview = coordinator.post(&address, &wanted).await.ok(200);
    assert_eq!(preview.moved, 2);
    assert_eq!(preview.files[0].from.as_ref().unwrap().name, "Le reste");
    assert_eq!(preview.files[0].to.as_ref().unwrap().name, "Lyon");
    assert_eq!(
        held(&coordinator, &late).await.0.as_deref(),
        Some("Le reste")
    );

    lead_there(&coordinator, &lyon, &["commune:69259"]).await;
    for file in [&early, &late] {
        assert_eq!(held(&coordinator, file).await.0.as_deref(), Some("Lyon"));
    }
    assert_eq!(read(&coordinator, &lyon).await.summary.open_files, 2);

    // The rule goes while files are in the group, and then the group itself.
    lead_there(&coordinator, &lyon, &[]).await;
    assert_eq!(
        held(&coordinator, &early).await.0.as_deref(),
        Some("Le reste")
    );
    let current = read(&coordinator, &default).await;
    let deleted = desk::send(
        &coordinator,
        reqwest::Method::DELETE,
        &path(default.summary.id),
        &desk::File {
            id: early.id,
            tag: tag(&current),
        },
        &json!(null),
    )
    .await;
    assert_eq!(deleted.status.as_u16(), 204, "{}", deleted.text);
    assert_eq!(held(&coordinator, &early).await.0, None);
    let routed = desk.logged(&early);
    let routed = routed.iter().filter(|kind| *kind == "event.routed").count();
    assert_eq!(routed, 4, "each move is logged");
}

#[rstest]
#[tokio::test]
async fn where_a_file_would_go_is_told_with_the_rule(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let lyon = create(&coordinator, "Lyon", false).await;
    lead_there(&coordinator, &lyon, &["region:84", "epci:200046977"]).await;
    let referent = desk.referent().await;
    let ask = async |query: &str| -> FoundRoute {
        let path = format!("/api/v1/labels/route?edition=2018&{query}");
        referent.get(&path).await.ok(200)
    };

    let here = ask("commune=69381&kind=company_visit&attendance=on_site").await;
    let region = ask("commune=01004&kind=company_visit&attendance=on_site").await;
    let online = ask("kind=webinar&attendance=online").await;

    let key = |found: &FoundRoute| found.rule.as_ref().map(RoutingRule::key);
    assert_eq!(key(&here).as_deref(), Some("epci:200046977||"));
    assert_eq!(key(&region).as_deref(), Some("region:84||"));
    assert_eq!((online.cause, online.group), (RoutingCause::Nobody, None));
    for query in [
        "commune=99999&kind=company_visit&attendance=on_site",
        "kind=banquet&attendance=online",
        "kind=webinar&attendance=perhaps",
    ] {
        let path = format!("/api/v1/labels/route?edition=2018&{query}");
        let refused = referent.get(&path).await;
        assert_eq!(refused.status.as_u16(), 400, "{query}");
    }
}

#[rstest]
#[tokio::test]
async fn an_accepted_change_of_the_kind_routes_a_labelled_event_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let visits = create(&coordinator, "Visites", true).await;
    let workshops = create(&coordinator, "Ateliers", false).await;
    let rules = json!({ "rules": [{ "kind": "workshop" }] });
    let address = format!("{}/rules", path(workshops.summary.id));
    let stored = coordinator.put(&address, &tag(&workshops), &rules).await;
    stored.ok::<ReviewGroup>(200);
    let labelled = desk
        .app
        .labelled(&desk.organiser, &json!(desk::visit()))
        .await;
    let file = desk::File {
        id: labelled.id,
        tag: String::new(),
    };
    let of = |version: i32| format!("\"{version}\"");

    let change = format!("/api/v1/events/{}/change", labelled.id);
    let read: EventChange = desk.organiser.get(&change).await.ok(200);
    let mut form = desk::visit();
    form.kind = "workshop".to_owned();
    let saved: EventChange = desk
        .organiser
        .put(&change, &of(read.version), &json!(form))
        .await
        .ok(200);
    let submit = format!("{change}/submit");
    desk.organiser
        .post_if(&submit, &of(saved.version), &json!(null))
        .await
        .ok::<EventChange>(200);
    let waiting = held(&coordinator, &file).await;
    let sheet = format!("/api/v1/labels/events/{}", labelled.id);
    let current: ReviewSheet = coordinator.get(&sheet).await.ok(200);
    let accept = json!({ "decision": "accept" });
    let decision = format!("{sheet}/change/decision");
    coordinator
        .post_if(&decision, &of(current.file.version), &accept)
        .await
        .ok::<ReviewSheet>(200);

    // What is proposed changes nothing before it is accepted.
    assert_eq!(waiting.0, Some(visits.summary.name));
    assert_eq!(
        held(&coordinator, &file).await.0,
        Some(workshops.summary.name)
    );
}
