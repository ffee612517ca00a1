use super::{page, shelf};
use crate::catalogue::{Shelf, content};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;

#[tokio::test]
async fn every_public_page_is_listed() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    shelf.label(2, content()).await;
    let site = &shelf.app.address;

    let index = page(&shelf, "/sitemap.xml").await;
    let events = page(&shelf, "/sitemaps/2018-1.xml").await;
    let pages = page(&shelf, "/sitemaps/pages.xml").await;

    assert_eq!(
        index.header(header::CONTENT_TYPE),
        Some("application/xml; charset=utf-8")
    );
    assert!(index.text.contains(&format!(
        "<loc>{site}/sitemaps/2018-1.xml</loc><lastmod>2018-02-05T09:00:00Z</lastmod>"
    )));
    assert!(
        events
            .text
            .contains(&format!("<loc>{site}/evenements/2018/visite-2</loc>"))
    );
    assert_eq!(events.text.matches("<url>").count(), 2);
    assert!(
        pages
            .text
            .contains(&format!("<loc>{site}/departements/974-la-reunion</loc>"))
    );
    assert!(pages.text.contains(&format!("<loc>{site}/verifier</loc>")));
    for path in [
        "/sitemaps/2018-2.xml",
        "/sitemaps/1999-1.xml",
        "/sitemaps/nothing.xml",
    ] {
        assert_eq!(page(&shelf, path).await.status.as_u16(), 404, "{path}");
    }
}

#[rstest]
#[case("/programme?fbclid=x", 200)]
#[case("/programme?region=84&utm_source=x", 200)]
#[case("/opendata?utm_source=x", 200)]
#[case("/ogc?fbclid=x", 200)]
#[case("/ogc/collections/events-2018/items?fbclid=x&limit=1", 200)]
#[case("/programme?edition=1789", 400)]
#[case("/ogc?f=gml", 400)]
#[case("/ogc/collections/events-1789", 404)]
#[case("/opendata/evenements-1789.ndjson.gz", 404)]
#[case("/media/nothing", 404)]
#[tokio::test]
async fn a_browser_gets_a_page_whatever_the_address_carries(
    #[case] path: &str,
    #[case] status: u16,
) {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let ask = async |accept: &str| {
        let request = visitor.request(Method::GET, path);
        Answer::of(request.header(header::ACCEPT, accept)).await
    };

    let page = ask("text/html,application/xhtml+xml,*/*;q=0.8").await;
    let data = ask("application/json").await;

    assert_eq!(page.status.as_u16(), status, "{}", page.text);
    let media_type = page.header(header::CONTENT_TYPE).unwrap();
    assert!(media_type.starts_with("text/html"), "{media_type}");
    if status >= 400 {
        assert!(page.text.contains("href=\"/evenements\""), "{}", page.text);
        assert_eq!(page.header(header::CONTENT_LANGUAGE), Some("fr"));
    }
    assert!(data.status.as_u16() >= 400, "{}", data.text);
    assert_eq!(
        data.header(header::CONTENT_TYPE),
        Some("application/problem+json")
    );
}

#[tokio::test]
async fn the_programme_is_found_with_a_slash() {
    let shelf = shelf().await;

    let answer = page(&shelf, "/programme/?region=84").await;

    assert_eq!(answer.status.as_u16(), 308);
    assert_eq!(
        answer.header(header::LOCATION),
        Some("/programme?region=84")
    );
}

#[tokio::test]
async fn every_problem_leads_to_its_explanation() {
    let shelf = shelf().await;
    let visitor = shelf.app.visitor();
    let problem = visitor
        .get("/api/v1/catalogue/events?colour=red")
        .await
        .refused(Code::UnknownParameter);

    let explained = page(&shelf, &problem.kind).await;
    let all = page(&shelf, "/problems").await;

    assert_eq!(explained.status.as_u16(), 200);
    assert!(explained.text.contains("Unknown query parameter"));
    assert!(
        explained
            .text
            .contains("un critère que ce site ne connaît pas")
    );
    for code in Code::ALL {
        assert!(all.text.contains(&format!("/problems/{code}\"")), "{code}");
    }
    assert_eq!(page(&shelf, "/problems/nothing").await.status.as_u16(), 404);
}

