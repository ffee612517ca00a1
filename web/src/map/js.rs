//! Bindings to the JavaScript modules `base.js`, `events.js` and `pin.js`; the last two import the first.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/map/base.js")]
extern "C" {
    /// True when this browser can display a map.
    #[wasm_bindgen(js_name = isSupported)]
    pub fn is_supported() -> bool;

    /// Loads the library and the base map, once.
    #[wasm_bindgen(catch)]
    pub async fn load() -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/map/events.js")]
extern "C" {
    /// JavaScript map of events.
    pub type EventMap;

    /// Creates it in an element; the settings are JSON.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(
        element: &web_sys::HtmlElement,
        base: &JsValue,
        settings: &str,
    ) -> Result<EventMap, JsValue>;

    /// Shows the events of a GeoJSON URL.
    #[wasm_bindgen(method, js_name = setPoints)]
    pub fn set_points(this: &EventMap, url: &str);

    /// Shows clusters computed by the server for the visible area; `clusters` and `points` are URLs.
    #[wasm_bindgen(method, js_name = setClusters)]
    pub fn set_clusters(this: &EventMap, clusters: &str, points: &str);

    /// Sets the click handler, which receives the properties of the events as a JSON array.
    #[wasm_bindgen(method, js_name = onSelect)]
    pub fn on_select(this: &EventMap, call: &Closure<dyn FnMut(String)>);

    /// Sets the handler for where the selected place is: pixels from the left and the top of the map, then from its top the first and
    /// the last pixel within the window.
    #[wasm_bindgen(method, js_name = onPlace)]
    pub fn on_place(this: &EventMap, call: &Closure<dyn FnMut(f64, f64, f64, f64)>);

    /// Sets the hover handler, which receives the comma-separated ids of the events under the pointer.
    #[wasm_bindgen(method, js_name = onPoint)]
    pub fn on_point(this: &EventMap, call: &Closure<dyn FnMut(String)>);

    /// Sets the move handler: west, south, east, north, and true when the user moved the map.
    #[wasm_bindgen(method, js_name = onMove)]
    pub fn on_move(this: &EventMap, call: &Closure<dyn FnMut(f64, f64, f64, f64, bool)>);

    /// Sets the handler for the loss of the graphics context: true once it is lost, false once the map is drawn again.
    #[wasm_bindgen(method, js_name = onLost)]
    pub fn on_lost(this: &EventMap, call: &Closure<dyn FnMut(bool)>);

    /// Highlights the place at these coordinates.
    #[wasm_bindgen(method)]
    pub fn mark(this: &EventMap, lon: f64, lat: f64);

    /// Removes the highlight from the map.
    #[wasm_bindgen(method)]
    pub fn unmark(this: &EventMap);

    /// Brings the place of an event into the map above a line of the window, and marks the event itself where it is drawn apart.
    #[wasm_bindgen(method)]
    pub fn reveal(this: &EventMap, id: &str, lon: f64, lat: f64, line: f64);

    /// Draws a circle with a radius in metres; 0 removes it.
    #[wasm_bindgen(method, js_name = drawCircle)]
    pub fn draw_circle(this: &EventMap, lon: f64, lat: f64, radius: f64);

    /// Shows a box, with padding in pixels.
    #[wasm_bindgen(method, js_name = fitBounds)]
    pub fn fit_bounds(this: &EventMap, west: f64, south: f64, east: f64, north: f64, padding: f64);

    /// Shows departments (`dep`) or regions (`reg`), given by comma-separated codes.
    #[wasm_bindgen(method, js_name = fitTerritories)]
    pub fn fit_territories(this: &EventMap, property: &str, codes: &str);

    /// Frees the resources of the library.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &EventMap);
}

#[wasm_bindgen(module = "/src/map/pin.js")]
extern "C" {
    /// JavaScript map of one place.
    pub type PinMap;

    /// Creates it in an element; the settings are JSON.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(
        element: &web_sys::HtmlElement,
        base: &JsValue,
        settings: &str,
    ) -> Result<PinMap, JsValue>;

    /// Sets the handler for moves of the pin: longitude and latitude.
    #[wasm_bindgen(method, js_name = onPin)]
    pub fn on_pin(this: &PinMap, call: &Closure<dyn FnMut(f64, f64)>);

    /// Moves the pin; the map follows, at this zoom level, when the pin is outside its view.
    #[wasm_bindgen(method, js_name = setPin)]
    pub fn set_pin(this: &PinMap, lon: f64, lat: f64, zoom: f64);

    /// Frees the resources of the library.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &PinMap);
}
