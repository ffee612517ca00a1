use super::{AT_HOME, may_be_kept, names_the_culprit};
use crate::support::{Engine, TestApp};
use rstest::rstest;
use shared::place::NearestCommune;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_point_has_a_commune_overseas_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    for (lat, lon, insee) in [
        (45.6977, 4.8869, "69259"),
        (48.8566, 2.3125, "75107"),
        (-20.8789, 55.4481, "97411"),
        (-17.5347, -149.5684, "98735"),
    ] {
        let path = format!("{AT_HOME}/reverse?lat={lat}&lon={lon}");
        let nearest: NearestCommune = app.visitor().get(&path).await.ok(200);
        assert_eq!(nearest.commune.insee.as_str(), insee);
        assert!(nearest.distance_m < 2_000.0, "{nearest:?}");
    }
}

#[tokio::test]
async fn the_contour_decides_and_not_the_nearest_town_hall() {
    let app = TestApp::start(Engine::Sqlite).await;

    // Nearer to the town halls of Les Alliés, Villebois-Lavalette and La Trinité-Porhoët.
    for (lat, lon, insee) in [
        (46.969_25, 6.453_17, "25390"),
        (45.511, 0.312_22, "16198"),
        (48.127_65, -2.536_65, "22241"),
    ] {
        let path = format!("{AT_HOME}/reverse?lat={lat}&lon={lon}");
        let found: NearestCommune = app.visitor().get(&path).await.ok(200);
        assert_eq!(found.commune.insee.as_str(), insee);
    }
}

#[tokio::test]
async fn the_open_sea_has_none() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = app
        .visitor()
        .get(&format!("{AT_HOME}/reverse?lat=35&lon=-30"))
        .await;

    answer.refused(Code::NotFound);
}

#[tokio::test]
async fn an_invalid_position_is_rejected() {
    let app = TestApp::start(Engine::Sqlite).await;

    for (query, code, pointer) in [
        ("lat=45", Code::InvalidParameter, "/lon"),
        ("lon=4", Code::InvalidParameter, "/lat"),
        ("lat=90.1&lon=4", Code::InvalidParameter, "/lat"),
        ("lat=45&lon=-180.1", Code::InvalidParameter, "/lon"),
        ("lat=NaN&lon=4", Code::InvalidParameter, "/lat"),
        ("lat=45&lon=inf", Code::InvalidParameter, "/lon"),
        ("lat=north&lon=4", Code::InvalidParameter, "/lat"),
        ("lat=45&lon=4&zoom=3", Code::UnknownParameter, "/zoom"),
    ] {
        names_the_culprit(&app, &format!("{AT_HOME}/reverse?{query}"), code, pointer).await;
    }
}

#[tokio::test]
async fn responses_may_be_cached() {
    let app = TestApp::start(Engine::Sqlite).await;

    may_be_kept(&app, &format!("{AT_HOME}/reverse?lat=45.7&lon=4.9")).await;
}
