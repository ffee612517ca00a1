//! Letters to the members of a group, as each chooses for the files that the group has.

use super::{create, join, lead_there, reviewer};
use crate::labels::desk::{self, Desk};
use crate::labels::review_digest::{PREFERENCES, letters, store, told_at};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::account::{LetterScope, Preferences};

#[rstest]
#[tokio::test]
async fn the_choice_for_a_group_decides_before_that_for_its_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::with(engine, |edition| edition.review_reminders.sent = false).await;
    let coordinator = desk.app.coordinator().await;
    let alix = reviewer(&desk, "Alix").await;
    let group = create(&coordinator, "Lyon", false).await;
    lead_there(&coordinator, &group, &["department:69"]).await;
    join(&coordinator, &group, &[&alix]).await;
    let scope = LetterScope::Group(group.summary.id);
    let choices = json!([
        { "letter": "review_request", "scope": "region:84", "frequency": "never" },
        { "letter": "review_request", "scope": scope, "frequency": "daily" },
    ]);
    let wanted = json!({ "refusedLetters": [], "scopedLetters": choices });
    let stored: Preferences = store(&alix, &wanted).await.ok(200);

    desk.filed(&desk::visit()).await;
    told_at(&desk.app, "2018-02-06T07:00:00Z").await;

    let own = stored.scopes.iter().find(|own| own.scope == scope).unwrap();
    assert_eq!(own.name.as_deref(), Some("Lyon"));
    assert_eq!(own.edition.as_deref(), Some("2018"));
    assert_eq!(letters(&desk.app, &alix).len(), 1);
    let alix = desk.app.anew(&alix).await;
    let kept: Preferences = alix.get(PREFERENCES).await.ok(200);
    assert_eq!(kept.scoped_letters.len(), 2);
}
