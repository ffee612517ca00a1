//! The standard texts of the reviewers, which the coordination sets without the rest of an edition.

use super::part::{Part, PartPage, Stored};
use super::sections::TextsSection;
use crate::api::revisions;
use crate::messages::t;
use leptos::prelude::*;
use shared::edition::{ManagedEdition, StandardTextsForm};

/// The page on which the standard texts of an edition are set.
#[component]
pub fn TextsPage() -> impl IntoView {
    let part = Part {
        title: t("texts.edit.title"),
        text: t("texts.edit.text"),
        saved: t("texts.edit.saved"),
        store,
        body: |draft| view! { <TextsSection draft/> }.into_any(),
    };
    view! { <PartPage part/> }
}

fn store(typed: ManagedEdition) -> Stored {
    Box::pin(async move {
        let ManagedEdition {
            version, edition, ..
        } = typed;
        let form = StandardTextsForm {
            standard_texts: edition.standard_texts,
        };
        revisions::set_standard_texts(&edition.slug, version, form).await
    })
}
