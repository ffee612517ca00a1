use super::store::{Favourites, MAX_FAVOURITES};
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Glyph, Icon};
use leptos::prelude::*;
use shared::event::EventSummary;

/// Button that adds an event to the favourites or removes it.
#[component]
pub fn Star(
    event: EventSummary,
    /// French label of the event's kind, stored with it.
    kind: String,
) -> impl IntoView {
    let favourites = Favourites::expect();
    let announcer = Announcer::expect();
    let id = event.id;
    let title = event.title.clone();
    let press = move |_| {
        if !favourites.toggle(&event, &kind) {
            announcer.say(t_args("favourites.full", &[("n", &MAX_FAVOURITES)]));
        }
    };
    view! {
        <button class="star" type="button" aria-pressed=move || if favourites.has(id) { "true" } else { "false" } on:click=press>
            <Icon glyph=Glyph::Star/>
            <span class="star__text">{t("favourites.keep")}</span>
            <span class="ds-sr-only">" : "{title}</span>
        </button>
    }
}
