use super::{page, shelf};
use crate::catalogue::content;
use reqwest::header;

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
    for path in [
        "/sitemaps/2018-2.xml",
        "/sitemaps/1999-1.xml",
        "/sitemaps/nothing.xml",
    ] {
        assert_eq!(page(&shelf, path).await.status.as_u16(), 404, "{path}");
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
