use super::desk::{self, Desk};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_coordinator_revokes_a_label_with_a_reason(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);

    let by_referent = desk::step(&referent, "revocation", &labelled, &desk::reason()).await;
    let without = desk::step(
        &coordinator,
        "revocation",
        &labelled,
        &json!({ "reason": "" }),
    )
    .await;
    let answer = desk::step(&coordinator, "revocation", &labelled, &desk::reason()).await;

    by_referent.refused(Code::Forbidden);
    let problem = without.refused(Code::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/reason", Code::Required)
    );
    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.state, LabelState::Revoked);
    assert_eq!(sheet.file.slug.as_deref(), Some("visite-de-la-fonderie"));
    assert_eq!(sheet.file.allowed, []);
    let mails = desk.mails();
    let (_, subject, text) = mails.last().unwrap();
    assert_eq!(subject, "Label retiré\u{202f}: Visite de la fonderie");
    assert!(text.contains("La visite ne peut pas avoir lieu."), "{text}");
    assert_eq!(desk.logged(&labelled).last().unwrap(), "event.revoked");
}

#[rstest]
#[tokio::test]
async fn a_revoked_label_leaves_every_feed_and_those_with_tombstones_say_so(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let coordinator = desk.app.coordinator().await;
    let visitor = desk.app.visitor();
    let id = labelled.id.to_string();
    let feeds = ["atom", "rss", "feed.json", "ics", "csv", "geojson"];
    let of = |feed: &str| format!("/api/v1/catalogue/events.{feed}");
    desk.app.caught_up().await;
    for feed in feeds {
        let before = visitor.get(&of(feed)).await;
        assert!(
            before.text.contains("Visite de la fonderie"),
            "{feed}: {}",
            before.text
        );
    }

    desk::done(&coordinator, "revocation", &labelled, &desk::reason()).await;

    desk.app.caught_up().await;
    for feed in feeds {
        let after = visitor.get(&of(feed)).await;
        assert!(
            !after.text.contains("Visite de la fonderie"),
            "{feed}: {}",
            after.text
        );
    }
    let atom = visitor.get(&of("atom")).await;
    let tombstone = format!("<at:deleted-entry ref=\"urn:uuid:{id}\" when=");
    assert!(atom.text.contains(&tombstone), "{}", atom.text);
    let json = visitor.get(&of("feed.json")).await.json();
    assert_eq!(json["_gone"][0]["id"], format!("urn:uuid:{id}"));
    let calendar = visitor.get(&of("ics")).await;
    assert!(
        calendar.text.contains("STATUS:CANCELLED"),
        "{}",
        calendar.text
    );
    let page = format!("/api/v1/catalogue/events/{id}");
    visitor.get(&page).await.refused(Code::Gone);
}