#[tokio::test]
async fn problems_are_told_in_french_to_those_who_prefer_it() {
    let shelf = shelf().await;
    let visitor = shelf.app.visitor();
    let ask = async |language: &str| {
        let request = visitor.request(Method::GET, "/api/v1/catalogue/events?colour=red");
        Answer::of(request.header(header::ACCEPT_LANGUAGE, language)).await
    };

    let french = ask("fr-FR,fr;q=0.9,en;q=0.8").await;
    let english = ask("en-GB,en;q=0.9,fr;q=0.8").await;

    let problem = french.refused(Code::UnknownParameter);
    let sentence = "L’adresse contient un critère que ce site ne connaît pas. Effacez les filtres et recommencez.";
    assert_eq!(problem.title, sentence);
    assert_eq!(problem.errors[0].detail, sentence);
    assert_eq!(problem.detail, Some(format!("colour\u{a0}: {sentence}")));
    assert_eq!(french.header(header::CONTENT_LANGUAGE), Some("fr"));
    assert_eq!(
        english.refused(Code::UnknownParameter).title,
        Code::UnknownParameter.title()
    );
    assert_eq!(english.header(header::CONTENT_LANGUAGE), Some("en"));
    for answer in [french, english] {
        let mut varies = answer.headers.get_all(header::VARY).iter();
        assert!(varies.any(|value| value.to_str().unwrap().contains("accept-language")));
    }
}

#[tokio::test]
async fn robots_learn_where_the_list_is() {
    let shelf = shelf().await;

    let robots = page(&shelf, "/robots.txt").await;

    assert_eq!(
        robots.header(header::CONTENT_TYPE),
        Some("text/plain; charset=utf-8")
    );
    assert!(
        robots
            .text
            .contains(&format!("Sitemap: {}/sitemap.xml", shelf.app.address))
    );
}

#[tokio::test]
async fn the_departments_are_drawn_with_their_counts() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;

    let drawing = page(&shelf, "/carte.svg").await;
    let archive = page(&shelf, "/carte.svg?edition=2018").await;

    assert_eq!(drawing.header(header::CONTENT_TYPE), Some("image/svg+xml"));
    assert!(
        drawing
            .text
            .starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg""#)
    );
    assert!(drawing.text.contains(r#"<a href="/departements/69-rhone""#));
    assert!(drawing.text.contains("1 événement"));
    assert!(
        archive
            .text
            .contains(r#"<a href="/evenements?edition=2018&amp;department=69""#)
    );
}

const ANDROID_LINKS: &str = "/.well-known/assetlinks.json";
const IOS_LINKS: &str = "/.well-known/apple-app-site-association";

#[tokio::test]
async fn phones_learn_which_application_opens_the_links() {
    let fingerprint = ["0A"; 32].join(":");
    let android = format!("org.example.app={fingerprint}");
    let variables = [
        ("SEMAINE_ANDROID_APPS", android.as_str()),
        ("SEMAINE_IOS_APPS", "ABCDE12345.org.example.app"),
    ];
    let shelf = Shelf::configured(Engine::Sqlite, &variables).await;

    let android = shelf.app.visitor().get(ANDROID_LINKS).await;
    let ios = shelf.app.visitor().get(IOS_LINKS).await;

    for answer in [&android, &ios] {
        let kind = answer.header(header::CONTENT_TYPE);
        assert_eq!(kind, Some("application/json"), "{}", answer.text);
    }
    let links: Value = android.ok(200);
    let target = &links[0]["target"];
    assert_eq!(target["package_name"], "org.example.app");
    assert_eq!(target["sha256_cert_fingerprints"], json!([fingerprint]));
    let links: Value = ios.ok(200);
    let details = &links["applinks"]["details"][0];
    assert_eq!(details["appIDs"], json!(["ABCDE12345.org.example.app"]));
    let opened = details["components"].as_array().expect("paths");
    assert!(opened.contains(&json!({ "/": "/evenements/*" })));
    assert!(!opened.iter().any(|it| it["/"] == "/connexion"));
}

#[tokio::test]
async fn without_an_application_no_link_is_claimed() {
    let shelf = shelf().await;

    for path in [ANDROID_LINKS, IOS_LINKS] {
        let answer = shelf.app.visitor().get(path).await;
        answer.refused(Code::NotFound);
    }
}
