//! The bindings to the modules that draw: `base.js`, `events.js` and `pin.js`, which imports the first as they do.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/map/base.js")]
extern "C" {
    /// Whether this browser can draw a map.
    #[wasm_bindgen(js_name = isSupported)]
    pub fn is_supported() -> bool;

    /// Fetches the library and the base map, once.
    #[wasm_bindgen(catch)]
    pub async fn load() -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/map/events.js")]
extern "C" {
    /// A map of events.
    pub type EventMap;

    /// Draws it into an element, with settings in JSON.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(
        element: &web_sys::HtmlElement,
        base: &JsValue,
        settings: &str,
    ) -> Result<EventMap, JsValue>;

    /// Shows the events of the GeoJSON at an address.
    #[wasm_bindgen(method, js_name = setPoints)]
    pub fn set_points(this: &EventMap, url: &str);

    /// Shows what is in sight, drawn together by the server; addresses of its clusters and of its points.
    #[wasm_bindgen(method, js_name = setClusters)]
    pub fn set_clusters(this: &EventMap, clusters: &str, points: &str);

    /// Listens to what is pressed: the properties of the events, as a JSON array.
    #[wasm_bindgen(method, js_name = onSelect)]
    pub fn on_select(this: &EventMap, call: &Closure<dyn FnMut(String)>);

    /// Listens to the pointer: ids of the events under it, with commas.
    #[wasm_bindgen(method, js_name = onPoint)]
    pub fn on_point(this: &EventMap, call: &Closure<dyn FnMut(String)>);

    /// Listens to moves: west, south, east, north, and whether a person made it.
    #[wasm_bindgen(method, js_name = onMove)]
    pub fn on_move(this: &EventMap, call: &Closure<dyn FnMut(f64, f64, f64, f64, bool)>);

    /// Marks a place.
    #[wasm_bindgen(method)]
    pub fn mark(this: &EventMap, lon: f64, lat: f64);

    /// Takes the mark away.
    #[wasm_bindgen(method)]
    pub fn unmark(this: &EventMap);

    /// Draws a circle of so many metres around a place; of none, takes it away.
    #[wasm_bindgen(method, js_name = drawCircle)]
    pub fn draw_circle(this: &EventMap, lon: f64, lat: f64, radius: f64);

    /// Brings a box into sight, with room around it in pixels.
    #[wasm_bindgen(method, js_name = fitBounds)]
    pub fn fit_bounds(this: &EventMap, west: f64, south: f64, east: f64, north: f64, padding: f64);

    /// Brings departments (`dep`) or regions (`reg`) into sight, by codes with commas.
    #[wasm_bindgen(method, js_name = fitTerritories)]
    pub fn fit_territories(this: &EventMap, property: &str, codes: &str);

    /// Frees what it holds.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &EventMap);
}

#[wasm_bindgen(module = "/src/map/pin.js")]
extern "C" {
    /// A map of one place.
    pub type PinMap;

    /// Draws it into an element, with settings in JSON.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(
        element: &web_sys::HtmlElement,
        base: &JsValue,
        settings: &str,
    ) -> Result<PinMap, JsValue>;

    /// Listens to the pin: longitude and latitude.
    #[wasm_bindgen(method, js_name = onPin)]
    pub fn on_pin(this: &PinMap, call: &Closure<dyn FnMut(f64, f64)>);

    /// Sets the pin.
    #[wasm_bindgen(method, js_name = setPin)]
    pub fn set_pin(this: &PinMap, lon: f64, lat: f64, zoom: f64);

    /// Frees what it holds.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &PinMap);
}
