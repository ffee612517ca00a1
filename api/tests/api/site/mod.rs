//! Public pages as HTML, for people without scripts, search engines and other sites.

mod embeds;
mod event;
mod event_dates;
mod home;
mod life;
mod lists;
mod machines;
mod message;
mod rules;
mod social;

use crate::catalogue::Shelf;
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use serde_json::Value;

/// Requests a page as a browser does.
pub(crate) async fn page(shelf: &Shelf, path: &str) -> Answer {
    let visitor = shelf.app.visitor();
    Answer::of(
        visitor
            .request(Method::GET, path)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8"),
    )
    .await
}

/// Text of a page without its tags, in one line.
pub(crate) fn said(html: &str) -> String {
    let body = html.split("<body>").nth(1).expect("a body");
    let mut text = String::new();
    let mut inside = true;
    for c in body.chars() {
        match c {
            '<' => inside = false,
            '>' => {
                inside = true;
                text.push(' ');
            }
            c if inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// JSON-LD descriptions of a page.
pub(crate) fn structured(html: &str) -> Vec<Value> {
    html.split(r#"<script type="application/ld+json">"#)
        .skip(1)
        .map(|rest| {
            let text = rest.split("</script>").next().expect("an end");
            serde_json::from_str(text).expect("JSON")
        })
        .collect()
}

/// The description with this type.
pub(crate) fn described(html: &str, kind: &str) -> Value {
    let mut found: Vec<_> = structured(html)
        .into_iter()
        .filter(|data| data["@type"] == kind)
        .collect();
    assert_eq!(found.len(), 1, "one {kind} a page");
    found.remove(0)
}

/// Value of an attribute in the first tag with this prefix.
pub(crate) fn attribute<'h>(html: &'h str, tag: &str, name: &str) -> &'h str {
    let tag = html
        .split(tag)
        .nth(1)
        .unwrap_or_else(|| panic!("no {tag}"))
        .split('>')
        .next()
        .expect("an end");
    tag.split(&format!("{name}=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("no {name} in {tag}"))
}

/// Text of an escaped attribute.
fn unescaped(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escaped, sign)| {
        text.replace(escaped, sign)
    })
}

pub(crate) async fn shelf() -> Shelf {
    Shelf::start(Engine::Sqlite).await
}
