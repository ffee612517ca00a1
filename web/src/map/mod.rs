//! Maps. The library is fetched by the first map that is shown, and freed when its page is left.
//!
//! A map is an enhancement of what stands beside it: [`EventMap`] of a list, [`PinMap`] of an address. Where it cannot be
//! drawn, a sentence says so and leads there.

mod event_map;
mod js;
mod pin_map;
mod settings;

pub use event_map::{Circle, EventMap, MapData, MapPoint, Move, View};
pub use pin_map::PinMap;

use crate::ui::{Notice, Tone};
use crate::words::t;
use leptos::prelude::*;
use shared::place::Bounds;

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
    #[prop(into)]
    otherwise: ViewFn,
) -> impl IntoView {
    let otherwise = StoredValue::new(otherwise);
    move || {
        let title = match stage.get() {
            Stage::Ready => return ().into_any(),
            Stage::Loading => {
                return view! { <p class="map__wait">{t("map.loading")}</p> }.into_any();
            }
            Stage::Unsupported => t("map.unsupported"),
            Stage::Failed => t("map.failed"),
        };
        view! {
            <div class="map__instead">
                <Notice tone=Tone::Warning title=title>{otherwise.with_value(ViewFn::run)}</Notice>
            </div>
        }
        .into_any()
    }
}

/// The box of the metropole: what « France » is on a map until somebody asks for more.
pub fn metropole() -> Bounds {
    let [west, south, east, north] = settings::METROPOLE;
    Bounds::new(west, south, east, north).expect("the metropole lies on the Earth")
}
