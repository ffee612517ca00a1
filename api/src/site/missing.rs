//! What is not, or no longer, there.

use super::head::Head;
use super::shell::{Page, Start, TEXT};
use super::view::rendered;
use super::words::t;
use askama::Template;
use ground::error::Error;

#[derive(Template)]
#[template(path = "site/missing.html")]
struct Missing {
    title: &'static str,
    text: &'static str,
    words: String,
    link: &'static str,
}

fn page(
    site: &str,
    path: &str,
    (title, text): (&'static str, &'static str),
    words: String,
) -> Result<Page, Error> {
    let main = rendered(&Missing {
        title,
        text,
        words,
        link: t("event.others"),
    })?;
    Ok(Page {
        head: Head::new(site, path, title, text).unlisted(),
        start: Start::Later,
        width: TEXT,
        main,
    })
}

#[derive(Template)]
#[template(path = "site/offline.html")]
struct Offline;

/// There is no network: kept by the service worker, and shown by it alone.
///
/// # Errors
///
/// When the template cannot be rendered, as for the others.
pub(super) fn offline(site: &str) -> Result<Page, Error> {
    let head = Head::new(site, "/hors-ligne", t("offline.title"), t("offline.text"));
    Ok(Page {
        head: head.unlisted(),
        start: Start::Never,
        width: TEXT,
        main: rendered(&Offline)?,
    })
}

/// No page is at this address.
pub(super) fn no_page(site: &str, path: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("not_found.title"), t("not_found.text")),
        String::new(),
    )
}

/// No event ever was at this address; what its slug says is offered for a search.
pub(super) fn no_event(site: &str, path: &str, slug: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("event.not_found.title"), t("event.not_found.text")),
        slug.replace('-', " "),
    )
}

/// The event was public and no longer is.
pub(super) fn gone(site: &str, path: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("event.gone.title"), t("event.gone.text")),
        String::new(),
    )
}
