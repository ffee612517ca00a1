//! The page at the `type` URL of a problem: explains the error in French and in English.

use super::head::Head;
use super::shell::{Page, Start, TEXT};
use super::texts::{t, t_of};
use super::view::rendered;
use askama::Template;
use ground::error::Error;
use shared::problem::Code;

#[derive(Template)]
#[template(path = "site/problem.html")]
struct Problem {
    title: &'static str,
    codes: Vec<Explained>,
    /// True for the list of all codes.
    all: bool,
}

/// Explanation of a code in both languages.
struct Explained {
    code: &'static str,
    status: u16,
    french: &'static str,
    english: &'static str,
}

impl Explained {
    fn of(code: Code) -> Self {
        Self {
            code: code.as_str(),
            status: code.status(),
            french: t_of("problem", code),
            english: code.title(),
        }
    }
}

/// The page of a code, or of all.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn page(site: &str, code: Option<Code>) -> Result<Page, Error> {
    let (path, title) = match code {
        Some(code) => (format!("/problems/{code}"), code.as_str()),
        None => ("/problems".to_owned(), t("problem_page.title")),
    };
    let codes = match code {
        Some(code) => vec![Explained::of(code)],
        None => Code::ALL.iter().copied().map(Explained::of).collect(),
    };
    let text = code.map_or_else(|| t("problem_page.lead"), |code| t_of("problem", code));
    let main = rendered(&Problem {
        title,
        codes,
        all: code.is_none(),
    })?;
    Ok(Page {
        head: Head::new(site, &path, title, text).unlisted(),
        start: Start::Never,
        width: TEXT,
        main,
    })
}
