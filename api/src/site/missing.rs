//! Error pages: not found, gone, offline.

use super::head::Head;
use super::shell::{Page, Start, TEXT};
use super::texts::t;
use super::view::rendered;
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

/// Offline page, cached and shown by the service worker.
///
/// # Errors
///
/// When the template cannot be rendered; the same applies to the functions below.
pub(super) fn offline(site: &str) -> Result<Page, Error> {
    let head = Head::new(site, "/hors-ligne", t("offline.title"), t("offline.text"));
    Ok(Page {
        head: head.unlisted(),
        start: Start::Never,
        width: TEXT,
        main: rendered(&Offline)?,
    })
}

/// 404 for an unknown path.
pub(super) fn no_page(site: &str, path: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("not_found.title"), t("not_found.text")),
        String::new(),
    )
}

/// 404 for an unknown event; offers a search for the words of its slug.
pub(super) fn no_event(site: &str, path: &str, slug: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("event.not_found.title"), t("event.not_found.text")),
        slug.replace('-', " "),
    )
}

/// 410 for an event that is no longer public.
pub(super) fn gone(site: &str, path: &str) -> Result<Page, Error> {
    page(
        site,
        path,
        (t("event.gone.title"), t("event.gone.text")),
        String::new(),
    )
}
