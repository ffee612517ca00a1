//! As many groups as an edition may have.

use super::{GROUPS, create, held, lead_there};
use crate::labels::desk::{self, Desk};
use crate::support::Engine;
use diesel::prelude::*;
use ground::db::schema::{editions, review_groups, routing_rules};
use ground::db::types::{SqlTime, SqlUuid};
use ground::on;
use rstest::rstest;
use serde_json::json;
use shared::label::{FoundRoute, ReviewGroupSummary, RoutingPreview};
use shared::paging::Page;
use shared::problem::Code;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Number of groups that are stored beside the one that the test creates.
const OTHERS: u128 = 4_999;

/// Stores groups, each with a rule for one kind of place that no event has.
fn store_others(desk: &Desk) {
    let services = &desk.app.platform.services;
    let now = SqlTime::from(services.clock.now());
    let stored = services.db.write_now(|conn| {
        let edition: SqlUuid = editions::table
            .filter(editions::slug.eq("2018"))
            .select(editions::id)
            .first(conn)?;
        let numbers: Vec<u128> = (1..=OTHERS).collect();
        for numbers in numbers.chunks(500) {
            let groups: Vec<_> = numbers
                .iter()
                .map(|number| {
                    (
                        review_groups::id.eq(SqlUuid(Uuid::from_u128(*number))),
                        review_groups::edition_id.eq(edition),
                        review_groups::name.eq(format!("Groupe {number:04}")),
                        review_groups::name_key.eq(format!("groupe {number:04}")),
                        review_groups::version.eq(1),
                        review_groups::created_at.eq(now),
                        review_groups::updated_at.eq(now),
                    )
                })
                .collect();
            on!(&mut *conn, c => diesel::insert_into(review_groups::table).values(groups).execute(c)?);
            let rules: Vec<_> = numbers
                .iter()
                .map(|number| {
                    (
                        routing_rules::edition_id.eq(edition),
                        routing_rules::conditions.eq(format!("commune:{:05}||", 20_000 + number)),
                        routing_rules::group_id.eq(SqlUuid(Uuid::from_u128(*number))),
                    )
                })
                .collect();
            on!(&mut *conn, c => diesel::insert_into(routing_rules::table).values(rules).execute(c)?);
        }
        Ok(())
    });
    stored.expect("the groups are stored");
}

#[rstest]
#[tokio::test]
async fn five_thousand_groups_are_paged_and_route_as_few_do(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let lyon = create(&coordinator, "Lyon", false).await;
    store_others(&desk);
    lead_there(&coordinator, &lyon, &["commune:69259"]).await;

    let file = desk.filed(&desk::visit()).await;
    assert_eq!(held(&coordinator, &file).await.0.as_deref(), Some("Lyon"));

    let (mut names, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("{GROUPS}?edition=2018&limit=100{cursor}");
        let page: Page<ReviewGroupSummary> = coordinator.get(&path).await.ok(200);
        for group in page.items {
            assert!(names.insert(group.name), "a group is repeated");
        }
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names.len(), 5_000);
    let found: Page<ReviewGroupSummary> = coordinator
        .get(&format!("{GROUPS}?edition=2018&q=LYO"))
        .await
        .ok(200);
    assert_eq!(found.items.len(), 1);
    // Where a file would go, and what a change of rules would move, is right among as many.
    let asked = "commune=69259&kind=company_visit&attendance=on_site";
    let route = format!("/api/v1/labels/route?edition=2018&{asked}");
    let found: FoundRoute = coordinator.get(&route).await.ok(200);
    assert_eq!(
        found.rule.map(|rule| rule.key()).as_deref(),
        Some("commune:69259||")
    );
    let other = Uuid::from_u128(2_500);
    let rules = json!({ "rules": [{ "place": "commune:69259", "kind": "company_visit" }] });
    let preview: RoutingPreview = coordinator
        .post(&format!("{GROUPS}/{other}/rules/preview"), &rules)
        .await
        .ok(200);
    assert_eq!(preview.moved, 1);
    assert_eq!(preview.files[0].from.as_ref().unwrap().name, "Lyon");
    assert_eq!(preview.files[0].to.as_ref().unwrap().name, "Groupe 2500");
    let taken = json!({ "rules": [{ "place": "commune:69259" }] });
    let refused = coordinator
        .post(&format!("{GROUPS}/{other}/rules/preview"), &taken)
        .await;
    assert_eq!(refused.refused(Code::Invalid).errors[0].pointer, "/rules/0");
    assert_eq!(held(&coordinator, &file).await.0.as_deref(), Some("Lyon"));
    let more = json!({ "edition": "2018", "name": "Un de trop" });
    let refused = coordinator.post(GROUPS, &more).await.refused(Code::Invalid);
    assert_eq!(refused.errors[0].code, Code::TooMany);
}
