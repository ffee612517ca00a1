use crate::messages::{t, t_args};
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::edition::Edition;

/// The label and its meaning.
#[component]
pub(super) fn Seal(
    /// The edition, whose data describes the meaning of the label.
    edition: Edition,
    /// Date of the label.
    labelled_on: String,
) -> impl IntoView {
    view! {
        <section class="seal">
            <p class="seal__mark"><Icon glyph=Glyph::Seal/></p>
            <h2 class="seal__title">{t("event.seal")}</h2>
            <p>{edition.label_meaning}</p>
            <ul class="seal__criteria">
                {edition.criteria.into_iter().map(|criterion| view! { <li><Icon glyph=Glyph::Tick/><span>{criterion.title}</span></li> }).collect_view()}
            </ul>
            <p class="seal__date">{t_args("event.labelled_on", &[("day", &labelled_on), ("edition", &edition.name)])}</p>
        </section>
    }
}
