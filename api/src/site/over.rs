//! The notice of an edition that is over.

use super::context::PageContext;
use super::icon::icon;
use super::texts::t;
use super::view::rendered;
use askama::Template;
use ground::error::Error;
use shared::edition::{Edition, EditionStatus};
use shared::event::EventQuery;

#[derive(Template)]
#[template(path = "site/over.html")]
struct Over {
    text: String,
    /// True when another edition is the current one.
    has_current: bool,
}

/// The notice as HTML; empty unless the edition is archived.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn notice(context: &PageContext<'_>, edition: &Edition) -> Result<String, Error> {
    if edition.status != EditionStatus::Archived {
        return Ok(String::new());
    }
    let current = context.edition(&EventQuery::default());
    rendered(&Over {
        text: t("edition.over").to_owned(),
        has_current: current.is_some_and(|current| current.slug != edition.slug),
    })
}
