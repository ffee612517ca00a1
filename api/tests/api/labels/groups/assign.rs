//! Taking over, giving away, absences.

use super::{assignment, create, held, id, join, lead_there, path, read, reviewer, tag};
use crate::labels::desk::{self, Desk, refused_at};
use crate::support::{Engine, Person};
use rstest::rstest;
use serde_json::json;
use shared::id::EventId;
use shared::label::{FileAssignment, QueueItem, ReviewAbsence, ReviewGroup, RoutingCause};
use shared::paging::Page;
use shared::problem::Code;

fn page(file: &desk::File) -> String {
    format!("/api/v1/labels/events/{}/assignment", file.id)
}

async fn listed(person: &Person, query: &str) -> Vec<EventId> {
    let path = format!("/api/v1/labels/queue?{query}");
    let page: Page<QueueItem> = person.get(&path).await.ok(200);
    page.items.iter().map(|item| item.id).collect()
}

async fn group_here(desk: &Desk, members: &[&Person]) -> ReviewGroup {
    let coordinator = desk.app.coordinator().await;
    let group = create(&coordinator, "Lyon", false).await;
    lead_there(&coordinator, &group, &["department:69"]).await;
    join(&coordinator, &group, members).await;
    group
}

#[rstest]
#[tokio::test]
async fn a_file_is_taken_over_given_away_and_found_by_its_share(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let group = group_here(&desk, &[&alix]).await;
    let file = desk.filed(&desk::visit()).await;
    let overseas = desk.filed(&desk::visit_at_la_reunion()).await;
    assert_eq!(held(&alix, &file).await.1, Some(id(&alix)));
    assert_eq!(listed(&alix, "share=mine").await, [file.id]);
    assert_eq!(listed(&alix, "share=my_groups").await, [file.id]);
    assert!(listed(&sam, "share=my_groups").await.is_empty());

    let taken = sam
        .request(reqwest::Method::PUT, &page(&file))
        .json(&json!({ "assignee": id(&sam) }));
    let taken: FileAssignment = crate::support::Answer::of(taken).await.ok(200);
    assert_eq!(taken.assignee.unwrap().id, id(&sam));
    assert_eq!(taken.route.cause, RoutingCause::Rule);
    assert_eq!(listed(&sam, "share=mine").await, [file.id]);
    assert!(listed(&alix, "share=mine").await.is_empty());
    let coordinator = desk.app.coordinator().await;
    assert_eq!(
        listed(&coordinator, "share=unassigned").await,
        [overseas.id]
    );
    let by_group = format!("group={}&sort=assignee", group.summary.id);
    assert_eq!(listed(&coordinator, &by_group).await, [file.id]);
    let logged = desk.logged(&file);
    assert_eq!(logged.last().map(String::as_str), Some("event.assigned"));

    // Nobody has it any more; then a person in another territory cannot get it.
    let give = async |person: &Person, body: serde_json::Value| {
        let request = person.request(reqwest::Method::PUT, &page(&file));
        crate::support::Answer::of(request.json(&body)).await
    };
    give(&sam, json!({})).await.ok::<FileAssignment>(200);
    assert_eq!(listed(&coordinator, "share=unassigned").await.len(), 2);
    let far = desk.app.referent("region:04").await;
    let refused = give(&sam, json!({ "assignee": id(&far) })).await;
    refused_at(&refused, "/assignee", Code::NotAllowed);
    give(&far, json!({ "assignee": id(&far) }))
        .await
        .refused(Code::NotFound);
    let nowhere = json!({ "group": "0190a1b2-0000-7000-8000-000000000001" });
    refused_at(&give(&sam, nowhere).await, "/group", Code::UnknownValue);
}

