//! What a map is told when it is made: its words, where it looks, how it listens.

use crate::words::t;
use serde_json::{Value, json};
use shared::place::Position;

/// Where a map looks when nothing else is said: the metropole, west, south, east, north.
pub(super) const METROPOLE: [f64; 4] = [-5.3, 41.3, 9.7, 51.2];

/// The words that the library shows or gives to screen readers.
fn words(title: &str) -> Value {
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

/// Settings of a map of events.
pub(super) fn of_events(title: &str) -> String {
    json!({ "words": words(title), "attribution": t("map.attribution") }).to_string()
}

/// Settings of a map of one place.
pub(super) fn of_pin(title: &str, movable: bool, around: Option<Position>) -> String {
    let mut settings = json!({
        "words": words(title),
        "attribution": t("map.attribution"),
        "movable": movable,
        "pin": if movable { t("map.pin_movable") } else { t("map.pin") },
    });
    if let (Some(position), Some(settings)) = (around, settings.as_object_mut()) {
        settings.insert("center".to_owned(), json!([position.lon(), position.lat()]));
        settings.insert("zoom".to_owned(), json!(11));
    }
    settings.to_string()
}
