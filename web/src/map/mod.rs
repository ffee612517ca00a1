//! Maps. The first map shown loads the library; leaving its page frees its resources.
//!
//! A map complements other content: [`EventMap`] a list, [`PinMap`] an address. Where it cannot be displayed, a message says so and
//! refers to that content.

mod event_map;
mod js;
mod pin_map;
mod settings;

pub use event_map::{Circle, EventMap, MapData, MapMove, MapPoint, Reveal, Spot, View};
pub use pin_map::PinMap;

use crate::api::editions;
use crate::clock;
use crate::messages::t;
use crate::ui::{Notice, Tone};
use futures_util::future::join;
use leptos::prelude::*;
use shared::place::Bounds;
use shared::platform::Streets;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// Time for which a map waits to learn whether there are streets.
const PATIENCE: Duration = Duration::from_secs(3);

/// Loads the library and the base map, and meanwhile what the platform says of its map of streets, if it has one.
async fn load() -> (Result<JsValue, JsValue>, Option<Streets>) {
    let config = clock::within(PATIENCE, editions::get_config());
    let (loaded, config) = join(js::load(), config).await;
    // Without the streets, the map is the base map.
    (
        loaded,
        config.and_then(Result::ok).and_then(|it| it.streets),
    )
}

/// State of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The library is being loaded.
    Loading,
    /// The map can be used.
    Ready,
    /// This browser cannot display it.
    Unsupported,
    /// The library or the base map could not be loaded.
    Failed,
    /// The browser took the graphics context away.
    Lost,
}

/// Placeholder for a map that is loading or cannot be displayed.
#[component]
fn MapPlaceholder(
    stage: Signal<Stage>,
    /// Content shown in place of the map.
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
            Stage::Lost => t("map.lost"),
        };
        view! {
            <div class="map__instead">
                <Notice tone=Tone::Warning title=title>{otherwise.with_value(ViewFn::run)}</Notice>
            </div>
        }
        .into_any()
    }
}

/// The bounding box of mainland France, the default area of a map.
pub fn metropole() -> Bounds {
    let [west, south, east, north] = settings::METROPOLE;
    Bounds::new(west, south, east, north).expect("the metropole lies on the Earth")
}
