use super::{Fixture, form};
use crate::support::{Answer, Engine, TestApp};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;

/// A page as a browser without scripts gets it.
async fn page(app: &TestApp, address: &str) -> Answer {
    let visitor = app.visitor();
    let request = visitor.request(Method::GET, address);
    Answer::of(request.header(header::ACCEPT, "text/html,*/*;q=0.8")).await
}

#[rstest]
#[tokio::test]
async fn a_visitor_types_the_code_and_reads_what_it_stands_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let app = &fixture.app;
    let first = fixture.certificate().await.code;
    let said =
        |answer: &Answer| crate::site::said(&answer.text).replace(['\u{a0}', '\u{202f}'], " ");

    let empty = page(app, "/verifier").await;
    assert_eq!(empty.status.as_u16(), 200);
    assert!(empty.text.contains("action=\"/verifier\""));
    let typed = format!("/verifier?code={}", first.to_lowercase().replace('-', "+"));
    let led = page(app, &typed).await;
    assert_eq!(led.status.as_u16(), 302);
    assert_eq!(
        led.header(header::LOCATION),
        Some(format!("/verifier/{first}").as_str())
    );
    let valid = page(app, &format!("/verifier/{first}")).await;
    assert_eq!(valid.status.as_u16(), 200);
    let text = said(&valid);
    for words in [
        "Ce certificat est valable",
        "Visite de la fonderie",
        "Fonderie du Rhône",
        "DIRECCTE Auvergne-Rhône-Alpes",
        "ni approbation par l’État du contenu",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(valid.text.contains("noindex"));

    for (address, status, words) in [
        ("/verifier?code=", 422, "Saisissez le code"),
        ("/verifier?code=7K3QX", 422, "dix chiffres et lettres"),
        ("/verifier?code=7K3QX-9TB44", 422, "une faute de frappe"),
        ("/verifier/7K3QX-9TB44", 404, "une faute de frappe"),
        (
            "/verifier/7K3QX-9TB43",
            404,
            "Aucun certificat ne porte ce code",
        ),
        (
            "/verifier?code=%3Cscript%3Ealert",
            422,
            "dix chiffres et lettres",
        ),
    ] {
        let answer = page(app, address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert!(
            said(&answer).contains(words),
            "{address}: {}",
            said(&answer)
        );
        assert!(!answer.text.contains("<script>alert"));
    }

    let mut title = form();
    title["title"] = json!("Visite de la grande fonderie");
    fixture.change(&title).await;
    let second = fixture.certificate().await.code;
    let replaced = page(app, &format!("/verifier/{first}")).await;
    assert!(said(&replaced).contains("Ce certificat est remplacé"));
    assert!(
        replaced
            .text
            .contains(&format!("href=\"/verifier/{second}\""))
    );

    fixture.revoke(&fixture.now().await).await;
    for code in [&first, &second] {
        let revoked = page(app, &format!("/verifier/{code}")).await;
        let text = said(&revoked);
        assert!(text.contains("Le label a été retiré le"), "{text}");
        assert!(!revoked.text.contains("href=\"/evenements/2018/"));
    }
}
