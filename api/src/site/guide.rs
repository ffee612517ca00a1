//! The guide for organisers: how to file an event, step by step, with pictures of the real screens.
//!
//! The names of buttons and fields are the messages that the application itself shows. `e2e/tests/guide.spec.ts` takes the pictures, and
//! fails when a screen no longer shows what the guide names.

use super::context::PageContext;
use super::head::Head;
use super::shell::{Page, Start, TEXT};
use super::texts::{plural, t, t_args};
use super::view::rendered;
use askama::Template;
use ground::error::Error;

/// Path of the page.
const PATH: &str = "/mode-d-emploi";
/// Folder of the pictures in the bundle.
const FOLDER: &str = "guide";
/// Size of every picture in pixels.
const SIZE_PX: (u32, u32) = (960, 600);
/// Steps with a picture, by the name of its file.
const STEPS: [&str; 8] = [
    "compte",
    "dossiers",
    "organisateur",
    "evenement",
    "dates",
    "public",
    "verification",
    "suivi",
];
/// Keys of the names of buttons and fields, as the texts of the guide refer to them.
const NAMES: [(&str, &str); 13] = [
    ("sign_up", "sign_up.action"),
    ("own", "nav.own_events"),
    ("create", "file.new.action"),
    ("organisation", "form.field.organiser.name"),
    ("contact", "form.field.organiser.contactName"),
    ("title", "form.field.title"),
    ("summary", "form.field.summary"),
    ("image", "form.field.image.file"),
    ("pin", "form.field.place.position"),
    ("next", "form.next"),
    ("free", "form.field.free"),
    ("check", "form.check.title"),
    ("submit", "form.submit.action"),
];

#[derive(Template)]
#[template(path = "site/guide.html")]
struct Guide {
    steps: Vec<Step>,
    size_px: (u32, u32),
    answer: Option<String>,
    after: String,
}

struct Step {
    name: &'static str,
    title: String,
    text: String,
    picture: Option<Picture>,
}

struct Picture {
    src: String,
    alt: String,
}

/// A text of the guide, with the names that it refers to.
fn text(key: &str) -> String {
    let names = NAMES.map(|(name, key)| (name, t(key)));
    let values: Vec<(&str, &dyn std::fmt::Display)> = names
        .iter()
        .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
        .collect();
    t_args(key, &values)
}

impl Step {
    fn of(name: &'static str) -> Self {
        let file = format!("{FOLDER}/{name}.webp");
        // A bundle of before the guide has no pictures.
        let picture = super::built_file(&file).map(|_| Picture {
            src: format!("/{file}"),
            alt: text(&format!("guide.{name}.alt")),
        });
        Self {
            name,
            title: text(&format!("guide.{name}.title")),
            text: text(&format!("guide.{name}.text")),
            picture,
        }
    }
}

/// Renders the guide.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn page(context: &PageContext<'_>) -> Result<Page, Error> {
    let edition = context.catalogue.current_edition();
    let guide = Guide {
        steps: STEPS.map(Step::of).into(),
        size_px: SIZE_PX,
        answer: edition.map(|edition| {
            let days = plural("take_part.working_days", edition.review_working_days.into());
            t_args("guide.answer", &[("days", &days)])
        }),
        after: text("guide.after.text"),
    };
    Ok(Page {
        head: Head::new(context.site(), PATH, t("guide.title"), t("guide.intro")),
        start: Start::Later,
        width: TEXT,
        main: rendered(&guide)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_texts_and_no_name_is_missing() {
        for name in STEPS {
            for part in ["title", "text", "alt"] {
                let text = text(&format!("guide.{name}.{part}"));
                assert!(
                    !text.is_empty() && !text.contains('{'),
                    "{name}.{part}: {text}"
                );
            }
        }
        assert!(!text("guide.after.text").contains('{'));
    }
}
