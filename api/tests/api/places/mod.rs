//! Communes, departments and regions.

mod get_commune;
mod groups;
mod list_territories;
mod reverse_commune;
mod search_addresses;
mod search_communes;
mod streets;

use crate::support::{Answer, TestApp};
use reqwest::header::HeaderName;
use reqwest::{Method, header};
use shared::problem::Code;

const AT_HOME: &str = "/api/v1/places";

/// Asserts that the response may be cached, and that a matching `ETag` returns not modified.
async fn may_be_kept(app: &TestApp, path: &str) {
    let first = app.visitor().get(path).await;
    let tag = first.header(header::ETAG).expect("a tag");
    let again = Answer::of(
        app.visitor()
            .request(Method::GET, path)
            .header(header::IF_NONE_MATCH, tag),
    )
    .await;

    assert_eq!(first.status.as_u16(), 200, "{}", first.text);
    assert_eq!(
        first.header(header::CACHE_CONTROL),
        Some("public, max-age=86400")
    );
    assert_eq!(
        first.header(HeaderName::from_static("access-control-allow-origin")),
        Some("*")
    );
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}

/// Asserts that the query is rejected, naming the invalid parameter.
async fn names_the_culprit(app: &TestApp, path: &str, code: Code, pointer: &str) {
    let answer = app.visitor().get(path).await;

    let problem = answer.refused(code);
    assert_eq!(
        problem
            .errors
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect::<Vec<_>>(),
        [pointer],
        "{path}"
    );
}
