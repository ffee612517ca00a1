//! Maps. The library is fetched by the first map that is shown, and freed when its page is left.
//!
//! A map is an enhancement of what stands beside it: [`EventMap`] of a list, [`PinMap`] of an address. Where it cannot be
//! drawn, a sentence says so and leads there.

mod event_map;
mod js;
mod pin_map;
mod settings;

pub use event_map::{EventMap, MapPoint, Move, View};
pub use pin_map::PinMap;

use crate::ui::{Notice, Tone};
use crate::words::t;
use leptos::prelude::*;

/// How far a map has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The library is on its way.
    Loading,
    /// It can be used.
    Ready,
    /// This browser cannot draw it.
    Unsupported,
    /// The library or the base map did not arrive.
    Failed,
}

/// What stands in the place of a map that is not there (yet).
#[component]
fn Instead(
    /// How far the map has come.
    stage: Signal<Stage>,
    /// What to do without it.
    otherwise: &'static str,
) -> impl IntoView {
    move || {
        match stage.get() {
        Stage::Ready => ().into_any(),
        Stage::Loading => view! { <p class="map__wait">{t("map.loading")}</p> }.into_any(),
        Stage::Unsupported => view! {
            <div class="map__wait"><Notice tone=Tone::Warning title=t("map.unsupported")><p>{otherwise}</p></Notice></div>
        }
        .into_any(),
        Stage::Failed => view! {
            <div class="map__wait"><Notice tone=Tone::Warning title=t("map.failed")><p>{otherwise}</p></Notice></div>
        }
        .into_any(),
    }
    }
}
