use crate::support::{Answer, Engine, TestApp};
use reqwest::header::CONTENT_SECURITY_POLICY;
use shared::platform::{PlatformConfig, Streets};

const CONFIG: &str = "/api/v1/config";
const TILES: &str = "https://tile.example.org/{z}/{x}/{y}.png";

fn policy(answer: &Answer) -> &str {
    answer.header(CONTENT_SECURITY_POLICY).expect("a policy")
}

#[tokio::test]
async fn browsers_may_fetch_the_streets_that_are_configured() {
    let variables = [
        ("SEMAINE_STREETS_URL", TILES),
        ("SEMAINE_STREETS_ATTRIBUTION", "© Rues"),
    ];
    let app = TestApp::configured(Engine::Sqlite, &variables).await;

    let answer = app.visitor().get(CONFIG).await;
    let docs = app.visitor().get("/api/docs").await;

    let config: PlatformConfig = answer.ok(200);
    assert_eq!(
        config.streets,
        Some(Streets {
            tiles: TILES.to_owned(),
            attribution: "© Rues".to_owned(),
        })
    );
    for part in ["img-src", "connect-src"] {
        let allowed = format!("{part} 'self' https://tile.example.org");
        assert!(policy(&answer).contains(&allowed), "{}", policy(&answer));
    }
    assert!(!policy(&docs).contains("tile.example.org"));
}

#[tokio::test]
async fn without_streets_nothing_comes_from_elsewhere() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = app.visitor().get(CONFIG).await;

    assert_eq!(answer.ok::<PlatformConfig>(200).streets, None);
    assert!(!policy(&answer).contains("http"), "{}", policy(&answer));
}
