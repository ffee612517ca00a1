use super::{AT_HOME, may_be_kept};
use crate::support::{Engine, TestApp};
use rstest::rstest;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_commune_includes_its_department_and_region(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    let answer = app
        .visitor()
        .get(&format!("{AT_HOME}/communes/69259"))
        .await;

    assert_eq!(answer.status.as_u16(), 200);
    insta::assert_json_snapshot!(answer.json(), @r#"
    {
      "department": "69",
      "departmentName": "Rhône",
      "insee": "69259",
      "name": "Vénissieux",
      "population": 65502,
      "position": {
        "lat": 45.6968,
        "lon": 4.8853
      },
      "postalCodes": [
        "69200"
      ],
      "region": "84",
      "regionName": "Auvergne-Rhône-Alpes"
    }
    "#);
}

#[tokio::test]
async fn an_unknown_code_is_not_found() {
    let app = TestApp::start(Engine::Sqlite).await;

    for code in ["69999", "00000", "6925", "lyon", "2C004", "69259%20"] {
        let answer = app
            .visitor()
            .get(&format!("{AT_HOME}/communes/{code}"))
            .await;
        answer.refused(Code::NotFound);
    }
}

#[tokio::test]
async fn a_commune_may_be_cached() {
    let app = TestApp::start(Engine::Sqlite).await;

    may_be_kept(&app, &format!("{AT_HOME}/communes/2A004")).await;
}
