use super::{AT_HOME, may_be_kept};
use crate::support::{Engine, TestApp};
use rstest::rstest;
use shared::place::Territories;

#[rstest]
#[tokio::test]
async fn regions_and_departments_include_overseas(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    let territories: Territories = app
        .visitor()
        .get(&format!("{AT_HOME}/territories"))
        .await
        .ok(200);

    // 18 regions and 101 departments, and the six inhabited collectivities in both lists.
    assert_eq!(
        (territories.regions.len(), territories.departments.len()),
        (24, 107)
    );
    let region_of = |code: &str| {
        territories
            .departments
            .iter()
            .find(|department| department.code.as_str() == code)
            .map(|department| department.region.as_str())
    };
    assert_eq!(region_of("69"), Some("84"));
    assert_eq!(region_of("974"), Some("04"));
    assert_eq!(region_of("988"), Some("988"));
    assert!(territories.departments.iter().all(|department| {
        territories
            .regions
            .iter()
            .any(|region| region.code == department.region)
    }));
    // `Île-de-France` is sorted under I.
    let place = |code: &str| {
        territories
            .regions
            .iter()
            .position(|region| region.code.as_str() == code)
    };
    assert!(place("28") > place("11"));
}

#[tokio::test]
async fn the_list_may_be_cached() {
    let app = TestApp::start(Engine::Sqlite).await;

    may_be_kept(&app, &format!("{AT_HOME}/territories")).await;
}
