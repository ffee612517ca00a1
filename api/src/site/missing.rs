//! Error pages: not found, gone, offline.

use super::head::Head;
use super::shell::{Page, Start, TEXT};
use super::texts::{t, t_of};
use super::view::rendered;
use askama::Template;
use ground::error::Error;
use shared::problem::{Code, Problem};

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

/// Page of an error that a program would read as a problem document.
pub(super) fn problem(site: &str, path: &str, problem: &Problem) -> Result<Page, Error> {
    if problem.code == Code::NotFound {
        return no_page(site, path);
    }
    if problem.code == Code::Gone {
        return gone(site, path);
    }
    let title = match problem.status {
        503 => t("error_page.unavailable"),
        500.. => t("error_page.failed"),
        _ => t("error_page.refused"),
    };
    let text = t_of("problem", problem.code);
    Ok(Page {
        start: Start::Never,
        ..page(site, path, (title, text), String::new())?
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
