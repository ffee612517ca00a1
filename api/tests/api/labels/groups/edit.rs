//! Groups, their rules and leads: who may change them, and what a fault looks like.

use super::{GROUPS, create, id, join, lead_there, path, read, reviewer, tag};
use crate::labels::desk::Desk;
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{GroupRole, ReviewGroup};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn of_two_who_edit_at_once_the_second_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (one, other) = (desk.app.coordinator().await, desk.app.administrator().await);
    let group = create(&one, "Lyon", false).await;
    let read_by_both = tag(&group);

    let rules = format!("{}/rules", path(group.summary.id));
    let first = json!({ "rules": [{ "place": "region:84" }] });
    one.put(&rules, &read_by_both, &first)
        .await
        .ok::<ReviewGroup>(200);
    let second = json!({ "rules": [{ "place": "region:11" }] });
    other
        .put(&rules, &read_by_both, &second)
        .await
        .refused(Code::PreconditionFailed);
    let name = json!({ "name": "Rhône", "default": false });
    other
        .put(&path(group.summary.id), &read_by_both, &name)
        .await
        .refused(Code::PreconditionFailed);

    let stored = read(&other, &group).await;
    assert_eq!(stored.rules[0].key(), "region:84||");
    assert_eq!(stored.summary.name, "Lyon");
    assert_eq!(stored.place_names["region:84"], "Auvergne-Rhône-Alpes");
}

#[rstest]
#[tokio::test]
async fn a_rule_exists_once_in_an_edition_and_is_checked_at_its_place(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (lyon, rest) = (
        create(&coordinator, "Lyon", false).await,
        create(&coordinator, "Le reste", false).await,
    );
    lead_there(&coordinator, &lyon, &["commune:69259"]).await;

    let address = format!("{}/rules", path(rest.summary.id));
    let wanted = json!({ "rules": [
        { "place": "commune:69259" },
        { "place": "epci:999999999" },
        { "kind": "banquet" },
        {},
        { "place": "region:11" },
        { "place": "region:11" },
    ] });
    let refused = coordinator.put(&address, &tag(&rest), &wanted).await;

    let problem = refused.refused(Code::Invalid);
    let faults: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        faults,
        [
            ("/rules/0", Code::Duplicate),
            ("/rules/1/place", Code::UnknownValue),
            ("/rules/2/kind", Code::UnknownValue),
            ("/rules/3", Code::Required),
            ("/rules/5", Code::Duplicate),
        ]
    );
    assert!(read(&coordinator, &rest).await.rules.is_empty());
    let same = json!({ "edition": "2018", "name": " LYON ", "default": false });
    let twice = coordinator.post(GROUPS, &same).await;
    assert_eq!(twice.status.as_u16(), 422, "{}", twice.text);
    let nameless = json!({ "edition": "2018", "name": " " });
    coordinator
        .post(GROUPS, &nameless)
        .await
        .refused(Code::Invalid);
    let elsewhere = json!({ "edition": "1999", "name": "Lyon" });
    coordinator
        .post(GROUPS, &elsewhere)
        .await
        .refused(Code::Invalid);
}

#[rstest]
#[tokio::test]
async fn a_lead_manages_members_until_removed_in_mid_session(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (lead, member) = (reviewer(&desk, "Lou").await, reviewer(&desk, "Sam").await);
    let group = create(&coordinator, "Lyon", false).await;
    join(&coordinator, &group, &[&lead]).await;
    let role = format!("{}/members/{}", path(group.summary.id), id(&lead));
    let current = read(&coordinator, &group).await;
    let leads = json!({ "role": "leads" });
    coordinator
        .put(&role, &tag(&current), &leads)
        .await
        .ok::<ReviewGroup>(200);

    assert_eq!(join(&lead, &group, &[&member]).await.added, 1);
    let shown = read(&lead, &group).await;
    assert_eq!((shown.manageable, shown.editable), (true, false));
    assert_eq!(shown.summary.role, Some(GroupRole::Leads));
    // A lead neither names leads nor sets rules.
    lead.put(&role, &tag(&shown), &leads)
        .await
        .refused(Code::Forbidden);
    let rules = format!("{}/rules", path(group.summary.id));
    lead.put(&rules, &tag(&shown), &json!({ "rules": [] }))
        .await
        .refused(Code::Forbidden);
    // A member does not manage the group.
    let import = format!("{}/members/import", path(group.summary.id));
    member
        .post(&import, &json!({ "text": "a@b.example" }))
        .await
        .refused(Code::Forbidden);

    assert_eq!(coordinator.delete(&role).await.status.as_u16(), 204);
    let address = json!({ "text": member.account().email });
    lead.post(&import, &address).await.refused(Code::Forbidden);
    coordinator.delete(&role).await.refused(Code::NotFound);
}

#[tokio::test]
async fn groups_are_nothing_for_organisers() {
    let desk = Desk::open(Engine::Sqlite).await;
    let list = format!("{GROUPS}?edition=2018");

    desk.organiser.get(&list).await.refused(Code::Forbidden);
    let visitor = desk.app.visitor();
    visitor.get(&list).await.refused(Code::Unauthenticated);
    let referent = desk.referent().await;
    let new = json!({ "edition": "2018", "name": "Lyon" });
    referent.post(GROUPS, &new).await.refused(Code::Forbidden);
    referent
        .get(&format!("{GROUPS}?edition=1999"))
        .await
        .refused(Code::InvalidParameter);
}
