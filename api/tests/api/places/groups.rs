use super::{AT_HOME, may_be_kept};
use crate::support::{Engine, TestApp};
use rstest::rstest;
use serde_json::json;
use shared::place::{CommuneGroup, CommuneGroupSummary};
use shared::problem::Code;

#[rstest]
#[case::epci("epci", 1_266)]
#[case::industrial_territories("industrial-territories", 183)]
#[tokio::test]
async fn every_group_of_the_list_can_be_read(#[case] kind: &str, #[case] number: usize) {
    let app = TestApp::start(Engine::Sqlite).await;
    let visitor = app.visitor();

    let list: Vec<CommuneGroupSummary> = visitor.get(&format!("{AT_HOME}/{kind}")).await.ok(200);

    assert_eq!(list.len(), number);
    for summary in list.iter().step_by(40) {
        let path = format!("{AT_HOME}/{kind}/{}", summary.code);
        let group: CommuneGroup = visitor.get(&path).await.ok(200);
        assert_eq!(group.summary, *summary);
        assert!(!group.communes.is_empty());
    }
}

#[rstest]
#[tokio::test]
async fn a_group_has_its_name_departments_and_communes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    let answer = app
        .visitor()
        .get(&format!("{AT_HOME}/epci/200000172"))
        .await;

    assert_eq!(
        answer.json(),
        json!({
            "code": "200000172",
            "name": "CC Faucigny - Glières",
            "departments": ["74"],
            "communes": ["74024", "74042", "74049", "74087", "74164", "74212", "74312"],
        })
    );
}

#[tokio::test]
async fn an_unknown_group_is_not_found() {
    let app = TestApp::start(Engine::Sqlite).await;

    for path in [
        "epci/999999999",
        "epci/lyon",
        "industrial-territories/ti-9999",
        "industrial-territories/200046977",
    ] {
        let answer = app.visitor().get(&format!("{AT_HOME}/{path}")).await;
        answer.refused(Code::NotFound);
    }
}

#[tokio::test]
async fn groups_may_be_cached() {
    let app = TestApp::start(Engine::Sqlite).await;

    for path in [
        "epci",
        "epci/200046977",
        "industrial-territories",
        "industrial-territories/ti-0101",
    ] {
        may_be_kept(&app, &format!("{AT_HOME}/{path}")).await;
    }
}
