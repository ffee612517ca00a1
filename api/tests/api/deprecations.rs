//! Responses name the operations and parameters that will be removed.

use crate::catalogue::{Shelf, content};
use crate::support::{Answer, Engine};
use actix_web::web::Data;
use chrono::NaiveDate;
use http::deprecations::{Deprecation, Deprecations};
use reqwest::Method;
use reqwest::header::HeaderName;
use rstest::rstest;
use shared::account::Operation;

const LIST: &str = "/api/v1/catalogue/events";

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

const TABLE: Deprecations = Deprecations::new(&[
    Deprecation {
        operation: Operation::GetFigures,
        parameter: None,
        since: day(2027, 1, 1),
        sunset: day(2027, 7, 1),
        page: "/api/docs/#figures",
    },
    Deprecation {
        operation: Operation::ListPublicEvents,
        parameter: Some("page"),
        since: day(2027, 1, 1),
        sunset: day(2027, 7, 1),
        page: "/api/docs/#pages",
    },
]);

/// Values of `Deprecation`, `Sunset` and `Link` with the relation.
fn deprecation_headers(answer: &Answer) -> [Option<String>; 3] {
    let one = |name: &'static str| {
        let value = answer.header(HeaderName::from_static(name));
        value.map(str::to_owned)
    };
    let links = answer.headers.get_all("link");
    let mut links = links.iter().filter_map(|link| link.to_str().ok());
    let link = links
        .find(|link| link.contains("deprecation"))
        .map(str::to_owned);
    [one("deprecation"), one("sunset"), link]
}

#[rstest]
#[tokio::test]
async fn an_answer_tells_what_will_be_removed() {
    let shelf = Shelf::prepared(Engine::Sqlite, &[], |platform| {
        platform.deprecations = Data::new(TABLE);
    })
    .await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    for (method, path, page) in [
        (Method::GET, "/api/v1/catalogue/figures", Some("figures")),
        (Method::HEAD, "/api/v1/catalogue/figures", Some("figures")),
        (
            Method::GET,
            "/api/v1/catalogue/events?page=1",
            Some("pages"),
        ),
        // A refusal tells it too.
        (
            Method::GET,
            "/api/v1/catalogue/events?page=0",
            Some("pages"),
        ),
        (Method::GET, LIST, None),
        (Method::GET, "/api/v1/catalogue/facets", None),
        (Method::GET, "/api/v1/catalogue/nothing", None),
    ] {
        let answer = Answer::of(visitor.request(method, path)).await;

        let expected = match page {
            None => [None, None, None],
            Some(page) => [
                Some("@1798761600".to_owned()),
                Some("Thu, 01 Jul 2027 00:00:00 GMT".to_owned()),
                Some(format!(
                    "</api/docs/#{page}>; rel=\"deprecation\"; type=\"text/html\""
                )),
            ],
        };
        assert_eq!(deprecation_headers(&answer), expected, "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn scripts_of_other_origins_may_read_it() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf.app.visitor().get(LIST).await;

    let exposed = answer.header(HeaderName::from_static("access-control-expose-headers"));
    let exposed: Vec<_> = exposed.expect("the header").split(", ").collect();
    for name in ["Deprecation", "Sunset", "Link"] {
        assert!(exposed.contains(&name), "{name}");
    }
}