#[rstest]
#[tokio::test]
async fn a_file_that_a_person_put_into_a_group_is_not_moved_by_rules(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let lyon = group_here(&desk, &[&alix]).await;
    let coordinator = desk.app.coordinator().await;
    let other = create(&coordinator, "Appui", false).await;
    join(&coordinator, &other, &[&sam]).await;
    let file = desk.filed(&desk::visit()).await;

    let body = json!({ "group": other.summary.id });
    let request = alix.request(reqwest::Method::PUT, &page(&file)).json(&body);
    let moved: FileAssignment = crate::support::Answer::of(request).await.ok(200);
    assert_eq!(moved.route.cause, RoutingCause::Hand);
    assert_eq!(moved.assignee.unwrap().id, id(&sam));
    lead_there(&coordinator, &lyon, &["commune:69259"]).await;

    assert_eq!(held(&alix, &file).await.0.as_deref(), Some("Appui"));

    // The group goes: the rules decide on the file again, and say so.
    let group = read(&coordinator, &other).await;
    let deleted = desk::send(
        &coordinator,
        reqwest::Method::DELETE,
        &path(group.summary.id),
        &desk::File {
            id: file.id,
            tag: tag(&group),
        },
        &json!(null),
    )
    .await;
    assert_eq!(deleted.status.as_u16(), 204, "{}", deleted.text);
    let routed = assignment(&alix, file.id).await;
    assert_eq!(routed.route.group.unwrap().name, "Lyon");
    assert_eq!(routed.route.cause, RoutingCause::Rule);
    assert_eq!(routed.assignee.unwrap().id, id(&alix));
}

#[rstest]
#[tokio::test]
async fn an_absent_member_gets_no_files(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    group_here(&desk, &[&alix, &sam]).await;
    let absences = "/api/v1/labels/absences";
    // The clock stands on 5 February.
    let days = json!({ "first": "2018-02-05", "last": "2018-02-06" });
    let absence: ReviewAbsence = alix.post(absences, &days).await.ok(201);
    assert_eq!(absence.reviewer.name, "Alix");

    let first = desk.filed(&desk::visit()).await;
    let second = desk.filed(&desk::visit()).await;
    assert_eq!(held(&sam, &first).await.1, Some(id(&sam)));
    assert_eq!(held(&sam, &second).await.1, Some(id(&sam)));
    let choices = assignment(&sam, first.id).await.choices;
    assert_eq!(choices.len(), 1, "an absent member is no choice");

    desk.at("2018-02-07T08:00:00Z").await;
    let third = desk.filed(&desk::visit()).await;
    let sam = desk.app.anew(&sam).await;
    assert_eq!(held(&sam, &third).await.1, Some(id(&alix)));
}

#[rstest]
#[tokio::test]
async fn absences_are_entered_by_oneself_a_lead_or_the_coordination(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let group = group_here(&desk, &[&alix, &sam]).await;
    let absences = "/api/v1/labels/absences";
    let of_sam = json!({ "account": id(&sam), "first": "2018-02-05", "last": "2018-02-09" });
    refused_at(
        &alix.post(absences, &of_sam).await,
        "/account",
        Code::UnknownValue,
    );
    let backwards = json!({ "first": "2018-02-09", "last": "2018-02-05" });
    refused_at(
        &alix.post(absences, &backwards).await,
        "/last",
        Code::EndBeforeBegin,
    );

    let coordinator = desk.app.coordinator().await;
    let current = read(&coordinator, &group).await;
    let role = format!("{}/members/{}", path(group.summary.id), id(&alix));
    coordinator
        .put(&role, &tag(&current), &json!({ "role": "leads" }))
        .await
        .ok::<ReviewGroup>(200);
    let entered: ReviewAbsence = alix.post(absences, &of_sam).await.ok(201);
    let seen: Vec<ReviewAbsence> = sam.get(absences).await.ok(200);
    assert_eq!(seen, std::slice::from_ref(&entered));
    let one = format!("{absences}/{}", entered.id);
    let far = desk.app.referent("region:04").await;
    far.delete(&one).await.refused(Code::NotFound);
    assert_eq!(sam.delete(&one).await.status.as_u16(), 204);
    alix.delete(&one).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn the_files_of_a_removed_member_go_to_the_others(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let group = group_here(&desk, &[&alix]).await;
    let file = desk.filed(&desk::visit()).await;
    let coordinator = desk.app.coordinator().await;
    join(&coordinator, &group, &[&sam]).await;
    assert_eq!(held(&alix, &file).await.1, Some(id(&alix)));

    let member = format!("{}/members/{}", path(group.summary.id), id(&alix));
    assert_eq!(coordinator.delete(&member).await.status.as_u16(), 204);

    // The group narrows the work; the territory of the grant still says what a referent sees.
    assert_eq!(held(&alix, &file).await.1, Some(id(&sam)));
}
