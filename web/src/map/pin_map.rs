use super::{MapPlaceholder, Stage, js, settings};
use crate::messages::t;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::place::Position;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

struct MountedMap {
    map: js::PinMap,
    _pin: Closure<dyn FnMut(f64, f64)>,
}

impl Drop for MountedMap {
    fn drop(&mut self) {
        self.map.destroy();
    }
}

/// A map of one place.
///
/// With `on_pin`, the pin can be dragged, moved with the arrow keys (Shift for longer steps) or set by clicking the map. The page
/// provides the fields for latitude and longitude.
#[component]
pub fn PinMap(
    /// Accessible name of the map.
    #[prop(into)]
    title: String,
    /// Position of the pin; `None` before it is set.
    #[prop(into)]
    pin: Signal<Option<Position>>,
    /// Called after the user moves the pin.
    #[prop(optional, into)]
    on_pin: Option<Callback<Position>>,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let live = StoredValue::new_local(None::<MountedMap>);
    let title = StoredValue::new(title);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        if !js::is_supported() {
            stage.set(Stage::Unsupported);
            return;
        }
        let (title, around) = (title.get_value(), pin.get_untracked());
        spawn_local(async move {
            let (loaded, streets) = super::load().await;
            let settings = settings::of_pin(&title, on_pin.is_some(), around, streets.as_ref());
            let made = match loaded {
                Ok(base) => js::PinMap::new(element.unchecked_ref(), &base, &settings),
                Err(error) => Err(error),
            };
            let map = match made {
                Ok(map) => map,
                Err(error) => {
                    leptos::logging::error!("map: {error:?}");
                    stage.try_set(Stage::Failed);
                    return;
                }
            };
            let moved = Closure::new(move |lon, lat| {
                if let (Some(on_pin), Ok(position)) = (on_pin, Position::new(lon, lat)) {
                    // The map may still move while its page is being left.
                    on_pin.try_run(position);
                }
            });
            map.on_pin(&moved);
            drop(live.try_set_value(Some(MountedMap { map, _pin: moved })));
            stage.try_set(Stage::Ready);
        });
    });
    Effect::new(move |_| {
        let place = pin.get();
        if let (Stage::Ready, Some(position)) = (stage.get(), place) {
            live.try_with_value(|live| {
                if let Some(live) = live {
                    live.map.set_pin(position.lon(), position.lat(), 12.0);
                }
            });
        }
    });
    view! {
        <div class="map map--small" data-color-scheme="light">
            <div class="map__canvas" node_ref=element></div>
            <MapPlaceholder stage=stage.into() otherwise=|| view! { <p>{t("map.otherwise_address")}</p> }/>
        </div>
    }
}
