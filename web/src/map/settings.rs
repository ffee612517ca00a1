//! Settings passed to a new map: texts, initial area, behaviour.

use crate::messages::t;
use serde_json::{Value, json};
use shared::place::Position;
use shared::platform::Streets;

/// Initial area of a map: mainland France, as west, south, east, north.
pub(super) const METROPOLE: [f64; 4] = [-5.3, 41.3, 9.7, 51.2];

/// Texts that the library shows or passes to screen readers.
fn texts(title: &str) -> Value {
    json!({
        "Map.Title": title,
        "NavigationControl.ZoomIn": t("map.zoom_in"),
        "NavigationControl.ZoomOut": t("map.zoom_out"),
        "AttributionControl.ToggleAttribution": t("map.toggle_attribution"),
        "Popup.Close": t("dialog.close"),
        "Marker.Title": t("map.pin"),
        "CooperativeGesturesHandler.WindowsHelpText": t("map.gesture_ctrl"),
        "CooperativeGesturesHandler.MacHelpText": t("map.gesture_cmd"),
        "CooperativeGesturesHandler.MobileHelpText": t("map.gesture_fingers"),
    })
}

/// Settings of a map of events, as JSON.
pub(super) fn of_events(title: &str, streets: Option<&Streets>) -> String {
    json!({
        "texts": texts(title),
        "attribution": t("map.attribution"),
        "streets": streets,
        "aim": { "group": t("map.aim.group"), "event": t("map.aim.event"), "apart": t("map.aim.apart") },
    })
    .to_string()
}

/// Settings of a map of one place, as JSON.
pub(super) fn of_pin(
    title: &str,
    movable: bool,
    around: Option<Position>,
    streets: Option<&Streets>,
) -> String {
    let mut settings = json!({
        "texts": texts(title),
        "attribution": t("map.attribution"),
        "movable": movable,
        "streets": streets,
        "pin": if movable { t("map.pin_movable") } else { t("map.pin") },
    });
    if let (Some(position), Some(settings)) = (around, settings.as_object_mut()) {
        settings.insert("center".to_owned(), json!([position.lon(), position.lat()]));
        settings.insert("zoom".to_owned(), json!(11));
    }
    settings.to_string()
}
